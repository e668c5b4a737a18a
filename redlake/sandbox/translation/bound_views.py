"""Bound views. One that stands on a late-binding view is read as such a one is: by its text.

What it reads may have other columns by then. So PostgreSQL has a view of the columns that there
were when it was made, which depends on what it stands on and holds no rows.
"""

from __future__ import annotations

import json
from dataclasses import replace as replaced

from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Describe,
    Edit,
    Rows,
    Source,
    Translating,
    Translation,
    spliced,
)
from redlake.sandbox.translation.names import literal
from redlake.sandbox.translation.queries import described, query
from redlake.sandbox.translation.relations import (
    Bases,
    Kind,
    bases_of,
    parsed,
    span_of,
    tables_of,
)
from redlake.sandbox.wire import Column, SqlError


def create_bound(
    name: str, columns: str, text: Source, replace: bool, context: Context
) -> Translating:
    """CREATE VIEW of a query; ``columns`` is what stands before it, AS included."""
    bases = yield from bases_of(text, context)
    _refuse_bases(bases, context)
    late = any(found is not None and found.query is not None for _, found in bases)
    # Whether owners of late-binding views may read their bases shows when they do.
    reading = replaced(context, columns_by=names.SUPERUSER) if late else context.keeping()
    (sql,) = (yield from query(text, reading)).sql
    if replace:
        yield from _demand_same_count(name, sql, context)
    head = "CREATE OR REPLACE VIEW" if replace else "CREATE VIEW"
    if late:
        there = yield from described(sql, context.user)
        arguments = (text.text, _qualified(text, bases), json.dumps(there))
        sql = _without_rows(there, bases)
    else:
        arguments = None
    record = f"{literal(name)}, {', '.join(map(literal, arguments or (None, None, None)))}"
    recorded = [f"SELECT sandbox.record_bound_view({record})"] if replace or arguments else []
    typed = text.text
    if columns.startswith("("):
        typed = f"SELECT * FROM ({typed}) AS named {columns[: columns.rindex(')') + 1]}"
    recorded.append(f"SELECT sandbox.record_typed_view({literal(name)}, {literal(typed + ';')})")
    return Translation((f"{head} {name} {columns}{sql}", *recorded), "CREATE VIEW")


def _refuse_bases(bases: Bases, context: Context) -> None:
    for parts, found in bases:
        if len(parts) == 3 and parts[0] not in (context.database, names.CATALOG_DATABASE):
            raise SqlError("0A000", "cross-database reference not supported for this statement")
        if found is not None and found.kind in (Kind.EXTERNAL_TABLE, Kind.ELSEWHERE):
            raise SqlError(
                "0A000",
                "External tables are not supported in views",
                hint="Please use late binding view and add"
                " 'with no schema binding' at the query end.",
            )


def _demand_same_count(name: str, sql: str, context: Context) -> Asking[None]:
    """PostgreSQL lets a view gain columns; Redshift does not. An external table is no view."""
    rows: Rows = yield Ask(
        "SELECT relname AS name, relnatts AS columns, EXISTS (SELECT FROM sandbox.external_schemas"
        " WHERE schema = relnamespace) AS external FROM pg_class"
        f" WHERE oid = to_regclass({literal(name)}) AND relkind = 'v'"
    )
    if rows:
        if rows[0]["external"] == "t":
            raise SqlError("42809", f'"{rows[0]["name"]}" is not a view')
        columns: list[Column] = yield Describe(sql, context.user)
        if len(columns) != int(rows[0]["columns"] or 0):
            raise SqlError("42P16", "cannot change number of columns in view")


def _qualified(text: Source, bases: Bases) -> str:
    """The query with its relations where they stand, whatever the search path of who reads it."""
    edits = []
    for table, (parts, found) in zip(tables_of(parsed(text)), bases, strict=True):
        if len(parts) == 1 and found is not None and found.schema is not None:
            alias = "" if table.alias else f" AS {names.quoted(parts[0])}"
            place = f"{names.quoted(found.schema)}.{names.quoted(parts[0])}{alias}"
            edits.append(Edit(*span_of(table), place))
    return spliced(text.text, edits)


def _without_rows(columns: list[tuple[str, str]], bases: Bases) -> str:
    nulls = ", ".join(f"NULL::{type_} AS {names.quoted(name)}" for name, type_ in columns)
    markers = [found.marker for _, found in bases if found is not None]
    sources = ", ".join(f"{marker} AS base{at}" for at, marker in enumerate(markers))
    return f"SELECT {nulls} FROM {sources} WHERE false"
