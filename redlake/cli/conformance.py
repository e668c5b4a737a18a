"""redlake conformance: how a warehouse stands to the cases that the sandbox keeps."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redlake.cli.project import root as project_root
from redlake.environment import load
from redlake.errors import GuardError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redlake.conformance import Result

_DATABASE = "redlake_conformance"


def command(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="The environment.")],
    database: Annotated[
        str,
        typer.Option("--scratch-database", metavar="NAME", help="The database to create and drop."),
    ] = _DATABASE,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help="Write every case and what came, in Markdown."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run the cases of Redshift's boundaries against a warehouse, and say what differs.

    redlake's plans and its sandbox stand on these cases: what Redshift refuses and how, what
    its functions answer. On a spare workgroup this finds where reality differs. It creates a
    database, a user or two, a group and a role of its own, touches nothing else, and drops
    them at the end.

    Where the sandbox stands:  [bold]redlake sandbox run --as dev -- redlake conformance dev[/bold]

    Whatever breaks it off, what came so far is told and reported, and what is left is named.
    Exits with 0 if nothing differs, with 2 if anything does, with 1 if it could not be run.
    """
    from redlake.conformance import cases, run
    from redlake.connection import Warehouse

    loaded = load(environment, project_root())
    if database == loaded.connection.database:
        raise GuardError(
            f"{database} is {environment}'s own database, and the cases drop theirs",
            way_out="name another --scratch-database; nothing ran",
        )

    if report is not None:
        try:
            report.open("a").close()
        except OSError as error:
            raise InputError(
                f"{report} cannot be written: {error.strerror}",
                way_out="give --report a file in a folder that is there; nothing ran",
            ) from None
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        if not (as_json or result.conforms):
            typer.echo(_described(result))

    # As Ctrl-C does: what was made is dropped, and what came is told.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(Warehouse(loaded), cases(), database, tell)
    finally:
        signal.signal(signal.SIGTERM, before)
        if results and report is not None:
            report.write_text(_report(environment, results), "utf-8")
        if results and as_json:
            typer.echo(json.dumps([_facts(result) for result in results], indent=2))
        elif results:
            typer.echo(f"{_count(results, len(cases()))} in {environment}")
    if not all(result.conforms for result in results):
        raise typer.Exit(2)


def _count(results: Sequence[Result], cases: int) -> str:
    differing = sum(not result.conforms for result in results)
    ran = f"{len(results)} of {cases}" if len(results) < cases else str(cases)
    return f"{ran} cases, {differing} differ"


def _described(result: Result) -> str:
    case = result.case
    return (
        f"{case.feature}: {case.sql}\n  expected: {case.expected}\n  came:     {result.came}"
        f"\n  source:   {case.source}"
    )


def _facts(result: Result) -> dict[str, object]:
    case = result.case
    return {
        "feature": case.feature,
        "sql": case.sql,
        "before": list(case.before),
        "expected": case.expected,
        "came": result.came,
        "conforms": result.conforms,
        "source": case.source,
    }


def _report(environment: str, results: Sequence[Result]) -> str:
    differing = sum(not result.conforms for result in results)
    lines = [
        f"# Conformance of {environment}",
        "",
        f"{len(results)} cases ran, {differing} differ.",
        "",
        "| | feature | before it | statement | expected | came | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in sorted(results, key=lambda result: result.conforms):
        case = result.case
        before = "; ".join(f"`{sql}`" for sql in case.before)
        cells = (case.feature, before, f"`{case.sql}`", case.expected, result.came, case.source)
        mark = "as expected" if result.conforms else "**differs**"
        lines.append(f"| {mark} | {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
