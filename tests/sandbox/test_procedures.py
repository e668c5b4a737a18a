"""Procedures as their callers meet them: names, commits, what comes out."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sandbox.lake import Lake, Session


@pytest.fixture(scope="module", autouse=True)
def made(admin: Session) -> Iterator[None]:
    admin.run("CREATE SCHEMA mart")
    admin.run("CREATE TABLE mart.t (a int, b varchar(9))")
    admin.run("CREATE TABLE mart.log (a int)")
    yield
    admin.run("DROP SCHEMA mart CASCADE")


@pytest.fixture(autouse=True)
def filled(admin: Session, made: None) -> None:
    admin.run("DELETE FROM mart.t")
    admin.run("DELETE FROM mart.log")
    admin.run("INSERT INTO mart.t VALUES (1, 'one'), (2, 'two')")


def procedure(session: Session, body: str, arguments: str = "", suffix: str = "") -> None:
    session.run(
        f"CREATE OR REPLACE PROCEDURE mart.p({arguments}) AS $$ {body} $$ LANGUAGE plpgsql{suffix}"
    )


def logged(session: Session) -> list[int]:
    return [row[0] for row in session.run("SELECT a FROM mart.log ORDER BY a")]


COMMITS = "BEGIN INSERT INTO mart.log VALUES (1); COMMIT; END"


@pytest.mark.parametrize(
    "before",
    [
        "SET statement_timeout TO 0",
        "SET query_group TO 'a'",
        "SET search_path TO mart, public",
        "SET timezone TO 'UTC'",
        "RESET query_group",
        "SET enable_case_sensitive_identifier TO on",
        "SET no_such_setting TO 1",
    ],
)
def test_a_procedure_may_commit_after_a_setting(lake: Lake, admin: Session, before: str) -> None:
    procedure(admin, COMMITS)
    done = lake.psql("-c", before, "-c", "CALL mart.p()", "-c", "CALL mart.p()")

    assert done.stdout.splitlines()[-2:] == ["CALL", "CALL"]
    assert logged(admin) == [1, 1]


def test_a_procedure_may_commit_through_the_extended_protocol(lake: Lake, admin: Session) -> None:
    procedure(admin, COMMITS)
    session = lake.connect()
    session.run("SET query_group TO 'a'")
    session.run("CALL mart.p()")

    assert logged(admin) == [1]


def test_a_procedure_may_not_commit_in_a_transaction_block(lake: Lake, admin: Session) -> None:
    procedure(admin, COMMITS)
    in_block = lake.psql("-c", "BEGIN; CALL mart.p(); COMMIT")
    after_another = lake.psql("-c", "SELECT 1; CALL mart.p()")

    assert "2D000: invalid transaction termination" in in_block.stderr
    assert "2D000: invalid transaction termination" in after_another.stderr
    assert logged(admin) == []


@pytest.mark.parametrize(
    "body",
    [
        "DECLARE r record; BEGIN FOR r IN SELECT a FROM mart.t LOOP"
        " INSERT INTO mart.log VALUES (r.a); END LOOP; END;",
        "DECLARE r record; BEGIN FOR r IN (SELECT a FROM mart.t) LOOP"
        " INSERT INTO mart.log VALUES (r.a); END LOOP; END;",
        "DECLARE c CURSOR FOR SELECT a FROM mart.t ORDER BY a; n int; BEGIN OPEN c; FETCH c INTO n;"
        " INSERT INTO mart.log VALUES (n); FETCH c INTO n; INSERT INTO mart.log VALUES (n); END;",
        "DECLARE c refcursor; n int; BEGIN OPEN c FOR SELECT a FROM mart.t ORDER BY a;"
        " FETCH c INTO n; INSERT INTO mart.log VALUES (n), (2); CLOSE c; END;",
        "DECLARE n int; BEGIN n := (SELECT count(*) FROM mart.t);"
        " INSERT INTO mart.log VALUES (1), (n); END;",
        "DECLARE n int := (SELECT max(a) FROM mart.t); m int DEFAULT (SELECT min(a) FROM mart.t);"
        " BEGIN INSERT INTO mart.log VALUES (m), (n); END;",
        "BEGIN IF EXISTS (SELECT 1 FROM mart.t) THEN"
        " INSERT INTO mart.log SELECT a FROM mart.t; END IF; END;",
        "BEGIN IF (CASE WHEN 1 = 2 THEN 1 ELSE 2 END) = 1 THEN NULL;"
        " ELSIF (SELECT count(*) FROM mart.t) = 2 THEN"
        " INSERT INTO mart.log SELECT a FROM mart.t; END IF; END;",
        "BEGIN WHILE (SELECT count(*) FROM mart.log) < 2 LOOP"
        " INSERT INTO mart.log SELECT count(*) + 1 FROM mart.log; END LOOP; END;",
        "BEGIN FOR i IN 1..(SELECT max(a) FROM mart.t) LOOP"
        " INSERT INTO mart.log VALUES (i); END LOOP; END;",
        "BEGIN CASE (SELECT max(a) FROM mart.t) WHEN 1 THEN NULL; WHEN 2 THEN"
        " INSERT INTO mart.log SELECT a FROM mart.t; END CASE; END;",
        "DECLARE i int := 1; BEGIN <<up>> LOOP INSERT INTO mart.log VALUES (i); i := i + 1;"
        " EXIT up WHEN i > (SELECT max(a) FROM mart.t); END LOOP; END;",
        "DECLARE n int; BEGIN WITH x AS (SELECT a FROM mart.t) SELECT max(a) INTO n FROM x;"
        " INSERT INTO mart.log VALUES (1), (n); END;",
        "DECLARE r mart.t%ROWTYPE; n mart.t.a%TYPE; s VARCHAR(MAX) := 'x'; BEGIN"
        " SELECT a, b INTO r FROM mart.t WHERE a = 1; n := r.a + len(s);"
        " INSERT INTO mart.log VALUES (r.a), (n); END;",
    ],
)
def test_names_are_redshifts_everywhere(admin: Session, body: str) -> None:
    procedure(admin, body)
    admin.run("CALL mart.p()")

    assert logged(admin) == [1, 2]


def test_raise_speaks_redshifts_names(lake: Lake, admin: Session) -> None:
    procedure(admin, "BEGIN RAISE INFO 'there are %', (SELECT count(*) FROM mart.t); END")

    assert "there are 2" in lake.psql("-c", "CALL mart.p()").stderr


@pytest.mark.parametrize(
    "body",
    [
        "DECLARE r record; BEGIN FOR r IN EXECUTE 'SELECT 1' LOOP NULL; END LOOP; END;",
        "DECLARE c refcursor; BEGIN OPEN c FOR EXECUTE 'SELECT 1'; END;",
        "BEGIN COPY mart.t FROM 's3://b/k'; END;",
    ],
)
def test_what_a_body_may_not_hold(admin: Session, body: str) -> None:
    code, said = admin.refused(f"CREATE PROCEDURE mart.q() AS $$ {body} $$ LANGUAGE plpgsql")

    assert (code, said.startswith("sandbox: not imitated: ")) == ("0A000", True)


@pytest.mark.parametrize("suffix", ["", " SECURITY DEFINER"])
def test_truncate_in_a_procedure_commits(lake: Lake, admin: Session, suffix: str) -> None:
    procedure(admin, "BEGIN INSERT INTO mart.log VALUES (1); TRUNCATE mart.t; END", suffix=suffix)
    in_block = lake.psql(
        "-c", "BEGIN; INSERT INTO mart.log VALUES (2); CALL mart.p(); ROLLBACK"
    ).stderr
    kept = admin.value("SELECT count(*) FROM mart.t")
    admin.run("CALL mart.p()")

    assert "0A000: sandbox: not imitated: TRUNCATE in a procedure that is called in a" in in_block
    assert (kept, admin.value("SELECT count(*) FROM mart.t"), logged(admin)) == (2, 0, [1])


def test_what_ran_before_a_truncate_stays(admin: Session) -> None:
    procedure(
        admin,
        "BEGIN INSERT INTO mart.log VALUES (1); TRUNCATE mart.t;"
        " INSERT INTO mart.log VALUES (2); RAISE EXCEPTION 'no'; END",
    )
    admin.refused("CALL mart.p()")

    assert (logged(admin), admin.run("SELECT * FROM mart.t")) == ([1], [])


def test_what_comes_out_is_a_row(lake: Lake, admin: Session) -> None:
    procedure(admin, "BEGIN b := a + 1; c := c || '!'; END", "a IN int, b OUT int, c INOUT varchar")
    in_psql = lake.psql("-A", "-P", "tuples_only=off", "-c", "CALL mart.p(1, 'x')")
    with psycopg.connect(
        host="localhost",
        port=lake.running.port,
        dbname="dev",
        user="admin",
        password=lake.admin_password,
        sslmode="verify-full",
        sslrootcert=lake.running.certificate,
    ) as connected:
        bound = connected.execute("CALL mart.p(%s, %s)", (1, "x")).fetchall()
    admin.run("DROP PROCEDURE mart.p(int, varchar)")

    assert in_psql.stdout.splitlines() == ["b|c", "2|x!", "(1 row)"]
    assert bound == [(2, "x!")]


def test_a_procedure_with_an_out_argument_may_commit(admin: Session) -> None:
    procedure(
        admin, "BEGIN INSERT INTO mart.log VALUES (a); COMMIT; b := a; END", "a int, OUT b int"
    )

    assert (admin.run("CALL mart.p(1)"), logged(admin)) == ([[1]], [1])


def test_a_procedure_calls_another_with_variables(admin: Session) -> None:
    admin.run(
        "CREATE OR REPLACE PROCEDURE mart.twice(INOUT a int) AS $$ BEGIN a := 2 * a; END $$"
        " LANGUAGE plpgsql"
    )
    procedure(
        admin, "DECLARE x int := 1; BEGIN CALL mart.twice(x); INSERT INTO mart.log VALUES (x); END"
    )
    admin.run("CALL mart.p()")

    assert logged(admin) == [2]
