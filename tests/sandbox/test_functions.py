"""Redshift's functions and clauses in views, and those that are not imitated.

What they answer stands in redlake/conformance/cases.toml.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.sandbox.lake import Session

SALES = """
    INSERT INTO public.sales VALUES
        (1, 'a', 10.00, '2020-01-01'), (1, 'b', 20.50, '2020-01-02'),
        (2, 'c', 30.00, '2020-01-03'), (2, 'c', 40.00, '2020-01-05'), (2, '', NULL, NULL)
"""
WITHIN = "WITHIN GROUP (ORDER BY"

# statement, what is not imitated
NOT_IMITATED: list[tuple[str, str]] = [
    ("SELECT json_parse('[1]')", "function json_parse"),
    ("SELECT hll(id) FROM sales", "function hll"),
    ("SELECT st_point(1, 2)", "function st_point"),
    ("SELECT fnv_hash('a')", "function fnv_hash"),
    ("SELECT isnull(1, 2)", "function isnull"),
    ("SELECT '1'::super", "type SUPER"),
    ("CREATE TABLE t (shape geometry)", "type GEOMETRY"),
    ("CREATE TABLE t (bytes varbyte)", "type VARBYTE"),
    ("CREATE TABLE t (sketch hllsketch)", "type HLLSKETCH"),
    ("SELECT s.name[0] FROM sales s", "navigation into SUPER"),
    ("SELECT * FROM sales PIVOT (sum(amount) FOR id IN (1, 2))", "PIVOT and UNPIVOT"),
    ("SELECT * EXCLUDE id FROM sales", "EXCLUDE"),
    (f"SELECT APPROXIMATE percentile_disc(0.5) {WITHIN} id) FROM sales", "percentile_disc"),
    ("SELECT datediff(week, date '2024-01-06', date '2024-01-07')", "DATEDIFF of weeks"),
    ("SELECT to_date('2001-02-30', 'YYYY-MM-DD')", "a date out of range"),
    ("SELECT regexp_count('a', 'a', 1, 'p')", "regular expressions of Perl's"),
    ("SELECT is_valid_json('[1]')", "IS_VALID_JSON of what is no object"),
    ("SELECT TOP 1 id FROM sales UNION SELECT 1", "TOP in a set operation"),
    ("SELECT current_role FROM sales", "CURRENT_ROLE"),
    ("SELECT current_schema", "CURRENT_SCHEMA"),
    ("SELECT sum(id) OVER w FROM sales WINDOW w AS (PARTITION BY day)", "WINDOW"),
    (
        "CREATE PROCEDURE trapping() AS $$ BEGIN SELECT 1 / 0;"
        " EXCEPTION WHEN OTHERS THEN DELETE FROM sales; END $$ LANGUAGE plpgsql",
        "EXCEPTION in a procedure",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _sales(admin: Session) -> None:
    admin.run("CREATE TABLE public.sales (id int, name varchar(20), amount decimal(8,2), day date)")
    admin.run(SALES)


@pytest.mark.parametrize(("sql", "what"), NOT_IMITATED, ids=[sql for sql, _ in NOT_IMITATED])
def test_not_imitated(admin: Session, sql: str, what: str) -> None:
    code, said = admin.refused(sql)

    assert code == "0A000"
    assert said.startswith(f"sandbox: not imitated: {what}")


QUERY = f"""
    SELECT id, nvl2(max(amount), 'dear', 'free') AS kind, decode(id, 1, 'one', 'more') AS word,
           listagg(name, ',') {WITHIN} name) AS list, dateadd(day, 1, max(day)) AS next
      FROM public.sales s GROUP BY id
   QUALIFY rank() OVER (ORDER BY id) = 2
"""
MORE = [[2, "dear", "more", "c,c", datetime(2020, 1, 6)]]


@pytest.mark.parametrize(
    ("kind", "binding"),
    [("VIEW", ""), ("VIEW", "WITH NO SCHEMA BINDING"), ("MATERIALIZED VIEW", "")],
)
def test_views_of_every_kind(admin: Session, kind: str, binding: str) -> None:
    admin.run(f"CREATE {kind} public.v AS {QUERY} {binding}")

    assert admin.run("SELECT * FROM public.v") == MORE
    admin.run(f"DROP {kind} public.v")


def test_column_keeps_the_name_that_redshift_gives_it(admin: Session) -> None:
    with admin.connection.cursor() as cursor:
        cursor.execute("SELECT datediff(day, sysdate, sysdate), date_part(y, sysdate), nvl(1, 2)")
        names = [column[0] for column in cursor.description]

    assert names == ["date_diff", "pgdate_part", "coalesce"]


def test_where_rows_lie_is_kept(admin: Session) -> None:
    for sql in (
        'CREATE TABLE public.a (id int ENCODE zstd DISTKEY, "Encode" int SORTKEY) BACKUP NO',
        "CREATE TABLE public.b DISTSTYLE KEY DISTKEY (x) COMPOUND SORTKEY (x, y)"
        " AS SELECT 1 AS x, 2 AS y, 3 AS encode",
        "CREATE TABLE IF NOT EXISTS public.b (x int) DISTSTYLE ALL",
        "CREATE TABLE public.c (id int, n int) DISTSTYLE EVEN INTERLEAVED SORTKEY (id, n)",
        "CREATE TABLE public.d (id int)",
        "CREATE MATERIALIZED VIEW public.e DISTKEY (x) SORTKEY (x) AS SELECT x FROM public.b",
        "INSERT INTO public.a VALUES (1, 2)",
        "INSERT INTO public.c VALUES (1, 2)",
        "INSERT INTO public.d VALUES (1)",
    ):
        admin.run(sql)

    shown = 'SELECT "table", diststyle, sortkey1, sortkey_num FROM svv_table_info ORDER BY 1'
    assert admin.run(shown)[:5] == [
        ["a", "KEY(id)", "encode", 1],
        ["b", "KEY(x)", "x", 2],
        ["c", "EVEN", "INTERLEAVED", 2],
        ["d", "AUTO(ALL)", "AUTO(SORTKEY)", 0],
        ["e", "KEY(x)", "x", 1],
    ]
    assert admin.run("SELECT * FROM public.b") == [[1, 2, 3]]

    admin.run("ALTER TABLE public.a ALTER DISTSTYLE ALL")
    admin.run("ALTER TABLE public.c ALTER SORTKEY NONE")
    admin.run("ALTER TABLE public.d ALTER DISTKEY id")
    admin.run("ALTER MATERIALIZED VIEW public.e ALTER DISTSTYLE EVEN")
    assert [row[1:3] for row in admin.run(shown)[:5]] == [
        ["ALL", "encode"],
        ["KEY(x)", "x"],
        ["EVEN", None],
        ["KEY(id)", "AUTO(SORTKEY)"],
        ["EVEN", "x"],
    ]
