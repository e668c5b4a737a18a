"""redlake bootstrap: what a superuser does once for the user that runs revisions."""

from __future__ import annotations

from typing import Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load


def command(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="The environment.")],
    show: Annotated[
        bool, typer.Option("--print", help="Print the statements only, for a superuser to run.")
    ] = False,
) -> None:
    """Give the user that runs revisions its rights, once per warehouse.

    A user that logs in through IAM is made without any right. Where the environment names
    an admin_secret, this logs in with it and runs what is needed, which may be nothing.
    Elsewhere, and with --print, it prints the statements for a superuser to run.
    """
    from redlake import bootstrap
    from redlake.connection import Warehouse

    loaded = load(environment, project_root())
    warehouse = Warehouse(loaded)
    if show or loaded.connection.admin_secret is None:
        statements = bootstrap.statements(warehouse.user)
        typer.echo("-- Once, as a superuser. If the user exists already, only the second.")
        for statement in statements:
            typer.echo(statement)
        return
    ran = bootstrap.run(warehouse)
    for statement in ran:
        typer.echo(statement)
    if ran:
        typer.echo(f'"{warehouse.user}" may run revisions in {environment} now')
    else:
        typer.echo(f'nothing to do: "{warehouse.user}" is a superuser in {environment} already')
