"""The clients that people use, each as its own users would: psycopg, psql, SQLAlchemy, Alembic.

redshift_connector is what all other tests go through; here is what only it can show.
"""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.operations import Operations
from psycopg import errors

from tests.sandbox.lake import Lake, Session


@pytest.fixture
def driver(lake: Lake) -> Iterator[Any]:
    """redshift_connector, as it is by default: in a transaction."""
    session = lake.connect(autocommit=False)
    yield session.connection
    session.close()


@pytest.fixture
def psycopg3(lake: Lake) -> Iterator[psycopg.Connection]:
    """psycopg as Redshift's users have it: it would send DEALLOCATE ALL, which is unknown there."""
    with psycopg.connect(
        host="localhost",
        port=lake.running.port,
        user="admin",
        password=lake.admin_password,
        dbname="dev",
        sslmode="verify-full",
        sslrootcert=lake.running.certificate,
        client_encoding="utf8",
        prepare_threshold=None,
    ) as connection:
        yield connection


@pytest.fixture
def engine(lake: Lake) -> Iterator[sqlalchemy.Engine]:
    made = sqlalchemy.create_engine(
        f"redshift+redshift_connector://admin@localhost:{lake.running.port}/dev",
        connect_args={"password": lake.admin_password, "ssl": True, "sslmode": "verify-full"},
    )
    yield made
    made.dispose()


# redshift_connector


def test_the_drivers_parameters_and_statements_that_it_keeps(driver: Any) -> None:
    with driver.cursor() as cursor:
        for number in (1, 2):
            cursor.execute("SELECT %s::int + 1, %s::varchar", (number, "it's 100%"))
            assert [list(row) for row in cursor.fetchall()] == [[number + 1, "it's 100%"]]


def test_the_drivers_transaction(driver: Any, admin: Session) -> None:
    with driver.cursor() as cursor:
        cursor.execute("CREATE TABLE public.of_driver (n int)")
        cursor.executemany("INSERT INTO public.of_driver VALUES (%s)", [(1,), (2,)])
        driver.commit()
        cursor.execute("DELETE FROM public.of_driver")
        driver.rollback()

    assert admin.value("SELECT count(*) FROM public.of_driver") == 2
    admin.run("DROP TABLE public.of_driver")


# psycopg


def test_psycopgs_parameters(psycopg3: psycopg.Connection) -> None:
    row = psycopg3.execute("SELECT %s::int + 1, %s::varchar", (1, "it's")).fetchone()

    assert row == (2, "it's")


def test_psycopgs_prepared_statement(psycopg3: psycopg.Connection) -> None:
    for number in (1, 2):
        found = psycopg3.execute("SELECT %s::int", (number,), prepare=True).fetchone()
        assert found == (number,)


def test_psycopgs_errors_and_transactions(psycopg3: psycopg.Connection, admin: Session) -> None:
    with psycopg3.transaction():
        psycopg3.execute("CREATE TABLE public.of_psycopg (n int, t varchar)")
        psycopg3.execute("INSERT INTO public.of_psycopg VALUES (%s,%s)", (1, "a"))
    psycopg3.execute("DELETE FROM public.of_psycopg")
    with pytest.raises(errors.DivisionByZero):
        psycopg3.execute("SELECT 1/0")
    psycopg3.rollback()
    with pytest.raises(errors.UndefinedTable) as caught:
        psycopg3.execute("SELECT * FROM public.nowhere")
    psycopg3.rollback()

    assert caught.value.sqlstate == "42P01"
    assert admin.value("SELECT count(*) FROM public.of_psycopg") == 1
    admin.run("DROP TABLE public.of_psycopg")


def test_psycopgs_copy_is_no_grammar(psycopg3: psycopg.Connection) -> None:
    with (
        pytest.raises(errors.SyntaxError, match='syntax error at or near "STDOUT"'),
        psycopg3.cursor() as cursor,
        cursor.copy("COPY public.anything TO STDOUT"),
    ):
        pass


def test_psycopg_cancels(lake: Lake, psycopg3: psycopg.Connection) -> None:
    def cancel() -> None:
        while all(sent.sql != "SELECT pg_sleep(600)" for sent in control.traffic().statements):
            time.sleep(0.05)
        psycopg3.cancel_safe()

    control = lake.running.control
    control.reset()
    canceller = threading.Thread(target=cancel)
    canceller.start()
    try:
        with pytest.raises(errors.QueryCanceled, match="cancelled on user's request"):
            psycopg3.execute("SELECT pg_sleep(600)")
    finally:
        canceller.join()
    psycopg3.rollback()

    assert psycopg3.execute("SELECT 1").fetchone() == (1,)


def test_psycopgs_pipeline(psycopg3: psycopg.Connection) -> None:
    with psycopg3.pipeline():
        cursors = [psycopg3.execute("SELECT %s::int", (number,)) for number in range(100)]

    assert [cursor.fetchone() for cursor in cursors] == [(number,) for number in range(100)]


def test_psycopg_takes_rows_as_they_come(psycopg3: psycopg.Connection) -> None:
    with psycopg3.cursor() as cursor:
        rows = cursor.stream("SELECT generate_series(1, 50000)", size=1000)
        assert sum(1 for _ in rows) == 50000


# psql


def test_psqls_script(lake: Lake) -> None:
    said = lake.psql(
        script="BEGIN;\nCREATE TABLE public.of_psql (n int);\n"
        "INSERT INTO public.of_psql VALUES (1), (2);\nSELECT sum(n) FROM public.of_psql;\n"
        "ROLLBACK;\nSELECT * FROM public.of_psql;\n"
    )

    assert said.stdout == "BEGIN\nCREATE TABLE\nINSERT 0 2\n3\nROLLBACK\n"
    assert '42P01: relation "public.of_psql" does not exist' in said.stderr


def test_psqls_variables(lake: Lake) -> None:
    said = lake.psql("-v", "x=it's", script="SELECT :'x';\n")

    assert said.stdout == "it's\n"


def test_psql_cancels(lake: Lake, admin: Session) -> None:
    running = subprocess.Popen(
        ["psql", "-X", "-v", "VERBOSITY=verbose", "-c", "SELECT pg_sleep(600)"],
        env=lake.psql_variables(),
        stderr=subprocess.PIPE,
        text=True,
    )
    asked = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ 'sleep.600'"
    while admin.value(f"{asked} AND pid <> pg_backend_pid()") == 0:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)

    assert "57014: Query (0) cancelled on user's request" in said


def test_psqls_copy_is_no_grammar(lake: Lake) -> None:
    for command, near in (("FROM STDIN", "STDIN"), ("TO STDOUT", "STDOUT")):
        said = lake.psql("-c", f"\\copy public.anything {command}")
        assert f'42601: syntax error at or near "{near}"' in said.stderr


# SQLAlchemy and Alembic


def test_sqlalchemys_session(engine: sqlalchemy.Engine) -> None:
    text = sqlalchemy.text
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE public.of_engine (n int, t varchar)"))
        rows = [{"n": n, "t": "x"} for n in range(10)]
        connection.execute(text("INSERT INTO public.of_engine VALUES (:n, :t)"), rows)
    with engine.connect() as other:
        other.execute(text("DELETE FROM public.of_engine"))
        with pytest.raises(sqlalchemy.exc.ProgrammingError, match="42P01"):
            other.execute(text("SELECT * FROM public.nowhere"))

    with engine.begin() as connection:
        query = text("SELECT count(*) FROM public.of_engine WHERE n >= :least")
        assert [connection.execute(query, {"least": n}).scalar() for n in (0, 5)] == [10, 5]
        connection.execute(text("DROP TABLE public.of_engine"))


def test_sqlalchemy_makes_and_reads_a_table(engine: sqlalchemy.Engine) -> None:
    table = sqlalchemy.Table(
        "made",
        sqlalchemy.MetaData(schema="public"),
        sqlalchemy.Column("n", sqlalchemy.Integer, nullable=False),
        sqlalchemy.Column("t", sqlalchemy.String(20)),
        redshift_diststyle="KEY",
        redshift_distkey="n",
        redshift_sortkey="n",
    )
    with engine.begin() as connection:
        table.create(connection, checkfirst=False)
        connection.execute(table.insert(), [{"n": 1, "t": "a"}, {"n": 2, "t": None}])
        found = connection.execute(sqlalchemy.select(table.c.t).order_by(table.c.n)).all()
        table.drop(connection, checkfirst=False)

    assert [tuple(row) for row in found] == [("a",), (None,)]


def test_sqlalchemy_makes_what_is_not_there(engine: sqlalchemy.Engine, admin: Session) -> None:
    metadata = sqlalchemy.MetaData(schema="public")
    sqlalchemy.Table("made_once", metadata, sqlalchemy.Column("n", sqlalchemy.Integer))

    metadata.create_all(engine)
    admin.run("INSERT INTO public.made_once VALUES (1)")
    metadata.create_all(engine)

    assert admin.value("SELECT count(*) FROM public.made_once") == 1
    metadata.drop_all(engine)
    metadata.drop_all(engine)


def test_alembics_operations(engine: sqlalchemy.Engine) -> None:
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        operations.create_table("of_alembic", sqlalchemy.Column("n", sqlalchemy.Integer))
        operations.add_column("of_alembic", sqlalchemy.Column("t", sqlalchemy.String(5)))
        operations.execute("INSERT INTO of_alembic VALUES (1, 'a')")
        found = connection.execute(sqlalchemy.text("SELECT n, t FROM of_alembic")).all()
        operations.drop_column("of_alembic", "t")
        operations.drop_table("of_alembic")

    assert [tuple(row) for row in found] == [(1, "a")]


def test_a_setting_is_the_connections_own(lake: Lake) -> None:
    one, two = lake.connect(), lake.connect()
    one.run("SET statement_timeout TO 1")
    time.sleep(0.01)

    assert one.refused("SELECT pg_sleep(1)")[0] == "57014"
    assert two.value("SELECT 1") == 1
    one.close()
    two.close()
