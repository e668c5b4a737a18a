"""Start, find and stop a sandbox that runs in a process of its own.

Example:
    >>> running = start(standin, Path(".redlake"), os.getpid())  # doctest: +SKIP
    >>> subprocess.run(["alembic", "current"], env=running.variables())  # doctest: +SKIP
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from redlake.sandbox.control import Control
from redlake.sandbox.standin import StandIn

_PATIENCE = 60.0  # seconds; a start takes two, on a quiet machine
_HOUR = 3600  # seconds, the longest that a temporary password is good for


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
    admin_password: str = field(repr=False)
    token: str = field(repr=False)
    workgroup: str | None = None
    cluster: str | None = None

    @property
    def control(self) -> Control:
        """Its faults and its traffic, for tests."""
        return Control(self.endpoint, self.token)

    @property
    def alive(self) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            return process.create_time() == self.started and is_running(process)
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
            **_past_proxies(kept),
            "SSL_CERT_FILE": self.certificate,
            "PGHOST": "localhost",
            "PGPORT": str(self.port),
            "PGDATABASE": self.database,
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": self.certificate,
        }

    def login(self, variables: Mapping[str, str]) -> dict[str, str]:
        """PGUSER and a PGPASSWORD for an hour, for programs that know nothing of IAM.

        Args:
            variables: whose credentials to ask with, as :meth:`variables` gives them.

        Raises:
            SandboxError: these may not log in.
        """
        from botocore.exceptions import ClientError

        try:
            if self.workgroup is not None:
                serverless = self.aws("redshift-serverless", variables)
                answer = serverless.get_credentials(
                    workgroupName=self.workgroup, durationSeconds=_HOUR
                )
                return {"PGUSER": answer["dbUser"], "PGPASSWORD": answer["dbPassword"]}
            assert self.cluster is not None
            redshift = self.aws("redshift", variables)
            found = redshift.get_cluster_credentials_with_iam(
                ClusterIdentifier=self.cluster, DurationSeconds=_HOUR
            )
        except ClientError as error:
            raise SandboxError(
                f"no password for psql: {error.response['Error']['Message']}"
            ) from None
        return {"PGUSER": found["DbUser"], "PGPASSWORD": found["DbPassword"]}

    def aws(self, service: str, credentials: Mapping[str, str]) -> Any:
        """boto3's client for a service of the account; nothing of the user's own is asked.

        Args:
            service: as boto3 names it.
            credentials: the environment variables that hold them.
        """
        # Here and not above: importing them takes a third of a second.
        import boto3
        from botocore.config import Config
        from botocore.session import Session

        own = Session(
            {
                "profile": (None, [], None, None),
                "config_file": (None, [], os.devnull, None),
                "credentials_file": (None, [], os.devnull, None),
            }
        )
        own.set_credentials(
            credentials["AWS_ACCESS_KEY_ID"],
            credentials["AWS_SECRET_ACCESS_KEY"],
            credentials.get("AWS_SESSION_TOKEN"),
        )
        # Any: the stubs type a client for each service's literal name.
        session: Any = boto3.Session(botocore_session=own, region_name=self.region)
        # Without it, botocore asks the environment for proxies.
        direct = Config(proxies={})
        return session.client(service, endpoint_url=self.endpoint, config=direct)

    def _credentials(self, role: str | None) -> Mapping[str, str]:
        if role is None:
            return {
                "AWS_ACCESS_KEY_ID": self.access_key_id,
                "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            }
        from botocore.exceptions import ClientError

        sts = self.aws("sts", self._credentials(None))
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


def _past_proxies(variables: Mapping[str, str]) -> dict[str, str]:
    """The loopback is behind no proxy, whatever else is."""
    known = [variables[name] for name in ("NO_PROXY", "no_proxy") if variables.get(name)]
    return dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join([*known, "127.0.0.1", "localhost"]))


def is_running(process: psutil.Process) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not.

    It does as long as there are no descriptors to look with.
    """
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        return True


def start(standin: StandIn, directory: Path, parent: int) -> Running:
    """Starts a sandbox that ends with process ``parent`` at the latest.

    What it takes to reach it is written to ``directory``, for :func:`find`.

    Raises:
        SandboxError: one stands in for this environment already, or it did not start.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(standin.environment, directory):
        running = find(standin.environment, directory)
        if running is not None:
            raise SandboxError(
                f"a sandbox already stands in for {standin.environment} (process {running.pid});"
                f" stop it with: redlake sandbox stop --as {standin.environment}"
            )
        state = _state(standin.environment, directory)
        state.unlink(missing_ok=True)
        log = state.with_suffix(".log")
        if not _launch(standin, state, log, parent):
            said = log.read_text().strip()
            raise SandboxError(f"the sandbox did not start; it said:\n{said}")
        running = find(standin.environment, directory)
    if running is None:
        raise SandboxError("the sandbox started, and ended at once")
    return running


@contextlib.contextmanager
def _alone(environment: str, directory: Path) -> Iterator[None]:
    """Keeps two starts for one environment from each finding none."""
    with (directory / f"{environment}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _launch(standin: StandIn, state: Path, log: Path, parent: int) -> bool:
    """Starts the process and waits until it has written ``state``; whether it has.

    The process that is started here ends at once, and leaves a child of its own that
    nobody has to wait for. That child holds the other end of a pipe until it is ready.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    ready, said = os.pipe()
    arguments = (str(state), str(parent), str(said))
    try:
        with log.open("w") as output:
            process = subprocess.Popen(
                # -P: a project's own files are no modules of Python's.
                [*(sys.executable, "-P", "-m", "redlake.sandbox.serve"), *arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=clean,
                pass_fds=[said],
                start_new_session=True,
            )
    finally:
        os.close(said)
    with os.fdopen(ready, "rb") as answer:
        process.communicate(standin.to_json().encode())
        found, _, _ = select.select([answer], [], [], _PATIENCE)
        if found and answer.read():
            return True
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return False


def find(environment: str, directory: Path) -> Running | None:
    """The sandbox that stands in for ``environment`` now, if one does."""
    try:
        running = Running(**json.loads(_state(environment, directory).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # never started, or left behind by another version
    return running if running.alive else None


def stop(running: Running) -> None:
    """Ends a sandbox and waits until it is gone. It may be gone already.

    Raises:
        SandboxError: it does not end.
    """
    deadline = time.monotonic() + _PATIENCE
    with contextlib.suppress(psutil.NoSuchProcess):
        if running.alive:
            psutil.Process(running.pid).terminate()
    while running.alive:
        if time.monotonic() > deadline:
            raise SandboxError(f"the sandbox does not end (process {running.pid})")
        time.sleep(0.02)


def _state(environment: str, directory: Path) -> Path:
    return directory / f"{environment}.json"
