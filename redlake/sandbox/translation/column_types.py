"""The types of columns that PostgreSQL has and Redshift has not.

What PostgreSQL 8.0 did not know either does not exist; of what it knew, Redshift says that it
is unsupported
(https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-datatypes.html).
"""

from __future__ import annotations

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Source
from redlake.sandbox.wire import SqlError

UNSUPPORTED = frozenset(
    """
    bigserial bit box bytea cidr circle inet line lseg macaddr money path point polygon serial
    serial4 serial8
    """.split()  # noqa: SIM905
)
UNKNOWN = frozenset(
    """
    citext daterange hstore int4range int8range json jsonb numrange smallserial serial2
    tsquery tsrange tstzrange tsvector uuid xml
    """.split()  # noqa: SIM905
)
_NO_COLUMN = ("CHECK", "CONSTRAINT", "EXCLUDE", "FOREIGN", "LIKE", "PRIMARY", "UNIQUE")


def demand_types(table: str, source: Source) -> None:
    """Sees to it that the columns of a CREATE TABLE, or of ADD COLUMN, are of types that there are.

    Raises:
        SqlError: one is not; names the column.
    """
    for tokens in columns(source.tokens):
        name, type_ = tokens[0], tokens[1]
        word = type_.value.lower()
        if word in UNKNOWN:
            raise SqlError("42704", f'type "{word}" does not exist')
        brackets = any(token.is_symbol("[") for token in tokens[2:4])
        if brackets or word in UNSUPPORTED or word == "array":
            shown = f"{_LONG.get(word, word)}[]" if brackets else word
            raise SqlError(
                "0A000", f'Column "{table}.{name.value.lower()}" has unsupported type "{shown}".'
            )


_LONG = {"int": "integer", "int4": "integer", "varchar": "character varying"}


def columns(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """What stands between the commas of the outermost parentheses, or after ADD COLUMN."""
    if tokens[0].is_word("ADD"):
        return _elements(tokens[1 + tokens[1].is_word("COLUMN") :], depth=1)
    opening = next((at for at, token in enumerate(tokens) if token.is_symbol("(")), None)
    if opening is None or any(token.is_word("AS") for token in tokens[:opening]):
        return []
    return _elements(tokens[opening + 1 :], depth=1)


def _elements(tokens: tuple[Token, ...], depth: int) -> list[tuple[Token, ...]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_symbol("("):
            depth += 1
        elif token.is_symbol(")"):
            depth -= 1
            if not depth:
                break
        if depth == 1 and token.is_symbol(","):
            found.append([])
        else:
            found[-1].append(token)
    return [
        tuple(element)
        for element in found
        if len(element) > 1
        and element[0].kind in (Kind.WORD, Kind.NAME)
        and not element[0].is_word(*_NO_COLUMN)
        and element[1].kind is Kind.WORD
    ]
