"""Functions, and what is said of any routine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from redlake.grammar.renaming import with_name
from redlake.grammar.routines import AlterRoutine, CreateRoutine, DropRoutine
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.default_privilege import granted_by_default
from redlake.kinds.draft import Draft
from redlake.kinds.procedure import Procedure
from redlake.kinds.relation import demand_holding, here
from redlake.kinds.routine import Routine


@dataclass(frozen=True, slots=True)
class Function(Routine):
    label = "function"
    rank = 6  # before views, policies and tables, which may call it


@applied.register
def _created(command: CreateRoutine, draft: Draft) -> None:
    name = here(command.name, draft)
    if command.name != name:
        command = replace(command, name=name, text=with_name(command.text, name))
    key = keys.routine(command.type, name, command.arguments, draft.database)
    demand_holding(name, draft)
    kind = Procedure if command.type == "PROCEDURE" else Function
    there = draft.find(key)
    if there is not None and command.or_replace:
        there = draft.demand_managed(key)
        assert isinstance(there, Routine)
        draft.change(replace(there, created=replace(command, or_replace=False)))
        return
    routine = kind(key, replace(command, or_replace=False))
    draft.add(routine)
    for grant in granted_by_default(routine, draft):
        draft.add(grant)


@applied.register
def _altered(command: AlterRoutine, draft: Draft) -> None:
    name = here(command.name, draft)
    key = keys.routine(command.type, name, command.arguments, draft.database)
    routine = draft.demand_managed(key)
    if command.owner is not None:
        assert isinstance(routine, Routine)
        draft.change(replace(routine, owner=keys.user(command.owner)))
    elif command.rename is not None:
        renamed = name._replace(name=command.rename)
        new = keys.routine(command.type, renamed, command.arguments, draft.database)
        draft.rename(key, new)


@applied.register
def _dropped(command: DropRoutine, draft: Draft) -> None:
    name = here(command.name, draft)
    key = keys.routine(command.type, name, command.arguments, draft.database)
    if command.if_exists and draft.find(key) is None:
        return
    draft.drop(draft.demand_managed(key).key, cascade=command.cascade)
