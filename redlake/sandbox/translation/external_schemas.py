"""External schemas: over the Data Catalog, and over what the sandbox has nothing of."""

from __future__ import annotations

import json
import re

from redlake.grammar.external_schemas import (
    DATA_CATALOG,
    EXTERNAL_DATABASE,
    AlterExternalSchema,
    CreateExternalSchema,
)
from redlake.grammar.parse import parse
from redlake.grammar.tokens import Kind, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
)
from redlake.sandbox.translation.names import literal
from redlake.sandbox.wire import SqlError


def create_external_schema(source: Source, context: Context) -> Translating:
    yield from ()
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, CreateExternalSchema)
    names.schema(context.database, command.name)  # a name that PostgreSQL would cut is refused
    options = {option: _value(option, sql) for option, sql in command.options if sql}
    database = options.pop("DATABASE", None)
    name, if_not_exists = literal(command.name), boolean(command.if_not_exists)
    kept = literal(json.dumps(options))
    if command.source != DATA_CATALOG:
        call = (
            f"sandbox.create_schema_elsewhere({name}, {if_not_exists}, {literal(command.source)},"
            f" {literal(database)}, {kept})"
        )
        return Translation((f"SELECT {call}",), "CREATE SCHEMA")
    assert database is not None  # the grammar demands it
    may_create = boolean(EXTERNAL_DATABASE in command.option)
    call = (
        f"sandbox.create_external_schema({name}, {if_not_exists}, {literal(database.lower())},"
        f" {may_create}, {kept})"
    )
    return Translation((f"SELECT {call}",), "CREATE SCHEMA")


def alter_external_schema(source: Source, context: Context) -> Translating:
    yield from ()
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, AlterExternalSchema)
    options = json.dumps({option: _value(option, sql) for option, sql in command.options})
    call = f"sandbox.alter_external_schema({literal(command.name)}, {literal(options)})"
    return Translation((f"SELECT {call}",), "ALTER SCHEMA")


def _value(option: str, sql: str) -> str:
    """What a string says, or a word in lower case.

    What Redshift keeps of DEFAULT is not documented; here it is the word.
    """
    (token,) = tokenize(sql)
    if token.kind is not Kind.STRING:
        return token.value.lower()
    if option == "IAM_ROLE":
        _demand_roles(token.value)
    return token.value


def _demand_roles(said: str) -> None:
    arns = said.split(",")
    if said.upper() not in ("SESSION", "DEFAULT") and not all(map(_ARN.match, arns)):
        raise SqlError(
            "42601", f"sandbox: IAM_ROLE is ARNs of roles, default or 'SESSION', not '{said}'"
        )


_ARN = re.compile(r"\s*arn:aws[\w-]*:iam::[^:]*:role/.+")
