"""redlake access: who can do what, and through what."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load

if TYPE_CHECKING:
    from redlake.access import Row


def command(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="The environment.")],
    who: Annotated[
        str | None,
        typer.Option(help="Only this user, role or group; a part of the name will do."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            help="Only what is about this object: a schema, view, database, …; a part of the"
            " name will do."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Say who can do what, and through which role, group or ownership.

    It reads what the revisions make of an environment, without a connection. A role of a
    role counts. What everyone may (PUBLIC) is said once, and again of the user that --who
    names. Default privileges are about what will be created, scoped ones about that too.

    Who reads a view:  [bold]redlake access prod --on general_insurance[/bold]

    What a user may:  [bold]redlake access prod --who IAMR:analyst[/bold]
    """
    from redlake.access import access
    from redlake.history import history
    from redlake.recorded import recorded

    root = project_root()
    loaded = load(environment, root)
    rows = access(recorded(loaded, history(root)), who=who, on=on)
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
    elif not rows:
        typer.echo(f"nobody may anything of that in {environment}")
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for cells in (_HEADINGS, *rows):
            typer.echo("\t".join(cells))


_HEADINGS = ("who", "may", "on", "through")


def _print_table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in _HEADINGS:
        table.add_column(heading, overflow="fold")
    before = ""
    for row in rows:
        if row.who != before:
            table.add_section()
        who = row.who if row.who != before else ""
        table.add_row(*(Text(cell) for cell in (who, row.may, row.on, row.through)))
        before = row.who
    Console().print(table)
