"""The columns of a query, as far as its text tells them."""

from __future__ import annotations

import pytest

from redlake.grammar.query import Query

KNOWN = {
    "SELECT id, amount FROM lake.sales": ("id", "amount"),
    "SELECT s.id, lake.sales.amount FROM lake.sales s": ("id", "amount"),
    "SELECT count(*) AS n, sum(amount) total FROM lake.sales": ("n", "total"),
    'SELECT DISTINCT ID, "Amount" FROM lake.sales': ("id", "amount"),
    "SELECT TOP 3 id FROM lake.sales": ("id",),
    "SELECT CASE WHEN id > 1 THEN 1 ELSE 2 END AS size FROM lake.sales": ("size",),
    "SELECT (SELECT 1 AS inner_one) AS one": ("one",),
    "WITH x AS (SELECT 1 AS a) SELECT a AS b FROM x": ("b",),
    "SELECT a FROM lake.x UNION ALL SELECT b FROM lake.y": ("a",),
    "(SELECT a AS b FROM lake.x)": ("b",),
    'SELECT id AS "Größe Ä" FROM lake.sales': ("größe Ä",),
}
UNKNOWN = (
    "SELECT * FROM lake.sales",
    "SELECT s.* FROM lake.sales s",
    "SELECT id, s.* FROM lake.sales s",
    "SELECT count(*) FROM lake.sales",
    "SELECT id::INT FROM lake.sales",
    "SELECT id, amount + 1 FROM lake.sales",
    "SELECT FROM WHERE",
)


@pytest.mark.parametrize("text", KNOWN)
def test_columns_are_named_as_redshift_folds_them(text: str) -> None:
    columns = Query(text).columns

    assert KNOWN[text] == columns


@pytest.mark.parametrize("text", UNKNOWN)
def test_stars_and_nameless_expressions_leave_the_columns_unknown(text: str) -> None:
    columns = Query(text).columns

    assert columns is None


def test_quoted_columns_keep_their_case_in_a_case_sensitive_session() -> None:
    columns = Query('SELECT "Id", Amount FROM lake.sales', case_sensitive=True).columns

    assert columns == ("Id", "amount")
