"""The history: revision folders, and the line that they make.

A revision is a folder of ``migrations/versions`` with ``revision.py``, which has Alembic's
ids, and three files of SQL. Each follows one other; Alembic alone would only warn of two
that share an id, and run two that follow the same one in any order.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from redlake.errors import Place, RevisionError

VERSIONS = Path("migrations", "versions")
FILES = ("upgrade", "downgrade", "verify")

LONGEST_ID = 32
"""What the column of Alembic's version table holds."""

RESERVED_IDS = frozenset({"base", "head", "heads", "current"})
"""What Alembic takes for the name of a place in the history.
https://alembic.sqlalchemy.org/en/latest/tutorial.html#relative-migration-identifiers"""


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


def history(root: Path, released: Collection[Path] = ()) -> list[Revision]:
    """All revisions of the project, the first one first.

    ``released`` are files by their paths from the root: of two revisions that are in each
    other's way, they tell which one may still change.

    Raises:
        RevisionError: a folder is incomplete, two have one id, or they do not make a
            single line.
    """
    modules = {root / path for path in released if path.name == "revision.py"}
    return line_of(found(root), modules)


def found(root: Path) -> list[Revision]:
    """All revisions of the project by their folders' names, whatever line they make.

    Raises:
        RevisionError: a folder is incomplete.
    """
    return [_read(folder) for folder in _folders(root / VERSIONS)]


def line_of(
    revisions: Iterable[Revision], released: Collection[Path] = frozenset()
) -> list[Revision]:
    """The revisions, the first one first; ``released`` are those revision.py that are.

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
                way_out=_rebase_one_of([other, revision], released),
            )
    return _line(by_id, released)


def _rebase_one_of(rivals: Iterable[Revision], released: Collection[Path]) -> str:
    """What to type where several revisions want one place; which one, if that is known."""
    several = sorted(rivals, key=lambda revision: revision.folder.name)
    may_change = [r for r in several if r.folder / "revision.py" not in released]
    if len(may_change) < len(several):
        # Several that are to follow one become a single revision.
        names = " ".join(revision.folder.name for revision in may_change)
        if names:
            return f"plan again what is not released: redlake rebase {names}"
        return "each is released: let one follow the other, by its down_revision"
    commands = ", or ".join(f"redlake rebase {revision.folder.name}" for revision in several)
    return f"plan the one that is not released again, after the other: {commands}"


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
    if identifier in RESERVED_IDS:
        raise RevisionError(
            f'Alembic means something else by "{identifier}"',
            place=place,
            way_out="choose another id",
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


def _line(by_id: dict[str, Revision], released: Collection[Path]) -> list[Revision]:
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
                way_out=_rebase_one_of(following, released),
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
