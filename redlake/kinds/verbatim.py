"""What is kept as text: tables, policies, models. Only hand-written statements change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from redlake.errors import PlanError
from redlake.grammar import verbatim
from redlake.grammar.command import Command
from redlake.grammar.mentions import mentioned
from redlake.grammar.names import Relation, quoted
from redlake.grammar.renaming import with_name
from redlake.grammar.views import AlterRelation, DropRelation
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.owner import given_away, owned
from redlake.kinds.relation import demand_holding, here


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
    needs: tuple[Key, ...] = ()
    """What its text mentions: other tables, functions."""

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
        for need in self.needs:
            yield Use(need, OnDrop.STAYS)

    def create(self) -> Iterator[Command]:
        yield self.created
        if self.owner is not None:
            yield self._given(self.owner.name)

    def alter(self, after: Verbatim) -> Iterator[Command]:
        if not (self.altered or after.altered or self.created == after.created):
            raise PlanError(
                f"{self} is declared otherwise now, and redlake does not change it by itself",
                way_out='write the statement by hand: redlake revision --empty -m "…"',
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


def _mentioned(command: verbatim.Verbatim, own: Key, draft: Draft) -> tuple[Key, ...]:
    """The objects that the text may be about, of all that is known."""
    found: dict[Key, None] = {}
    for case_sensitive in (False, True):
        names, calls = mentioned(command.text, case_sensitive=case_sensitive)
        for name in sorted(names):
            key = keys.relation(name, draft.database)
            if key != own and draft.find(key) is not None:
                found[key] = None
        for name in sorted(calls):
            found.update(dict.fromkeys(draft.functions_named(name)))
    return tuple(found)


def key_of(command: verbatim.Verbatim, database: str) -> Key:
    """The key of the object that a CREATE, ALTER or DROP is about."""
    if isinstance(command.name, Relation):
        sort = "relation" if "TABLE" in command.type else command.type.lower()
        return Key(sort, database, command.name.schema, command.name.name)
    return Key(command.type.lower(), database, name=command.name)


@applied.register
def _applied(command: verbatim.Verbatim, draft: Draft) -> None:
    command = _at_home(command, draft)
    key = key_of(command, draft.database)
    match command.action:
        case "CREATE":
            if isinstance(command.name, Relation) and "EXTERNAL" not in command.type:
                demand_holding(command.name, draft)
            if not (command.if_not_exists and draft.find(key)):
                draft.add(Verbatim(key, command, needs=_mentioned(command, key, draft)))
        case "ALTER":
            thing = draft.find(key)
            if isinstance(thing, Verbatim):
                draft.change(replace(thing, altered=True))
            elif not _may_be_unknown(key, draft):
                draft.demand(key)
        case "DROP":
            if not (command.if_exists and draft.find(key) is None):
                draft.drop(draft.demand_managed(key).key, cascade=command.cascade)
        case _ if command.type == verbatim.TEMPORARY:
            draft.temporary.add(key)


def _at_home(command: verbatim.Verbatim, draft: Draft) -> verbatim.Verbatim:
    """The command, its name and its text without the database that it names."""
    # An external view may stand in the Data Catalog, which it names as a database:
    # https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_VIEW.html
    if not isinstance(command.name, Relation) or command.type == "EXTERNAL VIEW":
        return command
    name = here(command.name, draft)
    if name == command.name or command.action != "CREATE":
        return replace(command, name=name)
    return replace(command, name=name, text=with_name(command.text, name))


def _may_be_unknown(key: Key, draft: Draft) -> bool:
    """Whether what is altered may be there although no State has it."""
    schema = draft.find(keys.schema(key.database, key.schema))
    return draft.lenient or draft.is_temporary(key) or isinstance(schema, ExternalSchema)
