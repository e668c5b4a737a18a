"""Datashares: what is in them, and who may use them elsewhere."""

from __future__ import annotations

from redlake.grammar.databases import AlterDatashare, CreateDatashare, DropDatashare
from redlake.grammar.grants import Grant, Grantee, OnObjects, Revoke
from redlake.grammar.names import Relation
from redlake.grammar.parse import parse
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    not_imitated,
)
from redlake.sandbox.translation.names import array, literal
from redlake.sandbox.wire import SqlError

# As PostgreSQL grants them on the schema that carries a datashare's grants; USAGE is a consumer's.
_PRIVILEGES = {"ALTER": "CREATE", "SHARE": "USAGE", "USAGE": ""}


def create_datashare(source: Source, context: Context) -> Translating:
    yield from ()
    if any(token.is_word("MANAGEDBY") for token in source.tokens):
        raise not_imitated("CREATE DATASHARE … MANAGEDBY")
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, CreateDatashare)
    names.share(command.name)  # a name that PostgreSQL would cut is refused
    call = f"sandbox.create_datashare({literal(command.name)}, {boolean(bool(command.public))})"
    return Translation((f"SELECT {call}",), "CREATE DATASHARE")


def alter_datashare(source: Source, context: Context) -> Translating:
    yield from ()
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, AlterDatashare)
    name = literal(command.name)
    if command.owner is not None:
        call = f"give_datashare({name}, {literal(command.owner)})"
    elif command.public is not None:
        call = f"publish_datashare({name}, {boolean(command.public)})"
    elif command.include_new is not None:
        new, schema = command.include_new
        call = f"include_in_datashare({name}, {literal(schema)}, {boolean(new)})"
    else:
        verb = "add_to" if command.add else "remove_from"
        objects = array(_objects(command, context))
        call = f"{verb}_datashare({name}, {literal(command.type)}, {objects})"
    return Translation((f"SELECT sandbox.{call}",), "ALTER DATASHARE")


def _objects(command: AlterDatashare, context: Context) -> list[str]:
    """What is added or removed, or the schemas that hold all of it, as PostgreSQL names it."""
    named = [_relation(relation, context) for relation in command.names]
    if command.type == "FUNCTION":
        return [
            f"{name}({', '.join(types)})"
            for name, types in zip(named, command.arguments, strict=True)
        ]
    return named + [names.schema(context.database, schema) for schema in command.schemas]


def _relation(relation: Relation, context: Context) -> str:
    if relation.database not in ("", context.database):
        raise SqlError("0A000", "cross-database reference not supported for this statement")
    return context.relation((relation.schema, relation.name))


def drop_datashare(source: Source, context: Context) -> Translating:
    yield from ()
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, DropDatashare)
    return Translation(
        (f"SELECT sandbox.drop_datashare({literal(command.name)})",), "DROP DATASHARE"
    )


def grant(source: Source, context: Context) -> Translating:
    """GRANT and REVOKE on a datashare: to change or share it here, or to use it elsewhere."""
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, Grant | Revoke)
    assert isinstance(command.on, OnObjects)
    (name,) = command.on.names
    yield Ask(f"SELECT sandbox.demand_datashare({literal(name)})")
    words = ", ".join(_PRIVILEGES[privilege.name] for privilege in command.privileges)
    if isinstance(command, Grant):
        return Translation(
            tuple(
                _consumer(grantee, "offer", name)
                or f"GRANT {words} ON SCHEMA {names.share(name)} TO {_identity(grantee)}"
                f"{' WITH GRANT OPTION' * option}"
                for grantee, option in command.to
            ),
            "GRANT",
        )
    option_for = "GRANT OPTION FOR " * command.option_for
    return Translation(
        tuple(
            _consumer(grantee, "refuse", name)
            or f"REVOKE {option_for}{words} ON SCHEMA {names.share(name)} FROM {_identity(grantee)}"
            f"{' CASCADE' * command.cascade}"
            for grantee in command.grantees
        ),
        "REVOKE",
    )


def _identity(grantee: Grantee) -> str:
    match grantee.type:
        case "PUBLIC":
            return "PUBLIC"
        case "ROLE":
            return names.role(grantee.name)
        case "GROUP":
            return names.group(grantee.name)
    return names.identifier(grantee.name)


def _consumer(grantee: Grantee, verb: str, share: str) -> str | None:
    """What lets a namespace or an account use a datashare, or no longer; None for others."""
    if grantee.type not in ("NAMESPACE", "ACCOUNT"):
        return None
    namespace = grantee.name if grantee.type == "NAMESPACE" else ""
    if grantee.via_data_catalog:
        namespace = f"DataCatalog/{grantee.name}"
    account = grantee.name if grantee.type == "ACCOUNT" else ""
    arguments = ", ".join(map(literal, (share, namespace, account)))
    return f"SELECT sandbox.{verb}_datashare({arguments})"
