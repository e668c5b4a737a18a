"""Folders that take the place of others: all of them or none, even if the process is killed.

What is about to move is written down first. Whoever finds that written later knows what
happened, and finishes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from redlake.errors import InputError

PENDING = Path(".redlake", "pending.json")

Move = tuple[Path, Path]


def make(moves: Sequence[Move], root: Path) -> None:
    """Moves folders, in order; if one cannot be moved, all are where they were.

    None of the targets exists when its turn comes.
    """
    if not moves:
        return
    _write_down(moves, root)
    done: list[Move] = []
    try:
        for source, target in moves:
            _move(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        raise
    finally:
        (root / PENDING).unlink(missing_ok=True)


def is_pending(root: Path) -> bool:
    """Whether moves are under way, or were broken off."""
    return (root / PENDING).is_file()


def settle(root: Path) -> str | None:
    """Finishes moves that were broken off, or undoes them where what is to come is gone.

    Returns what it did, in words; None if there was nothing.

    Raises:
        InputError: what was written down cannot be read.
    """
    if not is_pending(root):
        return None
    moves = _written_down(root)
    # All but the last go to places that were free.
    *asides, (draft, final) = moves
    rest = [move for move in asides if move[0].exists() and not move[1].exists()]
    if draft.exists():
        for source, target in [*rest, (draft, final)]:
            _move(source, target)
        did = "finished what was broken off"
    elif not rest and final.exists():
        did = "found that it was done, though broken off at the end"
    else:
        for source, target in reversed(asides):
            if target.exists():
                target.rename(source)
        did = "undid what was broken off"
    (root / PENDING).unlink()
    return f"{did}: {final.relative_to(root).as_posix()}"


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def _write_down(moves: Sequence[Move], root: Path) -> None:
    text = json.dumps([[path.relative_to(root).as_posix() for path in move] for move in moves])
    file = root / PENDING
    file.parent.mkdir(exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _written_down(root: Path) -> list[Move]:
    file = root / PENDING
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        moves = [(root / source, root / target) for source, target in found]
    except (ValueError, TypeError):
        moves = []
    if not moves:
        raise InputError(
            "a command was broken off while it moved revisions, and what it left says no longer"
            " which",
            place=file,
            way_out="see with git status that migrations/versions is whole, what is missing lies"
            " in .redlake/aside; then remove the file",
        )
    return moves
