"""From the atoms of grants to the statements that give or take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from redlake.grammar.command import Command
from redlake.grammar.grants import (
    Grant as GrantCommand,
)
from redlake.grammar.grants import (
    Grantee,
    On,
    OnAllIn,
    OnIamRoles,
    OnObjects,
    OnRoles,
    OnRoutines,
    OnSystem,
    Privilege,
    Recipient,
    Revoke,
    Routine,
    Scope,
)
from redlake.grammar.names import Relation
from redlake.kinds import privileges
from redlake.kinds.keys import Key

if TYPE_CHECKING:
    from redlake.kinds.grant import Grant

_GRANTEES = {
    "USER": "user",
    "GROUP": "group",
    "ROLE": "role",
    "PUBLIC": "public",
    "NAMESPACE": "namespace",
    "IAM_ROLE": "iam role",
    "DATASHARE": "in datashare",
    "RLS POLICY": "rls policy",
    "MASKING POLICY": "masking policy",
}
_GRANTEE_TYPES = {value: word for word, value in _GRANTEES.items()}
_ALONE = ("account", "account via data catalog", "namespace")
"""A datashare is granted to one consumer at a time."""

_AMONG_THEIR_OWN = ("iam role", "rls policy", "masking policy")
_ORDER = {"role": 0, "group": 1, "user": 2, "public": 3}


def grantee_key(grantee: Grantee) -> Key:
    if grantee.type == "ACCOUNT":
        how = " via data catalog" if grantee.via_data_catalog else ""
        return Key(f"account{how}", name=grantee.name)
    return Key(_GRANTEES[grantee.type], name=grantee.name)


def grantee(key: Key) -> Grantee:
    if key.type.startswith("account"):
        return Grantee("ACCOUNT", key.name, via_data_catalog=key.type != "account")
    return Grantee(_GRANTEE_TYPES[key.type], key.name)


def by_grantee(key: Key) -> tuple[int, Key]:
    """How grantees are sorted: roles, groups, users, everyone."""
    return _ORDER.get(key.type, len(_ORDER)), key


def granted(grants: Iterable[Grant]) -> Iterator[tuple[Command, list[Grant]]]:
    """The GRANTs that give all of these, and which each gives."""
    for on, named, group in _together(grants):
        recipients = tuple(
            dict.fromkeys(Recipient(grantee(grant.to), grant.option) for grant in group)
        )
        yield GrantCommand(named, on, recipients), group


def revoked(grants: Iterable[Grant]) -> Iterator[tuple[Command, list[Grant]]]:
    """The REVOKEs that take all of these."""
    for on, named, group in _together(replace(grant, option=False) for grant in grants):
        grantees = tuple(dict.fromkeys(grantee(grant.to) for grant in group))
        yield Revoke(named, on, grantees), group


def without_option(grants: Iterable[Grant]) -> Iterator[tuple[Command, list[Grant]]]:
    """The REVOKEs that take the grant option of these, and leave them."""
    for on, named, group in _together(replace(grant, option=False) for grant in grants):
        grantees = tuple(dict.fromkeys(grantee(grant.to) for grant in group))
        yield Revoke(named, on, grantees, option_for=True), group


def _together(
    grants: Iterable[Grant],
) -> Iterator[tuple[On, tuple[Privilege, ...], list[Grant]]]:
    """Grants on one thing, those of grantees with the same privileges in one."""
    held: dict[Key, dict[tuple[Key, bool, bool], list[Grant]]] = {}
    for grant in sorted(grants, key=lambda grant: (grant.on, by_grantee(grant.to), grant.key)):
        # Privileges on columns and on the whole do not go together in one statement.
        holder = (grant.to, grant.option, bool(grant.column))
        held.setdefault(grant.on, {}).setdefault(holder, []).append(grant)
    for on, by_holder in held.items():
        alike: dict[tuple[On, tuple[Privilege, ...], object], list[Grant]] = {}
        for (to, option, _), group in by_holder.items():
            alike.setdefault((*_said(on, to, group), _apart(to, option)), []).extend(group)
        for (said, named, _), group in alike.items():
            yield said, named, group


def _apart(to: Key, option: bool) -> object:
    """What must be equal of two grantees that one statement names."""
    if to.type in _ALONE:
        return to
    # Lake Formation's grant option stands once, for all who are named.
    return (to.type, option) if to.type in _AMONG_THEIR_OWN else None


def _said(on: Key, to: Key, group: list[Grant]) -> tuple[On, tuple[Privilege, ...]]:
    """How a statement names what is granted, and the privileges."""
    held = [grant.privilege for grant in group]
    match on.type:
        case "role":
            return OnRoles((on.name,)), ()
        case "iam role":
            purposes = tuple(privileges.folded(held, "iam role"))
            return OnIamRoles((on.name,), purposes), (Privilege("ASSUMEROLE"),)
        case "system":
            return OnSystem(workgroup=bool(on.name)), _named(group, "system")
        case "scope":
            return Scope(on.name, on.schema, on.database), _named(group, on.name)
        case "all in":
            return OnAllIn(on.name, (on.schema,)), _named(group, on.name)
        case "function" | "procedure":
            return OnRoutines(on.type.upper(), (_routine(on),)), _named(group, on.type)
        case "relation" | "model" | "template" | "external table":
            word = {"relation": "TABLE"}.get(on.type, on.type.upper())
            relation = Relation(on.schema, on.name)
            return OnObjects(word, relations=(relation,)), _named(group, on.type)
    of = "external schema" if (on.type, to.type) == ("schema", "iam role") else on.type
    return OnObjects(of.upper(), names=(on.name,)), _named(group, of)


def _routine(on: Key) -> Routine:
    name, _, arguments = on.name.removesuffix(")").partition("(")
    return Routine(Relation(on.schema, name), tuple(arguments.split(", ")) if arguments else ())


def _named(group: list[Grant], of: str) -> tuple[Privilege, ...]:
    """The privileges, those of whole columns first, then each with its columns."""
    whole = [grant.privilege for grant in group if not grant.column]
    columns: dict[str, set[str]] = {}
    for grant in group:
        if grant.column:
            columns.setdefault(grant.privilege, set()).add(grant.column)
    return (
        *(Privilege(name) for name in privileges.folded(dict.fromkeys(whole), of)),
        *(Privilege(name, tuple(sorted(columns[name]))) for name in sorted(columns)),
    )
