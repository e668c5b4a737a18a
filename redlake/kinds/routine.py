"""What procedures and functions share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from redlake.grammar.command import Command
from redlake.grammar.names import Relation
from redlake.grammar.renaming import with_name
from redlake.grammar.routines import AlterRoutine, CreateRoutine, DropRoutine
from redlake.kinds import keys
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned


@dataclass(frozen=True, slots=True)
class Routine(Object):
    """``created`` is the statement that makes it, for it is kept as text."""

    key: Key
    created: CreateRoutine
    owner: Key | None = None

    rank = 9

    def uses(self) -> Iterable[Use]:
        yield Use(keys.schema(self.key.database, self.key.schema), OnDrop.CASCADES)
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        yield self.created
        if self.owner is not None:
            yield self._given(self.owner.name)

    def alter(self, after: Self) -> Iterator[Command] | None:
        return self._altered(after) if after.created.keeps_types_of(self.created) else None

    def _altered(self, after: Self) -> Iterator[Command]:
        if after.created != self.created:
            yield replace(after.created, or_replace=True)
        if owner := given_away(self.owner, after.owner):
            yield self._given(owner)

    def drop(self) -> Iterator[Command]:
        yield DropRoutine(self.created.type, self._name, self.created.arguments)

    def renamed(self) -> Self:
        created = replace(
            self.created, name=self._name, text=with_name(self.created.text, self._name)
        )
        return self if self.created.name == self._name else replace(self, created=created)

    @property
    def _name(self) -> Relation:
        return Relation(self.key.schema, self.key.name.partition("(")[0])

    def _given(self, owner: str) -> Command:
        return AlterRoutine(self.created.type, self._name, self.created.arguments, owner=owner)
