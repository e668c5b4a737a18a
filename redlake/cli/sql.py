"""redlake sql: what would run, as Alembic prints it offline."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load
from redlake.errors import InputError, RedlakeError

if TYPE_CHECKING:
    from redlake.history import Revision

BASE, HEAD = "base", "head"


def command(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="The environment.")],
    revisions: Annotated[
        str | None,
        typer.Argument(
            metavar="[FROM:]TO",
            help="From one revision to another, base and head among them. Without FROM: from"
            " base. Without both: everything up to head.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print the SQL that would run in an environment, without any connection.

    It is what Alembic prints offline, and psql can run it. Where TO comes before FROM it is
    a downgrade.

    A rollback, to read before it is needed:  [bold]redlake sql prod 0007:0006[/bold]
    """
    from redlake.history import history

    root = project_root()
    load(environment, root)
    down, words = _way(revisions, history(root))
    _print(root, environment, words, down=down)


def _way(asked: str | None, line: Sequence[Revision]) -> tuple[bool, str]:
    """Whether it leads down, and how Alembic is told."""
    if asked is None:
        return False, HEAD
    positions = {BASE: 0, **{revision.id: at for at, revision in enumerate(line, 1)}}
    positions[HEAD] = len(line)
    before, colon, after = asked.rpartition(":")
    start = _known(before or BASE, positions) if colon else BASE
    target = _known(after or HEAD, positions)
    down = positions[target] < positions[start]
    # From base Alembic also prints what only an empty warehouse needs, and wants no range.
    return down, target if start == BASE else f"{start}:{target}"


def _known(name: str, positions: dict[str, int]) -> str:
    if name in positions:
        return name
    # As people say it: 7 is 0007.
    same = [known for known in positions if _number(known) == _number(name) is not None]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(name, positions, n=1)
    raise InputError(
        f"there is no revision {name}",
        way_out=(f"did you mean {near[0]}? " if near else "") + f"known are {', '.join(positions)}",
    )


def _number(name: str) -> int | None:
    return int(name) if name.isdecimal() else None


def _print(root: Path, environment: str, words: str, *, down: bool) -> None:
    from argparse import Namespace

    from alembic import command as alembic
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(str(root / "alembic.ini"), cmd_opts=Namespace(x=[f"env={environment}"]))
    run = alembic.downgrade if down else alembic.upgrade
    try:
        run(config, words, sql=True)
    except CommandError as error:
        if isinstance(error.__cause__, RedlakeError):
            raise error.__cause__ from None
        raise InputError(str(error)) from None
