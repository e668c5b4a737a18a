"""PREPARE, EXECUTE and DEALLOCATE: statements that PostgreSQL keeps for a session.

What a statement reads may be another view when it is executed. So its own text goes with it, in
a comment, and it is translated, and prepared, again where that makes a difference.
"""

from __future__ import annotations

import re

from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Edit,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
)
from redlake.sandbox.translation.lengths import types
from redlake.sandbox.translation.names import literal
from redlake.sandbox.translation.queries import query
from redlake.sandbox.wire import SqlError

_ON_TRIAL = names.quoted("sandbox: on trial")
_STATEMENTS = ("SELECT", "WITH", "(", "INSERT", "UPDATE", "DELETE")


def prepare(source: Source, context: Context) -> Translating:
    return Translation(((yield from _prepared(source, context)),))


def _prepared(source: Source, context: Context, by_name: str | None = None) -> Asking[str]:
    """What PostgreSQL prepares, by the name that the statement says or by another."""
    at = source.cursor
    at.expect("PREPARE")
    start = at.token
    name = names.identifier(context.name(at))
    assert start is not None
    while not at.take("AS"):
        at.step()
    if not any(at.sees(word) for word in _STATEMENTS):
        near = "" if at.token is None else at.token.value
        raise SqlError("42601", f'syntax error at or near "{near}"')
    statement = Source.of(source.rest(at))
    inner = yield from query(statement, context)
    head = Source.of(source.text[: len(source.text) - len(statement.text)])
    edits = [Edit(start.start, start.end, by_name or name), *types(head)]
    return f"{spliced(head.text, edits)}{inner.sql[0]} /* {source.text.encode().hex()} */"


def execute(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("EXECUTE")
    folded = context.name(at)
    name = names.identifier(folded)
    rows: Rows = yield Ask(
        f"SELECT statement FROM pg_prepared_statements WHERE name = {literal(folded)}"
    )
    if rows:
        kept = rows[0]["statement"] or ""
        own = re.search(r" /\* ([0-9a-f]+) \*/$", kept)
        if own is None:
            raise not_imitated("EXECUTE of what was prepared by the protocol")
        source_of_it = Source.of(bytes.fromhex(own[1]).decode())
        prepared = yield from _prepared(source_of_it, context)
        if prepared != kept:
            # What cannot be prepared any more stays: nothing of this is rolled back.
            yield Ask((yield from _prepared(source_of_it, context, _ON_TRIAL)))
            yield Ask(f"DEALLOCATE {_ON_TRIAL}")
            yield Ask(f"DEALLOCATE {name}")
            yield Ask(prepared)
    arguments = source.rest(at) if not at.done() else ""
    return Translation((f"EXECUTE {name}{arguments}",))


def deallocate(source: Source, context: Context) -> Translating:
    yield from ()
    return Translation((f"DEALLOCATE {names.identifier(deallocated(source, context))}",))


def deallocated(source: Source, context: Context) -> str:
    """The name of the statement that a DEALLOCATE names.

    ALL is not in the guide: https://docs.aws.amazon.com/redshift/latest/dg/r_DEALLOCATE.html

    Raises:
        SqlError: it names none.
    """
    at = source.cursor
    at.expect("DEALLOCATE")
    at.take("PREPARE")
    name = None if at.sees("ALL") else context.name(at)
    if name is None or not at.done():
        near = "" if at.token is None else at.token.value
        raise SqlError("42601", f'syntax error at or near "{near}"')
    return name
