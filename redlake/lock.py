"""One command at a time writes revisions, and each begins by settling what another left."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redlake import moves
from redlake.errors import InputError
from redlake.folders import DRAFTS

LOCK = Path(".redlake", "lock")
"""It stays when nobody holds it: taken away, two could hold one of that name each."""


@contextmanager
def alone(root: Path, what: str) -> Iterator[str | None]:
    """Holds the project for a command, and settles moves that were broken off.

    Gives what it had to settle, in words. ``what`` is the command, for others to read.

    Raises:
        InputError: another one is running, or files cannot be written.
    """
    try:
        (root / LOCK).parent.mkdir(exist_ok=True)
        with (root / LOCK).open("a+", encoding="utf-8") as file:
            _take(file.fileno(), root / LOCK)
            file.truncate(0)
            file.write(f"{what} (process {os.getpid()})\n")
            file.flush()
            said = moves.settle(root)
            # Whoever wrote them is gone: nobody else could have begun.
            shutil.rmtree(root / DRAFTS, ignore_errors=True)
            yield said
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{what} cannot go on: {reason}",
            place=Path(os.fsdecode(error.filename)) if error.filename is not None else None,
            way_out="see that redlake may write there; nothing was changed",
        ) from error


def settled(root: Path, what: str) -> str | None:
    """Settles moves that were broken off, for a command that needs the history whole.

    Raises:
        InputError: they are not broken off, but under way.
    """
    if not moves.is_pending(root):
        return None
    with alone(root, what) as said:
        return said


def _take(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        running = file.read_text(encoding="utf-8").strip() or "another command"
        raise InputError(
            f"{running} is running in this project",
            place=file,
            way_out="wait until it has ended, and try again",
        ) from None
