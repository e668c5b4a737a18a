"""What the query of a materialized view may not call, and whether it changes by itself.

https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html
"""

from __future__ import annotations

from redlake.grammar.tokens import Kind
from redlake.sandbox.translation import catalog, names
from redlake.sandbox.translation.base import Ask, Asking, Rows, Source
from redlake.sandbox.translation.calls import calls
from redlake.sandbox.wire import SqlError

_MUTABLE_CALLS = frozenset({"getdate", "now", "random", "timeofday"})
_MUTABLE_WORDS = (
    *("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"),
    "SYSDATE",
)


def refuse_calls(query: Source) -> Asking[None]:
    """Refuses functions of users, and of the leader node.

    Raises:
        SqlError: one is called; the sentences are the sandbox's own.
    """
    if catalog.calls_leader(query):
        raise SqlError(
            "0A000", "Materialized view definition cannot reference leader node functions"
        )
    if _is_of_a_schema(query) or (yield from _is_of_users(query)):
        raise SqlError(
            "0A000", "Materialized view definition cannot reference user-defined functions"
        )


def is_mutable(query: Source) -> bool:
    """Whether the same tables give other rows at another time."""
    if any(call.name in _MUTABLE_CALLS for call in calls(query.tokens)):
        return True
    for at, token in enumerate(query.tokens):
        before = query.tokens[at - 1] if at else None
        named = before is not None and (before.is_symbol(".") or before.is_word("AS"))
        if token.is_word(*_MUTABLE_WORDS) and not named:
            return True
    return False


def _is_of_a_schema(query: Source) -> bool:
    """Whether a function is called by a schema's name, which is not the catalog's."""
    tokens = query.tokens
    return any(
        tokens[at].kind in (Kind.WORD, Kind.NAME)
        and tokens[at + 1].is_symbol("(")
        and tokens[at - 1].is_symbol(".")
        and tokens[at - 2].value.lower() not in names.CATALOG_SCHEMAS
        for at in range(2, len(tokens) - 1)
    )


def _is_of_users(query: Source) -> Asking[bool]:
    """Whether a call without a schema finds a user's function on the search path."""
    called = sorted({call.name for call in calls(query.tokens)})
    if not called:
        return False
    rows: Rows = yield Ask(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        f" WHERE p.proname = ANY ({names.array(called)}) AND n.nspname <> 'redshift'"
        " AND n.nspname = ANY (current_schemas(false)) AND NOT EXISTS"
        " (SELECT FROM pg_proc b WHERE b.proname = p.proname"
        " AND b.pronamespace = 'pg_catalog'::regnamespace)"
    )
    return bool(rows)
