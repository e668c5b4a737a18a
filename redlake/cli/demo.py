"""redlake demo: the whole way, from an empty Redshift to a view change and its rollback."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from redlake.cli import sandbox
from redlake.cli.project import root as project_root
from redlake.environment import Environment, load
from redlake.errors import RedlakeError

if TYPE_CHECKING:
    from redlake.connection import Warehouse
    from redlake.sandbox.process import Running

_SHOWN_COLUMNS = 7
_VIEW = "general_insurance_redshift_materialized"
_REFRESH = f"refresh_{_VIEW}()"


def command() -> None:
    """Show the main job on this machine: two sandboxes, dev and prod, no AWS.

    Takes about half a minute. Each command behind a $ is run as it stands, as "redlake
    sandbox run" would; each query behind a role's name is one of that role's sessions,
    through IAM credentials, TLS and the real driver. The sandboxes end with the command.
    """
    began = time.monotonic()
    demo = _Demo()
    with sandbox.sandbox_errors() as process, ThreadPoolExecutor() as threads:
        starts = {name: threads.submit(demo.start, process, name) for name in ("dev", "prod")}
        try:
            for name, started in starts.items():
                demo.environment(name, started.result())
        finally:
            for started in starts.values():
                if started.exception() is None:
                    process.stop(started.result())
    demo.heading("The SQL of prod, without any connection (revision 0006 of it)")
    demo.shell(["alembic", "-x", "env=prod", "upgrade", "0005:0006", "--sql"], dict(os.environ))
    demo.console.print(f"\nThat took {time.monotonic() - began:.0f} seconds.")


class _Demo:
    def __init__(self) -> None:
        self.root = project_root()
        width = None if sys.stdout.isatty() else 120
        self.console = Console(highlight=False, width=width)
        self._warehouses: dict[str, Warehouse] = {}

    def start(self, process: ModuleType, name: str) -> Running:
        """A sandbox that ends with this command at the latest."""
        stand_in = sandbox.stand_in(load(name, self.root))
        running: Running = process.start(stand_in, sandbox.directory(), os.getpid())
        return running

    def environment(self, name: str, running: Running) -> None:
        """The six steps in one environment, in a sandbox of its own."""
        environment = load(name, self.root)
        connection = environment.connection
        kind = "a Serverless workgroup" if connection.serverless else "a provisioned cluster"
        self.heading(f"{name}: {kind}, account {connection.account}")
        self.console.print(
            f"A sandbox stands in for it: Redshift on localhost:{running.port},"
            f" AWS on {running.endpoint}, sample data in the Data Catalog."
        )
        self._migrate(name, running)
        with _met(running):
            self._read(environment)
            self._glue_job(environment)
        self._change_a_view(environment, running)

    def _migrate(self, name: str, running: Running) -> None:
        variables = running.variables()
        self.shell(["redlake", "bootstrap", name], variables)
        self.shell(["alembic", "-x", f"env={name}", "upgrade", "head"], variables)

    def _read(self, environment: Environment) -> None:
        analyst = _as_role(environment, _reader(environment))
        glue = _as_role(environment, environment.values["glue_role"])
        self.query(analyst, "select * from general_insurance_redshift_spectrum limit 5")
        self.query(analyst, f"select * from {_VIEW} limit 5")
        self.query(
            glue,
            "select * from awsdatacatalog.syntheticgeneraldata_consume.policydata limit 5",
        )
        self.query(analyst, "select * from general_insurance_redshift_boxplot")

    def _glue_job(self, environment: Environment) -> None:
        """What the guide's Glue job does: writes as glue_connector, refreshes as its role."""
        analyst = _as_role(environment, _reader(environment))
        glue = _as_role(environment, environment.values["glue_role"])
        _let_read_secret(environment)
        rows = _write_consume_table(self._warehouse(glue))
        self.heading(f"The Glue job's stand-in wrote {rows} rows as glue_connector")
        self.query(analyst, "select * from syntheticgeneraldata_consume.public.policydata limit 5")
        self.heading("The Glue role refreshes by the procedure, and may do nothing else")
        self.query(glue, f"call {_REFRESH}")
        self.query(glue, f"refresh materialized view {_VIEW}")
        self.query(glue, f"select * from {_VIEW} limit 5")
        self.query(glue, f"drop materialized view {_VIEW}")

    def _change_a_view(self, environment: Environment, running: Running) -> None:
        """Revision 0007 replaces the materialized view: back, forth, and what readers keep."""
        name = environment.name
        self.heading("A view change, rolled back and made again; readers keep their grants")
        seen = {"0007, the change": self._grants(environment, running)}
        for target, label in (("-1", "0006, rolled back"), ("+1", "0007, made again")):
            self.shell(["alembic", "-x", f"env={name}", *_direction(target)], running.variables())
            seen[label] = self._grants(environment, running)
        table = Table("at revision", "columns", "grants on the view")
        for label, (columns, grants) in seen.items():
            table.add_row(label, str(columns), grants)
        self.console.print(table)
        if len({grants for _, grants in seen.values()}) != 1:
            raise RedlakeError("the readers' grants are not what they were")
        self.console.print("The grants are equal before and after.", style="green")

    def _grants(self, environment: Environment, running: Running) -> tuple[int, str]:
        """How many columns the view has, and who holds what on it."""
        with _met(running), self._session(environment) as session:
            cursor = session.cursor()
            cursor.execute(f"select * from {_VIEW} limit 0")
            columns = len(cursor.description)
            cursor.execute(
                "select identity_type, identity_name, privilege_type"
                f" from svv_relation_privileges where relation_name = '{_VIEW}'"
                " order by 1, 2, 3"
            )
            grants = ", ".join(f"{p} to {t} {n}" for t, n, p in cursor.fetchall())
        return columns, grants

    def heading(self, text: str) -> None:
        self.console.print()
        self.console.rule(text, align="left", style="cyan")

    def shell(self, command: Sequence[str], variables: dict[str, str]) -> None:
        """Runs a command where this interpreter's programs are, and shows what it prints."""
        self.console.print(f"\n$ {' '.join(command)}", style="bold", markup=False)
        here = str(Path(sys.executable).parent)
        path = os.pathsep.join([here, variables.get("PATH", os.defpath)])
        program = str(Path(here, command[0]))
        done = subprocess.run(  # noqa: S603 the commands above
            [program, *command[1:]],
            env={**variables, "PATH": path},
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.console.print(done.stdout.rstrip(), markup=False, soft_wrap=True)
        if done.returncode != 0:
            raise RedlakeError(f"{' '.join(command)} failed with exit code {done.returncode}")

    def query(self, environment: Environment, sql: str) -> None:
        """Runs ``sql`` in a session of an environment's role, and shows rows or refusal."""
        from redshift_connector.error import Error as DriverError

        from redlake.connection import said

        role = (environment.connection.role or "").rsplit("/", 1)[-1]
        self.console.print(f"\n{role}=> {sql};", style="bold", markup=False)
        with self._session(environment) as session:
            cursor = session.cursor()
            try:
                cursor.execute(sql)
            except DriverError as error:
                self.console.print(f"ERROR: {said(error)}", style="yellow", markup=False)
                return
            if cursor.description:
                self._show([column[0] for column in cursor.description], cursor.fetchall())
            else:
                self.console.print("done")

    def _warehouse(self, environment: Environment) -> Warehouse:
        """The environment's Redshift, for the role that it assumes."""
        from redlake.connection import Warehouse

        role = f"{environment.name} {environment.connection.role}"
        if role not in self._warehouses:
            self._warehouses[role] = Warehouse(environment)
        return self._warehouses[role]

    @contextlib.contextmanager
    def _session(self, environment: Environment) -> Iterator[Any]:
        with contextlib.closing(self._warehouse(environment).connect(autocommit=True)) as session:
            yield session

    def _show(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        table = Table(*columns[:_SHOWN_COLUMNS])
        for row in rows:
            table.add_row(*(_cell(value) for value in row[:_SHOWN_COLUMNS]))
        self.console.print(table)
        if len(columns) > _SHOWN_COLUMNS:
            self.console.print(f"({len(columns)} columns, {_SHOWN_COLUMNS} of them shown)")


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, (float, Decimal)) else str(value)


def _direction(target: str) -> list[str]:
    return ["downgrade" if target.startswith("-") else "upgrade", target]


def _reader(environment: Environment) -> str:
    role: str = environment.values["readers"]["role_members"][0]
    return role


def _as_role(environment: Environment, role: str) -> Environment:
    """The environment as it is for somebody who acts as another role of its account."""
    arn = f"arn:aws:iam::{environment.connection.account}:role/{role}"
    connection = environment.connection.model_copy(update={"role": arn})
    return environment.model_copy(update={"connection": connection})


@contextlib.contextmanager
def _met(running: Running) -> Iterator[None]:
    """Lets this process meet the sandbox where it would have met AWS."""
    before = dict(os.environ)
    os.environ.update(running.variables())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _let_read_secret(environment: Environment) -> None:
    """The inline policy that the guide gives to the Glue role for its connection."""
    import json

    import boto3

    statement = {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": environment.secrets["glue_connector"],
    }
    boto3.Session().client("iam").put_role_policy(
        RoleName=environment.values["glue_role"],
        PolicyName="GlueConnectorSecret",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )


def _write_consume_table(warehouse: Warehouse) -> int:
    """Reads policies as the Glue role, and writes them as the secret's user."""
    columns = {
        "policynumber": "bigint",
        "startdate": "date",
        "lobcode": "varchar(20)",
        "territory": "varchar(20)",
        "writtenpremiumamount": "decimal(10,2)",
        "earnedpremium": "decimal(10,2)",
    }
    with contextlib.closing(warehouse.connect(autocommit=True)) as reading:
        cursor = reading.cursor()
        cursor.execute(
            f"select {', '.join(columns)}"
            " from awsdatacatalog.syntheticgeneraldata_consume.policydata"
            " order by policynumber, startdate limit 200"
        )
        rows = cursor.fetchall()
    login = warehouse.secret("glue_connector")
    writing = warehouse.connect("syntheticgeneraldata_consume", login=login)
    with contextlib.closing(writing):
        cursor = writing.cursor()
        declared = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
        cursor.execute(f"create table public.policydata ({declared})")
        holes = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
        cursor.execute(
            f"insert into public.policydata values {holes}",
            tuple(value for row in rows for value in row),
        )
        writing.commit()
    return len(rows)
