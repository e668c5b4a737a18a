"""What the catalog is asked: what no journal can know, and nothing else.

Two things: whether others made already what a statement creates, as Redshift makes a user
when its role logs in for the first time; and whether a statement that refuses a transaction
took effect, when the run broke off before it could write that down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from redlake.connection import rows
from redlake.grammar.command import Command
from redlake.grammar.databases import CreateDatabase, DropDatabase
from redlake.grammar.grants import Grant, Revoke
from redlake.grammar.materialized_views import RefreshMaterializedView
from redlake.grammar.names import literal
from redlake.grammar.verbatim import Verbatim
from redlake.kinds import keys
from redlake.kinds.keys import Key

_CATALOG = {
    "user": ("pg_catalog.pg_user", "usename"),
    "group": ("pg_catalog.pg_group", "groname"),
    "database": ("pg_catalog.pg_database", "datname"),
    # It cannot be asked together with the others.
    "role": ("svv_roles", "role_name"),
}
_REPEATABLE = ("VACUUM",)
"""What may run twice and is as if it had run once, of those that refuse a transaction."""


def there(session: Any, wanted: Iterable[Key]) -> set[Key]:
    """Those of the users, groups, roles and databases that exist."""
    names: dict[str, list[str]] = {}
    for key in wanted:
        names.setdefault(key.type, []).append(key.name)
    leader = [_named(kind, several) for kind, several in names.items() if kind != "role"]
    roles = [_named("role", names["role"])] if "role" in names else []
    found: set[Key] = set()
    for queries in (leader, roles):
        if queries:
            for kind, name in rows(session, " UNION ALL ".join(queries)):
                found.add(Key(str(kind).strip(), name=str(name).strip()))
    return found


def _named(kind: str, names: Iterable[str]) -> str:
    catalog, column = _CATALOG[kind]
    listed = ", ".join(map(literal, names))
    return (
        f"SELECT CAST('{kind}' AS VARCHAR(16)), CAST({column} AS VARCHAR(256))"
        f" FROM {catalog} WHERE {column} IN ({listed})"
    )


def decidable(command: Command) -> bool:
    """Whether took_effect can tell."""
    return isinstance(command, CreateDatabase | DropDatabase) or _repeatable(command)


def took_effect(session: Any, command: Command) -> bool | None:
    """Whether a statement that was started took effect; None if it cannot be told.

    False too for what may run twice.
    """
    match command:
        case CreateDatabase(name=name):
            return bool(there(session, [keys.database(name)]))
        case DropDatabase(name=name):
            return not there(session, [keys.database(name)])
    return False if _repeatable(command) else None


def _repeatable(command: Command) -> bool:
    if isinstance(command, Verbatim):
        return command.action == "RUN" and command.text.split(None, 1)[0].upper() in _REPEATABLE
    return isinstance(command, Grant | Revoke | RefreshMaterializedView)
