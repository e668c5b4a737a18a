"""Revision folders: what they must hold, how they follow each other, how they render.

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

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from redlake.environment import Environment
from redlake.errors import GrammarError, Place, RevisionError
from redlake.grammar import script
from redlake.grammar.script import Segment, Statement
from redlake.rendering import render

VERSIONS = Path("migrations", "versions")
TEMPLATES = Path("templates")
FILES = ("upgrade", "downgrade", "verify")
_QUESTIONS = ("SELECT", "WITH")

BASELINE = "-- Baseline: "
"""How the note begins in the rendered files of an environment that did not begin at the
beginning."""

LONGEST_ID = 32
"""What the column of Alembic's version table holds."""


@dataclass(frozen=True)
class Revision:
    """One folder: its id, its parent's id, and where it lies."""

    id: str
    parent: str | None
    folder: Path

    def source(self, file: str) -> Path:
        """The SQL as a person writes it. ``file`` is upgrade, downgrade or verify."""
        return self.folder / f"{file}.sql"

    def rendered(self, file: str, environment: str) -> Path:
        """The SQL that runs in ``environment``."""
        return self.folder / "rendered" / environment / f"{file}.sql"


def history(root: Path) -> list[Revision]:
    """All revisions of the project, the first one first.

    Raises:
        RevisionError: a folder is incomplete, two have one id, or they do not make a
            single line.
    """
    return line_of(found(root))


def found(root: Path) -> list[Revision]:
    """All revisions of the project by their folders' names, whatever line they make.

    Raises:
        RevisionError: a folder is incomplete.
    """
    return [_read(folder) for folder in _folders(root / VERSIONS)]


def line_of(revisions: Iterable[Revision]) -> list[Revision]:
    """The revisions, the first one first.

    Raises:
        RevisionError: two have one id, or they do not make a single line.
    """
    by_id: dict[str, Revision] = {}
    for revision in revisions:
        if (other := by_id.setdefault(revision.id, revision)) is not revision:
            raise RevisionError(
                f"two folders have the revision id {revision.id}:"
                f" {other.folder.name} and {revision.folder.name}",
                place=revision.folder / "revision.py",
                way_out="plan the one that is not released again, under an id of its own:"
                f" redlake rebase {revision.folder.name}",
            )
    return _line(by_id)


def _folders(versions: Path) -> Iterator[Path]:
    for entry in _visible(versions):
        if not entry.is_dir():
            raise RevisionError(
                f"{entry.name} is no revision folder",
                place=entry,
                way_out="a revision is a folder with revision.py, upgrade.sql, downgrade.sql"
                " and verify.sql; move or remove this file",
            )
        # Git leaves a folder behind for the bytecode in it, when a branch without it is
        # checked out.
        if _visible(entry):
            yield entry


def _visible(folder: Path) -> list[Path]:
    return sorted(
        entry for entry in folder.glob("*") if not entry.name.startswith((".", "__pycache__"))
    )


def _read(folder: Path) -> Revision:
    module = folder / "revision.py"
    sources = [f"{file}.sql" for file in FILES]
    missing = [name for name in ("revision.py", *sources) if not (folder / name).is_file()]
    if missing:
        raise RevisionError(
            f"revision {folder.name} has no {' and no '.join(missing)}",
            place=folder,
            way_out="a revision needs all of revision.py, upgrade.sql, downgrade.sql and"
            " verify.sql; write what is missing (bare alembic revision makes only the first),"
            " then: redlake render",
        )
    for stray in folder.rglob("*.py"):
        if stray != module:
            raise RevisionError(
                f"{stray.name} does not belong into revision {folder.name}:"
                " Alembic would take it for a revision of its own",
                place=stray,
                way_out="move or remove it",
            )
    return Revision(*_ids(module), folder)


def _ids(module: Path) -> tuple[str, str | None]:
    """The revision's id and its parent's, as revision.py assigns them; it is not run."""
    assigned = _assignments(module)
    identifier, place = _literal("revision", assigned, module)
    if not isinstance(identifier, str) or not 0 < len(identifier) <= LONGEST_ID:
        raise RevisionError(
            f"revision must be a text of 1 to {LONGEST_ID} characters",
            place=place,
            way_out="choose such an id",
        )
    parent, place = _literal("down_revision", assigned, module)
    if isinstance(parent, (tuple, list)):
        raise RevisionError(
            f"revision {identifier} has several parents: a merge, but history is linear",
            place=place,
            way_out="remove it, and let one of them follow the other, by its down_revision",
        )
    if not (parent is None or isinstance(parent, str)):
        raise RevisionError(
            "down_revision must be a text or None",
            place=place,
            way_out="write the id of the revision before this one, in quotes",
        )
    return identifier, parent


def _literal(name: str, assigned: Mapping[str, ast.expr], module: Path) -> tuple[object, Place]:
    if name not in assigned:
        raise RevisionError(
            f"revision.py does not assign {name}",
            place=module,
            way_out=f"write {name} = … at its top level",
        )
    place = Place(module, assigned[name].lineno)
    try:
        return ast.literal_eval(assigned[name]), place
    except ValueError:
        raise RevisionError(
            f"{name} is computed", place=place, way_out="write it as a literal"
        ) from None


def _assignments(module: Path) -> Mapping[str, ast.expr]:
    """What a module assigns to names at its top level, with or without a type."""
    try:
        tree = ast.parse(module.read_bytes(), str(module))
    except SyntaxError as error:
        raise RevisionError(
            f"revision.py is not Python: {error.msg}",
            place=Place(module, error.lineno or 1),
            way_out="correct it",
        ) from None
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                found |= {target.id: value for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def _line(by_id: dict[str, Revision]) -> list[Revision]:
    children: dict[str | None, list[Revision]] = {}
    for revision in by_id.values():
        if revision.parent is not None and revision.parent not in by_id:
            raise RevisionError(
                f"revision {revision.id} follows {revision.parent}, which there is not",
                place=revision.folder / "revision.py",
                way_out="set down_revision to a revision that exists",
            )
        children.setdefault(revision.parent, []).append(revision)
    line: list[Revision] = []
    parent: str | None = None
    while following := children.get(parent):
        if len(following) > 1:
            after = "the beginning" if parent is None else parent
            named = " and ".join(sorted(revision.id for revision in following))
            raise RevisionError(
                f"history is not linear: {named} both follow {after}",
                place=following[-1].folder / "revision.py",
                way_out="plan the one that is not released again, after the other:"
                f" redlake rebase {following[-1].folder.name}",
            )
        line.append(following[0])
        parent = following[0].id
    if len(line) < len(by_id):
        raise _circle(next(r for r in by_id.values() if r not in line), by_id)
    return line


def _circle(revision: Revision, by_id: Mapping[str, Revision]) -> RevisionError:
    """The error for a revision that the beginning does not lead to."""
    seen: list[str] = []
    while revision.id not in seen:
        seen.append(revision.id)
        assert revision.parent is not None, "what has no parent is the beginning"
        revision = by_id[revision.parent]
    circle = [*seen[seen.index(revision.id) :], revision.id]
    return RevisionError(
        f"revisions follow each other in a circle: {' after '.join(circle)}",
        place=revision.folder / "revision.py",
        way_out="set down_revision to the revision before it",
    )


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
        script.write(cut, home, script.epilogue(rendered.text)), revision, file, environment
    )


def with_header(
    text: str, revision: Revision, file: str, environment: Environment, note: str = ""
) -> str:
    """A rendered file: ``text`` below what says where it belongs; ``note`` is one more line."""
    return (
        f"-- Revision {revision.id}, {file}, for {environment.name}. Rendered and frozen:"
        f" what is here runs.\n{note}{script.STOP_ON_ERROR}\n" + (f"\n{text}" if text else "")
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
    """Raises GrammarError unless the environment has every secret that the statement names."""
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
    return script.read_rendered(text, environment.connection.database, script.locator(path, text))


def verifications(revision: Revision, environment: Environment) -> list[Statement]:
    """The questions that must be answered with true after the revision ran."""
    return [
        statement
        for segment in read(revision, "verify", environment)
        for statement in segment.statements
    ]


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
        if self.current is not None and f"\n{BASELINE}" in self.current:
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
