"""What broke off: which step, how far it came, and whether it can be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redlake import revisions
from redlake.connection import Warehouse
from redlake.environment import Environment
from redlake.errors import DoubtError, RevisionError
from redlake.history import Revision
from redlake.kinds import keys
from redlake.runner import existing, journal, runs, tables
from redlake.runner.journal import Entry, History, Open
from redlake.runner.lock import Lock
from redlake.runner.preparing import looking
from redlake.runner.runs import Run
from redlake.steps import ROTATE, UPGRADE, Step, foresee


def broken(
    warehouse: Warehouse,
    session: Any,
    history: History,
    line: Sequence[Revision],
    heads: Sequence[str],
    lock: Lock,
) -> Open | None:
    """The step that broke off; None if nothing of one can have taken effect.

    ``session`` is one in the home database, and ``heads`` is where the version table says
    that the target is. The run that holds ``lock`` waits, in other databases too, for what
    Redshift has not ended yet for the one that broke off.

    Raises:
        DoubtError: it cannot be gone on with: the target is somewhere else now, or there is
            no such revision any more.
        RevisionError: a statement of it that ran says something else now.
    """
    environment = warehouse.environment
    found, step = opened(warehouse, session, history, line, lock)
    if found is None:
        return None
    at = heads[0] if heads else None
    if step is None or at != (_before(step, line) if found.direction == UPGRADE else step.revision):
        name = environment.name
        raise DoubtError(
            f"the {found} broke off in {name}, which is at {at or 'no revision'} now, or has no"
            " such revision",
            way_out=f"put right by hand what it had done, then: redlake resolve {name} --undone",
        )
    _demand_same_so_far(found, step, environment)
    return found


def opened(
    warehouse: Warehouse,
    session: Any,
    history: History,
    line: Sequence[Revision],
    lock: Lock | None = None,
) -> tuple[Open | None, Step | None]:
    """The step that broke off, if one did, and the same from its files, if there are any.

    ``lock`` as in ``broken``; without it nothing is waited for.
    """
    found = history.open
    if found is None:
        return None, None
    ids = [revision.id for revision in line]
    if found.revision not in ids:
        return (found if found.begun else None), None
    at = ids.index(found.revision)
    applied = line[: at if found.direction == UPGRADE else at + 1]
    (step,) = foresee(warehouse.environment, applied, [(line[at], found.direction)])
    return position(warehouse, session, history, step, lock), step


def position(
    warehouse: Warehouse, session: Any, history: History, step: Step, lock: Lock | None = None
) -> Open | None:
    """The step that broke off, with what the journals of other databases say of it.

    ``step`` is that step, from its files. None if nothing of it can have taken effect.
    """
    found = history.open
    if found is None:
        return None
    home = warehouse.environment.connection.database
    others = found.databases | {part.database for part in step.parts} - {home}
    for key in sorted(existing.there(session, map(keys.database, others)) if others else ()):
        with looking(warehouse, session, key.name) as there:
            table = tables.there(there).get(tables.JOURNAL)
            if table is not None:
                if lock is not None:
                    lock.outwait(there, table)
                more = journal.of_step(there, found)
                # Another warehouse's life may have left rows there, or another environment.
                ours = runs.environments(session, {entry.run for entry in more})
                found = found.with_entries(entry for entry in more if entry.run in ours)
    return found if found.begun else None


def in_doubt(begun: Open, step: Step | None) -> Entry | None:
    """The statement of which only a person can say whether it took effect."""
    if not begun.doubt or (
        step is not None and existing.decidable(step.parts[begun.position].actions[0].command)
    ):
        return None
    return next(entry for entry in begun.entries if entry.segment == begun.position)


def unverified(
    session: Any,
    history: History,
    last: Run | None,
    line: Sequence[Revision],
    environment: Environment,
) -> Step | None:
    """The revision that was upgraded to last, if no run since then has come to its end."""
    closed = [
        entry
        for entry in history.closings
        if entry.event == journal.CLOSED and entry.direction != ROTATE
    ]
    if last is None or last.outcome == runs.DONE or not closed or closed[-1].direction != UPGRADE:
        return None
    if runs.ended_well_since(session, closed[-1].run):
        return None
    for revision in line:
        if revision.id == closed[-1].revision:
            questions = tuple(revisions.verifications(revision, environment))
            return Step(revision.id, revision.folder.name, UPGRADE, (), questions)
    return None


def _demand_same_so_far(begun: Open, step: Step, environment: Environment) -> None:
    ran: dict[tuple[int, int], Entry] = {
        (entry.segment, entry.statement): entry
        for entry in begun.entries
        if entry.checksum is not None and entry.event != journal.RESTORED
    }
    found = {
        (segment, statement): action
        for segment, part in enumerate(step.parts[: begun.position + 1])
        for statement, action in enumerate(part.actions)
    }
    # What a segment in a database did that is gone by now stands in no journal any more.
    seen = {segment for segment, _ in ran}
    for at in sorted(ran.keys() | {at for at in found if at[0] in seen}):
        entry, action = ran.get(at), found.get(at)
        if entry is None or action is None or action.checksum != entry.checksum:
            place = None if action is None else action.statement.place
            what = entry.summary if entry is not None else "other statements"
            raise RevisionError(
                f"the {begun} broke off in {environment.name} after {what}, which the file does"
                " not say any more where it stood",
                place=place,
                way_out="restore it from Git, and run again; or undo by hand what ran, then:"
                f" redlake resolve {environment.name} --undone",
            )


def _before(step: Step, line: Sequence[Revision]) -> str | None:
    return next(revision.parent for revision in line if revision.id == step.revision)
