"""redlake render, as it is typed: what it writes, what it leaves, what it finds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redlake.cli.app import app
from redlake.errors import InputError, RenderingError

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


def test_checking_finds_files_of_an_environment_that_there_is_not(root: Path) -> None:
    render()
    stage = rendered(root).parent.with_name("stage")
    stage.mkdir()
    (stage / "upgrade.sql").touch()

    said = render("--check", code=2)

    assert "rendered/stage/upgrade.sql belongs to no environment: nothing runs it" in said


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


def test_without_a_main_nothing_is_released(root: Path) -> None:
    render()
    committed(root, branch="trunk")
    change_values(root)

    render("--check", code=2)
    assert "3 are released" in render("--check", "--base", "trunk")


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
