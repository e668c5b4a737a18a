"""An environment that is new to a history: it begins at the head, with all that is declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from redlake.baselines import new_environments
from redlake.environment import load
from redlake.history import history
from redlake.recorded import empty, statements
from redlake.revising import Lake
from redlake.state import replay
from tests.conftest import run
from tests.copies import Copy, sql


@pytest.fixture
def copy(project: Path) -> Copy:
    """Ten revisions, all released; loops of the early ones would now say more than they did."""
    copy = Copy(project)
    copy.hire_an_intern()
    copy.revision("An intern")
    copy.add_life_data()
    copy.revision("Life data")
    copy.count_homes()
    copy.revision("Homes")
    copy.commit()
    return copy


def test_it_begins_at_the_head_and_goes_on_as_the_others(copy: Copy) -> None:
    before = copy.rendered()
    copy.add_environment("stage")
    assert "run redlake render" in copy.redlake("revision", "-m", "Too early", code=1)
    missing = copy.redlake("render", "--check", code=2)
    assert "30 rendered files are missing; write: redlake render\n" in missing

    assert "30 rendered files written, 90 left as they are" in copy.redlake("render")

    assert before == {path: text for path, text in copy.rendered().items() if path in before}
    assert "none stale" in copy.redlake("render", "--check")
    assert "dev, prod, stage, test checked, 10 revisions" in copy.redlake("check")
    assert sql(copy.folder("0002"), environment="stage") == (
        "-- Revision 0002, upgrade, for stage. Rendered and frozen: what is here runs.\n"
        "-- Baseline: stage began later, at revision 0010.\n"
        "\\set ON_ERROR_STOP on\n"
    )
    at_the_head = sql(copy.folder("0010"), environment="stage")
    assert 'CREATE USER "IAMR:stage-insurancelake-us-east-2-analyst-role"' in at_the_head
    assert "IN ('AUTO', 'HOME')" in at_the_head
    assert "\n-- Baseline: stage began here, with all that the templates declared.\n" in at_the_head
    copy.demand_agreement()

    copy.commit()
    copy.replace(
        "environments/base.toml",
        'consume_databases = ["syntheticgeneraldata_consume"]',
        'consume_databases = ["syntheticgeneraldata_consume", "life_consume"]',
    )
    folder = copy.revision("A second database")

    assert "{% if" not in sql(folder), "to stage it is what it is to the others"
    assert 'CREATE DATABASE "life_consume"' in sql(folder, environment="stage")
    assert "templates and revisions agree" in copy.redlake("check")
    copy.demand_agreement()
    offline = run("alembic", "-x", "env=stage", "upgrade", "head", "--sql", root=copy.root)
    assert offline.code == 0, offline.said
    assert offline.said.count('CREATE DATABASE "syntheticgeneraldata_consume"') == 1


def test_there_is_no_way_down_from_it(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    copy.count_homes_no_more()
    copy.revision("No homes any more")

    one = run("alembic", "-x", "env=stage", "downgrade", "0011:0010", "--sql", root=copy.root)
    two = run("alembic", "-x", "env=stage", "downgrade", "0011:0009", "--sql", root=copy.root)

    assert one.code == 0, one.said
    assert "CREATE OR REPLACE VIEW" in one.said
    assert two.code != 0
    assert "stage began at revision 0010: there is nothing to go back to" in two.said
    assert "drop its objects by hand, or restore a snapshot" in two.said
    assert "BEGIN" not in two.said, "nothing was printed of the way to there"
    assert sql(copy.folder("0010"), "downgrade", "stage").endswith(
        "\n-- There is nothing before this to go back to: a downgrade is refused.\n"
    )
    assert "DROP" not in sql(copy.folder("0010"), "downgrade", "stage")
    assert "DROP" in sql(copy.folder("0009"), "downgrade", "dev")
    copy.demand_agreement()


def test_it_is_what_is_declared(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    stage = load("stage", copy.root)

    state = empty(stage)
    for revision in history(copy.root):
        state = replay(state, statements(revision, "upgrade", stage))

    assert state == Lake.of(copy.root).declared["stage"].state


@pytest.mark.parametrize("file", ["upgrade", "downgrade", "verify"])
@pytest.mark.parametrize("identifier", ["0004", "0010"])
def test_a_file_that_it_lost_is_written_as_it_was(copy: Copy, identifier: str, file: str) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    whole = copy.rendered()
    copy.folder(identifier).joinpath("rendered", "stage", f"{file}.sql").unlink()

    copy.redlake("render")

    assert copy.rendered() == whole


def test_what_it_began_with_is_not_guessed_once_others_follow(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    copy.count_homes_no_more()
    copy.revision("No homes any more")
    rendered = copy.folder("0010") / "rendered" / "stage"
    whole = copy.rendered()
    rendered.joinpath("downgrade.sql").unlink()
    copy.redlake("render")
    assert copy.rendered() == whole
    rendered.joinpath("upgrade.sql").unlink()

    said = copy.redlake("render", code=1)

    assert "stage began at revision 0010, and what it began with is gone" in said
    assert "restore it from Git" in said


def test_it_is_written_again_when_its_revision_is_named(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    copy.count_homes_no_more()
    assert "IN ('AUTO', 'HOME')" in sql(copy.folder("0010"), environment="stage")

    copy.redlake("render")
    assert "IN ('AUTO', 'HOME')" in sql(copy.folder("0010"), environment="stage")
    copy.redlake("render", "0010")

    assert "IN ('AUTO', 'HOME')" not in sql(copy.folder("0010"), environment="stage")
    assert "Baseline: stage began here" in sql(copy.folder("0010"), environment="stage")


def test_what_an_author_writes_makes_no_baseline(copy: Copy) -> None:
    copy.redlake("revision", "--empty", "-m", "By hand")
    copy.write_revision("0011_by_hand", upgrade="-- Baseline: dev began here\nCREATE GROUP a;\n")

    copy.write_revision("0011_by_hand", upgrade="-- Baseline: dev began here\nCREATE GROUP b;\n")

    assert "CREATE GROUP b" in sql(copy.folder("0011"), environment="dev")


def test_one_that_was_written_in_part_is_completed(copy: Copy) -> None:
    copy.add_environment("stage")
    copy.redlake("render")
    whole = copy.rendered()
    for path in whole:
        if "/stage/" in path and path[:4] > "0004":
            (copy.versions / path).unlink()

    copy.redlake("render")

    assert copy.rendered() == whole


def test_a_revision_that_nobody_has_rendered_yet_makes_no_difference(copy: Copy) -> None:
    copy.redlake("revision", "--empty", "-m", "By hand")
    copy.add_environment("stage")

    copy.redlake("render")

    assert "began later, at revision 0011" in sql(copy.folder("0010"), environment="stage")
    copy.demand_agreement()


def test_without_templates_it_replays_history(copy: Copy) -> None:
    copy.add_environment("stage")
    environments = [load(name, copy.root) for name in ("dev", "stage")]
    line = history(copy.root)
    assert [new.name for new in new_environments(line, environments, copy.root)] == ["stage"]

    (copy.root / "templates").rename(copy.root / "elsewhere")

    assert new_environments(line, environments, copy.root) == []


def test_a_project_that_has_rendered_nothing_has_no_new_ones(copy: Copy) -> None:
    for path in copy.rendered():
        (copy.versions / path).unlink()

    found = new_environments(history(copy.root), [load("dev", copy.root)], copy.root)

    assert found == []
