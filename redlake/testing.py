"""What the pytest fixture ``redlake_sandbox`` gives: a project and the sandbox of an environment.

Example:
    >>> def test_upgrade(redlake_sandbox: Sandbox) -> None:
    ...     assert redlake_sandbox.redlake("upgrade", "dev").code == 0
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from redlake.cli.sandbox import sandbox_errors, stand_in
from redlake.environment import Environment, load, names
from redlake.errors import InputError

if TYPE_CHECKING:
    from redlake.sandbox.control import Control
    from redlake.sandbox.process import Running


@dataclass(frozen=True)
class Done:
    """A command that ended: its exit code, and all that it printed."""

    code: int
    said: str


@dataclass(frozen=True)
class Sandbox:
    """The project in ``root``, and a Redshift that stands in for its ``environment``."""

    root: Path
    environment: Environment
    running: Running
    _sessions: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def variables(self, role: str | None = None) -> dict[str, str]:
        """The environment variables under which a command meets the sandbox, not AWS.

        Args:
            role: the name of an IAM role of the account to act as; without it, the
                account's IAM user ``developer``, who may do everything in AWS.
        """
        with sandbox_errors():
            return self.running.variables(role)

    def redlake(self, *words: str, role: str | None = None) -> Done:
        """Runs the command ``redlake`` in the project's root."""
        return self._run("redlake", *words, role=role)

    def alembic(self, *words: str, role: str | None = None) -> Done:
        """Runs Alembic in the project's root, for the environment."""
        return self._run("alembic", "-x", f"env={self.environment.name}", *words, role=role)

    def admin(self, database: str | None = None) -> Any:
        """A session of the admin user, who is a superuser."""
        return self.connect("admin", self.running.admin_password, database=database)

    def connect(
        self,
        user: str | None = None,
        password: str | None = None,
        *,
        role: str | None = None,
        database: str | None = None,
    ) -> Any:
        """A session of redshift_connector's, in autocommit; closed when the test ends.

        Args:
            user: a user of the warehouse; without it, IAM's ``developer`` or ``role`` with
                a temporary password.
            password: without it, what the environment's secret of the user's name holds.
            role: the name of an IAM role of the account.
            database: without it, the environment's.

        Raises:
            InputError: the environment has no secret for the user.
            ValueError: ``user`` with ``role``, or ``password`` without ``user``.
        """
        import redshift_connector

        if user is not None and role is not None:
            raise ValueError(f"role: {role} is no way in for the user {user}; give one of the two")
        if user is None and password is not None:
            raise ValueError("password: whose? Give the user as well")
        if user is None:
            variables = self.variables(role)
            with sandbox_errors():
                login = self.running.login(variables)
            user, password = login["PGUSER"], login["PGPASSWORD"]
        elif password is None:
            password = self._password(user)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", self.running.certificate)
            session = redshift_connector.connect(
                host="localhost",
                port=self.running.port,
                user=user,
                password=password,
                database=database or self.running.database,
                ssl=True,
                sslmode="verify-full",
            )
        session.autocommit = True
        self._sessions.append(session)
        return session

    def aws(self, service: str, role: str | None = None) -> Any:
        """boto3's client for a service of the account, as ``developer`` or as a role."""
        return self.running.aws(service, self.variables(role))

    @property
    def control(self) -> Control:
        """Faults for redlake's sessions, and what was sent."""
        return self.running.control

    def renew(self) -> None:
        """Undoes everything since the sandbox started; sessions are closed."""
        from redshift_connector.error import InterfaceError

        for session in self._sessions:
            with contextlib.suppress(InterfaceError):  # it is closed
                session.close()
        self._sessions.clear()
        self.control.renew()

    def _run(self, program: str, *words: str, role: str | None) -> Done:
        done = subprocess.run(  # noqa: S603
            # Not from the project's folder: it may hold one of that name.
            [sys.executable, "-P", "-m", program, *words],
            cwd=self.root,
            env=self.variables(role),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def _password(self, user: str) -> str:
        secrets = self.environment.secrets
        if user not in secrets:
            raise InputError(
                f"no secret of {self.environment.name} holds the password of {user}",
                way_out=f'give it: connect("{user}", "password");'
                f" there are secrets of {', '.join(secrets) or 'nobody'}",
            )
        found = self.aws("secretsmanager").get_secret_value(SecretId=secrets[user])
        password: str = json.loads(found["SecretString"])["password"]
        return password


@contextlib.contextmanager
def sandbox(
    root: Path, environment: str | None, data: Path | None, directory: Path
) -> Iterator[Sandbox]:
    """A sandbox that runs as long as this context.

    Args:
        root: the project.
        environment: whose; it may be left out where the project has one only.
        data: a folder to serve as databases of the Data Catalog.
        directory: of this sandbox alone.

    Raises:
        RedlakeError: there is no such environment or folder, or the sandbox did not start.
    """
    if data is not None and not data.is_dir():
        raise InputError(
            f"{data} is no folder",
            way_out="give one of files: --redlake-data DIR, or redlake_data in pytest's ini file",
        )
    loaded = load(environment or _only(names(root)), root)
    standing_in = stand_in(loaded, data)
    with sandbox_errors() as process:
        running = process.start(standing_in, directory, os.getpid())
    try:
        yield Sandbox(root, loaded, running)
    finally:
        with sandbox_errors() as process:
            process.stop(running)


def _only(found: list[str]) -> str:
    if len(found) == 1:
        return found[0]
    raise InputError(
        f"the project's environments are {', '.join(found) or 'none yet'}",
        way_out="name one: --redlake-environment ENV, or redlake_environment in pytest's ini file",
    )
