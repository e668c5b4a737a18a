"""Revisions that write themselves: new ones, and one in the place of all.

Each first makes everything, renders it for every environment and replays what came out;
only what leads exactly to what the templates declare is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from redlake.baselines import NO_WAY_DOWN
from redlake.by_hand import TO_WRITE, is_generated, is_unmodelled
from redlake.declared import Declared, declared
from redlake.environment import Environment, load
from redlake.errors import InputError, PlanError
from redlake.folders import Drafted, demand_id, demand_message, next_id
from redlake.history import FILES, Revision, history
from redlake.plan import Plan, plan
from redlake.proposal import propose
from redlake.recorded import empty, recorded, statements
from redlake.revisions import SQUASHED, begins, demand_rendered, rendering, verifications
from redlake.state import State, replay
from redlake.targets import targets


@dataclass(frozen=True)
class Revised:
    """A revision that was written, and the plan of each environment; none where all agree.

    ``remarks`` are lines for people: what else was done, and what was not carried over.
    """

    revision: Revision | None
    plans: Mapping[str, Plan]
    set_aside: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()


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
        environments = {name: load(name, root) for name in targets(root)}
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
        drafted.write_sources(proposal.texts)
        write_rendered(drafted, lake)
        demand_leading(drafted.revision, lake, before)
        return Revised(drafted.keep()[0], proposal.plans)


def revise_by_hand(root: Path, message: str, identifier: str | None = None) -> Revision:
    """Writes a revision whose SQL a person is to write; it is not rendered yet."""
    message = demand_message(message)
    line = history(root)
    new = next_id(line) if identifier is None else demand_id(identifier, line)
    with Drafted(root, new, line[-1].id if line else None, message) as drafted:
        drafted.write_sources(TO_WRITE)
        return drafted.keep()[0]


def squash(root: Path, message: str, released: Collection[Path] = ()) -> Revised:
    """Puts one revision in the place of all, with the id of the last one.

    There is no way down from it. What people wrote that no State shows is not carried over.
    ``released`` are files by their paths from the root, if anything is known to be.

    Raises:
        InputError: templates and revisions differ, or anything in the project is wrong.
    """
    message = demand_message(message)
    line = history(root)
    if len(line) < 2:
        raise InputError("there are no two revisions", way_out="there is nothing to squash")
    last = line[-1].folder / "revision.py"
    if released and last.relative_to(root) not in released:
        raise InputError(
            f"revision {line[-1].id} is not released, so no warehouse need be at it",
            place=line[-1].folder,
            way_out="squash when it is, and every warehouse was upgraded to it",
        )
    lake = Lake.of(root)
    state = lake.recorded(line)
    for name, each in lake.declared.items():
        if plan(state[name], each.state):
            raise InputError(
                f"templates and revisions differ in {name}",
                way_out='write what is missing first: redlake revision -m "…"',
            )
    left = tuple(_left_behind(line, lake))
    before = {name: empty(each) for name, each in lake.environments.items()}
    proposal = propose(lake.environments, before, lake.declared)
    with Drafted(root, line[-1].id, None, message, instead_of=line) as drafted:
        texts = proposal.texts | {"downgrade": f"{SQUASHED}-- {NO_WAY_DOWN}\n"}
        drafted.write_sources(texts)
        write_rendered(drafted, lake)
        demand_leading(drafted.revision, lake, before)
        kept, aside = drafted.keep()
        return Revised(kept, proposal.plans, aside, left)


def _left_behind(line: Sequence[Revision], lake: Lake) -> Iterator[str]:
    """What people wrote into these revisions, and no plan writes again."""
    gone: dict[str, None] = {}
    asked: set[tuple[str, str]] = set()
    for revision in line:
        for environment in lake.environments.values():
            for each in statements(revision, "upgrade", environment):
                if is_unmodelled(each, environment):
                    gone[f"not carried over from {revision.folder.name}: {each.summary}"] = None
            for each in verifications(revision, environment):
                if not is_generated(each):
                    asked.add((revision.id, each.comment or each.text))
    yield from gone
    if asked:
        count = "1 question" if len(asked) == 1 else f"{len(asked)} questions"
        yield f"not carried over: {count} of verify.sql; see what still holds where it is set aside"


def write_rendered(drafted: Drafted, lake: Lake) -> None:
    """Renders a draft for every environment.

    Raises:
        InputError: it cannot be rendered.
    """
    for name, environment in lake.environments.items():
        for file in FILES:
            text = rendering(drafted.revision, file, environment, lake.root)
            drafted.write(drafted.revision.rendered(file, name), text)


def leads(revision: Revision, lake: Lake, before: Mapping[str, State], name: str) -> bool:
    """Whether a revision leads an environment to what is declared, and back if there is a way.

    Raises:
        StateError: Redshift would refuse a statement where it stands.
    """
    environment = lake.environments[name]
    there = replay(before[name], statements(revision, "upgrade", environment))
    if plan(there, lake.declared[name].state):
        return False
    if begins(revision, environment):
        return True
    back = replay(there, statements(revision, "downgrade", environment))
    return not plan(back, before[name])


def demand_leading(revision: Revision, lake: Lake, before: Mapping[str, State]) -> None:
    """Sees that what was written leads there and back, in every environment.

    Raises:
        PlanError: it does not.
    """
    for name in lake.environments:
        if not leads(revision, lake, before, name):
            raise PlanError(
                f"what was written for {name} does not lead to what its templates declare, or"
                " not back",
                way_out="please report this, with the templates",
            )
