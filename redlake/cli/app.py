"""All commands, in the order in which --help shows them."""

from __future__ import annotations

import inspect
import re

import typer

from redlake import __version__
from redlake.cli import (
    access,
    bootstrap,
    check,
    conformance,
    demo,
    graph,
    render,
    revision,
    sandbox,
    sql,
    status,
    upgrade,
)

app = typer.Typer(
    name="redlake",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Keeps the access rights and views of an Amazon Redshift in version control.\n\n"
    "Revisions run by:  [bold]redlake upgrade dev[/bold]\n\n"
    "Or by Alembic's own command:  [bold]alembic -x env=dev upgrade head[/bold]\n\n"
    "Their SQL, without any connection:  [bold]alembic -x env=prod upgrade head --sql[/bold]",
)


@app.callback(invoke_without_command=True)
def _version(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and exit."),
) -> None:
    if version:
        typer.echo(f"redlake {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise typer.Exit


app.command("revision")(revision.revision)
app.command("render")(render.command)
app.command("rebase")(revision.rebase)
app.command("squash")(revision.squash)
app.command("check")(check.command)
app.command("sql")(sql.command)
app.command("graph")(graph.command)
app.command("access")(access.command)
app.command("bootstrap")(bootstrap.command)
app.command("upgrade")(upgrade.upgrade)
app.command("downgrade")(upgrade.downgrade)
app.command("status")(status.status)
app.command("resolve")(status.resolve)
app.command("restamp")(status.restamp)
app.add_typer(sandbox.app, name="sandbox")
app.command("conformance")(conformance.command)
app.command("demo")(demo.command)

# Docstrings are wrapped for the editor; a terminal wraps paragraphs for itself.
for _command in (*app.registered_commands, *sandbox.app.registered_commands):
    _command.help = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.getdoc(_command.callback) or "")
