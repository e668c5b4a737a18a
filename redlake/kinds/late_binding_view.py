"""Late-binding views: Redshift ties them to nothing, and keeps their text as typed.

What they read may be dropped and come back: they stay, with their grants, and fail only
when they are queried meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from redlake.grammar.command import Command
from redlake.grammar.query import Query
from redlake.grammar.views import AlterRelation, CreateView
from redlake.kinds.keys import Key
from redlake.kinds.owner import given_away
from redlake.kinds.relation import View


@dataclass(frozen=True, slots=True)
class LateBindingView(View):
    key: Key
    query: Query
    columns: tuple[str, ...] = ()
    owner: Key | None = None
    bases: tuple[Key, ...] = field(default=(), compare=False)
    needs: tuple[Key, ...] = field(default=(), compare=False)

    label = "late-binding view"

    def create(self) -> Iterator[Command]:
        yield CreateView(self.name, self.query, self.columns, late_binding=True)
        if self.owner is not None:
            yield AlterRelation(self.name, owner=self.owner.name)

    def alter(self, after: LateBindingView) -> Iterator[Command] | None:
        """No page says whether these escape the rule of the columns: so they are held to it."""
        same = self.query == after.query and self.columns == after.columns
        if not same and not (
            self.columns == after.columns and after.query.keeps_columns_of(self.query)
        ):
            return None
        return self._altered(after, same=same)

    def _altered(self, after: LateBindingView, *, same: bool) -> Iterator[Command]:
        if not same:
            yield CreateView(
                self.name, after.query, after.columns, or_replace=True, late_binding=True
            )
        if owner := given_away(self.owner, after.owner):
            yield AlterRelation(self.name, owner=owner)
