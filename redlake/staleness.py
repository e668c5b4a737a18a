"""Rendered files that may still change, beside what they would be if rendered today.

A rendered file is frozen: what values became since is a difference for the next revision.
So only those of the last revision are compared, while it is not released, and of an earlier
one those whose SQL was edited since the last commit.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from redlake.history import VERSIONS, Revision
from redlake.released import Released
from redlake.revisions import Rendering

_ENVIRONMENT = len(VERSIONS.parts) + 2  # its place in migrations/versions/0001_…/rendered/dev


def open_to_change(
    found: Iterable[Rendering],
    line: Sequence[Revision],
    released: Released,
    root: Path,
    named: Collection[str] = (),
) -> list[Rendering]:
    """Those to compare, and those that are missing; none of them is released.

    ``named`` are ids of revisions that a person asks about: theirs are compared.
    """
    frozen = released.ids(line, root)
    asked = {*named, *(revision.id for revision in line[-1:])} - frozen

    def compared(rendering: Rendering) -> bool:
        revision = rendering.revision
        if rendering.path.relative_to(root) in released.files:
            return False
        if revision.id in asked or not rendering.path.is_file():
            return True
        source = revision.source(rendering.file).relative_to(root)
        return revision.id not in frozen and source in released.edited

    return [rendering for rendering in found if compared(rendering)]


def idle(left_over: Iterable[Path], released: Collection[Path], root: Path) -> list[Path]:
    """The files that nothing runs and that are not released, by their paths from the root."""
    return [path for file in left_over if (path := file.relative_to(root)) not in released]


def remarks(idle: Iterable[Path], environments: Collection[str]) -> Iterator[str]:
    """What a person should know of files that nothing runs: of an environment's, in a line."""
    gone: dict[str, int] = {}
    for path in idle:
        name = path.parts[_ENVIRONMENT]
        if len(path.parts) > _ENVIRONMENT + 1 and name not in environments:
            gone[name] = gone.get(name, 0) + 1
        else:
            yield f"{path.as_posix()} belongs to no environment: nothing runs it; remove it"
    for name, count in gone.items():
        files = "1 rendered file" if count == 1 else f"{count} rendered files"
        yield (
            f"{name} is no environment: nothing runs its {files}; remove all that it had:"
            f" git rm -r {VERSIONS.as_posix()}/*/rendered/{name}"
        )


def advice(stale: Sequence[Rendering]) -> str:
    """How to write what is missing, and what differs, without writing anything else."""
    ids = dict.fromkeys(rendering.revision.id for rendering in stale if rendering.current)
    files = "1 rendered file is" if len(stale) == 1 else f"{len(stale)} rendered files are"
    write = " ".join(["redlake render", *ids])
    return f"{files} {'stale' if ids else 'missing'}; write: {write}"


def difference(rendering: Rendering, root: Path) -> Iterator[str]:
    """The lines of a unified diff, from what the file holds to what it would hold."""
    name = rendering.path.relative_to(root).as_posix()
    return difflib.unified_diff(
        (rendering.current or "").splitlines(),
        rendering.fresh.splitlines(),
        name if rendering.current is not None else "/dev/null",
        f"{name} (as it would be rendered)",
        lineterm="",
    )
