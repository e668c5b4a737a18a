"""Tables, and what views of every kind share with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import lengths, names, ownership
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    demand_end,
    limit,
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
from redlake.sandbox.translation.unsupported import refuse_changed_column, syntax_error
from redlake.sandbox.wire import SqlError


def create_table(source: Source, context: Context) -> Translating:
    """CREATE TABLE: what says where rows lie is left out, and kept."""
    if any(a.is_word("GENERATED") and b.is_word("ALWAYS") for a, b in pairwise(source.tokens)):
        raise syntax_error("ALWAYS")
    text, storage = storage_of(source, context)
    table = _name(source, context)
    demand_types(table, source)
    if table.startswith("#") and source.tokens[1].is_word("TABLE"):
        # "… begins with '#', the table is created as a temporary table" (CREATE TABLE,
        # Amazon Redshift Database Developer Guide).
        made = source.tokens[1].start
        text = f"{text[:made]}TEMPORARY {text[made:]}"
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
        demand_end(at)
        sql = [f"ALTER TABLE {name} OWNER TO {names.identifier(owner)}"]
        if found is not None and found.query is not None:
            sql.append(f"SELECT sandbox.ensure_executor({literal(owner)})")
        return Translation(tuple(sql), "ALTER TABLE")
    if at.take("RENAME", "TO"):
        if kind is RelationKind.MATERIALIZED_VIEW:
            raise SqlError("0A000", "cannot rename a materialized view")
        to = names.identifier(context.name(at))
        demand_end(at)
        return _altered(name, f"RENAME TO {to}")
    if at.take("ROW", "LEVEL", "SECURITY"):
        return Translation(((yield from row_security(at, parts, context)),), "ALTER TABLE")
    if kind is not RelationKind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    if (storage := altered(at, context)) is not None:
        demand_end(at)
        return Translation((recorded(name, storage),), "ALTER TABLE")
    for action in ("ADD COLUMN", "DROP COLUMN", "RENAME COLUMN", "ALTER COLUMN"):
        if at.sees(*action.split()):
            refuse_changed_column(Source.of(source.rest(at)))
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
    at.take("RESTRICT")
    demand_end(at)
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
    demand_end(at)
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
    demand_end(at)
    found = yield from look_up(parts, context)
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is not RelationKind.TABLE:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
    locked = ", ".join(context.relation(name) for name in parts)
    return Translation((f"LOCK TABLE {locked}",), "LOCK TABLE")


_VACUUMS = (("FULL",), ("SORT", "ONLY"), ("DELETE", "ONLY"), ("REINDEX",), ("RECLUSTER",))


def vacuum(source: Source, context: Context) -> Translating:
    """VACUUM: nothing to be seen of it, here or there."""
    at = source.cursor
    at.expect("VACUUM")
    for words in _VACUUMS:
        if at.take(*words):
            break
    if not (at.done() or at.sees("TO") or at.sees("BOOST")):
        yield from _demand_table(context.dotted(at), (), context)
    if at.take("TO"):
        limit(at)
        at.expect("PERCENT")
    at.take("BOOST")
    demand_end(at)
    return Translation((), "VACUUM")


def analyze(source: Source, context: Context) -> Translating:
    """ANALYZE: the same."""
    at = source.cursor
    at.expect("ANALYZE")
    if at.sees("COMPRESSION"):
        raise not_imitated("ANALYZE COMPRESSION")
    at.take("VERBOSE")
    if not (at.done() or at.sees("PREDICATE") or at.sees("ALL", "COLUMNS")):
        parts = context.dotted(at)
        columns = listed(at, context.name) if at.take("(") else []
        if columns:
            at.expect(")")
        yield from _demand_table(parts, columns, context)
    if not at.take("PREDICATE", "COLUMNS"):
        at.take("ALL", "COLUMNS")
    demand_end(at)
    return Translation((), "ANALYZE")


def _demand_table(parts: tuple[str, ...], columns: Sequence[str], context: Context) -> Asking[None]:
    (found,) = yield from look_up([parts], context)
    if found is None:
        raise SqlError("42P01", f'relation "{".".join(parts)}" does not exist')
    if found.kind not in (RelationKind.TABLE, RelationKind.MATERIALIZED_VIEW):
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    for column in columns:
        rows: Rows = yield Ask(
            f"SELECT FROM pg_attribute WHERE attrelid = to_regclass({literal(found.marker)})"
            f" AND attname = {literal(column)} AND attnum > 0 AND NOT attisdropped"
        )
        if not rows:
            raise SqlError("42703", f'column "{column}" of relation "{parts[-1]}" does not exist')
