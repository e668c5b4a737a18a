"""Revisions that write themselves: new ones, planned again, squashed, and baselines.

Each first makes everything, renders it for every environment and replays what came out;
only what leads exactly to what the templates declare is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from redlake.declared import Declared, declared, templates
from redlake.environment import Environment, load, names
from redlake.errors import InputError, PlanError, RevisionError, StateError
from redlake.folders import Drafted, demand_id, demand_message, next_id, set_aside
from redlake.grammar import script
from redlake.plan import Plan, plan
from redlake.proposal import NO_QUESTION, Proposal, as_declared, propose
from redlake.recorded import empty, recorded, statements
from redlake.revisions import (
    BASELINE,
    FILES,
    Rendering,
    Revision,
    demand_rendered,
    found,
    history,
    line_of,
    rendering,
    renderings,
    with_header,
)
from redlake.state import State, replay


@dataclass(frozen=True)
class Revised:
    """A revision that was written, and the plan of each environment; none where all agree."""

    revision: Revision | None
    plans: Mapping[str, Plan]
    set_aside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Lake:
    """A project's environments, and what its templates declare for each."""

    root: Path
    environments: Mapping[str, Environment]
    declared: Mapping[str, Declared]

    @classmethod
    def of(cls, root: Path) -> Lake:
        """Reads environments and templates.

        Raises:
            InputError: there is none, or something in them is wrong.
        """
        environments = {name: load(name, root) for name in names(root)}
        if not environments:
            raise InputError(
                "there is no environment",
                place=root / "environments",
                way_out="describe one in environments/NAME.toml",
            )
        return cls(
            root, environments, {name: declared(each, root) for name, each in environments.items()}
        )

    def recorded(self, line: Sequence[Revision]) -> Mapping[str, State]:
        """What the revisions make of each environment."""
        for environment in self.environments.values():
            demand_rendered(line, environment)
        return {name: recorded(each, line) for name, each in self.environments.items()}


def revise(root: Path, message: str, identifier: str | None = None) -> Revised:
    """Writes the revision that leads from what is recorded to what is declared.

    Raises:
        InputError: anything in the project is wrong; nothing was written.
    """
    message = demand_message(message)
    line = history(root)
    lake = Lake.of(root)
    before = lake.recorded(line)
    proposal = propose(lake.environments, before, lake.declared)
    if not proposal:
        return Revised(None, proposal.plans)
    new = next_id(line) if identifier is None else demand_id(identifier, line)
    with Drafted(root, new, line[-1].id if line else None, message) as drafted:
        drafted.write_sources(_texts(proposal))
        _render(drafted, lake, before)
        return Revised(drafted.keep()[0], proposal.plans)


def revise_by_hand(root: Path, message: str, identifier: str | None = None) -> Revision:
    """Writes a revision whose SQL a person is to write; it is not rendered yet."""
    message = demand_message(message)
    line = history(root)
    new = next_id(line) if identifier is None else demand_id(identifier, line)
    with Drafted(root, new, line[-1].id if line else None, message) as drafted:
        drafted.write_sources(
            {
                "upgrade": "-- What this revision does, for every environment.\n",
                "downgrade": "-- What undoes it: it must restore all that upgrade.sql found.\n",
                "verify": "-- Questions whose answer is true afterwards; comments say them.\n",
            }
        )
        return drafted.keep()[0]


def rebase(root: Path, which: Sequence[str], released: Collection[Path] = ()) -> Revised:
    """Gives revisions the last of the others as parent, and plans them again, as one.

    Their former folders are set aside, and the questions in their verify.sql are kept.

    Args:
        root: the project.
        which: their ids, or the names of their folders.
        released: files, by their paths from the root, whose revisions stay as they are.

    Raises:
        InputError: there is no such revision, it is released, another follows it, or the
            others make no line.
    """
    everything = found(root)
    old = list(dict.fromkeys(_named(each, everything) for each in which))
    for revision in old:
        _demand_open(revision, released, root)
    others = [revision for revision in everything if revision not in old]
    _demand_nothing_follows(old, others)
    line = line_of(others)
    lake = Lake.of(root)
    before = _recorded_without(old, line, lake)
    proposal = propose(lake.environments, before, lake.declared)
    if not proposal:
        return Revised(
            None, proposal.plans, tuple(set_aside(revision.folder, root) for revision in old)
        )
    new = next_id(line)
    name = f"{new}_{old[0].folder.name.partition('_')[2] or 'rebased'}"
    parent = line[-1].id if line else None
    with Drafted(root, new, parent, _message(old[0]), name=name, instead_of=old) as drafted:
        drafted.write_sources(_texts(proposal) | _questions(old))
        _render(drafted, lake, before)
        kept, aside = drafted.keep()
        return Revised(kept, proposal.plans, aside)


def _demand_open(revision: Revision, released: Collection[Path], root: Path) -> None:
    if (revision.folder / "revision.py").relative_to(root) in released:
        raise InputError(
            f"{revision.folder.name} is released, and stays as it is",
            place=revision.folder,
            way_out="name the revision that is not, by its folder's name: redlake rebase FOLDER",
        )


def _demand_nothing_follows(old: Sequence[Revision], others: Sequence[Revision]) -> None:
    left = {revision.id for revision in others}
    for other in others:
        for revision in old:
            # Of two with one id, the other one may be meant.
            if other.parent == revision.id and revision.id not in left:
                raise InputError(
                    f"revision {other.id} follows {revision.id}",
                    place=other.folder,
                    way_out=f"name it too, to plan both again as one: {_rebase([*old, other])}",
                )


def _recorded_without(
    old: Sequence[Revision], line: Sequence[Revision], lake: Lake
) -> Mapping[str, State]:
    """What the others make. One may have been meant to follow what is taken out."""
    try:
        return lake.recorded(line)
    except StateError as error:
        ids = {revision.id for revision in old}
        following = [revision for revision in line if revision.parent in ids]
        if not following:
            raise
        raise RevisionError(
            f"{following[0].folder.name} does not work without what is planned again: {error}",
            place=following[0].folder,
            way_out=f"name it too, to plan them again as one: {_rebase([*old, *following])}",
        ) from None


def _rebase(revisions: Iterable[Revision]) -> str:
    return " ".join(["redlake rebase", *(revision.folder.name for revision in revisions)])


def _questions(old: Iterable[Revision]) -> dict[str, str]:
    """The verify.sql of these revisions, if they ask anything."""
    texts = [revision.source("verify").read_text(encoding="utf-8") for revision in old]
    asking = [text for text in texts if text not in ("", NO_QUESTION)]
    return {"verify": "\n".join(asking)} if asking else {}


def _message(revision: Revision) -> str:
    """What its revision.py says it does, as far as that fits into a line; else its name."""
    module = (revision.folder / "revision.py").read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(module)) or ""
    try:
        return demand_message(said.partition("\n")[0])
    except InputError:
        return revision.folder.name.replace("_", " ")


def squash(root: Path, message: str) -> Revised:
    """Puts one revision in the place of all, with the id of the last one.

    Raises:
        InputError: templates and revisions differ, or anything in the project is wrong.
    """
    message = demand_message(message)
    line = history(root)
    if len(line) < 2:
        raise InputError("there are no two revisions", way_out="there is nothing to squash")
    lake = Lake.of(root)
    state = lake.recorded(line)
    for name, each in lake.declared.items():
        if each.state != state[name]:
            raise InputError(
                f"templates and revisions differ in {name}",
                way_out='write what is missing first: redlake revision -m "…"',
            )
    before = {name: empty(each) for name, each in lake.environments.items()}
    proposal = propose(lake.environments, before, lake.declared)
    with Drafted(root, line[-1].id, None, message, instead_of=line) as drafted:
        drafted.write_sources(_texts(proposal))
        _render(drafted, lake, before)
        kept, aside = drafted.keep()
        return Revised(kept, proposal.plans, aside)


def baseline(line: Sequence[Revision], environment: Environment, root: Path) -> Mapping[Path, str]:
    """The rendered files of an environment that is new to a history.

    It does not replay that, for yesterday's loops with today's values would collide: its
    first revisions are empty, and the last makes all that the templates declare.
    """
    what = declared(environment, root)
    nothing = empty(environment)
    there = as_declared(plan(nothing, what.state), what)
    back = as_declared(plan(what.state, nothing), what, nothing)
    files: dict[Path, str] = {}
    for revision in line:
        last = revision is line[-1]
        for file in FILES:
            steps = {"upgrade": there, "downgrade": back}.get(file, []) if last else []
            cut = script.segments(step.statement for step in steps)
            note = (
                f"{BASELINE}{environment.name} began here, with all that the templates declared.\n"
                if last
                else f"{_later(environment)}, at revision {line[-1].id}.\n"
            )
            text = script.write(cut, environment.connection.database)
            files[revision.rendered(file, environment.name)] = with_header(
                text, revision, file, environment, note
            )
    return files


def new_environments(
    line: Sequence[Revision], environments: Sequence[Environment], root: Path
) -> list[Environment]:
    """The environments for which nothing is rendered, where another has all that any has.

    A baseline that was written in part is nothing. Without templates none is new: then only
    the revisions say what there should be.
    """
    have = {
        environment.name: {revision.id for revision in line if _begun(revision, environment)}
        for environment in environments
    }
    # The last ones may be new, and rendered for nobody yet.
    rendered = set().union(*have.values())
    if not rendered or rendered not in have.values() or not templates(root):
        return []
    return [environment for environment in environments if not have[environment.name]]


def _begun(revision: Revision, environment: Environment) -> bool:
    """Whether more is rendered for the environment than that it began later."""
    file = revision.rendered("upgrade", environment.name)
    return file.is_file() and f"\n{_later(environment)}" not in file.read_text(encoding="utf-8")


def _later(environment: Environment) -> str:
    return f"{BASELINE}{environment.name} began later"


def files(
    line: Sequence[Revision], environments: Sequence[Environment], root: Path
) -> list[Rendering]:
    """Every file that these revisions should have: of new environments, their baselines."""
    new = new_environments(line, environments, root)
    texts = {path: text for each in new for path, text in baseline(line, each, root).items()}
    return [
        replace(rendering, baseline=texts.get(rendering.path))
        for rendering in renderings(line, environments, root)
    ]


def _texts(proposal: Proposal) -> dict[str, str]:
    return {
        "upgrade": proposal.upgrade,
        "downgrade": proposal.downgrade,
        "verify": proposal.verify,
    }


def _render(drafted: Drafted, lake: Lake, before: Mapping[str, State]) -> None:
    """Renders a draft for every environment, and sees that it leads there and back."""
    for name, environment in lake.environments.items():
        for file in FILES:
            text = rendering(drafted.revision, file, environment, lake.root)
            drafted.write(drafted.revision.rendered(file, name), text)
        there = replay(before[name], statements(drafted.revision, "upgrade", environment))
        back = replay(there, statements(drafted.revision, "downgrade", environment))
        if plan(there, lake.declared[name].state) or plan(back, before[name]):
            raise PlanError(
                f"what was written for {name} does not lead to what its templates declare, or"
                " not back",
                way_out="please report this, with the templates",
            )


def _named(which: str, everything: Sequence[Revision]) -> Revision:
    by_folder = [revision for revision in everything if revision.folder.name == which]
    by_id = [revision for revision in everything if revision.id == which]
    match by_folder or by_id:
        case [revision]:
            return revision
        case []:
            known = ", ".join(revision.folder.name for revision in everything) or "none yet"
            raise InputError(f"there is no revision {which}", way_out=f"known are {known}")
        case several:
            named = " or ".join(revision.folder.name for revision in several)
            raise InputError(f"two revisions have the id {which}", way_out=f"name one: {named}")
