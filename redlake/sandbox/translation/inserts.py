"""INSERT with many rows of literals: behind the first, nothing is there to translate."""

from __future__ import annotations

from collections.abc import Sequence

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Source, not_imitated
from redlake.sandbox.translation.calls import closing_of, deeper

# sqlglot makes an object of hundreds of bytes of each, and takes seconds for so many.
_LONGEST = 200_000  # tokens
_LITERALS = ("NULL", "TRUE", "FALSE", "DEFAULT")
_SIGNS = ("(", ")", ",", "-", "+")


def parted(source: Source) -> tuple[Source, str]:
    """A statement up to the first of its rows, and the text of the others; mostly empty.

    Raises:
        SqlError: it is too long to be read, and no such INSERT.
    """
    tokens = source.tokens
    if (last := _end_of_first_row(tokens)) is not None and all(map(_is_literal, tokens[last:])):
        end = tokens[last - 1].end
        return Source(source.text[:end], tokens[:last]), source.text[end:]
    if len(tokens) > _LONGEST:
        raise not_imitated(
            f"a statement of more than {_LONGEST} words and signs, but for INSERT of literals"
        )
    return source, ""


def _end_of_first_row(tokens: Sequence[Token]) -> int | None:
    """Behind the first row of an INSERT's own VALUES; None where it has none."""
    if not tokens[0].is_word("INSERT"):
        return None
    depth = 0
    for at, token in enumerate(tokens):
        depth += deeper(token)
        if depth == 0 and token.is_word("VALUES"):
            return closing_of(tokens, at + 1) + 1
    return None


def _is_literal(token: Token) -> bool:
    return (
        token.kind in (Kind.STRING, Kind.NUMBER)
        or (token.kind is Kind.SYMBOL and token.value in _SIGNS)
        or token.is_word(*_LITERALS)
    )
