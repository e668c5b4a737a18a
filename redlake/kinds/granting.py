"""GRANT and REVOKE, taken apart into atoms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from redlake.grammar.grants import (
    Grant as GrantCommand,
)
from redlake.grammar.grants import (
    On,
    OnAllIn,
    OnIamRoles,
    OnObjects,
    OnRoles,
    OnRoutines,
    OnSystem,
    Privilege,
    Revoke,
    Scope,
)
from redlake.kinds import keys, privileges
from redlake.kinds.applying import applied
from redlake.kinds.assembling import grantee_key
from redlake.kinds.draft import Draft, Unmanaged
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.grant import ROLE, Grant
from redlake.kinds.keys import Key
from redlake.kinds.late_binding_view import LateBindingView
from redlake.kinds.relation import View
from redlake.kinds.violations import ViolationError

_MEMBERS = {"TABLES": "relation", "FUNCTIONS": "function", "PROCEDURES": "procedure"}
_WITH_RELATIONS = {
    "TABLE": "relation",
    "MODEL": "model",
    "TEMPLATE": "template",
    "EXTERNAL TABLE": "external table",
}
_BY_NAME = {
    "LANGUAGE": "language",
    "COPY JOB": "copy job",
}


@applied.register
def _granted(command: GrantCommand, draft: Draft) -> None:
    for on in _targets(command.on, draft):
        columns = _on_columns(on, draft)
        for recipient in command.to:
            to = _there(grantee_key(recipient.grantee), draft)
            for privilege, column in _privileges(command.privileges, command.on, on, to):
                grant = Grant(privilege, on, to, column, option=recipient.option)
                there = draft.find(grant.key)
                if there is None:
                    _demand_grantable(grant, columns, draft)
                if there is None:
                    draft.add(grant)
                elif grant.option:
                    draft.change(grant)


def _on_columns(on: Key, draft: Draft) -> set[tuple[Key, str]]:
    """Who holds which privilege on columns of a relation."""
    if on.type != "relation":
        return set()
    held = (grant for grant in draft.using(on) if isinstance(grant, Grant) and grant.column)
    return {(grant.to, grant.privilege) for grant in held}


def _demand_grantable(grant: Grant, columns: set[tuple[Key, str]], draft: Draft) -> None:
    """Sees that nobody holds a privilege on columns and on all of a relation, or of the wrong kind.

    https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT-usage-notes.html

    Raises:
        ViolationError: Redshift would refuse the grant.
    """
    on = draft.find(grant.on)
    if grant.column and isinstance(on, LateBindingView):
        raise ViolationError(
            "0A000",
            f"privileges on columns are not supported for {on}",
            "grant the whole of it, or make it a view with schema binding",
        )
    if grant.column and isinstance(on, View) and grant.privilege != "SELECT":
        raise ViolationError(
            "0A000", f"{grant.what} is not supported for {on}", "grant SELECT on its columns"
        )
    whole = grant.column and draft.find(replace(grant, column="", option=False).key)
    if whole or (not grant.column and (grant.to, grant.privilege) in columns):
        there, other = ("all", "columns") if whole else ("columns", "all")
        raise ViolationError(
            "0A000",
            f"conflicting GRANT: {grant.to} has {grant.privilege} on {there} of {on or grant.on}",
            f"revoke that before {grant.privilege} is granted on {other} of it",
        )


@applied.register
def _revoked(command: Revoke, draft: Draft) -> None:
    for on in _targets(command.on, draft):
        for each in command.grantees:
            to = grantee_key(each)
            draft.demand(to)
            for privilege, column in _privileges(command.privileges, command.on, on, to):
                there = draft.find(Grant(privilege, on, to, column).key)
                if there is None:
                    continue
                assert isinstance(there, Grant)
                if command.option_for:
                    draft.change(replace(there, option=False))
                else:
                    draft.remove(there.key)


def _privileges(
    named: Iterable[Privilege], said: On, on: Key, to: Key
) -> Iterator[tuple[str, str]]:
    """Each privilege with its column."""
    if isinstance(said, OnRoles):
        yield ROLE, ""
        return
    if isinstance(said, OnIamRoles):
        for purpose in privileges.expanded(said.purposes, "iam role"):
            yield purpose, ""
        return
    of = on.name if on.type in ("all in", "scope") else on.type
    if of == "schema" and to.type == "iam role":
        of = "external schema"
    for privilege in named:
        whole = not privilege.columns
        for name in privileges.expanded([privilege.name], of, of_columns=not whole):
            for column in privilege.columns or ("",):
                yield name, column


def _targets(on: On, draft: Draft) -> list[Key]:
    match on:
        case OnObjects():
            return [_demanded(key, draft) for key in _object_keys(on, draft)]
        case OnRoutines(type, routines):
            found = [
                keys.routine(type, routine.name, routine.arguments, draft.database)
                for routine in routines
            ]
            return [_demanded(key, draft) for key in found]
        case OnAllIn(type, schemas, database):
            where = database or draft.database
            return [
                key for name in schemas for key in _all_in(type, keys.schema(where, name), draft)
            ]
        case Scope(type, schema, database):
            where = database or draft.database
            draft.demand(keys.schema(where, schema) if schema else keys.database(where))
            return [Key("scope", where, schema, type)]
        case OnSystem(workgroup):
            return [Key("system", name="workgroup" if workgroup else "")]
        case OnRoles(names):
            return [_demanded(keys.role(name), draft) for name in names]
        case OnIamRoles(arns, _):
            return [Key("iam role", name=arn) for arn in arns]


def _object_keys(on: OnObjects, draft: Draft) -> Iterator[Key]:
    if (with_relations := _WITH_RELATIONS.get(on.type)) is not None:
        for relation in on.relations:
            where = relation.database or draft.database
            yield Key(with_relations, where, relation.schema, relation.name)
    for name in on.names:
        match on.type:
            case "DATABASE":
                yield keys.database(name)
            case "SCHEMA" | "EXTERNAL SCHEMA":
                yield keys.schema(on.database or draft.database, name)
            case "DATASHARE":
                yield Key("datashare", draft.database, name=name)
            case other:
                yield Key(_BY_NAME[other], draft.database, name=name)


def _demanded(key: Key, draft: Draft) -> Key:
    if key.schema:
        schema = draft.demand(keys.schema(key.database, key.schema))
        if key.type == "external table":
            return key
        if isinstance(schema, ExternalSchema):
            raise ViolationError(
                "0A000",
                f"Operation not supported on external tables: {key}",
                "grant USAGE on the external schema",
            )
    return _there(key, draft)


def _there(key: Key, draft: Draft) -> Key:
    """The key of what must be there; the very one that it has, so that all share it."""
    found = draft.demand(key)
    return key if found is None else found.key


def _all_in(members: str, key: Key, draft: Draft) -> list[Key]:
    """What is there now; of an external schema, and of one that others own, no one can say."""
    schema = draft.demand(key)
    if isinstance(schema, ExternalSchema) or (
        isinstance(schema, Unmanaged) and not schema.built_in
    ):
        return [Key("all in", key.database, key.name, members)]
    return [thing.key for thing in draft.using(key) if thing.key.type == _MEMBERS[members]]
