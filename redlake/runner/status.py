"""What a target says of itself: where it is, what ran, what is under way, what is outdated."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from redlake.connection import Warehouse, rows
from redlake.history import Revision
from redlake.recorded import recorded
from redlake.runner import journal, lock, rotation, runs, stamp, tables
from redlake.runner.journal import Entry
from redlake.runner.lock import Holder
from redlake.runner.runs import Run
from redlake.steps import ROTATE


@dataclass(frozen=True)
class Status:
    """Of one environment's Redshift.

    ``half_finished`` is the step that broke off, in words, with ``doubt`` if a statement of
    it may have taken effect; ``outdated`` are users whose secret has a newer version.
    """

    environment: str
    revision: str | None
    pending: tuple[str, ...]
    last: Run | None = None
    holder: Holder | None = None
    half_finished: str | None = None
    doubt: str | None = None
    outdated: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.pending or self.half_finished or self.outdated)


def read(warehouse: Warehouse, line: Sequence[Revision]) -> Status:
    """Asks a target; never writes.

    Raises:
        GuardError: it is another environment's.
        AccessError: it cannot be asked.
        SecretError: a secret that a user's password comes from does not exist any more.
    """
    environment = warehouse.environment
    ids = [revision.id for revision in line]
    with contextlib.closing(warehouse.connect(autocommit=True)) as session:
        there = tables.there(session)
        if tables.VERSIONS not in there:
            return Status(environment.name, None, tuple(ids))
        found = rows(session, f"SELECT version_num FROM {tables.SCHEMA}.{tables.VERSIONS}")
        revision = str(found[0][0]) if found else None
        at = ids.index(revision) + 1 if revision in ids else 0
        if not set(tables.AT_HOME) <= there:
            return Status(environment.name, revision, tuple(ids[at:]))
        stamp.demand(stamp.read(session), environment)
        history = journal.read(session)
        begun = history.open
        if begun is not None and begun.direction == ROTATE:
            begun = None
        state = recorded(environment, line[:at])
        late = rotation.outdated(state, warehouse, journal.secret_versions(session))
        return Status(
            environment.name,
            revision,
            tuple(ids[at:]),
            runs.last(session),
            lock.find(session),
            half_finished=None if begun is None else str(begun),
            doubt=_doubt(begun.entries) if begun is not None and begun.doubt else None,
            outdated=tuple(f"{each.user} ({each.secret})" for each in late),
        )


def _doubt(entries: Sequence[Entry]) -> str | None:
    return entries[-1].summary
