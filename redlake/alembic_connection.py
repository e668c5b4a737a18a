"""The connection that Alembic works on, at home: for the version table and what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext

from redlake.connection import Warehouse
from redlake.engine import RedlakeDialect, engine
from redlake.runner import tables


class AlembicConnection:
    """Reads in no transaction, which would be idle for as long as a step lasts.

    Alembic is told that one has begun, so that it neither begins nor commits any. ``applied``
    is called when it has written a version.
    """

    def __init__(self, warehouse: Warehouse, applied: Callable[..., None]) -> None:
        self._warehouse = warehouse
        self._applied = applied
        self._connection: Any = None

    def open(self, **options: Any) -> MigrationContext:
        """A new one, in the place of another; ``options`` as configure takes them."""
        self.close()
        self._connection = engine(self._warehouse).connect()
        self.session.autocommit = True
        self._connection.begin()
        return self.configure(**options)

    def configure(self, **options: Any) -> MigrationContext:
        """Tells Alembic of the connection; ``options`` are more of its own."""
        context.configure(
            connection=self._connection,
            transactional_ddl=False,
            version_table=tables.VERSIONS,
            version_table_schema=tables.SCHEMA,
            on_version_apply=self._applied,
            **options,
        )
        return context.get_context()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    @property
    def session(self) -> Any:
        """The driver's connection under it."""
        return self._connection.connection.driver_connection

    def know_version_table(self) -> None:
        """From here on the version table is known to be there."""
        dialect = self._connection.dialect
        assert isinstance(dialect, RedlakeDialect)
        dialect.known = frozenset({(tables.SCHEMA, tables.VERSIONS)})

    def begin(self) -> None:
        """What comes next is in a transaction, until the commit."""
        self.session.autocommit = False

    def commit(self) -> None:
        self._connection.commit()
        self._connection.begin()
        self.session.autocommit = True
