"""redlake sandbox: a Redshift on your machine that stands in for an environment."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import Environment, load, names
from redlake.errors import InputError, RedlakeError
from redlake.history import history

if TYPE_CHECKING:
    from redlake.sandbox.process import Running
    from redlake.sandbox.standin import StandIn

app = typer.Typer(
    no_args_is_help=True,
    help="A Redshift on your machine that stands in for an environment: its workgroup or"
    " cluster, its account, roles, secrets and Data Catalog, with sample data. It listens on"
    " 127.0.0.1 only and ends with whoever started it.",
)

_Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="A folder of files to serve as databases of the Data Catalog:"
        " DIR/<database>/<table>.csv or .parquet, or a folder DIR/<database>/<table>/ of"
        " them, with key=value folders for partitions. A CSV file begins with its columns'"
        " names. Databases of the sample that have the same name are left out.",
        metavar="DIR",
    ),
]
_Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        help="The port of its Redshift on 127.0.0.1, for programs that keep it; without it, one"
        " that is free.",
        metavar="PORT",
        min=1,
        max=65535,
    ),
]
_As = Annotated[str, typer.Option("--as", help="The environment to stand in for.", metavar="ENV")]

# -U of psql, also behind options that take no value.
_NAMES_A_USER = re.compile("-[1AEHLSXabelnqstwxz0]*U|--username")


@app.command()
def start(environment: _As, data: _Data = None, port: _Port = None) -> None:
    """Start one, and leave it running until it is stopped or this shell ends."""
    standing_in = stand_in(load(environment, project_root()), data, port)
    with sandbox_errors() as process:
        running = process.start(standing_in, directory(), os.getppid())
    typer.echo(_described(running))
    typer.echo(f"Run a command in it:  redlake sandbox run --as {environment} -- COMMAND")


@app.command()
def stop(environment: _As) -> None:
    """Stop it; nothing of it is kept."""
    running = _running(environment)
    if running is None:
        if environment not in names(project_root()):
            load(environment, project_root())  # says which there are
        typer.echo(f"no sandbox stands in for {environment}")
        return
    with sandbox_errors() as process:
        process.stop(running)
    typer.echo(f"the sandbox of {environment} is gone")


@app.command()
def status() -> None:
    """Say which environments a sandbox stands in for now."""
    found = [running for name in names(project_root()) if (running := _running(name))]
    for running in found:
        typer.echo(_described(running))
    if not found:
        typer.echo("no sandbox is running; start one: redlake sandbox start --as ENV")


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def run(
    environment: _As,
    command: Annotated[
        list[str], typer.Argument(help="The command, after --.", metavar="COMMAND…")
    ],
    role: Annotated[
        str | None,
        typer.Option(help="Act as this IAM role of the account, by its name."),
    ] = None,
    data: _Data = None,
    port: _Port = None,
) -> None:
    """Run a command that meets the sandbox where it would have met AWS.

    Sets AWS_ENDPOINT_URL, AWS credentials and SSL_CERT_FILE, and PGHOST and its like. PGUSER
    and PGPASSWORD are of IAM's developer, or of --role, if these may have a password; it is
    temporary, for logging in within an hour. PGUSER or PGPASSWORD of your own stay as they are,
    and psql -U gets no password. redlake and alembic assume the environment's role
    themselves; give psql that role by --role. Without a sandbox for ENV, one is started for as
    long as the command runs.
    """
    running = _running(environment)
    if running is not None and (data is not None or port not in (None, running.port)):
        option = f"--data {data}" if data is not None else f"--port {port}"
        raise InputError(
            f"a sandbox stands in for {environment} already, without {option}",
            way_out=f"leave {option.split()[0]} out, or stop it first:"
            f" redlake sandbox stop --as {environment}",
        )
    started = None
    with sandbox_errors() as process:
        if running is None:
            standing_in = stand_in(load(environment, project_root()), data, port)
            typer.echo(f"no sandbox stands in for {environment}: starting one for this", err=True)
            running = started = process.start(standing_in, directory(), os.getpid())
        variables = running.variables(role)
        variables |= _login(running, command, variables)
    try:
        code = _run(command, variables)
    except FileNotFoundError:
        raise InputError(
            f"there is no command {command[0]}", way_out="name a program that is on the PATH"
        ) from None
    finally:
        if started is not None:
            process.stop(started)
    raise typer.Exit(code if code >= 0 else 128 - code)


def _login(
    running: Running, command: Sequence[str], variables: Mapping[str, str]
) -> dict[str, str]:
    """Whose login the command finds: the user's own if there is one, else a temporary one.

    Raises:
        SandboxError: psql has nobody to log in as.
    """
    from redlake.sandbox.process import SandboxError

    own = {name: os.environ[name] for name in ("PGUSER", "PGPASSWORD") if name in os.environ}
    psql = Path(command[0]).name == "psql"
    if own or (psql and any(map(_NAMES_A_USER.match, command[1:]))):
        return own
    try:
        return running.login(variables)
    except SandboxError:
        if psql:
            raise
        return {}  # the command may want no SQL


def _run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Runs a command to its end, and leaves Ctrl-C to it."""
    # Not ignored, which the command would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(command, env=variables, check=False).returncode  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def directory() -> Path:
    """Where a project's sandboxes say how to reach them."""
    return project_root() / ".redlake" / "sandbox"


def stand_in(
    environment: Environment, data: Path | None = None, port: int | None = None
) -> StandIn:
    """What the sandbox must know of ``environment``, and of the folder that it serves.

    Raises:
        InputError: there is no such folder.
    """
    from redlake.sandbox.standin import StandIn

    if data is not None and not data.is_dir():
        raise InputError(f"{data} is no folder", way_out="give --data a folder of files")
    connection = environment.connection
    return StandIn(
        environment=environment.name,
        account=connection.account,
        region=connection.region,
        database=connection.database,
        workgroup=connection.workgroup,
        cluster=connection.cluster,
        admin_secret=connection.admin_secret,
        secrets=environment.secrets,
        roles=_roles(environment),
        runner=connection.role and connection.role.rsplit("/", 1)[-1],
        profile=connection.profile,
        data=None if data is None else str(data.resolve()),
        port=port,
    )


def _roles(environment: Environment) -> tuple[str, ...]:
    """The roles whose users the environment's revisions speak of."""
    found: dict[str, None] = {}
    for revision in history(environment.file.parent.parent):
        rendered = revision.rendered("upgrade", environment.name)
        if rendered.is_file():
            found.update(dict.fromkeys(re.findall(r'"IAMR:([^"]+)"', rendered.read_text())))
    return tuple(found)


def _running(environment: str) -> Running | None:
    with sandbox_errors() as process:
        found: Running | None = process.find(environment, directory())
        return found


def _described(running: Running) -> str:
    return (
        f"a sandbox stands in for {running.environment} (account {running.account},"
        f" {running.region}): Redshift on localhost:{running.port}, AWS on {running.endpoint},"
        f" process {running.pid}"
    )


@contextlib.contextmanager
def sandbox_errors() -> Iterator[ModuleType]:
    """The sandbox, which knows nothing of redlake, with its errors as redlake's.

    Raises:
        InputError: the sandbox is not installed.
    """
    try:
        from redlake.sandbox import process
    except ModuleNotFoundError as error:
        raise InputError(
            f"the sandbox is not installed: {error.name} is missing",
            way_out='install it: pip install "redlake[sandbox]"',
        ) from None
    try:
        yield process
    except process.SandboxError as error:
        raise RedlakeError(str(error)) from None
