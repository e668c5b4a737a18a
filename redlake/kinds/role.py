"""Roles; what they are granted, and to whom they are granted, are grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from redlake.grammar.command import Command
from redlake.grammar.principals import AlterRole, CreateRole, DropRole
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import BUILT_IN_ROLES, Draft
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.violations import ViolationError, exists


@dataclass(frozen=True, slots=True)
class Role(Object):
    key: Key
    external_id: str | None = None
    owner: Key | None = None

    label = "role"
    rank = 2

    def uses(self) -> Iterable[Use]:
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        yield CreateRole(self.key.name, self.external_id)
        if self.owner is not None:
            yield AlterRole(self.key.name, owner=self.owner.name)

    def alter(self, after: Role) -> Iterator[Command] | None:
        if self.external_id is not None and after.external_id is None:
            return None
        return self._altered(after)

    def _altered(self, after: Role) -> Iterator[Command]:
        if after.external_id != self.external_id:
            yield AlterRole(self.key.name, external_id=after.external_id)
        if owner := given_away(self.owner, after.owner):
            yield AlterRole(self.key.name, owner=owner)

    def drop(self) -> Iterator[Command]:
        yield DropRole(self.key.name)


@applied.register
def _created(command: CreateRole, draft: Draft) -> None:
    _demand_own(command.name)
    _demand_no_user(command.name, draft)
    draft.add(Role(keys.role(command.name), command.external_id))


@applied.register
def _altered(command: AlterRole, draft: Draft) -> None:
    _demand_own(command.name)
    role = draft.demand_managed(keys.role(command.name))
    assert isinstance(role, Role)
    if command.rename is not None:
        _demand_own(command.rename)
        _demand_no_user(command.rename, draft)
        draft.rename(role.key, keys.role(command.rename))
    elif command.owner is not None:
        draft.change(replace(role, owner=keys.user(command.owner)))
    else:
        draft.change(replace(role, external_id=command.external_id))


@applied.register
def _dropped(command: DropRole, draft: Draft) -> None:
    _demand_own(command.name)
    role = draft.demand_managed(keys.role(command.name))
    for user, use in draft.users_of(role.key):
        if isinstance(user, Grant) and use.on_drop is OnDrop.CASCADES:
            if not command.force:
                raise ViolationError(
                    "2BP01",
                    f"{role} cannot be dropped because it is granted to {user.to}",
                    "revoke it before, or say FORCE",
                )
            draft.remove(user.key)
    draft.drop(role.key)


def _demand_no_user(name: str, draft: Draft) -> None:
    """Roles and users share their names (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html)."""
    if (user := draft.find(keys.user(name))) is not None:
        raise exists(user)


def _demand_own(name: str) -> None:
    if name.startswith(BUILT_IN_ROLES):
        raise ViolationError(
            "42939",
            f"{keys.role(name)} is built in: names that begin with"
            f" {' or '.join(BUILT_IN_ROLES)} are Redshift's own",
            "grant it as it is, or name another role",
        )
