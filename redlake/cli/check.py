"""redlake check: do templates, revisions and rendered files agree? Offline."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from redlake import git, staleness
from redlake.cli.project import root as project_root
from redlake.cli.render import show_difference

if TYPE_CHECKING:
    from redlake.check import Report
    from redlake.plan import Plan

_STYLES = {"+": "green", "-": "red", "~": "yellow"}
_HAZARD = "bold magenta"


def command(
    base: Annotated[
        str | None,
        typer.Option(
            help="What this git reference has is released, and must be as it was."
            f" Without it: {git.DEFAULT_BASE}, if there is one.",
            metavar="REF",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """See whether templates and revisions agree, in all environments, without a connection.

    Exit 1: a released revision was edited (rendered SQL may change in white space and
    comments, all else not at all), history is not one line, a rendered file is missing or
    cannot be replayed, a downgrade does not restore what its upgrade found, or a template
    cannot be read.

    Exit 2: the templates say something else than the revisions make, or a rendered file is
    not what it would be today.

    In a pull request:  [bold]redlake check --base origin/main[/bold]
    """
    from redlake.cache import remembering
    from redlake.check import check
    from redlake.revisions import VERSIONS

    root = project_root()
    released = git.released(root, base, VERSIONS)
    with remembering(root), _without_collecting():
        report = check(root, released)
    if json:
        _print_json(report, root)
    else:
        _print(report, root)
    raise typer.Exit(report.code)


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Without looking for garbage meanwhile: nearly all that is made is kept to the end."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _print(report: Report, root: Path) -> None:
    # As wide as it gets: these lines are paths and SQL, and are piped into other programs.
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for problem in report.problems:
        partly = len(problem.environments) < len(report.plans)
        where = f" in {', '.join(problem.environments)}" if partly else ""
        console.print(f"error{where}: {problem}", style="red")
    for rendering in report.stale:
        show_difference(rendering, root, console)
    for path in report.idle:
        console.print(staleness.remark(path))
    if report.stale:
        console.print(staleness.advice(report.stale))
    for environments, plan in report.alike:
        _print_plan(environments, plan, console)
    if report.alike:
        console.print('write it as a revision: redlake revision -m "what it is for"')
    if report.code == 0:
        console.print(_all_is_well(report))


def _print_plan(environments: list[str], plan: Plan, console: Console) -> None:
    console.print(
        f"{', '.join(environments)}: the templates say something else than the revisions make",
        style="bold",
    )
    for step in plan.steps:
        console.print(f"  {step}", style=_STYLES[step.sign])
        for hazard in step.hazards:
            console.print(f"      {hazard}", style=_HAZARD)


def _all_is_well(report: Report) -> str:
    revisions = "1 revision" if report.revisions == 1 else f"{report.revisions} revisions"
    return (
        f"templates and revisions agree: {', '.join(report.plans)} checked,"
        f" {revisions}, {report.objects} objects"
    )


def _print_json(report: Report, root: Path) -> None:
    import json

    environments = {
        name: {"plan": None if plan is None else _steps(plan)}
        for name, plan in report.plans.items()
    }
    problems = [
        {
            "message": problem.error.message,
            "place": problem.place,
            "way_out": problem.error.way_out,
            "environments": list(problem.environments),
        }
        for problem in report.problems
    ]
    stale = [rendering.path.relative_to(root).as_posix() for rendering in report.stale]
    idle = [path.as_posix() for path in report.idle]
    found = {
        "environments": environments,
        "problems": problems,
        "stale": stale,
        "unclaimed": idle,
    }
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _steps(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "sign": step.sign,
            "what": step.what,
            "sql": step.statement.text,
            "database": step.statement.database,
            "hazards": [str(hazard) for hazard in step.hazards],
        }
        for step in plan.steps
    ]
