"""Conditions that Redshift reads and PostgreSQL does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Session


@pytest.fixture(scope="module", autouse=True)
def _table(admin: Session) -> Iterator[None]:
    admin.run("CREATE TABLE public.people (n int, name varchar)")
    admin.run("INSERT INTO public.people VALUES (1, 'a'), (2, 'b')")
    admin.run("CREATE VIEW public.unbound AS SELECT n FROM public.people WITH NO SCHEMA BINDING")
    yield
    admin.run("DROP VIEW public.unbound")
    admin.run("DROP TABLE public.people")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n AS number FROM public.people WHERE number = 2",
        'SELECT p.n AS "Number" FROM people p WHERE NUMBER = 2 AND 1 = 1',
        "SELECT p.n AS number FROM public.people p JOIN people q ON p.n = q.n WHERE number > 1",
        # A column comes before another's alias.
        "SELECT name AS n, n AS m FROM public.people WHERE n = 2 AND m = 2",
        "SELECT count(*) FROM (SELECT n AS m FROM public.people WHERE m > 0) AS inside",
        "SELECT n FROM public.people WHERE n IN (SELECT n AS m FROM people WHERE m = 2)",
        # So does one of a query around it.
        "SELECT n FROM people WHERE EXISTS (SELECT relname AS name FROM pg_class WHERE name = 'b')",
        "SELECT n + 0 AS n FROM public.people WHERE n = 2",
    ],
)
def test_alias_in_a_condition(admin: Session, sql: str) -> None:
    assert admin.run(sql)[0][-1] == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n AS m FROM public.unbound WHERE m = 2",
        "WITH c AS (SELECT 1 AS n) SELECT n AS m FROM c WHERE m = 1",
    ],
)
def test_alias_that_is_not_looked_for_is_no_column(admin: Session, sql: str) -> None:
    code, said = admin.refused(sql)

    assert (code, said) == ("42703", 'column "m" does not exist')


def test_name_of_an_expression_in_a_condition(admin: Session) -> None:
    assert admin.refused("SELECT n + 1 AS m FROM public.people WHERE m = 2") == (
        "0A000",
        "sandbox: not imitated: in a condition, m for an expression",
    )


def test_number_as_a_condition(admin: Session) -> None:
    assert admin.run("SELECT n FROM people WHERE 1 AND n = 2 ORDER BY n") == [[2]]
    assert admin.value("SELECT count(*) FROM (SELECT * FROM people WHERE 0) AS none") == 0
    assert admin.value("SELECT count(*) FROM people WHERE 1") == 2
    assert admin.value("SELECT count(*) FROM people WHERE 1 = n") == 1
