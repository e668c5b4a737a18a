"""Mutable functions: those that give something else each time they are called."""

from __future__ import annotations

from redlake.grammar.tokens import tokenize

# https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html has those of time;
# which of them are mutable, the page of materialized views leaves to the reader.
_CALLED = ("GETDATE", "NOW", "RAND", "RANDOM", "TIMEOFDAY")
_WORDS = (
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "SYSDATE",
)


def mutable_function(sql: str) -> str | None:
    """The first mutable function in a query, in capitals.

    Raises:
        UnreadableError: it falls into no tokens.
    """
    tokens = tokenize(sql)
    for number, token in enumerate(tokens):
        if number and tokens[number - 1].is_symbol("."):
            continue  # a column, or a function of somebody's own
        called = tokens[number + 1 : number + 2]
        if token.is_word(*_WORDS) or (
            token.is_word(*_CALLED) and called and called[0].is_symbol("(")
        ):
            return token.value.upper()
    return None
