"""The planner's law for random pairs of States, and what of a plan does not depend on order."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redlake.plan import plan
from redlake.state import State
from tests.plan import law
from tests.plan.conftest import PROFILE
from tests.plan.random_states import pairs

LONGEST = 1200  # seconds, for all that REDLAKE_FULL asks for


@pytest.mark.timeout(LONGEST)
@PROFILE
@given(pairs())
def test_any_two_states_keep_the_law(pair: tuple[str, str]) -> None:
    before, after = (law.state(script) for script in pair)

    law.keep_law(before, after)


@pytest.mark.timeout(LONGEST)
@settings(PROFILE, max_examples=PROFILE.max_examples // 4)
@given(pairs(), st.randoms(use_true_random=False))
def test_same_states_give_the_same_bytes_in_whatever_order_they_came(
    pair: tuple[str, str], random: Random
) -> None:
    before, after = (law.state(script) for script in pair)
    expected = law.rendered(plan(before, after))

    actual = law.rendered(plan(_shuffled(before, random), _shuffled(after, random)))

    assert expected == actual


def _shuffled(state: State, random: Random) -> State:
    objects = list(state.objects.items())
    random.shuffle(objects)
    return State(state.home, dict(objects), case_sensitive=state.case_sensitive)
