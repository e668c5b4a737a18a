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
from redlake.cli.plans import print_plan
from redlake.cli.project import root as project_root
from redlake.cli.render import show_difference

if TYPE_CHECKING:
    from redlake.check import Report
    from redlake.plan import Plan


def command(
    base: Annotated[
        str | None,
        typer.Option(
            help="What this git reference has is released, and must be as it was."
            f" {git.WITHOUT_BASE}",
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

    Exit 2: the templates say something else than the revisions make, a rendered file of the
    last revision, while that is not released, is not what it would be today, or nothing runs
    one. Of earlier revisions only those are rendered and compared whose SQL was edited since
    the last commit: what values became since is for the next revision.

    In a pull request:  [bold]redlake check --base origin/main[/bold]
    """
    from redlake.cache import remembering
    from redlake.check import check
    from redlake.history import VERSIONS
    from redlake.lock import settled

    root = project_root()
    if (said := settled(root, "redlake check")) is not None:
        typer.echo(said, err=True)
    reference = git.find(root, base)
    released = git.released(reference, VERSIONS)
    with remembering(root), _without_collecting():
        report = check(root, released)
    if json:
        _print_json(report, root, reference)
    else:
        _print(report, root, reference)
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


def _print(report: Report, root: Path, base: git.Base) -> None:
    # As wide as it gets: these lines are paths and SQL, and are piped into other programs.
    console = Console(soft_wrap=True, highlight=False, markup=False)
    if base.remark is not None:
        console.print(base.remark)
    for problem in report.problems:
        partly = len(problem.environments) < len(report.plans)
        where = f" in {', '.join(problem.environments)}" if partly else ""
        also = f", also in {', '.join(problem.alike)}" if problem.alike else ""
        console.print(f"error{where}{also}: {problem}", style="red")
    for rendering in report.stale:
        show_difference(rendering, root, console)
    for remark in staleness.remarks(report.idle, report.plans):
        console.print(remark)
    if report.stale:
        console.print(staleness.advice(report.stale))
    for environments, plan in report.alike:
        names = ", ".join(environments)
        heading = f"{names}: the templates say something else than the revisions make"
        print_plan(heading, plan, console)
    if report.alike:
        console.print('write it as a revision: redlake revision -m "what it is for"')
        if any(_drops(plan) for _, plan in report.alike):
            console.print("or declare it in a template, if what would be dropped is to stay")
        if report.unreleased is not None:
            console.print(
                f"or plan the last revision again, which is not released: redlake rebase"
                f" {report.unreleased.id}"
            )
    if report.code == 0:
        console.print(_all_is_well(report))


def _drops(plan: Plan) -> bool:
    """Whether something goes for good: what is made anew is there again."""
    gone = {key for step in plan.steps if step.sign == "-" for key in step.keys}
    return not gone <= {key for step in plan.steps if step.sign != "-" for key in step.keys}


def _all_is_well(report: Report) -> str:
    revisions = "1 revision" if report.revisions == 1 else f"{report.revisions} revisions"
    return (
        f"templates and revisions agree: {', '.join(report.plans)} checked,"
        f" {revisions}, {report.objects} objects"
    )


def _print_json(report: Report, root: Path, base: git.Base) -> None:
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
            "environments": [*problem.environments, *problem.alike],
        }
        for problem in report.problems
    ]
    stale = [rendering.path.relative_to(root).as_posix() for rendering in report.stale]
    idle = [path.as_posix() for path in report.idle]
    found = {
        "base": base.reference,
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
            "sql": step.sql,
            "database": step.statement.database,
            "hazards": [str(hazard) for hazard in step.hazards],
        }
        for step in plan.steps
    ]
