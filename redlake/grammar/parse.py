"""parse: a statement's SQL -> Command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from redlake.errors import GrammarError
from redlake.grammar import (
    databases,
    grants,
    materialized_views,
    policies,
    principals,
    routines,
    schemas,
    verbatim,
    views,
)
from redlake.grammar.command import Command
from redlake.grammar.excerpt import excerpt, is_secretive
from redlake.grammar.reader import Reader
from redlake.grammar.script import TRANSACTION_CONTROL, Statement
from redlake.grammar.tokens import Kind, Token, UnreadableError, tokenize

_CACHED = 4096  # statements
_NEAR = 0.7  # of 1, how alike a word must be to one that may have been meant

_FAMILIES = (
    principals,
    databases,
    schemas,
    views,
    materialized_views,
    routines,
    grants,
    policies,
    verbatim,
)


@lru_cache(maxsize=_CACHED)
def parse(text: str, *, case_sensitive: bool = False) -> Command:
    """What one statement, without its semicolon, does.

    Raises:
        UnreadableError: it is nothing that redlake knows; its offset is where that shows.
    """
    tokens = tokenize(text)
    _demand_one_statement(tokens)
    at = Reader(text, tokens, case_sensitive=case_sensitive)
    try:
        return _reader(at)(at)
    except UnreadableError as error:
        raise _without_string(error, text, tokens) from None


def command(statement: Statement, *, case_sensitive: bool = False) -> Command:
    """What a script's statement does.

    Raises:
        GrammarError: it is nothing that redlake knows; with the place, and a caret under it.
    """
    try:
        return parse(statement.text, case_sensitive=case_sensitive)
    except UnreadableError as error:
        place = statement.place if statement.locate is None else statement.locate(error.offset)
        raise GrammarError(
            error.message,
            place=place,
            way_out=error.way_out,
            excerpt=excerpt(statement.text, error.offset),
        ) from None


def _demand_one_statement(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.is_symbol(";"):
            raise UnreadableError(
                "a semicolon stands within a statement", token.start, "take one at a time"
            )
        if token.kind is Kind.COMMAND:
            raise UnreadableError(
                "a command of psql's stands within a statement", token.start, "remove it"
            )
    if not tokens:
        raise UnreadableError("there is no statement", 0, "write one")
    if tokens[0].is_word(*TRANSACTION_CONTROL):
        raise UnreadableError(
            f"{tokens[0].value.upper()} does not belong here: redlake computes where"
            " transactions begin and end",
            tokens[0].start,
            "remove it",
        )


def _without_string(error: UnreadableError, text: str, tokens: Sequence[Token]) -> UnreadableError:
    """The error, without the string it is about where that may be a password out of place."""
    if is_secretive(tokens):
        for token in tokens:
            if token.start == error.offset and token.kind is Kind.STRING:
                message = error.message.replace(text[token.start : token.end], "a string")
                return UnreadableError(message, error.offset, error.way_out or "correct it")
    return error


_Read = Callable[[Reader], Command]


def _merged() -> dict[tuple[str, ...], _Read]:
    merged: dict[tuple[str, ...], _Read] = {}
    for family in _FAMILIES:
        for words, read in family.READERS.items():
            key = tuple(words.split())
            assert key not in merged, f"two families read {words}"
            merged[key] = read
    return merged


_READERS = _merged()
_LONGEST = max(map(len, _READERS))
_NEXT: dict[tuple[str, ...], set[str]] = {}
"""By how statements may begin, the words that may come next."""
for _words in _READERS:
    for _count in range(len(_words)):
        _NEXT.setdefault(_words[:_count], set()).add(_words[_count])


def _reader(at: Reader) -> _Read:
    """What reads this statement, by its first words, which are read."""
    opening = tuple(
        token.value.upper() if token.kind is Kind.WORD else "" for token in at.rest[:_LONGEST]
    )
    for length in range(len(opening), 0, -1):
        if read := _READERS.get(opening[:length]):
            at.take(*opening[:length])
            return read
    raise _unknown(at, opening)


def _unknown(at: Reader, opening: tuple[str, ...]) -> UnreadableError:
    """No statement begins so: where that shows, and what comes near."""
    known = len(opening)
    while opening[:known] not in _NEXT:
        known -= 1
    read, following = opening[:known], sorted(_NEXT[opening[:known]])
    at.take(*read)
    if (token := at.token) is None:
        end = len(at.sql.rstrip())
        return UnreadableError(f"{' '.join(read)} is no statement", end, _goes_on(read, following))
    found = at.sql[token.start : token.end]
    near = get_close_matches(opening[known], following, n=1, cutoff=_NEAR)
    return UnreadableError(
        f"no statement that redlake knows begins with {' '.join([*read, found])}",
        token.start,
        _INSTEAD.get(opening[: known + 1])
        or (f"did you mean {near[0]}?" if near else _goes_on(read, following)),
    )


# What others have and Redshift says in another way.
_INSTEAD = {
    ("CREATE", "OR", "REPLACE", "MATERIALIZED"): "drop it and create it again",
    ("ALTER", "VIEW"): "write ALTER TABLE, which takes views of all kinds",
    ("DROP", "EXTERNAL", "SCHEMA"): "write DROP SCHEMA, which takes external ones too",
}


def _goes_on(read: tuple[str, ...], following: Sequence[str]) -> str:
    if not read:
        return "begin it with a command of Redshift's, such as CREATE or GRANT"
    choice = " or ".join(filter(None, [", ".join(following[:-1]), following[-1]]))
    return f"{' '.join(read)} goes on with {choice}"
