"""Whether templates, revisions and what was rendered agree, in all environments; offline.

Everything that can be said is said at once: what is wrong with one environment, or one
file, does not hide what is wrong with another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from redlake import staleness
from redlake.declared import declared
from redlake.environment import Environment, load
from redlake.errors import InputError, Place
from redlake.history import Revision, history
from redlake.plan import Plan, alike, plan
from redlake.recorded import Replayed, replayed
from redlake.released import Released, edits
from redlake.revisions import Rendering, renderings, unclaimed, verifications
from redlake.squashed import squashed
from redlake.state import State
from redlake.targets import targets

_T = TypeVar("_T")


@dataclass(frozen=True)
class Problem:
    """Something that must be put right first, and in which environments it shows.

    ``alike`` are more of them, where it reads the same but for their names.
    """

    error: InputError
    environments: tuple[str, ...]
    alike: tuple[str, ...] = ()

    @property
    def place(self) -> str | None:
        """Where a person should look, from the project's root."""
        place = self.error.place
        if isinstance(place, Path):
            place = Place(place, 1)
            return str(place).removesuffix(":1")
        return None if place is None else str(place)

    def __str__(self) -> str:
        return str(self.error)


@dataclass(frozen=True)
class Report:
    """What a check found.

    ``plans`` has what leads from the recorded to the declared State of each environment;
    None where problems leave one of the two unknown. ``stale`` and ``idle`` are rendered
    files that are not released: other than they would be today, and run by nothing.
    ``unreleased`` is the last revision, where it is known not to be released.
    """

    plans: Mapping[str, Plan | None]
    problems: tuple[Problem, ...]
    stale: tuple[Rendering, ...]
    idle: tuple[Path, ...]
    revisions: int
    objects: int
    unreleased: Revision | None = None

    @property
    def code(self) -> int:
        """The exit code: 1 for problems, 2 for differences, else 0."""
        if self.problems:
            return 1
        return 2 if self.stale or self.idle or any(self.plans.values()) else 0

    @property
    def alike(self) -> list[tuple[list[str], Plan]]:
        """The plans that do something; environments whose plans say the same stand together."""
        return alike({name: found for name, found in self.plans.items() if found})


def check(root: Path, released: Released) -> Report:
    """Compares what is declared, recorded and rendered, in every environment.

    Raises:
        InputError: there is no environment.
    """
    known = targets(root)
    if not known:
        raise InputError(
            "there is no environment to check",
            place=root / "environments",
            way_out="describe one in environments/NAME.toml",
        )
    return _Check(root, released, known).report()


class _Check:
    def __init__(self, root: Path, released: Released, known: Sequence[str]) -> None:
        self.root = root
        self.released = released
        self.known = known
        self._environments: dict[str, Environment] = {}
        self._problems: dict[str, tuple[InputError, dict[str, str]]] = {}

    def report(self) -> Report:
        line = self._tried(self.known, lambda: history(self.root, self.released.files))
        loaded = {name: self._tried([name], self._loader(name)) for name in self.known}
        self._environments = {n: each for n, each in loaded.items() if each is not None}
        environments = list(self._environments.values())
        self._compare_with_released(line or ())
        found = renderings(line or (), environments, self.root)
        stale = self._stale(self._rendered(found), line or ())
        for each in environments:
            self._read_verifications(each, line or ())
        recorded = {each.name: self._replayed(each, line, found) for each in environments}
        states = {each.name: self._declared(each) for each in environments}
        plans = {
            name: self._planned(name, recorded.get(name), states.get(name)) for name in self.known
        }
        return Report(
            plans=plans,
            problems=tuple(
                Problem(
                    error,
                    tuple(name for name, said in where.items() if said == str(error)),
                    tuple(name for name, said in where.items() if said != str(error)),
                )
                for error, where in self._problems.values()
            ),
            stale=tuple(stale),
            idle=tuple(
                staleness.idle(unclaimed(line or (), self.known), self.released.files, self.root)
            ),
            revisions=len(line or ()),
            objects=sum(len(state.managed) for state in recorded.values() if state is not None),
            unreleased=(
                line[-1]
                if line and self.released.reference and not self.released.ids(line[-1:], self.root)
                else None
            ),
        )

    def _compare_with_released(self, line: Sequence[Revision]) -> None:
        squash = squashed(self.released, self.root, line, self._environments.values())
        for name, error in squash.errors:
            self._note(error, [name])
        for edit in edits(self.released, self.root, self.known, squash.folders):
            self._note(edit, self.known)

    def _read_verifications(self, environment: Environment, line: Sequence[Revision]) -> None:
        for revision in line:
            if revision.rendered("verify", environment.name).is_file():
                self._tried([environment.name], partial(verifications, revision, environment))

    def _rendered(self, found: Sequence[Rendering]) -> list[Rendering]:
        """Those that are there; that others are not is a problem."""
        missing = [rendering for rendering in found if not rendering.path.is_file()]
        if missing:
            first = missing[0]
            self._note(
                InputError(
                    f"revision {first.revision.id} has no rendered {first.file} for"
                    f" {first.environment.name}"
                    + (f", and {len(missing) - 1} more files are missing" * (len(missing) > 1)),
                    place=first.path,
                    way_out="run redlake render, and commit what it writes",
                ),
                dict.fromkeys(rendering.environment.name for rendering in missing),
            )
        absent = {id(rendering) for rendering in missing}
        return [rendering for rendering in found if id(rendering) not in absent]

    def _stale(self, found: Iterable[Rendering], line: Sequence[Revision]) -> list[Rendering]:
        open_to_change = staleness.open_to_change(found, line, self.released, self.root)
        return [rendering for rendering in open_to_change if self._differs(rendering)]

    def _differs(self, rendering: Rendering) -> bool:
        return bool(self._tried([rendering.environment.name], lambda: rendering.stale))

    def _replayed(
        self, environment: Environment, line: Sequence[Revision] | None, found: list[Rendering]
    ) -> State | None:
        name = environment.name
        needed = [r for r in found if r.environment.name == name and r.file != "verify"]
        if line is None or not all(rendering.path.is_file() for rendering in needed):
            return None
        outcome: Replayed | None = self._tried([name], lambda: replayed(environment, line))
        if outcome is None:
            return None
        for error in outcome.irreversible:
            self._note(error, [name])
        return outcome.state

    def _declared(self, environment: Environment) -> State | None:
        return self._tried([environment.name], lambda: declared(environment, self.root).state)

    def _planned(self, name: str, recorded: State | None, wanted: State | None) -> Plan | None:
        if recorded is None or wanted is None:
            return None
        return self._tried([name], lambda: plan(recorded, wanted))

    def _loader(self, name: str) -> Callable[[], Environment]:
        return lambda: load(name, self.root)

    def _tried(self, environments: Iterable[str], does: Callable[[], _T]) -> _T | None:
        """What ``does`` returns; None if it raises, and then the problem is noted."""
        try:
            return does()
        except InputError as error:
            self._note(error, environments)
            return None

    def _note(self, error: InputError, environments: Iterable[str]) -> None:
        """What says the same is one problem, in however many environments it is said.

        Names of environments and their databases make no difference between them.
        """
        where, said = list(environments), str(error)
        key = said if len(where) > 1 else self._without_names(error)
        _, found = self._problems.get(key, (error, {}))
        if any(found.get(name, said) != said for name in where):
            key = said  # another one, in the same file
        _, found = self._problems.setdefault(key, (error, {}))
        found.update(dict.fromkeys(where, said))

    def _without_names(self, error: InputError) -> str:
        """What is wrong in which file, with no environment's names and no line."""
        databases = {each.connection.database for each in self._environments.values()}
        names = "|".join(re.escape(name) for name in sorted({*self.known, *databases}))
        file = error.place.file if isinstance(error.place, Place) else error.place
        return re.sub(rf"\b(?:{names})\b", "…", f"{error.message} ({file}) {error.way_out}")
