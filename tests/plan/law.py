"""The planner's law, which every pair of States must keep, and what a plan looks like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from redlake.grammar import script
from redlake.grammar.script import Statement
from redlake.plan import Plan, plan
from redlake.state import State, replay

HOME = "dev"


def state(text: str) -> State:
    """What an author's script makes of an empty warehouse."""
    return replay(State.empty(HOME), script.read(text, HOME))


def rendered(planned: Plan) -> str:
    return script.write(planned.segments, planned.home)


def reread(planned: Plan) -> list[Statement]:
    """The plan's statements, by way of the text that is committed and run."""
    segments = script.read_rendered(rendered(planned), planned.home)

    assert planned.segments == segments
    return [statement for segment in segments for statement in segment.statements]


def keep_law(before: State, after: State) -> tuple[Plan, Plan]:
    """Sees that both ways keep the law, and returns their plans."""
    up, down = plan(before, after), plan(after, before)
    upgrade, downgrade = reread(up), reread(down)
    there = replay(before, upgrade)
    demand_same(after, there)
    back = replay(there, downgrade)
    demand_same(before, back)
    again = replay(back, upgrade)
    demand_same(after, again)
    for one, other in ((there, after), (after, there), (back, before), (before, back)):
        assert not plan(one, other).statements
    return up, down


def demand_same(expected: State, actual: State) -> None:
    """Equal, in what others own and in what stands on what too: two States can differ in that."""
    assert expected.managed == actual.managed
    assert expected.objects.keys() == actual.objects.keys()
    assert _uses(expected.objects.values()) == _uses(actual.objects.values())
    assert expected == actual


def _uses(things: Iterable[Any]) -> dict[Any, set[Any]]:
    return {thing.key: set(thing.uses()) for thing in things}
