"""The project that a command was typed in."""

from __future__ import annotations

from pathlib import Path

from redlake.errors import InputError


def root() -> Path:
    """The nearest folder upwards that holds an alembic.ini and environments.

    Raises:
        InputError: there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "alembic.ini").is_file() and (folder / "environments").is_dir():
            return folder
    raise InputError(
        f"there is no redlake project in {here} or above it",
        way_out="change to a folder that holds alembic.ini and environments/",
    )
