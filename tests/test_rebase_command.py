"""redlake rebase, as it is typed: two branches, one history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from redlake import revising
from redlake.errors import InputError
from redlake.revisions import history
from tests.conftest import run
from tests.copies import INTERN, Copy, sql

VERIFY = (
    "-- life is there\nselect count(*) = 1 from svv_external_schemas where schemaname like '%';\n"
)
TWO_FOLDERS = "two folders have the revision id 0008: 0008_homes and 0008_life_data"


@pytest.fixture
def copy(project: Path) -> Copy:
    return Copy(project)


@pytest.fixture
def merged(copy: Copy) -> Copy:
    """Two branches after their merge; the one with homes was first, and is released."""
    other = copy.branch()
    copy.count_homes()
    copy.revision("Homes")
    copy.commit()
    other.add_life_data()
    written = other.revision("Life data")
    written.joinpath("verify.sql").write_text(VERIFY)
    other.redlake("render", "0008")
    shutil.copytree(written, copy.versions / written.name)
    copy.add_life_data()
    return copy


def test_two_folders_with_one_id_are_refused_everywhere(merged: Copy) -> None:
    for words in (["revision", "-m", "More"], ["render"], ["render", "--check"], ["check"]):
        said = merged.redlake(*words, code=1)
        assert TWO_FOLDERS in said
        assert "redlake rebase 0008_life_data" in said
    with pytest.raises(InputError, match=TWO_FOLDERS):
        revising.squash(merged.root, "All")
    alembic = run("alembic", "-x", "env=dev", "upgrade", "head", "--sql", root=merged.root)
    assert alembic.code != 0
    assert TWO_FOLDERS in alembic.said
    assert "redlake rebase 0008_life_data" in alembic.said


def test_two_heads_are_refused_everywhere(merged: Copy) -> None:
    module = merged.versions / "0008_life_data" / "revision.py"
    merged.replace(module, 'revision = "0008"', 'revision = "life"')

    for words in (["revision", "-m", "More"], ["render"], ["check"]):
        said = merged.redlake(*words, code=1)
        assert "history is not linear: 0008 and life both follow 0007" in said
        assert "redlake rebase 0008_life_data" in said

    merged.redlake("rebase", "life")

    assert [revision.id for revision in history(merged.root)][-2:] == ["0008", "0009"]
    merged.demand_agreement()


def test_the_second_is_planned_again_after_the_first(merged: Copy) -> None:
    said = merged.redlake("rebase", "0008_life_data")

    assert "wrote migrations/versions/0009_life_data\n" in said
    assert "set aside .redlake/aside/0008_life_data\n" in said
    assert merged.folders()[-2:] == ["0008_homes", "0009_life_data"]
    assert (merged.root / ".redlake/aside/0008_life_data/upgrade.sql").is_file()
    folder = merged.folder("0009")
    assert folder.joinpath("revision.py").read_text().startswith('"""Life data"""\n')
    assert sql(folder, "verify") == VERIFY
    assert "life is there" in sql(folder, "verify", "prod")
    assert "boxplot" not in sql(folder)
    merged.demand_agreement()
    merged.commit()
    assert "templates and revisions agree" in merged.redlake("check")
    assert "0008 -> 0009 (head), Life data" in merged.alembic("history")


def test_what_both_branches_did_is_done_once(copy: Copy) -> None:
    """Both let the same reader in; the second branch did something else as well."""
    other = copy.branch()
    copy.hire_an_intern()
    copy.revision("An intern")
    other.hire_an_intern()
    other.count_homes()
    written = other.revision("Homes, and an intern")
    shutil.copytree(written, copy.versions / written.name)
    copy.count_homes()

    copy.redlake("rebase", written.name)

    assert "CREATE OR REPLACE VIEW" in sql(copy.folder("0009"))
    assert INTERN not in sql(copy.folder("0009"))
    copy.demand_agreement()


def test_one_that_has_nothing_left_to_do_is_set_aside(copy: Copy) -> None:
    copy.hire_an_intern()
    twin = copy.revision("An intern")
    shutil.copytree(twin, twin.with_name("0008_the_same"))

    said = copy.redlake("rebase", "0008_the_same")

    assert said == (
        "nothing to do: templates and revisions agree in dev, prod, test\n"
        "set aside .redlake/aside/0008_the_same\n"
    )
    assert copy.folders()[-1] == "0008_an_intern"


def test_the_last_one_is_planned_again_when_templates_change_once_more(copy: Copy) -> None:
    copy.hire_an_intern()
    copy.revision("An intern")
    copy.count_homes()

    copy.redlake("rebase", "0008")
    copy.redlake("rebase", "0008")

    assert copy.folders()[-1] == "0008_an_intern"
    assert INTERN in sql(copy.folder("0008"))
    assert "'HOME'" in sql(copy.folder("0008"))
    assert sorted(path.name for path in (copy.root / ".redlake/aside").iterdir()) == [
        "0008_an_intern",
        "0008_an_intern.2",
    ]
    copy.demand_agreement()


class TestSeveral:
    """A branch of two revisions, of which the second needs the first."""

    @pytest.fixture
    def merged(self, copy: Copy) -> Copy:
        other = copy.branch()
        copy.count_homes()
        copy.revision("Homes")
        other.hire_an_intern()
        first = other.revision("An intern")
        first.joinpath("verify.sql").write_text("-- one\nselect true;\n")
        other.write("templates/grants/intern.sql", _grant())
        second = other.revision("The intern sees a view")
        second.joinpath("verify.sql").write_text("-- two\nselect true;\n")
        for folder in (first, second):
            shutil.copytree(folder, copy.versions / folder.name)
        copy.hire_an_intern()
        copy.write("templates/grants/intern.sql", _grant())
        return copy

    def test_become_one(self, merged: Copy) -> None:
        merged.redlake("rebase", "0008_an_intern", "0009")

        assert merged.folders()[-2:] == ["0008_homes", "0009_an_intern"]
        folder = merged.folder("0009")
        assert "CREATE USER" in sql(folder)
        assert "GRANT SELECT" in sql(folder)
        assert sql(folder, "verify") == "-- one\nselect true;\n\n-- two\nselect true;\n"
        merged.demand_agreement()

    def test_that_the_second_is_to_be_named_too_is_said(self, merged: Copy) -> None:
        before = merged.folders()

        said = merged.redlake("rebase", "0008_an_intern", code=1)

        assert "0009_the_intern_sees_a_view does not work without what is planned again" in said
        assert "redlake rebase 0008_an_intern 0009_the_intern_sees_a_view" in said
        assert merged.folders() == before

    def test_what_others_follow_is_not_taken_from_under_them(self, merged: Copy) -> None:
        shutil.rmtree(merged.versions / "0008_homes")

        said = merged.redlake("rebase", "0008", code=1)

        assert "revision 0009 follows 0008" in said
        assert "redlake rebase 0008_an_intern 0009_the_intern_sees_a_view" in said


def _grant() -> str:
    return (
        '{% if env.name == "dev" %}\n'
        f"GRANT SELECT ON public.general_insurance_redshift_spectrum TO {INTERN};\n"
        "{% endif %}\n"
    )


def test_what_is_released_stays(merged: Copy) -> None:
    before = merged.folders()

    said = merged.redlake("rebase", "0008_homes", code=1)

    assert "0008_homes is released, and stays as it is" in said
    assert merged.folders() == before


def test_an_id_that_two_have_is_not_enough(merged: Copy) -> None:
    said = merged.redlake("rebase", "0008", code=1)

    assert "two revisions have the id 0008; name one: 0008_homes or 0008_life_data" in said


def test_an_unknown_revision(copy: Copy) -> None:
    said = copy.redlake("rebase", "0099", code=1)

    assert "there is no revision 0099; known are 0001_glue_role, " in said


def test_a_docstring_that_a_person_wrote_may_hold_more(copy: Copy) -> None:
    copy.hire_an_intern()
    copy.revision("An intern")
    module = copy.folder("0008") / "revision.py"
    copy.replace(module, '"""An intern"""', "'''Who is \"new\"\n\nAnd more of it.\n'''")
    copy.redlake("rebase", "0008")
    assert '"""0008 an intern"""' in module.read_text()


def test_broken_off_it_leaves_all_in_their_places(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.hire_an_intern()
    copy.revision("An intern")
    before = copy.rendered()

    def full(_: Path, target: Path) -> Path:
        raise OSError(f"no space left for {target.name}")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="no space left for 0008_an_intern"):
        revising.rebase(copy.root, ["0008"])

    assert copy.rendered() == before
    assert (copy.folders()[-1], copy.left_over()) == ("0008_an_intern", [])
