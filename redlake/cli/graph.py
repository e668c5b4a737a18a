"""redlake graph: the declared objects and what depends on what, as Mermaid."""

from __future__ import annotations

from typing import Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load, names
from redlake.errors import InputError


def command(
    environment: Annotated[
        str | None,
        typer.Argument(
            metavar="ENV", help="The environment; without it, the first.", show_default=False
        ),
    ] = None,
    grants: Annotated[
        bool,
        typer.Option(
            "--grants/--no-grants",
            help="With users, groups and roles, and what they may; or only what can be read.",
        ),
    ] = True,
) -> None:
    """Print what the templates declare, and what depends on what, as a Mermaid flowchart.

    A solid arrow is a dependency that Redshift records, and that can keep an object from
    being dropped; a dashed one is what a late-binding view, or one across databases, reads.

    A picture for a README or a pull request, in a block marked mermaid:
    [bold]redlake graph dev --no-grants[/bold]
    """
    from redlake.declared import declared
    from redlake.graph import mermaid

    root = project_root()
    known = names(root)
    if environment is None and not known:
        raise InputError(
            "there is no environment to draw",
            place=root / "environments",
            way_out="describe one in environments/NAME.toml",
        )
    loaded = load(environment or known[0], root)
    typer.echo(mermaid(declared(loaded, root).state, grants=grants), nl=False)
