"""Views that stand on each other, far higher than Python's stack is."""

from __future__ import annotations

import sys
from functools import cache

import pytest

from redlake.grammar import script
from redlake.plan import plan
from redlake.state import State, replay
from tests.plan import law

HEIGHT = 5000


@cache
def _chain(height: int) -> State:
    lines = ["CREATE SCHEMA lake;", "CREATE TABLE lake.v0 (id BIGINT);"]
    lines += [
        f"CREATE VIEW lake.v{number} AS SELECT id FROM lake.v{number - 1};"
        for number in range(1, height + 1)
    ]
    return law.state("\n".join(lines))


@pytest.mark.parametrize("last", ["DROP SCHEMA lake CASCADE;", "DROP TABLE lake.v0 CASCADE;"])
def test_what_stands_on_what_is_dropped_goes_with_it(last: str) -> None:
    assert sys.getrecursionlimit() < HEIGHT

    left = replay(_chain(HEIGHT), script.read(last, law.HOME))

    assert not [key for key in left.objects if key.type == "relation"]


def test_chain_is_planned_up_and_down() -> None:
    there = _chain(HEIGHT)

    up, down = plan(law.state(""), there), plan(there, law.state(""))

    assert (len(up.steps), len(down.steps)) == (HEIGHT + 2, HEIGHT + 2)
    assert there == replay(law.state(""), up.statements)
    assert law.state("") == replay(there, down.statements)


def test_chain_is_made_anew_from_its_foot() -> None:
    there = _chain(HEIGHT)
    other = "CREATE OR REPLACE VIEW lake.v1 AS SELECT 1 AS id;"

    planned = plan(there, replay(there, script.read(other, law.HOME)))

    assert len(planned.steps) == 2 * HEIGHT


def test_many_ways_from_one_view_to_another_are_walked_once() -> None:
    """Each view reads the one before it and the one before that."""
    lines = ["CREATE VIEW v0 AS SELECT 1 AS id;", "CREATE VIEW v1 AS SELECT 1 AS id;"]
    lines += [
        f"CREATE VIEW v{number} AS SELECT a.id FROM v{number - 1} a, v{number - 2} b;"
        for number in range(2, 100)
    ]
    lines.append("CREATE OR REPLACE VIEW v99 AS SELECT a.id FROM v98 a, v96 b;")

    state = law.state("\n".join(lines))

    assert len([key for key in state.objects if key.type == "relation"]) == 100
