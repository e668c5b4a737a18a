"""What views of all kinds share, and what is said of a relation by its name alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from redlake.grammar.names import Relation
from redlake.grammar.query import Query
from redlake.grammar.views import AlterRelation, DropRelation
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import SYSTEM_SCHEMAS, Draft
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import owned
from redlake.kinds.violations import ViolationError


class View(Object):
    """A view of any kind: a query with a name, and who owns it.

    ``bases`` are the objects that Redshift records it to stand on; ``reads`` are the
    relations that its query names, by their keys.
    """

    __slots__ = ()

    key: Key
    query: Query
    columns: tuple[str, ...]
    owner: Key | None
    bases: tuple[Key, ...]

    drop_type = "VIEW"
    rank = 8

    def uses(self) -> Iterable[Use]:
        yield Use(keys.schema(self.key.database, self.key.schema), OnDrop.CASCADES)
        yield from owned(self.owner)
        for base in self.bases:
            yield Use(base, OnDrop.CASCADES)

    @property
    def name(self) -> Relation:
        return Relation(self.key.schema, self.key.name)

    @property
    def reads(self) -> tuple[Key, ...]:
        return tuple(keys.relation(name, self.key.database) for name in self.query.relations)

    def drop(self) -> Iterator[DropRelation]:
        yield DropRelation(self.drop_type, (self.name,))


def bases_of(query: Query, draft: Draft) -> tuple[Key, ...]:
    """What a bound query stands on: relations of this database, and external schemas.

    Raises:
        ViolationError: it reads what is not there.
    """
    found: dict[Key, None] = {}
    for name in query.relations:
        if name.schema in SYSTEM_SCHEMAS:
            continue
        where = name.database or draft.database
        if where != draft.database:
            # Redshift records nothing across databases; the database must be there.
            draft.demand(keys.database(where))
            continue
        schema = draft.demand(keys.schema(where, name.schema))
        if isinstance(schema, ExternalSchema):
            found[schema.key] = None
        else:
            key = keys.relation(name, where)
            draft.demand(key)
            found[key] = None
    return tuple(found)


def demand_holding(name: Relation, draft: Draft) -> None:
    """Sees that the schema is there, and holds what is created in this database.

    Raises:
        ViolationError: it is not there, or an external one.
    """
    schema = draft.schema_of(name)
    if isinstance(schema, ExternalSchema):
        raise ViolationError(
            "42501",
            f"permission denied for {schema}: it holds external tables only",
            "create it in another schema",
        )


@applied.register
def _altered(command: AlterRelation, draft: Draft) -> None:
    key = keys.relation(command.name, draft.database)
    thing = draft.demand_managed(key)
    if command.owner is not None:
        changed: Any = replace(thing, owner=keys.user(command.owner))  # type: ignore[type-var]
        draft.change(changed)
    elif command.rename is not None:
        if getattr(thing, "drop_type", "") == "MATERIALIZED VIEW":
            raise ViolationError("0A000", "cannot rename a materialized view")
        draft.rename(key, key._replace(name=command.rename))


@applied.register
def _dropped(command: DropRelation, draft: Draft) -> None:
    for name in command.names:
        key = keys.relation(name, draft.database)
        if command.if_exists and draft.find(key) is None:
            continue
        thing = draft.demand_managed(key)
        found = getattr(thing, "drop_type", "TABLE")
        if found != command.type:
            raise ViolationError(
                "42809", f"{thing} is not a {command.type.lower()}", f"write DROP {found}"
            )
        draft.drop(key, cascade=command.cascade)
