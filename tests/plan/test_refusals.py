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
    assert (caught.value.way_out or "").endswith('by hand: redlake revision --empty -m "…"')


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

    with pytest.raises(
        PlanError, match="user ann goes, and nothing says who takes over schema lake"
    ):
        plan(before, after)


def test_states_of_different_homes_have_no_plan_between_them() -> None:
    with pytest.raises(PlanError, match="dev and prod are different databases"):
        plan(State.empty("dev"), State.empty("prod"))


def test_what_is_left_to_others_stays_as_it_is() -> None:
    role = "CREATE ROLE reader;"
    grant = "GRANT SELECT ON finance.ledger TO ROLE reader;"
    ours = law.state(role + "CREATE SCHEMA finance; CREATE TABLE finance.ledger (id INT);" + grant)
    theirs = law.state(f"{role}\n-- managed = false\n{grant}")

    assert not plan(ours, theirs)
    with pytest.raises(PlanError, match="schema finance belongs to others so far"):
        plan(theirs, ours)


@pytest.mark.parametrize(
    ("base", "renaming", "after"),
    [
        ("public.a", "ALTER TABLE a RENAME TO c;", "public.c"),
        ("lake.a", "ALTER SCHEMA lake RENAME TO pond;", "pond.a"),
    ],
)
def test_bound_view_follows_a_renaming_though_its_text_does_not(
    base: str, renaming: str, after: str
) -> None:
    """Redshift ties it to the relation, and not to its name."""

    def views(schema: str, name: str) -> str:
        return (
            f"CREATE TABLE t (a INT); {schema} CREATE VIEW {name} AS SELECT a FROM public.t;"
            f" CREATE VIEW b AS SELECT a FROM {name};"
        )

    before = law.state(views("CREATE SCHEMA lake;", base) + renaming)
    new = "pond" if "pond" in after else "lake"
    wanted = law.state(views(f"CREATE SCHEMA {new};", after))

    assert not plan(before, wanted)
    assert not plan(wanted, before)


def test_materialized_view_may_read_the_database_of_others() -> None:
    view = "-- managed = false\nCREATE MATERIALIZED VIEW copied AS SELECT id FROM other.lake.sales;"

    up, _ = law.keep_law(law.state(""), law.state(view))

    assert [statement.comment.splitlines()[-1] for statement in up.statements] == [
        "managed = false"
    ]
