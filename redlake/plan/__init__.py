"""plan(before, after): the statements that make one State of another.

How it works: a draft begins as ``before``, and each statement that is planned is applied to
it as well. So the grants that a rebuilt view lost, and those that default privileges gave
it, show up as the difference that is left, and are put right by the same code that grants
anything else. At the end the draft must equal ``after``, or there is no plan.

The order: users, groups, roles and databases come first and go last; between them each
database has its turn: what must go, what must come, then who may do what.

Example:
    >>> from redlake.grammar import script
    >>> from redlake.state import State, replay
    >>> before = State.empty("dev")
    >>> after = replay(before, script.read("CREATE GROUP readers;", "dev"))
    >>> [step.statement.text for step in plan(before, after).steps]
    ['CREATE GROUP readers']
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from redlake.plan.hazards import Hazard, HazardType
from redlake.plan.planning import Planning
from redlake.plan.values import Plan, Step, alike
from redlake.state import State

__all__ = ["Hazard", "HazardType", "Plan", "Step", "alike", "plan"]


def plan(before: State, after: State) -> Plan:
    """What makes ``after`` of ``before``.

    The same States give the same bytes, in whatever order their objects came.

    Raises:
        PlanError: no statements that redlake writes by itself lead there.
    """
    if before == after:
        return Plan(before.home, ())
    with _rarely_collecting():
        planning = Planning(before, after)
        planning.run()
        return Plan(before.home, tuple(planning.steps))


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Python looks for circular garbage less often.

    A plan makes many objects and next to no circles: for a large warehouse, looking for them
    through all of it again and again would take a third of the time.
    """
    threshold = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
