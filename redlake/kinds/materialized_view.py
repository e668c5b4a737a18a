"""Materialized views: their query cannot be changed, how their rows lie can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from redlake.grammar.command import Command
from redlake.grammar.mutable import mutable_function
from redlake.grammar.names import Relation
from redlake.grammar.query import Query
from redlake.grammar.views import (
    AlterMaterializedView,
    AlterRelation,
    CreateMaterializedView,
    RefreshMaterializedView,
    Storage,
)
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.bound_view import BoundView
from redlake.kinds.default_privilege import granted_by_default
from redlake.kinds.draft import SYSTEM_SCHEMAS, Draft
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.keys import Key
from redlake.kinds.late_binding_view import LateBindingView
from redlake.kinds.owner import given_away
from redlake.kinds.relation import View, bases_of, called, databases_of, demand_holding, here
from redlake.kinds.violations import ViolationError

DEFAULT = Storage(backup=True, diststyle="EVEN")
"""What holds where the statement says nothing
(https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html)."""

_STREAMS = ("KINESIS", "MSK", "KAFKA")
"""Sources that Redshift refreshes from by itself
(https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html)."""


@dataclass(frozen=True, slots=True)
class MaterializedView(View):
    """``storage`` has all its defaults filled in."""

    key: Key
    query: Query
    columns: tuple[str, ...] = ()
    storage: Storage = DEFAULT
    auto_refresh: bool = False
    refresh_interval: int | None = None
    row_level_security: tuple[bool, str] | None = None
    owner: Key | None = None
    bases: tuple[Key, ...] = field(default=(), compare=False)
    needs: tuple[Key, ...] = field(default=(), compare=False)

    label = "materialized view"
    drop_type = "MATERIALIZED VIEW"

    def create(self) -> Iterator[Command]:
        yield CreateMaterializedView(
            self.name,
            self.query,
            self.columns,
            _said(self.storage),
            auto_refresh=True if self.auto_refresh else None,
            refresh_interval=self.refresh_interval,
        )
        yield from self._stored(_filled(_said(self.storage)))
        if self.row_level_security is not None:
            yield AlterMaterializedView(self.name, row_level_security=self.row_level_security)
        if self.owner is not None:
            yield AlterRelation(self.name, owner=self.owner.name)

    def alter(self, after: MaterializedView) -> Iterator[Command] | None:
        if (self.query, self.columns) != (after.query, after.columns):
            return None
        old, new = self.storage, after.storage
        if (old.backup, old.iceberg) != (new.backup, new.iceberg):
            return None
        if old.sortkey_style != new.sortkey_style and "INTERLEAVED" in (
            old.sortkey_style,
            new.sortkey_style,
        ):
            return None
        return self._altered(after)

    def _altered(self, after: MaterializedView) -> Iterator[Command]:
        yield from after._stored(self.storage)
        refresh = (after.auto_refresh, after.refresh_interval)
        if refresh != (self.auto_refresh, self.refresh_interval):
            yield AlterMaterializedView(
                self.name,
                auto_refresh=after.auto_refresh,
                refresh_interval=after.refresh_interval,
            )
        if after.row_level_security != self.row_level_security:
            rls = after.row_level_security or (False, "")
            yield AlterMaterializedView(self.name, row_level_security=rls)
        if owner := given_away(self.owner, after.owner):
            yield AlterRelation(self.name, owner=owner)

    def _stored(self, before: Storage) -> Iterator[Command]:
        """What brings the rows from where ``before`` has them to where they are to lie."""
        now = self.storage
        if (now.diststyle, now.distkey) != (before.diststyle, before.distkey):
            yield AlterMaterializedView(
                self.name, Storage(diststyle=now.diststyle, distkey=now.distkey)
            )
        if (now.sortkey, now.sortkey_style) != (before.sortkey, before.sortkey_style):
            style = now.sortkey_style if now.sortkey or now.sortkey_style else "NONE"
            yield AlterMaterializedView(
                self.name, Storage(sortkey=now.sortkey, sortkey_style=style)
            )


def _said(storage: Storage) -> Storage:
    """What CREATE must say to get it."""
    key = storage.diststyle == "KEY"
    return Storage(
        backup=None if storage.backup else False,
        diststyle="ALL" if storage.diststyle == "ALL" else None,
        distkey=storage.distkey if key else None,
        sortkey=storage.sortkey,
        sortkey_style=storage.sortkey_style if storage.sortkey else None,
        iceberg=storage.iceberg,
    )


def _filled(said: Storage, before: Storage = DEFAULT) -> Storage:
    """``before`` with what a statement says of it, every default filled in."""
    storage = before
    if said.backup is not None:
        storage = replace(storage, backup=said.backup)
    if said.iceberg is not None:
        storage = replace(storage, iceberg=said.iceberg)
    if said.distkey is not None:
        storage = replace(storage, diststyle="KEY", distkey=said.distkey)
    elif said.diststyle is not None:
        storage = replace(storage, diststyle=said.diststyle, distkey=None)
    if said.sortkey is not None or said.sortkey_style is not None:
        style = None if said.sortkey_style in ("COMPOUND", "NONE") else said.sortkey_style
        storage = replace(storage, sortkey=said.sortkey or None, sortkey_style=style)
    return storage


@applied.register
def _created(command: CreateMaterializedView, draft: Draft) -> None:
    name = here(command.name, draft)
    demand_holding(name, draft)
    bases = bases_of(command.query, draft)
    for base in bases:
        if isinstance(thing := draft.find(base), BoundView | LateBindingView):
            raise ViolationError("0A000", f"a materialized view cannot read {thing}")
    if any(name.schema in SYSTEM_SCHEMAS for name in command.query.relations):
        raise ViolationError("0A000", "a materialized view cannot read system tables")
    if functions := called(command.query, draft):
        raise ViolationError("0A000", f"a materialized view cannot call {functions[0]}")
    if (clause := command.query.ordered) is not None:
        raise ViolationError(
            "0A000",
            f"a materialized view cannot have {clause}",
            "leave it to those who read the materialized view",
        )
    if command.auto_refresh:
        _demand_refreshable(command.query, bases, draft)
    view = MaterializedView(
        keys.relation(name, draft.database),
        command.query,
        command.columns,
        _filled(command.storage),
        auto_refresh=bool(command.auto_refresh),
        refresh_interval=command.refresh_interval,
        bases=bases,
        needs=databases_of(command.query, draft),
    )
    draft.add(view)
    for grant in granted_by_default(view, draft):
        draft.add(grant)


def _demand_refreshable(query: Query, bases: Iterable[Key], draft: Draft) -> None:
    """Raises where Redshift refuses AUTO REFRESH YES for what a query reads."""
    read = [thing for base in bases if (thing := draft.find(base)) is not None]
    refused = [
        str(one)
        for one in read
        if isinstance(one, MaterializedView)
        or (isinstance(one, ExternalSchema) and one.source not in _STREAMS)
    ]
    refused += [name.sql() for name in query.relations if name.database not in ("", draft.database)]
    refused = [f"reads {what}" for what in refused]
    if (function := mutable_function(query.text)) is not None:
        refused.append(f"calls {function}")
    if refused:
        raise ViolationError(
            "0A000",
            f"AUTO REFRESH YES is not supported for what {refused[0]}",
            "leave it out, and have a job refresh the materialized view",
        )


def _found(name: Relation, draft: Draft) -> MaterializedView:
    view = draft.demand_managed(keys.relation(here(name, draft), draft.database))
    if not isinstance(view, MaterializedView):
        raise ViolationError("42809", f"{view} is not a materialized view")
    return view


@applied.register
def _altered(command: AlterMaterializedView, draft: Draft) -> None:
    view = _found(command.name, draft)
    if command.auto_refresh is not None:
        if command.auto_refresh:
            _demand_refreshable(view.query, view.bases, draft)
        view = replace(
            view, auto_refresh=command.auto_refresh, refresh_interval=command.refresh_interval
        )
    if command.row_level_security is not None:
        on, _ = command.row_level_security
        view = replace(view, row_level_security=command.row_level_security if on else None)
    draft.change(replace(view, storage=_filled(command.storage, view.storage)))


@applied.register
def _refreshed(command: RefreshMaterializedView, draft: Draft) -> None:
    _found(command.name, draft)
