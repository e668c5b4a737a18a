"""A copy of the project in a repository of its own, whose templates and values a test changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redlake.cli.app import app
from redlake.errors import RedlakeError
from redlake.history import VERSIONS, history
from redlake.recorded import replayed
from redlake.revising import Lake
from tests.conftest import clean_variables, run

BOXPLOT = Path("templates", "views", "general_insurance_redshift_boxplot.sql")
MATERIALIZED = Path(
    "templates", "materialized_views", "general_insurance_redshift_materialized.sql"
)
INTERN = '"IAMR:dev-insurancelake-us-east-2-intern-role"'


class Copy:
    """What is typed in it, and what is there then."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def branch(self) -> Copy:
        """Another one, as this is now."""
        other = self.root.with_name(f"{self.root.name}_branch")
        shutil.copytree(self.root, other)
        return Copy(other)

    # Changes.

    def replace(self, file: Path | str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: Path | str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def hire_an_intern(self) -> None:
        """Adds a reader in dev, by a value."""
        with (self.root / "environments" / "dev.toml").open("a", encoding="utf-8") as file:
            file.write(
                "\n[values.readers]\nrole_members = [\n"
                '  "{{ env.name }}-{{ prefix }}-{{ env.region }}-analyst-role",\n'
                '  "{{ env.name }}-{{ prefix }}-{{ env.region }}-intern-role",\n]\n'
            )

    def add_life_data(self) -> None:
        """Adds a database of the lake everywhere, by a value."""
        self.replace(
            "environments/base.toml",
            '"syntheticgeneraldata_consume"]\n\n# Databases in',
            '"syntheticgeneraldata_consume", "life"]\n\n# Databases in',
        )

    def count_homes(self) -> None:
        """Changes the filter of a view."""
        self.replace(BOXPLOT, "= 'AUTO'", "IN ('AUTO', 'HOME')")

    def count_homes_no_more(self) -> None:
        """Changes it back."""
        self.replace(BOXPLOT, "IN ('AUTO', 'HOME')", "= 'AUTO'")

    def add_environment(self, name: str = "stage") -> None:
        text = (self.root / "environments" / "test.toml").read_text(encoding="utf-8")
        self.write(f"environments/{name}.toml", text.replace("test", name))

    def fill_the_disk(self, patch: pytest.MonkeyPatch) -> None:
        """From now on nothing can be moved among the revisions; away from there it can."""
        rename = Path.rename

        def full(path: Path, target: Path) -> Path:
            if path.is_relative_to(self.root / ".redlake" / "drafts"):
                raise OSError(f"no space left for {target.name}")
            return rename(path, target)

        patch.setattr(Path, "rename", full)

    # What is typed.

    def redlake(self, *words: str, code: int = 0) -> str:
        """What the command prints, its error included. It runs in this process, to be quick."""
        with contextlib.chdir(self.root), pytest.MonkeyPatch.context() as patch:
            # Of a git hook that runs these tests, git would take its own repository.
            for name in _of_git():
                patch.delenv(name)
            done = CliRunner().invoke(app, words)
            said = done.output
            if isinstance(done.exception, RedlakeError):
                said += f"redlake: {done.exception}\n"
            elif not isinstance(done.exception, SystemExit | None):
                raise done.exception
        assert done.exit_code == code, said
        return said

    def revision(self, message: str, *words: str) -> Path:
        """The folder of the revision that ``redlake revision`` writes."""
        before = set(self.folders())
        self.redlake("revision", "-m", message, *words)
        (new,) = set(self.folders()) - before
        return self.versions / new

    def alembic(self, *words: str) -> str:
        done = run("alembic", "-x", "env=dev", *words, root=self.root)
        assert done.code == 0, done.said
        return done.said

    def commit(self) -> None:
        """Commits all of it to ``main``: it is released."""
        ours = _of_git()
        variables = {k: v for k, v in clean_variables().items() if k not in ours}
        author = ("-c", "user.name=test", "-c", "user.email=test@example.com")
        for words in (
            ("init", "--quiet", "--initial-branch", "main"),
            ("add", "."),
            (*author, "commit", "--quiet", "--no-verify", "--message", "All of it"),
        ):
            subprocess.run(
                ["git", *words], cwd=self.root, env=variables, check=True, capture_output=True
            )

    # What is there.

    @property
    def versions(self) -> Path:
        return self.root / VERSIONS

    def folders(self) -> list[str]:
        """All that lies among the revisions, hidden or not."""
        return sorted(
            entry.name for entry in self.versions.iterdir() if entry.name != "__pycache__"
        )

    def folder(self, identifier: str) -> Path:
        (found,) = self.versions.glob(f"{identifier}_*")
        return found

    def rendered(self, *identifiers: str) -> dict[str, bytes]:
        """The rendered files of these revisions, or of all."""
        return {
            path.relative_to(self.versions).as_posix(): path.read_bytes()
            for path in sorted(self.versions.glob("*/rendered/*/*.sql"))
            if not identifiers or path.relative_to(self.versions).parts[0][:4] in identifiers
        }

    def left_over(self) -> list[str]:
        """What writing left behind beside the revisions; what was set aside is none of it."""
        work = self.root / ".redlake"
        return sorted(entry.name for entry in work.glob("*") if entry.name not in ("aside", "lock"))

    def write_revision(self, folder: str, **files: str) -> Path:
        """Writes files of a revision, and renders it again."""
        for file, text in files.items():
            self.write(VERSIONS / folder / f"{file}.sql", text)
        self.redlake("render", folder.partition("_")[0])
        return self.versions / folder

    def demand_agreement(self) -> None:
        """Every environment's revisions make what its templates declare, and all can go back."""
        lake = Lake.of(self.root)
        line = history(self.root)
        recorded = lake.recorded(line)
        for name, environment in lake.environments.items():
            assert recorded[name] == lake.declared[name].state, name
            assert replayed(environment, line).irreversible == ()


def _of_git() -> list[str]:
    return [name for name in os.environ if name.startswith("GIT_")]


def sql(folder: Path, file: str = "upgrade", environment: str | None = None) -> str:
    """A file of a revision, as it was written or as it is rendered for an environment."""
    where = folder if environment is None else folder / "rendered" / environment
    return (where / f"{file}.sql").read_text(encoding="utf-8")
