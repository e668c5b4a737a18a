"""Commands that write revisions: one at a time, and what a killed one left is settled."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from redlake.lock import LOCK
from redlake.moves import PENDING
from tests.conftest import run
from tests.copies import Copy

KILLED_BEFORE_MOVE = """
import os, sys
from redlake import moves
from redlake.cli import main

move, count = moves._move, 0

def killed(source, target):
    global count
    if count == {number}:
        os._exit(9)
    count += 1
    move(source, target)

moves._move = killed
sys.argv = ["redlake", *{words}]
main()
"""


@pytest.fixture
def copy(project: Path) -> Copy:
    return Copy(project)


def killed(copy: Copy, number: int, *words: str) -> None:
    """Runs a command that is killed before it makes the move of this number."""
    program = KILLED_BEFORE_MOVE.format(number=number, words=list(words))
    done = run("python", "-c", program, root=copy.root)
    assert done.code == 9, done.said
    assert (copy.root / PENDING).is_file()


@pytest.mark.parametrize("words", [("revision", "-m", "New"), ("rebase", "0007"), ("squash",)])
def test_only_one_runs_at_a_time(copy: Copy, words: tuple[str, ...]) -> None:
    copy.hire_an_intern()
    lock = copy.root / LOCK
    lock.parent.mkdir()
    before = copy.folders()
    with lock.open("w") as held:
        held.write("redlake squash (process 7)\n")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)

        said = copy.redlake(*words, code=1)

    assert "redlake squash (process 7) is running in this project" in said
    assert "wait until it has ended" in said
    assert copy.folders() == before
    copy.redlake("revision", "-m", "New")


def test_a_file_where_its_folder_should_be_is_told(copy: Copy) -> None:
    copy.write(".redlake", "")

    said = copy.redlake("revision", "--empty", "-m", "New", code=1)

    assert "redlake revision cannot go on: " in said
    assert ".redlake" in said


@pytest.mark.parametrize("number", [0, 3, 7])
def test_a_squash_that_was_killed_is_finished_by_the_next_command(copy: Copy, number: int) -> None:
    before = copy.folders()
    killed(copy, number, "squash", "-m", "All")

    said = copy.redlake("render")

    assert "finished what was broken off: migrations/versions/0007_all\n" in said
    assert copy.folders() == ["0007_all"]
    assert sorted(path.name for path in (copy.root / ".redlake/aside").iterdir()) == before
    copy.demand_agreement()
    assert copy.left_over() == []


def test_a_rebase_that_was_killed_is_finished(copy: Copy) -> None:
    copy.hire_an_intern()
    copy.revision("An intern")
    copy.count_homes()
    killed(copy, 1, "rebase", "0008")
    assert copy.folders()[-1].startswith("0007_")

    said = copy.redlake("revision", "-m", "More")

    assert "finished what was broken off: migrations/versions/0008_an_intern" in said
    assert "nothing to do" in said
    copy.demand_agreement()


def test_without_the_new_folder_the_old_ones_come_back(copy: Copy) -> None:
    before = copy.folders()
    killed(copy, 3, "squash", "-m", "All")
    shutil.rmtree(copy.root / ".redlake" / "drafts")

    said = copy.redlake("render")

    assert "undid what was broken off" in said
    assert copy.folders() == before


def test_killed_at_the_very_end_it_is_done(copy: Copy) -> None:
    killed(copy, 7, "squash", "-m", "All")
    pending = (copy.root / PENDING).read_text()
    copy.redlake("render")
    copy.write(PENDING, pending)

    said = copy.redlake("render")

    assert "found that it was done" in said
    assert (copy.folders(), copy.left_over()) == (["0007_all"], [])


def test_notes_that_say_nothing_are_left_to_a_person(copy: Copy) -> None:
    copy.write(PENDING, "[[")

    said = copy.redlake("render", code=1)

    assert "a command was broken off while it moved revisions" in said
    assert ".redlake/pending.json" in said
