"""Views of three kinds: bound, late-binding and materialized."""

from __future__ import annotations

from sqlglot import exp

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import catalog, elsewhere, materialized, names, ownership
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    demand_end,
    not_imitated,
    spliced,
    unread,
)
from redlake.sandbox.translation.bound_views import create_bound
from redlake.sandbox.translation.names import listed, literal
from redlake.sandbox.translation.policies import row_security
from redlake.sandbox.translation.queries import folding, query
from redlake.sandbox.translation.relations import (
    Bases,
    Kind,
    as_json,
    bases_of,
    look_up,
    parsed,
    parts_of,
    tables_of,
)
from redlake.sandbox.translation.storage import Storage, altered, recorded, storage_of
from redlake.sandbox.wire import SqlError

_CREATE = "CREATE OR REPLACE VIEW"  # the system privilege
_LATE = ("WITH", "NO", "SCHEMA", "BINDING")


def create_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE")
    replace = at.take("OR", "REPLACE")
    at.expect("VIEW")
    name = yield from context.new_relation(context.dotted(at))
    opening = source.rest(at)
    while not at.take("AS"):
        at.step()
    query_text = source.rest(at)
    columns = Source.of(opening[: -len(query_text)])  # a list of them, perhaps, and AS
    if tuple(token.value.upper() for token in source.tokens[-len(_LATE) :]) == _LATE:
        if len(columns.tokens) > 1:
            raise not_imitated("a column list of a late-binding view")
        clause = source.text[source.tokens[-len(_LATE)].start :]
        late = Source.of(query_text[: -len(clause)].strip())
        if not isinstance(parsed(late), exp.Query):
            raise SqlError("42601", f'syntax error at or near "{late.opening(1)}"')
        bases = _qualified(late, context)
        call = (
            f"SELECT sandbox.create_late_binding_view({literal(name)}, {literal(source.text)},"
            f" {literal(late.text)}, {boolean(replace)})"
        )
        demand = f"SELECT sandbox.demand_schemas({as_json(bases, context)})"
        late_one = Translation((demand, call), "CREATE VIEW")
        return (yield from ownership.created(late_one, "CREATE VIEW", name, _CREATE))
    folded = spliced(columns.text, folding(columns, context))
    bound = yield from create_bound(name, folded, Source.of(query_text), replace, context)
    return (yield from ownership.created(bound, "CREATE VIEW", name, _CREATE, replace_=replace))


def _qualified(text: Source, context: Context) -> list[tuple[str, ...]]:
    """The relations that a late-binding view's query names.

    Raises:
        SqlError: one is named without its schema.
    """
    bases = [parts_of(table, context) for table in tables_of(parsed(text))]
    if any(len(parts) == 1 for parts in bases):
        raise SqlError(
            "42601",
            "All the relation names inside should be qualified when creating VIEW"
            " WITH NO SCHEMA BINDING.",
        )
    return bases


def drop_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DROP", "VIEW")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    parts = listed(at, context.dotted)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    at.take("RESTRICT")
    demand_end(at)
    found = yield from look_up(parts, context)
    sql = []
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is Kind.EXTERNAL_TABLE:
            raise SqlError("42809", f'"{name[-1]}" is not a view')
        late = relation is not None and relation.kind is Kind.LATE_BINDING_VIEW
        kind = "TABLE" if late else "VIEW"
        dropped = context.relation(name)
        statement = f"DROP {kind}{if_exists} {dropped}{behaviour}"
        sql.append(ownership.run(statement, [dropped], "DROP VIEW", "DROP"))
    return Translation(tuple(sql), "DROP VIEW")


def create_materialized_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE", "MATERIALIZED", "VIEW")
    if at.sees("IF", "NOT"):
        raise SqlError("42601", 'syntax error at or near "NOT"')
    name = yield from context.new_relation(context.dotted(at))
    auto_refresh = False
    _, storage = storage_of(source, context)
    while not at.take("AS"):
        if at.take("AUTO", "REFRESH", "YES"):
            auto_refresh = True
        elif not (
            at.take("BACKUP", "YES")
            or at.take("BACKUP", "NO")
            or at.take("AUTO", "REFRESH", "NO")
            or _distribution(at)
        ):
            raise unread("CREATE MATERIALIZED VIEW", at)
    text = Source.of(source.rest(at))
    bases = yield from bases_of(text, context)
    _refuse_definition(text, bases, auto_refresh=auto_refresh)
    yield from materialized.refuse_calls(text)
    mutable = materialized.is_mutable(text)
    if auto_refresh and mutable:
        raise SqlError("0A000", "Materialized view with mutable functions cannot auto refresh")
    before: list[str] = []
    if elsewhere.concerns(bases):
        before, inner = elsewhere.of_no_rows(bases, context)
    else:
        (inner,) = (yield from query(text, context)).sql
    refreshing = f"SELECT sandbox.alter_auto_refresh({literal(name)}, true)"
    return Translation(
        (
            *before,
            f"CREATE MATERIALIZED VIEW {name} AS {inner}",
            f"SELECT sandbox.record_materialized_view({literal(name)}, {literal(source.text)},"
            f" false, {boolean(mutable)})",
            *([refreshing] if auto_refresh else []),
            *([recorded(name, storage)] if storage else []),
        ),
        "CREATE MATERIALIZED VIEW",
    )


def _refuse_definition(text: Source, bases: Bases, *, auto_refresh: bool) -> None:
    """What a materialized view may not hold.

    That it is refused is documented (CREATE MATERIALIZED VIEW, Amazon Redshift Database
    Developer Guide); the sentences are the sandbox's own.
    """
    tree = parsed(text)
    if any(
        part.args.get(clause) is not None
        for part in tree.find_all(exp.Query)
        for clause in ("order", "limit", "offset")
    ):
        raise SqlError(
            "0A000", "Materialized view definition cannot have ORDER BY, LIMIT or OFFSET"
        )
    if isinstance(tree, exp.Query) and any(
        parts[0] == names.CATALOG_DATABASE for parts, _ in bases if len(parts) == 3
    ):
        raise SqlError(
            "0A000",
            "Materialized view definition cannot reference awsdatacatalog",
            hint="Create an external schema.",
        )
    for parts, found in bases:
        if catalog.named(parts) is not None:
            raise SqlError("0A000", "Materialized view definition cannot reference a system table")
        if found is not None and found.kind is Kind.LATE_BINDING_VIEW:
            raise SqlError(
                "0A000", "Materialized view definition cannot reference a late binding view"
            )
        if found is not None and found.kind is Kind.VIEW:
            raise SqlError("0A000", "Materialized view definition cannot reference a view")
        if auto_refresh and found is not None and found.kind not in (Kind.TABLE, Kind.ELSEWHERE):
            raise SqlError(
                "0A000", f"Materialized view over {found.name} cannot refresh automatically"
            )


def _distribution(at: Cursor) -> bool:
    """Reads DISTSTYLE, DISTKEY or SORTKEY with what follows, if that comes next."""
    at.take("COMPOUND")
    if at.take("DISTSTYLE"):
        at.step()
        return True
    if at.take("DISTKEY") or at.take("SORTKEY"):
        at.expect("(")
        while not at.take(")"):
            at.step()
        return True
    return False


def alter_materialized_view(source: Source, context: Context) -> Translating:
    """Row-level security; the rest is kept without effect."""
    at = source.cursor
    at.expect("ALTER", "MATERIALIZED", "VIEW")
    parts = context.dotted(at)
    name = context.relation(parts)
    if at.take("ROW", "LEVEL", "SECURITY"):
        secured = yield from row_security(at, parts, context)
        is_one = f"SELECT sandbox.alter_auto_refresh({literal(name)}, NULL)"
        return Translation((is_one, secured), "ALTER MATERIALIZED VIEW")
    value = "NULL"
    storage: Storage | None = None
    if at.take("AUTO", "REFRESH"):
        yes = at.take("YES")
        if not yes:
            at.expect("NO")
        value = boolean(yes)
    elif (storage := altered(at, context)) is None:
        raise unread("ALTER MATERIALIZED VIEW", at)
    demand_end(at)
    yield from ()
    call = f"SELECT sandbox.alter_auto_refresh({literal(name)}, {value})"
    kept = [recorded(name, storage)] if storage else []
    return Translation((call, *kept), "ALTER MATERIALIZED VIEW")


def drop_materialized_view(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "MATERIALIZED", "VIEW")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    dropped = [context.relation(name) for name in listed(at, context.dotted)]
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    at.take("RESTRICT")
    demand_end(at)
    statement = f"DROP MATERIALIZED VIEW{if_exists} {', '.join(dropped)}{behaviour}"
    sql = ownership.run(statement, dropped, "DROP VIEW", "DROP")
    return Translation((sql,), "DROP MATERIALIZED VIEW")


def refresh(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("REFRESH", "MATERIALIZED", "VIEW")
    name = context.relation(context.dotted(at))
    at.take("RESTRICT")
    if not at.done():
        raise unread("REFRESH MATERIALIZED VIEW", at)
    record = f"SELECT sandbox.record_refresh({literal(name)})"
    return Translation((record, f"REFRESH MATERIALIZED VIEW {name}"), "REFRESH")
