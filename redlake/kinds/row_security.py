"""Whether row-level security is on, for tables and views.

Materialized views have it among their own attributes, for they have a command of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.grammar.names import Relation
from redlake.grammar.policies import AlterRowSecurity
from redlake.grammar.views import AlterMaterializedView
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.materialized_view import MaterializedView
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.relation import here


class RowSecurityKey(NamedTuple):
    type: str
    database: str
    relation: Key


@dataclass(frozen=True, slots=True)
class RowSecurity(Object):
    """Row-level security that is on; ``datashares`` is whether it is so over datashares too."""

    relation: Key
    conjunction: str = "AND"
    datashares: bool = True

    label = "row-level security"
    rank = 11

    @property
    def key(self) -> RowSecurityKey:
        return RowSecurityKey("row-level security", self.relation.database, self.relation)

    def uses(self) -> Iterable[Use]:
        yield Use(self.relation, OnDrop.GOES)

    def create(self) -> Iterator[Command]:
        conjunction = "" if self.conjunction == "AND" else self.conjunction
        yield self._said(on=True, conjunction=conjunction)
        if not self.datashares:
            yield self._said(on=False, for_datashares=True)

    def alter(self, after: RowSecurity) -> Iterator[Command]:
        if after.conjunction != self.conjunction:
            yield self._said(on=True, conjunction=after.conjunction)
        if after.datashares != self.datashares:
            yield self._said(on=after.datashares, for_datashares=True)

    def drop(self) -> Iterator[Command]:
        yield self._said(on=False)

    def _said(self, *, on: bool, conjunction: str = "", for_datashares: bool = False) -> Command:
        name = Relation(self.relation.schema, self.relation.name)
        return AlterRowSecurity(name, on, conjunction, for_datashares)

    def __str__(self) -> str:
        return f"row-level security of {self.relation}"


@applied.register
def _altered(command: AlterRowSecurity, draft: Draft) -> None:
    relation = keys.relation(here(command.name, draft), draft.database)
    if isinstance(draft.demand(relation), MaterializedView):
        of_view = AlterRowSecurity(command.name, command.on)
        rest = command.sql().removeprefix(of_view.sql()).strip()
        applied(AlterMaterializedView(command.name, row_level_security=(command.on, rest)), draft)
        return
    now = RowSecurity(relation)
    there = draft.find(now.key)
    if command.for_datashares:
        if isinstance(there, RowSecurity):
            draft.change(replace(there, datashares=command.on))
        return
    if there is not None and not command.on:
        draft.remove(now.key)
    elif command.on:
        wanted = replace(now, conjunction=command.conjunction or "AND")
        if isinstance(there, RowSecurity):
            conjunction = command.conjunction or there.conjunction
            draft.change(replace(there, conjunction=conjunction))
        else:
            draft.add(wanted)
