"""The sessions of a run: one in each database that its statements run in."""

from __future__ import annotations

import contextlib
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse
from redlake.runner import tables


class Sessions:
    """Opens them when they are needed, and keeps them until they are left."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.home = warehouse.environment.connection.database
        self._warehouse = warehouse
        self._open: dict[str, Any] = {}
        self._with_journal = {self.home}

    def at(self, database: str, *, autocommit: bool) -> Any:
        """The session in a database."""
        if database not in self._open:
            self._open[database] = self._warehouse.connect(database)
        session = self._open[database]
        session.autocommit = autocommit
        return session

    def make_journal(self, database: str) -> None:
        """Sees to it that the database has one, in the transaction of its session."""
        if database not in self._with_journal:
            tables.make(self._open[database], [tables.JOURNAL])
            self._with_journal.add(database)

    def roll_back(self, database: str) -> None:
        """Rolls back, unless the connection was lost: then nothing is left to roll back."""
        if database != self.home:
            self._with_journal.discard(database)
        with contextlib.suppress(DriverError, OSError):
            self._open[database].rollback()

    def leave(self, but: str | None = None) -> None:
        """Ends the sessions; the next statement begins new ones.

        ``but`` is a database that is not left.
        """
        for database in self._open.keys() - {but}:
            if database != self.home:
                self._with_journal.discard(database)
            with contextlib.suppress(DriverError, OSError):
                self._open.pop(database).close()
