"""Revision folders: what they must hold, how they follow each other, how they render.

A revision is a folder of ``migrations/versions``::

    0004_external_schemas/
      revision.py                        Alembic's ids
      upgrade.sql downgrade.sql verify.sql    Jinja SQL, as a person writes it
      rendered/dev/upgrade.sql …         what runs in dev, committed and reviewed

A rendered file that exists is frozen: it is written when it is missing, and again only
when its revision is named.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redlake.environment import Environment
from redlake.errors import Place, RevisionError
from redlake.grammar import script
from redlake.grammar.script import Segment, Statement
from redlake.rendering import render

VERSIONS = Path("migrations", "versions")
TEMPLATES = Path("templates")
FILES = ("upgrade", "downgrade", "verify")


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
    found = [_read(folder) for folder in _folders(root / VERSIONS)]
    by_id: dict[str, Revision] = {}
    for revision in found:
        if (other := by_id.setdefault(revision.id, revision)) is not revision:
            raise RevisionError(
                f"two folders have the revision id {revision.id}:"
                f" {other.folder.name} and {revision.folder.name}",
                place=revision.folder / "revision.py",
                way_out="give one of them an id of its own",
            )
    return _line(by_id)


def _folders(versions: Path) -> Iterator[Path]:
    for entry in sorted(versions.glob("*")):
        if entry.name.startswith((".", "__pycache__")):
            continue
        if not entry.is_dir():
            raise RevisionError(
                f"{entry.name} is no revision folder",
                place=entry,
                way_out="a revision is a folder with revision.py, upgrade.sql, downgrade.sql"
                " and verify.sql; move or remove this file",
            )
        yield entry


def _read(folder: Path) -> Revision:
    module = folder / "revision.py"
    missing = [name for name in ("revision.py", *_sources()) if not (folder / name).is_file()]
    if missing:
        raise RevisionError(
            f"revision {folder.name} has no {' and no '.join(missing)}",
            place=folder,
            way_out="a revision needs all of revision.py, upgrade.sql, downgrade.sql and"
            " verify.sql; write what is missing (bare alembic revision makes only the first),"
            " then: redlake render",
        )
    ids = _assigned(module)
    identifier, parent = ids.get("revision"), ids.get("down_revision")
    if not isinstance(identifier, str) or not (parent is None or isinstance(parent, str)):
        raise RevisionError(
            "revision must be a text, and down_revision a text or None",
            place=module,
            way_out="write them as literals; a revision has one parent at the most",
        )
    return Revision(identifier, parent, folder)


def _sources() -> Iterable[str]:
    return (f"{file}.sql" for file in FILES)


def _assigned(module: Path) -> dict[str, object]:
    """The literals that a module assigns to names, without running it."""
    try:
        tree = ast.parse(module.read_text(), str(module))
    except SyntaxError as error:
        raise RevisionError(
            f"revision.py is not Python: {error.msg}",
            place=Place(module, error.lineno or 1),
            way_out="correct it",
        ) from None
    found: dict[str, object] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant):  # type: ignore[attr-defined]
                found[target.id] = node.value.value  # type: ignore[attr-defined]
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
                way_out="let one follow the other, by its down_revision",
            )
        line.append(following[0])
        parent = following[0].id
    if len(line) < len(by_id):
        lost = next(revision for revision in by_id.values() if revision not in line)
        raise RevisionError(
            f"revision {lost.id} follows itself",
            place=lost.folder / "revision.py",
            way_out="set down_revision to the revision before it",
        )
    return line


def rendering(revision: Revision, file: str, environment: Environment, root: Path) -> str:
    """What ``file`` of a revision is for an environment, by its templates and values today.

    Raises:
        RenderingError: a template uses what is not there, or a value is not safe.
        GrammarError: what comes out is not SQL.
    """
    source = revision.source(file)
    rendered = render(source, environment, [root / TEMPLATES])
    home = environment.connection.database
    statements = script.read(rendered.text, home, rendered.place)
    # A verification is a question: each runs by itself, and changes nothing.
    cut = (
        [Segment(statement.database, False, (statement,)) for statement in statements]
        if file == "verify"
        else script.segments(statements)
    )
    return (
        f"-- Revision {revision.id}, {file}, for {environment.name}. Rendered and frozen:"
        " what is here runs.\n"
        "\\set ON_ERROR_STOP on\n"
        "\n" + script.write(cut, home)
    )


def read(revision: Revision, file: str, environment: Environment) -> list[Segment]:
    """The segments of a rendered file: what will run.

    Raises:
        RevisionError: the revision was not rendered for this environment.
        GrammarError: the file is not as redlake renders it.
    """
    path = revision.rendered(file, environment.name)
    demand_rendered([revision], environment, [file])
    text = path.read_text()
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
    """A rendered file beside what its templates and values would make of it today."""

    revision: Revision
    path: Path
    current: str | None
    fresh: str

    @property
    def stale(self) -> bool:
        return self.current != self.fresh


def renderings(
    revisions: Iterable[Revision], environments: Iterable[Environment], root: Path
) -> Iterator[Rendering]:
    """Every file of these revisions in these environments. Never writes."""
    targets = list(environments)
    for revision in revisions:
        for environment in targets:
            for file in FILES:
                path = revision.rendered(file, environment.name)
                current = path.read_text() if path.is_file() else None
                fresh = rendering(revision, file, environment, root)
                yield Rendering(revision, path, current, fresh)
