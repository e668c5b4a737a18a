"""Start, find and stop a sandbox that runs in a process of its own.

Example:
    >>> running = start(standin, Path(".redlake"), os.getpid())  # doctest: +SKIP
    >>> subprocess.run(["alembic", "current"], env=running.variables())  # doctest: +SKIP
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from redlake.sandbox.standin import StandIn

_PATIENCE = 60.0  # seconds; a start takes two, on a quiet machine

# Servers that this process started: they go on without it asking after them.
_children: dict[int, subprocess.Popen[str]] = {}


class SandboxError(Exception):
    """A sandbox did not start, or does not know what it was asked for."""


@dataclass(frozen=True)
class Running:
    """How to reach a sandbox."""

    environment: str
    pid: int
    started: float
    endpoint: str
    port: int
    account: str
    region: str
    database: str
    certificate: str
    config: str
    access_key_id: str
    secret_access_key: str = field(repr=False)

    @property
    def alive(self) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).create_time() == self.started
        return False

    def variables(self, role: str | None = None) -> dict[str, str]:
        """The environment variables under which a command meets this sandbox, not AWS.

        Args:
            role: the name of an IAM role of the account to act as; without it, the
                account's IAM user ``developer``.

        Raises:
            SandboxError: there is no such role.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PG")) and name != "SSL_CERT_DIR"
        }
        return {
            **kept,
            **self._credentials(role),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_CONFIG_FILE": self.config,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SSL_CERT_FILE": self.certificate,
            "PGHOST": "localhost",
            "PGPORT": str(self.port),
            "PGDATABASE": self.database,
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": self.certificate,
        }

    def _credentials(self, role: str | None) -> Mapping[str, str]:
        if role is None:
            return {
                "AWS_ACCESS_KEY_ID": self.access_key_id,
                "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            }
        import boto3
        from botocore.exceptions import ClientError

        session = boto3.Session(self.access_key_id, self.secret_access_key)
        sts = session.client("sts", region_name=self.region, endpoint_url=self.endpoint)
        try:
            assumed = sts.assume_role(
                RoleArn=f"arn:aws:iam::{self.account}:role/{role}", RoleSessionName="sandbox"
            )["Credentials"]
        except ClientError as error:
            raise SandboxError(
                f"the sandbox's account {self.account} has no role {role} that may be"
                f" assumed: {error.response['Error']['Message']}"
            ) from None
        return {
            "AWS_ACCESS_KEY_ID": assumed["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": assumed["SecretAccessKey"],
            "AWS_SESSION_TOKEN": assumed["SessionToken"],
        }


def start(standin: StandIn, directory: Path, parent: int) -> Running:
    """Starts a sandbox that ends with process ``parent`` at the latest.

    Args:
        directory: where to write how to reach it, for :func:`find`.

    Raises:
        SandboxError: one stands in for this environment already, or it did not start.
    """
    running = find(standin.environment, directory)
    if running is not None:
        raise SandboxError(
            f"a sandbox already stands in for {standin.environment} (process {running.pid});"
            f" stop it with: redlake sandbox stop --as {standin.environment}"
        )
    directory.mkdir(parents=True, exist_ok=True)
    state = _state(standin.environment, directory)
    state.unlink(missing_ok=True)
    log = state.with_suffix(".log")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "redlake.sandbox.serve", str(state), str(parent)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            text=True,
            env=clean,
            start_new_session=True,
        )
        assert process.stdin is not None
        process.stdin.write(standin.to_json())
        process.stdin.close()
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        running = find(standin.environment, directory)
        if running is not None:
            _children[running.pid] = process
            return running
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise SandboxError(f"the sandbox did not start; it said:\n{log.read_text().strip()}")


def find(environment: str, directory: Path) -> Running | None:
    """The sandbox that stands in for ``environment`` now, if one does."""
    try:
        running = Running(**json.loads(_state(environment, directory).read_text()))
    except FileNotFoundError:
        return None
    return running if running.alive else None


def stop(running: Running) -> None:
    """Ends a sandbox and waits until it is gone. It may be gone already."""
    child = _children.pop(running.pid, None)
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(running.pid)
        if process.create_time() == running.started:
            process.terminate()
            (child or process).wait(timeout=_PATIENCE)


def _state(environment: str, directory: Path) -> Path:
    return directory / f"{environment}.json"
