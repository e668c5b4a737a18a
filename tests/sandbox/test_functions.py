"""Redshift's functions and clauses answer as its guide says: statement, rows, page.

Each page stands in the Amazon Redshift Database Developer Guide,
https://docs.aws.amazon.com/redshift/latest/dg/<page>.html.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.lake import Session

JSON = """'{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}'"""
MICRO = "timestamp '2009-09-21 11:10:03.189717'"

# page, columns of a SELECT, the one row
VALUES: list[tuple[str, str, list[Any]]] = [
    ("r_GETDATE", "getdate() BETWEEN sysdate - interval '1 second' AND sysdate", [True]),
    ("r_SYSDATE", "trunc(sysdate) = current_date, sysdate = sysdate", [True, True]),
    ("r_DATEADD_function", "dateadd(month, 18, '2008-02-28')", [datetime(2009, 8, 28)]),
    ("r_DATEADD_function", "dateadd(month, 1, date '2008-04-30')", [datetime(2008, 5, 30)]),
    ("r_DATEADD_function", "dateadd('qtrs', -1, date '2008-04-30')", [datetime(2008, 1, 30)]),
    ("r_DATEADD_function", "dateadd(mins, 5, time '13:24:55')", [time(13, 29, 55)]),
    ("r_DATEDIFF_function", "datediff(year, date '2008-12-31', date '2009-01-01')", [1]),
    ("r_DATEDIFF_function", "datediff(week, '2009-01-01', '2009-12-31')", [52]),
    ("r_DATEDIFF_function", "datediff(hour, '2023-01-01', '2023-01-03 05:04:03')", [53]),
    (
        "r_DATEDIFF_function",
        "datediff(days, 'Jun 1,2008 09:59:59 EST', 'Jul 4,2008 09:59:59 EST')",
        [33],
    ),
    (
        "r_DATEDIFF_function",
        "datediff(hour, timestamp '2009-01-01 8:30:00', timestamp '2009-01-01 10:00:00'),"
        " datediff(h, time '8:30:00', time '10:00:00')",
        [2, 2],
    ),
    (
        "r_DATEDIFF_function",
        "datediff(mon, date '2020-03-01', date '2020-02-29'),"
        " datediff(qtr, date '2020-03-31', date '2020-04-01'),"
        " datediff(dec, date '2019-12-31', date '2020-01-01'),"
        " datediff(c, date '2000-12-31', date '2001-01-01'),"
        " datediff(mil, date '2000-12-31', date '2001-01-01')",
        [-1, 1, 1, 1, 1],
    ),
    (
        "r_DATEDIFF_function",
        "datediff(s, timestamp '2020-01-01 00:00:00.9', timestamp '2020-01-01 00:00:01.1'),"
        " datediff(ms, timestamp '2020-01-01 00:00:00.9', timestamp '2020-01-01 00:00:01.1'),"
        " datediff(us, timestamp '2020-01-01', timestamp '2020-01-01 00:00:01.1')",
        [1, 200, 1100000],
    ),
    (
        "r_Dateparts_for_datetime_functions",
        f"extract(sec FROM {MICRO}), date_part(sec, {MICRO})",
        [3, 3.189717],
    ),
    (
        "r_Dateparts_for_datetime_functions",
        f"extract(ms FROM {MICRO}), extract(usec FROM {MICRO}), extract(dw FROM {MICRO})",
        [189, 189717, 1],
    ),
    (
        "r_Dateparts_for_datetime_functions",
        "extract(decade FROM timestamp '1999-02-16 20:38:40'),"
        " extract(century FROM timestamp '2000-12-16'), extract(mil FROM timestamp '2001-02-16')",
        [200, 20, 3],
    ),
    ("r_DATE_PART_function", "date_part(minute, timestamp '20230104 04:05:06.789')", [5.0]),
    (
        "r_DATE_PART_function",
        "date_part(w, date '2008-06-17'), date_part('doy', date '2008-02-01')",
        [25.0, 32.0],
    ),
    ("r_DATE_TRUNC", "date_trunc('week', date '2022-05-11')", [datetime(2022, 5, 9)]),
    (
        "r_DATE_TRUNC",
        "date_trunc('month', timestamp '2020-04-28 22:04:33')",
        [datetime(2020, 4, 1)],
    ),
    (
        "r_LAST_DAY",
        "last_day('2004-02-01'), last_day(timestamp '2008-01-25 14:30:00')",
        [date(2004, 2, 29), date(2008, 1, 31)],
    ),
    (
        "r_ADD_MONTHS",
        "add_months('2008-03-31', 1), add_months('2008-04-30', 1), add_months('2008-03-15', -1)",
        [datetime(2008, 4, 30), datetime(2008, 5, 31), datetime(2008, 2, 15)],
    ),
    (
        "r_MONTHS_BETWEEN_function",
        "months_between('1969-01-18', '1969-03-18'), months_between('1969-01-18', '1969-01-18'),"
        " months_between('2014-09-30', '2014-08-31'),"
        " round(months_between('2008-12-25 15:00:00', '2008-01-21 19:30:00')::numeric, 2)",
        [-2.0, 0.0, 1.0, Decimal("11.12")],
    ),
    (
        "r_NEXT_DAY",
        "next_day('2014-08-20', 'Tuesday'), next_day('2014-08-20', 'W')",
        [date(2014, 8, 26), date(2014, 8, 27)],
    ),
    (
        "r_TRUNC_date",
        "trunc(timestamp '2011-07-21 10:32:38.248109'), trunc(111.86)",
        [date(2011, 7, 21), Decimal(111)],
    ),
    (
        "CONVERT_TIMEZONE",
        "convert_timezone('America/New_York', timestamp '2013-02-01 08:00:00'),"
        " convert_timezone('EST', 'PST', '20080305 12:25:29')",
        [datetime(2013, 2, 1, 3), datetime(2008, 3, 5, 9, 25, 29)],
    ),
    ("r_TO_DATE_function", "to_date('02 Oct 2001', 'DD Mon YYYY')", [date(2001, 10, 2)]),
    (
        "r_TO_TIMESTAMP",
        "to_timestamp('2011-12-18 23:38:15', 'YYYY-MM-DD HH24:MI:SS')",
        [datetime(2011, 12, 18, 23, 38, 15, tzinfo=UTC)],
    ),
    (
        "r_TO_CHAR",
        "to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
        ["DECEMBER -THU-31-2009 11:15PM"],
    ),
    (
        "r_NVL_function",
        "nvl(null, 12, null), nvl(null, null), coalesce(null, 'a')",
        [12, None, "a"],
    ),
    ("r_NVL2", "nvl2(null, 'a', 'b'), nvl2(1, nvl2(2, 'c', 'd'), 'b')", ["b", "c"]),
    (
        "r_DECODE_expression",
        "decode(null, null, 'equal', 'no'), decode(7, 1, 'one', 7, decode(1, 2, 'x', 'y'), 'none'),"
        " decode(3, 1, 'one')",
        ["equal", "y", None],
    ),
    ("r_LEN", "len('français'), len(null)", [8, None]),
    ("r_CHARINDEX", "charindex('dog', 'fish'), charindex('fish', 'dogfish')", [0, 4]),
    ("r_STRPOS", "strpos('dogfish', 'fish')", [4]),
    ("r_CONCAT", "concat('December 25, ', '2008'), concat('a', null)", ["December 25, 2008", None]),
    ("r_concat_op", "'a' || 'b', 'a' || null", ["ab", None]),
    ("SPLIT_PART", "split_part('abc$def$ghi', '$', 2), split_part('abc', '$', 4)", ["def", ""]),
    ("r_BTRIM", "btrim('xyzaxyzbxyzcxyz', 'xyz')", ["axyzbxyzc"]),
    ("r_MD5", "md5('Amazon Redshift')", ["f7415e33f972c03abd4f3fed36748f7a"]),
    ("SHA2", "sha2('a', 0) = sha2('a', 256), len(sha2('a', 512))", [True, 128]),
    ("r_STRTOL", "strtol('abcd1234', 16), strtol('1100', 2)", [2882343476, 12]),
    ("r_patternmatching_condition_like", "'ABC' ILIKE 'a%', 'ABC' LIKE 'a%'", [True, False]),
    (
        "REGEXP_SUBSTR",
        "regexp_substr('a1b22', '[0-9]+', 1, 2), regexp_substr('abc', '[0-9]')",
        ["22", ""],
    ),
    ("REGEXP_COUNT", "regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')", [8]),
    (
        "REGEXP_INSTR",
        "regexp_instr('Apple apple', 'apple', 1, 1, 0, 'i'), regexp_instr('a', 'b')",
        [1, 0],
    ),
    (
        "REGEXP_REPLACE",
        r"regexp_replace('DonecFri@semper.com', '@.*\\.(org|gov|com)$', '@internal.$1'),"
        r" regexp_replace('a.b.c', '\\.')",
        ["DonecFri@internal.com", "abc"],
    ),
    ("JSON_EXTRACT_PATH_TEXT", f"json_extract_path_text({JSON}, 'f4', 'f6')", ["star"]),
    (
        "JSON_EXTRACT_PATH_TEXT",
        f"json_extract_path_text({JSON}, 'f4'), json_extract_path_text({JSON}, 'f9', 'f6'),"
        " json_extract_path_text('{', 'a', true)",
        ['{"f5":99,"f6":"star"}', "", None],
    ),
    (
        "JSON_EXTRACT_ARRAY_ELEMENT_TEXT",
        "json_extract_array_element_text('[111,112,113]', 2)",
        ["113"],
    ),
    (
        "JSON_ARRAY_LENGTH",
        "json_array_length('[11,12,13,{\"f1\":21}]'), json_array_length('[', true)",
        [4, None],
    ),
    ("IS_VALID_JSON", "is_valid_json('{\"a\":2}'), is_valid_json('{\"a\":')", [True, False]),
    (
        "IS_VALID_JSON_ARRAY",
        "is_valid_json_array('[\"1\"]'), is_valid_json_array('{}')",
        [True, False],
    ),
    (
        "r_CONVERT_function",
        "convert(int, '5') + 1, convert(varchar(3), 'abcd'), convert(int, nvl2(1, 2, 3))",
        [6, "abc", 2],
    ),
    (
        "r_CAST_function",
        "cast('7' AS int), '7'::decimal(5,2), cast('a' AS varchar(max))",
        [7, Decimal("7.00"), "a"],
    ),
    (
        "r_TRY_CAST",
        "try_cast('7' AS decimal(5,2)), try_cast('x' AS int), try_cast(1.6 AS int)",
        [Decimal("7.00"), None, 2],
    ),
    ("r_Numeric_types201", "7 / 2, -7 / 2, 7 % 2", [3, -3, 1]),
    ("r_isnull", "null ISNULL, 1 NOTNULL", [True, True]),
]

SALES = """
    INSERT INTO public.sales VALUES
        (1, 'a', 10.00, '2020-01-01'), (1, 'b', 20.50, '2020-01-02'),
        (2, 'c', 30.00, '2020-01-03'), (2, 'c', 40.00, '2020-01-05'), (2, '', NULL, NULL)
"""
WITHIN = "WITHIN GROUP (ORDER BY"

# page, statement, rows
ROWS: list[tuple[str, str, list[list[Any]]]] = [
    (
        "r_LISTAGG",
        f"SELECT id, listagg(distinct name, ', ') {WITHIN} name) FROM sales"
        " GROUP BY id ORDER BY id",
        [[1, "a, b"], [2, "c"]],
    ),
    (
        "r_LISTAGG",
        f"SELECT listagg(name) {WITHIN} name DESC), listagg(id, '-') {WITHIN} name DESC)"
        " FROM sales",
        [["ccba", "2-2-1-1-2"]],
    ),
    ("r_LISTAGG", "SELECT listagg(name, ',') FROM sales WHERE name = 'c'", [["c,c"]]),
    ("r_LISTAGG", "SELECT listagg(name) FROM sales WHERE name = ''", [[None]]),
    (
        "r_WF_LISTAGG",
        f"SELECT DISTINCT id, listagg(name, '|') {WITHIN} amount DESC) OVER (PARTITION BY id),"
        f" listagg(distinct name) {WITHIN} name) OVER (PARTITION BY id) FROM sales ORDER BY id",
        [[1, "b|a", "ab"], [2, "c|c", "c"]],
    ),
    ("r_MEDIAN", "SELECT median(amount) FROM sales WHERE id = 1", [[Decimal("15.25")]]),
    ("r_MEDIAN", "SELECT median(id::float), median(id::float) FROM sales", [[2.0, 2.0]]),
    ("r_MEDIAN", "SELECT median(day) FROM sales WHERE id = 2", [[date(2020, 1, 4)]]),
    (
        "r_WF_MEDIAN",
        "SELECT DISTINCT id, median(amount) OVER (PARTITION BY id) FROM sales ORDER BY id",
        [[1, Decimal("15.25")], [2, Decimal(35)]],
    ),
    (
        "r_PERCENTILE_CONT",
        f"SELECT percentile_cont(0.25) {WITHIN} amount), percentile_cont(0.75) {WITHIN} amount),"
        " median(amount) FROM sales WHERE id = 1",
        [[Decimal("12.625"), Decimal("17.875"), Decimal("15.25")]],
    ),
    (
        "r_WF_PERCENTILE_CONT",
        f"SELECT DISTINCT id, percentile_cont(0.25) {WITHIN} amount DESC) OVER (PARTITION BY id)"
        " FROM sales ORDER BY id",
        [[1, Decimal("17.875")], [2, Decimal("37.5")]],
    ),
    (
        "r_WF_PERCENTILE_DISC",
        f"SELECT DISTINCT id, percentile_disc(0.5) {WITHIN} day) OVER (PARTITION BY id)"
        " FROM sales ORDER BY id",
        [[1, date(2020, 1, 1)], [2, date(2020, 1, 3)]],
    ),
    ("r_COUNT", "SELECT APPROXIMATE COUNT(DISTINCT id) FROM sales", [[2]]),
    ("r_AVG", "SELECT avg(id), avg(id::float) FROM sales", [[1, 1.6]]),
    (
        "r_WF_RATIO_TO_REPORT",
        "SELECT day, ratio_to_report(amount) OVER (PARTITION BY id) FROM sales"
        " WHERE name = 'c' ORDER BY 1",
        [[date(2020, 1, 3), 0.42857142857142855], [date(2020, 1, 5), 0.5714285714285714]],
    ),
    (
        "r_SELECT_list",
        "SELECT TOP 2 name FROM sales WHERE name <> '' ORDER BY amount DESC",
        [["c"], ["c"]],
    ),
    (
        "r_SELECT_list",
        "SELECT id FROM (SELECT DISTINCT TOP 1 id FROM sales ORDER BY id DESC) AS last",
        [[2]],
    ),
    (
        "r_QUALIFY_clause",
        "SELECT * FROM sales s WHERE amount > 0"
        " QUALIFY row_number() OVER (PARTITION BY id ORDER BY amount DESC) = 1 ORDER BY s.id",
        [
            [1, "b", Decimal("20.50"), date(2020, 1, 2)],
            [2, "c", Decimal("40.00"), date(2020, 1, 5)],
        ],
    ),
    (
        "r_QUALIFY_clause",
        "SELECT id, upper(name), row_number() OVER (PARTITION BY id ORDER BY day) AS place"
        " FROM sales s QUALIFY place = 1 ORDER BY 1 LIMIT 1",
        [[1, "A", 1]],
    ),
    (
        "r_QUALIFY_clause",
        "WITH dear AS (SELECT * FROM sales WHERE amount > 10), last AS (SELECT d.* FROM dear d"
        " QUALIFY last_value(name) OVER (PARTITION BY id ORDER BY day"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) = name)"
        " SELECT count(*) FROM last",
        [[3]],
    ),
    ("r_UNION", "SELECT 1 MINUS SELECT 2", [[1]]),
]

# page, statement, SQLSTATE and beginning of the message
REFUSED: list[tuple[str, str, str, str]] = [
    (
        "r_PERCENTILE_CONT",
        f"SELECT percentile_cont(0.6) {WITHIN} id), median(amount) FROM sales",
        "0A000",
        "within group ORDER BY clauses for aggregate functions must be the same",
    ),
    ("JSON_EXTRACT_PATH_TEXT", "SELECT json_extract_path_text('{', 'a')", "XX000", "JSON parsing"),
    (
        "c_unsupported-postgresql-functions",
        "SELECT string_agg(name, ',') FROM sales",
        "42883",
        "function string_agg(",
    ),
    (
        "c_unsupported-postgresql-functions",
        "SELECT array_agg(id) FROM sales",
        "42883",
        "function array_agg(",
    ),
    ("r_LISTAGG", "SELECT listagg(repeat('a', 65536)) FROM sales", "XX000", "Result size exceeds"),
    ("SPLIT_PART", "SELECT split_part('a', ',', 0)", "22023", "field position must be greater"),
    (
        "r_Dateparts_for_datetime_functions",
        "SELECT datediff(dow, sysdate, sysdate)",
        "22023",
        "tim",
    ),
]

# Statements that the sandbox does not imitate, and what it says of them.
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
]


@pytest.fixture(scope="module", autouse=True)
def _sales(admin: Session) -> None:
    admin.run("CREATE TABLE public.sales (id int, name varchar(20), amount decimal(8,2), day date)")
    admin.run(SALES)


@pytest.mark.parametrize(("page", "columns", "row"), VALUES, ids=[sql for _, sql, _ in VALUES])
def test_values(admin: Session, page: str, columns: str, row: list[Any]) -> None:
    assert admin.run(f"SELECT {columns}") == [row]


@pytest.mark.parametrize(("page", "sql", "rows"), ROWS, ids=[sql for _, sql, _ in ROWS])
def test_rows(admin: Session, page: str, sql: str, rows: list[list[Any]]) -> None:
    assert admin.run(sql) == rows


@pytest.mark.parametrize(
    ("page", "sql", "code", "message"), REFUSED, ids=[case[1] for case in REFUSED]
)
def test_refusal(admin: Session, page: str, sql: str, code: str, message: str) -> None:
    said_code, said = admin.refused(sql)

    assert (said_code, said[: len(message)]) == (code, message)


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
