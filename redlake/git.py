"""What git knows of the project: the files that a reference has, and which differ here.

Git may be missing, and so may a reference that nobody named: a project begins like that.
Where git is there and refuses, that is an error in git's words: what is released would
otherwise seem not to be.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from redlake.errors import InputError
from redlake.released import Released

DEFAULT_BASE = "main"
DEFAULT_BASES = (DEFAULT_BASE, "origin/main", "origin/HEAD")
"""What is released where nobody says it: the first of these that there is."""

WITHOUT_BASE = f"Without it: {', else '.join(DEFAULT_BASES)}, if there is one."

# They say how git is set up, not which repository it is in: a hook's git -c goes on to count.
_KEPT = frozenset({"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"})


@dataclass(frozen=True)
class Base:
    """What counts as released: the reference, and its commit; None where none is known.

    ``head`` is the commit that is checked out; None without git, and before the first one.
    """

    root: Path
    reference: str | None = None
    commit: str | None = None
    head: str | None = None

    @property
    def remark(self) -> str | None:
        """What a person should know where there are commits and none is known as released."""
        if self.head is None or self.commit is not None:
            return None
        *others, last = DEFAULT_BASES
        return (
            f"nothing is known to be released: there is no {', no '.join(others)} and no {last};"
            " name what is: --base REF"
        )

    def files(self, folder: Path = Path()) -> set[Path]:
        """The files that it has below a folder of the project, by their paths from the root."""
        return set() if self.commit is None else set(_blobs(self.root, self.commit, folder))

    def edited(self, folder: Path) -> set[Path]:
        """The files below a folder that are checked out, and are not as they were then."""
        if self.head is None:
            return set()
        return _differing(self.root, self.head, folder) & set(_blobs(self.root, self.head, folder))


def find(root: Path, base: str | None) -> Base:
    """What ``base`` means; without one, the first of DEFAULT_BASES that there is.

    Raises:
        InputError: a base was named, and git does not know it; or git refuses.
    """
    there = _is_repository(root)
    for reference in DEFAULT_BASES if base is None else (base,):
        commit = _commit(root, reference) if there else None
        if commit is not None:
            return Base(root, reference, commit, _commit(root, "HEAD"))
    if base is not None:
        raise InputError(
            f"git does not know the reference {base} in {root}",
            way_out="fetch it, or name another one: --base REF",
        )
    return Base(root, head=_commit(root, "HEAD") if there else None)


def head(root: Path) -> str | None:
    """The commit that is checked out; None without git, and before the first one.

    Raises:
        InputError: git refuses.
    """
    return _commit(root, "HEAD") if _is_repository(root) else None


def files(root: Path, base: str | None) -> set[Path]:
    """The files that ``base`` has below ``root``, by their paths from there.

    Raises:
        InputError: a base was named, and git does not know it; or git refuses.
    """
    return find(root, base).files()


def released(base: Base, folder: Path) -> Released:
    """What the base has in a folder of the project, and how it differs from what is here.

    What the base got after this branch left it is not gone from here: it never was here.

    Raises:
        InputError: git refuses.
    """
    root, edited = base.root, frozenset(base.edited(folder))
    if base.reference is None or base.commit is None:
        return Released(edited=edited)
    had = _blobs(root, base.commit, folder)
    differing = sorted(_differing(root, base.commit, folder) & had.keys())
    there = [path for path in differing if (root / path).is_file()]
    common = None if base.head is None else _common(root, base.commit, base.head)
    # A shallow clone knows no common ancestor: then all that the reference has counts.
    ours = had if common is None else _blobs(root, common, folder)

    def contents(paths: Iterable[Path]) -> Mapping[Path, bytes]:
        return _contents(root, {path: had[path] for path in paths})

    return Released(
        base.reference,
        frozenset(had),
        contents(there),
        tuple(path for path in differing if path in ours and path not in there),
        edited,
        contents,
    )


def _is_repository(root: Path) -> bool:
    """Whether git is there, and the project in a repository.

    Raises:
        InputError: git is there and refuses, as where the folder is somebody else's.
    """
    try:
        done = _run(root, "rev-parse", "--show-toplevel")
    except FileNotFoundError:
        return False
    if done.returncode == 0:
        return True
    if b"not a git repository (or any" in done.stderr:
        return False
    raise _refusal(root, done)


def _commit(root: Path, reference: str) -> str | None:
    if reference.startswith("-"):  # Git would take it for an option.
        return None
    done = _run(root, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _common(root: Path, one: str, other: str) -> str | None:
    done = _run(root, "merge-base", one, other)
    if done.returncode > 1:
        raise _refusal(root, done)
    return done.stdout.decode().strip() or None


def _differing(root: Path, commit: str, folder: Path) -> set[Path]:
    listing = ("diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z")
    said = _said(root, *listing, commit, "--", folder.as_posix())
    return {Path(os.fsdecode(name)) for name in said.split(b"\0") if name}


def _blobs(root: Path, commit: str, folder: Path) -> dict[Path, str]:
    """The files that a commit has in a folder, and git's names for what is in them."""
    said = _said(root, "ls-tree", "-r", "-z", commit, "--", folder.as_posix())
    entries = (entry.partition(b"\t") for entry in said.split(b"\0") if entry)
    return {Path(os.fsdecode(name)): meta.split()[2].decode() for meta, _, name in entries}


def _contents(root: Path, blobs: Mapping[Path, str]) -> dict[Path, bytes]:
    said = _said(root, "cat-file", "--batch", told="".join(f"{blob}\n" for blob in blobs.values()))
    found: dict[Path, bytes] = {}
    at = 0
    for path in blobs:  # each is "NAME blob SIZE", a line end, what is in it, a line end
        start = said.index(b"\n", at) + 1
        size = int(said[at:start].split()[2])
        found[path] = said[start : start + size]
        at = start + size + 1
    return found


def _said(root: Path, *arguments: str, told: str = "") -> bytes:
    """What git says, having been told this much.

    Raises:
        InputError: it refuses; the message has its words.
    """
    done = _run(root, *arguments, told=told)
    if done.returncode != 0:
        raise _refusal(root, done)
    return done.stdout


def _refusal(root: Path, done: subprocess.CompletedProcess[bytes]) -> InputError:
    words = done.stderr.decode("utf-8", "replace").strip() or f"exit {done.returncode}"
    return InputError(
        f"git cannot tell what is released: {words}",
        place=root,
        way_out="do what git says, and type it again",
    )


def _run(root: Path, *arguments: str, told: str = "") -> subprocess.CompletedProcess[bytes]:
    return _git(root, arguments, _variables(), told)


@cache
def _of_repositories() -> frozenset[str]:
    done = _git(Path.cwd(), ("rev-parse", "--local-env-vars"), dict(os.environ))
    return frozenset(done.stdout.decode().split()) - _KEPT


def _variables() -> dict[str, str]:
    """The variables of this process, but for those by which a hook points git elsewhere."""
    # In its own language, git's words could not be told apart.
    return {k: v for k, v in os.environ.items() if k not in _of_repositories()} | {"LC_ALL": "C"}


def _git(
    root: Path, arguments: tuple[str, ...], variables: Mapping[str, str], told: str = ""
) -> subprocess.CompletedProcess[bytes]:
    # No shell, and nothing from outside that could be an option.
    return subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=root,
        env=variables,
        input=told.encode(),
        capture_output=True,
        check=False,
    )
