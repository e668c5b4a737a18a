"""Where redlake plans nothing by itself, and says so with a way out."""

from __future__ import annotations

import pytest

from redlake.errors import PlanError
from redlake.plan import plan
from redlake.state import State
from tests.plan import law

ANN = "CREATE USER ann PASSWORD DISABLE;"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            'CREATE USER ann PASSWORD DISABLE EXTERNALID "a";',
            ANN,
            "user ann cannot be changed in place, and redlake does not drop it by itself",
        ),
        (
            'CREATE ROLE reader EXTERNALID "a";',
            "CREATE ROLE reader;",
            "role reader cannot be changed in place, and redlake does not drop it by itself",
        ),
        (
            "CREATE TABLE sales (id BIGINT);",
            "CREATE TABLE sales (id BIGINT, day DATE);",
            "table public.sales in dev is declared otherwise now, and redlake does not change it"
            " by itself",
        ),
    ],
    ids=["identity of a user", "identity of a role", "table"],
)
def test_what_needs_a_person_is_left_to_one(before: str, after: str, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(law.state(before), law.state(after))

    assert message == caught.value.message
    assert (caught.value.way_out or "").endswith("by hand: redlake revision --empty")


def test_late_binding_views_that_read_each_other_are_a_circle() -> None:
    after = law.state(
        """
        CREATE VIEW a AS SELECT 1 AS one WITH NO SCHEMA BINDING;
        CREATE VIEW b AS SELECT one FROM public.a WITH NO SCHEMA BINDING;
        CREATE OR REPLACE VIEW a AS SELECT one FROM public.b WITH NO SCHEMA BINDING;
        """
    )

    with pytest.raises(PlanError, match="need each other"):
        plan(law.state(""), after)


def test_owner_of_something_is_not_dropped_without_another_owner_declared() -> None:
    before = law.state(ANN + "CREATE SCHEMA lake; ALTER SCHEMA lake OWNER TO ann;")
    after = law.state("CREATE SCHEMA lake;")

    with pytest.raises(PlanError, match="ann can't be dropped because it owns some object"):
        plan(before, after)


def test_states_of_different_homes_have_no_plan_between_them() -> None:
    with pytest.raises(PlanError, match="dev and prod are different databases"):
        plan(State.empty("dev"), State.empty("prod"))
