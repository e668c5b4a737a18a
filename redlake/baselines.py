"""An environment that is new to a history: it begins at the head, with all that is declared.

It does not replay what came before, for yesterday's loops with today's values would
collide. There is nothing before a baseline, so there is no way down from it either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from redlake.declared import declared, templates
from redlake.environment import Environment
from redlake.errors import RevisionError
from redlake.grammar import script
from redlake.history import FILES, Revision
from redlake.plan import plan
from redlake.proposal import as_declared
from redlake.recorded import empty
from redlake.revisions import (
    BASELINE,
    Rendering,
    baseline_note,
    began_here,
    renderings,
    with_header,
)

NO_WAY_DOWN = "There is nothing before this to go back to: a downgrade is refused."


def baseline(line: Sequence[Revision], environment: Environment, root: Path) -> Mapping[Path, str]:
    """The rendered files of an environment that begins with the last of these revisions.

    The others are empty, and the last makes all that the templates declare.
    """
    return {
        revision.rendered(file, environment.name): _text(revision, file, line, environment, root)
        for revision in line
        for file in FILES
    }


def new_environments(
    line: Sequence[Revision], environments: Sequence[Environment], root: Path
) -> list[Environment]:
    """The environments for which nothing is rendered, where another has all that any has.

    Without templates none is new: then only the revisions say what there should be.
    """
    have = {
        environment.name: {
            revision.id for revision in line if _has_more_than_notes(revision, environment)
        }
        for environment in environments
    }
    # The last ones may be new, and rendered for nobody yet.
    rendered = set().union(*have.values())
    if not rendered or rendered not in have.values() or not templates(root):
        return []
    return [environment for environment in environments if not have[environment.name]]


def files(
    line: Sequence[Revision],
    environments: Sequence[Environment],
    root: Path,
    again: Collection[str] = (),
) -> list[Rendering]:
    """Every file that these revisions should have: of new environments, their baselines.

    A baseline that lacks files gets these. One at the head is made anew if ``again`` has the
    id of its revision.

    Raises:
        RevisionError: a baseline lost what its environment began with, and others follow it.
    """
    new = {each.name for each in new_environments(line, environments, root)}
    texts: dict[Path, str] = {}
    for environment in environments:
        if environment.name in new:
            texts |= baseline(line, environment, root)
        elif (start := _beginning(line, environment)) is not None:
            texts |= _completed(line, start, environment, root, anew=start.id in again)
    return [
        replace(rendering, baseline=texts.get(rendering.path))
        for rendering in renderings(line, environments, root)
    ]


def _text(
    revision: Revision,
    file: str,
    line: Sequence[Revision],
    environment: Environment,
    root: Path,
) -> str:
    """A file of an environment that begins with the last one of ``line``."""
    if revision is not line[-1]:
        return with_header("", revision, file, environment, _began_later(environment, line[-1]))
    body = ""
    if file == "upgrade":
        what = declared(environment, root)
        steps = as_declared(plan(empty(environment), what.state), what)
        cut = script.segments(step.statement for step in steps)
        body = script.write(cut, environment.connection.database)
    elif file == "downgrade":
        body = f"-- {NO_WAY_DOWN}\n"
    return with_header(body, revision, file, environment, began_here(environment))


def _began_later(environment: Environment, revision: Revision) -> str:
    return f"{BASELINE}{environment.name} began later, at revision {revision.id}.\n"


def _notes(revision: Revision, environment: Environment) -> list[str | None]:
    """What the headers of the files say that are there."""
    paths = [revision.rendered(file, environment.name) for file in FILES]
    return [baseline_note(path) for path in paths if path.is_file()]


def _has_more_than_notes(revision: Revision, environment: Environment) -> bool:
    """Whether more is rendered for the environment than that it began later."""
    later = f"{BASELINE}{environment.name} began later, at revision "
    return any(not (note or "").startswith(later) for note in _notes(revision, environment))


def _beginning(line: Sequence[Revision], environment: Environment) -> Revision | None:
    """The revision that an environment began with, if it did not begin with the first."""
    notes = {note for revision in line for note in _notes(revision, environment)}
    for revision in line:
        if began_here(environment) in _notes(revision, environment):
            return revision
    return next((one for one in line if _began_later(environment, one) in notes), None)


def _completed(
    line: Sequence[Revision], start: Revision, environment: Environment, root: Path, *, anew: bool
) -> Mapping[Path, str]:
    """The files that the baseline lacks; all of ``start``, if it is to be made anew."""
    up_to = line[: line.index(start) + 1]
    found: dict[Path, str] = {}
    for revision in up_to:
        for file in FILES:
            path = revision.rendered(file, environment.name)
            wanted = anew and revision is start is line[-1]
            if path.is_file() and not wanted:
                continue
            if file == "upgrade" and revision is start is not line[-1]:
                raise RevisionError(
                    f"{environment.name} began at revision {start.id}, and what it began with is"
                    " gone",
                    place=path,
                    way_out="restore it from Git: the templates may declare something else now",
                )
            found[path] = _text(revision, file, up_to, environment, root)
    return found
