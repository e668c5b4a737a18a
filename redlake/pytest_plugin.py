"""pytest's plugin: the fixture ``redlake_sandbox``, for tests of a project.

It is loaded by every pytest that runs where redlake is installed, so that it imports what
it needs when it is asked for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from redlake.testing import Sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--redlake-environment`` and ``--redlake-data``, and the same in the ini file."""
    group = parser.getgroup("redlake")
    group.addoption(
        "--redlake-environment",
        help="the environment that the sandbox stands in for; not needed where there is one only",
        metavar="ENV",
    )
    group.addoption(
        "--redlake-data",
        help="a folder of files to serve as databases of the Data Catalog",
        metavar="DIR",
    )
    parser.addini("redlake_environment", "the environment that the sandbox stands in for")
    parser.addini("redlake_data", "a folder of files for the sandbox, from the ini file's folder")


@pytest.fixture(scope="session")
def redlake_sandbox_of_run(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    """The one sandbox of a run, or of one of its workers: started at its first use."""
    from redlake.errors import RedlakeError
    from redlake.testing import sandbox

    environment = pytestconfig.getoption("--redlake-environment")
    with contextlib.ExitStack() as running:
        try:
            started = sandbox(
                _project(pytestconfig),
                environment or pytestconfig.getini("redlake_environment"),
                _data(pytestconfig),
                tmp_path_factory.mktemp("redlake_sandbox"),
            )
            found = running.enter_context(started)
        except RedlakeError as error:
            failed = f"redlake: {error}"
        else:
            yield found
            return
    pytest.fail(failed, pytrace=False)


@pytest.fixture
def redlake_sandbox(redlake_sandbox_of_run: Sandbox) -> Iterator[Sandbox]:
    """A Redshift that stands in for an environment of the project, fresh for each test."""
    yield redlake_sandbox_of_run
    redlake_sandbox_of_run.renew()


def _project(config: pytest.Config) -> Path:
    """The project that pytest was started in; else that of its root directory."""
    from redlake.cli.project import root
    from redlake.errors import InputError

    try:
        return root(config.invocation_params.dir)
    except InputError:
        return root(config.rootpath)


def _data(config: pytest.Config) -> Path | None:
    given = config.getoption("--redlake-data")
    if given:
        return config.invocation_params.dir / str(given)
    named = config.getini("redlake_data")
    if named:
        return (config.inipath.parent if config.inipath else config.rootpath) / str(named)
    return None
