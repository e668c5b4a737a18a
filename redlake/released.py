"""What is released must stay as it is: revisions that a git reference has.

The SQL that runs is compared by its statements: white space and comments in it may change.
All other files of a revision folder are compared by their bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from redlake.errors import InputError, RevisionError
from redlake.grammar import script
from redlake.grammar.sameness import Essence, essence
from redlake.grammar.tokens import UnreadableError
from redlake.history import VERSIONS, Revision

_DEPTH = len(VERSIONS.parts)
_RENDERED = "rendered"
_SHOWN_FILES = 4


def _nothing(_: Iterable[Path]) -> Mapping[Path, bytes]:
    return {}


@dataclass(frozen=True)
class Released:
    """What a git reference has; paths are from the project's root.

    ``changed`` holds, of each file that git finds to differ, what the reference has, and
    ``contents`` gives that of any of its files. ``edited`` are the files that are not as
    they were committed last, whatever the reference has.
    """

    reference: str = ""
    files: frozenset[Path] = frozenset()
    changed: Mapping[Path, bytes] = field(default_factory=dict)
    gone: tuple[Path, ...] = ()
    edited: frozenset[Path] = frozenset()
    contents: Callable[[Iterable[Path]], Mapping[Path, bytes]] = _nothing

    def ids(self, line: Iterable[Revision], root: Path) -> set[str]:
        """The ids of those revisions that the reference has."""
        modules = {r.id: (r.folder / "revision.py").relative_to(root) for r in line}
        return {identifier for identifier, module in modules.items() if module in self.files}

    def copy(self, into: Path) -> None:
        """Writes all that the reference has below another root."""
        for path, content in self.contents(self.files).items():
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(content)


def edits(
    released: Released, root: Path, environments: Collection[str], replaced: Collection[Path] = ()
) -> Iterator[RevisionError]:
    """An error for each revision folder that is not what was released.

    The rendered files of an environment that there is no more are nobody's. ``replaced``
    are the folders that may be gone, for another stands in their place.
    """
    by_folder: dict[Path, list[str]] = {}
    differing = [
        path
        for path, content in released.changed.items()
        if not _same(path, content, (root / path).read_bytes())
    ]
    for path in sorted([*differing, *released.gone]):
        if len(path.parts) <= _DEPTH + 1:
            continue
        folder, inner = Path(*path.parts[: _DEPTH + 1]), path.parts[_DEPTH + 1 :]
        if folder in replaced:
            continue
        if inner[0] == _RENDERED and len(inner) > 1 and inner[1] not in environments:
            continue
        file = "/".join(inner) + (" (gone)" if path in released.gone else "")
        by_folder.setdefault(folder, []).append(file)
    for folder, files in by_folder.items():
        named = ", ".join(files[:_SHOWN_FILES])
        more = f" and {len(files) - _SHOWN_FILES} more" if len(files) > _SHOWN_FILES else ""
        yield RevisionError(
            f"{folder.name} is released, as {released.reference} has it, and was edited:"
            f" {named}{more}",
            place=root / folder,
            way_out="write what is to change as a new revision, and restore this one:"
            f" git checkout {released.reference} -- {folder.as_posix()}",
        )


def _same(path: Path, before: bytes, now: bytes) -> bool:
    if before == now:
        return True
    inner = path.parts[_DEPTH + 1 :]
    if inner[:1] != (_RENDERED,) or path.suffix != ".sql":
        return False
    try:
        return _statements(before) == _statements(now)
    except (InputError, UnreadableError, UnicodeDecodeError):
        return False


def _statements(content: bytes) -> list[tuple[str, bool, list[Essence]]]:
    """What a rendered script runs, where, and in which transactions."""
    # Names in quotes count as they stand: those of users keep their case in every session.
    return [
        (
            segment.database,
            segment.transactional,
            [essence(statement.text, case_sensitive=True) for statement in segment.statements],
        )
        for segment in script.read_rendered(content.decode(), "")
    ]
