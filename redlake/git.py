"""What git knows of the project: the files that a reference has, and which differ here.

Git may be missing, and so may a reference that nobody named: a project begins like that.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from redlake.errors import InputError
from redlake.released import NOTHING, Released

DEFAULT_BASE = "main"


def commit(root: Path, base: str | None) -> str | None:
    """The commit that ``base`` means; None without a base where there is no ``main``, or no git.

    Raises:
        InputError: a base was named, and git does not know it.
    """
    reference = DEFAULT_BASE if base is None else base
    # Git would take what begins with a dash for an option.
    found = (
        None
        if reference.startswith("-")
        else _said(root, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    )
    if found is None and base is not None:
        raise InputError(
            f"git does not know the reference {base} in {root}",
            way_out="fetch it, or name another one: --base REF",
        )
    return None if found is None else found.strip()


def files(root: Path, base: str | None) -> set[Path]:
    """The files that ``base`` has below ``root``, by their paths from there.

    Raises:
        InputError: a base was named, and git does not know it.
    """
    reference = commit(root, base)
    return set() if reference is None else _files(root, reference)


def released(root: Path, base: str | None, folder: Path) -> Released:
    """What ``base`` has in a folder of the project, and how it differs from what is here.

    What ``base`` got after this branch left it is not gone from here: it never was here.

    Raises:
        InputError: a base was named, and git does not know it.
    """
    reference = commit(root, base)
    if reference is None:
        return NOTHING
    had = _files(root, reference, folder)
    listed = _said(
        root,
        *("diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z"),
        *(reference, "--", folder.as_posix()),
    )
    differing = sorted(_paths(listed) & had)
    there = [path for path in differing if (root / path).is_file()]
    common = _said(root, "merge-base", reference, "HEAD")
    # A shallow clone knows no common ancestor: then all that the reference has counts.
    ours = had if common is None else _files(root, common.strip(), folder)
    gone = [path for path in differing if path in ours and path not in there]
    return Released(
        base or DEFAULT_BASE, frozenset(had), _contents(root, reference, there), tuple(gone)
    )


def _files(root: Path, reference: str, folder: Path = Path()) -> set[Path]:
    listing = ("ls-tree", "-r", "--name-only", "-z", reference, "--", folder.as_posix())
    return _paths(_said(root, *listing))


def _paths(listed: str | None) -> set[Path]:
    return {Path(name) for name in (listed or "").split("\0") if name}


def _contents(root: Path, reference: str, paths: Iterable[Path]) -> dict[Path, bytes]:
    shown = {path: _run(root, "show", f"{reference}:./{path.as_posix()}") for path in paths}
    return {path: content for path, content in shown.items() if content is not None}


def _said(root: Path, *arguments: str) -> str | None:
    said = _run(root, *arguments)
    return None if said is None else said.decode("utf-8", "surrogateescape")


def _run(root: Path, *arguments: str) -> bytes | None:
    """What git says; None if it refuses, or is not there."""
    try:
        # No shell, and nothing from outside that could be an option.
        done = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=root,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
