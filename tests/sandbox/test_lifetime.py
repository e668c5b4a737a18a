"""A sandbox ends with whoever started it, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from redlake.sandbox import process
from redlake.sandbox.process import Running, SandboxError
from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake

PASSWORD = "Secret-w0rd"


@contextlib.contextmanager
def started(standin: StandIn, directory: Path, parent: int) -> Iterator[Running]:
    running = process.start(standin, directory, parent)
    try:
        yield running
    finally:
        process.stop(running)


def until(condition: Callable[[], bool]) -> None:
    """Waits; the test's own time limit is the only one."""
    while not condition():
        time.sleep(0.02)


def addresses(member: psutil.Process) -> list[Any]:
    """Where a process listens; PostgreSQL's workers come and go."""
    with contextlib.suppress(psutil.NoSuchProcess):
        found = member.net_connections("inet")
        return [one.laddr for one in found if one.status == psutil.CONN_LISTEN]
    return []


def data_directory(running: Running) -> Path:
    """Where the sandbox's PostgreSQL keeps its files."""
    for server in psutil.Process(running.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            command = server.cmdline()
            if "-k" in command:
                return Path(command[command.index("-k") + 1])
    raise AssertionError("no PostgreSQL runs")


def test_one_life(standin: StandIn, tmp_path: Path) -> None:
    with started(standin, tmp_path, os.getpid()) as running:
        family = [psutil.Process(running.pid)]
        family += family[0].children(recursive=True)
        directory = data_directory(running)

        listening = [address for member in family for address in addresses(member)]
        assert {address.ip for address in listening} == {"127.0.0.1"}
        assert running.port in {address.port for address in listening}
        assert directory.stat().st_mode & 0o077 == 0
        assert directory.parent == Path(tempfile.gettempdir())
        assert process.find(standin.environment, tmp_path) == running
        for secret in (tmp_path / "dev.json", tmp_path / "dev.config"):
            assert secret.stat().st_mode & 0o077 == 0
        with pytest.raises(SandboxError, match="already stands in for dev"):
            process.start(standin, tmp_path, os.getpid())

    assert process.find(standin.environment, tmp_path) is None
    assert not directory.exists()
    assert not any(process.is_running(member) for member in family)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dev.lock", "dev.log"]
    assert (tmp_path / "dev.log").read_text() == ""
    process.stop(running)  # it may be gone already


def test_passwords_are_in_no_file(lake: Lake) -> None:
    directory = data_directory(lake.running)
    for sql in (
        f"CREATE USER noted PASSWORD '{PASSWORD}'",
        f"CREATE USER noted PASSWORD '{PASSWORD}'",  # fails
        f"CREATE USER noted PASSWORD '{PASSWORD}' NONSENSE",
        f"ALTER USER nobody PASSWORD '{PASSWORD}'",
    ):
        lake.psql("-c", sql)

    state = Path(lake.running.config).parent
    files = [file for file in (*directory.rglob("*"), *state.rglob("*")) if file.is_file()]
    assert directory / "log" in files
    assert not [file for file in files if PASSWORD.encode() in file.read_bytes()]


def test_ends_with_its_starter(standin: StandIn, tmp_path: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with started(standin, tmp_path, starter.pid) as running:
        directory = data_directory(running)
        starter.kill()
        starter.wait()

        until(lambda: not running.alive)
        assert not directory.exists()
        assert process.find(standin.environment, tmp_path) is None


def test_postgresql_ends_with_its_sandbox(standin: StandIn, tmp_path: Path) -> None:
    with started(standin, tmp_path, os.getpid()) as running:
        family = psutil.Process(running.pid).children(recursive=True)
        directory = data_directory(running)
        os.kill(running.pid, signal.SIGKILL)

        until(lambda: not any(process.is_running(member) for member in family))
        until(lambda: not directory.exists())
        # What the killed process could not remove does not stand in the way.
        assert (tmp_path / "dev.json").exists()
        assert process.find(standin.environment, tmp_path) is None
    with started(standin, tmp_path, os.getpid()) as again:
        assert again.pid != running.pid


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"environment": "dev", "unknown": 1}'])
def test_state_that_means_nothing_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "dev.json").write_text(text)

    assert process.find("dev", tmp_path) is None


def test_state_of_a_process_that_has_another_life(tmp_path: Path) -> None:
    fields = dict.fromkeys(Running.__dataclass_fields__, "x")
    (tmp_path / "dev.json").write_text(json.dumps({**fields, "pid": os.getpid(), "started": 1.0}))

    assert process.find("dev", tmp_path) is None


def test_start_that_fails_says_why_and_leaves_nothing(
    standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(standin, database="a.b")
    # Not in tmp_path: the path of a socket must be short.
    with tempfile.TemporaryDirectory() as temporary:
        monkeypatch.setenv("TMPDIR", temporary)

        with pytest.raises(SandboxError, match=r"a database named a\.b"):
            process.start(broken, tmp_path, os.getpid())

        assert list(Path(temporary).iterdir()) == []
    assert process.find("dev", tmp_path) is None


def test_start_for_a_parent_that_is_gone(standin: StandIn, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    with pytest.raises(SandboxError, match="did not start"):
        process.start(standin, tmp_path, gone.pid)


def test_role_that_the_account_lacks(standin: StandIn, tmp_path: Path) -> None:
    with started(standin, tmp_path, os.getpid()) as running:
        with pytest.raises(SandboxError, match="has no role nobody"):
            running.variables("nobody")
        variables = running.variables(standin.roles[0])
    assert variables["AWS_SESSION_TOKEN"]
    assert not any(name.startswith("AWS_PROFILE") for name in variables)
