"""What may be done to external tables and schemas: read, and little else."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Lake, Session

TABLE = "ext_held.policydata"

NO_VIEWS: list[tuple[str, str]] = [
    (f"DROP VIEW {TABLE}", '"policydata" is not a view'),
    (f"CREATE OR REPLACE VIEW {TABLE} AS SELECT * FROM public.copy", '"policydata" is not a view'),
    (f"COMMENT ON VIEW {TABLE} IS 'a'", '"policydata" is not a view'),
    (f"COMMENT ON TABLE {TABLE} IS 'a'", '"policydata" is not a table'),
    (f"TRUNCATE {TABLE}", '"policydata" is not a table'),
]
REFUSED: list[tuple[str, str]] = [
    (f"COMMENT ON COLUMN {TABLE}.policynumber IS 'a'", "Comments on external columns"),
    (f"DELETE FROM {TABLE}", "Operation not supported on external tables"),
    (f"UPDATE {TABLE} SET policynumber = 'x'", "Operation not supported on external tables"),
    ("GRANT CREATE ON SCHEMA ext_held TO ext_reader", "CREATE ON SCHEMA is not supported"),
    (
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE}",
        "sandbox: not imitated: INSERT into an external table",
    ),
    (
        f"ALTER TABLE {TABLE} OWNER TO ext_reader",
        "sandbox: not imitated: ALTER TABLE of an external table",
    ),
    (
        f"ALTER TABLE {TABLE} RENAME TO other",
        "sandbox: not imitated: ALTER TABLE of an external table",
    ),
    (f"DROP TABLE {TABLE}", "sandbox: not imitated: DROP TABLE of an external table"),
]


@pytest.fixture(scope="module", autouse=True)
def _external(admin: Session) -> None:
    admin.run("CREATE USER ext_reader PASSWORD DISABLE")
    admin.run(
        "CREATE EXTERNAL SCHEMA ext_held FROM DATA CATALOG"
        " DATABASE 'syntheticgeneraldata_consume' IAM_ROLE DEFAULT"
    )
    admin.run(f"CREATE TABLE public.copy AS SELECT * FROM {TABLE}")


@pytest.mark.parametrize(("sql", "message"), REFUSED, ids=[sql for sql, _ in REFUSED])
def test_a_superuser_too_is_refused(admin: Session, sql: str, message: str) -> None:
    before = admin.value(f"SELECT count(*) FROM {TABLE}")

    code, said = admin.refused(sql)

    assert code == "0A000"
    assert said.startswith(message)
    assert admin.value(f"SELECT count(*) FROM {TABLE}") == before > 0


@pytest.mark.parametrize(("sql", "message"), NO_VIEWS, ids=[sql for sql, _ in NO_VIEWS])
def test_it_is_no_view_and_no_table_of_the_database(admin: Session, sql: str, message: str) -> None:
    refused = admin.refused(sql)

    assert refused == ("42809", message)
    assert admin.value(f"SELECT count(*) FROM {TABLE}") > 0


def test_what_is_inserted_is_inserted_outside_of_a_block(lake: Lake) -> None:
    session = lake.connect(autocommit=False)
    session.run("SELECT 1")

    refused = session.refused(f"INSERT INTO {TABLE} SELECT * FROM {TABLE}")

    session.connection.rollback()
    said = "INSERT INTO EXTERNAL TABLE cannot run inside a transaction block"
    assert refused == ("25001", said)


def test_no_search_path_leads_to_it(lake: Lake) -> None:
    session = lake.connect()
    session.run("SET search_path TO ext_held")

    refused = session.refused("SELECT * FROM policydata")

    assert refused == ("42P01", 'relation "policydata" does not exist')


def test_all_on_an_external_schema_is_usage(admin: Session) -> None:
    admin.run("GRANT ALL ON SCHEMA ext_held TO ext_reader")

    held = admin.run(
        "SELECT privilege_type FROM svv_schema_privileges"
        " WHERE namespace_name = 'ext_held' AND identity_name = 'ext_reader'"
    )
    assert held == [["USAGE"]]
