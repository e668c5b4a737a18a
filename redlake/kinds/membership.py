"""Memberships: a user in a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.grammar.principals import AlterGroup
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use


class MembershipKey(NamedTuple):
    type: str
    group: str
    user: str

    @property
    def database(self) -> str:
        """Groups belong to the whole of a warehouse."""
        return ""


@dataclass(frozen=True, slots=True)
class Membership(Object):
    group: Key
    user: Key

    label = "membership"
    rank = 3

    @property
    def key(self) -> MembershipKey:
        return MembershipKey("membership", self.group.name, self.user.name)

    def uses(self) -> Iterable[Use]:
        yield Use(self.group, OnDrop.GOES)
        yield Use(self.user, OnDrop.GOES)

    def create(self) -> Iterator[Command]:
        yield AlterGroup(self.group.name, add=(self.user.name,))

    def alter(self, _after: Membership) -> Iterator[Command] | None:
        return iter(())

    def drop(self) -> Iterator[Command]:
        yield AlterGroup(self.group.name, drop=(self.user.name,))

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"
