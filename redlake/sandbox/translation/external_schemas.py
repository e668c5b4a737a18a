"""External schemas, over the Data Catalog."""

from __future__ import annotations

import json

from redlake.grammar.tokens import Cursor, Kind
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    unread,
)
from redlake.sandbox.translation.names import literal
from redlake.sandbox.wire import SqlError


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
    may_create = False
    options: dict[str, str] = {}
    while not at.done():
        if at.take("DATABASE"):
            database = at.string().lower()
        elif at.sees("REGION") or at.sees("CATALOG_ID"):
            option = at.step().value.upper()
            options[option] = at.string()
        elif at.take("IAM_ROLE"):
            options["IAM_ROLE"] = _role(at)
        elif at.take("CREATE", "EXTERNAL", "DATABASE", "IF", "NOT", "EXISTS"):
            may_create = True
        else:
            raise unread("CREATE EXTERNAL SCHEMA", at)
    if database is None:
        raise SqlError("42601", "syntax error: FROM DATA CATALOG needs DATABASE")
    call = (
        f"SELECT sandbox.create_external_schema({literal(name)}, {boolean(if_not_exists)},"
        f" {literal(database)}, {boolean(may_create)}, {literal(json.dumps(options))})"
    )
    return Translation((call,), "CREATE SCHEMA")


def alter_external_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "EXTERNAL", "SCHEMA")
    name = context.name(at)
    at.expect("IAM_ROLE")
    options = {"IAM_ROLE": _role(at)}
    if not at.done():
        raise unread("ALTER EXTERNAL SCHEMA", at)
    call = f"SELECT sandbox.alter_external_schema({literal(name)}, {literal(json.dumps(options))})"
    return Translation((call,), "ALTER SCHEMA")


def _role(at: Cursor) -> str:
    """Reads ARNs in a string, or DEFAULT.

    What Redshift keeps of DEFAULT is not documented; here it is the word, in lower case.
    """
    token = at.step()
    return token.value if token.kind is Kind.STRING else token.value.lower()
