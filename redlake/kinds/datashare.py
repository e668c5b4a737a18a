"""Datashares, and the objects in them; who may use one is a grant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.grammar.databases import AlterDatashare, CreateDatashare, DropDatashare
from redlake.grammar.names import Relation
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.violations import ViolationError

_MEMBERS = {"ALL TABLES": "relation", "ALL FUNCTIONS": "function"}


@dataclass(frozen=True, slots=True)
class Datashare(Object):
    key: Key
    public: bool = False
    owner: Key | None = None

    label = "datashare"
    rank = 9

    def uses(self) -> Iterable[Use]:
        yield Use(keys.database(self.key.database), OnDrop.CASCADES)
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        yield CreateDatashare(self.key.name, public=True if self.public else None)
        if self.owner is not None:
            yield AlterDatashare(self.key.name, owner=self.owner.name)

    def alter(self, after: Datashare) -> Iterator[Command]:
        if after.public != self.public:
            yield AlterDatashare(self.key.name, public=after.public)
        if owner := given_away(self.owner, after.owner):
            yield AlterDatashare(self.key.name, owner=owner)

    def drop(self) -> Iterator[Command]:
        yield DropDatashare(self.key.name)


class SharedKey(NamedTuple):
    type: str
    share: Key
    what: Key

    @property
    def database(self) -> str:
        """Where the datashare is."""
        return self.share.database


@dataclass(frozen=True, slots=True)
class Shared(Object):
    """A schema, relation or function in a datashare; of a schema, whether new ones come in."""

    share: Key
    what: Key
    include_new: bool = False

    label = "shared object"

    @property
    def rank(self) -> int:  # type: ignore[override]
        """A schema comes in before what is in it, and goes after."""
        return 9 if self.what.type == "schema" else 10

    @property
    def key(self) -> SharedKey:
        return SharedKey("shared", self.share, self.what)

    def uses(self) -> Iterable[Use]:
        yield Use(self.share, OnDrop.GOES)
        yield Use(self.what, OnDrop.GOES)

    def create(self) -> Iterator[Command]:
        yield self._command(add=True)
        if self.include_new:
            yield self._including(new=True)

    def alter(self, after: Shared) -> Iterator[Command]:
        yield self._including(new=after.include_new)

    def drop(self) -> Iterator[Command]:
        yield self._command(add=False)

    def _including(self, *, new: bool) -> Command:
        return AlterDatashare(self.share.name, include_new=(new, self.what.name))

    def _command(self, *, add: bool) -> Command:
        name = self.what.name
        match self.what.type:
            case "schema":
                return AlterDatashare(self.share.name, add, "SCHEMA", schemas=(name,))
            case "function":
                bare, _, arguments = name.removesuffix(")").partition("(")
                return AlterDatashare(
                    self.share.name,
                    add,
                    "FUNCTION",
                    (Relation(self.what.schema, bare),),
                    (tuple(arguments.split(", ")) if arguments else (),),
                )
        return AlterDatashare(self.share.name, add, "TABLE", (Relation(self.what.schema, name),))

    def __str__(self) -> str:
        return f"{self.what} in {self.share}"


@applied.register
def _created(command: CreateDatashare, draft: Draft) -> None:
    draft.add(Datashare(Key("datashare", draft.database, name=command.name), bool(command.public)))


@applied.register
def _altered(command: AlterDatashare, draft: Draft) -> None:
    share = draft.demand_managed(Key("datashare", draft.database, name=command.name))
    assert isinstance(share, Datashare)
    if command.owner is not None:
        draft.change(replace(share, owner=keys.user(command.owner)))
    elif command.public is not None:
        draft.change(replace(share, public=command.public))
    elif command.include_new is not None:
        new, schema = command.include_new
        there = draft.find(Shared(share.key, keys.schema(draft.database, schema)).key)
        if not isinstance(there, Shared):
            raise ViolationError("3F000", f"schema {schema} is not in {share}")
        draft.change(replace(there, include_new=new))
    else:
        for what in _what(command, draft):
            _share(Shared(share.key, what), command, draft)


def _share(shared: Shared, command: AlterDatashare, draft: Draft) -> None:
    there = draft.find(shared.key)
    by_schema = command.type.startswith("ALL ")
    if command.add:
        if there is None:
            draft.add(shared)
        elif not by_schema:
            raise ViolationError("42P06", f"{shared.what} is already in {shared.share}")
    elif there is not None:
        draft.remove(there.key)
    elif not by_schema:
        raise ViolationError("3F000", f"{shared.what} is not in {shared.share}")


def _what(command: AlterDatashare, draft: Draft) -> Iterator[Key]:
    here = draft.database
    if (member := _MEMBERS.get(command.type)) is not None:
        for name in command.schemas:
            schema = keys.schema(here, name)
            draft.demand(schema)
            yield from (t.key for t in draft.using(schema) if t.key.type == member)
        return
    if command.type == "FUNCTION":
        for relation, arguments in zip(command.names, command.arguments, strict=True):
            yield keys.routine("FUNCTION", relation, arguments, here)
        return
    yield from (keys.relation(relation, here) for relation in command.names)
    yield from (keys.schema(here, name) for name in command.schemas)


@applied.register
def _dropped(command: DropDatashare, draft: Draft) -> None:
    key = draft.demand_managed(Key("datashare", draft.database, name=command.name)).key
    draft.drop(key)
