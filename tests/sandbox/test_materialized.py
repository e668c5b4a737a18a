"""Materialized views whose tables change under them, and what none may be made of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Session


@pytest.fixture(autouse=True)
def _made(admin: Session) -> Iterator[None]:
    admin.run("CREATE SCHEMA made")
    admin.run("CREATE TABLE made.stock (id int, note varchar(10), spare int)")
    admin.run("INSERT INTO made.stock VALUES (1, 'a', 1)")
    admin.run("CREATE MATERIALIZED VIEW public.made_view AS SELECT id, note FROM made.stock")
    yield
    admin.run("DROP MATERIALIZED VIEW public.made_view")
    for schema in admin.run(
        "SELECT schema_name FROM svv_redshift_schemas WHERE schema_name LIKE 'made%'"
    ):
        admin.run(f"DROP SCHEMA {schema[0]} CASCADE")


def state(admin: Session) -> int:
    found: int = admin.value("SELECT state FROM svv_mv_info WHERE trim(name) = 'made_view'")
    return found


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("ALTER TABLE made.stock RENAME TO wares", 103),
        ("ALTER TABLE made.stock RENAME COLUMN id TO number", 104),
        ("ALTER SCHEMA made RENAME TO made_anew", 105),
    ],
)
def test_what_is_renamed_can_be_read_and_not_refreshed(
    admin: Session, change: str, number: int
) -> None:
    admin.run(change)

    code, said = admin.refused("REFRESH MATERIALIZED VIEW public.made_view")

    assert code == "55000"
    assert said.startswith("Materialized view made_view cannot be refreshed")
    assert admin.run("SELECT * FROM public.made_view") == [[1, "a"]]
    assert state(admin) == number


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE made.stock ADD COLUMN more int",
        "ALTER TABLE made.stock RENAME COLUMN spare TO rest",
        "ALTER TABLE made.stock DROP COLUMN spare",
    ],
)
def test_a_column_that_it_does_not_read_is_nothing_to_it(admin: Session, change: str) -> None:
    admin.run(change)

    admin.run("REFRESH MATERIALIZED VIEW public.made_view")

    assert state(admin) == 0


@pytest.mark.parametrize(
    "change", ["DROP COLUMN note", "DROP COLUMN note CASCADE", "ALTER COLUMN note TYPE varchar(20)"]
)
def test_a_column_that_it_reads_stays(admin: Session, change: str) -> None:
    refused = admin.refused(f"ALTER TABLE made.stock {change}")

    said = "sandbox: not imitated: altering column note, which a materialized view reads"
    assert refused == ("0A000", said)


@pytest.mark.parametrize(
    "mutable", ["getdate()", "sysdate", "current_date", "random()", "dateadd(day, 1, sysdate)"]
)
def test_what_changes_by_itself_is_stale_and_refreshes_when_told(
    admin: Session, mutable: str
) -> None:
    query = f"AS SELECT id, {mutable} AS now FROM made.stock"
    admin.run(f"CREATE MATERIALIZED VIEW made.changing {query}")

    stale = admin.value("SELECT is_stale FROM svv_mv_info WHERE trim(name) = 'changing'")

    assert stale == "t"
    for sql in (
        "ALTER MATERIALIZED VIEW made.changing AUTO REFRESH YES",
        f"CREATE MATERIALIZED VIEW made.other AUTO REFRESH YES {query}",
    ):
        assert admin.refused(sql)[0] == "0A000"


def test_order_in_windows_is_none_of_the_query(admin: Session) -> None:
    admin.run(
        "CREATE MATERIALIZED VIEW made.ordered AUTO REFRESH YES AS SELECT id,"
        " row_number() OVER (ORDER BY id) AS number, upper(note) AS sysdate_note FROM made.stock"
    )

    assert admin.run("SELECT * FROM made.ordered") == [[1, 1, "A"]]


def test_a_function_on_the_search_path_is_the_users(admin: Session) -> None:
    admin.run(
        "CREATE FUNCTION public.made_twice(int) RETURNS int IMMUTABLE AS $$ SELECT $1 * 2 $$"
        " LANGUAGE sql"
    )

    code, said = admin.refused(
        "CREATE MATERIALIZED VIEW made.m AS SELECT made_twice(id) AS id FROM made.stock"
    )

    admin.run("DROP FUNCTION public.made_twice(int)")
    assert code == "0A000"
    assert said == "Materialized view definition cannot reference user-defined functions"
