"""redlake revision, rebase, squash: revisions that write themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from redlake import git
from redlake.cli.plans import print_plan
from redlake.cli.project import root as project_root

if TYPE_CHECKING:
    from redlake.revising import Revised

Message = Annotated[
    str, typer.Option("--message", "-m", help="What changes, in a line; it names the folder.")
]


def revision(
    message: Message,
    empty: Annotated[
        bool, typer.Option("--empty", help="Write no SQL: a person will, by hand.")
    ] = False,
    identifier: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The revision's id; the next number without it."),
    ] = None,
) -> None:
    """Write the revision that leads from what the revisions make to what the templates say.

    For all environments at once, with its downgrade, rendered and ready for review:

        redlake revision -m "readers may see claims"

    With --empty it is a folder for SQL that you write yourself; then: redlake render ID
    """
    from redlake import revising

    root, console = project_root(), _console()
    with _alone(root, "redlake revision", console):
        if not empty:
            _show(revising.revise(root, message, identifier), root, console)
            return
        made = revising.revise_by_hand(root, message, identifier)
    console.print(f"wrote {made.folder.relative_to(root).as_posix()}")
    console.print(f"Write its SQL, then: redlake render {made.id}")


def rebase(
    which: Annotated[
        list[str], typer.Argument(help="Its id, or its folder's name where two have it.")
    ],
    base: Annotated[
        str | None,
        typer.Option(
            help=f"What this git reference has is released, and stays as it is. {git.WITHOUT_BASE}",
            metavar="REF",
        ),
    ] = None,
    discard: Annotated[
        bool,
        typer.Option(
            "--discard", help="Give up what was written by hand and no plan writes again."
        ),
    ] = False,
) -> None:
    """Give a revision that is not released the last of the others as parent.

    For when another branch was merged first, or the templates changed once more:

        redlake rebase 0008_readers_may_see_claims

    Its SQL stays as it was written, if it still leads to what the templates declare, and
    back. Otherwise it is planned again: what is dropped from upgrade.sql is printed, and
    what no plan writes (INSERT, REFRESH, CALL, questions in verify.sql) is kept.

    Several become one. The former folders are set aside in .redlake/aside.
    """
    from redlake import rebasing

    root, console = project_root(), _console()
    with _alone(root, "redlake rebase", console):
        released = git.files(root, base)
        _show(rebasing.rebase(root, which, released, discard=discard), root, console)


def squash(message: Message = "baseline") -> None:
    """Put one revision in the place of all, with the id of the last.

    Every warehouse must be at that revision before, which so must be released: what leads
    there is gone then, and Alembic knows older ones no more. There is no way down from it.
    The former folders are set aside in .redlake/aside.
    """
    from redlake import revising

    root, console = project_root(), _console()
    with _alone(root, "redlake squash", console):
        revised = revising.squash(root, message, git.files(root, None))
    assert revised.revision is not None
    for name, plan in revised.plans.items():
        console.print(f"{name}: {len(plan.steps)} statements")
    _show_folders(revised, root, console)
    console.print(
        f"Upgrade every warehouse to {revised.revision.id} before you merge this: from an"
        " earlier revision no way leads here."
    )


def _show(revised: Revised, root: Path, console: Console) -> None:
    if revised.revision is None:
        where = ", ".join(revised.plans)
        console.print(f"nothing to do: templates and revisions agree in {where}")
    else:
        from redlake.plan import alike

        for names, plan in alike(revised.plans):
            print_plan(f"{', '.join(names)}:", plan, console)
    _show_folders(revised, root, console)


def _show_folders(revised: Revised, root: Path, console: Console) -> None:
    for remark in revised.remarks:
        console.print(remark)
    if revised.revision is not None:
        console.print(f"wrote {revised.revision.folder.relative_to(root).as_posix()}")
    for folder in revised.set_aside:
        console.print(f"set aside {folder.relative_to(root).as_posix()}")


@contextmanager
def _alone(root: Path, what: str, console: Console) -> Iterator[None]:
    from redlake.lock import alone

    with alone(root, what) as settled:
        if settled is not None:
            console.print(settled)
        yield


def _console() -> Console:
    # As wide as it gets: these lines are SQL and paths, and are piped into other programs.
    return Console(soft_wrap=True, highlight=False, markup=False)
