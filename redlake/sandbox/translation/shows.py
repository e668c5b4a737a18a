"""SHOW of databases, schemas, tables, columns, keys, procedures, functions and grants.

What is listed, and to whom, is in ``sql/9_shows.sql`` and ``sql/9_definitions.sql``. A schema or
table that does not exist has nothing to list.
"""

from __future__ import annotations

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import late_binding, names
from redlake.sandbox.translation.arguments import arguments
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Source,
    Translating,
    Translation,
    unread,
)
from redlake.sandbox.translation.names import literal, user_name
from redlake.sandbox.translation.queries import query
from redlake.sandbox.translation.relations import Kind, look_up, missing
from redlake.sandbox.wire import SqlError

_ON_DATABASE = (
    "database_name, privilege_type, identity_id, identity_name, identity_type, admin_option,"
    " privilege_scope, grantor_name"
)
_ON_OBJECT = (
    "schema_name, object_name, object_type, privilege_type, identity_id, identity_name,"
    " identity_type, admin_option, privilege_scope, database_name, grantor_name"
)
_OF_IDENTITY = (
    "database_name, schema_name, CASE object_type WHEN 'SCHEMA' THEN NULL ELSE object_name END"
    " AS object_name, object_type, privilege_type, identity_id, identity_name, identity_type,"
    " privilege_scope, grantor_name"
)
_ON_COLUMN = (
    "database_name, schema_name, table_name, column_name, object_type, privilege_type,"
    " identity_id, identity_name, identity_type, admin_option, privilege_scope, grantor_name"
)
_OF_FOREIGN_KEYS = (
    "pk_database_name, pk_schema_name, pk_table_name, pk_column_name, fk_database_name,"
    " fk_schema_name, fk_table_name, fk_column_name, key_seq, fk_name, pk_name, update_rule,"
    " delete_rule, deferrability"
)


def show_databases(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SHOW", "DATABASES")
    return _listing(at, "SHOW DATABASES", "sandbox.shown_databases", "database_name", [])


def show_datashares(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SHOW", "DATASHARES")
    return _listing(at, "SHOW DATASHARES", "sandbox.shown_datashares", "share_name", [])


def describe_datashare(source: Source, context: Context) -> Translating:
    """What is in a datashare of this warehouse's; those of others are not imitated."""
    at = source.cursor
    at.expect("DESC", "DATASHARE")
    name = context.name(at)
    if not at.done():
        raise unread("DESC DATASHARE", at)
    yield Ask(f"SELECT sandbox.demand_datashare({literal(name)})")
    where = [f"share_name = {literal(name)}"]
    order = "object_type, object_name"
    return Translation((_select("*", "sandbox.described_datashares", where, order, ""),))


def show_schemas(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "SCHEMAS", "FROM", "DATABASE")
    database = yield from _database(context.name(at), context)
    where = [f"database_name = {literal(database)}"]
    return _listing(at, "SHOW SCHEMAS", "sandbox.shown_schemas", "schema_name", where)


def show_tables(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "TABLES", "FROM", "SCHEMA")
    where = yield from _in_schema(at, context)
    return _listing(at, "SHOW TABLES", "sandbox.shown_tables", "table_name", where)


def show_procedures(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "PROCEDURES", "FROM", "SCHEMA")
    where = yield from _in_schema(at, context)
    return _listing(at, "SHOW PROCEDURES", "sandbox.shown_procedures", "procedure_name", where)


def show_functions(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "FUNCTIONS", "FROM", "SCHEMA")
    where = yield from _in_schema(at, context)
    return _listing(at, "SHOW FUNCTIONS", "sandbox.shown_functions", "function_name", where)


def show_parameters(source: Source, context: Context) -> Translating:
    """Of a function; the lengths of a procedure's, which Redshift keeps, PostgreSQL does not."""
    at = source.cursor
    at.expect("SHOW", "PARAMETERS", "OF")
    if not at.take("FUNCTION"):
        raise unread("SHOW PARAMETERS OF", at)
    signature = _signature(source, at, context)
    yield Ask(f"SELECT sandbox.demand_function({literal(signature)})")
    shown = f"sandbox.shown_parameters({literal(signature)})"
    order = "ordinal_position"
    return _listing(at, "SHOW PARAMETERS", shown, "parameter_name", [], order=order)


def show_constraints(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "CONSTRAINTS")
    if at.take("PRIMARY", "KEYS"):
        shown, side, where, order = "sandbox.shown_primary_keys", "", [], "key_seq"
    else:
        at.expect("FOREIGN", "KEYS")
        exported = at.take("EXPORTED")
        shown, side = "sandbox.shown_foreign_keys", "pk_" if exported else "fk_"
        where = ["sees_other" if exported else "sees"]
        order = "fk_schema_name, fk_table_name, fk_name, key_seq"
    at.expect("FROM", "TABLE")
    _, of_table = yield from _of_table(at, context, side)
    where += of_table
    columns = "*" if not side else _OF_FOREIGN_KEYS
    return Translation((_select(columns, shown, where, order, _limit(at, "SHOW CONSTRAINTS")),))


def show_columns(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "COLUMNS", "FROM", "TABLE")
    parts, where = yield from _of_table(at, context, "")
    (found,) = yield from look_up([parts], context)
    described = literal("[]")
    if found is not None and found.kind is Kind.LATE_BINDING_VIEW:
        described = yield from late_binding.columns(context, query, found.marker)
    if found is not None and found.kind in (Kind.ELSEWHERE, Kind.MATERIALIZED_VIEW):
        found.demand_readable()
    shown = f"sandbox.shown_columns({described})"
    return _listing(at, "SHOW COLUMNS", shown, "column_name", where, order="ordinal_position")


def show_grants(source: Source, context: Context) -> Translating:
    """ON what, FOR whom, or both."""
    at = source.cursor
    at.expect("SHOW", "GRANTS")
    if not at.take("ON"):
        return (yield from _grants_of(at, context))
    if at.sees("PROCEDURE") or at.sees("TEMPLATE"):
        raise unread("SHOW GRANTS ON", at)
    if at.take("DATABASE"):
        database = yield from _database(context.name(at), context, catalog=True)
        columns = _ON_DATABASE
        where = ["object_type = 'DATABASE'", f"database_name = {literal(database)}"]
    elif at.take("SCHEMA"):
        *named, schema = context.dotted(at)
        database = named[0] if named else context.database
        yield Ask(f"SELECT {literal(names.schema(database, schema))}::regnamespace")
        columns = _ON_OBJECT
        where = ["object_type = 'SCHEMA'", f"database_name = {literal(database)}"]
        where.append(f"schema_name = {literal(schema)}")
    elif at.take("FUNCTION"):
        columns = _ON_OBJECT
        function = yield from _function(source, at, context)
        where = ["object_type = 'FUNCTION'", f"object_id = {function}"]
    else:
        at.take("TABLE")
        columns = _ON_OBJECT
        table = yield from _table(at, context)
        where = ["object_type = 'TABLE'", f"object_id = {table}"]
    where += yield from _for_whom(at, context)
    return _grants(at, "SHOW GRANTS", columns, "sandbox.shown_grants", where)


def show_column_grants(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("SHOW", "COLUMN", "GRANTS", "ON", "TABLE")
    table = yield from _table(at, context)
    where = [f"relation_id = {table}"]
    where += yield from _for_whom(at, context)
    shown = "sandbox.shown_column_grants"
    return _grants(at, "SHOW COLUMN GRANTS", _ON_COLUMN, shown, where)


def _grants_of(at: Cursor, context: Context) -> Translating:
    at.expect("FOR")
    identity = _identity(at, context)
    database = context.database
    if at.take("FROM", "DATABASE"):
        database = yield from _database(context.name(at), context, catalog=True)
    yield Ask(f"SELECT sandbox.demand_own_identity({literal(identity)})")
    where = [
        f"identity_id = sandbox.demand_own_identity({literal(identity)})::int",
        f"database_name = {literal(database)}",
    ]
    return _grants(at, "SHOW GRANTS", _OF_IDENTITY, "sandbox.shown_grants", where)


def _identity(at: Cursor, context: Context) -> str:
    """Reads ``user`` or ``ROLE role``; what PostgreSQL calls it."""
    return f"role:{context.role(at)}" if at.take("ROLE") else user_name(at)


def _for_whom(at: Cursor, context: Context) -> Asking[list[str]]:
    if not at.take("FOR"):
        return []
    if at.take("PUBLIC"):
        return ["identity_id = 0"]
    identity = _identity(at, context)
    demand = f"sandbox.demand_identity({literal(identity)})"
    yield Ask(f"SELECT {demand}")
    return [f"identity_id = {demand}::int"]


def _table(at: Cursor, context: Context) -> Asking[str]:
    """Reads a relation that exists; its oid, as an expression."""
    parts = context.dotted(at)
    (found,) = yield from look_up([parts], context)
    if found is None:
        raise missing(parts)
    return f"to_regclass({literal(found.marker)})"


def _of_table(at: Cursor, context: Context, side: str) -> Asking[tuple[tuple[str, ...], list[str]]]:
    """Reads a table with its schema; the conditions for it, on columns that begin with ``side``."""
    parts = context.dotted(at)
    if len(parts) == 1:
        raise SqlError("42601", "syntax error: SHOW needs the table's schema")
    *database, schema, table = parts
    home = yield from _database(database[0] if database else context.database, context)
    named = {"database_name": home, "schema_name": schema, "table_name": table}
    return parts, [f"{side}{column} = {literal(value)}" for column, value in named.items()]


def _signature(source: Source, at: Cursor, context: Context) -> str:
    """Reads a function with its arguments."""
    name = context.relation(context.dotted(at))
    return name + arguments(source, at).identity


def _function(source: Source, at: Cursor, context: Context) -> Asking[str]:
    """Reads a function that exists; its oid, as an expression."""
    demand = f"sandbox.demand_function({literal(_signature(source, at, context))})"
    yield Ask(f"SELECT {demand}")
    return demand


def _in_schema(at: Cursor, context: Context) -> Asking[list[str]]:
    *named, schema = context.dotted(at)
    database = yield from _database(named[0] if named else context.database, context)
    known = f"sandbox.demand_known_schema({literal(database)}, {literal(schema)})"
    yield Ask(f"SELECT {known}")
    return [f"database_name = {literal(database)}", f"schema_name = {literal(schema)}"]


def _database(name: str, context: Context, *, catalog: bool = False) -> Asking[str]:
    """The database, once it is sure that it exists and the session may look into it.

    With ``catalog`` the Data Catalog, and what is elsewhere, are databases like any other:
    nothing in them is read.
    """
    if name != names.CATALOG_DATABASE:
        demand = "demand_database" if catalog else "demand_local_database"
        yield Ask(f"SELECT sandbox.{demand}({literal(name)})")
    elif not catalog:
        yield from look_up([(name, "", "")], context)
    return name


def _listing(
    at: Cursor, statement: str, shown: str, column: str, where: list[str], *, order: str = ""
) -> Translation:
    """Reads LIKE and LIMIT, and lists."""
    if at.take("LIKE"):
        where = [*where, f"{column} LIKE {literal(at.string())}"]
    return Translation((_select("*", shown, where, order or column, _limit(at, statement)),))


def _grants(at: Cursor, statement: str, columns: str, shown: str, where: list[str]) -> Translation:
    order = "schema_name NULLS FIRST, identity_name, privilege_type"
    return Translation((_select(columns, shown, where, order, _limit(at, statement)),))


def _limit(at: Cursor, statement: str) -> str:
    limit = ""
    if at.take("LIMIT"):
        number = at.step().value
        if not number.isdigit():
            raise SqlError("42601", f'syntax error at or near "{number}"')
        limit = f" LIMIT {number}"
    if not at.done():
        raise unread(statement, at)
    return limit


def _select(columns: str, shown: str, where: list[str], order: str, limit: str) -> str:
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT {columns} FROM {shown}{condition} ORDER BY {order}{limit}"
