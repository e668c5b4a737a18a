"""A running sandbox, and ways into it that real clients take."""

from __future__ import annotations

import contextlib
import gc
import json
import subprocess
import warnings
from typing import Any

import boto3
import pytest
import redshift_connector
from redshift_connector.error import Error, InterfaceError

from redlake.sandbox.process import Running

ACCOUNT = "111122223333"
REGION = "us-east-2"
ADMIN_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:lake/admin-AbC123"
GLUE = "dev-insurancelake-us-east-2-glue-role"


class Session:
    """A session through redshift_connector, in autocommit unless said otherwise."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def run(self, sql: str) -> list[list[Any]]:
        """Runs one statement; its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return [list(row) for row in cursor.fetchall()] if cursor.description else []

    def value(self, sql: str) -> Any:
        """The one value of one row."""
        ((value,),) = self.run(sql)
        return value

    def refused(self, sql: str) -> tuple[str, str]:
        """SQLSTATE and message of a statement that fails."""
        fields = self.fields(sql)
        return fields["C"], fields["M"]

    def fields(self, sql: str) -> dict[str, str]:
        with pytest.raises(Error) as caught:
            self.run(sql)
        fields: dict[str, str] = caught.value.args[0]
        return fields

    def close(self) -> None:
        """Ends the session, if it has not ended yet."""
        with contextlib.suppress(InterfaceError):
            self.connection.close()


class Lake:
    """A running sandbox, and ways into it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.workgroup = "lake-dev"
        self._sessions: list[Session] = []
        found = self.aws("secretsmanager").get_secret_value(SecretId=ADMIN_SECRET)
        self.admin_password: str = json.loads(found["SecretString"])["password"]

    def aws(self, service: str, role: str | None = None) -> Any:
        """boto3's client for a service, as IAM user ``developer`` or as a role."""
        variables = self.running.variables(role)
        # Any: the stubs type a client for each service's literal name.
        session: Any = boto3.Session(
            variables["AWS_ACCESS_KEY_ID"],
            variables["AWS_SECRET_ACCESS_KEY"],
            variables.get("AWS_SESSION_TOKEN"),
            region_name=REGION,
        )
        return session.client(service, endpoint_url=self.running.endpoint)

    def connect(
        self,
        user: str = "admin",
        password: str | None = None,
        database: str = "dev",
        *,
        autocommit: bool = True,
        **options: Any,
    ) -> Session:
        connection = redshift_connector.connect(
            host="localhost",
            port=self.running.port,
            user=user,
            password=self.admin_password if password is None else password,
            database=database,
            **{"ssl": True, "sslmode": "verify-full", **options},
        )
        connection.autocommit = autocommit
        session = Session(connection)
        self._sessions.append(session)
        return session

    def refused_login(self, user: str, password: str, database: str = "dev", **options: Any) -> Any:
        """What a client is told that is not let in: the error's one argument."""
        with warnings.catch_warnings():
            # The driver leaves its socket to the collector then.
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                self.connect(user, password, database, **options)
            except Error as error:
                said = error.args[0]
            else:
                pytest.fail("it was let in")
            gc.collect()
        return said

    def iam(self, role: str | None = None, database: str = "dev") -> Session:
        """A session of a role, or of IAM user ``developer``, with temporary credentials."""
        found = self.aws("redshift-serverless", role).get_credentials(
            workgroupName=self.workgroup, dbName=database
        )
        return self.connect(found["dbUser"], found["dbPassword"], database)

    def psql_variables(self) -> dict[str, str]:
        """The environment that lets psql in, as the admin."""
        return {
            **self.running.variables(),
            "PGUSER": "admin",
            "PGPASSWORD": self.admin_password,
        }

    def psql(
        self, *arguments: str, user: str = "admin", script: str | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """What psql says; it is required, so a missing one is a failure."""
        command = ["psql", "-X", "-A", "-t", "-v", "VERBOSITY=verbose", *arguments]
        return subprocess.run(
            command,
            env={**self.psql_variables(), "PGUSER": user, **variables},
            input=script,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def close(self) -> None:
        for session in self._sessions:
            session.close()
