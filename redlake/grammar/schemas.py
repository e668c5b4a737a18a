"""CREATE, ALTER and DROP of SCHEMA and EXTERNAL SCHEMA."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redlake.grammar import external_schemas
from redlake.grammar.command import Command
from redlake.grammar.external_schemas import AlterExternalSchema, CreateExternalSchema
from redlake.grammar.names import folded, quoted
from redlake.grammar.options import UNLIMITED, count, refuse, refuse_more
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import UnreadableError

__all__ = [
    "READERS",
    "AlterExternalSchema",
    "AlterSchema",
    "CreateExternalSchema",
    "CreateSchema",
    "DropSchema",
]


@dataclass(frozen=True)
class CreateSchema(Command):
    """``quota`` is as written after QUOTA, in upper case: ``10 GB`` or UNLIMITED."""

    name: str
    if_not_exists: bool = False
    owner: str | None = None  # AUTHORIZATION
    quota: str | None = None

    def sql(self) -> str:
        words = [f"CREATE SCHEMA {'IF NOT EXISTS ' * self.if_not_exists}{quoted(self.name)}"]
        if self.owner is not None:
            words.append(f"AUTHORIZATION {quoted(self.owner)}")
        if self.quota is not None:
            words.append(f"QUOTA {self.quota}")
        return " ".join(words)


@dataclass(frozen=True)
class AlterSchema(Command):
    """One of its options; external schemas are renamed and given away by it too."""

    name: str
    rename: str | None = None
    owner: str | None = None
    quota: str | None = None

    def sql(self) -> str:
        if self.rename is not None:
            change = f"RENAME TO {quoted(self.rename)}"
        elif self.owner is not None:
            change = f"OWNER TO {quoted(self.owner)}"
        else:
            change = f"QUOTA {self.quota}"
        return f"ALTER SCHEMA {quoted(self.name)} {change}"


@dataclass(frozen=True)
class DropSchema(Command):
    """``external_database`` deletes the Data Catalog's database with all its tables."""

    names: tuple[str, ...]
    if_exists: bool = False
    external_database: bool = False
    cascade: bool = False

    def sql(self) -> str:
        names = ", ".join(map(quoted, self.names))
        database = " DROP EXTERNAL DATABASE" * self.external_database
        return (
            f"DROP SCHEMA {'IF EXISTS ' * self.if_exists}{names}{database}"
            f"{' CASCADE' * self.cascade}"
        )


def _quota(at: Reader) -> str:
    """Reads what follows QUOTA; without a unit it is in gigabytes."""
    if at.take(UNLIMITED):
        return UNLIMITED
    size = count(at, "a size or UNLIMITED")
    unit = next((unit for unit in ("MB", "GB", "TB") if at.take(unit)), "GB")
    return f"{size} {unit}"


def _create_schema(at: Reader) -> CreateSchema:
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    owner = None
    if not if_not_exists and at.take("AUTHORIZATION"):
        name = owner = _namesake(at)
    else:
        name = at.name("a schema's name")
        if at.take("AUTHORIZATION"):
            owner = at.user()
    quota = _quota(at) if at.take("QUOTA") else None
    refuse(at, "AUTHORIZATION", "AUTHORIZATION stands after QUOTA", "write it before QUOTA")
    if (token := at.token) is not None and token.is_word("CREATE", "GRANT"):
        raise UnreadableError(
            "CREATE SCHEMA with objects in it is not read",
            token.start,
            "write a statement for each, with the schema before the object's name",
        )
    at.end()
    return CreateSchema(name, if_not_exists, owner, quota)


def _namesake(at: Reader) -> str:
    """Reads the owner whose name the schema gets."""
    token = at.token
    user = at.user()
    assert token is not None
    # No page says whether the schema of "Ann" is "Ann" or "ann".
    if user != folded(token):
        raise UnreadableError(
            f"the schema's name is not clear from {quoted(user)}, which has capital letters",
            token.start,
            "write the schema's name before AUTHORIZATION",
        )
    return user


def _alter_schema(at: Reader) -> AlterSchema:
    name = at.name("a schema's name")
    match at.choose("RENAME TO", "OWNER TO", "QUOTA"):
        case "RENAME TO":
            command = AlterSchema(name, rename=at.name("a schema's name"))
        case "OWNER TO":
            command = AlterSchema(name, owner=at.user())
        case _:
            command = AlterSchema(name, quota=_quota(at))
    refuse_more(at, "ALTER SCHEMA", "RENAME", "OWNER", "QUOTA")
    return command


def _drop_schema(at: Reader) -> DropSchema:
    if_exists = at.take("IF", "EXISTS")
    names = at.listed(lambda: at.name("a schema's name"))
    external_database = at.take("DROP", "EXTERNAL", "DATABASE")
    cascade = at.take("CASCADE")
    if not cascade:
        at.take("RESTRICT")
    refuse(
        at,
        "DROP EXTERNAL DATABASE",
        "DROP EXTERNAL DATABASE stands after CASCADE or RESTRICT",
        "write it right after the schema's name",
    )
    at.end()
    return DropSchema(names, if_exists, external_database, cascade)


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE SCHEMA": _create_schema,
    "ALTER SCHEMA": _alter_schema,
    "DROP SCHEMA": _drop_schema,
    **external_schemas.READERS,
}
