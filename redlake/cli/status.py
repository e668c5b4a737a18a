"""redlake status, resolve and restamp: what targets say of themselves, and are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load
from redlake.errors import InputError, RedlakeError
from redlake.history import history

if TYPE_CHECKING:
    from redlake.runner.status import Status

_Env = Annotated[str, typer.Argument(metavar="ENV", help="The environment.")]


def status(
    environments: Annotated[list[str], typer.Argument(metavar="ENV…", help="Which ones.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say where each target is, what is pending, what ran last, and who runs now.

    Also what broke off half-way, and which secrets have a newer version than the password
    that was made of them. Exits with 2 if anything is to be done, with 1 if a target could
    not be asked.
    """
    from redlake.connection import Warehouse
    from redlake.runner.status import read

    root = project_root()
    targets = [load(name, root) for name in environments]
    line = history(root)
    found: list[Status] = []
    failed = []
    for environment in targets:
        try:
            found.append(read(Warehouse(environment), line))
        except RedlakeError as error:
            failed.append((environment.name, error))
    if as_json:
        said = [_facts(each) for each in found]
        said += [{"environment": name, "error": str(reason)} for name, reason in failed]
        typer.echo(json.dumps(said, indent=2))
    else:
        for each in found:
            typer.echo(_described(each))
        for name, reason in failed:
            typer.echo(f"{name}\n  cannot be asked: {reason}", err=True)
    if failed:
        raise typer.Exit(1)
    if not all(each.settled for each in found):
        raise typer.Exit(2)


def resolve(
    environment: _Env,
    took_effect: Annotated[
        bool, typer.Option("--took-effect", help="The statement in doubt took effect.")
    ] = False,
    did_not: Annotated[
        bool, typer.Option("--did-not", help="It did not: it will be run again.")
    ] = False,
    undone: Annotated[
        bool,
        typer.Option("--undone", help="All that the step had done was undone by hand."),
    ] = False,
) -> None:
    """Say what became of a step that broke off, where no run can find it out.

    Without an option, says what is half-finished, and which statement is in doubt. The
    answer is written into the journal, and the next upgrade or downgrade goes by it.
    """
    from redlake.connection import Warehouse
    from redlake.runner.resolving import Answer, resolve

    answers = {Answer.TOOK_EFFECT: took_effect, Answer.DID_NOT: did_not, Answer.UNDONE: undone}
    given = [answer for answer, said in answers.items() if said]
    if len(given) > 1:
        raise InputError("several answers are given", way_out="give the one that is true")
    warehouse = Warehouse(load(environment, project_root()))
    begun = resolve(warehouse, given[0] if given else None)
    if begun is None:
        typer.echo(f"nothing is half-finished in {environment}")
    elif given:
        typer.echo(f"{environment}: the {begun}: {given[0].value}")
    else:
        typer.echo(f"{environment}: the {begun} broke off; what ran of it:")
        for entry in begun.entries:
            if entry.summary:
                typer.echo(f"  {entry.event}: {entry.summary}")
        if begun.doubt:
            typer.echo("the last one is in doubt: say --took-effect or --did-not")


def restamp(environment: _Env) -> None:
    """Let a target be this environment's from now on, as after a snapshot was restored.

    A target is stamped with its environment, database, and workgroup or cluster at its first
    upgrade, and refuses every other one.
    """
    from redlake.connection import Warehouse
    from redlake.runner.resolving import restamp
    from redlake.runner.stamp import Stamp

    loaded = load(environment, project_root())
    before = restamp(Warehouse(loaded))
    typer.echo(f"was stamped as {before or 'nobody, until now'}\nis  stamped as {Stamp.of(loaded)}")


def _described(found: Status) -> str:
    lines = [f"{found.environment} is at {found.revision or 'no revision'}"]
    if found.pending:
        lines.append(f"pending: {', '.join(found.pending)}")
    if found.half_finished:
        lines.append(f"half-finished: the {found.half_finished}")
    if found.doubt:
        lines.append(f"in doubt: {found.doubt}")
    if found.holder:
        lines.append(f"running now: {found.holder}")
    if found.last:
        lines.append(f"last run: {found.last}")
    lines += [
        f"newer secret: {user}; redlake upgrade {found.environment} --rotate"
        for user in found.outdated
    ]
    return "\n  ".join(lines)


def _facts(found: Status) -> dict[str, object]:
    last, holder = found.last, found.holder
    return {
        "environment": found.environment,
        "revision": found.revision,
        "pending": list(found.pending),
        "half_finished": found.half_finished,
        "in_doubt": found.doubt,
        "lock": None
        if holder is None
        else {"user": holder.user, "process": holder.process, "since": holder.since},
        "last_run": None
        if last is None
        else {
            "command": last.command,
            "user": last.started_by,
            "started_at": last.started_at.isoformat(),
            "seconds": last.seconds,
            "redlake": last.redlake,
            "commit": last.commit,
            "outcome": last.outcome,
        },
        "outdated_secrets": list(found.outdated),
    }
