"""Databases, schemas and external schemas."""

from __future__ import annotations

import json

from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.wire import SqlError


def create_database(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "DATABASE")
    name, owner = context.name(at), context.user
    names.schema(name, "public")  # a name that PostgreSQL would cut is refused
    at.take("WITH")
    if at.take("OWNER"):
        at.take("=")
        owner = user_name(at)
    if not at.done():
        raise unread("CREATE DATABASE", at)
    call = f"SELECT sandbox.create_database({literal(name)}, {literal(owner)})"
    return Translation((call,), "CREATE DATABASE")


def drop_database(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "DATABASE")
    name = context.name(at)
    if not at.done():
        raise unread("DROP DATABASE", at)
    return Translation((f"SELECT sandbox.drop_database({literal(name)})",), "DROP DATABASE")


def alter_database(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "DATABASE")
    name = context.name(at)
    if not at.take("OWNER", "TO"):
        raise unread("ALTER DATABASE", at)
    owner = names.identifier(user_name(at))
    return Translation(
        (
            f"SELECT sandbox.demand_database({literal(name)})",
            f"ALTER SCHEMA {names.identifier(name)} OWNER TO {owner}",
        ),
        "ALTER DATABASE",
    )


def create_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "SCHEMA")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name, owner = context.name(at), context.user
    names.schema(context.database, name)
    if at.take("AUTHORIZATION"):
        owner = user_name(at)
    if not at.done():
        raise unread("CREATE SCHEMA", at)
    call = (
        f"SELECT sandbox.create_schema({literal(name)}, {literal(owner)}, {boolean(if_not_exists)})"
    )
    return Translation((call,), "CREATE SCHEMA")


def alter_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "SCHEMA")
    schema = names.schema(context.database, context.name(at))
    if at.take("OWNER", "TO"):
        action = f"OWNER TO {names.identifier(user_name(at))}"
    elif at.take("RENAME", "TO"):
        action = f"RENAME TO {names.schema(context.database, context.name(at))}"
    else:
        raise unread("ALTER SCHEMA", at)
    return Translation((f"ALTER SCHEMA {schema} {action}",), "ALTER SCHEMA")


def create_external_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "EXTERNAL", "SCHEMA")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name = context.name(at)
    names.schema(context.database, name)
    at.expect("FROM")
    if not at.take("DATA", "CATALOG"):
        raise unread("CREATE EXTERNAL SCHEMA … FROM", at)
    database: str | None = None
    options: dict[str, str] = {}
    while not at.done():
        if at.take("DATABASE"):
            database = at.string().lower()
        elif at.sees("REGION") or at.sees("CATALOG_ID"):
            options[at.step().value.upper()] = at.string()
        elif at.take("IAM_ROLE"):
            options["IAM_ROLE"] = at.step().value
        else:
            raise unread("CREATE EXTERNAL SCHEMA", at)
    if database is None:
        raise SqlError("42601", "syntax error: FROM DATA CATALOG needs DATABASE")
    call = (
        f"SELECT sandbox.create_external_schema({literal(name)}, {boolean(if_not_exists)},"
        f" {literal(database)}, {literal(json.dumps(options))})"
    )
    return Translation((call,), "CREATE SCHEMA")


def drop_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "SCHEMA")
    if_exists = boolean(at.take("IF", "EXISTS"))
    found = listed(at, context.name)
    if at.sees("DROP", "EXTERNAL", "DATABASE"):
        raise not_imitated("DROP SCHEMA … DROP EXTERNAL DATABASE")
    behaviour = literal("CASCADE" if at.take("CASCADE") else "RESTRICT")
    at.take("RESTRICT")
    if not at.done():
        raise unread("DROP SCHEMA", at)
    return Translation(
        tuple(
            f"SELECT sandbox.drop_schema({literal(name)}, {if_exists}, {behaviour})"
            for name in found
        ),
        "DROP SCHEMA",
    )
