"""What a target says of itself: where it is, what ran, what is under way, what is outdated."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from redlake.connection import Warehouse, rows
from redlake.errors import InputError, RedlakeError
from redlake.history import Revision
from redlake.recorded import recorded
from redlake.runner import journal, lock, preparing, resuming, rotation, runs, stamp, tables
from redlake.runner.lock import Holder
from redlake.runner.runs import Run


@dataclass(frozen=True)
class Status:
    """Of one environment's Redshift.

    ``known`` is whether the project has the revision that it is at, ``unverified`` the
    revision whose questions had no good answer yet. ``half_finished`` is the step that broke
    off, in words, with ``doubt`` if only a person can say whether a statement of it took
    effect. ``outdated`` are users whose secret has a newer version. ``trouble`` is why the
    project's own files could not be read to tell these.
    """

    environment: str
    revision: str | None
    pending: tuple[str, ...]
    last: Run | None = None
    holder: Holder | None = None
    half_finished: str | None = None
    doubt: str | None = None
    unverified: str | None = None
    outdated: tuple[str, ...] = ()
    known: bool = True
    trouble: RedlakeError | None = None

    @property
    def under_way(self) -> bool:
        """Whether the last run is the one that holds the lock."""
        return self.holder is not None and self.last is not None and self.last.outcome is None

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do."""
        done = not (self.pending or self.half_finished or self.outdated or self.unverified)
        return done and self.known


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
        known = revision is None or revision in ids
        applied = line[: preparing.place_of(ids, revision)] if known else ()
        pending = tuple(ids[len(applied) :]) if known else ()
        status = Status(environment.name, revision, pending, known=known)
        if not there.keys() >= set(tables.AT_HOME):
            return status
        last = runs.last(session)
        stamp.demand(last.stamp if last else None, environment)
        status = replace(status, last=last, holder=lock.find(session))
        try:
            return _looked_into(status, warehouse, session, line, applied)
        except InputError as error:
            return replace(status, trouble=error)


def _looked_into(
    status: Status,
    warehouse: Warehouse,
    session: Any,
    line: Sequence[Revision],
    applied: Sequence[Revision],
) -> Status:
    """With what only the project's files can tell of the journal."""
    environment = warehouse.environment
    history = journal.read(session)
    begun, step = resuming.opened(warehouse, session, history, line)
    doubt = resuming.in_doubt(begun, step) if begun is not None else None
    asked = None
    if begun is None and status.holder is None:
        asked = resuming.unverified(session, history, status.last, applied, environment)
    state = recorded(environment, applied)
    late = rotation.outdated(state, warehouse, session)
    return replace(
        status,
        half_finished=None if begun is None else str(begun),
        doubt=None if doubt is None else doubt.summary,
        unverified=status.revision if asked is not None and asked.questions else None,
        outdated=tuple(f"{each.user} ({each.secret})" for each in late),
    )
