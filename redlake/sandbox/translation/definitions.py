"""SHOW of a view's, a table's and a procedure's definition."""

from __future__ import annotations

from redlake.sandbox.translation.arguments import arguments
from redlake.sandbox.translation.base import Context, Source, Translating, Translation, unread
from redlake.sandbox.translation.names import literal
from redlake.sandbox.translation.relations import Kind, look_up, missing
from redlake.sandbox.wire import SqlError


def show_view(source: Source, context: Context) -> Translating:
    """The text of a late-binding or materialized view as typed, a bound view's query."""
    at = source.cursor
    at.expect("SHOW", "VIEW")
    parts = context.dotted(at)
    if not at.done():
        raise unread("SHOW VIEW", at)
    (found,) = yield from look_up([parts], context)
    if found is None:
        raise missing(parts)
    if not (found.kind.is_view or found.kind is Kind.MATERIALIZED_VIEW):
        raise SqlError("42809", f'"{parts[-1]}" is not a view')
    return Translation(
        (
            f"SELECT sandbox.view_text(to_regclass({literal(found.marker)}))"
            ' AS "Show View DDL statement"',
        )
    )


def show_table(source: Source, context: Context) -> Translating:
    """A table's columns, keys, and where its rows lie, as the statement that would make it."""
    at = source.cursor
    at.expect("SHOW", "TABLE")
    parts = context.dotted(at)
    if not at.done():
        raise unread("SHOW TABLE", at)
    (found,) = yield from look_up([parts], context)
    if found is None:
        raise missing(parts)
    if found.kind is not Kind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    text = f"sandbox.table_text(to_regclass({literal(found.marker)}))"
    return Translation((f'SELECT {text} AS "Show Table DDL statement"',))


def show_procedure(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SHOW", "PROCEDURE")
    name = context.relation(context.dotted(at))
    signature = name + arguments(source, at).identity if at.sees("(") else None
    if not at.done():
        raise unread("SHOW PROCEDURE", at)
    call = f"sandbox.procedure_text({literal(signature)}, {literal(name)})"
    return Translation((f'SELECT {call} AS "Stored Procedure Definition"',))
