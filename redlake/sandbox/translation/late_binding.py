"""The columns of late-binding views, which nothing keeps: PostgreSQL is asked for them each time.

A view that its owner cannot read now has none. AWS does not say what Redshift does then.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from redlake.errors import GrammarError
from redlake.sandbox.translation.base import (
    NOT_IMITATED,
    Ask,
    Asking,
    Context,
    Describe,
    Rows,
    Source,
    Translating,
    not_imitated,
)
from redlake.sandbox.translation.names import literal
from redlake.sandbox.wire import Column, SqlError

T = TypeVar("T")
Query = Callable[[Source, Context], Translating]

FUNCTION = "pg_get_late_binding_view_cols"
RELATION = "svv_columns"


def columns(context: Context, query: Query, marker: str | None = None) -> Asking[str]:
    """Those of the views of the database that the session sees, as the sandbox's SQL takes them.

    With ``marker``, those of that view, in whatever database.

    ``query`` is what a view's text goes through.

    Raises:
        SqlError: a view's text holds what the sandbox does not imitate; names the view.
    """
    described: list[dict[str, str | int | None]] = []
    if not context.describing:  # what a query's columns are does not depend on rows
        only = "database = sandbox.here()" if marker is None else f"marker = {literal(marker)}"
        rows: Rows = yield Ask(
            f"SELECT * FROM sandbox.seen_late_binding_views WHERE {only} ORDER BY oid"
        )
        for row in rows:
            name, owner, text = row["marker"], row["owner"], row["query"]
            assert name is not None and owner is not None and text is not None  # noqa: PT018
            inside = replace(context.inside(name, owner), describing=True)
            try:
                found = yield from _attempted(_described(text, inside, query))
            except SqlError as error:
                said = error.message.removeprefix(NOT_IMITATED)
                raise not_imitated(f"{said} (in late-binding view {name})") from None
            described += (
                {
                    "relation": row["oid"],
                    "name": column.name,
                    "number": number,
                    "type": column.type_oid,
                    "modifier": column.type_modifier,
                }
                for number, column in enumerate(found or (), start=1)
            )
    return literal(json.dumps(described))


def _described(text: str, context: Context, query: Query) -> Asking[list[Column]]:
    translation = yield from query(Source.of(text), context)
    found: list[Column] = yield Describe(translation.sql[0], context.user)
    return found


def _attempted(asking: Asking[T]) -> Asking[T | None]:
    """None where PostgreSQL refuses what is asked, or Redshift the statement.

    The session's transaction survives it: everything is tried first where an error is caught.

    Raises:
        SqlError: it is not imitated.
    """
    answer: Any = None
    try:
        while True:
            question = asking.send(answer)
            sql = question.sql if isinstance(question, Ask) else f"EXPLAIN {question.sql}"
            tried = f"SELECT sandbox.succeeds({literal(sql)}) AS does"
            rows: Rows = yield Ask(tried, question.user)
            if rows[0]["does"] != "t":
                return None
            answer = yield question
    except StopIteration as done:
        value: T = done.value
        return value
    except GrammarError:
        return None
    except SqlError as error:
        if error.message.startswith(NOT_IMITATED):
            raise
        return None
