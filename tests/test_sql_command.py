"""redlake sql prints what plain alembic prints offline, and explains what it cannot print."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Done, run


def sql(root: Path, *words: str) -> Done:
    done = run("redlake", "sql", *words, root=root)
    assert "Traceback" not in done.said, done.said
    return done


@pytest.mark.parametrize(
    ("asked", "alembic"),
    [
        ([], ["upgrade", "head"]),
        (["head"], ["upgrade", "head"]),
        (["0003"], ["upgrade", "0003"]),
        (["base:0003"], ["upgrade", "0003"]),
        (["0005:0007"], ["upgrade", "0005:0007"]),
        (["0005:head"], ["upgrade", "0005:head"]),
        (["0007:0005"], ["downgrade", "0007:0005"]),
        (["head:base"], ["downgrade", "head:base"]),
        (["0002:base"], ["downgrade", "0002:base"]),
        (["5:7"], ["upgrade", "0005:0007"]),
    ],
)
def test_it_is_what_alembic_prints(asked: list[str], alembic: list[str], project: Path) -> None:
    done = sql(project, "prod", *asked)

    assert done.code == 0
    assert done.said == run("alembic", "-x", "env=prod", *alembic, "--sql", root=project).said
    assert "BEGIN;" in done.said


def test_it_works_from_within_the_project(project: Path) -> None:
    assert sql(project / "templates", "dev", "0006:0007") == sql(project, "dev", "0006:0007")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dve"], 'redlake: there is no environment "dve" (environments); did you mean "dev"?'),
        (["dev", "0077"], "redlake: there is no revision 0077; did you mean 0007? known are base,"),
        (["dev", "0001:haed"], "redlake: there is no revision haed; did you mean head?"),
    ],
)
def test_what_there_is_not(words: list[str], said: str, project: Path) -> None:
    done = sql(project, *words)

    assert done.code == 1
    assert said in done.said


def test_whoever_reads_it_may_stop_reading(project: Path) -> None:
    unread, stdout = os.pipe()
    os.close(unread)
    for command in (
        ["redlake", "sql", "dev"],
        ["alembic", "-x", "env=dev", "upgrade", "head", "--sql"],
    ):
        done = subprocess.run(
            [Path(sys.executable).with_name(command[0]), *command[1:]],
            cwd=project,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
            timeout=100,
        )

        assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")
    os.close(stdout)


def test_what_was_not_rendered(project: Path) -> None:
    file = next((project / "migrations" / "versions").glob("0003*/rendered/dev/upgrade.sql"))
    file.unlink()

    done = sql(project, "dev")

    assert done.code == 1
    assert done.said.startswith("redlake: revision 0003 was not rendered for dev (migrations/")
