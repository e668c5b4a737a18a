"""What is kept as text: tables, policies, models. Only hand-written statements change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from redlake.errors import PlanError
from redlake.grammar import verbatim
from redlake.grammar.command import Command
from redlake.grammar.names import Relation, quoted
from redlake.grammar.reader import Reader
from redlake.grammar.renaming import with_name
from redlake.grammar.tokens import UnreadableError, tokenize
from redlake.grammar.views import AlterRelation, DropRelation
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.relation import demand_holding


@dataclass(frozen=True, slots=True, eq=False)
class Verbatim(Object):
    """``created`` is the statement that made it.

    ``altered``: a statement that redlake does not read has changed it since, so that its
    text says no longer what it is. Then it counts as what a template says it is.
    """

    key: Key
    created: verbatim.Verbatim
    owner: Key | None = None
    altered: bool = False

    rank = 7

    @property
    def label(self) -> str:  # type: ignore[override]
        return self.created.type.lower()

    def uses(self) -> Iterable[Use]:
        if self.key.schema:
            yield Use(keys.schema(self.key.database, self.key.schema), OnDrop.CASCADES)
        else:
            yield Use(keys.database(self.key.database), OnDrop.GOES)
        yield from owned(self.owner)

    def create(self) -> Iterator[Command]:
        yield self.created
        if self.owner is not None:
            yield self._given(self.owner.name)

    def alter(self, after: Verbatim) -> Iterator[Command]:
        if not (self.altered or after.altered or self.created == after.created):
            raise PlanError(
                f"{self} is declared otherwise now, and redlake does not change it by itself",
                way_out="write the statement by hand: redlake revision --empty",
            )
        if owner := given_away(self.owner, after.owner):
            yield self._given(owner)

    def drop(self) -> Iterator[Command]:
        if self.created.type == "TABLE":
            yield DropRelation("TABLE", (Relation(self.key.schema, self.key.name),))
            return
        named = self.created.name
        shown = named.sql() if isinstance(named, Relation) else quoted(named)
        yield verbatim.Verbatim(
            "DROP", f"DROP {self.created.type} {shown}", self.created.type, named
        )

    def renamed(self) -> Verbatim:
        name = Relation(self.key.schema, self.key.name)
        if not isinstance(self.created.name, Relation) or self.created.name == name:
            return self
        text = with_name(self.created.text, name)
        return replace(self, created=replace(self.created, name=name, text=text))

    def _given(self, owner: str) -> Command:
        return AlterRelation(Relation(self.key.schema, self.key.name), owner=owner)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verbatim):
            return NotImplemented
        same = self.altered or other.altered or self.created == other.created
        return same and (self.key, self.owner) == (other.key, other.owner)

    def __hash__(self) -> int:
        return hash(self.key)


def key_of(command: verbatim.Verbatim, database: str) -> Key:
    """The key of the object that a CREATE or DROP is about."""
    if isinstance(command.name, Relation):
        sort = "relation" if "TABLE" in command.type else command.type.lower()
        return Key(sort, database, command.name.schema, command.name.name)
    return Key(command.type.lower(), database, name=command.name)


@applied.register
def _applied(command: verbatim.Verbatim, draft: Draft) -> None:
    match command.action:
        case "CREATE":
            key = key_of(command, draft.database)
            if isinstance(command.name, Relation) and "EXTERNAL" not in command.type:
                demand_holding(command.name, draft)
            if not (command.if_not_exists and draft.find(key)):
                draft.add(Verbatim(key, command))
        case "DROP":
            key = key_of(command, draft.database)
            if not (command.if_exists and draft.find(key) is None):
                draft.drop(draft.demand_managed(key).key, cascade=command.cascade)
        case _:
            _note_altered_table(command, draft)


def _note_altered_table(command: verbatim.Verbatim, draft: Draft) -> None:
    at = Reader(command.text, tokenize(command.text))
    if not at.take("ALTER", "TABLE"):
        return
    try:
        key = keys.relation(at.relation(), draft.database)
    except UnreadableError:
        return
    thing = draft.find(key)
    if isinstance(thing, Verbatim):
        draft.change(replace(thing, altered=True))
