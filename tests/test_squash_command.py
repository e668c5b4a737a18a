"""redlake squash, as it is typed: one revision in the place of all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from redlake import revising
from redlake.errors import InputError
from redlake.history import history
from tests.conftest import Lake, run
from tests.copies import INTERN, Copy, sql
from tests.holdings import holdings


@pytest.fixture
def copy(project: Path) -> Copy:
    return Copy(project)


def test_one_takes_the_place_of_all(copy: Copy) -> None:
    before = copy.folders()
    recorded = revising.Lake.of(copy.root).recorded(history(copy.root))

    said = copy.redlake("squash", "-m", "All of it")

    assert copy.folders() == ["0007_all_of_it"]
    assert "wrote migrations/versions/0007_all_of_it\n" in said
    assert [line for line in said.splitlines() if line.startswith("set aside ")] == [
        f"set aside .redlake/aside/{name}" for name in before
    ]
    assert "Upgrade every warehouse to 0007 before" in said
    assert revising.Lake.of(copy.root).recorded(history(copy.root)) == recorded
    copy.demand_agreement()
    assert "templates and revisions agree" in copy.redlake("check")
    assert "0007 (head)" in copy.alembic("heads")
    assert "<base> -> 0007 (head), All of it" in copy.alembic("history")
    assert all((copy.root / ".redlake" / "aside" / name).is_dir() for name in before)
    assert copy.left_over() == []


def test_history_goes_on_from_there(copy: Copy) -> None:
    copy.redlake("squash")
    copy.hire_an_intern()

    folder = copy.revision("An intern")

    assert folder.name == "0008_an_intern"
    copy.demand_agreement()


def test_a_baseline_is_squashed_with_the_rest(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")

    copy.redlake("squash")

    assert "stage began" not in sql(copy.folder("0007"), environment="stage")
    copy.demand_agreement()


def test_what_is_not_written_as_a_revision_yet_would_be_lost(copy: Copy) -> None:
    copy.hire_an_intern()
    before = copy.folders()

    said = copy.redlake("squash", code=1)

    assert "templates and revisions differ in dev" in said
    assert "redlake revision -m" in said
    assert (copy.folders(), copy.left_over()) == (before, [])


def test_the_last_must_be_released(copy: Copy) -> None:
    """No warehouse need be at it otherwise, and from before it no way would lead there."""
    files = {path.relative_to(copy.root) for path in copy.root.rglob("*") if path.is_file()}
    copy.hire_an_intern()
    copy.revision("An intern")
    before = copy.folders()

    with pytest.raises(InputError, match="revision 0008 is not released"):
        revising.squash(copy.root, "baseline", files)

    assert copy.folders() == before


def test_a_single_revision_is_squashed_already(copy: Copy) -> None:
    copy.redlake("squash")

    assert "there are no two revisions" in copy.redlake("squash", code=1)


def test_broken_off_it_leaves_all_in_their_places(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.folders()
    copy.fill_the_disk(monkeypatch)

    said = copy.redlake("squash", "-m", "All", code=1)

    assert "no space left for 0007_all" in said
    assert (copy.folders(), copy.left_over()) == (before, [])
    copy.demand_agreement()


def test_there_is_no_way_down_from_it(copy: Copy) -> None:
    copy.redlake("squash")
    copy.hire_an_intern()
    copy.revision("An intern")

    one = copy.alembic("downgrade", "0008:0007", "--sql")
    two = run("alembic", "-x", "env=dev", "downgrade", "0008:base", "--sql", root=copy.root)

    assert f"DROP USER {INTERN}" in one
    assert two.code != 0
    assert "dev began at revision 0007: there is nothing to go back to" in two.said
    folder = copy.folder("0007")
    note = "-- Baseline: all revisions up to this one are one now.\n"
    assert sql(folder, "downgrade").startswith(note)
    for file in ("upgrade", "downgrade", "verify"):
        assert sql(folder, file, "prod").partition("\n")[2].startswith(note)
    assert "none stale" in copy.redlake("render", "--check")
    whole = copy.rendered()
    copy.redlake("render", "0007")
    assert copy.rendered() == whole


def test_what_no_plan_writes_again_is_said(copy: Copy) -> None:
    copy.redlake("revision", "--empty", "-m", "By hand")
    copy.write_revision(
        "0008_by_hand",
        upgrade="INSERT INTO public.days VALUES ('{{ env.name }}');\n",
        verify="-- it is there\nSELECT true;\n",
    )

    said = copy.redlake("squash")

    for name in ("dev", "prod", "test"):
        insert = f"INSERT INTO public.days VALUES ('{name}')"
        assert f"not carried over from 0008_by_hand: {insert}\n" in said
    assert "not carried over: " in said
    assert "of verify.sql; see what still holds where it is set aside" in said


def test_an_empty_warehouse_gets_all_of_it(lake: Callable[[str], Lake]) -> None:
    it = lake("test")
    it.upgraded()
    whole = holdings(it)
    down = it.alembic("-x", "allow_destructive=1", "downgrade", "base")
    assert down.code == 0, down.said
    Copy(it.root).redlake("squash")

    up = it.alembic("upgrade", "head")

    assert up.code == 0, up.said
    assert holdings(it) == whole
    assert it.alembic("current").said.strip() == "0007 (head)"
    down = it.alembic("-x", "allow_destructive=1", "downgrade", "base")
    assert down.code != 0
    assert "test began at revision 0007: there is nothing to go back to" in down.said
    assert holdings(it) == whole
