"""Whether templates, revisions and what was rendered agree, in all environments; offline.

Everything that can be said is said at once: what is wrong with one environment, or one
file, does not hide what is wrong with another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from redlake import staleness
from redlake.declared import declared
from redlake.environment import Environment, load, names
from redlake.errors import InputError, Place
from redlake.plan import Plan, plan
from redlake.recorded import Replayed, replayed
from redlake.released import Released, edits
from redlake.revisions import (
    VERSIONS,
    Rendering,
    Revision,
    history,
    renderings,
    unclaimed,
)
from redlake.state import State

_T = TypeVar("_T")


@dataclass(frozen=True)
class Problem:
    """Something that must be put right first, and in which environments it shows."""

    error: InputError
    environments: tuple[str, ...]

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
    """

    plans: Mapping[str, Plan | None]
    problems: tuple[Problem, ...]
    stale: tuple[Rendering, ...]
    idle: tuple[Path, ...]
    revisions: int
    objects: int

    @property
    def code(self) -> int:
        """The exit code: 1 for problems, 2 for differences, else 0."""
        if self.problems:
            return 1
        return 2 if self.stale or self.idle or any(self.plans.values()) else 0

    @property
    def alike(self) -> list[tuple[list[str], Plan]]:
        """The plans that do something; environments whose plans say the same stand together."""
        together: dict[tuple[str, ...], tuple[list[str], Plan]] = {}
        for name, found in self.plans.items():
            if found:
                together.setdefault(tuple(found.words), ([], found))[0].append(name)
        return list(together.values())


def check(root: Path, released: Released) -> Report:
    """Compares what is declared, recorded and rendered, in every environment.

    Raises:
        InputError: there is no environment.
    """
    known = _environments(root)
    if not known:
        raise InputError(
            "there is no environment to check",
            place=root / "environments",
            way_out="describe one in environments/NAME.toml",
        )
    return _Check(root, released, known).report()


def _environments(root: Path) -> list[str]:
    """The environments, and files that seem to be none though revisions are rendered for them.

    A file whose ``workgroup`` is misspelt is such: ``load`` says so.
    """
    rendered = {folder.name for folder in (root / VERSIONS).glob("*/rendered/*")}
    files = {file.stem for file in (root / "environments").glob("*.toml")}
    return sorted({*names(root), *(rendered & files)})


class _Check:
    def __init__(self, root: Path, released: Released, known: Sequence[str]) -> None:
        self.root = root
        self.released = released
        self.known = known
        self._problems: dict[str, tuple[InputError, dict[str, None]]] = {}

    def report(self) -> Report:
        line = self._tried(self.known, lambda: history(self.root))
        first = line[0].folder.relative_to(self.root) if line else None
        for edit in edits(self.released, self.root, self.known, first):
            self._note(edit, self.known)
        loaded = {name: self._tried([name], self._loader(name)) for name in self.known}
        environments = [each for each in loaded.values() if each is not None]
        found = renderings(line or (), environments, self.root)
        stale = self._stale(self._rendered(found))
        recorded = {each.name: self._replayed(each, line, found) for each in environments}
        states = {each.name: self._declared(each) for each in environments}
        plans = {
            name: self._planned(name, recorded.get(name), states.get(name)) for name in self.known
        }
        return Report(
            plans=plans,
            problems=tuple(
                Problem(error, tuple(where)) for error, where in self._problems.values()
            ),
            stale=tuple(stale),
            idle=tuple(
                staleness.idle(unclaimed(line or (), self.known), self.released.files, self.root)
            ),
            revisions=len(line or ()),
            objects=sum(len(state.managed) for state in recorded.values() if state is not None),
        )

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

    def _stale(self, found: Iterable[Rendering]) -> list[Rendering]:
        open_to_change = staleness.open_to_change(found, self.released.files, self.root)
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
        """The same words are one problem, in however many environments they are said."""
        _, where = self._problems.setdefault(str(error), (error, {}))
        where.update(dict.fromkeys(environments))
