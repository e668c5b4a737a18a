"""A person's answers: what became of a statement or a step, and whose a target is from now on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import Enum
from typing import Any

from redlake.connection import Warehouse
from redlake.errors import GuardError
from redlake.options import DEFAULT_LOCK_SECONDS
from redlake.runner import journal, preparing, stamp, tables
from redlake.runner.journal import ABANDONED, DONE, NO_STATEMENT, Entry, Open
from redlake.runner.lock import Lock
from redlake.runner.stamp import Stamp


class Answer(Enum):
    """What a person found out, or did."""

    TOOK_EFFECT = "took effect"  # the statement in doubt
    DID_NOT = "did not"
    UNDONE = "undone"  # by hand, all that the step had done


def resolve(warehouse: Warehouse, answer: Answer | None) -> Open | None:
    """Writes an answer into the journal; without one, only looks.

    Returns the step that broke off, None if none did.

    Raises:
        GuardError: the answer is to a question that the journal does not ask.
        LockError: another run is under way.
    """
    with _alone(warehouse) as session:
        begun = journal.read(session).open
        if begun is None or answer is None:
            return begun
        name = warehouse.environment.name
        if answer is Answer.UNDONE:
            whole = (NO_STATEMENT, NO_STATEMENT)
            row = Entry(begun.generation, begun.revision, begun.direction, *whole, ABANDONED)
            journal.write(session, [row])
            return begun
        if not begun.doubt:
            raise GuardError(
                f"no statement of the {begun} is in doubt in {name}",
                way_out="run again, and it goes on; or if you undid it by hand: --undone",
            )
        (started,) = [entry for entry in begun.entries if entry.segment == begun.position]
        if answer is Answer.TOOK_EFFECT:
            journal.write(session, [started._replace(event=DONE)])
        else:
            journal.retract(session, started)
        return begun


def restamp(warehouse: Warehouse) -> Stamp | None:
    """Stamps the target as the environment's; returns the stamp that it had.

    Raises:
        LockError: another run is under way.
    """
    with _alone(warehouse) as session:
        before = stamp.read(session)
        session.autocommit = False
        stamp.write(session, warehouse.environment, warehouse.user)
        session.commit()
        return before


@contextlib.contextmanager
def _alone(warehouse: Warehouse) -> Iterator[Any]:
    """A session, while no run is under way."""
    environment = warehouse.environment
    with (
        contextlib.closing(Lock(warehouse)) as lock,
        contextlib.closing(warehouse.connect(autocommit=True)) as session,
    ):
        if not set(tables.AT_HOME) <= preparing.demand_rights(lock.open(), environment):
            raise GuardError(
                f"nothing was ever run in {environment.name}",
                place=environment.file,
                way_out=f"redlake upgrade {environment.name}",
            )
        lock.acquire(DEFAULT_LOCK_SECONDS, lambda _: None)
        yield session
