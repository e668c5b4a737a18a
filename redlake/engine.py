# ruff: noqa: ARG002 - the signatures are SQLAlchemy's
"""A SQLAlchemy engine over a warehouse, for Alembic."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy
from redshift_connector.error import InterfaceError
from sqlalchemy.dialects import registry
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable
from sqlalchemy_redshift.dialect import RedshiftDDLCompiler, RedshiftDialect_redshift_connector

from redlake.connection import Warehouse

_PREPARED = 64


def engine(warehouse: Warehouse, database: str | None = None) -> sqlalchemy.Engine:
    """Every connection of it is a new session of ``warehouse``; nothing is pooled.

    They keep some statements prepared, for on Alembic's connection a few come again and again.
    """
    return sqlalchemy.create_engine(
        "redshift+redlake://",
        creator=lambda: warehouse.connect(database, prepared=_PREPARED),
        poolclass=NullPool,
    )


class _RepeatableDDL(RedshiftDDLCompiler):  # type: ignore[misc]
    """The one table that is ever created is Alembic's: a script may create it twice."""

    def visit_create_table(self, create: CreateTable, **kw: Any) -> str:
        create.if_not_exists = True
        text: str = super().visit_create_table(create, **kw)
        return text


class RedlakeDialect(RedshiftDialect_redshift_connector):  # type: ignore[misc]
    """sqlalchemy-redshift's dialect, without what it asks the server at the start.

    The answers are known: Redshift calls itself 8.0.2, and unqualified names stand in
    ``public``. RETURNING, which PostgreSQL's dialect puts behind the INSERT of Alembic's
    version, is an error on Redshift.
    """

    supports_statement_cache = False
    ddl_compiler = _RepeatableDDL
    # Tables that are known to be there, as (schema, table); a look costs a round trip.
    known: frozenset[tuple[str, str]] = frozenset()
    insert_returning = False
    update_returning = False
    delete_returning = False

    def _get_server_version_info(self, connection: sqlalchemy.Connection) -> tuple[int, ...]:
        return (8, 0, 2)

    def _get_default_schema_name(self, connection: sqlalchemy.Connection) -> str:
        return "public"

    def get_default_isolation_level(self, dbapi_conn: object) -> str:
        return "SERIALIZABLE"

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Rolls back, unless the connection was lost: then nothing is left to roll back."""
        with contextlib.suppress(InterfaceError, OSError):
            super().do_rollback(dbapi_connection)

    def do_close(self, dbapi_connection: Any) -> None:
        """Closes, unless the connection was lost already."""
        with contextlib.suppress(InterfaceError, OSError):
            super().do_close(dbapi_connection)

    def has_table(
        self,
        connection: sqlalchemy.Connection,
        table_name: str,
        schema: str | None = None,
        **kw: Any,
    ) -> bool:
        """One look into pg_class.

        The inherited one reads every relation there is, svv_external_tables among them,
        which lists the whole Data Catalog.
        """
        if (schema, table_name) in self.known:
            return True
        query = (
            "SELECT 1 FROM pg_catalog.pg_class AS relation"
            " JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace"
            f" WHERE relation.relname = {_literal(table_name)}"
            f" AND namespace.nspname = {_literal(schema or 'public')}"
            " AND relation.relkind IN ('r', 'v')"
        )
        options = {"no_parameters": True}
        found = connection.exec_driver_sql(query, execution_options=options)
        return found.first() is not None

    def has_multi_table(
        self,
        connection: sqlalchemy.Connection,
        table_names: Sequence[str],
        schema: str | None = None,
        **kw: Any,
    ) -> Iterator[tuple[tuple[str | None, str], bool]]:
        """What SQLAlchemy 2.1 asks instead of has_table: the same look, for each name."""
        for name in table_names:
            yield (schema, name), self.has_table(connection, name, schema)


registry.register("redshift.redlake", __name__, RedlakeDialect.__name__)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
