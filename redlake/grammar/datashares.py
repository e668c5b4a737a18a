"""CREATE, ALTER and DROP of DATASHARE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from redlake.grammar.command import Command
from redlake.grammar.names import Relation, quoted
from redlake.grammar.options import (
    boolean,
    flag,
    refuse_if_exists,
    refuse_if_not_exists,
    refuse_list,
    refuse_more,
)
from redlake.grammar.reader import Reader
from redlake.grammar.types import read_type


@dataclass(frozen=True)
class CreateDatashare(Command):
    name: str
    public: bool | None = None  # PUBLICACCESSIBLE

    def sql(self) -> str:
        public = "" if self.public is None else f" SET PUBLICACCESSIBLE = {boolean(self.public)}"
        return f"CREATE DATASHARE {quoted(self.name)}{public}"


@dataclass(frozen=True)
class AlterDatashare(Command):
    """One of: ``add`` or ``remove`` objects, ``public``, ``owner``, ``include_new``.

    ``type`` is that of the objects added or removed: TABLE, SCHEMA, FUNCTION, ALL TABLES or
    ALL FUNCTIONS. ``names`` are relations; a schema's stands in ``schemas``. ``arguments``
    are the types that a function takes, one tuple for each of ``names``.
    """

    name: str
    add: bool | None = None  # True to add, False to remove
    type: str = ""
    names: tuple[Relation, ...] = ()
    arguments: tuple[tuple[str, ...], ...] = ()
    schemas: tuple[str, ...] = ()
    public: bool | None = None
    owner: str | None = None
    include_new: tuple[bool, str] | None = None  # SET INCLUDENEW = … FOR SCHEMA …

    def sql(self) -> str:
        return f"ALTER DATASHARE {quoted(self.name)} {self._change()}"

    def _change(self) -> str:
        if self.public is not None:
            return f"SET PUBLICACCESSIBLE = {boolean(self.public)}"
        if self.owner is not None:
            return f"OWNER TO {quoted(self.owner)}"
        if self.include_new is not None:
            new, schema = self.include_new
            return f"SET INCLUDENEW = {boolean(new)} FOR SCHEMA {quoted(schema)}"
        return f"{'ADD' if self.add else 'REMOVE'} {self.type}{self._objects()}"

    def _objects(self) -> str:
        match self.type:
            case "TABLE":
                return f" {_listed(name.sql() for name in self.names)}"
            case "FUNCTION":
                routines = zip(self.names, self.arguments, strict=True)
                return f" {_listed(f'{name.sql()}({_listed(types)})' for name, types in routines)}"
            case "SCHEMA":
                return f" {_listed(map(quoted, self.schemas))}"
        return f" IN SCHEMA {_listed(map(quoted, self.schemas))}"


@dataclass(frozen=True)
class DropDatashare(Command):
    name: str

    def sql(self) -> str:
        return f"DROP DATASHARE {quoted(self.name)}"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _create_datashare(at: Reader) -> CreateDatashare:
    refuse_if_not_exists(at, "CREATE DATASHARE")
    name = at.name("a datashare's name")
    public = None
    if not at.done():
        at.choose("SET PUBLICACCESSIBLE", "PUBLICACCESSIBLE")
        public = flag(at)
    at.end()
    return CreateDatashare(name, public)


def _alter_datashare(at: Reader) -> AlterDatashare:
    name = at.name("a datashare's name")
    match at.choose("ADD", "REMOVE", "SET", "OWNER TO"):
        case "OWNER TO":
            command = AlterDatashare(name, owner=at.user())
        case "SET":
            command = _set(at, name)
        case verb:
            command = _objects(at, name, add=verb == "ADD")
    refuse_more(at, "ALTER DATASHARE", "ADD", "REMOVE", "SET", "OWNER")
    return command


def _set(at: Reader, name: str) -> AlterDatashare:
    if at.choose("PUBLICACCESSIBLE", "INCLUDENEW") == "PUBLICACCESSIBLE":
        return AlterDatashare(name, public=flag(at))
    new = flag(at)
    at.expect("FOR", "SCHEMA")
    return AlterDatashare(name, include_new=(new, at.name("a schema's name")))


def _objects(at: Reader, name: str, *, add: bool) -> AlterDatashare:
    match at.choose("TABLE", "SCHEMA", "FUNCTION", "ALL TABLES", "ALL FUNCTIONS"):
        case "TABLE":
            return AlterDatashare(name, add, "TABLE", names=at.listed(at.relation))
        case "FUNCTION":
            names, arguments = zip(*at.listed(lambda: _function(at)), strict=True)
            return AlterDatashare(name, add, "FUNCTION", names, arguments)
        case "SCHEMA":
            return AlterDatashare(name, add, "SCHEMA", schemas=_schemas(at))
        case every:
            at.expect("IN", "SCHEMA")
            return AlterDatashare(name, add, every, schemas=_schemas(at))


def _schemas(at: Reader) -> tuple[str, ...]:
    return at.listed(lambda: at.name("a schema's name"))


def _function(at: Reader) -> tuple[Relation, tuple[str, ...]]:
    name = at.relation()
    at.expect("(")
    types: tuple[str, ...] = ()
    if not at.sees(")"):
        types = at.listed(lambda: read_type(at))
    at.expect(")")
    return name, types


def _drop_datashare(at: Reader) -> DropDatashare:
    refuse_if_exists(at, "DROP DATASHARE")
    name = at.name("a datashare's name")
    refuse_list(at, "DROP DATASHARE")
    at.end()
    return DropDatashare(name)


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE DATASHARE": _create_datashare,
    "ALTER DATASHARE": _alter_datashare,
    "DROP DATASHARE": _drop_datashare,
}
