"""What users, groups, roles and PUBLIC are granted."""

from __future__ import annotations

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.translation.relations import Kind, look_up
from redlake.sandbox.wire import SqlError

_PRIVILEGES = {
    "TABLE": ("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRUNCATE"),
    "SCHEMA": ("CREATE", "USAGE"),
    "DATABASE": ("CREATE", "USAGE"),
    "FUNCTION": ("EXECUTE",),
    "PROCEDURE": ("EXECUTE",),
}


def grant(source: Source, context: Context) -> Translating:
    """GRANT and REVOKE, of privileges and of roles."""
    at = source.cursor
    verb = at.step().value.upper()
    option = "GRANT OPTION FOR " if at.take("GRANT", "OPTION", "FOR") else ""
    admin = "ADMIN OPTION FOR " if at.take("ADMIN", "OPTION", "FOR") else ""
    if at.take("ROLE"):
        roles = ", ".join(names.role(name) for name in listed(at, context.name))
        to = _grantees(at, verb, context)
        with_admin = " WITH ADMIN OPTION" if at.take("WITH", "ADMIN", "OPTION") else ""
        _end(at, verb)
        return Translation((f"{verb} {admin}{roles} {to}{with_admin}",), verb)
    privileges = listed(at, _privilege)
    at.expect("ON")
    kind, objects = yield from _objects(at, context)
    to = _grantees(at, verb, context)
    with_grant = _grant_option(at, to)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    at.take("RESTRICT")
    _end(at, verb)
    if not objects:
        return Translation((), verb)
    words = _expanded(privileges, kind)
    sql = f"{verb} {option}{words} ON {objects} {to}{with_grant}{behaviour}"
    return Translation((sql,), verb)


def _privilege(at: Cursor) -> str:
    word = at.step().value.upper()
    if word == "ALL":
        at.take("PRIVILEGES")
    if at.sees("("):
        raise not_imitated("privileges on columns")
    return word


def _expanded(privileges: list[str], kind: str) -> str:
    known = _PRIVILEGES[kind]
    if privileges == ["ALL"]:
        return ", ".join(known)
    for privilege in privileges:
        if privilege not in known:
            raise not_imitated(f"privilege {privilege} on a {kind.lower()}")
    return ", ".join(privileges)


def _objects(at: Cursor, context: Context) -> Asking[tuple[str, str]]:
    """The kind of the objects, and the objects as PostgreSQL names them; "" for nothing."""
    if at.take("DATABASE"):
        found = listed(at, context.name)
        for name in found:
            if name != names.CATALOG_DATABASE:
                yield Ask(f"SELECT sandbox.demand_database({literal(name)})")
        return "DATABASE", "SCHEMA " + ", ".join(names.identifier(name) for name in found)
    if at.take("SCHEMA"):
        schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
        return "SCHEMA", "SCHEMA " + ", ".join(schemas)
    if at.take("ALL", "TABLES", "IN", "SCHEMA"):
        local = yield from _local_schemas(at, context)
        return "TABLE", "ALL TABLES IN SCHEMA " + ", ".join(local) if local else ""
    for kind in ("FUNCTION", "PROCEDURE"):
        if at.take("ALL", f"{kind}S", "IN", "SCHEMA"):
            schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
            return kind, f"ALL {kind}S IN SCHEMA " + ", ".join(schemas)
        if at.take(kind):
            return kind, f"{kind} " + ", ".join(listed(at, lambda at: _routine(at, context)))
    if any(at.sees(word) for word in ("EXTERNAL", "LANGUAGE", "DATASHARE", "MODEL", "COPY")):
        raise unread("GRANT … ON", at)
    at.take("TABLE")
    parts = listed(at, context.dotted)
    for relation in (yield from look_up(parts, context)):
        if relation is not None and relation.kind is Kind.EXTERNAL_TABLE:
            raise SqlError("0A000", "Operation not supported on external tables")
    return "TABLE", ", ".join(context.relation(name) for name in parts)


def _local_schemas(at: Cursor, context: Context) -> Asking[list[str]]:
    """The schemas that are not external.

    What a grant on the tables of an external schema does is not documented; it is
    accepted, and changes nothing.
    """
    local = []
    for name in listed(at, context.name):
        schema = names.schema(context.database, name)
        rows: Rows = yield Ask(
            "SELECT EXISTS (SELECT FROM sandbox.external_schemas WHERE schema ="
            f" to_regnamespace({literal(schema)})) AS external"
        )
        if rows[0]["external"] == "f":
            local.append(schema)
    return local


def _routine(at: Cursor, context: Context) -> str:
    name = context.relation(context.dotted(at))
    at.expect("(")
    words = []
    depth = 1
    while depth:
        token = at.step()
        depth += token.is_symbol("(") - token.is_symbol(")")
        words.append(token.value)
    return f"{name}({' '.join(words)}"


def _grantees(at: Cursor, verb: str, context: Context) -> str:
    preposition = "TO" if verb == "GRANT" else "FROM"
    at.expect(preposition)
    return f"{preposition} {', '.join(listed(at, context.grantee))}"


def _grant_option(at: Cursor, to: str) -> str:
    """Reads WITH GRANT OPTION, which nobody but a user may have."""
    if not at.take("WITH", "GRANT", "OPTION"):
        return ""
    if any(word in to for word in ("PUBLIC", '"group:', '"role:')):
        raise SqlError("0LP01", "grant options can only be granted to individual users")
    return " WITH GRANT OPTION"


def _end(at: Cursor, statement: str) -> None:
    if not at.done():
        raise unread(statement, at)


def alter_default_privileges(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "DEFAULT", "PRIVILEGES")
    owners = listed(at, user_name) if at.take("FOR", "USER") else [context.user]
    if not at.take("IN", "SCHEMA"):
        raise not_imitated("ALTER DEFAULT PRIVILEGES without IN SCHEMA")
    schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
    verb = at.step().value.upper()
    privileges = listed(at, _privilege)
    at.expect("ON")
    if at.take("TABLES"):
        kind, objects = "TABLE", "TABLES"
    elif at.take("FUNCTIONS"):
        kind, objects = "FUNCTION", "FUNCTIONS"
    else:
        raise not_imitated("ALTER DEFAULT PRIVILEGES … ON PROCEDURES")
    to = _grantees(at, verb, context)
    option = _grant_option(at, to)
    _end(at, "ALTER DEFAULT PRIVILEGES")
    sql = (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {', '.join(map(names.identifier, owners))}"
        f" IN SCHEMA {', '.join(schemas)}"
        f" {verb} {_expanded(privileges, kind)} ON {objects} {to}{option}"
    )
    return Translation((sql,), "ALTER DEFAULT PRIVILEGES")
