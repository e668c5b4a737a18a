"""redlake upgrade and downgrade: revisions run, in one environment or in several at once."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from redlake.cli.project import alembic_config, known
from redlake.cli.project import root as project_root
from redlake.environment import load
from redlake.errors import InputError, RedlakeError
from redlake.history import history
from redlake.options import DEFAULT_LOCK_SECONDS, Options

_Environments = Annotated[
    list[str], typer.Argument(metavar="ENV…", help="Which ones; several run at the same time.")
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would run, and write nothing at all.")
]
_AllowDestructive = Annotated[
    bool,
    typer.Option(
        "--allow-destructive", help="Run also what destroys data, as dropping a database does."
    ),
]
LockTimeout = Annotated[
    float,
    typer.Option(metavar="SECONDS", min=0, help="How long to wait while another run holds it."),
]
_FailFast = Annotated[
    bool,
    typer.Option("--fail-fast", help="Of several, stop the others as soon as one has failed."),
]
_Json = Annotated[
    bool, typer.Option("--json", help="Print what happens as JSON, an object on each line.")
]


def upgrade(
    environments: _Environments,
    to: Annotated[
        str,
        typer.Option(metavar="REVISION", help="Its id, +1 for the next one, or head: the last."),
    ] = "head",
    dry_run: _DryRun = False,
    allow_destructive: _AllowDestructive = False,
    lock_timeout: LockTimeout = DEFAULT_LOCK_SECONDS,
    rotate: Annotated[
        bool,
        typer.Option(
            "--rotate", help="Then give users the newest version of the secret with their password."
        ),
    ] = False,
    fail_fast: _FailFast = False,
    as_json: _Json = False,
) -> None:
    """Run the revisions that are pending, up to REVISION, and verify each.

    A run holds a lock, so that no other runs in the same target, and checks all that will
    run before it writes. Each statement is noted in a journal: a run that failed, or that
    Ctrl-C or SIGTERM stopped, is run again, and goes on where it ended. What others made and
    a revision would make is left alone; what destroys data needs --allow-destructive.

    Of several environments each has a run of its own, and one that fails stops no other.

    What would run in production:  [bold]redlake upgrade prod --dry-run[/bold]

    Two environments at once:  [bold]redlake upgrade dev test --to 0007[/bold]

    Exits with 0 if all is done or there was nothing to do, with 1 if a run failed or was
    stopped, with 2 if the command was typed wrong.
    """
    options = Options(allow_destructive, lock_timeout, dry_run, rotate)
    _run(_Order("upgrade", to, options, as_json), environments, fail_fast=fail_fast)


def downgrade(
    environments: _Environments,
    to: Annotated[
        str,
        typer.Option(
            metavar="REVISION", help="Its id, -1 for the one before, or base: before all of them."
        ),
    ],
    dry_run: _DryRun = False,
    allow_destructive: _AllowDestructive = False,
    lock_timeout: LockTimeout = DEFAULT_LOCK_SECONDS,
    fail_fast: _FailFast = False,
    as_json: _Json = False,
) -> None:
    """Take revisions back, the last one first, until REVISION is the last.

    A run holds a lock, so that no other runs in the same target, and checks all that will
    run before it writes. Each statement is noted in a journal: a run that failed, or that
    Ctrl-C or SIGTERM stopped, is run again, and goes on where it ended. Grants of others on
    a view that is made anew are given back; what destroys data needs --allow-destructive.

    The revision before the last one:  [bold]redlake downgrade dev --to -1[/bold]

    What a way back would destroy:  [bold]redlake downgrade prod --to 0005 --dry-run[/bold]

    Exits with 0 if all is done or there was nothing to do, with 1 if a run failed or was
    stopped, with 2 if the command was typed wrong.
    """
    options = Options(allow_destructive, lock_timeout, dry_run)
    _run(_Order("downgrade", to, options, as_json), environments, fail_fast=fail_fast)


@dataclass(frozen=True)
class _Order:
    """What is to be done in each environment."""

    direction: str
    to: str
    options: Options
    as_json: bool

    def words(self, environment: str) -> list[str]:
        """As a person would type it for one environment, without the program's name."""
        options = self.options
        flags = {
            "--dry-run": options.dry_run,
            "--allow-destructive": options.allow_destructive,
            "--rotate": options.rotate,
        }
        # One word, lest a revision like -1 be taken for an option.
        to = ["--to", self.to] if not self.to.startswith("-") else [f"--to={self.to}"]
        said = [self.direction, environment, *to, *(flag for flag, on in flags.items() if on)]
        if options.lock_timeout != DEFAULT_LOCK_SECONDS:
            said += ["--lock-timeout", f"{options.lock_timeout:g}"]
        return said


@dataclass
class _Saying:
    """How errors are told: as ``environment``'s, in JSON if that is asked for."""

    as_json: bool
    environment: str | None = field(default=None)


class _Interrupted(RedlakeError):
    """A person or a system stopped the run."""


def _run(order: _Order, environments: Sequence[str], *, fail_fast: bool) -> None:
    with _told(order.as_json, environments[0] if len(environments) == 1 else None) as saying:
        root = project_root()
        for at, name in enumerate(environments):
            saying.environment = name
            load(name, root)
            if name in environments[:at]:
                raise InputError(f"{name} is named twice", way_out="name each environment once")
        if not order.to.startswith(("+", "-")):
            ids = [revision.id for revision in history(root)]
            order = replace(order, to=known(order.to, ["base", *ids, "head"]))
        if len(environments) == 1:
            _run_here(order, environments[0], root)
            return
        saying.environment = None
        from redlake.cli.several import run

        commands = {name: [*order.words(name), "--json"] for name in environments}
        if not run(commands, root, as_json=order.as_json, fail_fast=fail_fast):
            raise typer.Exit(1)


@contextmanager
def _told(as_json: bool, environment: str | None) -> Iterator[_Saying]:
    """Tells an error as a last line of JSON, if JSON is what is printed."""
    saying = _Saying(as_json, environment)
    if not as_json:
        yield saying
        return
    try:
        yield saying
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        _fail(saying, _Interrupted(_STOPPED))
    except RedlakeError as error:
        _fail(saying, error)
    except Exception as error:  # whoever reads JSON must not meet a traceback
        _fail(saying, RedlakeError(f"an error of redlake's own: {type(error).__name__}: {error}"))


def _fail(saying: _Saying, error: RedlakeError) -> NoReturn:
    from redlake.progress import to_json
    from redlake.runner.events import Event

    facts = {"interrupted": isinstance(error, _Interrupted)}
    # If nobody reads it, nobody can be told.
    with suppress(RedlakeError):
        to_json(saying.environment or "", Event("failed", str(error), facts), sys.stdout)
    raise typer.Exit(1)


_STOPPED = "interrupted; run again, and it goes on where it ended"


def _run_here(order: _Order, environment: str, root: Path) -> None:
    """One run, by Alembic, in this process.

    Raises:
        RedlakeError: it failed, or was stopped.
    """
    # As Ctrl-C does: systems that run builds cancel them with it.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _by_alembic(order, environment, root)
    except KeyboardInterrupt:
        raise _Interrupted(_STOPPED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _by_alembic(order: _Order, environment: str, root: Path) -> None:
    import logging

    from alembic import command
    from alembic.util import CommandError

    from redlake import operations
    from redlake.progress import listener

    # A run says itself what it does.
    logging.getLogger("alembic").setLevel(logging.ERROR)
    words = [f"env={environment}", *order.options.words()]
    config = alembic_config(root, words)
    config.attributes[operations.COMMAND] = shlex.join(["redlake", *order.words(environment)])
    run = command.upgrade if order.direction == "upgrade" else command.downgrade
    try:
        with listener(environment, as_json=order.as_json) as tell:
            config.attributes[operations.LISTENER] = tell
            run(config, order.to)
    except CommandError as error:
        if isinstance(error.__cause__, RedlakeError):
            raise error.__cause__ from None
        if isinstance(error.__context__, KeyboardInterrupt):
            raise _Interrupted(str(error)) from None
        raise RedlakeError(str(error)) from None
