"""redlake rebase, as it is typed: two branches, one history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from redlake import revising
from redlake.errors import InputError
from redlake.history import history
from tests.conftest import run
from tests.copies import INTERN, MATERIALIZED, Copy, sql

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
        f"dropped from upgrade.sql: CREATE USER {INTERN} PASSWORD DISABLE (dev)\n"
        f'dropped from upgrade.sql: GRANT ROLE "datalake_reader" TO {INTERN} (dev)\n'
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
    copy.fill_the_disk(monkeypatch)

    said = copy.redlake("rebase", "0008", code=1)

    assert "redlake rebase cannot go on: no space left for 0008_an_intern" in said
    assert copy.rendered() == before
    assert (copy.folders()[-1], copy.left_over()) == ("0008_an_intern", [])


REFRESH = "REFRESH MATERIALIZED VIEW public.general_insurance_redshift_materialized;\n"


class TestWhatIsWrittenByHand:
    """The other branch was merged first, and counts homes."""

    UPGRADE = (
        "-- The first day of {{ env.name }}\n"
        "{% for day in ['monday'] %}\n"
        "INSERT INTO public.days VALUES ({{ day | literal }}, '{{ env.name }}');\n"
        "{% endfor %}\n" + REFRESH
    )
    DOWNGRADE = "DELETE FROM public.days;\n"

    @pytest.fixture
    def copy(self, copy: Copy) -> Copy:
        other = copy.branch()
        copy.count_homes()
        copy.revision("Homes")
        copy.commit()
        self.other = other
        return copy

    def merged(self, copy: Copy, folder: Path) -> Path:
        return Path(shutil.copytree(folder, copy.versions / folder.name))

    def days(self) -> Path:
        self.other.redlake("revision", "--empty", "-m", "Days")
        return self.other.write_revision(
            "0008_days", upgrade=self.UPGRADE, downgrade=self.DOWNGRADE, verify=VERIFY
        )

    def test_stays_as_it_is_where_it_still_leads_to_what_is_declared(self, copy: Copy) -> None:
        self.merged(copy, self.days())

        said = copy.redlake("rebase", "0008_days")

        assert "kept its SQL as it was written" in said
        assert "dropped" not in said
        folder = copy.folder("0009")
        assert (folder.name, sql(folder)) == ("0009_days", self.UPGRADE)
        assert (sql(folder, "downgrade"), sql(folder, "verify")) == (self.DOWNGRADE, VERIFY)
        assert "VALUES ('monday', 'prod')" in sql(folder, environment="prod")
        copy.demand_agreement()

    def test_edits_of_what_was_generated_stay_too(self, copy: Copy) -> None:
        self.other.hire_an_intern()
        written = self.other.revision("An intern")
        upgrade = f"-- Why she is here.\n\n{sql(written)}\n-- And more.\n{REFRESH}"
        self.other.write_revision(written.name, upgrade=upgrade)
        self.merged(copy, written)
        copy.hire_an_intern()

        copy.redlake("rebase", "0008_an_intern")

        assert sql(copy.folder("0009")) == upgrade
        copy.demand_agreement()

    def test_what_redlake_would_not_plan_by_itself_stays(self, copy: Copy) -> None:
        table = "CREATE TABLE public.days (day VARCHAR(9){});\n"
        for each in (copy, self.other):
            each.write("templates/tables/days.sql", table.format(""))
        copy.revision("Days")
        shutil.copytree(copy.folder("0008"), self.other.versions / "0008_homes")
        shutil.copytree(copy.folder("0009"), self.other.versions / "0009_days")
        self.other.count_homes()
        self.other.write("templates/tables/days.sql", table.format(", note VARCHAR(9)"))
        self.other.redlake("revision", "--empty", "-m", "A note")
        upgrade = "ALTER TABLE public.days ADD COLUMN note VARCHAR(9);\n"
        downgrade = "ALTER TABLE public.days DROP COLUMN note;\n"
        self.other.write_revision("0010_a_note", upgrade=upgrade, downgrade=downgrade)

        said = self.other.redlake("rebase", "0010")

        assert "kept its SQL as it was written" in said
        assert sql(self.other.folder("0010")) == upgrade
        self.other.demand_agreement()

    def replanned(self, copy: Copy) -> Path:
        """Its own branch counts homes as well: that is done, and cannot be undone twice."""
        self.other.count_homes()
        self.other.hire_an_intern()
        written = self.other.revision("Homes too")
        upgrade = sql(written) + self.UPGRADE
        downgrade = self.DOWNGRADE + sql(written, "downgrade")
        self.other.write_revision(written.name, upgrade=upgrade, downgrade=downgrade)
        return self.merged(copy, written)

    def test_no_state_shows_is_kept_where_the_rest_is_planned_again(self, copy: Copy) -> None:
        self.replanned(copy)
        copy.hire_an_intern()

        said = copy.redlake("rebase", "0008_homes_too")

        (dropped,) = [line for line in said.splitlines() if line.startswith("dropped")]
        assert dropped.startswith("dropped from upgrade.sql: CREATE OR REPLACE VIEW")
        folder = copy.folder("0009")
        assert INTERN in sql(folder)
        assert "VIEW public.general_insurance_redshift_boxplot" not in sql(folder)
        assert "VALUES ('monday', '{{ env.name }}');\n" in sql(folder)
        assert sql(folder).endswith(REFRESH)
        assert sql(folder, "downgrade").startswith(self.DOWNGRADE)
        copy.demand_agreement()

    def test_no_state_shows_is_all_that_is_kept_where_nothing_else_is_to_do(
        self, copy: Copy
    ) -> None:
        self.replanned(copy)

        said = copy.redlake("rebase", "0008_homes_too")

        assert "wrote migrations/versions/0009_homes_too" in said
        assert "dropped from upgrade.sql: CREATE USER" in said
        folder = copy.folder("0009")
        assert sql(folder).count("INSERT INTO public.days") == 3, "its comment names each"
        assert sql(folder).count(";") == 4
        assert sql(folder, "downgrade") == self.DOWNGRADE
        copy.demand_agreement()

    def test_is_given_up_by_those_who_say_so(self, copy: Copy) -> None:
        self.replanned(copy)

        said = copy.redlake("rebase", "--discard", "0008_homes_too")

        assert "nothing to do" in said
        assert "dropped from upgrade.sql: INSERT INTO public.days VALUES ('monday', 'dev')" in said
        assert "dropped from upgrade.sql: REFRESH MATERIALIZED VIEW" in said
        assert copy.folders()[-1] == "0008_homes"

    def test_that_it_does_not_work_any_more_is_said(self, copy: Copy) -> None:
        written = self.replanned(copy)
        upgrade = "CREATE GROUP a; DROP GROUP a; REFRESH MATERIALIZED VIEW public.gone;\n"
        written.joinpath("upgrade.sql").write_text(upgrade)

        said = copy.redlake("rebase", "0008_homes_too", code=1)

        assert "what was written into 0008_homes_too by hand does not work after 0008" in said
        assert "redlake rebase --discard 0008_homes_too" in said
        assert copy.folders()[-2:] == ["0008_homes", "0008_homes_too"]

    def test_a_file_that_is_no_text_is_told(self, copy: Copy) -> None:
        written = self.merged(copy, self.days())
        written.joinpath("verify.sql").write_bytes(b"-- \xff\n")

        said = copy.redlake("rebase", "0008_days", code=1)

        assert "verify.sql is not UTF-8" in said
        assert "0008_days/verify.sql" in said


def test_what_redlake_asks_is_asked_anew(copy: Copy) -> None:
    """The questions of the old plan go, those of the new one come, and a person's stay."""
    copy.write("templates/views/kept.sql", VIEW.replace("over", "kept"))
    copy.write("templates/views/over.sql", VIEW)
    copy.redlake("revision", "-m", "Views")
    other = copy.branch()
    copy.replace(MATERIALIZED, "    execution_id,\n", "    execution_id AS run,\n")
    copy.revision("The run by its name")
    other.replace(MATERIALIZED, "    execution_id,\n", "    execution_id AS run,\n")
    (other.root / "templates/views/kept.sql").unlink()
    written = other.revision("The run, and one view less")
    assert "view public.over can still be queried" in sql(written, "verify")
    written.joinpath("verify.sql").write_text(f"{VERIFY}\n{sql(written, 'verify')}")
    shutil.copytree(written, copy.versions / written.name)
    (copy.root / "templates/views/kept.sql").unlink()

    copy.redlake("rebase", written.name)

    assert sql(copy.folder("0010"), "verify") == VERIFY
    copy.replace(MATERIALIZED, "    execution_id AS run,\n", "    execution_id AS run_id,\n")
    copy.redlake("rebase", "0010")
    asked = sql(copy.folder("0010"), "verify")
    assert asked.startswith("-- the late-binding view public.over can still be queried\nSELECT ")
    assert asked.endswith(f";\n\n{VERIFY}")
    copy.demand_agreement()


VIEW = (
    "CREATE VIEW public.over AS SELECT policynumber"
    " FROM public.general_insurance_redshift_materialized WITH NO SCHEMA BINDING;\n"
)


class TestANewEnvironmentOfOneBranch:
    """One branch has a new environment and a revision, the other a revision."""

    @pytest.fixture(params=["before its revision", "with its revision"])
    def branches(self, copy: Copy, request: pytest.FixtureRequest) -> tuple[Copy, Copy]:
        other = copy.branch()
        copy.count_homes()
        copy.revision("Homes")
        other.add_environment("stage")
        if request.param == "before its revision":
            other.redlake("render")
            other.hire_an_intern()
            other.revision("An intern")
        else:
            (other.root / "environments/stage.toml").rename(other.root / "stage")
            other.hire_an_intern()
            other.revision("An intern")
            (other.root / "stage").rename(other.root / "environments/stage.toml")
            other.redlake("render")
        return copy, other

    def test_that_comes_second(self, branches: tuple[Copy, Copy]) -> None:
        first, second = branches
        (folder,) = second.versions.glob("0008_*")
        shutil.copytree(first.folder("0008"), second.versions / "0008_homes")
        second.count_homes()
        assert "redlake rebase" in second.redlake("render", code=1)

        said = second.redlake("rebase", folder.name)

        assert "wrote migrations/versions/0008_homes/rendered/stage/upgrade.sql" in said
        second.demand_agreement()
        assert second.redlake("render").startswith("0 rendered files written")

    def test_that_comes_first(self, branches: tuple[Copy, Copy]) -> None:
        second, first = branches
        shutil.copytree(second.folder("0008"), first.versions / "0008_homes")
        first.count_homes()

        first.redlake("rebase", "0008_homes")

        assert first.folders()[-1] == "0009_homes"
        assert "IN ('AUTO', 'HOME')" in sql(first.folder("0009"), environment="stage")
        first.demand_agreement()
        assert first.redlake("render").startswith("0 rendered files written")
