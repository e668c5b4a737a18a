"""The project that a command was typed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from redlake.errors import InputError

if TYPE_CHECKING:
    from alembic.config import Config


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


def alembic_config(root: Path, words: Sequence[str]) -> Config:
    """Alembic's settings of the project, with ``words`` behind its ``-x``.

    Raises:
        InputError: they do not say where the revisions are.
    """
    from argparse import Namespace

    from alembic.config import Config

    file = root / "alembic.ini"
    config = Config(str(file), cmd_opts=Namespace(x=list(words)))
    if not config.file_config.has_option(config.config_ini_section, "script_location"):
        raise InputError(
            f"{file} does not say where the revisions are",
            way_out="write under [alembic]: script_location = %(here)s/migrations",
        )
    return config


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
