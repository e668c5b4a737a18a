"""What a command meets under `redlake sandbox run`: its login, Ctrl-C, a project's own files."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from redlake.cli.sandbox import stand_in
from redlake.environment import load
from redlake.sandbox.process import Running, start, stop
from tests.conftest import PROJECT, ROOT, Done, clean_variables, run

_PSQL = ("psql", "-XAtc", "select current_user")
_CONNECT = "import psycopg; print(psycopg.connect().execute('select current_user').fetchone()[0])"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, root / name)
    return root


@pytest.fixture(scope="module")
def running(root: Path) -> Iterator[Running]:
    running = start(stand_in(load("dev", root)), root / ".redlake" / "sandbox", os.getpid())
    yield running
    stop(running)


def in_it(root: Path, *command: str, options: tuple[str, ...] = (), **variables: str) -> Done:
    return run(
        *("redlake", "sandbox", "run", "--as", "dev", *options, "--", *command),
        root=root,
        variables={**clean_variables(), **variables},
    )


@pytest.mark.parametrize(
    "command",
    [
        _PSQL,
        ("bash", "-c", 'psql -XAtc "select current_user"'),
        (sys.executable, "-c", _CONNECT),
    ],
)
def test_every_command_can_log_in(root: Path, running: Running, command: tuple[str, ...]) -> None:
    done = in_it(root, *command)

    assert done == Done(0, "IAM:developer\n")


def test_the_users_own_login_wins(root: Path, running: Running) -> None:
    password = running.admin_password
    both = in_it(root, *_PSQL, PGUSER="admin", PGPASSWORD=password)
    option = in_it(root, *_PSQL, "-U", "admin", PGPASSWORD=password)
    unasked = in_it(root, *_PSQL, "-w", "-XU", "admin")

    assert (both, option) == (Done(0, "admin\n"), Done(0, "admin\n"))
    assert (unasked.code, "no password supplied" in unasked.said) == (2, True), unasked.said


def test_a_role_that_may_have_no_password_runs_what_wants_none(
    root: Path, running: Running
) -> None:
    iam = boto3.client("iam", **_as_developer(running))
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="no-sql", AssumeRolePolicyDocument=document)
    options = ("--role", "no-sql")

    other = in_it(root, "sh", "-c", "echo ${PGUSER-nobody}", options=options)
    psql = in_it(root, *_PSQL, options=options)

    assert other == Done(0, "nobody\n")
    assert (psql.code, "no password for psql: " in psql.said) == (1, True), psql.said


def test_a_port_that_programs_may_keep(root: Path, running: Running, project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ("--port", port)
        refused = in_it(project, "true", options=options)
    given = in_it(project, "sh", "-c", "echo $PGPORT", options=options)
    another = in_it(root, "true", options=options)

    assert refused.code == 1
    assert f"port {port} on 127.0.0.1: Address already in use" in refused.said
    assert given.said.splitlines()[-1] == port
    assert f"a sandbox stands in for dev already, without --port {port}" in another.said


def test_a_project_for_the_sandbox_alone(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "alembic.ini").touch()
    (guide,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/sandbox.md").read_text(), re.DOTALL)
    (tmp_path / "environments" / "dev.toml").write_text(guide)
    script = (
        "redlake bootstrap dev; psql -XAtc 'select usesuper from pg_user where usename ="
        " current_user'; redlake upgrade dev; redlake sql dev"
    )
    programs = Path(sys.executable).parent

    done = in_it(tmp_path, "sh", "-c", f'PATH="{programs}:$PATH"; {script}')

    assert "\nt\n" in done.said, done.said
    said = f"redlake: {tmp_path}/alembic.ini does not say where the revisions are; write under"
    assert done.said.count(said) == 2, done.said


def test_ctrl_c_is_for_psql(root: Path, running: Running) -> None:
    with _Terminal(root, "psql", "-X") as terminal:
        terminal.read_until("=> |=# ")
        terminal.type("select pg_sleep(100);\n")
        time.sleep(1)
        terminal.type("\x03")
        terminal.read_until("cancel")
        terminal.type("select 'still ' || 'there';\n")
        terminal.read_until("still there")
        terminal.type("\\q\n")

        assert terminal.code() == 0


def test_ctrl_c_is_for_a_command_that_handles_it(root: Path, running: Running) -> None:
    script = "trap 'sleep 1; echo tidied up; exit 7' INT; echo ready; while :; do sleep 0.1; done"
    with _Terminal(root, "bash", "-c", script) as terminal:
        terminal.read_until("ready")
        terminal.type("\x03")
        terminal.read_until("tidied up")

        assert terminal.code() == 7


def test_ctrl_c_ends_a_command_that_does_not_handle_it(root: Path, running: Running) -> None:
    with _Terminal(root, "sh", "-c", "echo ready; sleep 100") as terminal:
        terminal.read_until("ready")
        terminal.type("\x03")

        assert terminal.code() == 130


def test_a_projects_own_files_are_no_modules_of_pythons(project: Path) -> None:
    for name in ("secrets.py", "moto.py", "json.py", "psutil.py"):
        (project / name).write_text("raise SystemExit('a file of the project')\n")
    (project / "redlake").mkdir()
    (project / "redlake" / "__init__.py").touch()

    done = in_it(project, "true")

    assert done == Done(0, "no sandbox stands in for dev: starting one for this\n")


def test_a_report_that_cannot_be_written_stops_the_cases(root: Path, running: Running) -> None:
    done = in_it(
        root, sys.executable, "-P", "-m", "redlake", "conformance", "dev", "--report", "/nope/x.md"
    )

    assert done.code == 1
    assert "/nope/x.md cannot be written: No such file or directory" in done.said
    assert "nothing ran" in done.said


def _as_developer(running: Running) -> dict[str, Any]:
    return {
        "aws_access_key_id": running.access_key_id,
        "aws_secret_access_key": running.secret_access_key,
        "region_name": running.region,
        "endpoint_url": running.endpoint,
    }


class _Terminal:
    """A command under `sandbox run` in a terminal of its own."""

    def __init__(self, root: Path, *command: str) -> None:
        programs = Path(sys.executable).parent
        words = (str(programs / "redlake"), "sandbox", "run", "--as", "dev", "--", *command)
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.chdir(root)
            os.execve(words[0], words, _in_a_terminal(clean_variables()))
        self._said = ""

    def __enter__(self) -> _Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._end)

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def read_until(self, pattern: str) -> None:
        deadline = time.monotonic() + 60
        while not re.search(pattern, self._said):
            ready, _, _ = select.select([self._end], [], [], deadline - time.monotonic())
            assert ready, f"no {pattern!r} in {self._said!r}"
            self._said += os.read(self._end, 4096).decode(errors="replace")
        self._said = ""

    def code(self) -> int:
        """How it ended."""
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)


def _in_a_terminal(variables: Mapping[str, str]) -> dict[str, str]:
    return {**variables, "TERM": "dumb", "PAGER": "cat"}
