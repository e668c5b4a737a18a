"""The lock: one run at a time in a target.

It is LOCK on a table, in a transaction that a session of its own keeps open for the whole
run: the run's other sessions commit as often as they like, and a run that is killed leaves
nothing behind that somebody would have to clean. Redshift has no advisory locks
(https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-functions.html),
and ends a transaction that is idle for six hours.

That ``statement_timeout`` ends the wait for a lock was never tried on Redshift: if it does
not, a run waits longer than it was told to.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse, rows, said, sqlstate
from redlake.errors import LockError
from redlake.runner.events import Event, Listener
from redlake.runner.tables import LOCK, SCHEMA

_GLANCE = 2.0  # seconds that one attempt waits, so that the holder is named soon
_PAUSE = 0.2  # seconds between two looks
_CANCELLED = "57014"
_WRITES = "<> 'AccessShareLock'"


@dataclass(frozen=True)
class Holder:
    """Who holds the lock: the database user, the session's process id, and since when."""

    user: str
    process: int
    since: str

    def __str__(self) -> str:
        return f'"{self.user}" (Redshift\'s process {self.process}) since {self.since} UTC'


class Lock:
    """Holds the lock of a target from ``acquire`` on, until it is closed.

    ``open`` comes first.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._session: Any = None
        self._seen = 0.0

    def open(self) -> Any:
        """The session that will hold the lock; until then, for what is asked beforehand."""
        # Its statements are the same all over: it may keep them prepared.
        self._session = self._warehouse.connect(autocommit=True, prepared=64)
        return self._session

    def acquire(self, seconds: float, listener: Listener, journal: int | None = None) -> None:
        """Waits for the lock, at most ``seconds``, and tells who holds it.

        Then for the transactions that Redshift has not ended yet for a run that is over:
        each of a run's own writes into its database's journal before it does anything else.
        ``journal`` is the oid of home's.

        Raises:
            LockError: another run held it all the time, or is not over for Redshift.
        """
        session = self._session
        name = self._warehouse.environment.name
        deadline = time.monotonic() + seconds
        waiting = self._waiting = _Waiting(seconds, deadline, listener)
        while not self._attempt(session, max(0.05, min(_GLANCE, deadline - time.monotonic()))):
            waiting.on(f"another run is under way in {name}", find(session))
        rows(session, "SET statement_timeout TO 0")
        self._seen = time.monotonic()
        if journal is not None:
            self.outwait(session, journal)

    def outwait(self, session: Any, journal: int) -> None:
        """Waits until nobody writes to a journal, the table with this oid; ``session`` is there.

        Raises:
            LockError: it lasted until the time for which the lock was to be waited for was over.
        """
        name = self._warehouse.environment.name
        while holder := _holder(session, journal, _WRITES):
            self._waiting.on(f"Redshift has not ended a transaction of a run in {name} yet", holder)
            time.sleep(_PAUSE)

    def ping(self, fresh: float = 0.0) -> None:
        """Sees that the lock is still held, unless that was seen ``fresh`` seconds ago.

        Raises:
            LockError: its session is gone, and another run may have begun.
        """
        if time.monotonic() - self._seen < fresh:
            return
        try:
            rows(self._session, "SELECT 1")
            self._seen = time.monotonic()
        except (DriverError, OSError) as error:
            raise LockError(
                f"the session that holds the lock was lost: {said(error)}",
                way_out="nothing more was done; run again, and it goes on from here",
            ) from error

    def close(self) -> None:
        if self._session is not None:
            with contextlib.suppress(DriverError, OSError):
                self._session.close()
            self._session = None

    def _attempt(self, session: Any, seconds: float) -> bool:
        rows(session, f"SET statement_timeout TO {int(seconds * 1000)}")
        rows(session, "BEGIN")
        try:
            rows(session, f"LOCK {SCHEMA}.{LOCK}")
        except DriverError as error:
            session.rollback()
            if sqlstate(error) != _CANCELLED:
                raise
            return False
        return True


def find(session: Any) -> Holder | None:
    """Who holds the lock now; None if nobody does."""
    # pg_class and svv_transactions cannot be asked in one query on Redshift.
    tables = rows(
        session,
        "SELECT relation.oid FROM pg_catalog.pg_class AS relation"
        " JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace"
        f" WHERE namespace.nspname = '{SCHEMA}' AND relation.relname = '{LOCK}'",
    )
    if not tables:
        return None
    return _holder(session, int(tables[0][0]), "= 'AccessExclusiveLock'")


@dataclass
class _Waiting:
    """Whom somebody waits for, and until when."""

    seconds: float
    deadline: float
    listener: Listener
    told: Holder | None = None

    def on(self, why: str, holder: Holder | None) -> None:
        """Tells whom, once.

        Raises:
            LockError: it has lasted too long.
        """
        if time.monotonic() >= self.deadline:
            raise LockError(
                why + (f": {holder}" if holder else ""),
                way_out=f"nothing was done; wait longer than {self.seconds:g} s (--lock-timeout,"
                " -x lock_timeout=SECONDS), or let it end",
            )
        if holder is not None and holder != self.told:
            self.told = holder
            facts = {"user": holder.user, "process": holder.process, "since": holder.since}
            self.listener(Event("waiting", f"waiting: {why}: {holder}", facts))


def _holder(session: Any, table: int, mode: str) -> Holder | None:
    found = rows(
        session,
        "SELECT txn_owner, pid, txn_start FROM svv_transactions"
        f" WHERE relation = {table} AND granted AND lock_mode {mode}",
    )
    if not found:
        return None
    user, process, since = found[0]
    return Holder(str(user).strip(), int(process), f"{since:%Y-%m-%d %H:%M:%S}")
