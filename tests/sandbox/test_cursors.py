"""DECLARE, FETCH, CLOSE; PREPARE, EXECUTE, DEALLOCATE.

https://docs.aws.amazon.com/redshift/latest/dg/declare.html,
https://docs.aws.amazon.com/redshift/latest/dg/fetch.html and
https://docs.aws.amazon.com/redshift/latest/dg/r_PREPARE.html
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sandbox.lake import Lake, Session


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    admin.run("CREATE TABLE public.numbers (n int, t varchar(5))")
    admin.run("INSERT INTO public.numbers VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    admin.run("CREATE VIEW public.late AS SELECT n, t FROM public.numbers WITH NO SCHEMA BINDING")


@pytest.fixture
def session(lake: Lake, made: None) -> Iterator[Session]:
    """In a transaction, as redshift_connector is by default."""
    session = lake.connect(autocommit=False)
    yield session
    session.close()


DECLARED = "DECLARE c CURSOR FOR SELECT n FROM public.late ORDER BY n"


@pytest.mark.parametrize(
    ("fetched", "rows"),
    [
        ("FETCH FROM c", [[1]]),
        ("FETCH NEXT FROM C", [[1]]),
        ("FETCH FORWARD 2 FROM c", [[1], [2]]),
        ("FETCH FORWARD ALL FROM c", [[1], [2], [3]]),
        ('FETCH ALL FROM "c"', [[1], [2], [3]]),
        ("fetch 2 in c", [[1], [2]]),
    ],
)
def test_rows_are_fetched(session: Session, fetched: str, rows: list[list[int]]) -> None:
    session.run(DECLARED)

    assert session.run(fetched) == rows


def test_cursor_goes_on_where_it_is(session: Session) -> None:
    session.run(DECLARED)

    assert session.run("FETCH FORWARD 2 FROM c") == [[1], [2]]
    assert session.run("FETCH FORWARD 0 FROM c") == [[2]]
    assert session.run("FETCH ALL FROM c") == [[3]]
    assert session.run("FETCH NEXT FROM c") == []
    session.run("CLOSE c")
    assert session.refused("FETCH NEXT FROM c") == ("34000", 'cursor "c" does not exist')


def test_session_has_one_cursor_at_a_time(session: Session) -> None:
    session.run(DECLARED)
    session.run("CLOSE c")
    session.run("DECLARE d CURSOR WITHOUT HOLD FOR SELECT 1")

    assert session.refused(DECLARED) == (
        "24000",
        "opening multiple cursors from within the same client connection is not allowed.",
    )


def test_cursor_ends_with_its_transaction(session: Session, admin: Session) -> None:
    session.run(DECLARED)
    session.connection.commit()

    assert session.refused("FETCH NEXT FROM c")[0] == "34000"
    assert admin.refused(DECLARED) == (
        "25P01",
        "DECLARE CURSOR may only be used in transaction blocks",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "FETCH BACKWARD 1 FROM c",
        "FETCH PRIOR FROM c",
        "FETCH FORWARD -1 FROM c",
        "FETCH ALL FROM c d",
        "CLOSE ALL",
        "DECLARE c SCROLL CURSOR FOR SELECT 1",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
        "DECLARE c CURSOR FOR DELETE FROM public.numbers",
    ],
)
def test_what_is_no_grammar_of_cursors(session: Session, sql: str) -> None:
    session.run("SELECT 1")

    assert session.refused(sql)[0] == "42601"


def test_psycopgs_named_cursor(lake: Lake, made: None) -> None:
    with (
        psycopg.connect(
            host="localhost",
            port=lake.running.port,
            user="admin",
            password=lake.admin_password,
            dbname="dev",
            sslmode="verify-full",
            sslrootcert=lake.running.certificate,
            client_encoding="utf8",
            prepare_threshold=None,
        ) as connection,
        connection.cursor("named") as cursor,
    ):
        cursor.execute("SELECT n, t FROM public.late ORDER BY n")
        assert cursor.fetchmany(2) == [(1, "a"), (2, "b")]
        assert cursor.fetchall() == [(3, "c")]


# prepared statements


def test_statement_is_executed_with_values(admin: Session, made: None) -> None:
    admin.run("PREPARE p (int, varchar(max)) AS SELECT t, $2 FROM public.numbers WHERE n = $1")

    assert admin.run("EXECUTE p (2, 'x')") == [["b", "x"]]
    assert admin.run("EXECUTE p (1 + 2, 'y')") == [["c", "y"]]
    assert admin.refused("EXECUTE p")[0] == "42601"
    assert admin.refused("PREPARE p AS SELECT 1") == (
        "42P05",
        'prepared statement "p" already exists',
    )
    admin.run("DEALLOCATE PREPARE p")
    assert admin.refused("EXECUTE p (1, 'x')") == (
        "26000",
        'prepared statement "p" does not exist',
    )


def test_prepared_statement_changes_rows(admin: Session, made: None) -> None:
    admin.run("CREATE TABLE public.filled (n int)")
    admin.run("PREPARE i (int) AS INSERT INTO public.filled VALUES ($1)")
    admin.run("EXECUTE i (7)")
    admin.run("EXECUTE i (8)")

    assert admin.value("SELECT sum(n) FROM public.filled") == 15
    admin.run("DEALLOCATE i")
    admin.run("DROP TABLE public.filled")


def test_prepared_statement_reads_the_view_that_is_there_now(admin: Session, made: None) -> None:
    admin.run("CREATE VIEW public.now AS SELECT 1 AS n WITH NO SCHEMA BINDING")
    admin.run("PREPARE p AS SELECT n FROM public.now")
    assert admin.run("EXECUTE p") == [[1]]

    admin.run("CREATE OR REPLACE VIEW public.now AS SELECT 'two' AS n WITH NO SCHEMA BINDING")

    assert admin.run("EXECUTE p") == [["two"]]
    admin.run("DROP VIEW public.now")
    assert admin.refused("EXECUTE p")[0] == "42P01"
    admin.run("DEALLOCATE p")


def test_prepared_statement_outlives_its_transaction(session: Session) -> None:
    session.run("PREPARE p AS SELECT 1")
    session.connection.rollback()

    assert session.run("EXECUTE p") == [[1]]


@pytest.mark.parametrize(
    "sql", ["PREPARE p AS CREATE TABLE t (n int)", "PREPARE p AS CALL p()", "DEALLOCATE ALL"]
)
def test_what_is_no_grammar_of_prepared_statements(admin: Session, sql: str) -> None:
    assert admin.refused(sql)[0] == "42601"


def test_psycopg_deallocates_what_it_has_prepared(lake: Lake, made: None) -> None:
    with psycopg.connect(
        host="localhost",
        port=lake.running.port,
        user="admin",
        password=lake.admin_password,
        dbname="dev",
        sslmode="verify-full",
        sslrootcert=lake.running.certificate,
        client_encoding="utf8",
    ) as connection:
        connection.prepared_max = 1
        for number in range(3):
            # PostgreSQL has this one as an empty statement.
            connection.execute("LOCK public.numbers", prepare=True)
            row = connection.execute("SELECT %s::int", (number,), prepare=True).fetchone()
            assert row == (number,)
