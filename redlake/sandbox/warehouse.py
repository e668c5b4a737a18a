"""A whole sandbox: PostgreSQL, the wire, the AWS endpoint, the sample Data Catalog."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import trustme

from redlake.sandbox import folder, sample
from redlake.sandbox.beginning import Beginning
from redlake.sandbox.definition import CSV, CSV_HEADER, PARQUET
from redlake.sandbox.endpoint import Endpoint
from redlake.sandbox.faults import Traffic
from redlake.sandbox.folder import FolderTable
from redlake.sandbox.lake import Lake, Storage
from redlake.sandbox.logins import Logins
from redlake.sandbox.postgres import SUPERUSER, Postgres
from redlake.sandbox.sample import CatalogTable
from redlake.sandbox.server import Server
from redlake.sandbox.standin import StandIn
from redlake.sandbox.superuser import Superuser
from redlake.sandbox.translation import names
from redlake.sandbox.translation.access import stored_password

# Run in the order of their names, when a sandbox starts.
_SCRIPTS = sorted(Path(__file__).with_name("sql").glob("*.sql"))


class Warehouse:
    """A running stand-in for an environment's Redshift, and for its AWS account.

    Raises:
        Unreadable: a file of the stand-in's ``data`` cannot be served; nothing runs.
        PortTaken: its ``port`` is another's; nothing runs.

    Example:
        >>> with Warehouse(standin) as warehouse:  # doctest: +SKIP
        ...     boto3.client("redshift-serverless", endpoint_url=warehouse.endpoint.url)
    """

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.logins = Logins()
        self._traffic = Traffic()
        self._renewing = threading.Lock()
        authority = trustme.CA()
        self.certificate: bytes = authority.cert_pem.bytes()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        authority.issue_cert("localhost").configure_cert(tls)
        served = folder.tables(Path(standin.data)) if standin.data is not None else []
        names.schema(standin.database, "public")  # a name that PostgreSQL would cut is refused
        with contextlib.ExitStack() as started:
            postgres = Postgres()
            started.callback(postgres.stop)
            self.server = Server(postgres, self.logins, tls, self._traffic, standin.port)
            started.callback(self.server.stop)
            self.endpoint = Endpoint(
                standin,
                self.logins,
                self._traffic,
                host="localhost",
                port=self.server.port,
                certificate=self.certificate,
                renew=self.renew,
            )
            started.callback(self.endpoint.stop)
            with contextlib.closing(Superuser(postgres)) as admin:
                self._fill(admin)
            self._lake = self._fill_catalog(postgres, served)
            self._beginning = Beginning(postgres)
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

    def renew(self) -> None:
        """Makes everything what it was at the start, on the same ports, with the same keys."""
        with self._renewing:
            self._traffic.reset()
            self.server.end_sessions()
            self.logins.forget()
            with self._lake.renewed():
                self._beginning.restore()
                self.endpoint.renew()

    def _fill(self, admin: Superuser) -> None:
        for script in _SCRIPTS:
            admin.run(script.read_text())
        if self.standin.workgroup is not None:
            admin.run("DROP VIEW redshift.stv_mv_info, redshift.stv_mv_deps")  # Serverless has none
        password = stored_password(self.endpoint.admin_password, "admin")
        admin.run(
            "CREATE ROLE admin LOGIN SUPERUSER;"
            f"INSERT INTO sandbox.users VALUES ('admin', {names.literal(password)});"
        )
        producer = map(names.literal, (self.standin.account, self.endpoint.namespace))
        admin.run(f"INSERT INTO sandbox.producer VALUES ({', '.join(producer)})")
        for database in dict.fromkeys(("dev", self.standin.database)):
            admin.run(f"SELECT sandbox.create_database({names.literal(database)}, '{SUPERUSER}')")
        admin.run("COMMENT ON SCHEMA awsdatacatalog IS 'the Data Catalog of the account'")

    def _fill_catalog(self, postgres: Postgres, served: Sequence[FolderTable]) -> Lake:
        """The first tables of the Data Catalog: in Glue, and with their rows where SQL finds them.

        From here on, SQL follows Glue.
        """
        bucket = f"{self.standin.environment}-{self.standin.account}-{self.standin.region}"
        served_databases = {table.database for table in served}
        generated = {}
        for made in (*sample.tables(), *_empty_tables(self.standin)):
            if made.database not in served_databases:
                location = f"s3://{bucket}-consume/{made.database}/{made.name}"
                generated[location] = made
                self.endpoint.add_catalog_table(
                    made.database,
                    made.name,
                    made.columns,
                    partitions=made.partitions,
                    location=location,
                )
        for table in served:
            self.endpoint.add_catalog_table(
                table.database,
                table.name,
                table.columns,
                partitions=table.partitions,
                location=f"s3://{bucket}-consume/{quote(table.key)}",
                storage=CSV if table.is_csv else PARQUET,
                parameters=CSV_HEADER if table.is_csv else {},
            )
        directory = None if self.standin.data is None else Path(self.standin.data)
        lake = Lake(postgres, Storage(generated, directory))
        catalog = self.endpoint.catalog
        lake.begin(catalog.databases(), catalog.definitions())
        catalog.follower = lake.follow
        return lake


def _empty_tables(standin: StandIn) -> Iterator[CatalogTable]:
    for database, tables in standin.catalog.items():
        for table, columns in tables.items():
            yield CatalogTable(database, table, tuple(columns.items()), (), lambda: iter(()))
