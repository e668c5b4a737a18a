"""Schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from redlake.grammar.command import Command
from redlake.grammar.schemas import AlterSchema, CreateSchema, DropSchema
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.violations import ViolationError

UNLIMITED = "UNLIMITED"


@dataclass(frozen=True, slots=True)
class Schema(Object):
    key: Key
    owner: Key | None = None
    quota: str = UNLIMITED

    label = "schema"
    rank = 5

    def uses(self) -> Iterable[Use]:
        yield Use(keys.database(self.key.database), OnDrop.GOES)
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        yield CreateSchema(
            self.key.name,
            owner=None if self.owner is None else self.owner.name,
            quota=None if self.quota == UNLIMITED else self.quota,
        )

    def alter(self, after: Schema) -> Iterator[Command]:
        if after.quota != self.quota:
            yield AlterSchema(self.key.name, quota=after.quota)
        if owner := given_away(self.owner, after.owner):
            yield AlterSchema(self.key.name, owner=owner)

    def drop(self) -> Iterator[Command]:
        yield DropSchema((self.key.name,))


@applied.register
def _created(command: CreateSchema, draft: Draft) -> None:
    key = keys.schema(draft.database, command.name)
    if command.if_not_exists and draft.find(key) is not None:
        return
    owner = None if command.owner is None else keys.user(command.owner)
    draft.add(Schema(key, owner, command.quota or UNLIMITED))


@applied.register
def _altered(command: AlterSchema, draft: Draft) -> None:
    key = keys.schema(draft.database, command.name)
    if command.rename is not None:
        draft.rename(key, keys.schema(draft.database, command.rename))
        return
    schema = draft.demand_managed(key)
    assert isinstance(schema, Schema | ExternalSchema)
    if command.owner is not None:
        draft.change(replace(schema, owner=keys.user(command.owner)))
    elif command.quota is not None:
        if isinstance(schema, ExternalSchema):
            raise ViolationError("0A000", f"{schema} has no quota: it holds nothing")
        draft.change(replace(schema, quota=command.quota))


@applied.register
def _dropped(command: DropSchema, draft: Draft) -> None:
    for name in command.names:
        key = keys.schema(draft.database, name)
        if command.if_exists and draft.find(key) is None:
            continue
        draft.drop(draft.demand_managed(key).key, cascade=command.cascade)
