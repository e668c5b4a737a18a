"""redlake render: the revisions' SQL for each environment, as files to review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from redlake import git, staleness
from redlake.cli.project import root as project_root
from redlake.environment import load, names
from redlake.errors import InputError
from redlake.revising import files
from redlake.revisions import Rendering, Revision, history, unclaimed


def command(
    revision: Annotated[
        list[str] | None,
        typer.Argument(help="Write these revisions again, though they are rendered."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 and show what would differ.")
    ] = False,
    base: Annotated[
        str | None,
        typer.Option(
            help="What this git reference has is released, and not compared by --check."
            f" Without it: {git.DEFAULT_BASE}, if there is one.",
            metavar="REF",
        ),
    ] = None,
) -> None:
    """Write the SQL that will run, for every environment.

    What is missing is written. What exists is frozen: name its revision to write it again
    while you work on it. Commit the files; they are what a pull request shows and what runs.

    A new environment does not replay history: all that the templates declare for it comes
    with the last revision, and its earlier ones are empty.
    """
    root = project_root()
    line = history(root)
    named = _named(revision or [], line)
    environments = [load(name, root) for name in names(root)]
    if not environments:
        raise InputError(
            "there is no environment to render for",
            place=root / "environments",
            way_out="describe one in environments/NAME.toml",
        )
    # As wide as it gets: these lines are paths and SQL, and are piped into other programs.
    console = Console(soft_wrap=True, highlight=False, markup=False)
    if check:
        compared = [r for r in line if r.id in named] if named else line
        left_over = unclaimed(compared, (environment.name for environment in environments))
        found = [one for one in files(line, environments, root) if one.revision in compared]
        _check(found, left_over, git.files(root, base), root, console)
    else:
        _write(files(line, environments, root), named, root, console)


def _named(ids: Iterable[str], line: Sequence[Revision]) -> set[str]:
    known = [revision.id for revision in line]
    for identifier in ids:
        if identifier not in known:
            raise InputError(
                f"there is no revision {identifier}",
                way_out=f"known are {', '.join(known) or 'none yet'}",
            )
    return set(ids)


def _write(found: Sequence[Rendering], named: set[str], root: Path, console: Console) -> None:
    wanted = [r for r in found if r.current is None or r.revision.id in named]
    # All are rendered before one is written: an error leaves everything as it was.
    stale = [rendering for rendering in wanted if rendering.stale]
    for rendering in stale:
        _replace(rendering.path, rendering.fresh)
        mark = "+" if rendering.current is None else "~"
        console.print(f"  {mark} {rendering.path.relative_to(root).as_posix()}")
    console.print(
        f"{len(stale)} rendered files written, {len(found) - len(stale)} left as they are"
    )


def _replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _check(
    found: Sequence[Rendering],
    left_over: Sequence[Path],
    released: set[Path],
    root: Path,
    console: Console,
) -> None:
    """Raises typer.Exit with 2 if a file that is not released is not as it would be rendered."""
    compared = staleness.open_to_change(found, released, root)
    stale = [rendering for rendering in compared if rendering.stale]
    for rendering in stale:
        show_difference(rendering, root, console)
    idle = staleness.idle(left_over, released, root)
    for path in idle:
        console.print(staleness.remark(path))
    if stale:
        console.print(staleness.advice(stale))
    if stale or idle:
        raise typer.Exit(2)
    console.print(
        f"{len(compared)} rendered files compared, none stale;"
        f" {len(found) - len(compared)} are released"
    )


def show_difference(rendering: Rendering, root: Path, console: Console) -> None:
    for line in staleness.difference(rendering, root):
        style = {"+": "green", "-": "red"}.get(line[:1])
        console.print(line, style=style)
