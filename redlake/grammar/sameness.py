"""What makes two texts the same SQL: their tokens, whatever stands between them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from redlake.grammar.names import quoted
from redlake.grammar.tokens import Kind, Token, UnreadableError, tokenize

Essence = tuple[tuple[str, str], ...]
"""One pair for each token: two texts with equal ones say the same."""

_CACHED = 4096  # texts
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=_CACHED)
def essence(sql: str, *, case_sensitive: bool = False) -> Essence:
    """The text without white space and comments, its keywords and names folded.

    Strings are exact. What is no SQL at all is the same as itself only.
    """
    try:
        return tuple(essences(sql, tokenize(sql), case_sensitive=case_sensitive))
    except UnreadableError:
        return (("unreadable", sql),)


def essences(
    sql: str, tokens: Iterable[Token], *, case_sensitive: bool = False
) -> Iterable[tuple[str, str]]:
    """The pair for each of ``sql``'s tokens."""
    for token in tokens:
        value = token.value
        match token.kind:
            case Kind.WORD:
                yield "name", value.translate(_ASCII_LOWER)
            case Kind.NAME:
                name = value if case_sensitive else value.translate(_ASCII_LOWER)
                # In quotes, a keyword is none.
                plain = quoted(name) == name and name not in _ALSO_TYPES
                yield "name" if plain else "quoted", name
            case Kind.STRING:
                yield f"string {_prefix(sql, token)}".rstrip(), value
            case Kind.NUMBER:
                yield "number", value.lower()
            case _:
                yield "symbol", value


# In quotes these name columns, without them a type or a construct of the grammar.
_ALSO_TYPES = frozenset(
    """
    bigint bit boolean char character coalesce convert date dec decimal exists extract float
    geometry int integer national nchar none nullif numeric overlay position real row setof
    smallint substring super time treat trim values varbyte varchar
    """.split()  # noqa: SIM905
)


def _prefix(sql: str, token: Token) -> str:
    """The letters before a string's quote, but for those that change nothing: E and N."""
    opening = sql[token.start : token.end].split("'", 1)[0]
    return "" if opening.startswith("$") else opening.lower().strip("en")
