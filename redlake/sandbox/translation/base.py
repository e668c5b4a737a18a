"""What translations are made of: questions, edits, and the translation itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from redlake.grammar.tokens import Cursor, Token, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.wire import Column, SqlError


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
    client is told and rows are dropped. A ``volatile`` translation holds the text of a
    late-binding view and must be made again at each execution.
    """

    sql: tuple[str, ...]
    tag: str | None = None
    volatile: bool = False


Translating: TypeAlias = Generator[Question, Any, Translation]


@dataclass(frozen=True)
class Context:
    """The session that a statement is translated for."""

    database: str
    user: str
    iam: bool
    case_sensitive: bool = False

    def as_owner(self, owner: str) -> Context:
        """The context in which a view's text is read: its owner's rights."""
        return replace(self, user=owner)

    def relation(self, parts: Sequence[str]) -> str:
        """The relation (or routine) of one, two or three name parts."""
        if len(parts) == 1:
            return names.quoted(parts[0])
        if len(parts) == 2 and parts[0] in names.CATALOG_SCHEMAS:
            return f"{parts[0]}.{names.quoted(parts[1])}"
        *database, schema, name = parts
        if schema in names.HIDDEN_SCHEMAS:
            raise SqlError("3F000", f'schema "{schema}" does not exist')
        home = database[0] if database else self.database
        return f"{names.schema(home, schema)}.{names.quoted(name)}"

    def new_relation(self, parts: Sequence[str]) -> str:
        """The same for what is being created: without a schema, it goes to ``public``."""
        if len(parts) == 1:
            parts = ("public", *parts)
        if len(parts) == 3 and parts[0] != self.database:
            raise SqlError("0A000", "cross-database reference not supported for this statement")
        return self.relation(parts)

    def dotted(self, at: Cursor) -> tuple[str, ...]:
        """Reads a name of one, two or three parts, folded."""
        parts = [names.folded(at, case_sensitive=self.case_sensitive)]
        while at.take("."):
            parts.append(names.folded(at, case_sensitive=self.case_sensitive))
        return tuple(parts)

    def name(self, at: Cursor) -> str:
        return names.folded(at, case_sensitive=self.case_sensitive)


@dataclass(frozen=True)
class Source:
    """One statement of Redshift's: its text without a semicolon, and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, text: str) -> Source:
        return cls(text, tuple(tokenize(text)))

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.tokens)

    def after(self, token: Token) -> str:
        """The text that follows ``token``."""
        return self.text[token.end :].strip()


@dataclass(frozen=True, order=True)
class Edit:
    """Text that takes the place of ``start`` to ``end``."""

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all edits made; everything else stays to the byte."""
    for edit in sorted(set(edits), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def not_imitated(what: str) -> SqlError:
    """What the sandbox answers where it would have to guess."""
    return SqlError("0A000", f"sandbox: not imitated: {what}")


def refused(what: str) -> SqlError:
    """Redshift's generic refusal of grammar that it does not support."""
    return SqlError("0A000", f'SQL command "{what}" not supported.')


__all__ = [
    "Ask",
    "Column",
    "Context",
    "Describe",
    "Edit",
    "Question",
    "Rows",
    "Source",
    "Translating",
    "Translation",
    "not_imitated",
    "refused",
    "spliced",
]
