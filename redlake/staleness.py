"""Rendered files that may still change, beside what they would be if rendered today."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from redlake.revisions import Rendering


def open_to_change(
    found: Iterable[Rendering], released: Collection[Path], root: Path
) -> list[Rendering]:
    """Those that are not released; ``released`` has paths from the root."""
    return [rendering for rendering in found if rendering.path.relative_to(root) not in released]


def idle(left_over: Iterable[Path], released: Collection[Path], root: Path) -> list[Path]:
    """The files that nothing runs and that are not released, by their paths from the root."""
    return [path for file in left_over if (path := file.relative_to(root)) not in released]


def remark(path: Path) -> str:
    """What a person should know of a file that nothing runs."""
    return f"{path.as_posix()} belongs to no environment: nothing runs it; remove it"


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
