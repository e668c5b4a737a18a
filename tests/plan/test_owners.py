"""Owners that no template names: whoever owns the thing now keeps it."""

from __future__ import annotations

import pytest

from redlake.plan import plan
from redlake.state import replay
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
def test_owner_that_is_declared_no_longer_stays(thing: str) -> None:
    created, given = OWNED[thing]
    before, after = law.state(ANN + created + given), law.state(ANN + created)

    planned = plan(before, after)

    assert not planned.statements


@pytest.mark.parametrize("thing", OWNED)
def test_declared_owner_takes_it_over(thing: str) -> None:
    created, given = OWNED[thing]

    law.keep_law(law.state(ANN + created + given), law.state(ANN + created + given))
    up = plan(law.state(ANN + created), law.state(ANN + created + given))

    assert [given.removesuffix(";")] == [_unqualified(each.text) for each in up.statements]


def test_view_that_is_made_anew_goes_back_to_its_owner() -> None:
    before = law.state(
        ANN + "CREATE VIEW daily AS SELECT 1 AS one; ALTER TABLE daily OWNER TO ann;"
    )
    after = law.state(ANN + "CREATE VIEW daily AS SELECT 1 AS one, 2 AS two;")

    planned = plan(before, after)

    assert [statement.text.splitlines()[0] for statement in planned.statements] == [
        "DROP VIEW public.daily",
        "CREATE VIEW public.daily AS",
        "ALTER TABLE public.daily OWNER TO ann",
    ]
    assert not plan(replay(before, planned.statements), after).statements


def _unqualified(text: str) -> str:
    return text.replace(" public.", " ")
