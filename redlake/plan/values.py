"""Plans as plain values: steps, their statements, and what to know before they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redlake.grammar import script
from redlake.grammar.command import Command
from redlake.grammar.excerpt import without_secrets
from redlake.grammar.script import Segment, Statement
from redlake.plan.hazards import Hazard


@dataclass(frozen=True)
class Step:
    """One statement of a plan.

    ``sign`` is ``+`` for what comes, ``-`` for what goes and ``~`` for what changes, and
    ``what`` says it in words. ``keys`` are those of the objects that it is about.
    """

    sign: str
    what: str
    statement: Statement
    command: Command
    keys: tuple[Any, ...]
    hazards: tuple[Hazard, ...] = ()

    @property
    def sql(self) -> str:
        """Its statement's text as it may be shown: without passwords."""
        return without_secrets(self.statement.text)

    def __str__(self) -> str:
        return f"{self.sign} {self.what}"


@dataclass(frozen=True)
class Plan:
    """Statements in order; a plain value that knows no connection."""

    home: str
    steps: tuple[Step, ...]

    @property
    def statements(self) -> list[Statement]:
        return [step.statement for step in self.steps]

    @property
    def segments(self) -> list[Segment]:
        return script.segments(self.statements)

    @property
    def hazards(self) -> list[Hazard]:
        return list(dict.fromkeys(hazard for step in self.steps for hazard in step.hazards))

    @property
    def words(self) -> list[str]:
        """A line for each thing that comes, goes or changes, its hazards below it."""
        lines = []
        for step in self.steps:
            lines.append(str(step))
            lines += [f"    {hazard}" for hazard in step.hazards]
        return lines

    def __bool__(self) -> bool:
        return bool(self.steps)


def alike(plans: Mapping[str, Plan]) -> list[tuple[list[str], Plan]]:
    """Plans of several environments, those that say the same together, with the environments."""
    together: dict[tuple[str, ...], tuple[list[str], Plan]] = {}
    for name, found in plans.items():
        together.setdefault(tuple(found.words), ([], found))[0].append(name)
    return list(together.values())
