"""Groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redlake.grammar.command import Command
from redlake.grammar.principals import AlterGroup, CreateGroup, DropGroup
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object, Use


@dataclass(frozen=True, slots=True)
class Group(Object):
    key: Key

    label = "group"
    rank = 1

    def uses(self) -> Iterable[Use]:
        return ()

    def create(self) -> Iterator[Command]:
        yield CreateGroup(self.key.name)

    def alter(self, _after: Group) -> Iterator[Command] | None:
        return iter(())

    def drop(self) -> Iterator[Command]:
        yield DropGroup(self.key.name)


@applied.register
def _created(command: CreateGroup, draft: Draft) -> None:
    draft.add(Group(keys.group(command.name)))
    for user in command.users:
        draft.add(Membership(keys.group(command.name), keys.user(user)))


@applied.register
def _altered(command: AlterGroup, draft: Draft) -> None:
    group = keys.group(command.name)
    draft.demand(group)
    if command.rename is not None:
        draft.rename(group, keys.group(command.rename))
    for name in command.add:
        membership = Membership(group, keys.user(name))
        if draft.find(membership.key) is None:
            draft.add(membership)
    for name in command.drop:
        membership = Membership(group, keys.user(name))
        draft.demand(membership.user)
        if draft.find(membership.key) is not None:  # of anyone else, Redshift only warns
            draft.remove(membership.key)


@applied.register
def _dropped(command: DropGroup, draft: Draft) -> None:
    key = draft.demand_managed(keys.group(command.name)).key
    draft.drop(key)
