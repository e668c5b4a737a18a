"""redlake check, as it is typed in a project: what it finds, says, and exits with."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redlake.cli.app import app
from redlake.errors import RedlakeError
from tests.conftest import Done, run

VERSIONS = Path("migrations", "versions")
LAST = "0007_materialized_view_without_contacts"
BOXPLOT = Path("templates", "views", "general_insurance_redshift_boxplot.sql")


@pytest.fixture(autouse=True)
def _no_other_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of a git hook that runs these tests, git would take its own repository.
    for variable in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


@pytest.fixture
def released(project: Path) -> Path:
    """The project, with all of it on the branch main of a repository of its own."""
    git(project, "init", "--quiet", "--initial-branch", "main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "All of it")
    return project


def git(root: Path, *words: str) -> None:
    done = run(
        "git", "-c", "user.name=test", "-c", "user.email=test@example.com", *words, root=root
    )
    assert done.code == 0, done.said


def check(root: Path, *words: str) -> Done:
    """What redlake check ends with; in this process, for a new one takes its time to begin."""
    with contextlib.chdir(root):
        done = CliRunner().invoke(app, ["check", *words])
        if isinstance(done.exception, RedlakeError):
            return Done(1, f"redlake: {done.exception}")
    assert isinstance(done.exception, SystemExit | None), done.exception
    return Done(done.exit_code, done.output)


def found(root: Path, code: int, *said: str) -> str:
    """What the check says, having ended with this code and said all of this."""
    done = check(root)
    assert done.code == code, done.said
    for part in said:
        assert part in done.said, done.said
    return done.said


def rendered(root: Path, folder: str, environment: str = "dev", file: str = "upgrade") -> Path:
    return root / VERSIONS / folder / "rendered" / environment / f"{file}.sql"


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def copied(root: Path, folder: str, name: str, *, identifier: str, parent: str) -> Path:
    """A revision made of another one."""
    new = root / VERSIONS / name
    shutil.copytree(root / VERSIONS / folder, new)
    (new / "revision.py").write_text(
        (root / VERSIONS / folder / "revision.py")
        .read_text()
        .replace('revision = "0007"', f'revision = "{identifier}"')
        .replace('down_revision = "0006"', f'down_revision = "{parent}"')
    )
    return new


# all is well


def test_the_command_as_it_is_typed(project: Path) -> None:
    assert run("redlake", "check", root=project).code == 0
    (project / VERSIONS / LAST / "revision.py").unlink()
    assert run("redlake", "check", root=project).code == 1


def test_templates_and_revisions_of_this_project_agree(project: Path) -> None:
    said = found(project, 0, "templates and revisions agree: dev, prod, test checked, 7 revisions")

    assert len(said.splitlines()) == 1


def test_what_agrees_is_an_empty_plan_for_each_environment(project: Path) -> None:
    done = check(project, "--json")

    assert done.code == 0
    assert json.loads(done.said) == {
        "base": None,
        "environments": {name: {"plan": []} for name in ("dev", "prod", "test")},
        "problems": [],
        "stale": [],
        "unclaimed": [],
    }


# released revisions


def test_an_edited_rendered_file_of_a_released_revision(released: Path) -> None:
    replaced(rendered(released, "0002_readers"), "PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB")

    found(
        released,
        1,
        "error: 0002_readers is released, as main has it, and was edited:"
        " rendered/dev/upgrade.sql (migrations/versions/0002_readers)",
        "git checkout main -- migrations/versions/0002_readers",
    )


def test_comments_and_white_space_of_released_rendered_sql_may_change(released: Path) -> None:
    file = rendered(released, "0002_readers")
    replaced(file, "CREATE ROLE", "-- Who reads.\nCREATE\n  ROLE")

    found(released, 0)


@pytest.mark.parametrize("file", ["upgrade.sql", "revision.py"])
def test_other_files_of_a_released_revision_may_not(file: str, released: Path) -> None:
    path = released / VERSIONS / "0002_readers" / file
    path.write_text(path.read_text() + "\n")

    found(released, 1, f"0002_readers is released, as main has it, and was edited: {file}")


def test_a_released_file_that_is_gone(released: Path) -> None:
    shutil.rmtree(released / VERSIONS / LAST)

    found(released, 1, f"{LAST} is released", "downgrade.sql (gone)", "and 9 more")


def test_what_was_released_after_this_branch_began_is_not_gone(released: Path) -> None:
    git(released, "checkout", "--quiet", "-b", "feature")
    git(released, "checkout", "--quiet", "main")
    copied(released, LAST, "0008_more", identifier="0008", parent="0007")
    git(released, "add", ".")
    git(released, "commit", "--quiet", "--message", "More")
    git(released, "checkout", "--quiet", "feature")

    found(released, 0)


def test_an_environment_may_go_with_its_rendered_files(released: Path) -> None:
    (released / "environments" / "test.toml").unlink()
    for folder in (released / VERSIONS).iterdir():
        shutil.rmtree(folder / "rendered" / "test")

    found(released, 0, "dev, prod checked")


def test_in_a_hook_the_base_is_the_projects(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "other.git")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other.git" / "index"))
    replaced(rendered(released, "0002_readers"), "PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB")

    found(released, 1, "0002_readers is released, as main has it")


def test_another_base_releases_other_revisions(released: Path) -> None:
    git(released, "branch", "--quiet", "--move", "trunk")
    replaced(rendered(released, "0002_readers"), "PASSWORD DISABLE", "PASSWORD  DISABLE CREATEDB")

    assert check(released, "--base", "trunk").code == 1
    said = check(released).said
    assert "is released" not in said, "there is no main"
    assert "nothing is known to be released: there is no main, no origin/main and no" in said
    assert json.loads(check(released, "--json", "--base", "trunk").said)["base"] == "trunk"
    assert "does not know the reference mian" in check(released, "--base", "mian").said


# history


def test_two_heads(project: Path) -> None:
    copied(project, LAST, "0008_other", identifier="0008", parent="0006")

    found(
        project,
        1,
        "error: history is not linear: 0007 and 0008 both follow 0006",
        "plan the one that is not released again, after the other:"
        f" redlake rebase {LAST}, or redlake rebase 0008_other",
    )


def test_of_two_heads_the_one_that_is_not_released_is_planned_again(released: Path) -> None:
    copied(released, LAST, "0006_a_branch", identifier="a", parent="0006")

    said = found(released, 1, "history is not linear", "redlake rebase 0006_a_branch\n")

    assert "rebase 0007" not in said


def test_two_folders_with_one_id(project: Path) -> None:
    copied(project, LAST, "0007_other", identifier="0007", parent="0006")

    found(project, 1, "two folders have the revision id 0007", LAST, "0007_other")


def test_of_two_folders_with_one_id_the_one_that_is_not_released(released: Path) -> None:
    copied(released, LAST, "0007_a_branch", identifier="0007", parent="0006")

    said = found(released, 1, "two folders have the revision", "redlake rebase 0007_a_branch\n")

    assert f"rebase {LAST}" not in said


# what was rendered


def test_a_missing_rendered_file(project: Path) -> None:
    rendered(project, LAST, "prod").unlink()

    found(
        project,
        1,
        "error in prod: revision 0007 has no rendered upgrade for prod",
        f"{VERSIONS.as_posix()}/{LAST}/rendered/prod/upgrade.sql",
        "run redlake render",
    )


def test_a_rendered_file_that_cannot_be_read(released: Path) -> None:
    replaced(rendered(released, LAST), "DROP MATERIALIZED", "DROPP MATERIALIZED")

    found(released, 1, "error in dev: ", f"{LAST}/rendered/dev/upgrade.sql:7:1", "DROP?")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 'true;\n", "a string is never closed"),
        ("DROP USER glue_connector;\n", "DROP USER glue_connector is no question"),
    ],
)
def test_a_rendered_verification_that_cannot_be_asked(sql: str, said: str, released: Path) -> None:
    file = rendered(released, "0002_readers", file="verify")
    file.write_text(file.read_text() + sql)

    found(released, 1, said, "0002_readers/rendered/dev/verify.sql:")


@pytest.mark.parametrize("file", ["upgrade", "downgrade", "verify"])
def test_a_rendered_file_at_whose_errors_psql_would_go_on(file: str, project: Path) -> None:
    for environment in ("dev", "prod", "test"):
        path = rendered(project, LAST, environment, file)
        replaced(path, "\\set ON_ERROR_STOP on\n", "")

    said = found(
        project,
        1,
        f"error in dev, also in prod, test: {file}.sql does not begin with \\set ON_ERROR_STOP on:"
        " psql would go on after an error",
    )

    assert said.count("does not begin with") == 1


def test_an_error_that_shows_in_two_ways_is_said_once(project: Path) -> None:
    rendered(project, LAST, file="verify").write_bytes(b"\xff")

    said = found(project, 1, "error in dev: verify.sql is not UTF-8")

    assert said.count("UTF-8") == 1


def test_the_same_error_in_several_environments_is_said_once(project: Path) -> None:
    for environment in ("dev", "prod"):
        path = rendered(project, "0002_readers", environment)
        replaced(path, 'CREATE ROLE "datalake_reader"', "CREATE ROLE x")

    found(project, 1, "error in dev, also in prod: GRANT ")
    (error, *_) = json.loads(check(project, "--json").said)["problems"]

    assert error["environments"] == ["dev", "prod"]


def test_a_rendered_file_that_redshift_would_refuse(released: Path) -> None:
    replaced(rendered(released, "0002_readers"), 'CREATE ROLE "datalake_reader"', "CREATE ROLE x")

    said = found(released, 1, "0002_readers/rendered/dev/upgrade.sql", "datalake_reader")
    assert "does not exist" in said


def test_a_downgrade_that_does_not_restore_what_was(project: Path) -> None:
    file = rendered(project, LAST, "prod", "downgrade")
    replaced(file, 'ROLE "datalake_reader", ', "")

    found(
        project,
        1,
        "error in prod: the downgrade of revision 0007 does not restore the state in prod;"
        " it would still have to do:\n"
        "  + SELECT on materialized view public.general_insurance_redshift_materialized to"
        " role datalake_reader",
        f"{LAST}/downgrade.sql",
    )


def test_a_stale_rendered_file_and_one_that_nothing_runs(project: Path) -> None:
    file = project / VERSIONS / LAST / "verify.sql"
    file.write_text("-- it stands\nselect 1 = 1;\n")
    (project / VERSIONS / LAST / "rendered" / "stage").mkdir()
    (project / VERSIONS / LAST / "rendered" / "stage" / "upgrade.sql").touch()

    found(
        project,
        2,
        "+select 1 = 1;",
        "3 rendered files are stale; write: redlake render 0007",
        "stage is no environment: nothing runs its 1 rendered file; remove all that it had:"
        " git rm -r migrations/versions/*/rendered/stage",
    )


def test_released_files_are_not_rendered_again(released: Path) -> None:
    replaced(released / "environments" / "base.toml", "datalake_reader", "lake_reader")

    said = found(released, 2, "+ role lake_reader")

    assert "stale" not in said


def test_what_a_value_became_later_is_for_the_next_revision(project: Path) -> None:
    with (project / "environments" / "base.toml").open("a") as file:
        file.write('[values.more]\ngroups = ["one"]\n')
    (project / "templates" / "groups" / "more.sql").write_text(
        "{% for group in more.groups %}\nCREATE GROUP {{ group | ident }};\n{% endfor %}\n"
    )
    assert run("redlake", "revision", "-m", "Groups", root=project).code == 0
    replaced(project / "environments" / "base.toml", '["one"]', '["one", "two"]')

    found(project, 2, "+ group two")
    assert run("redlake", "revision", "-m", "Another group", root=project).code == 0

    found(project, 0, "9 revisions")


def test_a_reader_that_came_by_a_value_is_no_reason_to_rewrite_history(project: Path) -> None:
    replaced(
        project / "environments" / "base.toml",
        'analyst-role"]',
        'analyst-role", "{{ env.name }}-intern-role"]',
    )

    said = found(project, 2, '+ user "IAMR:dev-intern-role"', "redlake revision -m")

    assert "redlake render" not in said


def test_edited_sql_of_an_earlier_revision_is_to_be_rendered(released: Path) -> None:
    git(released, "branch", "--quiet", "--move", "trunk")
    file = released / VERSIONS / "0002_readers" / "verify.sql"
    file.write_text(file.read_text() + "\n-- more\nselect 1 = 1;\n")

    found(released, 2, "3 rendered files are stale; write: redlake render 0002\n")


# templates


def test_a_changed_template_is_a_plan_for_each_environment(project: Path) -> None:
    replaced(project / BOXPLOT, "'AUTO'", "{{ env.name | literal }}")

    said = found(project, 2, 'write it as a revision: redlake revision -m "')

    assert (
        "dev, prod, test: the templates say something else than the revisions make\n"
        "  ~ late-binding view public.general_insurance_redshift_boxplot" in said
    )


def test_what_a_person_made_by_hand_may_be_declared(released: Path) -> None:
    folder = copied(released, LAST, "0008_by_hand", identifier="0008", parent="0007")
    shutil.rmtree(folder / "rendered")
    (folder / "upgrade.sql").write_text("CREATE GROUP by_hand;\n")
    (folder / "downgrade.sql").write_text("DROP GROUP by_hand;\n")
    (folder / "verify.sql").write_text("-- None.\n")
    assert run("redlake", "render", root=released).code == 0
    ways = (
        "or declare it in a template, if what would be dropped is to stay\n",
        "or plan the last revision again, which is not released: redlake rebase 0008\n",
    )

    found(released, 2, "  - group by_hand\n", *ways)

    git(released, "add", ".")
    git(released, "commit", "--quiet", "--message", "By hand")
    assert ways[1] not in found(released, 2, ways[0])
    declare(released, "CREATE GROUP by_hand;\nCREATE GROUP more;\n")
    assert ways[0] not in found(released, 2, "+ group more")


def test_plans_that_differ_stand_alone(project: Path) -> None:
    replaced(project / "environments" / "prod.toml", "[values", "[values]\nnew = 1\n[values")
    (project / "templates" / "groups" / "more.sql").write_text(
        "CREATE GROUP everywhere;\n{% if env.name == 'prod' %}CREATE GROUP here;{% endif %}\n"
    )

    said = found(project, 2)

    assert "dev, test: the templates say" in said
    assert "prod: the templates say" in said
    assert said.count("+ group everywhere") == 2
    assert said.count("+ group here") == 1


def test_hazards_are_said_below_their_statement(project: Path) -> None:
    (project / "templates" / "databases" / "consume.sql").write_text("-- none\n")
    (project / "templates" / "default_privileges" / "consume.sql").write_text("-- none\n")
    file = project / "templates" / "grants" / "glue.sql"
    text = file.read_text()
    start = text.index("{% for database in consume")
    file.write_text(text[:start] + text[text.index("{% endfor %}", start) + 12 :])

    said = found(project, 2)

    assert (
        "  - database syntheticgeneraldata_consume\n"
        "      destroys data: database syntheticgeneraldata_consume with all that is in it\n"
    ) in said


def test_a_plan_as_json(project: Path) -> None:
    replaced(project / BOXPLOT, "'AUTO'", "'HOME'")

    done = check(project, "--json")

    assert done.code == 2
    (step,) = json.loads(done.said)["environments"]["prod"]["plan"]
    assert step["sign"] == "~"
    assert step["what"].startswith("late-binding view public.general_insurance_redshift_boxplot")
    assert step["sql"].startswith("CREATE OR REPLACE VIEW public.general_insurance_redshift_box")
    assert step["database"] == "insurancelake"
    assert step["hazards"] == []


def test_problems_as_json(project: Path) -> None:
    rendered(project, LAST, "prod").unlink()

    done = check(project, "--json")

    assert done.code == 1
    answer = json.loads(done.said)
    assert answer["environments"]["prod"] == {"plan": None}
    assert answer["environments"]["dev"] == {"plan": []}
    assert answer["problems"] == [
        {
            "message": "revision 0007 has no rendered upgrade for prod",
            "place": f"{VERSIONS.as_posix()}/{LAST}/rendered/prod/upgrade.sql",
            "way_out": "run redlake render, and commit what it writes",
            "environments": ["prod"],
        }
    ]


# bad input: each is said with its place, and before anything else happens


def declare(root: Path, sql: str, folder: str = "views") -> None:
    (root / "templates" / folder / "zz.sql").write_text(sql)


def test_a_circle_of_views(project: Path) -> None:
    declare(
        project,
        "CREATE VIEW public.a AS SELECT * FROM public.b;\n"
        "CREATE VIEW public.b AS SELECT * FROM public.a;\n",
    )

    found(
        project,
        1,
        "these need each other, in a circle",
        "relation public.a (templates/views/zz.sql:1)",
        "relation public.b (templates/views/zz.sql:2)",
    )


def test_an_object_that_is_declared_twice(project: Path) -> None:
    declare(project, "\nCREATE GROUP datalake_analysts;\n")

    found(
        project,
        1,
        "error: group datalake_analysts is declared twice:"
        " templates/groups/readers.sql:1 has it too (templates/views/zz.sql:2); keep one",
    )


def test_a_grant_on_what_is_not_declared(project: Path) -> None:
    declare(project, "GRANT SELECT ON public.nowhere TO GROUP datalake_analysts;\n", "grants")

    found(
        project,
        1,
        "relation public.nowhere does not exist",
        "(templates/grants/zz.sql:1)",
        "declare it in a template",
    )


def test_what_is_attached_to_a_view_is_declared_with_it(project: Path) -> None:
    view = "public.general_insurance_redshift_boxplot"
    declare(
        project,
        f"ATTACH RLS POLICY own ON {view} TO PUBLIC;\n"
        f"ALTER TABLE {view} ROW LEVEL SECURITY ON;\n"
        "CREATE RLS POLICY own USING (true);\n",
    )

    found(
        project,
        2,
        "+ rls policy own",
        f"+ rls policy own on {view} for PUBLIC",
        f"+ row-level security of relation {view}",
    )


@pytest.mark.parametrize("password", ["Hunter2Zx", "md5" + 32 * "a", "sha256|Hunter2Zx"])
def test_a_password_is_not_committed_and_not_shown(project: Path, password: str) -> None:
    declare(project, f"CREATE USER ann PASSWORD '{password}';\n")

    said = found(project, 1, "CREATE USER ann PASSWORD '***'", "a password would be committed")

    assert password not in said


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("ALTER USER glue_connector CREATEDB;", "ALTER USER does something"),
        ("DROP GROUP datalake_analysts;", "DROP GROUP does something"),
        ("DETACH RLS POLICY own ON public.t FROM PUBLIC;", "DETACH RLS does something"),
        ("ALTER TABLE public.t ADD COLUMN day DATE;", "ALTER TABLE does something"),
        ("ALTER RLS POLICY own USING (true);", "ALTER RLS does something"),
        ("DROP VIEW public.general_insurance_redshift_boxplot;", "DROP VIEW does something"),
    ],
)
def test_a_template_that_does_something(sql: str, words: str, project: Path) -> None:
    declare(project, f"-- It must go.\n{sql}\n")

    found(project, 1, "a template declares what is", words, "(templates/views/zz.sql:2)")


def test_a_template_takes_what_redshift_grants_by_default(project: Path) -> None:
    declare(project, "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;\n")

    found(
        project,
        2,
        "- EXECUTE on functions that whoever runs revisions creates in database dev to PUBLIC",
    )


def test_a_template_does_not_take_the_grant_option_of_defaults(project: Path) -> None:
    declare(
        project,
        "ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR SELECT ON TABLES FROM glue_connector;\n",
    )

    found(project, 1, "a template declares what is", "ALTER DEFAULT does something")


def test_an_undefined_value_in_a_template(project: Path) -> None:
    declare(project, "CREATE GROUP {{ nobody | ident }};\n")

    found(project, 1, "nobody", "templates/views/zz.sql:1")


def test_a_broken_environment_file_hides_no_other(project: Path) -> None:
    replaced(project / "environments" / "dev.toml", "workgroup", "workgruop")
    replaced(project / BOXPLOT, "'AUTO'", "'HOME'")

    found(project, 1, "error in dev: ", "workgruop", "prod, test: the templates say")


def test_a_new_environment_whose_target_is_misspelt(project: Path) -> None:
    text = (project / "environments" / "dev.toml").read_text()
    (project / "environments" / "stage.toml").write_text(text.replace("workgroup", "workgruop"))

    found(project, 1, "error in stage: ", "workgruop")
    for command in (["revision", "-m", "More"], ["render"]):
        done = run("redlake", *command, root=project)
        assert (done.code, "workgruop" in done.said) == (1, True), done.said


def test_everything_is_said_at_once(released: Path) -> None:
    replaced(rendered(released, "0002_readers"), "PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB")
    replaced(rendered(released, LAST, "prod", "downgrade"), 'ROLE "datalake_reader", ', "")
    declare(released, "DROP GROUP datalake_analysts;\n")

    found(
        released,
        1,
        "0002_readers is released",
        "the downgrade of revision 0007 does not restore the state in prod",
        "DROP GROUP does something",
    )


def test_a_project_without_environments(project: Path) -> None:
    for file in (project / "environments").iterdir():
        file.unlink()

    found(project, 1, "there is no environment to check")


def test_no_connection_and_no_driver_is_needed(project: Path) -> None:
    script = (
        "import sys; from redlake.cli.app import app\n"
        "try: app(['check'])\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        "print([m for m in ('boto3', 'redshift_connector', 'sqlalchemy', 'alembic')"
        " if m in sys.modules])"
    )

    assert run("python", "-c", script, root=project).said.splitlines()[-1] == "[]"


def test_a_squash_may_take_the_place_of_released_revisions(released: Path) -> None:
    assert run("redlake", "squash", root=released).code == 0

    found(released, 0, "1 revision")


def test_other_released_revisions_may_not_go_for_a_new_beginning(released: Path) -> None:
    assert run("redlake", "squash", root=released).code == 0
    replaced(released / VERSIONS / "0007_baseline" / "revision.py", '"0007"', '"1000"')

    found(released, 1, "0007_materialized_view_without_contacts is released", "(gone)")


def test_history_may_go_on_after_a_squash(released: Path) -> None:
    assert run("redlake", "squash", root=released).code == 0
    replaced(released / BOXPLOT, "'AUTO'", "'HOME'")
    assert run("redlake", "revision", "-m", "Homes", root=released).code == 0

    found(released, 0, "2 revisions")


def test_a_squash_must_make_what_it_takes_the_place_of(released: Path) -> None:
    assert run("redlake", "squash", root=released).code == 0
    file = rendered(released, "0007_baseline", "prod")
    replaced(file, "PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB")

    said = found(
        released,
        1,
        "error in prod: 0007_baseline is in the place of released revisions, and does not make"
        " what they made in prod; it would still have to do:\n  ~ user",
        "git checkout main -- migrations/versions; then squash them again: redlake squash",
    )

    assert "was edited" not in said


def test_a_squash_leaves_no_part_of_what_it_takes_the_place_of(released: Path) -> None:
    assert run("redlake", "squash", root=released).code == 0
    git(released, "checkout", "main", "--", f"{VERSIONS.as_posix()}/0003_data_lake_views")

    found(released, 1)


def test_a_first_revision_in_another_folder_is_no_squash(released: Path) -> None:
    folder = released / VERSIONS / "0001_glue_role"
    folder.rename(folder.with_name("0001_renamed"))
    file = rendered(released, "0001_renamed")
    replaced(file, "PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB")

    found(released, 1, "0001_glue_role is released, as main has it, and was edited", "(gone)")
