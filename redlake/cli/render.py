"""redlake render: the revisions' SQL for each environment, as files to review."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from redlake import git, staleness
from redlake.cli.project import root as project_root
from redlake.environment import load
from redlake.errors import InputError, RevisionError
from redlake.history import VERSIONS, Revision, history
from redlake.released import Released
from redlake.revisions import Rendering, unclaimed
from redlake.targets import targets


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
            help="What this git reference has is released, and neither written again nor"
            f" compared by --check. {git.WITHOUT_BASE}",
            metavar="REF",
        ),
    ] = None,
) -> None:
    """Write the SQL that will run, for every environment.

    What is missing is written. What exists is frozen: name its revision to write it again
    while you work on it. Commit the files; they are what a pull request shows and what runs.

    A new environment does not replay history: all that the templates declare for it comes
    with the last revision, and its earlier ones are empty.

    --check compares the last revision, while it is not released, the earlier ones whose SQL
    was edited since the last commit, and those that are named. What values became since a
    revision was rendered makes no other stale: it is for the next one.
    """
    from redlake.baselines import files
    from redlake.lock import settled

    root = project_root()
    if (said := settled(root, "redlake render")) is not None:
        typer.echo(said, err=True)
    reference = git.find(root, base)
    released = git.released(reference, VERSIONS)
    line = history(root, released.files)
    named = _named(revision or [], line)
    environments = [load(name, root) for name in targets(root)]
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
        known = [environment.name for environment in environments]
        found = [one for one in files(line, environments, root) if one.revision in compared]
        if reference.remark is not None:
            console.print(reference.remark)
        _check(
            found,
            staleness.open_to_change(found, line, released, root, named),
            staleness.idle(unclaimed(compared, known), released.files, root),
            root,
            console,
            released=released,
            known=known,
        )
    else:
        _demand_open(named, line, released, root)
        _write(files(line, environments, root, again=named), named, released, root, console)


def _named(ids: Iterable[str], line: Sequence[Revision]) -> set[str]:
    known = [revision.id for revision in line]
    for identifier in ids:
        if identifier not in known:
            raise InputError(
                f"there is no revision {identifier}",
                way_out=f"known are {', '.join(known) or 'none yet'}",
            )
    return set(ids)


def _demand_open(
    named: Iterable[str], line: Sequence[Revision], released: Released, root: Path
) -> None:
    """Raises RevisionError where all that is rendered for a revision is released."""
    frozen = released.ids(line, root)
    for revision in line:
        if revision.id not in named or revision.id not in frozen:
            continue
        # An environment that is new here has files of its own, which are not.
        rendered = [path.relative_to(root) for path in revision.folder.glob("rendered/*/*.sql")]
        if all(path in released.files for path in rendered):
            raise RevisionError(
                f"{revision.folder.name} is released, as {released.reference} has it, and stays"
                " as it is",
                place=revision.folder,
                way_out='write what is to change as a new revision: redlake revision -m "…"',
            )


def _write(
    found: Sequence[Rendering],
    named: set[str],
    released: Released,
    root: Path,
    console: Console,
) -> None:
    wanted = [
        r
        for r in found
        if r.current is None
        or (r.revision.id in named and r.path.relative_to(root) not in released.files)
    ]
    for rendering in wanted:
        path = rendering.path.relative_to(root)
        if path in released.files:
            raise RevisionError(
                f"a rendered file of {rendering.revision.folder.name} is gone, and is released,"
                f" as {released.reference} has it",
                place=rendering.path,
                way_out=f"restore it: git checkout {released.reference} -- {path.as_posix()}",
            )
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
    compared: Sequence[Rendering],
    idle: Sequence[Path],
    root: Path,
    console: Console,
    *,
    released: Released,
    known: Collection[str],
) -> None:
    """Raises typer.Exit with 2 if a file that may change is not as it would be rendered."""
    stale = [rendering for rendering in compared if rendering.stale]
    for rendering in stale:
        show_difference(rendering, root, console)
    for remark in staleness.remarks(idle, known):
        console.print(remark)
    if stale:
        console.print(staleness.advice(stale))
    if stale or idle:
        raise typer.Exit(2)
    frozen = sum(rendering.path.relative_to(root) in released.files for rendering in found)
    earlier = len(found) - len(compared) - frozen
    console.print(
        f"{len(compared)} rendered files compared, none stale; {frozen} are released"
        + (f", {earlier} are of revisions before the last" if earlier else "")
    )


def show_difference(rendering: Rendering, root: Path, console: Console) -> None:
    for line in staleness.difference(rendering, root):
        style = {"+": "green", "-": "red"}.get(line[:1])
        console.print(line, style=style)
