"""How long text and how precise numbers may be, where a type says so or leaves it out.

https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_types201.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Edit, Source
from redlake.sandbox.translation.calls import Call, calls
from redlake.sandbox.translation.column_types import columns
from redlake.sandbox.wire import SqlError

_CHAR, _VARCHAR = 4096, 65535  # bytes
_DIGITS = 38
_UNSAID = 256  # bytes of a column
_DECIMALS = ("DEC", "DECIMAL", "NUMERIC")
_CHARS = ("BPCHAR", "CHAR", "CHARACTER", "NCHAR")
_VARCHARS = ("NVARCHAR", "VARCHAR")


def edits(source: Source) -> Iterator[Edit]:
    """The types of a statement's columns and casts, as PostgreSQL is to read them.

    Raises:
        SqlError: 22023, one is longer or more precise than Redshift has it.
    """
    tokens = source.tokens
    cast = {at + 1 for at, token in enumerate(tokens) if token.is_symbol("::")}
    for call in calls(tokens):
        if call.name == "cast":
            cast |= set(_after_the_last_as(call))
    for at in sorted(cast):
        yield from of_cast(tokens[at:])
    for start in _of_columns(tokens):
        yield from _of_column([token for token in tokens if token.start >= start])


def types(source: Source) -> Iterator[Edit]:
    """The same for a text that holds nothing but names and types: declarations, parameters."""
    for at, token in enumerate(source.tokens):
        if token.is_word(*_DECIMALS, *_CHARS, *_VARCHARS):
            yield from of_cast(source.tokens[at:])


def _after_the_last_as(call: Call) -> Iterator[int]:
    for at in range(call.closing - 1, call.opening, -1):
        if call.tokens[at].is_word("AS"):
            yield at + 1
            return


def of_cast(tokens: Sequence[Token]) -> Iterator[Edit]:
    """The type that ``tokens`` begin with, where something becomes of that type."""
    words, lengths, maximum = _read(tokens)
    if words[0].is_word(*_DECIMALS):
        yield from _decimal(words[0], lengths)
    elif _varies(words):
        if words[0].is_word("NVARCHAR"):
            yield Edit(words[0].start, words[0].end, "varchar")
        if maximum is not None:
            # In memory it is 16,000,000 bytes, more than PostgreSQL counts to.
            yield Edit(words[-1].end, maximum.end, "")
        _demand(lengths, "varchar", _VARCHAR)
    elif words[0].is_word(*_CHARS):
        yield from _char(lengths, maximum)


def _of_column(tokens: Sequence[Token]) -> Iterator[Edit]:
    words, lengths, maximum = _read(tokens)
    first, last = words[0], words[-1]
    if first.is_word("TEXT"):
        yield Edit(first.start, last.end, f"varchar({_UNSAID})")
    elif _varies(words):
        length = _VARCHAR if maximum is not None else (lengths or [_UNSAID])[0]
        _demand([length], "varchar", _VARCHAR)
        end = maximum if maximum is not None else last
        said = "" if lengths else f"({length})"
        yield Edit(first.start, end.end, f"varchar{said}")
    elif first.is_word("BPCHAR") and not lengths:
        yield Edit(first.start, last.end, f"char({_UNSAID})")
    elif first.is_word(*_CHARS):
        yield from _char(lengths, maximum)
    elif first.is_word(*_DECIMALS):
        yield from _decimal(first, lengths)


def _read(tokens: Sequence[Token]) -> tuple[list[Token], list[int], Token | None]:
    """The words of a type, the numbers in its parentheses, and the one that closes MAX."""
    words = [tokens[0]]
    for token in tokens[1:]:
        if not token.is_word("VARYING", "CHAR", "CHARACTER"):
            break
        words.append(token)
    rest = tokens[len(words) :]
    if len(rest) < 3 or not rest[0].is_symbol("("):
        return words, [], None
    if rest[1].is_word("MAX"):
        return words, [], rest[2]
    lengths = []
    for token in rest[1:]:
        if token.kind is Kind.NUMBER and token.value.isdigit():
            lengths.append(int(token.value))
        elif not token.is_symbol(","):
            break
    return words, lengths, None


def _varies(words: Sequence[Token]) -> bool:
    return words[0].is_word(*_VARCHARS) or words[-1].is_word("VARYING")


def _char(lengths: list[int], maximum: Token | None) -> Iterator[Edit]:
    _demand(lengths, "char", _CHAR)
    if maximum is not None:
        yield Edit(maximum.start - len("MAX"), maximum.start, str(_CHAR))


def _demand(lengths: list[int], type_: str, most: int) -> None:
    if lengths and lengths[0] > most:
        raise SqlError("22023", f"length for type {type_} cannot exceed {most}")


def _decimal(word: Token, lengths: list[int]) -> Iterator[Edit]:
    """Without a precision it is DECIMAL(18, 0)."""
    if not lengths:
        yield Edit(word.end, word.end, "(18, 0)")
    elif not 1 <= lengths[0] <= _DIGITS:
        raise SqlError("22023", f"NUMERIC precision {lengths[0]} must be between 1 and {_DIGITS}")
    elif lengths[1:] and lengths[1] > lengths[0]:
        raise SqlError(
            "22023", f"NUMERIC scale {lengths[1]} must be between 0 and precision {lengths[0]}"
        )


def _of_columns(tokens: Sequence[Token]) -> Iterator[int]:
    """Where the types of columns begin that the statement makes or alters."""
    if tokens and tokens[0].is_word("CREATE", "ADD"):
        is_table = tokens[0].is_word("ADD") or any(token.is_word("TABLE") for token in tokens[1:3])
        if is_table and len(tokens) > 2:
            for column in columns(tuple(tokens)):
                yield column[1].start
    elif tokens and tokens[0].is_word("ALTER"):
        for token, following in pairwise(tokens):
            if token.is_word("TYPE"):
                yield following.start
