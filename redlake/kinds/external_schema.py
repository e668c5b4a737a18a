"""External schemas: what lies elsewhere, the Data Catalog's databases above all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from redlake.grammar.command import Command
from redlake.grammar.external_schemas import (
    OPTIONS_IN_ORDER,
    AlterExternalSchema,
    CreateExternalSchema,
)
from redlake.grammar.schemas import AlterSchema, DropSchema
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.violations import ViolationError

ALTERABLE = ("IAM_ROLE", "AUTHENTICATION", "AUTHENTICATION_ARN", "SECRET_ARN", "URI")
"""What ALTER EXTERNAL SCHEMA changes
(https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_EXTERNAL_SCHEMA.html)."""

ALTERABLE_SOURCES = ("DATA CATALOG", "KAFKA", "MSK")
MAKES_DATABASE = ("CREATE EXTERNAL DATABASE IF NOT EXISTS", "")


@dataclass(frozen=True, slots=True)
class ExternalSchema(Object):
    """``options`` as CreateExternalSchema has them, sorted.

    ``makes_database`` says how it is made, not what it is.
    """

    key: Key
    source: str
    options: tuple[tuple[str, str], ...] = ()
    owner: Key | None = None
    makes_database: bool = field(default=False, compare=False)

    label = "external schema"
    rank = 6

    def uses(self) -> Iterable[Use]:
        yield Use(keys.database(self.key.database), OnDrop.GOES)
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        options = [*self.options, MAKES_DATABASE] if self.makes_database else [*self.options]
        options.sort(key=lambda option: OPTIONS_IN_ORDER.index(option[0]))
        yield CreateExternalSchema(self.key.name, self.source, tuple(options))
        if self.owner is not None:
            yield AlterSchema(self.key.name, owner=self.owner.name)

    def alter(self, after: ExternalSchema) -> Iterator[Command] | None:
        old, new = dict(self.options), dict(after.options)
        differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if self.source != after.source or any(
            name not in ALTERABLE or name not in new or self.source not in ALTERABLE_SOURCES
            for name in differing
        ):
            return None
        return self._altered(after, [(name, new[name]) for name in differing])

    def _altered(self, after: ExternalSchema, changes: list[tuple[str, str]]) -> Iterator[Command]:
        if changes:
            yield AlterExternalSchema(self.key.name, tuple(changes))
        if owner := given_away(self.owner, after.owner):
            yield AlterSchema(self.key.name, owner=owner)

    def drop(self) -> Iterator[Command]:
        # Never DROP EXTERNAL DATABASE: that would delete the Data Catalog's tables.
        yield DropSchema((self.key.name,))


@applied.register
def _created(command: CreateExternalSchema, draft: Draft) -> None:
    key = keys.schema(draft.database, command.name)
    if command.if_not_exists and draft.find(key) is not None:
        return
    options = sorted(option for option in command.options if option != MAKES_DATABASE)
    draft.add(
        ExternalSchema(
            key,
            command.source,
            tuple(options),
            makes_database=MAKES_DATABASE in command.options,
        )
    )


@applied.register
def _altered(command: AlterExternalSchema, draft: Draft) -> None:
    schema = draft.demand_managed(keys.schema(draft.database, command.name))
    if not isinstance(schema, ExternalSchema):
        raise ViolationError("42809", f"{schema} is not an external schema")
    if schema.source not in ALTERABLE_SOURCES:
        raise ViolationError("0A000", f"{schema} comes from {schema.source} and cannot be altered")
    options = {**dict(schema.options), **dict(command.options)}
    draft.change(replace(schema, options=tuple(sorted(options.items()))))
