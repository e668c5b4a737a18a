"""Databases, Consume databases among them; what is in one goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from redlake.grammar.command import Command
from redlake.grammar.databases import AlterDatabase, CreateDatabase, DropDatabase
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.default_privilege import built_in
from redlake.kinds.draft import Draft, Unmanaged
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.violations import ViolationError

UNLIMITED = "UNLIMITED"
CASE_SENSITIVE = "CASE_SENSITIVE"
SNAPSHOT = "SNAPSHOT"
"""The default isolation since AWS changed it from SERIALIZABLE
(https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html)."""


@dataclass(frozen=True, slots=True)
class Database(Object):
    key: Key
    owner: Key | None = None
    connection_limit: int | str = UNLIMITED
    collation: str = CASE_SENSITIVE
    isolation: str = SNAPSHOT
    source: str | None = None
    with_permissions: bool = False

    label = "database"
    rank = 4

    def uses(self) -> Iterable[Use]:
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        owner = None if self.owner is None else self.owner.name
        limit = None if self.connection_limit == UNLIMITED else self.connection_limit
        if self.source is None:
            yield CreateDatabase(
                self.key.name,
                owner=owner,
                connection_limit=limit,
                collation=None if self.collation == CASE_SENSITIVE else self.collation,
                isolation=None if self.isolation == SNAPSHOT else self.isolation,
            )
            return
        # Made of something else, it takes no options; they are altered afterwards.
        yield CreateDatabase(
            self.key.name, source=self.source, with_permissions=self.with_permissions
        )
        if owner is not None:
            yield AlterDatabase(self.key.name, owner=owner)
        if limit is not None:
            yield AlterDatabase(self.key.name, connection_limit=limit)

    def alter(self, after: Database) -> Iterator[Command] | None:
        fixed = (self.collation, self.source, self.with_permissions)
        if fixed != (after.collation, after.source, after.with_permissions):
            return None
        return self._altered(after)

    def _altered(self, after: Database) -> Iterator[Command]:
        if after.connection_limit != self.connection_limit:
            yield AlterDatabase(self.key.name, connection_limit=after.connection_limit)
        if after.isolation != self.isolation:
            yield AlterDatabase(self.key.name, isolation=after.isolation)
        if owner := given_away(self.owner, after.owner):
            yield AlterDatabase(self.key.name, owner=owner)

    def drop(self) -> Iterator[Command]:
        yield DropDatabase(self.key.name)


def furnish(draft: Draft, name: str) -> None:
    """Puts into a database what Redshift puts there: ``public``, and who may use both.

    Also that everyone may execute functions created there later.
    """
    public = Unmanaged(keys.schema(name, "public"), built_in=True)
    draft.add(public)
    for privilege in ("CREATE", "USAGE"):
        draft.add(Grant(privilege, public.key, keys.EVERYONE))
    draft.add(Grant("TEMPORARY", keys.database(name), keys.EVERYONE))
    draft.add(built_in(name))


@applied.register
def _created(command: CreateDatabase, draft: Draft) -> None:
    draft.add(
        Database(
            keys.database(command.name),
            None if command.owner is None else keys.user(command.owner),
            UNLIMITED if command.connection_limit in (None, -1) else command.connection_limit,
            command.collation or CASE_SENSITIVE,
            command.isolation or SNAPSHOT,
            command.source,
            command.with_permissions,
        )
    )
    if command.source is None:
        furnish(draft, command.name)


@applied.register
def _altered(command: AlterDatabase, draft: Draft) -> None:
    key = keys.database(command.name)
    if command.rename is not None:
        if command.name == draft.database:
            raise ViolationError("0A000", "current database may not be renamed")
        draft.rename(key, keys.database(command.rename))
        return
    database = draft.demand_managed(key)
    assert isinstance(database, Database)
    limit = UNLIMITED if command.connection_limit == -1 else command.connection_limit
    draft.change(
        replace(
            database,
            connection_limit=database.connection_limit if limit is None else limit,
            collation=command.collation or database.collation,
            isolation=command.isolation or database.isolation,
            owner=database.owner if command.owner is None else keys.user(command.owner),
        )
    )


@applied.register
def _dropped(command: DropDatabase, draft: Draft) -> None:
    if command.name == draft.database:
        raise ViolationError("55006", "cannot drop the currently open database")
    draft.drop(draft.demand_managed(keys.database(command.name)).key, cascade=True)
