"""A whole sandbox: PostgreSQL, the wire, the AWS endpoint, the sample Data Catalog."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path

import trustme

from redlake.sandbox import sample, wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.endpoint import Endpoint
from redlake.sandbox.faults import Traffic
from redlake.sandbox.logins import Logins
from redlake.sandbox.postgres import SUPERUSER, Postgres
from redlake.sandbox.sample import CatalogTable
from redlake.sandbox.server import Server
from redlake.sandbox.standin import StandIn
from redlake.sandbox.translation import names
from redlake.sandbox.translation.access import stored_password
from redlake.sandbox.wire import Message

# Run in the order of their names, when a sandbox starts.
_SCRIPTS = sorted(Path(__file__).with_name("sql").glob("*.sql"))


class Warehouse:
    """A running stand-in for an environment's Redshift, and for its AWS account.

    Example:
        >>> with Warehouse(standin) as warehouse:  # doctest: +SKIP
        ...     boto3.client("redshift-serverless", endpoint_url=warehouse.endpoint.url)
    """

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.logins = Logins()
        traffic = Traffic()
        authority = trustme.CA()
        self.certificate: bytes = authority.cert_pem.bytes()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        authority.issue_cert("localhost").configure_cert(tls)
        names.schema(standin.database, "public")  # a name that PostgreSQL would cut is refused
        with contextlib.ExitStack() as started:
            postgres = Postgres()
            started.callback(postgres.stop)
            self.server = Server(postgres, self.logins, tls, traffic)
            started.callback(self.server.stop)
            self.endpoint = Endpoint(
                standin,
                self.logins,
                traffic,
                host="localhost",
                port=self.server.port,
                certificate=self.certificate,
            )
            started.callback(self.endpoint.stop)
            with contextlib.closing(Superuser(postgres)) as admin:
                self._fill(admin, (*sample.tables(), *_empty_tables(standin)))
            self.server.start()
            self.endpoint.start()
            self._started = started.pop_all()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends everything; nothing is kept. May be called twice."""
        self._started.close()

    def _fill(self, admin: Superuser, tables: Iterable[CatalogTable]) -> None:
        for script in _SCRIPTS:
            admin.run(script.read_text())
        password = stored_password(self.endpoint.admin_password, "admin")
        admin.run(
            "CREATE ROLE admin LOGIN SUPERUSER;"
            f"INSERT INTO sandbox.users VALUES ('admin', {names.literal(password)});"
        )
        for database in dict.fromkeys(("dev", self.standin.database)):
            admin.run(f"SELECT sandbox.create_database({names.literal(database)}, '{SUPERUSER}')")
        admin.run("COMMENT ON SCHEMA awsdatacatalog IS 'the Data Catalog of the account'")
        for table in tables:
            self._add(admin, table)

    def _add(self, admin: Superuser, table: CatalogTable) -> None:
        """A table of the Data Catalog: in Glue, and with its rows where SQL finds them."""
        bucket = f"{self.standin.environment}-{self.standin.account}-{self.standin.region}"
        self.endpoint.add_catalog_table(
            table.database,
            table.name,
            table.columns,
            partitions=table.partitions,
            location=f"s3://{bucket}-consume/{table.database}/{table.name}",
        )
        schema = names.schema(names.CATALOG_DATABASE, table.database)
        target = f"{schema}.{names.quoted(table.name)}"
        columns = ", ".join(
            f"{names.quoted(name)} {sample.postgres_type(type_)}"
            for name, type_ in (*table.columns, *table.partitions)
        )
        admin.run(
            f"CREATE SCHEMA IF NOT EXISTS {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC;"
            f"CREATE TABLE {target} ({columns}); GRANT SELECT ON {target} TO PUBLIC"
        )
        admin.copy(target, table.rows())


def _empty_tables(standin: StandIn) -> Iterator[CatalogTable]:
    for database, tables in standin.catalog.items():
        for table, columns in tables.items():
            yield CatalogTable(database, table, tuple(columns.items()), (), lambda: iter(()))


class Superuser:
    """PostgreSQL's own superuser, on a connection of its own."""

    def __init__(self, postgres: Postgres) -> None:
        self._connection = Connection(postgres.connect())
        self._connection.send(wire.startup({"user": SUPERUSER, "database": "postgres"}))
        self._finish()

    def run(self, sql: str) -> None:
        """Runs a script as one transaction.

        Raises:
            RuntimeError: PostgreSQL refused it.
        """
        self._connection.send(Message(b"Q", wire.text(sql)).encode())
        self._finish()

    def copy(self, table: str, lines: Iterable[str]) -> None:
        """Loads lines of COPY's text format, each with its newline."""
        self._connection.send(Message(b"Q", wire.text(f"COPY {table} FROM STDIN")).encode())
        while self._connection.message().tag != b"G":
            pass
        batch: list[str] = []
        for line in lines:
            batch.append(line)
            if len(batch) == 2000:
                self._connection.send(Message(b"d", "".join(batch).encode()).encode())
                batch = []
        self._connection.send(Message(b"d", "".join(batch).encode()).encode())
        self._connection.send(Message(b"c").encode())
        self._finish()

    def close(self) -> None:
        with contextlib.suppress(Closed):
            self._connection.send(wire.TERMINATE.encode())
        self._connection.close()

    def _finish(self) -> None:
        failed = None
        while (message := self._connection.message()).tag != b"Z":
            if message.tag == b"E":
                failed = wire.error_fields(message)
        if failed is not None:
            raise RuntimeError(f"the embedded PostgreSQL refused: {failed}")
