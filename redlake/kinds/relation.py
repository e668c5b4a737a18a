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

    ``bases`` are the objects that Redshift records it to stand on, ``needs`` what else must
    be there when it is created; ``reads`` are the relations that its query names, by their
    keys.
    """

    __slots__ = ()

    key: Key
    query: Query
    columns: tuple[str, ...]
    owner: Key | None
    bases: tuple[Key, ...]
    needs: tuple[Key, ...]

    drop_type = "VIEW"
    rank = 8

    def uses(self) -> Iterable[Use]:
        holding = keys.schema(self.key.database, self.key.schema)
        for need in self.needs:
            if need != holding:
                yield Use(need, OnDrop.STAYS)
        yield Use(holding, OnDrop.CASCADES)
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


def called(query: Query, draft: Draft) -> list[Key]:
    """The functions of the warehouse's own that a query may call."""
    return [key for name in query.calls for key in draft.functions_named(name)]


def databases_of(query: Query, draft: Draft) -> tuple[Key, ...]:
    """The other databases that a query reads."""
    names = [name.database for name in query.relations if name.database not in ("", draft.database)]
    return tuple(keys.database(name) for name in dict.fromkeys(names))


def bases_of(query: Query, draft: Draft) -> tuple[Key, ...]:
    """What a bound query stands on: relations and functions of this database, external schemas.

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
    found.update(dict.fromkeys(called(query, draft)))
    return tuple(found)


def here(name: Relation, draft: Draft) -> Relation:
    """The name without its database, which must be the one where the statement runs.

    Raises:
        ViolationError: it is another one.
    """
    if name.database not in ("", draft.database):
        raise ViolationError(
            "0A000",
            "cross-database reference not supported for this statement",
            "run it in that database: write \\connect before it, and leave the database out",
        )
    return name._replace(database="")


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
    key = keys.relation(here(command.name, draft), draft.database)
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
        key = keys.relation(here(name, draft), draft.database)
        if draft.is_temporary(key):
            draft.temporary.discard(key)
            continue
        if command.if_exists and draft.find(key) is None:
            continue
        thing = draft.demand_managed(key)
        found = getattr(thing, "drop_type", "TABLE")
        if found != command.type:
            raise ViolationError(
                "42809", f"{thing} is not a {command.type.lower()}", f"write DROP {found}"
            )
        draft.drop(key, cascade=command.cascade)
