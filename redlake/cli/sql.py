"""redlake sql: what would run, as Alembic prints it offline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import alembic_config, known
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
    positions = {name: at for at, name in enumerate([BASE, *(each.id for each in line)])}
    positions[HEAD] = len(line)
    before, colon, after = asked.rpartition(":")
    start = known(before or BASE, positions) if colon else BASE
    target = known(after or HEAD, positions)
    down = positions[target] < positions[start]
    # From base Alembic also prints what only an empty warehouse needs, and wants no range.
    return down, target if start == BASE else f"{start}:{target}"


def _print(root: Path, environment: str, words: str, *, down: bool) -> None:
    from alembic import command as alembic
    from alembic.util import CommandError

    config = alembic_config(root, [f"env={environment}"])
    run = alembic.downgrade if down else alembic.upgrade
    try:
        run(config, words, sql=True)
    except CommandError as error:
        if isinstance(error.__cause__, RedlakeError):
            raise error.__cause__ from None
        raise InputError(str(error)) from None
