"""The arguments of procedures and functions, which tell those of one name apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from redlake.grammar.reader import Reader
from redlake.grammar.routines import read_arguments
from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation.base import Edit, Source

# Spellings that PostgreSQL does not have, or by which it means a type of its own.
_SPELLINGS = {"TEXT": "varchar", "NVARCHAR": "varchar"}


@dataclass(frozen=True)
class Arguments:
    """``identity`` is the types of what comes in, in parentheses, as PostgreSQL reads them.

    ``edits`` make PostgreSQL read the list as Redshift does.
    """

    identity: str
    edits: tuple[Edit, ...]


def arguments(source: Source, at: Cursor) -> Arguments:
    """Reads ``(…)``.

    Raises:
        GrammarError: it is no list of arguments, or one has a type that Redshift has not.
    """
    rest = at.rest
    reader = Reader(source.text, rest)
    types = read_arguments(reader)
    read = rest[: len(rest) - len(reader.rest)]
    for _ in read:
        at.step()
    edits = tuple(
        Edit(token.start, token.end, _SPELLINGS[token.value.upper()])
        for token, following in pairwise(read)
        if token.is_word(*_SPELLINGS) and following.value in ("(", ",", ")")
    )
    return Arguments(f"({', '.join(types)})", edits)
