r"""Scripts: statements in order, each in its database, cut into segments.

A script is what psql can run: statements, and ``\connect "name"`` lines that say which
database the statements after them belong to. Two shapes of it exist. An author's SQL
has no transaction control, for the cut is computed; a rendered script shows it, as
``BEGIN;`` and ``COMMIT;``.

Three rules hold:

1. Reading what was written gives what was written:
   ``read_rendered(write(cut, home), home) == cut`` for what ``segments`` cut.
2. A statement's text is never changed, the comments and line breaks within it included.
3. No comment of an author's is lost. Both kinds are read as what they say, and written with
   dashes.

Example:
    >>> statements = read("CREATE USER job PASSWORD DISABLE; CREATE DATABASE lake;", "dev")
    >>> [(cut.transactional, len(cut.statements)) for cut in segments(statements)]
    [(True, 1), (False, 1)]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

from redlake.errors import GrammarError, Place, SecretError
from redlake.grammar.excerpt import excerpt, without_secrets
from redlake.grammar.pieces import LINE_END, STOP_ON_ERROR, blank_line, paragraphs, pieces, said
from redlake.grammar.tokens import Kind, Lines, Token, UnreadableError, tokenize
from redlake.grammar.transactions import refuses_transaction

# How the names of the psql variables begin that hold secrets.
SECRET = "secret_"  # noqa: S105


_SUMMARY = 100  # characters
TRANSACTION_CONTROL = (
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
)
_RENDER_AGAIN = "render the revision again"


@dataclass(frozen=True)
class Statement:
    """One Redshift SQL statement, as written, without its semicolon.

    ``comment`` is what the comments directly above and beside it say; ``preface`` what the
    comments before those say, by paragraph. ``place`` is where it stands, ``start`` its
    offset in the script, and ``locate`` finds the place of an offset in its text; two
    statements are equal when they say the same, wherever they stand.
    """

    text: str
    database: str
    transactional: bool = True
    comment: str = ""
    preface: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)
    locate: Callable[[int], Place] | None = field(default=None, compare=False, repr=False)
    start: int = field(default=0, compare=False, repr=False)

    def __repr__(self) -> str:
        """Without its passwords, for it comes into logs and tracebacks."""
        return f"Statement({self.summary!r}, {self.database!r}, place={self.place!r})"

    @property
    def summary(self) -> str:
        """Its beginning on one line, for people; no password is in it."""
        line = " ".join(without_secrets(self.text).split())
        return line if len(line) <= _SUMMARY else f"{line[:_SUMMARY].rstrip()}…"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets it holds as ``:'secret_<name>'``, each once."""
        return tuple(dict.fromkeys(secret["name"] for secret in _secrets(self.text)))

    def bound(self, secrets: Mapping[str, str]) -> str:
        """Its text with each secret's place taken by a literal; for the driver only.

        Raises:
            SecretError: it names a secret that ``secrets`` does not have.
        """
        text = self.text
        for secret in reversed(list(_secrets(text))):
            if secret["name"] not in secrets:
                raise SecretError(
                    f'the secret "{secret["name"]}" is not at hand',
                    place=self.place,
                    way_out=f"define {secret['name']} under [secrets] in the environment's file",
                )
            value = secrets[secret["name"]].replace("\\", "\\\\").replace("'", "''")
            text = f"{text[: secret.start()]}'{value}'{text[secret.end() :]}"
        return text


@dataclass(frozen=True)
class Segment:
    """Statements of one database that succeed or fail together.

    A segment that is not transactional holds a single statement.
    """

    database: str
    transactional: bool
    statements: tuple[Statement, ...]


def read(text: str, database: str, locate: Callable[[int], Place] | None = None) -> list[Statement]:
    r"""The statements of an author's SQL.

    Args:
        text: SQL, with ``\connect`` lines where statements belong to another database.
        database: the database at the start.
        locate: from an offset in ``text`` to where a person finds it.

    Raises:
        GrammarError: it cannot be read, or it begins or ends a transaction itself.
    """
    statements = []
    for statement, tokens in _statements(text, database, locate):
        if tokens[0].is_word(*TRANSACTION_CONTROL):
            raise GrammarError(
                f"{statement.summary} does not belong here: redlake computes where"
                " transactions begin and end",
                place=statement.place,
                way_out="remove it",
            )
        statements.append(statement)
    return statements


def epilogue(text: str) -> tuple[str, ...]:
    """What the comments after the last statement of an author's SQL say, by paragraph.

    In a script without statements these are all there are: why there is nothing to do.
    """
    return tuple(paragraphs(text, pieces(text)[-1].above))


def segments(statements: Iterable[Statement]) -> list[Segment]:
    """The statements, cut wherever the database changes or a transaction is refused."""
    cut = []
    for (database, transactional), group in groupby(
        statements, key=lambda statement: (statement.database, statement.transactional)
    ):
        if transactional:
            cut.append(Segment(database, True, tuple(group)))
        else:
            cut.extend(Segment(database, False, (statement,)) for statement in group)
    return cut


def write(cut: Sequence[Segment], home: str, epilogue: Sequence[str] = ()) -> str:
    """The rendered script: what psql and the runner run, from ``home`` back to ``home``."""
    lines: list[str] = []
    database = home
    for segment in cut:
        if segment.database != database:
            database = segment.database
            lines += [_connect(database), ""]
        if segment.transactional:
            lines += ["BEGIN;", ""]
        for statement in segment.statements:
            for paragraph in statement.preface:
                lines += [*_dashed(paragraph), ""]
            if statement.comment:
                lines += _dashed(statement.comment)
            lines += [f"{statement.text};", ""]
        if segment.transactional:
            lines += ["COMMIT;", ""]
    if database != home:
        lines += [_connect(home), ""]
    for paragraph in epilogue:
        lines += [*_dashed(paragraph), ""]
    return "\n".join(lines)


def _connect(database: str) -> str:
    escaped = database.replace('"', '""')
    return f'\\connect "{escaped}"'


def _dashed(comment: str) -> list[str]:
    # At every kind of line end, for Redshift ends a comment there: the rest would be SQL.
    return [f"-- {line}".rstrip() for line in LINE_END.split(comment)]


def read_rendered(
    text: str, home: str, locate: Callable[[int], Place] | None = None
) -> list[Segment]:
    """The segments of a rendered script, as its ``BEGIN;`` and ``COMMIT;`` say.

    Raises:
        GrammarError: it cannot be read, or a transaction begins twice, never ends, or
            goes over into another database.
    """
    found: list[Segment] = []
    open_at: Statement | None = None
    block: list[Statement] = []
    for statement, tokens in _statements(text, home, locate, rendered=True):
        if open_at is not None and statement.database != open_at.database:
            raise GrammarError(
                "a transaction goes over into another database",
                place=statement.place,
                way_out=_RENDER_AGAIN,
            )
        word = tokens[0].value.upper() if len(tokens) == 1 else None
        if word == "BEGIN" and open_at is None:
            open_at, block = statement, []
        elif word == "COMMIT" and open_at is not None:
            found.append(Segment(open_at.database, True, tuple(block)))
            open_at = None
        elif tokens[0].is_word(*TRANSACTION_CONTROL):
            raise GrammarError(
                f"{statement.summary} comes out of turn",
                place=statement.place,
                way_out=_RENDER_AGAIN,
            )
        elif open_at is None:
            found.append(Segment(statement.database, False, (statement,)))
        else:
            block.append(statement)
    if open_at is not None:
        raise GrammarError(
            "a transaction begins and never ends", place=open_at.place, way_out=_RENDER_AGAIN
        )
    return found


def locator(file: Path, text: str) -> Callable[[int], Place]:
    """From an offset in ``text`` to its place in ``file``, which holds exactly ``text``."""
    lines = Lines(text)

    def locate(offset: int) -> Place:
        return Place(file, *lines.at(offset))

    return locate


def _statements(
    text: str,
    database: str,
    locate: Callable[[int], Place] | None,
    *,
    rendered: bool = False,
) -> Iterator[tuple[Statement, list[Token]]]:
    """Each statement, with its tokens."""
    try:
        for piece in pieces(text):
            for command in piece.commands:
                if not (rendered and command.value.rstrip() == STOP_ON_ERROR):
                    database = _connected(command)
            if piece.body:
                start, end = piece.body[0].start, piece.body[-1].end
                _demand_secrets(text, piece.body)
                preface = paragraphs(text, piece.above)
                above = ""
                if preface and not blank_line(text, piece.above[-1].end, start):
                    above = preface.pop()
                beside = [said(text, comment) for comment in piece.beside]
                statement = Statement(
                    text=text[start:end],
                    database=database,
                    transactional=not refuses_transaction(piece.body),
                    comment="\n".join(filter(None, [above, *beside])),
                    preface=tuple(preface),
                    place=None if locate is None else locate(start),
                    locate=None if locate is None else _from(locate, start),
                    start=start,
                )
                yield statement, piece.body
    except UnreadableError as error:
        if locate is None:
            raise
        raise GrammarError(
            error.message,
            place=locate(error.offset),
            way_out=error.way_out,
            excerpt=excerpt(text, error.offset),
        ) from None


def _from(locate: Callable[[int], Place], start: int) -> Callable[[int], Place]:
    """The places of what begins at ``start``."""
    return lambda offset: locate(start + offset)


_CONNECT = re.compile(r'\\connect[ \t]+(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<bare>[^\W\d]\w*))\s*')


def _connected(command: Token) -> str:
    r"""The database that a ``\connect`` line names.

    psql's ``\connect`` takes more: a user, a host, a port, a connection string, other
    quotes. None of it belongs into a script that runs in one environment's Redshift.
    """
    line = command.value.rstrip()
    found = _CONNECT.fullmatch(command.value)
    if found is None:
        raise UnreadableError(
            f"{line} is not understood",
            command.start,
            'the one psql command that belongs here is \\connect "database", alone on its line',
        )
    name: str = found["bare"] or found["quoted"].replace('""', '"')
    if "=" in name or name.startswith(("postgres://", "postgresql://")):
        raise UnreadableError(
            f"psql would take the name in {line} for a connection string",
            command.start,
            "choose another name for the database",
        )
    return name


_SECRET_VARIABLE = re.compile(rf":'{SECRET}(?P<name>\w+)'", re.ASCII)


def _variables(tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """Where each ``:'name'`` begins and ends; psql puts a variable's value there."""
    for colon, string in pairwise(tokens):
        if colon.is_symbol(":") and string.kind is Kind.STRING and string.start == colon.end:
            yield colon.start, string.end


def _secrets(text: str) -> Iterator[re.Match[str]]:
    if f":'{SECRET}" not in text:
        return
    for start, end in _variables(tokenize(text)):
        if found := _SECRET_VARIABLE.fullmatch(text, start, end):
            yield found


def _demand_secrets(text: str, tokens: Iterable[Token]) -> None:
    """Refuses a psql variable that is no secret: it would go to Redshift as it stands."""
    for start, end in _variables(tokens):
        if not _SECRET_VARIABLE.fullmatch(text, start, end):
            raise UnreadableError(
                f"{text[start:end]} is no secret",
                start,
                f"name one as :'{SECRET}<name>', in letters, digits and underscores",
            )
