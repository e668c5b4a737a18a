"""The filters that turn a value into SQL.

Their result goes out as it is. It is SQL only as it left the filter: ``~``, ``replace`` and
all the rest give plain strings, which are checked like any other value. The exception is
``join``, because lists of names are common: SQL joined by harmless text stays SQL.
"""

from __future__ import annotations

import math
from typing import Any

import jinja2
from jinja2.filters import FILTERS
from jinja2.nodes import EvalContext

from redlake.errors import RenderingError
from redlake.rendering.fragments import Sql
from redlake.rendering.safety import kind_of, unsafe_mark

LONGEST_IDENTIFIER = 127
"""In bytes: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html"""


def ident(value: object) -> Sql:
    """The name in double quotes, whatever is in it."""
    _unfiltered("ident", value)
    if not isinstance(value, str):
        raise RenderingError(
            f"ident takes a name, not {kind_of(value)}", way_out="give it one text at a time"
        )
    if not value:
        raise RenderingError("ident was given an empty name", way_out="give the value a text")
    if "\0" in value:
        raise RenderingError("a name cannot hold a NUL", way_out="remove it from the value")
    if len(value.encode()) > LONGEST_IDENTIFIER:
        raise RenderingError(
            f'the name "{value}" is {len(value.encode())} bytes long; '
            f"Redshift allows {LONGEST_IDENTIFIER}",
            way_out="choose a shorter one",
        )
    return Sql('"' + value.replace('"', '""') + '"')


def literal(value: object) -> Sql:
    """The value as an SQL constant."""
    _unfiltered("literal", value)
    match value:
        case None:
            return Sql("NULL")
        case bool():
            return Sql("true" if value else "false")
        case int():
            return Sql(value)
        case float() if math.isfinite(value):
            return Sql(value)
        case str() if "\0" in value:
            raise RenderingError("a text cannot hold a NUL", way_out="remove it from the value")
        case str():
            # Redshift reads a backslash in a string as an escape.
            return Sql("'" + value.replace("\\", "\\\\").replace("'", "''") + "'")
    raise RenderingError(
        f"literal takes a text, a number, true, false or none, not {kind_of(value)}",
        way_out="give it one scalar at a time",
    )


@jinja2.pass_eval_context
def join(
    context: EvalContext, value: Any, delimiter: str = "", attribute: str | int | None = None
) -> str:
    """Jinja's join, which gives SQL if all items are SQL and the delimiter is harmless."""
    items = list(value)
    joined: str = FILTERS["join"](context, items, delimiter, attribute)
    if attribute is None and items and all(isinstance(item, Sql) for item in items):
        return joined if unsafe_mark(delimiter) else Sql(joined)
    return joined


def _unfiltered(name: str, value: object) -> None:
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, naming what is undefined
    if isinstance(value, Sql):
        raise RenderingError(
            f"{name} was given SQL, not a value: {value}",
            way_out="use one filter, on the value itself (a {% set %} block makes SQL)",
        )
