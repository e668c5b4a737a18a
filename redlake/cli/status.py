"""redlake status, resolve and restamp: what targets say of themselves, and are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.cli.upgrade import LockTimeout
from redlake.environment import load
from redlake.errors import InputError, RedlakeError
from redlake.history import history
from redlake.options import DEFAULT_LOCK_SECONDS

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
    if failed or any(each.trouble for each in found):
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
    lock_timeout: LockTimeout = DEFAULT_LOCK_SECONDS,
) -> None:
    """Say what became of a step that broke off, where no run can find it out.

    Without an option, says what is half-finished, and which statement is in doubt. The
    answer is written into the journal, and the next upgrade or downgrade goes by it.
    While a run is under way, it is waited for.
    """
    from redlake.connection import Warehouse
    from redlake.progress import listener
    from redlake.runner.journal import STARTED
    from redlake.runner.resolving import Answer, resolve

    answers = {Answer.TOOK_EFFECT: took_effect, Answer.DID_NOT: did_not, Answer.UNDONE: undone}
    given = [answer for answer, said in answers.items() if said]
    if len(given) > 1:
        raise InputError("several answers are given", way_out="give the one that is true")
    root = project_root()
    warehouse = Warehouse(load(environment, root))
    answer = given[0] if given else None
    line = history(root)
    with listener(environment) as tell:
        broken = resolve(warehouse, line, answer, tell, lock_timeout=lock_timeout)
    if broken is None:
        typer.echo(f"nothing is half-finished in {environment}")
        return
    step = broken.step
    if answer is not None:
        typer.echo(f"{environment}: the {step}: {answer.value}")
        return
    typer.echo(f"{environment}: the {step} broke off; what ran of it:")
    finished = {(each.segment, each.statement) for each in step.entries if each.event != STARTED}
    for each in step.entries:
        at = each.segment, each.statement
        if each.segment >= 0 and not (each.event == STARTED and at in finished):
            typer.echo(f"  {each.event}: {each.summary}")
    if broken.doubt is not None:
        typer.echo("the last one is in doubt: say --took-effect or --did-not")
    else:
        to = ""
        if step.direction == "downgrade":
            parents = {revision.id: revision.parent for revision in line}
            to = f" --to {parents.get(step.revision) or 'base'}"
        command = f"redlake {step.direction} {environment}{to}"
        typer.echo(f"it needs no answer: {command} goes on with it")


def restamp(environment: _Env, lock_timeout: LockTimeout = DEFAULT_LOCK_SECONDS) -> None:
    """Let a target be this environment's from now on, as after a snapshot was restored.

    A target is stamped with its environment, database, and workgroup or cluster at its first
    upgrade, and refuses every other one.
    """
    from redlake.connection import Warehouse
    from redlake.progress import listener
    from redlake.runner.resolving import restamp
    from redlake.runner.stamp import Stamp

    loaded = load(environment, project_root())
    with listener(environment) as tell:
        before = restamp(Warehouse(loaded), tell, lock_timeout=lock_timeout)
    typer.echo(f"was stamped as {before or 'nobody, until now'}\nis  stamped as {Stamp.of(loaded)}")


def _described(found: Status) -> str:
    lines = [f"{found.environment} is at {found.revision or 'no revision'}"]
    if not found.known:
        lines.append("there is no such revision here: check out the commit of the last run")
    if found.pending:
        lines.append(f"pending: {', '.join(found.pending)}")
    if found.half_finished:
        lines.append(f"half-finished: the {found.half_finished}")
    if found.doubt:
        lines.append(f"in doubt: {found.doubt}; redlake resolve {found.environment}")
    if found.unverified:
        lines.append(f"not verified: {found.unverified}; redlake upgrade {found.environment}")
    if found.holder:
        lines.append(f"running now: {found.holder}")
    if found.last:
        lines.append(
            f"which is: {found.last.what}" if found.under_way else f"last run: {found.last}"
        )
    lines += [
        f"newer secret: {user}; redlake upgrade {found.environment} --rotate"
        for user in found.outdated
    ]
    if found.trouble:
        lines.append(f"your files cannot be read to tell the rest: {found.trouble}")
    return "\n  ".join(lines)


def _facts(found: Status) -> dict[str, object]:
    last, holder = found.last, found.holder
    return {
        "environment": found.environment,
        "revision": found.revision,
        "pending": list(found.pending),
        "half_finished": found.half_finished,
        "in_doubt": found.doubt,
        "known": found.known,
        "unverified": found.unverified,
        "trouble": None if found.trouble is None else str(found.trouble),
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
