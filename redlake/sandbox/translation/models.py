"""Models: kept and shown. None is trained, and none can be asked."""

from __future__ import annotations

from sqlglot import exp

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    boolean,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import array, literal
from redlake.sandbox.wire import SqlError

_CARRIER = "model:"


def create_model(source: Source, context: Context) -> Translating:
    """What it is to learn from is not looked at."""
    at = source.cursor
    at.expect("CREATE", "MODEL")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    parts = context.dotted(at)
    if len(parts) == 3 and parts[0] != context.database:
        raise SqlError("0A000", "cross-database reference not supported for this statement")
    carrier = yield from context.new_relation((*parts[:-1], _CARRIER + parts[-1]))
    function = parts[-1]
    while not at.done():
        if at.take("FUNCTION"):
            function = context.dotted(at)[-1]
            break
        at.step()
    call = (
        f"SELECT sandbox.create_model({literal(carrier)}, {literal(function)},"
        f" {boolean(if_not_exists)})"
    )
    return Translation((call,), "CREATE MODEL")


def alter_model(source: Source, context: Context) -> Translating:
    """RETRAIN, which changes nothing where nothing was trained."""
    yield from ()
    at = source.cursor
    at.expect("ALTER", "MODEL")
    carrier = carried(at, context)
    if not at.take("RETRAIN"):
        raise unread("ALTER MODEL", at)
    return Translation((f"SELECT sandbox.demand_owned_model({literal(carrier)})",), "ALTER MODEL")


def drop_model(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "MODEL")
    if_exists = boolean(at.take("IF", "EXISTS"))
    carrier = carried(at, context)
    if not at.done():
        raise unread("DROP MODEL", at)
    return Translation(
        (f"SELECT sandbox.drop_model({literal(carrier)}, {if_exists})",), "DROP MODEL"
    )


def carried(at: Cursor, context: Context) -> str:
    """Reads a model's name: what carries its owner and grants in PostgreSQL."""
    *schema, name = context.dotted(at)
    return context.relation((*(schema or ["public"]), _CARRIER + name))


def refuse_calls(tree: exp.Expr) -> Asking[None]:
    """Sees to it that no model is asked.

    Raises:
        SqlError: one is.
    """
    called = {call.name.lower() for call in tree.find_all(exp.Anonymous)}
    if called:
        rows: Rows = yield Ask(
            f"SELECT function FROM sandbox.models WHERE function = ANY({array(sorted(called))})"
        )
        if rows:
            raise not_imitated(f"function {rows[0]['function']} of a model")
