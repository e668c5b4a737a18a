"""The project that a command was typed in."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from redlake.errors import InputError


def root(here: Path | None = None) -> Path:
    """The nearest folder upwards that holds an alembic.ini and environments.

    Raises:
        InputError: there is none.
    """
    here = here or Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "alembic.ini").is_file() and (folder / "environments").is_dir():
            return folder
    raise InputError(
        f"there is no redlake project in {here} or above it",
        way_out="change to a folder that holds alembic.ini and environments/",
    )


def known(name: str, names: Collection[str]) -> str:
    """The revision among ``names`` that a person means.

    Raises:
        InputError: there is none.
    """
    if name in names:
        return name
    # As people say it: 7 is 0007.
    same = [each for each in names if _number(each) == _number(name) is not None]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(name, names, n=1)
    raise InputError(
        f"there is no revision {name}",
        way_out=(f"did you mean {near[0]}? " if near else "") + f"known are {', '.join(names)}",
    )


def _number(name: str) -> int | None:
    return int(name) if name.isdecimal() else None
