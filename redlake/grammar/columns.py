"""Columns in parentheses, as view statements list them."""

from __future__ import annotations

from redlake.grammar.names import quoted
from redlake.grammar.reader import Reader


def columns_sql(columns: tuple[str, ...]) -> str:
    return f"({', '.join(quoted(column) for column in columns)})"


def read_columns(at: Reader) -> tuple[str, ...]:
    """Reads ``(a, b)``."""
    at.expect("(")
    columns = at.listed(lambda: at.name("a column"))
    at.expect(")")
    return columns
