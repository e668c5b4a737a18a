"""Revision folders, written: whole or not at all, and nothing is ever overwritten."""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mako.template import Template

from redlake import moves
from redlake.errors import InputError
from redlake.history import LONGEST_ID, RESERVED_IDS, VERSIONS, Revision

MAKO = Path("migrations", "script.py.mako")
ASIDE = Path(".redlake", "aside")
"""Where folders go that a newer one takes the place of."""

DRAFTS = Path(".redlake", "drafts")
"""Where folders are written, each run's in one of its own: below ``versions``, Alembic would take
even a hidden one, left by a process that was killed, for a revision."""

_LONGEST_SLUG = 60  # characters, as alembic.ini has it


def next_id(line: Sequence[Revision]) -> str:
    """The id after the last one: a number of as many digits.

    Raises:
        InputError: the ids are no numbers, so that none comes next by itself.
    """
    if not line:
        return "0001"
    last = line[-1].id
    if not last.isdecimal():
        raise InputError(
            f"revision {last} has no number, so none comes next by itself",
            place=line[-1].folder,
            way_out="name the new one: --id ID",
        )
    taken = {revision.id for revision in line}
    number = int(last) + 1
    while (new := str(number).zfill(len(last))) in taken:
        number += 1
    return new


def slug(message: str) -> str:
    """The message as part of a folder's name."""
    return re.sub(r"\W+", "_", message.lower())[:_LONGEST_SLUG].strip("_")


def demand_message(message: str) -> str:
    """The message, which becomes the docstring of revision.py.

    Raises:
        InputError: it could not.
    """
    message = message.strip()
    if not slug(message):
        raise InputError("the message is empty", way_out='say what changes: -m "…"')
    if len(message.splitlines()) > 1 or "\\" in message or not _is_docstring(message):
        raise InputError(
            "the message does not fit into a line of revision.py",
            way_out="leave out line breaks, backslashes, control characters and quotes at its end",
        )
    return message


def _is_docstring(message: str) -> bool:
    try:
        return bool(ast.literal_eval(f'"""{message}"""') == message)
    except (SyntaxError, ValueError):  # ValueError: a null character
        return False


def demand_id(identifier: str, line: Sequence[Revision]) -> str:
    """The id, which must be free and fit Alembic's version table.

    Raises:
        InputError: it is not, or does not.
    """
    if identifier in {revision.id for revision in line}:
        raise InputError(f"there is a revision {identifier} already", way_out="choose another id")
    if not re.fullmatch(rf"\w{{1,{LONGEST_ID}}}", identifier, re.ASCII):
        raise InputError(
            f'"{identifier}" is no id',
            way_out=f"use 1 to {LONGEST_ID} letters, digits and underscores",
        )
    if identifier in RESERVED_IDS:
        raise InputError(
            f'Alembic means something else by "{identifier}"', way_out="choose another id"
        )
    return identifier


class Drafted:
    """A folder in the making, where nobody looks for revisions.

    ``instead_of`` are revisions whose place it takes when it is kept. Leaving the ``with``
    without ``keep`` takes the draft away.
    """

    def __init__(
        self,
        root: Path,
        identifier: str,
        parent: str | None,
        message: str,
        *,
        name: str = "",
        instead_of: Sequence[Revision] = (),
    ) -> None:
        self._root = root
        self._instead_of = instead_of
        self.final = root / VERSIONS / (name or f"{identifier}_{slug(message)}")
        (root / DRAFTS).mkdir(parents=True, exist_ok=True)
        self._own = Path(tempfile.mkdtemp(dir=root / DRAFTS))
        self.revision = Revision(identifier, parent, self._own / self.final.name)
        self._message = message

    def __enter__(self) -> Drafted:
        try:
            if self.final not in {old.folder for old in self._instead_of}:
                _demand_free(self.final)
            module = _template(self._root / MAKO).render(
                message=self._message,
                up_revision=self.revision.id,
                down_revision=self.revision.parent,
            )
            self.write(self.revision.folder / "revision.py", module)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._own, ignore_errors=True)
        with suppress(OSError):  # another one is being written
            self._own.parent.rmdir()

    def write(self, path: Path, text: str) -> None:
        """Writes one of its files."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def write_sources(self, texts: Mapping[str, str]) -> None:
        """Writes upgrade.sql, downgrade.sql and verify.sql."""
        for file, text in texts.items():
            self.write(self.revision.source(file), text)

    def keep(self) -> tuple[Revision, tuple[Path, ...]]:
        """Puts it among the revisions; returns also where those are now whose place it took.

        If that breaks off, all of these are where they were.
        """
        asides = [(old.folder, place) for old, place in _places(self._instead_of, self._root)]
        moves.make([*asides, (self.revision.folder, self.final)], self._root)
        kept = Revision(self.revision.id, self.revision.parent, self.final)
        return kept, tuple(place for _, place in asides)


def _demand_free(folder: Path) -> None:
    """Raises InputError if there is such a folder, unless all in it is bytecode.

    That is what Git leaves when a branch without the folder is checked out.
    """
    if not folder.exists():
        return
    if any(entry.name != "__pycache__" for entry in folder.iterdir()):
        raise InputError(f"{folder.name} exists", place=folder, way_out="choose another message")
    shutil.rmtree(folder)


def _template(file: Path) -> Template:
    if not file.is_file():
        raise InputError(
            "there is no template for revision.py", place=file, way_out="restore it from Git"
        )
    return Template(file.read_text(encoding="utf-8"))  # noqa: S702 - it gives Python, not HTML


def set_aside(revisions: Iterable[Revision], root: Path) -> tuple[Path, ...]:
    """Moves folders out of the history, and returns where they are now."""
    asides = [(revision.folder, place) for revision, place in _places(revisions, root)]
    moves.make(asides, root)
    return tuple(place for _, place in asides)


def _places(revisions: Iterable[Revision], root: Path) -> list[tuple[Revision, Path]]:
    """Where each may be set aside: a place that is free."""
    found: list[tuple[Revision, Path]] = []
    for revision in revisions:
        place = root / ASIDE / revision.folder.name
        number = 1
        while place.exists():
            number += 1
            place = place.with_name(f"{revision.folder.name}.{number}")
        found.append((revision, place))
    return found
