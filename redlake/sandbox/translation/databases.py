"""Databases and schemas."""

from __future__ import annotations

import json

from redlake.grammar.databases import CreateDatabase
from redlake.grammar.parse import parse
from redlake.grammar.tokens import Cursor, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    limit,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.wire import SqlError

_ISOLATION = {"SNAPSHOT": "Snapshot Isolation", "SERIALIZABLE": "Serializable"}


def create_database(source: Source, context: Context) -> Translating:
    yield from ()
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, CreateDatabase)
    names.schema(command.name, "public")  # a name that PostgreSQL would cut is refused
    name, owner = literal(command.name), literal(command.owner or context.user)
    made = f"{name}, {owner}"
    if command.source is not None:
        type_, options = _elsewhere(command)
        made += f", type => {literal(type_)}, options => {literal(json.dumps(options))}"
    elif command.collation is not None:
        made += f", collating => {literal(command.collation.lower())}"
    changes = []
    if command.connection_limit not in (None, "UNLIMITED"):
        changes.append(f"new_limit => {command.connection_limit}")
    if command.isolation is not None:
        changes.append(f"new_isolation => {literal(_ISOLATION[command.isolation])}")
    return Translation(
        (
            f"SELECT sandbox.create_database({made})",
            *(f"SELECT sandbox.alter_database({name}, {change})" for change in changes),
        ),
        "CREATE DATABASE",
    )


def _elsewhere(command: CreateDatabase) -> tuple[str, dict[str, str | bool]]:
    """What SVV_REDSHIFT_DATABASES shows of a database that is made of something else.

    The options of one made of a datashare are those that awslabs' and others' tools read there;
    of one in the Data Catalog neither they nor its type are documented.

    Raises:
        SqlError: it is made of an integration, which is not imitated.
    """
    at = Cursor(tokenize(command.source or ""))
    if at.take("DATASHARE"):
        options: dict[str, str | bool] = {"datashare_name": at.name()}
        at.expect("OF")
        if at.take("ACCOUNT"):
            options["datashare_producer_account"] = at.string()
        at.expect("NAMESPACE")
        options["datashare_producer_namespace"] = at.string()
        return "shared", options | {"permissions": command.with_permissions}
    if not at.take("ARN"):
        raise not_imitated(f"CREATE DATABASE … FROM {at.step().value}")
    options = {"arn": at.string()}
    if not at.take("WITH", "NO", "DATA", "CATALOG", "SCHEMA"):
        at.expect("WITH", "DATA", "CATALOG", "SCHEMA")
        options["schema"] = at.step().value
    if at.take("IAM_ROLE"):
        options["iam_role"] = "default" if at.take("DEFAULT") else at.string()
    return "external", options


def _option(at: Cursor) -> str | None:
    """Reads what is kept of a database and has no effect, if that comes next."""
    if at.take("CONNECTION", "LIMIT"):
        return f"new_limit => {limit(at)}"
    if at.take("ISOLATION", "LEVEL"):
        level = at.step().value
        if level.upper() not in _ISOLATION:
            raise SqlError("42601", f'syntax error at or near "{level}"')
        return f"new_isolation => {literal(_ISOLATION[level.upper()])}"
    return None


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
    found = f"SELECT sandbox.demand_database({literal(name)})"
    if at.take("OWNER", "TO"):
        owner = names.identifier(user_name(at))
        change = f"ALTER SCHEMA {names.identifier(name)} OWNER TO {owner}"
    elif at.take("RENAME", "TO"):
        new = context.name(at)
        names.schema(new, "public")
        change = f"SELECT sandbox.rename_database({literal(name)}, {literal(new)})"
    elif (option := _option(at)) is not None:
        change = f"SELECT sandbox.alter_database({literal(name)}, {option})"
    else:
        raise unread("ALTER DATABASE", at)
    if not at.done():
        raise unread("ALTER DATABASE", at)
    return Translation((found, change), "ALTER DATABASE")


def create_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "SCHEMA")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name, owner = context.name(at), context.user
    names.schema(context.database, name)
    if at.take("AUTHORIZATION"):
        owner = user_name(at)
    quota = _quota(at) if at.take("QUOTA") else "NULL"
    if not at.done():
        raise unread("CREATE SCHEMA", at)
    call = (
        f"SELECT sandbox.create_schema({literal(name)}, {literal(owner)},"
        f" {boolean(if_not_exists)}, {quota})"
    )
    return Translation((call,), "CREATE SCHEMA")


_MEGABYTES = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}


def _quota(at: Cursor) -> str:
    """Reads what follows QUOTA; megabytes, or NULL for no limit."""
    if at.take("UNLIMITED"):
        return "NULL"
    size = at.step().value
    if not size.isdigit():
        raise SqlError("42601", f'syntax error at or near "{size}"')
    unit = next((unit for unit in _MEGABYTES if at.take(unit)), "GB")
    return str(int(size) * _MEGABYTES[unit])


def alter_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "SCHEMA")
    name = context.name(at)
    schema = names.schema(context.database, name)
    if at.take("OWNER", "TO"):
        change = f"ALTER SCHEMA {schema} OWNER TO {names.identifier(user_name(at))}"
    elif at.take("RENAME", "TO"):
        new = context.name(at)
        names.schema(context.database, new)  # a name that PostgreSQL would cut is refused
        change = f"SELECT sandbox.rename_schema({literal(name)}, {literal(new)})"
    elif at.take("QUOTA"):
        change = f"SELECT sandbox.alter_quota({literal(name)}, {_quota(at)})"
    else:
        raise unread("ALTER SCHEMA", at)
    if not at.done():
        raise unread("ALTER SCHEMA", at)
    return Translation((change,), "ALTER SCHEMA")


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
