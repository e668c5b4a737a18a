"""Tables, and what views of every kind share with them."""

from __future__ import annotations

from dataclasses import replace

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import lengths, names, ownership
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
    unread,
)
from redlake.sandbox.translation.column_types import demand_types
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.translation.policies import row_security
from redlake.sandbox.translation.queries import folding, query
from redlake.sandbox.translation.relations import Kind as RelationKind
from redlake.sandbox.translation.relations import look_up
from redlake.sandbox.translation.storage import altered, recorded, storage_of
from redlake.sandbox.wire import SqlError


def create_table(source: Source, context: Context) -> Translating:
    """CREATE TABLE: what says where rows lie is left out, and kept."""
    text, storage = storage_of(source, context)
    demand_types(_name(source, context), source)
    translation = yield from query(Source.of(text), context)
    at = source.cursor
    while not at.take("TABLE"):
        at.step()
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name = context.relation(context.dotted(at))
    filled = any(token.is_word("AS") for token in at.rest) and not at.sees("(")
    tag = "SELECT" if filled else "CREATE TABLE"
    translation = yield from ownership.created(translation, tag, name, "CREATE TABLE")
    if not storage:
        return translation
    if if_not_exists:
        rows: Rows = yield Ask(f"SELECT to_regclass({literal(name)}) IS NULL AS new")
        if rows and rows[0]["new"] == "f":
            return translation
    return Translation((*translation.sql, recorded(name, storage)), tag)


def _name(source: Source, context: Context) -> str:
    at = source.cursor
    while not at.take("TABLE"):
        at.step()
    at.take("IF", "NOT", "EXISTS")
    return context.dotted(at)[-1]


def alter_table(source: Source, context: Context) -> Translating:
    """OWNER TO and RENAME TO, which tables share with every kind of view; and columns."""
    at = source.cursor
    at.expect("ALTER", "TABLE")
    parts = context.dotted(at)
    name = context.relation(parts)
    (found,) = yield from look_up([parts], context)
    kind = found.kind if found is not None else RelationKind.TABLE
    if kind is RelationKind.EXTERNAL_TABLE:
        raise not_imitated("ALTER TABLE of an external table")
    if at.take("OWNER", "TO"):
        owner = user_name(at)
        sql = [f"ALTER TABLE {name} OWNER TO {names.identifier(owner)}"]
        if found is not None and found.query is not None:
            sql.append(f"SELECT sandbox.ensure_executor({literal(owner)})")
        return Translation(tuple(sql), "ALTER TABLE")
    if at.take("RENAME", "TO"):
        if kind is RelationKind.MATERIALIZED_VIEW:
            raise SqlError("0A000", "cannot rename a materialized view")
        to = names.identifier(context.name(at))
        return _altered(name, f"RENAME TO {to}")
    if at.take("ROW", "LEVEL", "SECURITY"):
        return Translation(((yield from row_security(at, parts, context)),), "ALTER TABLE")
    if kind is not RelationKind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    if (storage := altered(at, context)) is not None:
        return Translation((recorded(name, storage),), "ALTER TABLE")
    for action in ("ADD COLUMN", "DROP COLUMN", "RENAME COLUMN", "ALTER COLUMN"):
        if at.sees(*action.split()):
            rest = Source.of(storage_of(Source.of(source.rest(at)), context)[0])
            if action == "ADD COLUMN":
                demand_types(parts[-1], rest)
            said = spliced(rest.text, [*folding(rest, context), *lengths.edits(rest)])
            changed = _altered(name, said, *_stored(action, name, at, context))
            if action not in ("DROP COLUMN", "ALTER COLUMN"):
                return changed
            column = _altered_column(rest, context)
            demand = f"SELECT sandbox.demand_not_materialized({literal(name)}, {literal(column)})"
            return replace(changed, sql=(demand, *changed.sql))
    raise unread("ALTER TABLE", at)


def _altered(name: str, action: str, *afterwards: str) -> Translation:
    sql = ownership.run(f"ALTER TABLE {name} {action}", [name], "ALTER TABLE", "ALTER")
    return Translation((sql, *afterwards), "ALTER TABLE")


def _stored(action: str, name: str, at: Cursor, context: Context) -> list[str]:
    """What makes the columns that are kept of where rows lie those that the table then has."""
    if action not in ("DROP COLUMN", "RENAME COLUMN"):
        return []
    at.expect(*action.split())
    old = context.name(at)
    new = context.name(at) if at.take("TO") else None
    return [f"SELECT sandbox.rename_stored({literal(name)}, {literal(old)}, {literal(new)})"]


def _altered_column(action: Source, context: Context) -> str:
    at = action.cursor
    at.step()
    at.expect("COLUMN")
    at.take("IF", "EXISTS")
    return context.name(at)


def drop_table(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DROP", "TABLE")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    parts = listed(at, context.dotted)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    found = yield from look_up(parts, context)
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is RelationKind.LATE_BINDING_VIEW:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
        if relation is not None and relation.kind is RelationKind.EXTERNAL_TABLE:
            raise not_imitated("DROP TABLE of an external table")
    dropped = [context.relation(name) for name in parts]
    statement = f"DROP TABLE{if_exists} {', '.join(dropped)}{behaviour}"
    return Translation((ownership.run(statement, dropped, "DROP TABLE", "DROP"),), "DROP TABLE")


def truncate(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("TRUNCATE")
    at.take("TABLE")
    parts = context.dotted(at)
    (found,) = yield from look_up([parts], context)
    if found is not None and found.kind is not RelationKind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    name = context.relation(parts)
    sql = ownership.run(f"TRUNCATE TABLE {name}", [name], "TRUNCATE TABLE")
    return Translation((sql,), "TRUNCATE TABLE")


def lock(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("LOCK")
    at.take("TABLE")
    parts = listed(at, context.dotted)
    if not at.done():
        raise SqlError("42601", f'syntax error at or near "{at.step().value}"')
    found = yield from look_up(parts, context)
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is not RelationKind.TABLE:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
    locked = ", ".join(context.relation(name) for name in parts)
    return Translation((f"LOCK TABLE {locked}",), "LOCK TABLE")


def vacuum(source: Source, _: Context) -> Translating:
    """VACUUM and ANALYZE: nothing to be seen of them, here or there."""
    yield from ()
    return Translation((), source.tokens[0].value.upper())
