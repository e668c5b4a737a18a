"""What translations are made of: questions, edits, and the translation itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from redlake.errors import GrammarError
from redlake.grammar.tokens import Cursor, Kind, Token, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.wire import SqlError

T = TypeVar("T")

NOT_IMITATED = "sandbox: not imitated: "


@dataclass(frozen=True)
class Ask:
    """A query whose rows a translation needs; answered by ``list[dict[str, str | None]]``.

    ``user`` runs it, or the session's own.
    """

    sql: str
    user: str | None = None


@dataclass(frozen=True)
class Describe:
    """A query whose columns a translation needs; answered by ``list[Column]``.

    ``user`` is whose rights it is read with.
    """

    sql: str
    user: str


Question: TypeAlias = Ask | Describe
Rows: TypeAlias = Sequence[Mapping[str, str | None]]


@dataclass(frozen=True)
class Translation:
    """What PostgreSQL runs for one statement of Redshift's.

    ``sql`` runs in order, as the session's user. Where ``tag`` is None there is one
    statement, whose rows and command tag are the client's; otherwise ``tag`` is what the
    client is told and rows are dropped. A ``volatile`` translation holds what was looked
    up, and must be made again at each execution.
    """

    sql: tuple[str, ...]
    tag: str | None = None
    volatile: bool = False


Asking: TypeAlias = Generator[Question, Any, T]
Translating: TypeAlias = Asking[Translation]


@dataclass(frozen=True)
class Context:
    """The session that a statement is translated for.

    ``views`` are the late-binding views whose text is being read, the outermost first;
    ``user`` is then the innermost one's owner, and ``reader`` whose session it is.
    ``ignores_case`` is the database's collation. ``columns_by`` is who looks at the columns of
    such views, where that is not their owner. ``describing`` says that no rows are wanted,
    ``kept`` that the translation is kept, to run when what it looked up may have changed,
    ``in_body`` that the statement is a procedure's, and ``in_block`` that it stands in a
    transaction block.
    """

    database: str
    user: str
    iam: bool
    case_sensitive: bool = False
    ignores_case: bool = False
    columns_by: str | None = None
    views: tuple[str, ...] = ()
    reader: str = ""
    describing: bool = False
    kept: bool = False
    in_body: bool = False
    in_block: bool = False

    def inside(self, view: str, owner: str) -> Context:
        """The context in which a view's text is read: with its owner's rights."""
        reader = self.reader or self.user
        return replace(self, user=owner, views=(*self.views, view), reader=reader)

    def keeping(self) -> Context:
        """The context in which what is kept is translated."""
        return replace(self, kept=True)

    def relation(self, parts: Sequence[str]) -> str:
        """The relation (or routine) of one, two or three name parts."""
        if len(parts) == 1:
            return names.identifier(parts[0])
        if len(parts) == 2 and parts[0] in names.CATALOG_SCHEMAS:
            return f"{parts[0]}.{names.identifier(parts[1])}"
        *database, schema, name = parts
        home = database[0] if database else self.database
        return f"{names.schema(home, schema)}.{names.identifier(name)}"

    def new_relation(self, parts: Sequence[str]) -> Asking[str]:
        """The same for what is being created: without a schema, in the search path's first one.

        https://docs.aws.amazon.com/redshift/latest/dg/r_search_path.html
        """
        if len(parts) == 1:
            if self.in_body:
                raise not_imitated(f"creating {parts[0]} in a procedure without its schema")
            rows: Rows = yield Ask("SELECT quote_ident(sandbox.demand_schema()) AS schema")
            return f"{rows[0]['schema']}.{names.identifier(parts[0])}"
        if len(parts) == 3 and parts[0] != self.database:
            raise SqlError("0A000", "cross-database reference not supported for this statement")
        return self.relation(parts)

    def dotted(self, at: Cursor) -> tuple[str, ...]:
        """Reads a name of one, two or three parts, folded."""
        parts = [self.name(at)]
        while at.take("."):
            parts.append(self.name(at))
        return tuple(parts)

    def name(self, at: Cursor) -> str:
        """Reads a name; its case is lost, even in quotes, unless the session keeps it."""
        quoted = at.token is not None and at.token.kind is Kind.NAME
        return self.folded(at.name(), quoted=quoted)

    def role(self, at: Cursor) -> str:
        """Reads a role's name; Redshift's own may stand without quotes, colon and all."""
        name = self.name(at)
        return f"{name}:{self.name(at)}" if at.take(":") else name

    def folded(self, name: str, *, quoted: bool) -> str:
        """A name as the catalog knows it."""
        return name if quoted and self.case_sensitive else name.lower()

    def grantee(self, at: Cursor) -> str:
        """Reads ``user``, ``GROUP group``, ``ROLE role`` or ``PUBLIC``."""
        if at.take("PUBLIC"):
            return "PUBLIC"
        if at.take("GROUP"):
            return names.group(self.name(at))
        if at.take("ROLE"):
            return names.role(self.role(at))
        return names.identifier(names.user_name(at))


@dataclass(frozen=True)
class Source:
    """One statement of Redshift's, or several: text without a last semicolon, and tokens."""

    text: str
    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, text: str) -> Source:
        return cls(text, tuple(tokenize(text)))

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.tokens)

    def rest(self, at: Cursor) -> str:
        """The text from the token that ``at`` reads next.

        Raises:
            GrammarError: there is none.
        """
        if at.token is None:
            raise GrammarError("the statement ends too early")
        return self.text[at.token.start :]

    def opening(self, words: int) -> str:
        """The first words, for a message; a name is one, however many parts it has."""
        said: list[str] = []
        for before, token in pairwise((None, *self.tokens)):
            assert token is not None
            if said and (token.is_symbol(".") or (before is not None and before.is_symbol("."))):
                said[-1] += token.value
            elif len(said) == words:
                break
            else:
                said.append(token.value)
        return " ".join(said)

    def statements(self) -> list[Source]:
        """The statements of the text, at its semicolons."""
        pieces: list[list[Token]] = [[]]
        for token in self.tokens:
            if token.is_symbol(";"):
                pieces.append([])
            else:
                pieces[-1].append(token)
        return [self._piece(piece) for piece in pieces if piece]

    def _piece(self, tokens: Sequence[Token]) -> Source:
        first, last = tokens[0].start, tokens[-1].end
        if first:
            tokens = [Token(t.kind, t.value, t.start - first, t.end - first) for t in tokens]
        return Source(self.text[first:last], tuple(tokens))


@dataclass(frozen=True, order=True)
class Edit:
    """Text that takes the place of ``start`` to ``end``."""

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all edits made; everything else stays to the byte."""
    # Collected from the end: each edit in a text of its own would take the square of them.
    pieces: list[str] = []
    end = len(text)
    for edit in sorted(set(edits), reverse=True):
        pieces += (text[edit.end : end], edit.text)
        end = edit.start
    pieces.append(text[:end])
    return "".join(reversed(pieces))


def boolean(value: bool) -> str:
    return "true" if value else "false"


def limit(at: Cursor) -> int:
    """Reads a number of connections; -1 stands for no limit.

    Raises:
        SqlError: it is none.
    """
    if at.take("UNLIMITED"):
        return -1
    sign = -1 if at.take("-") else 1
    number = at.step().value
    if not number.isdigit():
        raise SqlError("42601", f'syntax error at or near "{number}"')
    return sign * int(number)


def not_imitated(what: str) -> SqlError:
    """What the sandbox answers where it would have to guess."""
    return SqlError("0A000", NOT_IMITATED + what)


def demand_end(at: Cursor) -> None:
    """Sees to it that a statement ends where ``at`` is: no word of it goes unread.

    Raises:
        SqlError: it goes on.
    """
    if not at.done():
        raise SqlError("42601", f'syntax error at or near "{at.step().value}"')


def unread(statement: str, at: Cursor) -> SqlError:
    """The same, for a clause of ``statement`` that begins where ``at`` is."""
    return not_imitated(f"{statement} … {' '.join(token.value for token in at.rest[:2])}")


def refused(what: str) -> SqlError:
    """Redshift's generic refusal of grammar that it does not support."""
    return SqlError("0A000", f'SQL command "{what}" not supported.')
