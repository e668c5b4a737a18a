"""What PostgreSQL would read or show and Redshift would not, beyond the cases of cases.toml."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


@pytest.fixture(scope="module", autouse=True)
def _made(admin: Session) -> None:
    admin.run("CREATE TABLE public.stock (id int, name varchar(20))")
    admin.run("CREATE VIEW public.bound AS SELECT id FROM public.stock")


@pytest.fixture
def reader(lake: Lake, admin: Session) -> Iterator[Session]:
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
    admin.run("DROP USER reader")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT ARRAY[1, 2]",
        "SELECT '{1,2}'::int[]",
        "SELECT ROW(1, 2)",
        "SELECT (1, 2)",
        "SELECT 0x1F",
        "SELECT 1_000",
        "SELECT '1'::money",
        "SELECT lag(id) IGNORE NULLS OVER (ORDER BY id) FROM stock",
        "SELECT lag(id IGNORE NULLS) OVER (ORDER BY id) FROM stock",
        "SELECT id, count(*) FROM stock GROUP BY ALL",
        "SELECT id FROM stock FOR UPDATE",
        "SELECT sum(id) OVER w FROM stock WINDOW w AS (PARTITION BY id)",
        'SELECT "$path" FROM stock',
        "CREATE TABLE t (name varchar(3) COLLATE CASE_INSENSITIVE)",
        "SELECT U&'a'",
        "SELECT octetindex('a', 'ba')",
        "SELECT id FROM stock WHERE name = 5",
        "SELECT 1 || 2",
        "SELECT substring(12345, 2, 2)",
        "ANALYZE COMPRESSION stock",
        "CREATE PROCEDURE p() AS $$ BEGIN IF soundex('a') = 'b' THEN NULL; END IF; END; $$"
        " LANGUAGE plpgsql",
    ],
)
def test_what_is_not_imitated(admin: Session, sql: str) -> None:
    code, message = admin.refused(sql)

    assert (code, message[:23]) == ("0A000", "sandbox: not imitated: ")


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE stock now",
        "DROP VIEW bound now",
        "TRUNCATE stock now",
        "ALTER TABLE stock OWNER TO admin now",
        "ALTER TABLE stock RENAME TO stocks now",
        "ALTER TABLE stock ALTER DISTSTYLE ALL now",
        "DROP USER admin now",
        "CREATE GROUP g now",
        "DROP GROUP g now",
        "ALTER GROUP g RENAME TO h now",
        "VACUUM stock now",
        "ANALYZE stock now",
        "SET search_path TO public now",
        "RESET search_path now",
    ],
)
def test_no_word_goes_unread(admin: Session, sql: str) -> None:
    assert admin.refused(sql) == ("42601", 'syntax error at or near "now"')


@pytest.mark.parametrize(
    "sql",
    [
        "WITH gone AS (DELETE FROM stock RETURNING id) SELECT * FROM gone",
        "WITH made AS (INSERT INTO stock VALUES (1)) SELECT 1",
        "WITH one AS (SELECT 1 AS id) INSERT INTO stock (id) SELECT id FROM one",
        "WITH one AS (SELECT 1 AS id) DELETE FROM stock USING one RETURNING 1",
        "CREATE TABLE t (id int) WITH (fillfactor = 10)",
        "CREATE TABLE t (LIKE stock INCLUDING ALL)",
        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE t AS VALUES (1)",
        "VALUES (1)",
        "INSERT INTO stock AS s VALUES (1)",
        "UPDATE stock SET (id, name) = (SELECT 1, 'a')",
        "SELECT id FROM stock ORDER BY id LIMIT 1 WITH TIES",
        "SELECT name IS JSON FROM stock",
        "COMMIT AND CHAIN",
        "ALTER TABLE stock ADD COLUMN",
        "ALTER TABLE stock RENAME COLUMN id",
    ],
)
def test_what_cannot_be_read(admin: Session, sql: str) -> None:
    assert admin.refused(sql)[0] == "42601"


@pytest.mark.parametrize(
    "call", ["concat_ws(',', 'a')", "gen_random_uuid()", "jsonb_build_object()", "to_json(1)"]
)
def test_functions_of_a_later_postgresql(admin: Session, call: str) -> None:
    name = call.partition("(")[0]

    assert admin.refused(f"SELECT {call}") == ("42883", f"function {name}() does not exist")


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE stock ALTER COLUMN id TYPE bigint",
        "ALTER TABLE stock ALTER COLUMN id DROP NOT NULL",
    ],
)
def test_columns_change_their_size_alone(admin: Session, sql: str) -> None:
    admin.run("ALTER TABLE stock ALTER COLUMN name TYPE varchar(30)")

    assert admin.refused(sql) == (
        "0A000",
        "ALTER COLUMN changes nothing but the size of a VARCHAR column",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM pg_class WHERE oid = 'stock'::regclass",
        "SELECT 1 WHERE (1, 2) IN ((1, 2), (3, 4))",
        "SELECT count(*) FROM (SELECT 1 AS a, 2 AS b GROUP BY (a, b)) g",
        "SELECT count(*) FROM (SELECT 1 AS ctid) made WHERE ctid = 1",
        "SELECT 15e-1 + .5 + 5. = 7",
    ],
)
def test_what_only_looks_like_it(admin: Session, sql: str) -> None:
    assert admin.value(sql) in (1, True)


@pytest.mark.parametrize("change", ["ADD COLUMN oid int", "RENAME COLUMN id TO ctid"])
def test_columns_are_not_named_as_postgresqls(admin: Session, change: str) -> None:
    code, message = admin.refused(f"ALTER TABLE stock {change}")

    assert (code, message[:11]) == ("42701", "column name")


def test_refusals_speak_of_relations(admin: Session, reader: Session) -> None:
    for sql in ("SELECT * FROM stock", "SELECT * FROM bound", "TRUNCATE stock"):
        code, message = reader.refused(sql)
        assert (code, message[:31]) == ("42501", "permission denied for relation "), sql
    for sql in ("DROP TABLE stock", "DROP VIEW bound", "ALTER TABLE stock OWNER TO reader"):
        code, message = reader.refused(sql)
        assert (code, message[:26]) == ("42501", "must be owner of relation "), sql


def test_views_are_shown_to_who_may_read_them(admin: Session, reader: Session) -> None:
    shown = "SELECT table_name FROM information_schema.views WHERE table_name = 'bound'"

    before = reader.run(shown)
    admin.run("GRANT SELECT ON bound TO reader")
    after = reader.run(shown)
    admin.run("REVOKE SELECT ON bound FROM reader")

    assert (before, after) == ([], [["bound"]])


def test_privileges_on_columns_stay_in_their_database(
    lake: Lake, admin: Session, reader: Session
) -> None:
    admin.run("CREATE DATABASE elsewhere")
    there = lake.connect(database="elsewhere")
    there.run("CREATE TABLE public.kept AS SELECT 1 AS id")
    assert admin.run("SELECT * FROM elsewhere.public.kept") == [[1]]
    there.run("GRANT SELECT (id) ON public.kept TO reader")

    code, message = reader.refused("SELECT id FROM elsewhere.public.kept")
    there.run("DROP TABLE public.kept")
    there.close()
    admin.run("DROP DATABASE elsewhere")

    assert code == "0A000"
    assert message.startswith("elsewhere.public.kept has privileges on columns")


def test_functions_of_a_bound_view_are_shown_as_redshift_has_them(admin: Session) -> None:
    shown = "SHOW VIEW public.lengths"
    admin.run("CREATE VIEW public.lengths AS SELECT len(name) AS n FROM stock")
    typed = admin.value(shown)
    admin.run(
        "CREATE OR REPLACE VIEW public.lengths (n) AS SELECT datediff(day, sysdate, sysdate)::int"
    )
    listed = admin.value(shown)
    recreated = admin.run(f"CREATE VIEW public.again AS {listed}")
    admin.run("CREATE OR REPLACE VIEW public.lengths AS SELECT 1 AS n")
    plain = admin.value(shown)
    admin.run("DROP VIEW public.again, public.lengths")

    assert typed == "SELECT len(name) AS n FROM stock;"
    assert listed == ("SELECT * FROM (SELECT datediff(day, sysdate, sysdate)::int) AS named (n);")
    assert recreated == []
    assert plain == " SELECT 1 AS n;"


def test_expressions_of_a_body_are_redshifts(admin: Session) -> None:
    admin.run(
        "CREATE PROCEDURE public.told(said varchar) AS $$\n"
        "DECLARE one record; c CURSOR FOR SELECT id FROM public.stock; days int;\n"
        "BEGIN\n"
        "  days := datediff(day, '2020-01-01'::date, '2020-01-03'::date);\n"
        "  FOR one IN SELECT len(said) AS n FROM public.stock LIMIT 1 LOOP\n"
        "    WHILE dateadd(day, days, '2020-01-01'::date) < '2020-01-05' LOOP\n"
        "      days := days + one.n;\n"
        "    END LOOP;\n"
        "  END LOOP;\n"
        "  SELECT INTO days, one.n days + one.n, 1;\n"
        "  UPDATE public.stock SET id = days;\n"
        "END;\n$$ LANGUAGE plpgsql"
    )
    admin.run("INSERT INTO public.stock VALUES (1, 'a')")
    admin.run("CALL public.told(nvl(NULL, 'x'))")
    found = admin.run("SELECT id FROM public.stock")
    admin.run("DELETE public.stock")
    admin.run("DROP PROCEDURE public.told(varchar)")

    assert found == [[5]]
