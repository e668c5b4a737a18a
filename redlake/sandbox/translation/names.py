"""Redshift's names and the ones that PostgreSQL knows them by.

All of Redshift's databases live in one of PostgreSQL's: schema ``public`` of database
``dev`` is the schema ``dev.public``. Groups and roles are PostgreSQL roles with a prefix,
so that users, groups and roles stay three namespaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from redlake.grammar.tokens import Cursor, Kind
from redlake.sandbox.wire import SqlError

T = TypeVar("T")

SUPERUSER = "rdsdb"  # who Redshift itself is

CATALOG_DATABASE = "awsdatacatalog"

CATALOG_SCHEMAS = frozenset({"pg_catalog", "information_schema"})

LONGEST = 63  # bytes; PostgreSQL cuts longer names without a word


def quoted(name: str) -> str:
    """A name as PostgreSQL reads it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | None) -> str:
    """A string as PostgreSQL reads it while backslashes escape, as in Redshift."""
    if value is None:
        return "NULL"
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def array(values: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(literal(value) for value in values)}]::text[]"


def identifier(name: str) -> str:
    """The same for a name that PostgreSQL is to keep.

    Raises:
        SqlError: PostgreSQL would cut it.
    """
    if len(name.encode()) > LONGEST:
        raise SqlError("0A000", f"sandbox: not imitated: names as long as {name}")
    return quoted(name)


def schema(database: str, name: str) -> str:
    return identifier(f"{database}.{name}")


def has_schema(database: str, name: str) -> bool:
    """Whether there can be a schema of that name, which ``schema`` would refuse otherwise."""
    return len(f"{database}.{name}".encode()) <= LONGEST


def temp(database: str) -> str:
    """What carries the grants of TEMP on a database."""
    return identifier(f"temp:{database}")


def share(name: str) -> str:
    """What carries the owner and the grants of a datashare."""
    return identifier(f"share:{name}")


def group(name: str) -> str:
    return identifier(f"group:{name}")


def role(name: str) -> str:
    return identifier(f"role:{name}")


def user_name(at: Cursor) -> str:
    """Reads a user's name, which keeps its case in quotes, always."""
    token = at.token
    name = at.name()
    return name if token is not None and token.kind is Kind.NAME else name.lower()


def listed(at: Cursor, read: Callable[[Cursor], T]) -> list[T]:
    """Reads one or more of what ``read`` reads, with commas between."""
    found = [read(at)]
    while at.take(","):
        found.append(read(at))
    return found
