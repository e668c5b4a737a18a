"""A view's query: when two are the same, what it reads, and when its columns stay."""

from __future__ import annotations

import logging

import pytest

from redlake.grammar.names import Relation
from redlake.grammar.query import Query
from redlake.grammar.tokens import UnreadableError


def reads(sql: str, *, case_sensitive: bool = False) -> list[str]:
    found = Query(sql, case_sensitive).relations
    return [".".join(filter(None, (name.database, name.schema, name.name))) for name in found]


# equality


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1", "select  1 -- one"),
        ("SELECT a FROM lake.t", 'select "A"\nfrom LAKE./* the */"T"'),
        ("SELECT 'it''s'", "SELECT E'it\\'s'"),
        ("SELECT 'a'", "SELECT $x$a$x$"),
        ("SELECT 1e3", "SELECT 1E3"),
    ],
)
def test_white_space_comments_and_case_make_no_difference(one: str, other: str) -> None:
    assert Query(one) == Query(other)
    assert hash(Query(one)) == hash(Query(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 'a'", "SELECT 'A'"),
        ("SELECT 'a'", "SELECT 'a '"),
        ("SELECT 'ff'", "SELECT x'ff'"),
        ("SELECT a", "SELECT 'a'"),
        ("SELECT 1", "SELECT '1'"),
        ("SELECT current_date", 'SELECT "current_date"'),
        ("SELECT CAST(a AS char)", 'SELECT CAST(a AS "char")'),
        ("SELECT a != b", "SELECT a <> b"),
        ("SELECT été", "SELECT ÉTÉ"),
        ("SELECT 1", "SELECT 1, 2"),
        ("SELECT 'a", "SELECT 'a "),
    ],
)
def test_what_says_something_else_differs(one: str, other: str) -> None:
    assert Query(one) != Query(other)


def test_quoted_names_keep_their_case_where_the_session_says_so() -> None:
    assert Query('SELECT "A"') == Query('SELECT "a"')
    assert Query('SELECT "A"', case_sensitive=True) != Query('SELECT "a"', case_sensitive=True)


def test_a_query_is_no_other_thing() -> None:
    assert Query("SELECT 1") != "SELECT 1"


# relations


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", []),
        ("SELECT * FROM lake.sales", ["lake.sales"]),
        ("SELECT * FROM sales, lake.days d", ["lake.days", "public.sales"]),
        ("SELECT * FROM warehouse.lake.sales", ["warehouse.lake.sales"]),
        ('SELECT * FROM "Lake"."My Sales"', ["lake.my sales"]),
        ("SELECT * FROM a.x UNION SELECT * FROM b.y", ["a.x", "b.y"]),
        ("SELECT * FROM a.x EXCEPT (SELECT * FROM b.y INTERSECT SELECT 1)", ["a.x", "b.y"]),
        ("SELECT * FROM a.x MINUS SELECT * FROM b.y", ["a.x", "b.y"]),
        ("SELECT * FROM a.x JOIN b.y USING (i) LEFT JOIN c.z ON true", ["a.x", "b.y", "c.z"]),
        ("SELECT * FROM (a.x JOIN b.y USING (i))", ["a.x", "b.y"]),
        ("SELECT (SELECT max(i) FROM a.x) FROM b.y WHERE i IN (SELECT i FROM c.z)",
         ["a.x", "b.y", "c.z"]),
        ("SELECT * FROM (SELECT * FROM a.x) s", ["a.x"]),
        ("SELECT * FROM a.x, LATERAL (SELECT * FROM b.y) s", ["a.x", "b.y"]),
        ("SELECT extract(year FROM d), trim(both FROM t) FROM a.x", ["a.x"]),
        ("SELECT TOP 5 * FROM a.x", ["a.x"]),
        ("SELECT * FROM a.x PIVOT (sum(n) FOR k IN ('i', 'j'))", ["a.x"]),
        ("SELECT * FROM a.x UNPIVOT (n FOR k IN (i, j))", ["a.x"]),
        ("SELECT listagg(i, ',') WITHIN GROUP (ORDER BY i) FROM a.x", ["a.x"]),
        ("SELECT i FROM a.x START WITH i = 1 CONNECT BY PRIOR i = j", ["a.x"]),
        ("SELECT i FROM a.x QUALIFY row_number() OVER (ORDER BY i) = 1", ["a.x"]),
        ("SELECT 'FROM a.y' FROM a.x -- FROM a.z", ["a.x"]),
        ("(SELECT * FROM a.x)", ["a.x"]),
    ],
)  # fmt: skip
def test_what_a_query_reads(sql: str, expected: list[str]) -> None:
    assert reads(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("WITH s AS (SELECT * FROM a.x) SELECT * FROM s", ["a.x"]),
        ("WITH x AS (SELECT * FROM x) SELECT * FROM x", ["public.x"]),
        ("WITH r AS (SELECT * FROM s), s AS (SELECT 1) SELECT * FROM r, s", ["public.s"]),
        ("WITH r AS (SELECT 1), s AS (SELECT * FROM r) SELECT * FROM s", []),
        ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", []),
        ("SELECT * FROM (WITH s AS (SELECT 1) SELECT * FROM s) t, s", ["public.s"]),
        ("WITH s AS (SELECT 1) SELECT * FROM (SELECT * FROM (SELECT * FROM s))", []),
        ("WITH s AS (SELECT 1) SELECT * FROM lake.s", ["lake.s"]),
        ('WITH "S" AS (SELECT 1) SELECT * FROM s', []),
        ("WITH s AS (SELECT 1) (SELECT * FROM s) UNION (SELECT * FROM s)", []),
    ],
)
def test_a_with_clause_hides_a_name_where_it_is_in_scope(sql: str, expected: list[str]) -> None:
    assert reads(sql) == expected


def test_the_scope_of_a_quoted_name_is_exact_where_the_session_says_so() -> None:
    sql = 'WITH "S" AS (SELECT 1) SELECT * FROM s, "S"'

    assert reads(sql, case_sensitive=True) == ["public.s"]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM a.orders o, o.items i", ["a.orders"]),
        ("SELECT * FROM a.orders o, o.items i, i.parts p", ["a.orders"]),
        ("SELECT * FROM a.orders AS o, o.items AS i AT n", ["a.orders"]),
        ("SELECT * FROM a.orders o, o.items[0].parts p", ["a.orders"]),
        ("SELECT * FROM a.orders, orders.items i", ["a.orders"]),
        ("SELECT * FROM a.orders o LEFT JOIN o.items i ON true", ["a.orders"]),
        ("SELECT * FROM a.orders o WHERE EXISTS (SELECT 1 FROM o.items)", ["a.orders"]),
        ("SELECT * FROM a.orders o, UNPIVOT o.attributes AS v AT k", ["a.orders"]),
        ("SELECT o.items[0].sku FROM a.orders o", ["a.orders"]),
        ("SELECT * FROM sales.sales, sales.items", ["sales.items", "sales.sales"]),
    ],
)
def test_a_super_column_in_from_is_no_relation(sql: str, expected: list[str]) -> None:
    assert reads(sql) == expected


@pytest.mark.parametrize(
    "function", ["generate_series(1, 9) g", "pg_get_late_binding_view_cols() c(a name, b int)"]
)
def test_a_function_in_from_is_no_relation(function: str) -> None:
    assert reads(f"SELECT * FROM {function}, a.x") == ["a.x"]


def test_system_tables_stand_in_their_own_schema() -> None:
    assert Query("SELECT * FROM pg_class, svv_tables, SYS_query_history").relations == (
        Relation("pg_catalog", "pg_class"),
        Relation("pg_catalog", "svv_tables"),
        Relation("pg_catalog", "sys_query_history"),
    )


def test_names_without_a_schema() -> None:
    query = Query('WITH c AS (SELECT 1) SELECT * FROM c, "Sales" s, s.items, a.x, pg_class')

    assert query.unqualified == ("pg_class", "sales")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a !? b FROM a.x, (b.y JOIN c.z ON true) WHERE i IN (SELECT i FROM d.w)",
        "WITH s (i) AS (SELECT i FROM a.x) SELECT !? FROM s, b.y o, o.items JOIN c.z ON 1 = 1, d.w",
        "SELECT extract(day FROM e), !? FROM a.x, f(1), b.y AS p LEFT JOIN c.z USING (i), ONLY d.w",
    ],
)
def test_what_sqlglot_cannot_parse_is_read_by_its_tokens(sql: str) -> None:
    assert reads(sql) == ["a.x", "b.y", "c.z", "d.w"]


def test_sqlglot_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _ = Query("SELECT !? FROM lake.silence").relations

    assert caplog.records == []


def test_what_nests_too_deep_for_sqlglot_is_read_all_the_same() -> None:
    assert reads(f"SELECT {'(' * 5000}1{')' * 5000} FROM a.x") == ["a.x"]


@pytest.mark.parametrize(
    ("sql", "said", "offset"),
    [
        ("", "expected SELECT or WITH, found the end", 0),
        ("VALUES (1)", "expected SELECT or WITH, found VALUES", 0),
        ("SELECT (1", "a parenthesis is never closed", 7),
        ("SELECT 1)", "a parenthesis was never opened", 8),
        ("SELECT 1; SELECT 2", "a query ends here", 8),
        ("SELECT 'a", "a string is never closed", 7),
    ],
)
def test_what_is_no_query_says_where(sql: str, said: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as raised:
        _ = Query(sql).relations

    assert (raised.value.message, raised.value.offset) == (said, offset)


# columns


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("SELECT a FROM t", "SELECT a FROM t"),
        ("SELECT * FROM t", "select * from T"),
        ("SELECT a FROM t WHERE b", "SELECT a FROM t"),
        ("SELECT a FROM t WHERE b GROUP BY c ORDER BY d LIMIT 1", "SELECT a FROM t HAVING e"),
        ("SELECT count(*) FROM t WHERE b", "SELECT count(*) FROM t"),
        ("SELECT 2 * a AS b FROM t WHERE c", "SELECT 2 * a AS b FROM t"),
        ("(SELECT a FROM t WHERE b)", "SELECT a FROM t"),
        ("WITH s AS (SELECT * FROM t) SELECT a FROM s WHERE b", "WITH s AS (SELECT * FROM t)"
         " SELECT a FROM s LIMIT 5"),
        ("SELECT listagg(a) WITHIN GROUP (ORDER BY b) FROM t", "SELECT listagg(a) WITHIN GROUP"
         " (ORDER BY b) FROM t OFFSET 1"),
        ("SELECT 'UNION', (SELECT 1 UNION SELECT 2) FROM t WHERE b",
         "SELECT 'UNION', (SELECT 1 UNION SELECT 2) FROM t"),
    ],
)  # fmt: skip
def test_conditions_keep_the_columns(new: str, old: str) -> None:
    assert Query(new).keeps_columns_of(Query(old))
    assert Query(old).keeps_columns_of(Query(new))


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("SELECT a, b FROM t", "SELECT a FROM t"),
        ("SELECT b FROM t", "SELECT a FROM t"),
        ("SELECT a FROM u", "SELECT a FROM t"),
        ("SELECT a FROM t JOIN u USING (b)", "SELECT a FROM t"),
        ("SELECT * FROM t WHERE b", "SELECT * FROM t"),
        ("SELECT t.* FROM t WHERE b", "SELECT t.* FROM t"),
        ("SELECT a, * EXCLUDE (b) FROM t WHERE c", "SELECT a, * EXCLUDE (b) FROM t"),
        ("SELECT TOP 5 * FROM t WHERE b", "SELECT TOP 5 * FROM t"),
        ("SELECT a FROM t WHERE b UNION SELECT a FROM u", "SELECT a FROM t UNION SELECT a FROM u"),
        ("(SELECT a FROM t) UNION (SELECT a FROM u)", "(SELECT a FROM t) UNION (SELECT b FROM u)"),
        (
            "WITH s AS (SELECT 1 AS a) SELECT a FROM s",
            "WITH s AS (SELECT 'x' AS a) SELECT a FROM s",
        ),
        ("SELECT 'a' FROM t WHERE b", "SELECT 'ab' FROM t WHERE b"),
        ("SELECT a AS qualify, b FROM t", "SELECT a AS qualify, c FROM t"),
        ("SELECT 1 WHERE b", "SELECT 1"),
        ("SELECT 'a", "SELECT a FROM t"),
    ],
)
def test_columns_that_may_change_are_not_kept(new: str, old: str) -> None:
    assert not Query(new).keeps_columns_of(Query(old))
    assert not Query(old).keeps_columns_of(Query(new))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("SELECT a FROM t ORDER BY a LIMIT 5", "ORDER BY"),
        ("SELECT a FROM t limit 5", "LIMIT"),
        ("((SELECT a FROM t OFFSET 5))", "OFFSET"),
        ("SELECT a FROM t UNION SELECT a FROM u ORDER BY 1", "ORDER BY"),
        ("WITH s AS (SELECT a FROM t ORDER BY a LIMIT 5) SELECT a FROM s", None),
        ("SELECT rank() OVER (PARTITION BY a ORDER BY b) FROM t", None),
        ("(SELECT a FROM t LIMIT 5) UNION (SELECT a FROM u)", None),
        ("SELECT 'x' AS \"limit\", 'ORDER BY' FROM t", None),
    ],
)
def test_order_and_limits_of_the_outermost_query_are_told(text: str, clause: str | None) -> None:
    assert clause == Query(text).ordered
