"""What tests of the whole share: the project, a sandbox for an environment, what it holds."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from redlake.cli.sandbox import stand_in
from redlake.environment import load
from redlake.sandbox.process import Running, start, stop

# Tests never assert times, and a busy machine is no failure.
settings.register_profile("redlake", deadline=None)
settings.load_profile("redlake")

ROOT = Path(__file__).parent.parent
PROJECT = ("alembic.ini", "environments", "templates", "migrations")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints how many runs the tests interrupted."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "interruptions":
                terminalreporter.write_line(f"interruptions: {value}, and gone on with")


@dataclass(frozen=True)
class Done:
    """A command that ended: its exit code, and all that it printed."""

    code: int
    said: str


@dataclass(frozen=True)
class Lake:
    """A project and the sandbox that stands in for one of its environments."""

    root: Path
    environment: str
    running: Running

    def run(
        self, *command: str, role: str | None = None, variables: Mapping[str, str] | None = None
    ) -> Done:
        """Runs a command as ``redlake sandbox run`` would."""
        return run(
            *command,
            root=self.root,
            variables={**self.running.variables(role), **(variables or {})},
        )

    def alembic(self, *words: str, variables: Mapping[str, str] | None = None) -> Done:
        return self.run("alembic", "-x", f"env={self.environment}", *words, variables=variables)

    def upgraded(self, to: str = "head") -> None:
        """Bootstraps and upgrades, and sees that it worked."""
        for done in (
            self.run("redlake", "bootstrap", self.environment),
            self.alembic("upgrade", to),
        ):
            assert done.code == 0, done.said


def run(*command: str, root: Path, variables: Mapping[str, str] | None = None) -> Done:
    """Runs one of this interpreter's programs, or one on the PATH, in ``root``."""
    programs = Path(sys.executable).parent
    program = programs / command[0]
    done = subprocess.run(
        [str(program) if program.exists() else command[0], *command[1:]],
        cwd=root,
        env=dict(clean_variables() if variables is None else variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=100,
        check=False,
    )
    return Done(done.returncode, done.stdout)


def clean_variables() -> dict[str, str]:
    """This process's variables, with nothing of AWS in them and no way to find any."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PG"))}
    return {
        **kept,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project that a test may change."""
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Running]]:
    """Starts a new sandbox for an environment; all of a module's end with it."""
    with _sandboxes(tmp_path_factory) as new:
        yield new


@contextlib.contextmanager
def _sandboxes(factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Running]]:
    started: list[Running] = []

    def new(environment: str) -> Running:
        directory = factory.mktemp("sandbox")
        running = start(stand_in(load(environment, ROOT)), directory, os.getpid())
        started.append(running)
        return running

    try:
        yield new
    finally:
        for running in started:
            stop(running)


@pytest.fixture
def lake(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Lake]]:
    """A changeable project with a new sandbox for one of its environments."""
    with _sandboxes(tmp_path_factory) as new:
        yield lambda environment: Lake(project, environment, new(environment))


@pytest.fixture
def dev(lake: Callable[[str], Lake]) -> Lake:
    """A bootstrapped dev."""
    it = lake("dev")
    done = it.run("redlake", "bootstrap", "dev")
    assert done.code == 0, done.said
    return it
