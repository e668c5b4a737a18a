"""Plans, printed for people: a line for each thing, its hazards below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from redlake.plan import Plan

_STYLES = {"+": "green", "-": "red", "~": "yellow"}
_HAZARD = "bold magenta"


def print_plan(heading: str, plan: Plan, console: Console) -> None:
    """The plan below its heading."""
    console.print(heading, style="bold")
    for step in plan.steps:
        console.print(f"  {step}", style=_STYLES[step.sign])
        for hazard in step.hazards:
            console.print(f"      {hazard}", style=_HAZARD)
    if not plan:
        console.print("  no change", style="dim")
