"""What a text that redlake does not read may be about: the names in it, and what it calls."""

from __future__ import annotations

from typing import NamedTuple

from redlake.grammar.names import PUBLIC_SCHEMA, Relation, folded
from redlake.grammar.tokens import Kind, Token, tokenize


class Mentions(NamedTuple):
    """Names as if each were a relation's, and those before an opening parenthesis.

    Most are neither: keywords, columns, built-in functions. They are to be looked up among
    what is known.
    """

    names: frozenset[Relation]
    calls: frozenset[Relation]


def mentioned(text: str, *, case_sensitive: bool = False) -> Mentions:
    """Every name in ``text``, dotted or not.

    Raises:
        UnreadableError: it falls into no tokens.
    """
    tokens = tokenize(text)
    names: set[Relation] = set()
    calls: set[Relation] = set()
    at = 0
    while at < len(tokens):
        parts: list[str] = []
        while at < len(tokens) and _is_name(tokens[at]):
            parts.append(folded(tokens[at], case_sensitive=case_sensitive))
            at += 1
            if at + 1 < len(tokens) and tokens[at].is_symbol(".") and _is_name(tokens[at + 1]):
                at += 1
            else:
                break
        if 0 < len(parts) < 4:
            called = at < len(tokens) and tokens[at].is_symbol("(")
            (calls if called else names).add(_relation(parts))
        if not parts:
            at += 1
    # A table's name in its REFERENCES, or a relation's before its columns, looks like a call.
    return Mentions(frozenset(names | calls), frozenset(calls))


def _is_name(token: Token) -> bool:
    return token.kind in (Kind.WORD, Kind.NAME)


def _relation(parts: list[str]) -> Relation:
    match parts:
        case [name]:
            return Relation(PUBLIC_SCHEMA, name)
        case [schema, name]:
            return Relation(schema, name)
    return Relation(parts[1], parts[2], parts[0])
