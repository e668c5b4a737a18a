"""What a newcomer types: typos, what is not there, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session


@pytest.fixture(scope="module", autouse=True)
def made(admin: Session) -> Iterator[None]:
    admin.run("CREATE SCHEMA mart")
    admin.run("CREATE TABLE mart.t (a int PRIMARY KEY, b varchar(9))")
    yield
    admin.run("DROP SCHEMA mart CASCADE")


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("selct 1", "selct"),
        ("create tabel t (a int)", "tabel"),
        ("alter tbl t add column b int", "tbl"),
        ("drop vieww v", "vieww"),
        ("'a'", "a"),
        ("alter table mart.t add column c int, add column d int", ","),
    ],
)
def test_a_typo_is_a_syntax_error(admin: Session, sql: str, near: str) -> None:
    assert admin.refused(sql) == ("42601", f'syntax error at or near "{near}"')


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("merge into mart.t using mart.t s on true when matched then delete", "merge into mart.t"),
        ("use dev", "use dev"),
        (
            "copy mart.t from 's3://b/k' iam_role default",
            "copy mart.t; what is in files is served by redlake sandbox start --data DIR",
        ),
        (
            "unload ('select 1') to 's3://b/k'",
            "unload: it writes no files; redlake sandbox start --data DIR reads them",
        ),
    ],
)
def test_what_redshift_has_is_not_imitated(admin: Session, sql: str, said: str) -> None:
    assert admin.refused(sql) == ("0A000", f"sandbox: not imitated: {said}")


def test_a_type_in_its_schema(admin: Session) -> None:
    assert admin.run("select 'a'::pg_catalog.text, cast('1' as pg_catalog.int4) + 1") == [["a", 2]]


def test_a_system_defined_role_needs_no_quotes(admin: Session) -> None:
    admin.run("grant role sys:monitor to admin")
    held = admin.run("SELECT role_name FROM svv_user_grants WHERE user_name = 'admin'")
    admin.run("revoke role sys:monitor from admin")

    assert held == [["sys:monitor"]]


def test_a_key_that_is_kept_here_alone(admin: Session) -> None:
    admin.run("INSERT INTO mart.t VALUES (1)")
    code, said = admin.refused("INSERT INTO mart.t VALUES (1)")

    assert code == "23505"
    assert said.startswith("sandbox: duplicate key value violates")


@pytest.mark.parametrize(
    ("sql", "code", "said"),
    [
        ("create table mart.x (a int) distkey(nope)", "42703", 'column "nope" does not exist'),
        ("create table mart.x (a int) sortkey(a, no)", "42703", 'column "no" does not exist'),
        ("alter table mart.t alter distkey nope", "42703", 'column "nope" does not exist'),
        (
            "create table mart.x (a int) diststyle even distkey(a)",
            "42601",
            "sandbox: DISTKEY goes with DISTSTYLE KEY only",
        ),
        (
            "create table mart.x (a int distkey, b int distkey)",
            "42601",
            "sandbox: a table has one column for DISTKEY",
        ),
        ("create table mart.x (a int encode foo)", "42601", "sandbox: there is no ENCODE foo"),
        (
            "create external schema e from data catalog database 'd' iam_role 'notanarn'",
            "42601",
            "sandbox: IAM_ROLE is ARNs of roles, default or 'SESSION', not 'notanarn'",
        ),
    ],
)
def test_what_says_nothing_of_a_table(admin: Session, sql: str, code: str, said: str) -> None:
    assert admin.refused(sql) == (code, said)


def test_a_dropped_database_says_nothing_of_what_was_in_it(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE other")
    other = lake.connect(database="other")
    other.run("CREATE TABLE public.o (a int)")
    other.close()

    assert lake.psql("-c", "DROP DATABASE other").stderr == ""


def test_lists_of_the_driver(admin: Session) -> None:
    with admin.connection.cursor() as cursor:
        schemas = [row[0] for row in cursor.get_schemas(None, "ma%")]
        tables = [row[1:4] for row in cursor.get_tables(None, "mart", "t")]

    assert schemas == ["mart"]
    assert tables == [["mart", "t", "TABLE"]]


@pytest.mark.parametrize("command", ["\\dn", "\\dt", "\\dv", "\\d", "\\conninfo"])
def test_psqls_own_commands(lake: Lake, command: str) -> None:
    assert "ERROR" not in lake.psql("-c", command).stderr
