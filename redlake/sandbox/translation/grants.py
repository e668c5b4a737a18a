"""What users, groups, roles and PUBLIC are granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import datashares, names
from redlake.sandbox.translation.arguments import arguments
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
from redlake.sandbox.translation.models import carried
from redlake.sandbox.translation.names import array, listed, literal
from redlake.sandbox.translation.privileges import are_said, changed, granted
from redlake.sandbox.translation.relations import Kind, look_up
from redlake.sandbox.wire import SqlError

_PRIVILEGES = {
    "TABLE": (
        *("SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "REFERENCES", "ALTER", "TRUNCATE"),
    ),
    "SCHEMA": ("CREATE", "USAGE", "ALTER", "DROP"),
    "DATABASE": ("CREATE", "USAGE", "TEMP", "ALTER"),
    "FUNCTION": ("EXECUTE",),
    "PROCEDURE": ("EXECUTE",),
    "MODEL": ("EXECUTE",),
}
_OF_COLUMNS = ("SELECT", "UPDATE")
# PostgreSQL has no such privileges.
_REGISTERED = ("DROP", "ALTER")


class Privilege(NamedTuple):
    """``columns`` is a list in parentheses as PostgreSQL reads it, or nothing."""

    word: str
    columns: str = ""


@dataclass(frozen=True)
class Objects:
    """What privileges are granted on; ``target`` is how PostgreSQL names it, "" for nothing.

    ``relations`` are the relations that are named one by one, ``schemas`` the schemas, and
    ``databases`` the databases, whose TEMP is granted on something else. ``places`` are those
    of what is named, as the registry of privileges knows it.
    """

    kind: str
    target: str
    relations: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    holds_view: bool = False


def grant(source: Source, context: Context) -> Translating:
    """GRANT and REVOKE, of privileges and of roles."""
    at = source.cursor
    verb = at.step().value.upper()
    option = "GRANT OPTION FOR " if at.take("GRANT", "OPTION", "FOR") else ""
    admin = "ADMIN OPTION FOR " if at.take("ADMIN", "OPTION", "FOR") else ""
    if at.take("ROLE"):
        roles = [names.role(name) for name in listed(at, context.role)]
        _, to = _grantees(at, verb, context)
        with_admin = " WITH ADMIN OPTION" if at.take("WITH", "ADMIN", "OPTION") else ""
        _end(at, verb)
        statement = f"{verb} {admin}{', '.join(roles)} {to}{with_admin}"
        call = f"SELECT sandbox.run_for_masters({literal(statement)}, {array(roles)})"
        return Translation((call,), verb)
    if are_said(at):
        return granted(source, context)
    privileges = listed(at, lambda at: _privilege(at, context))
    at.expect("ON")
    if at.sees("DATASHARE"):
        return (yield from datashares.grant(source, context))
    objects = yield from _objects(source, at, context)
    if policies := _policies(at, verb, context):
        return _to_policies(verb, privileges, objects, policies)
    grantees, to = _grantees(at, verb, context)
    behaviour = option_said = _grant_option(at, to)
    if at.take("CASCADE"):
        behaviour += " CASCADE"
    at.take("RESTRICT")
    _end(at, verb)
    words = _expanded(privileges, objects.kind)
    if verb == "GRANT":
        _refuse_columns(words, objects, behaviour)
    if verb == "GRANT" and objects.schemas and "CREATE" in words:
        words = yield from _without_create(privileges, words, objects.schemas)
    sql = []
    if "TEMP" in words and objects.databases:
        temps = ", ".join(map(names.temp, objects.databases))
        sql.append(f"{verb} {option}USAGE ON SCHEMA {temps} {to}{behaviour}")
    sql += _in_registry(verb, words, objects, grantees, option, option_said)
    words = [word for word in words if word not in ("TEMP", *_REGISTERED)]
    if objects.kind == "MODEL":  # its grants are those of the domain that carries it
        words = ["USAGE"]
    if objects.target and words:
        sql.append(f"{verb} {option}{', '.join(words)} ON {objects.target} {to}{behaviour}")
    if verb == "GRANT":
        sql += [f"SELECT sandbox.demand_one_level({literal(name)})" for name in objects.relations]
    return Translation(tuple(sql), verb)


def _in_registry(
    verb: str, words: list[str], objects: Objects, to: list[str], option_for: str, option: str
) -> list[str]:
    """What changes those of the privileges that PostgreSQL has not."""
    privileges = [word for word in words if word in _REGISTERED]
    if not privileges:
        return []
    if privileges == words and objects.kind == "DATABASE" and not objects.places:
        raise not_imitated(f"privilege {words[0]} on {names.CATALOG_DATABASE}")
    options = [bool(option)] * len(to)
    return [
        changed(
            *(verb, objects.kind, place, privileges, to),
            options=options,
            option_for=bool(option_for),
        )
        for place in objects.places
    ]


def _policies(at: Cursor, verb: str, context: Context) -> list[tuple[str, str]]:
    """Reads ``TO RLS POLICY p, …`` if it comes next: kinds and names."""
    preposition = "TO" if verb == "GRANT" else "FROM"
    for kind in ("RLS", "MASKING"):
        if at.take(preposition, kind, "POLICY"):
            return [(kind, name) for name in listed(at, context.name)]
    return []


def _to_policies(
    verb: str, privileges: list[Privilege], objects: Objects, policies: list[tuple[str, str]]
) -> Translation:
    """SELECT on the tables that a policy reads beside its own; nobody else's grants change."""
    if privileges != [Privilege("SELECT")] or not objects.relations:
        raise not_imitated(f"{verb} … POLICY, but for SELECT on tables")
    calls = (
        f"SELECT sandbox.grant_to_policy({literal(verb)}, {literal(kind)}, {literal(name)},"
        f" {literal(relation)})"
        for relation in objects.relations
        for kind, name in policies
    )
    return Translation(tuple(calls), verb)


def _privilege(at: Cursor, context: Context) -> Privilege:
    word = at.step().value.upper()
    if word == "ALL":
        at.take("PRIVILEGES")
    if not at.take("("):
        return Privilege("TEMP" if word == "TEMPORARY" else word)
    columns = ", ".join(names.identifier(name) for name in listed(at, context.name))
    at.expect(")")
    return Privilege(word, f" ({columns})")


def _expanded(privileges: list[Privilege], kind: str) -> list[str]:
    found: list[str] = []
    for word, columns in privileges:
        known = _OF_COLUMNS if columns and kind == "TABLE" else _PRIVILEGES[kind]
        if columns and kind != "TABLE":
            raise SqlError("42601", f"syntax error: a {kind.lower()} has no columns")
        if word == "ALL":
            found += [f"{each}{columns}" for each in known]
        elif word in known:
            found.append(f"{word}{columns}")
        else:
            raise not_imitated(f"privilege {word} on a {kind.lower()}")
    return found


def _refuse_columns(words: list[str], objects: Objects, behaviour: str) -> None:
    """What is granted of columns can be granted to nobody else, and UPDATE of tables' alone.

    https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT-usage-notes.html; the sentences are
    the sandbox's own.
    """
    of_columns = [word for word in words if "(" in word]
    if of_columns and "GRANT OPTION" in behaviour:
        raise SqlError("0LP01", "grant options cannot be granted on columns")
    for word in of_columns:
        if objects.holds_view and word.startswith("UPDATE"):
            said = word.replace('"', "")
            raise SqlError("0A000", f"{said} is not supported for a view")


def _objects(source: Source, at: Cursor, context: Context) -> Asking[Objects]:
    if at.take("DATABASE"):
        databases = listed(at, context.name)
        local = tuple(name for name in databases if name != names.CATALOG_DATABASE)
        for name in local:
            yield Ask(f"SELECT sandbox.demand_database({literal(name)})")
        target = "SCHEMA " + ", ".join(map(names.identifier, databases))
        places = tuple(f"{literal(names.quoted(name))}::regnamespace" for name in local)
        return Objects("DATABASE", target, databases=local, places=places)
    if at.take("SCHEMA"):
        schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
        places = tuple(f"{literal(schema)}::regnamespace" for schema in schemas)
        named = "SCHEMA " + ", ".join(schemas)
        return Objects("SCHEMA", named, schemas=tuple(schemas), places=places)
    if at.take("ALL", "TABLES", "IN", "SCHEMA"):
        schemas = yield from _local_schemas(at, context)
        if not schemas:
            return Objects("TABLE", "")
        target = f"ALL TABLES IN SCHEMA {', '.join(schemas)}"
        return Objects("TABLE", target, places=(f"sandbox.tables_in({array(schemas)})",))
    for kind in ("FUNCTION", "PROCEDURE"):
        if at.take("ALL", f"{kind}S", "IN", "SCHEMA"):
            schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
            return Objects(kind, f"ALL {kind}S IN SCHEMA " + ", ".join(schemas))
        if at.take(kind):
            found = listed(at, lambda at: _signature(source, at, context))
            return Objects(kind, f"{kind} {', '.join(found)}")
    if at.take("MODEL"):
        carriers = listed(at, lambda at: carried(at, context))
        for carrier in carriers:
            yield Ask(f"SELECT sandbox.demand_model({literal(carrier)})")
        return Objects("MODEL", f"DOMAIN {', '.join(carriers)}")
    if at.sees("COPY"):
        raise unread("GRANT … ON", at)
    at.take("TABLE")
    parts = listed(at, context.dotted)
    looked_up = yield from look_up(parts, context)
    for relation in looked_up:
        if relation is not None and relation.kind in (Kind.EXTERNAL_TABLE, Kind.ELSEWHERE):
            raise SqlError("0A000", "Operation not supported on external tables")
    relations = tuple(context.relation(name) for name in parts)
    places = tuple(f"{literal(relation)}::regclass" for relation in relations)
    views = (Kind.VIEW, Kind.MATERIALIZED_VIEW)
    holds_view = any(relation is not None and relation.kind in views for relation in looked_up)
    return Objects("TABLE", ", ".join(relations), relations, places=places, holds_view=holds_view)


def _signature(source: Source, at: Cursor, context: Context) -> str:
    name = context.relation(context.dotted(at))
    return name + arguments(source, at).identity


def _without_create(
    privileges: list[Privilege], words: list[str], schemas: tuple[str, ...]
) -> Asking[list[str]]:
    """``words`` as external schemas can have them: CREATE is not theirs, and ALL is USAGE.

    https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html
    """
    external = 0
    for schema in schemas:
        external += yield from _is_external(schema)
    if not external:
        return words
    if any(privilege.word == "CREATE" for privilege in privileges):
        raise SqlError("0A000", "CREATE ON SCHEMA is not supported for external schemas")
    if external < len(schemas):
        raise not_imitated("GRANT ALL on external schemas and others at once")
    return ["USAGE"]


def _is_external(schema: str) -> Asking[bool]:
    rows: Rows = yield Ask(
        "SELECT EXISTS (SELECT FROM sandbox.external_schemas WHERE schema ="
        f" to_regnamespace({literal(schema)})) AS external"
    )
    return rows[0]["external"] == "t"


def _local_schemas(at: Cursor, context: Context) -> Asking[list[str]]:
    """The schemas that are not external.

    What a grant on the tables of an external schema does is not documented; it is
    accepted, and changes nothing.
    """
    local = []
    for name in listed(at, context.name):
        schema = names.schema(context.database, name)
        if not (yield from _is_external(schema)):
            local.append(schema)
    return local


def _grantees(at: Cursor, verb: str, context: Context) -> tuple[list[str], str]:
    """Reads them: each, and all of them as PostgreSQL reads them."""
    preposition = "TO" if verb == "GRANT" else "FROM"
    at.expect(preposition)
    found = listed(at, context.grantee)
    return found, f"{preposition} {', '.join(found)}"


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
