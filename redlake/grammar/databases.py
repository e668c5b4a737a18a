"""CREATE, ALTER and DROP of DATABASE and DATASHARE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redlake.grammar import datashares
from redlake.grammar.command import Command
from redlake.grammar.database_sources import read_catalog, read_datashare, read_integration
from redlake.grammar.datashares import AlterDatashare, CreateDatashare, DropDatashare
from redlake.grammar.names import quoted
from redlake.grammar.options import (
    Option,
    limit,
    read_options,
    refuse_if_exists,
    refuse_if_not_exists,
    refuse_list,
    refuse_more,
)
from redlake.grammar.reader import Reader

__all__ = [
    "READERS",
    "AlterDatabase",
    "AlterDatashare",
    "CreateDatabase",
    "CreateDatashare",
    "DropDatabase",
    "DropDatashare",
]


@dataclass(frozen=True)
class CreateDatabase(Command):
    """``source`` is what follows FROM, as SQL with its white space folded: of a Data Catalog
    database, a datashare or an integration; ``with_permissions`` goes with a datashare.
    """

    name: str
    owner: str | None = None
    connection_limit: int | str | None = None  # a number or UNLIMITED
    collation: str | None = None  # CASE_SENSITIVE or CASE_INSENSITIVE
    isolation: str | None = None  # SNAPSHOT or SERIALIZABLE
    source: str | None = None
    with_permissions: bool = False

    def sql(self) -> str:
        words = [f"CREATE DATABASE {quoted(self.name)}"]
        if self.with_permissions:
            words.append("WITH PERMISSIONS")
        if self.source is not None:
            words.append(f"FROM {self.source}")
        options = []
        if self.owner is not None:
            options.append(f"OWNER {quoted(self.owner)}")
        if self.connection_limit is not None:
            options.append(f"CONNECTION LIMIT {self.connection_limit}")
        if self.collation is not None:
            options.append(f"COLLATE {self.collation}")
        if self.isolation is not None:
            options.append(f"ISOLATION LEVEL {self.isolation}")
        if options:
            words.extend(("WITH", *options))
        return " ".join(words)


@dataclass(frozen=True)
class AlterDatabase(Command):
    """One of its options."""

    name: str
    rename: str | None = None
    owner: str | None = None
    connection_limit: int | str | None = None
    collation: str | None = None
    isolation: str | None = None

    def sql(self) -> str:
        return f"ALTER DATABASE {quoted(self.name)} {self._change()}"

    def _change(self) -> str:
        if self.rename is not None:
            return f"RENAME TO {quoted(self.rename)}"
        if self.owner is not None:
            return f"OWNER TO {quoted(self.owner)}"
        if self.connection_limit is not None:
            return f"CONNECTION LIMIT {self.connection_limit}"
        if self.collation is not None:
            return f"COLLATE {self.collation}"
        return f"ISOLATION LEVEL {self.isolation}"


@dataclass(frozen=True)
class DropDatabase(Command):
    name: str
    force: bool = False

    def sql(self) -> str:
        return f"DROP DATABASE {quoted(self.name)}{' FORCE' * self.force}"


_COLLATIONS = {
    "CASE_SENSITIVE": "CASE_SENSITIVE",
    "CS": "CASE_SENSITIVE",
    "CASE_INSENSITIVE": "CASE_INSENSITIVE",
    "CI": "CASE_INSENSITIVE",
}


def _owner(at: Reader) -> str:
    at.take("=")
    return at.user()


def _collation(at: Reader) -> str:
    return _COLLATIONS[at.choose(*_COLLATIONS)]


def _isolation(at: Reader) -> str:
    return at.choose("SNAPSHOT", "SERIALIZABLE")


_OPTIONS: Mapping[str, Option] = {
    "OWNER": ("owner", _owner),
    "CONNECTION LIMIT": ("connection_limit", limit),
    "COLLATE": ("collation", _collation),
    "ISOLATION LEVEL": ("isolation", _isolation),
}


def _create_database(at: Reader) -> CreateDatabase:
    refuse_if_not_exists(at, "CREATE DATABASE")
    name = at.name("a database's name")
    if at.take("WITH", "PERMISSIONS"):
        at.expect("FROM", "DATASHARE")
        return _shared(at, name, with_permissions=True)
    source = None
    if at.take("FROM"):
        match at.choose("ARN", "DATASHARE", "INTEGRATION"):
            case "ARN":
                source = read_catalog(at)
                at.end()
                return CreateDatabase(name, source=source)
            case "DATASHARE":
                return _shared(at, name, with_permissions=False)
        source = read_integration(at)
    what = "an option of CREATE DATABASE"
    if at.take("WITH") and at.done():
        at.fail(what)
    return CreateDatabase(name, source=source, **read_options(at, _OPTIONS, what))


def _shared(at: Reader, name: str, *, with_permissions: bool) -> CreateDatabase:
    source = read_datashare(at)
    at.end()
    return CreateDatabase(name, source=source, with_permissions=with_permissions)


def _alter_database(at: Reader) -> AlterDatabase:
    name = at.name("a database's name")
    match at.choose("RENAME TO", "OWNER TO", "CONNECTION LIMIT", "COLLATE", "ISOLATION LEVEL"):
        case "RENAME TO":
            command = AlterDatabase(name, rename=at.name("a database's name"))
        case "OWNER TO":
            command = AlterDatabase(name, owner=at.user())
        case "CONNECTION LIMIT":
            command = AlterDatabase(name, connection_limit=limit(at))
        case "COLLATE":
            command = AlterDatabase(name, collation=_collation(at))
        case _:
            command = AlterDatabase(name, isolation=_isolation(at))
    refuse_more(at, "ALTER DATABASE", "RENAME", "OWNER", "CONNECTION", "COLLATE", "ISOLATION")
    return command


def _drop_database(at: Reader) -> DropDatabase:
    refuse_if_exists(at, "DROP DATABASE")
    name = at.name("a database's name")
    refuse_list(at, "DROP DATABASE")
    force = at.take("FORCE")
    at.end()
    return DropDatabase(name, force)


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE DATABASE": _create_database,
    "ALTER DATABASE": _alter_database,
    "DROP DATABASE": _drop_database,
    **datashares.READERS,
}
