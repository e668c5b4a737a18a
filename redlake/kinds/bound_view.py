"""Bound views: ordinary ones, which Redshift ties to what they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from redlake.grammar.command import Command
from redlake.grammar.query import Query
from redlake.grammar.views import AlterRelation, CreateView
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.default_privilege import granted_by_default
from redlake.kinds.draft import SYSTEM_SCHEMAS, Draft
from redlake.kinds.keys import Key
from redlake.kinds.late_binding_view import LateBindingView
from redlake.kinds.owner import given_away
from redlake.kinds.relation import View, bases_of, called, databases_of, demand_holding, here
from redlake.kinds.violations import ViolationError


@dataclass(frozen=True, slots=True, eq=False)
class BoundView(View):
    """``outdated``: what it reads got another name since, which Redshift follows and its text
    does not. Then it counts as any view that stands on the same.
    """

    key: Key
    query: Query
    columns: tuple[str, ...] = ()
    owner: Key | None = None
    bases: tuple[Key, ...] = ()
    needs: tuple[Key, ...] = ()
    outdated: bool = False

    label = "view"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BoundView):
            return NotImplemented
        return (self.key, self.columns, self.owner) == (
            other.key,
            other.columns,
            other.owner,
        ) and self._reads_like(other)

    def __hash__(self) -> int:
        return hash(self.key)

    def _reads_like(self, other: BoundView) -> bool:
        if self.outdated or other.outdated:
            return set(self.bases) == set(other.bases)
        return self.query == other.query

    def create(self) -> Iterator[Command]:
        yield CreateView(self.name, self.query, self.columns)
        if self.owner is not None:
            yield AlterRelation(self.name, owner=self.owner.name)

    def alter(self, after: BoundView) -> Iterator[Command] | None:
        same = self._reads_like(after) and self.columns == after.columns
        if not same and not (
            self.columns == after.columns and after.query.keeps_columns_of(self.query)
        ):
            return None
        return self._altered(after, same=same)

    def _altered(self, after: BoundView, *, same: bool) -> Iterator[Command]:
        if not same:
            yield CreateView(self.name, after.query, after.columns, or_replace=True)
        if owner := given_away(self.owner, after.owner):
            yield AlterRelation(self.name, owner=owner)


@applied.register
def _created(command: CreateView, draft: Draft) -> None:
    """Also of late-binding views: the statement is one."""
    name = here(command.name, draft)
    key = keys.relation(name, draft.database)
    demand_holding(name, draft)
    if command.late_binding:
        needs = _demand_qualified(command, draft)
        view: View = LateBindingView(key, command.query, command.columns, needs=needs)
    else:
        view = BoundView(key, command.query, command.columns, bases=_bound(command, draft))
    there = draft.find(key)
    if there is None or not command.or_replace:
        draft.add(view)
        for grant in granted_by_default(view, draft):
            draft.add(grant)
        return
    there = draft.demand_managed(key)
    if type(there) is not type(view):
        raise ViolationError(
            "42809",
            f"{there} cannot be replaced by a {view.label}",
            "drop it before",
        )
    assert isinstance(there, View)
    if not command.late_binding:
        _demand_same_columns(there, view)
    _demand_no_circle(view, draft)
    draft.change(replace(view, owner=there.owner))  # type: ignore[type-var]


def _demand_no_circle(view: View, draft: Draft) -> None:
    """Sees that what replaces a view does not stand on it."""
    found = list(view.bases)
    seen: set[Key] = set()
    while found:
        key = found.pop()
        if key in seen:
            continue
        seen.add(key)
        thing = draft.find(key)
        if thing is not None and thing.key == view.key:
            raise ViolationError(
                "42P17", f"infinite recursion: {view} would read itself", "read something else"
            )
        if isinstance(thing, View):
            found += thing.bases


def _demand_same_columns(before: View, after: View) -> None:
    old, new = (view.columns or view.query.columns for view in (before, after))
    if old is not None and new is not None and old != new:
        raise ViolationError(
            "42P16",
            f"cannot change the columns of {before}",
            "CREATE OR REPLACE VIEW keeps the columns: drop it, and create it anew",
        )


def _bound(command: CreateView, draft: Draft) -> tuple[Key, ...]:
    outside = [name for name in command.query.relations if name.database]
    outside = [name for name in outside if name.database != draft.database]
    bases = bases_of(command.query, draft)
    if outside or any(base.type == "schema" for base in bases):
        raise ViolationError(
            "0A000",
            "External tables are not supported in views"
            if not outside
            else f"a bound view cannot read {outside[0].sql()}, which is in another database",
            "add WITH NO SCHEMA BINDING at the query's end",
        )
    return bases


def _demand_qualified(command: CreateView, draft: Draft) -> tuple[Key, ...]:
    """What a late-binding view needs at its creation: schemas and databases, not relations."""
    if command.query.unqualified:
        raise ViolationError(
            "42601",
            "All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA"
            f" BINDING: {', '.join(command.query.unqualified)}",
            "write the schema before the name",
        )
    needs = [*databases_of(command.query, draft), *called(command.query, draft)]
    for name in command.query.relations:
        if name.database in ("", draft.database) and name.schema not in SYSTEM_SCHEMAS:
            needs.append(keys.schema(draft.database, name.schema))
    for key in needs:
        draft.demand(key)
    return tuple(dict.fromkeys(needs))
