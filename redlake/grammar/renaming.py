"""Another name in a CREATE statement that is kept as text."""

from __future__ import annotations

from redlake.grammar.names import PUBLIC_SCHEMA, Relation, quoted
from redlake.grammar.tokens import tokenize

_TYPES = ("TABLE", "VIEW", "MODEL", "TEMPLATE", "PROCEDURE", "FUNCTION")


def with_name(text: str, name: Relation) -> str:
    """``text`` for what it creates to be called ``name``; all else in it stays as it is.

    What has no schema in it gets none, where ``public`` is meant.
    """
    tokens = tokenize(text)
    first = 1 + next(index for index, token in enumerate(tokens) if token.is_word(*_TYPES))
    words = zip(tokens[first:], ("IF", "NOT", "EXISTS"), strict=False)
    if all(token.is_word(word) for token, word in words):
        first += 3
    last = first
    while tokens[last + 1].is_symbol("."):
        last += 2
    bare = first == last and name.schema == PUBLIC_SCHEMA
    written = quoted(name.name) if bare else name.sql()
    return f"{text[: tokens[first].start]}{written}{text[tokens[last].end :]}"
