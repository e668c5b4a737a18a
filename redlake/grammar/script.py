"""Scripts: statements in order, each in its database, cut into segments.

A script is what psql can run: statements, and ``\\connect "name"`` lines that say which
database the statements after them belong to. Two shapes of it exist. An author's SQL
has no transaction control, for the cut is computed; a rendered script shows it, as
``BEGIN;`` and ``COMMIT;``.

Example:
    >>> home = read('CREATE USER job PASSWORD DISABLE; CREATE DATABASE lake;', "dev")
    >>> [(cut.transactional, len(cut.statements)) for cut in segments(home)]
    [(True, 1), (False, 1)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from redlake.errors import GrammarError, Place
from redlake.grammar.tokens import Kind, Token, line_and_column, tokenize
from redlake.grammar.transactions import refuses_transaction

SECRET = "secret_"  # noqa: S105: the prefix of the psql variables that hold secrets

_SUMMARY = 100  # characters
_TRANSACTION_CONTROL = ("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT")


@dataclass(frozen=True)
class Statement:
    """One Redshift SQL statement, as written, without its semicolon.

    ``comment`` is the text of the comment lines above it, without their dashes.
    ``place`` is where it stands; two statements are equal when they say the same,
    wherever they stand.
    """

    text: str
    database: str
    transactional: bool = True
    comment: str = ""
    place: Place | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Statement):
            return NotImplemented
        return self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[str, str, bool, str]:
        return self.text, self.database, self.transactional, self.comment

    @property
    def summary(self) -> str:
        """Its beginning on one line, for people."""
        line = " ".join(self.text.split())
        return line if len(line) <= _SUMMARY else f"{line[:_SUMMARY].rstrip()}…"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets it holds as ``:'secret_<name>'``, each once."""
        return tuple(dict.fromkeys(name for name, _, _ in _secrets(self.text)))

    def bound(self, secrets: Mapping[str, str]) -> str:
        """Its text with each secret's place taken by a literal; for the driver only."""
        text = self.text
        for name, start, end in reversed(list(_secrets(text))):
            value = secrets[name].replace("\\", "\\\\").replace("'", "''")
            text = f"{text[:start]}'{value}'{text[end:]}"
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
    """The statements of an author's SQL.

    Args:
        text: SQL, with ``\\connect`` lines where statements belong to another database.
        database: the database at the start.
        locate: from an offset in ``text`` to where a person finds it.

    Raises:
        GrammarError: it cannot be read, or it begins or ends a transaction itself.
    """
    statements = []
    for statement in _statements(text, database, locate):
        if _controls_transaction(statement):
            raise GrammarError(
                f"{statement.summary} does not belong here: redlake computes where"
                " transactions begin and end",
                place=statement.place,
                way_out="remove it",
            )
        statements.append(statement)
    return statements


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


def write(cut: Sequence[Segment], home: str) -> str:
    """The rendered script: what psql and the runner run, from ``home`` back to ``home``."""
    lines: list[str] = []
    database = home
    for segment in cut:
        if segment.database != database:
            database = segment.database
            lines += [f"\\connect {_quoted(database)}", ""]
        if segment.transactional:
            lines += ["BEGIN;", ""]
        for statement in segment.statements:
            lines += [f"-- {line}".rstrip() for line in statement.comment.splitlines()]
            lines += [f"{statement.text};", ""]
        if segment.transactional:
            lines += ["COMMIT;", ""]
    if database != home:
        lines += [f"\\connect {_quoted(home)}", ""]
    return "\n".join(lines)


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
    for statement in _statements(text, home, locate):
        word = statement.text.upper()
        if open_at is not None and statement.database != open_at.database:
            raise GrammarError(
                "a transaction goes over into another database",
                place=statement.place,
                way_out="render the revision again",
            )
        if word == "BEGIN" and open_at is None:
            open_at, block = statement, []
        elif word == "COMMIT" and open_at is not None:
            found.append(Segment(open_at.database, True, tuple(block)))
            open_at = None
        elif _controls_transaction(statement):
            raise GrammarError(
                f"{statement.summary} comes out of turn",
                place=statement.place,
                way_out="render the revision again",
            )
        elif open_at is None:
            found.append(Segment(statement.database, False, (statement,)))
        else:
            block.append(statement)
    if open_at is not None:
        raise GrammarError(
            "a transaction begins and never ends",
            place=open_at.place,
            way_out="render the revision again",
        )
    return found


def _statements(
    text: str, database: str, locate: Callable[[int], Place] | None
) -> Iterator[Statement]:
    def place(offset: int) -> Place | None:
        return None if locate is None else locate(offset)

    try:
        tokens = tokenize(text)
    except GrammarError as error:
        raise GrammarError(error.message, place=place(0)) from None
    at = end = 0
    while at < len(tokens):
        first = tokens[at]
        if first.is_symbol(";"):
            at, end = at + 1, first.end
            continue
        if first.is_symbol("\\"):
            line_end = text.find("\n", first.start)
            line_end = len(text) if line_end < 0 else line_end
            words = []
            while at < len(tokens) and tokens[at].start < line_end:
                words.append(tokens[at])
                at += 1
            database = _meta_command(words, database, place(first.start))
            end = line_end
            continue
        stop = at
        while stop < len(tokens) and not tokens[stop].is_symbol(";"):
            stop += 1
        if stop == len(tokens):
            raise GrammarError(
                f"the last statement does not end: {text[first.start :].splitlines()[0]}",
                place=place(first.start),
                way_out="end it with a semicolon",
            )
        body = tokens[at:stop]
        yield Statement(
            text=text[first.start : body[-1].end],
            database=database,
            transactional=not refuses_transaction(body),
            comment=_comment(text[end : first.start], first=end == 0),
            place=place(first.start),
        )
        at, end = stop + 1, tokens[stop].end


def _meta_command(words: list[Token], database: str, place: Place | None) -> str:
    """The database after a line that starts with a backslash."""
    command = [word.value for word in words[1:]]
    if len(command) == 2 and command[0] == "connect":
        return command[1]
    if [word.lower() for word in command] == ["set", "on_error_stop", "on"]:
        return database
    raise GrammarError(
        f"\\{' '.join(command)} is not understood",
        place=place,
        way_out='the one psql command that belongs here is \\connect "database"',
    )


def _comment(gap: str, *, first: bool) -> str:
    """The text of the ``--`` lines that stand directly above a statement.

    What stands on the line of the semicolon before belongs to the statement before.
    """
    above = gap if first else gap.partition("\n")[2]
    lines: list[str] = []
    for line in reversed(above.splitlines()):
        stripped = line.strip()
        if not stripped.startswith("--"):
            break
        lines.append(stripped.removeprefix("--").strip())
    return "\n".join(reversed(lines))


def _controls_transaction(statement: Statement) -> bool:
    first = statement.text.split(None, 1)[0].upper()
    return first in _TRANSACTION_CONTROL


def _secrets(text: str) -> Iterator[tuple[str, int, int]]:
    """Each ``:'secret_<name>'`` of ``text``: name, start and end."""
    tokens = tokenize(text)
    for colon, string in zip(tokens, tokens[1:], strict=False):
        if (
            colon.is_symbol(":")
            and string.kind is Kind.STRING
            and string.start == colon.end
            and string.value.startswith(SECRET)
        ):
            yield string.value.removeprefix(SECRET), colon.start, string.end


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def locator(file: Path, text: str) -> Callable[[int], Place]:
    """From an offset in ``text`` to its place in ``file``, which holds exactly ``text``."""

    def locate(offset: int) -> Place:
        return Place(file, *line_and_column(text, offset))

    return locate
