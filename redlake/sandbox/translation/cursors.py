"""DECLARE, FETCH and CLOSE: PostgreSQL's cursors, of which a session has one at a time.

https://docs.aws.amazon.com/redshift/latest/dg/declare.html
"""

from __future__ import annotations

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
)
from redlake.sandbox.translation.queries import query
from redlake.sandbox.wire import SqlError

# Those of the protocol are listed too, each with its statement.
_OPEN = "SELECT name FROM pg_cursors WHERE statement LIKE 'DECLARE %'"


def declare(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DECLARE")
    name = _name(at, context)
    at.expect("CURSOR")
    at.take("WITHOUT", "HOLD")  # as psycopg2 declares them
    at.expect("FOR")
    if not (at.sees("SELECT") or at.sees("WITH") or at.sees("(")):
        raise _near(at)
    rows: Rows = yield Ask(_OPEN)
    if rows:
        # The words: https://github.com/sqlalchemy-redshift/sqlalchemy-redshift/issues/317
        said = "opening multiple cursors from within the same client connection is not allowed."
        raise SqlError("24000", said)
    inner = yield from query(Source.of(source.rest(at)), context)
    # FORWARD 0 gives the row again that was fetched last.
    return Translation((f"DECLARE {name} SCROLL CURSOR FOR {inner.sql[0]}",))


def fetch(source: Source, context: Context) -> Translating:
    """Forward only. ODBC's drivers write a number alone, and IN."""
    yield from ()
    at = source.cursor
    at.expect("FETCH")
    how = "NEXT"
    if at.take("ALL"):
        how = "ALL"
    elif at.take("FORWARD"):
        how = "FORWARD"
        if at.take("ALL"):
            how = "FORWARD ALL"
        elif at.token is not None and at.token.value.isdigit():
            how = f"FORWARD {at.step().value}"
    elif at.token is not None and at.token.value.isdigit():
        how = f"FORWARD {at.step().value}"
    else:
        at.take("NEXT")
    if not at.take("IN"):
        at.expect("FROM")
    name = _name(at, context)
    if not at.done():
        raise _near(at)
    return Translation((f"FETCH {how} FROM {name}",))


def close(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CLOSE")
    name = _name(at, context)
    if not at.done():
        raise _near(at)
    return Translation((f"CLOSE {name}",))


def _name(at: Cursor, context: Context) -> str:
    if at.sees("ALL"):
        raise _near(at)
    return names.identifier(context.name(at))


def _near(at: Cursor) -> SqlError:
    near = "" if at.token is None else at.token.value
    return SqlError("42601", f'syntax error at or near "{near}"')
