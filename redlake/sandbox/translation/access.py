"""Users, groups, roles, and what they are granted."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
)
from redlake.sandbox.translation.names import array, grantee, listed, literal, user_name
from redlake.sandbox.wire import SqlError


@dataclass
class _UserOptions:
    sets_password: bool = False
    password: str | None = None
    attributes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    valid_until: str | None = None


_ATTRIBUTES = {
    "CREATEDB": "CREATEDB",
    "NOCREATEDB": "NOCREATEDB",
    "CREATEUSER": "SUPERUSER",
    "NOCREATEUSER": "NOSUPERUSER",
}


def create_user(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "USER")
    if at.sees("IF", "NOT"):
        raise SqlError("42601", 'syntax error at or near "NOT"')
    name = user_name(at)
    options = _user_options(at, name)
    if not options.sets_password:
        raise SqlError("42601", "syntax error: CREATE USER needs PASSWORD")
    call = (
        f"SELECT sandbox.create_user({literal(name)}, {literal(options.password)},"
        f" {literal(' '.join(options.attributes))}, {array(options.groups)},"
        f" {literal(options.valid_until)})"
    )
    return Translation((call,), "CREATE USER")


def alter_user(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "USER")
    name = user_name(at)
    options = _user_options(at, name)
    call = (
        f"SELECT sandbox.alter_user({literal(name)}, {literal(' '.join(options.attributes))},"
        f" {str(options.sets_password).lower()}, {literal(options.password)},"
        f" {literal(options.valid_until)})"
    )
    return Translation((call,), "ALTER USER")


def _user_options(at: Cursor, user: str) -> _UserOptions:
    options = _UserOptions()
    at.take("WITH")
    while not at.done():
        if at.take("PASSWORD"):
            options.sets_password = True
            options.password = None if at.take("DISABLE") else stored_password(at.string(), user)
        elif at.take("IN", "GROUP"):
            options.groups = listed(at, names.folded)
        elif at.take("VALID", "UNTIL"):
            options.valid_until = at.string()
        elif at.take("CONNECTION", "LIMIT"):
            limit = at.step().value
            options.attributes.append(
                f"CONNECTION LIMIT {-1 if limit.upper() == 'UNLIMITED' else int(limit)}"
            )
        elif at.token is not None and at.token.value.upper() in _ATTRIBUTES:
            options.attributes.append(_ATTRIBUTES[at.step().value.upper()])
        else:
            raise not_imitated(f"user option {' '.join(t.value for t in at.rest[:2])}")
    return options


def stored_password(password: str, user: str) -> str:
    """What Redshift keeps of a password: a digest that it was given, or one that it makes.

    Source: CREATE USER, Amazon Redshift Database Developer Guide.
    """
    if password.startswith("md5") and len(password) == 35:
        return password
    if password.startswith("sha256|"):
        digest, _, salt = password.removeprefix("sha256|").partition("|")
        if salt:
            return password
        salt_bytes = secrets.token_bytes(32)
        digest = hashlib.sha256(digest.encode() + salt_bytes).hexdigest()
        return f"sha256|{digest}|{salt_bytes.hex()}"
    return "md5" + hashlib.md5((password + user).encode()).hexdigest()  # noqa: S324


def drop_user(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "USER")
    if_exists = str(at.take("IF", "EXISTS")).lower()
    return Translation(
        tuple(
            f"SELECT sandbox.drop_user({literal(name)}, {if_exists})"
            for name in listed(at, user_name)
        ),
        "DROP USER",
    )


def create_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "GROUP")
    name = context.name(at)
    at.take("WITH")
    members = listed(at, user_name) if at.take("USER") else []
    call = f"SELECT sandbox.create_group({literal(name)}, {array(members)})"
    return Translation((call,), "CREATE GROUP")


def alter_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "GROUP")
    name = context.name(at)
    if at.take("ADD", "USER"):
        verb = "GRANT"
    elif at.take("DROP", "USER"):
        verb = "REVOKE"
    else:
        raise not_imitated("ALTER GROUP … RENAME")
    members = array(listed(at, user_name))
    call = f"SELECT sandbox.alter_group({literal(name)}, {literal(verb)}, {members})"
    return Translation((call,), "ALTER GROUP")


def drop_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "GROUP")
    return Translation((f"SELECT sandbox.drop_group({literal(context.name(at))})",), "DROP GROUP")


def create_role(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "ROLE")
    name = context.name(at)
    if not at.done():
        raise not_imitated("CREATE ROLE … EXTERNALID")
    return Translation((f"SELECT sandbox.create_role({literal(name)})",), "CREATE ROLE")


def drop_role(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "ROLE")
    name = context.name(at)
    if at.take("FORCE"):
        raise not_imitated("DROP ROLE … FORCE")
    return Translation((f"SELECT sandbox.drop_role({literal(name)})",), "DROP ROLE")


_TABLE_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRUNCATE")
_PRIVILEGES = {
    "TABLE": (*_TABLE_PRIVILEGES,),
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
        to = _grantees(at, verb)
        with_admin = " WITH ADMIN OPTION" if at.take("WITH", "ADMIN", "OPTION") else ""
        _end(at, verb)
        return Translation((f"{verb} {admin}{roles} {to}{with_admin}",), verb)
    privileges = listed(at, _privilege)
    at.expect("ON")
    kind, objects = yield from _objects(at, context)
    to = _grantees(at, verb)
    with_grant = " WITH GRANT OPTION" if at.take("WITH", "GRANT", "OPTION") else ""
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


def _objects(at: Cursor, context: Context) -> Translating:  # type: ignore[misc]
    """The kind of the objects, and the objects as PostgreSQL names them; "" for nothing."""
    if at.take("DATABASE"):
        found = listed(at, context.name)
        for name in found:
            if name != names.CATALOG_DATABASE:
                yield Ask(f"SELECT sandbox.demand_database({literal(name)})")
        return "DATABASE", "SCHEMA " + ", ".join(names.user(name) for name in found)
    if at.take("SCHEMA"):
        schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
        return "SCHEMA", "SCHEMA " + ", ".join(schemas)
    if at.take("ALL", "TABLES", "IN", "SCHEMA"):
        local = []
        for name in listed(at, context.name):
            schema = names.schema(context.database, name)
            rows: Rows = yield Ask(
                "SELECT EXISTS (SELECT FROM sandbox.external_schemas WHERE schema ="
                f" to_regnamespace({literal(schema)})) AS external"
            )
            # What a grant on the tables of an external schema does is not documented;
            # it is accepted, and changes nothing.
            if rows[0]["external"] == "f":
                local.append(schema)
        return "TABLE", "ALL TABLES IN SCHEMA " + ", ".join(local) if local else ""
    for kind in ("FUNCTION", "PROCEDURE"):
        if at.take(kind):
            return kind, f"{kind} " + ", ".join(listed(at, lambda at: _routine(at, context)))
    if at.sees("ALL") or at.sees("EXTERNAL") or at.sees("LANGUAGE") or at.sees("DATASHARE"):
        raise not_imitated(f"GRANT ON {' '.join(token.value for token in at.rest[:2])}")
    at.take("TABLE")
    relations = [context.relation(name) for name in listed(at, context.dotted)]
    return "TABLE", ", ".join(relations)


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


def _grantees(at: Cursor, verb: str) -> str:
    preposition = "TO" if verb == "GRANT" else "FROM"
    at.expect(preposition)
    return f"{preposition} {', '.join(listed(at, grantee))}"


def _end(at: Cursor, verb: str) -> None:
    if not at.done():
        raise not_imitated(f"{verb} … {' '.join(token.value for token in at.rest[:3])}")


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
    to = _grantees(at, verb)
    option = " WITH GRANT OPTION" if at.take("WITH", "GRANT", "OPTION") else ""
    _end(at, "ALTER DEFAULT PRIVILEGES")
    sql = (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {', '.join(map(names.user, owners))}"
        f" IN SCHEMA {', '.join(schemas)}"
        f" {verb} {_expanded(privileges, kind)} ON {objects} {to}{option}"
    )
    return Translation((sql,), "ALTER DEFAULT PRIVILEGES")
