"""redlake render: the revisions' SQL for each environment, as files to review."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from redlake.cli.project import root as project_root
from redlake.environment import load, names
from redlake.errors import InputError
from redlake.revisions import Rendering, Revision, history, renderings, unclaimed

DEFAULT_BASE = "main"


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
            f" Without it: {DEFAULT_BASE}, if there is one.",
            metavar="REF",
        ),
    ] = None,
) -> None:
    """Write the SQL that will run, for every environment.

    What is missing is written. What exists is frozen: name its revision to write it again
    while you work on it. Commit the files; they are what a pull request shows and what runs.
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
        found = renderings(compared, environments, root)
        _check(found, left_over, _released(root, base), root, console)
    else:
        _write(renderings(line, environments, root), named, root, console)


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


def _advice(stale: Sequence[Rendering]) -> str:
    """How to write what is missing, and what differs, without writing anything else."""
    ids = dict.fromkeys(rendering.revision.id for rendering in stale if rendering.current)
    files = "1 rendered file is" if len(stale) == 1 else f"{len(stale)} rendered files are"
    write = " ".join(["redlake render", *ids])
    return f"{files} {'stale' if ids else 'missing'}; write: {write}"


def _check(
    found: Sequence[Rendering],
    left_over: Sequence[Path],
    released: set[Path],
    root: Path,
    console: Console,
) -> None:
    """Raises typer.Exit with 2 if a file that is not released is not as it would be rendered."""
    open_to_change = [r for r in found if r.path.relative_to(root) not in released]
    stale = [rendering for rendering in open_to_change if rendering.stale]
    for rendering in stale:
        _show_difference(rendering, root, console)
    idle = [path.relative_to(root) for path in left_over]
    idle = [path for path in idle if path not in released]
    for path in idle:
        console.print(f"{path.as_posix()} belongs to no environment: nothing runs it; remove it")
    if stale:
        console.print(_advice(stale))
    if stale or idle:
        raise typer.Exit(2)
    console.print(
        f"{len(open_to_change)} rendered files compared, none stale;"
        f" {len(found) - len(open_to_change)} are released"
    )


def _show_difference(rendering: Rendering, root: Path, console: Console) -> None:
    name = rendering.path.relative_to(root).as_posix()
    for line in difflib.unified_diff(
        (rendering.current or "").splitlines(),
        rendering.fresh.splitlines(),
        name if rendering.current is not None else "/dev/null",
        f"{name} (as it would be rendered)",
        lineterm="",
    ):
        style = {"+": "green", "-": "red"}.get(line[:1])
        console.print(line, style=style)


def _released(root: Path, base: str | None) -> set[Path]:
    """The files that ``base`` has, by their paths from the root.

    None without a base where there is no ``main``, or no git: a project begins like that.

    Raises:
        InputError: a base was named, and git does not know it.
    """
    reference = DEFAULT_BASE if base is None else base
    # Git would take what begins with a dash for an option.
    listed = None if reference.startswith("-") else _git(root, "rev-parse", "--verify", reference)
    if listed is not None:
        listed = _git(root, "ls-tree", "-r", "--name-only", "-z", listed.strip(), "--", ".")
    if listed is None:
        if base is not None:
            raise InputError(
                f"git does not know the reference {base} in {root}",
                way_out="fetch it, or name another one: --base REF",
            )
        return set()
    return {Path(name) for name in listed.split("\0") if name}


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None if it refuses, or is not there."""
    try:
        # No shell, and nothing from outside that could be an option.
        done = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
