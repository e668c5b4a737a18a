"""Privileges that PostgreSQL has no place for: the sandbox's own registry keeps them.

They are scoped ones, system privileges, those on languages, and the right to assume IAM roles;
and on objects DROP and ALTER. What Lake Formation is asked for is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from redlake.grammar.grants import (
    ALL,
    Grant,
    Grantee,
    OnIamRoles,
    OnObjects,
    OnSystem,
    Revoke,
    Scope,
)
from redlake.grammar.parse import parse
from redlake.grammar.privileges import CONNECT, ON, SYSTEM_PRIVILEGES
from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translation,
    boolean,
    not_imitated,
)
from redlake.sandbox.translation.names import array, literal
from redlake.sandbox.wire import SqlError

Command: TypeAlias = Grant | Revoke

_PURPOSES = ("COPY", "UNLOAD", "EXTERNAL FUNCTION", "CREATE MODEL")
# Those that everyone may use cannot be taken from everyone here; the others nobody can use.
_EVERYONES = ("sql", "plpgsql")
_LANGUAGES = (*_EVERYONES, "plpythonu", "exfunc", "mlfunc")


def are_said(at: Cursor) -> bool:
    """Whether GRANT or REVOKE, read up to its privileges, is about these; reads nothing."""
    if at.sees("ROLE"):
        return False
    if at.sees("ASSUMEROLE"):
        return True
    for place, token in enumerate(at.rest):
        if token.is_word("FOR", "TO", "FROM"):
            return True
        if token.is_word("ON"):
            following = at.rest[place + 1 : place + 3]
            return any(word.is_word("LANGUAGE") for word in following[:1]) or (
                len(following) == 2
                and following[0].is_word("EXTERNAL")
                and following[1].is_word("TABLE", "SCHEMA")
            )
    return False


def granted(source: Source, context: Context) -> Translation:
    """GRANT or REVOKE of such privileges.

    Raises:
        SqlError: Redshift refuses it, or the sandbox does not imitate it.
    """
    command = parse(source.text, case_sensitive=context.case_sensitive)
    assert isinstance(command, Grant | Revoke)
    sql = tuple(_changes(command, context))
    return Translation(sql, "GRANT" if isinstance(command, Grant) else "REVOKE")


def changed(
    verb: str,
    kind: str,
    place: str,
    privileges: Iterable[str],
    grantees: Sequence[str],
    *,
    name: str = "",
    options: Sequence[bool] = (),
    option_for: bool = False,
) -> str:
    """What grants, or revokes where ``verb`` is REVOKE.

    ``place`` is an expression for what they are on, as the registry knows it; ``grantees`` are
    as PostgreSQL reads them. ``options`` says of each whether it may grant on.
    """
    if verb == "GRANT":
        given = options or [False] * len(grantees)
        function, last = "grant", f"ARRAY[{', '.join(map(boolean, given))}]"
    else:
        function, last = "revoke", boolean(option_for)
    return (
        f"SELECT sandbox.{function}_privileges({literal(kind)}, {place}, {literal(name)},"
        f" {array(privileges)}, {array(grantees)}, {last})"
    )


def _changes(command: Command, context: Context) -> Iterator[str]:
    said = [privilege.name for privilege in command.privileges]
    match command.on:
        case Scope(kind, schema, database):
            yield f"SELECT sandbox.demand_own_scope({literal(database or context.database)})"
            place = _schema(schema, context) if schema else _place(context.database)
            yield _changed(command, kind, place, _expanded(said, ON[kind]))
        case OnSystem():
            if CONNECT in said:
                raise not_imitated("GRANT CONNECT")
            yield _changed(command, "SYSTEM", "0", _expanded(said, SYSTEM_PRIVILEGES))
        case OnIamRoles(arns, purposes):
            for arn in arns:
                yield _changed(command, "IAM ROLE", "0", _expanded(purposes, _PURPOSES), name=arn)
        case OnObjects("LANGUAGE", languages):
            for language in languages:
                _demand_language(language, command)
                place = _place(context.database)
                usage = _expanded(said, ON["LANGUAGE"])
                yield _changed(command, "LANGUAGE", place, usage, name=language)
        case OnObjects("EXTERNAL SCHEMA", schemas):
            for schema in schemas:
                yield f"SELECT sandbox.demand_external({_schema(schema, context)}, NULL)"
        case OnObjects("EXTERNAL TABLE", relations=relations):
            for relation in relations:
                schema = _schema(relation.schema, context)
                yield f"SELECT sandbox.demand_external({schema}, {literal(relation.name)})"


def _changed(
    command: Command, kind: str, place: str, privileges: Iterable[str], *, name: str = ""
) -> str:
    if isinstance(command, Grant):
        return changed(
            "GRANT",
            kind,
            place,
            privileges,
            [_grantee(recipient.grantee) for recipient in command.to],
            name=name,
            options=[recipient.option for recipient in command.to],
        )
    grantees = [_grantee(grantee) for grantee in command.grantees]
    return changed(
        "REVOKE", kind, place, privileges, grantees, name=name, option_for=command.option_for
    )


def _expanded(said: Iterable[str], every: Iterable[str]) -> list[str]:
    return [name for name in every if name != ALL] if ALL in said else list(said)


def _grantee(grantee: Grantee) -> str:
    match grantee.type:
        case "PUBLIC":
            return "PUBLIC"
        case "GROUP":
            return names.group(grantee.name)
        case "ROLE":
            return names.role(grantee.name)
        case "USER":
            return names.identifier(grantee.name)
    raise not_imitated(f"privileges of a {grantee.type.lower()}")


def _place(schema: str) -> str:
    return f"{literal(names.quoted(schema))}::regnamespace"


def _schema(name: str, context: Context) -> str:
    return f"{literal(names.schema(context.database, name))}::regnamespace"


def _demand_language(language: str, command: Command) -> None:
    if language not in _LANGUAGES:
        raise SqlError("42704", f'language "{language}" does not exist')
    if (
        isinstance(command, Revoke)
        and language in _EVERYONES
        and any(grantee.type == "PUBLIC" for grantee in command.grantees)
    ):
        raise not_imitated(f"REVOKE USAGE ON LANGUAGE {language} FROM PUBLIC")
