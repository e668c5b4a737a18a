"""A person's answers: what became of a statement or a step, and whose a target is from now on."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from redlake.connection import Warehouse
from redlake.errors import GuardError
from redlake.history import Revision
from redlake.options import DEFAULT_LOCK_SECONDS
from redlake.runner import journal, preparing, resuming, rights, runs, stamp, tables
from redlake.runner.events import Listener
from redlake.runner.journal import ABANDONED, DONE, NO_STATEMENT, Entry, Open
from redlake.runner.lock import Lock
from redlake.runner.runs import Run
from redlake.runner.stamp import Stamp


class Answer(Enum):
    """What a person found out, or did."""

    TOOK_EFFECT = "took effect"  # the statement in doubt
    DID_NOT = "did not"
    UNDONE = "undone"  # by hand, all that the step had done


@dataclass(frozen=True)
class Broken:
    """A step that broke off, and its statement that only a person can answer for, if any."""

    step: Open
    doubt: Entry | None


def resolve(
    warehouse: Warehouse,
    line: Sequence[Revision],
    answer: Answer | None,
    listener: Listener,
    *,
    lock_timeout: float = DEFAULT_LOCK_SECONDS,
) -> Broken | None:
    """Writes an answer into the journal; without one, only looks.

    ``listener`` is told for whom it waits. Returns the step that broke off, None if none did.

    Raises:
        GuardError: the answer is to a question that the journal does not ask.
        LockError: another run is under way.
    """
    with _alone(warehouse, listener, lock_timeout) as (session, lock):
        last = runs.last(session)
        stamp.demand(last.stamp if last else None, warehouse.environment)
        begun, step = resuming.opened(warehouse, session, journal.read(session), line, lock)
        name = warehouse.environment.name
        if begun is None:
            if answer is not None:
                raise GuardError(
                    f"nothing is half-finished in {name}", way_out="there is nothing to answer"
                )
            return None
        doubt = resuming.in_doubt(begun, step)
        if answer is Answer.UNDONE:
            whole = (NO_STATEMENT, NO_STATEMENT)
            row = Entry(begun.generation, begun.revision, begun.direction, *whole, ABANDONED)
            journal.write(session, [row])
        elif answer is not None and doubt is None:
            raise GuardError(
                f"no statement of the {begun} is in doubt in {name}",
                way_out="run again, and it goes on; or if you undid it by hand: --undone",
            )
        elif answer is Answer.TOOK_EFFECT and doubt is not None:
            journal.write(session, [doubt._replace(event=DONE)])
        elif answer is Answer.DID_NOT and doubt is not None:
            home = warehouse.environment.connection.database
            database = home if step is None else step.parts[begun.position].database
            with preparing.looking(warehouse, session, database) as there:
                journal.retract(there, doubt)
        return Broken(begun, doubt)


def restamp(
    warehouse: Warehouse, listener: Listener, *, lock_timeout: float = DEFAULT_LOCK_SECONDS
) -> Stamp | None:
    """Stamps the target as the environment's; returns the stamp that it had.

    ``listener`` is told for whom it waits.

    Raises:
        LockError: another run is under way.
    """
    environment = warehouse.environment
    with _alone(warehouse, listener, lock_timeout) as (session, _):
        before = runs.last(session)
        command = f"redlake restamp {environment.name}"
        run = Run.of(environment, warehouse.user, command, str(uuid.uuid4()))
        run = replace(run, ended_at=run.started_at, outcome=runs.RESTAMPED)
        runs.begin(session, run, before)
        return before.stamp if before else None


@contextlib.contextmanager
def _alone(
    warehouse: Warehouse, listener: Listener, lock_timeout: float
) -> Iterator[tuple[Any, Lock]]:
    """A session, and the lock, while no run is under way."""
    environment = warehouse.environment
    with (
        contextlib.closing(Lock(warehouse)) as lock,
        contextlib.closing(warehouse.connect(autocommit=True)) as session,
    ):
        there = rights.read(lock.open()).tables
        if not set(tables.AT_HOME) <= there.keys():
            raise GuardError(
                f"nothing was ever run in {environment.name}",
                place=environment.file,
                way_out=f"redlake upgrade {environment.name}",
            )
        lock.acquire(lock_timeout, listener, there[tables.JOURNAL])
        yield session, lock
