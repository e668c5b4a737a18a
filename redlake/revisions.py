"""What a revision is in each environment: rendered and frozen, and what it would be today.

A revision is a folder of ``migrations/versions``::

    0004_external_schemas/
      revision.py                        Alembic's ids
      upgrade.sql downgrade.sql verify.sql    Jinja SQL, as a person writes it
      rendered/dev/upgrade.sql …         what runs in dev, committed and reviewed

A rendered file that exists is frozen: it is written when it is missing, and again only
when its revision is named.

Everything here reads; the files are written by ``redlake render``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from redlake.environment import Environment
from redlake.errors import GrammarError, RevisionError
from redlake.grammar import script
from redlake.grammar.passwords import has_password
from redlake.grammar.pieces import STOP_ON_ERROR
from redlake.grammar.script import Segment, Statement
from redlake.history import FILES, Revision
from redlake.rendering import render

TEMPLATES = Path("templates")
_QUESTIONS = ("SELECT", "WITH")

BASELINE = "-- Baseline: "
"""How the note begins in the header of rendered files that do not begin at the beginning."""

SQUASHED = f"{BASELINE}all revisions up to this one are one now.\n"
"""The note in all rendered files of a revision that was made of all before it; the first line
of its downgrade.sql says that it is one."""


def rendering(revision: Revision, file: str, environment: Environment, root: Path) -> str:
    """What ``file`` of a revision is for an environment, by its templates and values today.

    Raises:
        RenderingError: a template uses what is not there, or a value is not safe.
        GrammarError: what comes out is not SQL, or would not survive in a file.
    """
    source = revision.source(file)
    rendered = render(source, environment, [root / TEMPLATES])
    if (at := rendered.text.find("\r")) >= 0:
        raise GrammarError(
            "a carriage return would run, but not survive Git and editors in a file",
            place=rendered.place(at),
            way_out="remove it from the value",
        )
    home = environment.connection.database
    statements = script.read(rendered.text, home, rendered.place)
    for statement in statements:
        _check(statement, file, environment)
    # A verification is a question: each runs by itself, and changes nothing.
    cut = (
        [Segment(statement.database, False, (statement,)) for statement in statements]
        if file == "verify"
        else script.segments(statements)
    )
    return with_header(
        script.write(cut, home, script.epilogue(rendered.text)),
        revision,
        file,
        environment,
        SQUASHED if _text(revision.source("downgrade")).startswith(SQUASHED) else "",
    )


def with_header(
    text: str, revision: Revision, file: str, environment: Environment, note: str = ""
) -> str:
    """A rendered file: ``text`` below what says where it belongs; ``note`` is one more line."""
    return (
        f"-- Revision {revision.id}, {file}, for {environment.name}. Rendered and frozen:"
        f" what is here runs.\n{note}{STOP_ON_ERROR}\n" + (f"\n{text}" if text else "")
    )


def began_here(environment: Environment) -> str:
    """The note in what an environment begins with that is new to a history."""
    return f"{BASELINE}{environment.name} began here, with all that the templates declared.\n"


def baseline_note(path: Path) -> str | None:
    """The note in a rendered file's header that makes it part of a baseline, if one does.

    What an author's comments say stands further below.
    """
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as lines:
        lines.readline()
        second = lines.readline()
    return second if second.startswith(BASELINE) else None


def begins(revision: Revision, environment: Environment) -> bool:
    """Whether there is nothing before a revision that its downgrade could go back to."""
    note = baseline_note(revision.rendered("downgrade", environment.name))
    return note in (SQUASHED, began_here(environment))


def is_squashed(revision: Revision, environment: Environment) -> bool:
    """Whether a revision took the place of all up to it."""
    return baseline_note(revision.rendered("downgrade", environment.name)) == SQUASHED


def demand_way_back(revision: Revision, environment: Environment) -> None:
    """Raises RevisionError if a downgrade would go back to where there is nothing."""
    if begins(revision, environment):
        name = environment.name
        raise RevisionError(
            f"{name} began at revision {revision.id}: there is nothing to go back to",
            place=revision.rendered("downgrade", name),
            way_out="drop its objects by hand, or restore a snapshot",
        )


def _check(statement: Statement, file: str, environment: Environment) -> None:
    if file == "verify" and statement.secrets:
        raise GrammarError(
            "a verification needs no secret", place=statement.place, way_out="remove it"
        )
    if file == "verify" and statement.text.split(None, 1)[0].upper() not in _QUESTIONS:
        raise GrammarError(
            f"{statement.summary} is no question, and verify.sql asks only",
            place=statement.place,
            way_out=f"begin with {' or '.join(_QUESTIONS)}, or move it to upgrade.sql",
        )
    demand_secrets(statement, environment)


def demand_secrets(statement: Statement, environment: Environment) -> None:
    """Raises GrammarError unless the environment has every secret that the statement names.

    Nor may a password, or a digest, which is as good as one, stand in what is committed.
    """
    if has_password(statement.text):
        raise GrammarError(
            f"{statement.summary}: a password would be committed with it",
            place=statement.place,
            way_out="keep it in Secrets Manager: name its ARN under [secrets], and write"
            " PASSWORD :'secret_NAME'; or let nobody log in by one: PASSWORD DISABLE",
        )
    for name in statement.secrets:
        if name not in environment.secrets:
            raise GrammarError(
                f'there is no secret "{name}" in {environment.name}',
                place=statement.place,
                way_out=f"add it under [secrets] in {environment.file.name}, with its ARN",
            )


def read(revision: Revision, file: str, environment: Environment) -> list[Segment]:
    """The segments of a rendered file: what will run.

    Raises:
        RevisionError: the revision was not rendered for this environment.
        GrammarError: the file is not as redlake renders it.
    """
    path = revision.rendered(file, environment.name)
    demand_rendered([revision], environment, [file])
    text = _text(path)
    _demand_stop(text, path)
    return script.read_rendered(text, environment.connection.database, script.locator(path, text))


def _demand_stop(text: str, path: Path) -> None:
    """Raises RevisionError unless psql would stop at the first error, as the runner does."""
    lines = (line.rstrip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("--")), "")
    if first != STOP_ON_ERROR:
        raise RevisionError(
            f"{path.name} does not begin with {STOP_ON_ERROR}: psql would go on after an error",
            place=path,
            way_out="put that line back below the header, or render the revision again",
        )


def verifications(revision: Revision, environment: Environment) -> list[Statement]:
    """The questions that must be answered with true after the revision ran.

    Raises:
        RevisionError: the revision was not rendered for this environment.
        GrammarError: the file is not as redlake renders it, or does something else than ask.
    """
    questions = [
        statement
        for segment in read(revision, "verify", environment)
        for statement in segment.statements
    ]
    for question in questions:
        _check(question, "verify", environment)
    return questions


def demand_rendered(
    revisions: Iterable[Revision], environment: Environment, files: Sequence[str] = FILES
) -> None:
    """Raises RevisionError unless every file was rendered for ``environment``."""
    for revision in revisions:
        for file in files:
            path = revision.rendered(file, environment.name)
            if not path.is_file():
                raise RevisionError(
                    f"revision {revision.id} was not rendered for {environment.name}",
                    place=path,
                    way_out="run redlake render, and commit what it writes",
                )


@dataclass(frozen=True)
class Rendering:
    """A rendered file beside what its templates and values would make of it today.

    Nothing is rendered before ``fresh`` is asked for: a frozen file is what it is, though
    the values that it was made of may be gone. ``baseline`` is what it is to be in an
    environment that is new, whatever its revision's SQL says.
    """

    revision: Revision
    file: str
    environment: Environment
    root: Path
    baseline: str | None = None

    @property
    def path(self) -> Path:
        return self.revision.rendered(self.file, self.environment.name)

    @cached_property
    def current(self) -> str | None:
        """What the file holds; None if there is none."""
        return _text(self.path) if self.path.is_file() else None

    @cached_property
    def fresh(self) -> str:
        """What it would be; of a baseline, which comes from no revision's SQL, what it is."""
        if self.baseline is not None:
            return self.baseline
        if self.current is not None and baseline_note(self.path) not in (None, SQUASHED):
            return self.current
        return rendering(self.revision, self.file, self.environment, self.root)

    @property
    def stale(self) -> bool:
        return self.current != self.fresh


def renderings(
    revisions: Iterable[Revision], environments: Iterable[Environment], root: Path
) -> list[Rendering]:
    """Every file that these revisions should have for these environments. Never writes."""
    targets = list(environments)
    return [
        Rendering(revision, file, environment, root)
        for revision in revisions
        for environment in targets
        for file in FILES
    ]


def unclaimed(revisions: Iterable[Revision], environments: Iterable[str]) -> list[Path]:
    """Files among the rendered ones that nothing runs.

    They are of an environment that there is not, or of a name that is not in FILES.
    """
    names = list(environments)
    found: list[Path] = []
    for revision in revisions:
        claimed = {revision.rendered(file, name) for file in FILES for name in names}
        files = (path for path in (revision.folder / "rendered").rglob("*") if path.is_file())
        found += sorted(path for path in files if path not in claimed and path.name[0] != ".")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RevisionError(
            f"{path.name} is not UTF-8: {error.reason} at byte {error.start}",
            place=path,
            way_out="restore it from Git, or render the revision again",
        ) from None
