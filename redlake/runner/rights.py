"""The rights that a run needs, seen to beforehand.

A superuser has them all. Of anybody else's, those are looked at that can be seen without a
superuser's rights; what belongs to somebody else Redshift refuses when it comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from redlake.connection import rows
from redlake.environment import Environment
from redlake.errors import RightsError
from redlake.grammar import principals
from redlake.grammar.command import Command
from redlake.grammar.databases import AlterDatabase, CreateDatabase
from redlake.grammar.external_schemas import CreateExternalSchema
from redlake.grammar.grants import (
    DefaultPrivileges,
    Grant,
    OnObjects,
    OnRoles,
    OnSystem,
    Revoke,
)
from redlake.grammar.materialized_views import CreateMaterializedView
from redlake.grammar.names import literal
from redlake.grammar.routines import CreateRoutine
from redlake.grammar.schemas import AlterSchema, CreateSchema
from redlake.grammar.views import AlterRelation, CreateView
from redlake.kinds.keys import CATALOG
from redlake.runner import tables
from redlake.steps import Action

_PRINCIPALS = (
    principals.AlterGroup,
    principals.AlterRole,
    principals.AlterUser,
    principals.CreateGroup,
    principals.CreateRole,
    principals.CreateUser,
    principals.DropGroup,
    principals.DropRole,
    principals.DropUser,
)

SUPERUSER = "superuser"
CREATEDB = "CREATEDB"
IN_DATABASE = "CREATE on database"
IN_SCHEMA = "CREATE on schema"


@dataclass(frozen=True, order=True)
class Right:
    """A right, and the name of what it is on, if it is on anything."""

    kind: str
    database: str = ""
    schema: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.schema or self.database)))


@dataclass(frozen=True)
class Rights:
    """Of a session's user; ``tables`` are those of redlake's that are there, with their oids."""

    user: str
    superuser: bool
    createdb: bool
    tables: Mapping[str, int]


def read(session: Any) -> Rights:
    """The rights of the session's user."""
    found = rows(
        session,
        "SELECT usename, usesuper, usecreatedb, tables.relname, tables.oid FROM pg_catalog.pg_user"
        f" LEFT JOIN ({tables.THERE}) AS tables ON true WHERE usename = current_user",
    )
    user, superuser, createdb, *_ = found[0]
    there = {str(name).strip(): int(oid) for *_, name, oid in found if name is not None}
    return Rights(str(user).strip(), bool(superuser), bool(createdb), there)


def demand(
    rights: Rights,
    actions: Sequence[Action],
    looking: Callable[[str], AbstractContextManager[Any]],
    environment: Environment,
) -> None:
    """Sees to it that the user has the rights that the statements need.

    ``looking`` is a session in a database.

    Raises:
        RightsError: it lacks some; each is named, with the first statement that needs it.
    """
    if rights.superuser:
        return
    needed: dict[Right, Action | None] = {}
    home = environment.connection.database
    if not rights.tables.keys() >= set(tables.AT_HOME):
        needed[Right(IN_DATABASE, home)] = None
    for action in actions:
        if (right := _needed(action)) is not None:
            needed.setdefault(right, action)
        if (database := action.statement.database) != home:
            # For the journal that stands there.
            needed.setdefault(Right(IN_DATABASE, database), action)
    lacking = {right: action for right, action in needed.items() if right.kind == SUPERUSER}
    if not rights.createdb:
        lacking |= {right: action for right, action in needed.items() if right.kind == CREATEDB}
    made = {action.command.name for action in actions if isinstance(action.command, CreateDatabase)}
    asked: dict[str, list[Right]] = {}
    for right in needed:
        if right.database and right.database not in made:
            asked.setdefault(right.database, []).append(right)
    for database, several in asked.items():
        with looking(database) as session:
            lacking |= {right: needed[right] for right in _lacking(session, several)}
    if lacking:
        listed = "".join(
            f"\n  {right}"
            + (f": {action.statement.summary}" if action else ": redlake's own tables")
            + (f" ({action.statement.place})" if action else "")
            for right, action in lacking.items()
        )
        raise RightsError(
            f'"{rights.user}" lacks rights in {environment.name} that this run needs:{listed}',
            place=environment.file,
            way_out=f"give it its rights, once: redlake bootstrap {environment.name}",
        )


def _needed(action: Action) -> Right | None:
    command, database = action.command, action.statement.database
    match command:
        case CreateDatabase():
            return Right(CREATEDB)
        case CreateSchema(owner=None) | CreateExternalSchema():
            return Right(IN_DATABASE, database)
        case CreateView(name=name) | CreateMaterializedView(name=name) | CreateRoutine(name=name):
            return Right(IN_SCHEMA, database, name.schema)
    # Before a view is dropped all grants on it are read, which nobody else sees.
    return Right(SUPERUSER) if action.views or _is_superusers(command) else None


def _is_superusers(command: Command) -> bool:
    """Whether only a superuser may do it, whoever owns what it is about."""
    match command:
        case AlterSchema(owner=owner) | AlterRelation(owner=owner) | AlterDatabase(owner=owner):
            return owner is not None
        case CreateSchema():
            return True
        case DefaultPrivileges(users=users):
            return bool(users)
        case Grant(on=OnRoles() | OnSystem()) | Revoke(on=OnRoles() | OnSystem()):
            return True
        case (
            Grant(on=OnObjects(type="DATABASE", names=names))
            | Revoke(on=OnObjects(type="DATABASE", names=names))
        ):
            return CATALOG in names
    return isinstance(command, _PRINCIPALS)


def _lacking(session: Any, rights: list[Right]) -> list[Right]:
    """Those that the session's user lacks in its database."""
    schemas = ", ".join(literal(right.schema) for right in rights if right.schema) or "''"
    answers = rows(
        session,
        "SELECT '', has_database_privilege(current_database(), 'create') UNION ALL"
        " SELECT CAST(nspname AS VARCHAR(128)), has_schema_privilege(nspname, 'create')"
        f" FROM pg_catalog.pg_namespace WHERE nspname IN ({schemas})",
    )
    may = {str(name).strip(): bool(answer) for name, answer in answers}
    # A schema that is not there is one that the run makes.
    return [right for right in rights if not may.get(right.schema, True)]
