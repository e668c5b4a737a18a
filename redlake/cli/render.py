"""redlake render: the revisions' SQL for each environment, as files to review."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path
from typing import Annotated, Optional

import typer
from rich.console import Console

from redlake.cli.project import root as project_root
from redlake.environment import load, names
from redlake.errors import InputError
from redlake.revisions import Rendering, history, renderings


def command(
    revision: Annotated[
        Optional[list[str]],  # noqa: UP007, UP045: Typer reads this at run time
        typer.Argument(help="Write these revisions again, though they are rendered."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 and show what would differ.")
    ] = False,
    base: Annotated[
        str,
        typer.Option(
            help="What this git reference has is released, and not compared by --check.",
            metavar="REF",
        ),
    ] = "main",
) -> None:
    """Write the SQL that will run, for every environment.

    What is missing is written. What exists is frozen: name its revision to write it again
    while you work on it. Commit the files; they are what a pull request shows and what runs.
    """
    root = project_root()
    line = history(root)
    known = {found.id for found in line}
    for named in revision or []:
        if named not in known:
            raise InputError(
                f"there is no revision {named}", way_out=f"known are {', '.join(sorted(known))}"
            )
    environments = [load(name, root) for name in names(root)]
    found = list(renderings(line, environments, root))
    console = Console(soft_wrap=True, highlight=False)
    if check:
        _check(found, _released(root, base), console, root)
        return
    written = 0
    for rendering in found:
        if rendering.current is None or rendering.revision.id in (revision or []):
            if rendering.stale:
                rendering.path.parent.mkdir(parents=True, exist_ok=True)
                rendering.path.write_text(rendering.fresh)
                written += 1
                console.print(f"  + {rendering.path.relative_to(root)}")
    console.print(
        f"{written} files written, {len(found) - written} left as they are:"
        f" {len(line)} revisions in {', '.join(e.name for e in environments)}"
    )


def _check(found: list[Rendering], released: set[Path], console: Console, root: Path) -> None:
    stale = [r for r in found if r.stale and r.path.relative_to(root) not in released]
    for rendering in stale:
        name = rendering.path.relative_to(root).as_posix()
        for line in difflib.unified_diff(
            (rendering.current or "").splitlines(),
            rendering.fresh.splitlines(),
            name if rendering.current is not None else "/dev/null",
            f"{name} (as it would be rendered)",
            lineterm="",
        ):
            style = {"+": "green", "-": "red"}.get(line[:1])
            console.print(line, style=style, markup=False)
    if stale:
        ids = " ".join(sorted({rendering.revision.id for rendering in stale}))
        console.print(f"{len(stale)} rendered files are stale; write them: redlake render {ids}")
        raise typer.Exit(2)
    console.print(f"{len(found)} rendered files, none stale")


def _released(root: Path, base: str) -> set[Path]:
    """The files that ``base`` has, by their paths from the root; none outside git."""
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "-z", base, "--", "."],  # noqa: S607
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return {Path(name) for name in listed.stdout.split("\0") if name}
