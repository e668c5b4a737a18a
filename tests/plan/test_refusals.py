"""Where redlake plans nothing by itself, and says so with a way out."""

from __future__ import annotations

import pytest

from redlake.errors import PlanError
from redlake.plan import plan
from redlake.state import State
from tests.plan import law

ANN = "CREATE USER ann PASSWORD DISABLE;"
PROCEDURE = "CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;"
FUNCTION = "CREATE FUNCTION f_one() RETURNS INT STABLE AS $$ SELECT 1 $$ LANGUAGE sql;"
EXTERNAL = "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;"
OWNED = {
    "role reader": ("CREATE ROLE reader;", "ALTER ROLE reader OWNER TO ann;"),
    "database consume": ("CREATE DATABASE consume;", "ALTER DATABASE consume OWNER TO ann;"),
    "schema lake": ("CREATE SCHEMA lake;", "ALTER SCHEMA lake OWNER TO ann;"),
    "external schema lake": (EXTERNAL, "ALTER SCHEMA lake OWNER TO ann;"),
    "table sales": ("CREATE TABLE sales (id BIGINT);", "ALTER TABLE sales OWNER TO ann;"),
    "view daily": ("CREATE VIEW daily AS SELECT 1 AS one;", "ALTER TABLE daily OWNER TO ann;"),
    "late-binding view daily": (
        "CREATE VIEW daily AS SELECT 1 AS one WITH NO SCHEMA BINDING;",
        "ALTER TABLE daily OWNER TO ann;",
    ),
    "materialized view daily": (
        "CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;",
        "ALTER TABLE daily OWNER TO ann;",
    ),
    "procedure refresh": (PROCEDURE, "ALTER PROCEDURE refresh() OWNER TO ann;"),
    "function f_one": (FUNCTION, "ALTER FUNCTION f_one() OWNER TO ann;"),
    "datashare share": ("CREATE DATASHARE share;", "ALTER DATASHARE share OWNER TO ann;"),
}


@pytest.mark.parametrize("thing", OWNED)
def test_an_owner_is_left_alone_where_none_is_declared(thing: str) -> None:
    created, given = OWNED[thing]

    assert not plan(law.state(ANN + created + given), law.state(ANN + created))


def test_a_rebuilt_view_goes_back_to_the_owner_that_nobody_declares() -> None:
    created = ANN + "CREATE MATERIALIZED VIEW daily AS SELECT {} AS one;"
    before = law.state(created.format(1) + "ALTER TABLE daily OWNER TO ann;")

    texts = [step.statement.text for step in plan(before, law.state(created.format(2))).steps]

    assert texts == [
        "DROP MATERIALIZED VIEW public.daily",
        "CREATE MATERIALIZED VIEW public.daily AS\nSELECT 2 AS one",
        "ALTER TABLE public.daily OWNER TO ann",
    ]


def test_an_owner_is_not_dropped_before_another_is_declared() -> None:
    view = "CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;"
    before = law.state(ANN + view + "ALTER TABLE daily OWNER TO ann;")

    with pytest.raises(PlanError, match=r"it owns some object: materialized view public\.daily"):
        plan(before, law.state(view))


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


def test_states_of_different_homes_have_no_plan_between_them() -> None:
    with pytest.raises(PlanError, match="dev and prod are different databases"):
        plan(State.empty("dev"), State.empty("prod"))
