"""redlake render, as it is typed: what it writes, what it leaves, what it finds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redlake.cli.app import app
from redlake.errors import InputError, RenderingError, RevisionError

DEV = """
[connection]
account = "111122223333"
region = "us-east-2"
database = "dev"
workgroup = "dev"

[values]
reader = "analyst"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one environment and the revision 0001, and nothing rendered."""
    (tmp_path / "alembic.ini").touch()
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.toml").write_text(DEV)
    revise(tmp_path, "0001")
    monkeypatch.chdir(tmp_path)
    # Of a git hook that runs these tests, git would take its own repository.
    for variable in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def revise(root: Path, number: str, parent: str | None = None) -> None:
    folder = root / "migrations" / "versions" / f"{number}_more"
    folder.mkdir(parents=True)
    (folder / "revision.py").write_text(f"revision = {number!r}\ndown_revision = {parent!r}\n")
    (folder / "upgrade.sql").write_text("CREATE USER {{ reader | ident }} PASSWORD DISABLE;\n")
    (folder / "downgrade.sql").write_text("DROP USER {{ reader | ident }};\n")
    (folder / "verify.sql").write_text("-- it is there\nselect true;\n")


def rendered(root: Path, number: str = "0001", file: str = "upgrade") -> Path:
    return root / "migrations" / "versions" / f"{number}_more" / "rendered" / "dev" / f"{file}.sql"


def change_values(root: Path) -> None:
    file = root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace("analyst", "auditor"))


def render(*words: str, code: int = 0) -> str:
    """What ``redlake render`` prints; its errors are raised."""
    done = CliRunner().invoke(app, ["render", *words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def git(root: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", *words],
        cwd=root,
        check=True,
        capture_output=True,
    )


def committed(root: Path, branch: str = "main") -> None:
    git(root, "init", "--quiet", "--initial-branch", branch)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "All of it")


# writing


def test_what_is_missing_is_written(root: Path) -> None:
    said = render()

    assert '"analyst"' in rendered(root).read_text()
    assert "  + migrations/versions/0001_more/rendered/dev/upgrade.sql\n" in said
    assert "3 rendered files written, 0 left as they are" in said


def test_what_exists_is_left_as_it_is(root: Path) -> None:
    render()
    before = rendered(root).stat().st_mtime_ns
    change_values(root)
    rendered(root, file="verify").unlink()

    assert "1 rendered files written, 2 left" in render()
    assert rendered(root).stat().st_mtime_ns == before


def test_a_revision_that_is_named_is_written_again(root: Path) -> None:
    revise(root, "0002", "0001")
    render()
    change_values(root)

    said = render("0002")

    assert "  ~ migrations/versions/0002_more/rendered/dev/upgrade.sql\n" in said
    assert "2 rendered files written, 4 left" in said, "verify.sql is as it was"
    assert '"auditor"' in rendered(root, "0002").read_text()
    assert '"analyst"' in rendered(root, "0001").read_text()


def test_frozen_files_do_not_need_the_values_they_were_made_of(root: Path) -> None:
    render()
    file = root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace("reader =", "writer ="))

    assert "0 rendered files written, 3 left" in render()


def test_an_error_leaves_everything_as_it_was(root: Path) -> None:
    revise(root, "0002", "0001")
    rendered(root, "0002").parents[2].joinpath("verify.sql").write_text("select {{ nobody }};")

    with pytest.raises(RenderingError, match="nobody"):
        render()
    assert not list(root.rglob("rendered"))


def test_a_file_is_written_whole_or_not_at_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render()
    before = rendered(root).read_text()
    change_values(root)

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        render("0001")
    assert rendered(root).read_text() == before
    assert sorted(path.name for path in rendered(root).parent.iterdir()) == [
        "downgrade.sql",
        "upgrade.sql",
        "verify.sql",
    ]


def test_it_works_from_within_the_project(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "migrations" / "versions")

    assert "  + migrations/versions/0001_more/" in render()


def test_an_unknown_revision_is_refused_before_anything_is_written(root: Path) -> None:
    with pytest.raises(InputError, match="there is no revision 0009; known are 0001"):
        render("0009")
    assert not rendered(root).exists()


def test_a_project_without_environments_is_told_so(root: Path) -> None:
    (root / "environments" / "dev.toml").unlink()

    with pytest.raises(InputError, match="no environment to render for"):
        render()


def test_what_is_released_is_not_written_again(root: Path) -> None:
    render()
    committed(root)
    change_values(root)
    revise(root, "0002", "0001")

    with pytest.raises(RevisionError, match=r"0001_more is released, as main has it.*revision -m"):
        render("0001", "0002")
    assert '"analyst"' in rendered(root).read_text()
    assert not rendered(root, "0002").exists()

    git(root, "branch", "--quiet", "--move", "trunk")
    with pytest.raises(RevisionError, match="is released, as trunk has it"):
        render("0001", "--base", "trunk")
    render("0001")
    assert '"auditor"' in rendered(root).read_text(), "nothing is known to be released"


def test_a_released_file_that_is_gone_is_restored_and_not_rendered(root: Path) -> None:
    render()
    committed(root)
    rendered(root).unlink()

    with pytest.raises(RevisionError) as caught:
        render()
    assert "git checkout main -- migrations/versions/0001_more/rendered/dev/upgrade.sql" in str(
        caught.value
    )


def test_an_environment_that_is_new_may_be_rendered_again(root: Path) -> None:
    render()
    committed(root)
    (root / "environments" / "prod.toml").write_text(DEV)
    render()
    file = root / "environments" / "prod.toml"
    file.write_text(DEV.replace("analyst", "auditor"))

    said = render("0001")

    assert "  ~ migrations/versions/0001_more/rendered/prod/upgrade.sql\n" in said
    assert "2 rendered files written, 4 left as they are" in said


@pytest.mark.parametrize("rendered_before", [False, True])
def test_an_environment_whose_target_is_misspelt_is_not_left_out(
    root: Path, rendered_before: bool
) -> None:
    if rendered_before:
        render()
    file = root / "environments" / "dev.toml"
    file.write_text(DEV.replace("workgroup", "workgruop"))

    with pytest.raises(InputError, match="workgruop"):
        render()


# checking


def test_checking_finds_nothing_where_all_is_rendered(root: Path) -> None:
    render()

    assert "3 rendered files compared, none stale; 0 are released" in render("--check")


def test_checking_shows_what_is_stale_and_writes_nothing(root: Path) -> None:
    render()
    change_values(root)

    said = render("--check", code=2)

    assert "--- migrations/versions/0001_more/rendered/dev/upgrade.sql\n" in said
    assert "+++ migrations/versions/0001_more/rendered/dev/upgrade.sql (as it would" in said
    assert '\n-CREATE USER "analyst" PASSWORD DISABLE;\n' in said
    assert '\n+CREATE USER "auditor" PASSWORD DISABLE;\n' in said
    assert "2 rendered files are stale; write: redlake render 0001\n" in said
    assert '"analyst"' in rendered(root).read_text()


def test_checking_shows_what_is_missing(root: Path) -> None:
    render()
    rendered(root).unlink()

    said = render("--check", code=2)

    assert "--- /dev/null\n" in said
    assert "1 rendered file is missing; write: redlake render\n" in said
    assert not rendered(root).exists()


def test_checking_one_revision_looks_at_no_other(root: Path) -> None:
    render()
    change_values(root)
    revise(root, "0002", "0001")
    render()

    assert "3 rendered files compared, none stale" in render("--check", "0002")


def test_what_values_became_makes_no_earlier_revision_stale(root: Path) -> None:
    render()
    change_values(root)
    revise(root, "0002", "0001")
    render()

    assert (
        "3 rendered files compared, none stale; 0 are released,"
        " 3 are of revisions before the last" in render("--check")
    )
    assert "write: redlake render 0001" in render("--check", "0001", code=2), "it was asked about"


def test_sql_that_was_edited_since_the_last_commit_is_compared(root: Path) -> None:
    revise(root, "0002", "0001")
    render()
    committed(root, branch="trunk")
    upgrade = root / "migrations" / "versions" / "0001_more" / "upgrade.sql"
    upgrade.write_text(upgrade.read_text() + "CREATE GROUP more;\n")

    assert "1 rendered file is stale; write: redlake render 0001" in render("--check", code=2)

    render("0001")
    assert "4 rendered files compared, none stale" in render("--check")


def test_checking_finds_files_of_an_environment_that_there_is_not(root: Path) -> None:
    render()
    stage = rendered(root).parent.with_name("stage")
    stage.mkdir()
    (stage / "upgrade.sql").touch()
    (stage / "verify.sql").touch()
    (rendered(root).parent / "upgrad.sql").touch()

    said = render("--check", code=2)

    assert said.splitlines() == [
        "migrations/versions/0001_more/rendered/dev/upgrad.sql belongs to no environment:"
        " nothing runs it; remove it",
        "stage is no environment: nothing runs its 2 rendered files; remove all that it had:"
        " git rm -r migrations/versions/*/rendered/stage",
    ]


def test_what_the_base_has_is_released(root: Path) -> None:
    stage = rendered(root).parent.with_name("stage")
    stage.mkdir(parents=True)
    (stage / "upgrade.sql").touch()
    render()
    committed(root)
    change_values(root)
    revise(root, "0002", "0001")
    render()

    assert "3 rendered files compared, none stale; 3 are released" in render("--check")
    assert "3 are released" in render("--check", "--base", "main")

    rendered(root, "0002").write_text("-- by hand\n")

    assert "1 rendered file is stale; write: redlake render 0002" in render("--check", code=2)


def test_a_released_file_needs_no_values(root: Path) -> None:
    render()
    committed(root)
    file = root / "environments" / "dev.toml"
    file.write_text(file.read_text().replace("reader =", "writer ="))

    assert "0 rendered files compared, none stale; 3 are released" in render("--check")


def test_a_project_in_a_folder_of_its_repository(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    inner = tmp_path / "lake"
    inner.mkdir()
    for name in ("alembic.ini", "environments", "migrations"):
        (root / name).rename(inner / name)
    committed(tmp_path)
    monkeypatch.chdir(inner)
    change_values(inner)

    assert "none stale; 3 are released" in render("--check")


def test_without_a_main_nothing_is_released_and_that_is_said(root: Path) -> None:
    render()
    committed(root, branch="trunk")
    change_values(root)

    assert (
        "nothing is known to be released: there is no main, no origin/main and no origin/HEAD;"
        " name what is: --base REF\n" in render("--check", code=2)
    )
    said = render("--check", "--base", "trunk")
    assert "3 are released" in said
    assert "nothing is known" not in said


@pytest.mark.parametrize("branch", ["main", "trunk"])
def test_what_the_remote_has_is_released_where_there_is_no_main(
    tmp_path: Path, root: Path, branch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    committed(root, branch)
    clone = tmp_path / "clone"
    git(root, "clone", "--quiet", ".", str(clone))
    git(clone, "checkout", "--quiet", "-b", "feature")
    git(clone, "branch", "--quiet", "--delete", "--force", branch)
    monkeypatch.chdir(clone)
    change_values(clone)

    said = render("--check")

    assert "3 are released" in said
    assert "nothing is known" not in said


def test_the_repository_of_a_hook_is_not_the_projects(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    committed(root)
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").touch()
    committed(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))

    assert "0 rendered files compared, none stale; 3 are released" in render("--check")


def test_git_that_refuses_is_not_taken_for_no_git(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    committed(root)
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(InputError, match=r"(?s)cannot tell what is released: .*safe\.dir"):
            render("--check")
    (root / ".git" / "config").write_text("[")

    for words in (["--check"], ["--check", "--base", "main"], ["0001"]):
        with pytest.raises(InputError, match=r"cannot tell what is released: .*bad config"):
            render(*words)


def test_a_repository_without_a_commit_has_released_nothing(root: Path) -> None:
    render()
    git(root, "init", "--quiet", "--initial-branch", "main")

    assert "3 rendered files compared" in render("--check")


@pytest.mark.parametrize("reference", ["no-such-branch", "--all", "HEAD:alembic.ini", ""])
def test_a_base_that_git_does_not_know_is_an_error(root: Path, reference: str) -> None:
    render()
    committed(root)

    with pytest.raises(InputError, match=f"does not know the reference {reference} in"):
        render("--check", f"--base={reference}")


def test_a_base_outside_of_git_is_an_error(root: Path) -> None:
    render()

    with pytest.raises(InputError, match="does not know the reference main in"):
        render("--check", "--base", "main")


def test_without_git_everything_is_compared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render()
    committed(root)
    monkeypatch.setenv("PATH", "")

    assert "3 rendered files compared" in render("--check")
