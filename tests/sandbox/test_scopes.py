"""Scoped privileges: on what is there and on what comes, apart from those on objects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


@pytest.fixture
def reader(lake: Lake, admin: Session) -> Iterator[Session]:
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
    admin.run("DROP USER reader")


@pytest.fixture
def marts(admin: Session) -> Iterator[None]:
    """A schema with a table."""
    admin.run("CREATE SCHEMA marts")
    admin.run("CREATE TABLE marts.stock AS SELECT 1 AS id")
    yield
    admin.run("DROP SCHEMA marts CASCADE")


DENIED = ("42501", "permission denied for relation stock")


def test_tables_of_a_schema_are_read_those_to_come_too(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    admin.run("GRANT SELECT FOR TABLES IN SCHEMA marts TO reader")
    admin.run("CREATE TABLE marts.orders AS SELECT 2 AS id")
    admin.run("CREATE VIEW marts.bound AS SELECT 3 AS id")
    admin.run(
        "CREATE VIEW marts.late AS SELECT id + 3 AS id FROM marts.stock WITH NO SCHEMA BINDING"
    )
    admin.run("CREATE MATERIALIZED VIEW marts.made AS SELECT id + 4 AS id FROM marts.stock")
    relations = ("stock", "orders", "bound", "late", "made")

    assert [reader.value(f"SELECT id FROM marts.{name}") for name in relations] == [1, 2, 3, 4, 5]
    assert reader.refused("INSERT INTO marts.stock VALUES (1)") == DENIED

    admin.run("REVOKE SELECT FOR TABLES IN SCHEMA marts FROM reader")
    for name in relations:
        assert reader.refused(f"SELECT id FROM marts.{name}")[0] == "42501"


def test_a_table_that_is_made_anew_is_read_again(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    admin.run("GRANT SELECT FOR TABLES IN SCHEMA marts TO reader")
    admin.run("DROP TABLE marts.stock")
    admin.run("CREATE TABLE marts.stock AS SELECT 7 AS id")

    assert reader.value("SELECT id FROM marts.stock") == 7


def test_schemas_and_tables_of_a_database_go_to_who_has_a_role_of_a_role(
    admin: Session, reader: Session, marts: None
) -> None:
    for sql in (
        "CREATE ROLE inner_one",
        "CREATE ROLE outer_one",
        "GRANT ROLE inner_one TO ROLE outer_one",
        "GRANT ROLE outer_one TO reader",
        "GRANT USAGE FOR SCHEMAS IN DATABASE dev TO ROLE inner_one",
        "GRANT SELECT, INSERT FOR TABLES IN DATABASE dev TO ROLE inner_one",
        "CREATE SCHEMA later",
        "CREATE TABLE later.stock AS SELECT 2 AS id",
    ):
        admin.run(sql)

    assert reader.value("SELECT id FROM marts.stock") == 1
    reader.run("INSERT INTO later.stock VALUES (3)")
    assert reader.value("SELECT count(*) FROM later.stock") == 2
    for sql in ("DROP SCHEMA later CASCADE", "REVOKE ROLE outer_one FROM reader"):
        admin.run(sql)
    assert reader.refused("SELECT id FROM marts.stock")[0] == "42501"
    assert admin.refused("DROP ROLE inner_one FORCE")[0] == "55006"
    for sql in (
        "REVOKE ALL FOR TABLES IN DATABASE dev FROM ROLE inner_one",
        "REVOKE USAGE FOR SCHEMAS IN DATABASE dev FROM ROLE inner_one",
        "DROP ROLE inner_one FORCE",
        "DROP ROLE outer_one",
    ):
        admin.run(sql)


def test_routines_are_run(admin: Session, reader: Session, marts: None) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    admin.run("GRANT EXECUTE FOR PROCEDURES IN SCHEMA marts TO reader")
    admin.run("CREATE PROCEDURE marts.work() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql")

    reader.run("CALL marts.work()")
    admin.run("REVOKE EXECUTE FOR PROCEDURES IN SCHEMA marts FROM reader")
    assert reader.refused("CALL marts.work()")[0] == "42501"


def test_scope_and_object_are_apart(admin: Session, reader: Session, marts: None) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    admin.run("GRANT SELECT ON marts.stock TO reader")
    admin.run("GRANT SELECT FOR TABLES IN SCHEMA marts TO reader")

    admin.run("REVOKE SELECT ON ALL TABLES IN SCHEMA marts FROM reader")
    assert reader.value("SELECT id FROM marts.stock") == 1
    admin.run("GRANT SELECT ON marts.stock TO reader")
    admin.run("REVOKE SELECT FOR TABLES IN SCHEMA marts FROM reader")
    assert reader.value("SELECT id FROM marts.stock") == 1


def test_each_scope_is_shown_and_nothing_of_how_it_is_carried_out(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("CREATE FUNCTION marts.one() RETURNS int STABLE AS $$ SELECT 1 $$ LANGUAGE sql")
    admin.run("GRANT SELECT, DROP FOR TABLES IN SCHEMA marts DATABASE dev TO reader")
    admin.run("GRANT EXECUTE FOR FUNCTIONS IN SCHEMA marts TO reader WITH GRANT OPTION")
    admin.run("GRANT USAGE FOR SCHEMAS IN DATABASE dev TO reader")
    admin.run("GRANT USAGE FOR LANGUAGES IN DATABASE dev TO reader")

    assert admin.run(
        "SELECT namespace_name, privilege_type, identity_name, identity_type, admin_option,"
        " privilege_scope FROM svv_schema_privileges WHERE identity_name = 'reader' ORDER BY 6, 2"
    ) == [
        ["marts", "EXECUTE", "reader", "user", True, "FUNCTIONS"],
        ["marts", "DROP", "reader", "user", False, "TABLES"],
        ["marts", "SELECT", "reader", "user", False, "TABLES"],
    ]
    assert admin.run(
        "SELECT database_name, privilege_type, privilege_scope FROM svv_database_privileges"
        " WHERE identity_name = 'reader' ORDER BY 3"
    ) == [["dev", "USAGE", "LANGUAGES"], ["dev", "USAGE", "SCHEMAS"]]
    for view in ("svv_relation_privileges", "svv_function_privileges", "svv_column_privileges"):
        assert admin.run(f"SELECT * FROM {view} WHERE namespace_name = 'marts'") == []
    acls = admin.run(
        "SELECT relacl::text FROM pg_class WHERE relname = 'stock'"
        " UNION ALL SELECT nspacl::text FROM pg_namespace WHERE nspname = 'marts'"
        " UNION ALL SELECT proacl::text FROM pg_proc_info WHERE proname = 'one'"
    )
    assert len(acls) == 3
    assert "scope" not in str(acls)
    assert "scope" not in str(admin.run("SELECT role_name FROM svv_roles"))
    assert "scope" not in str(admin.run("SELECT usename FROM pg_user"))
    assert reader.run("SELECT * FROM svv_user_grants") == []
    assert admin.refused('GRANT SELECT ON marts.stock TO "scope:TABLES"')[0] == "42704"
    admin.run("REVOKE USAGE FOR LANGUAGES IN DATABASE dev FROM reader")
    admin.run("REVOKE USAGE FOR SCHEMAS IN DATABASE dev FROM reader")


def test_another_database_keeps_its_scopes_under_another_name(
    lake: Lake, admin: Session, reader: Session
) -> None:
    admin.run("CREATE DATABASE consume")
    assert admin.refused("GRANT USAGE FOR SCHEMAS IN DATABASE consume TO reader")[0] == "0A000"
    inside = lake.connect(database="consume")
    inside.run("GRANT USAGE FOR SCHEMAS IN DATABASE consume TO reader")
    inside.run("GRANT SELECT FOR TABLES IN DATABASE consume TO reader")
    inside.close()
    admin.run("ALTER DATABASE consume RENAME TO consume_emea")
    inside = lake.connect(database="consume_emea")
    inside.run("CREATE SCHEMA marts")
    inside.run("CREATE TABLE marts.stock AS SELECT 1 AS id")

    assert reader.value("SELECT id FROM consume_emea.marts.stock") == 1
    assert admin.refused("DROP USER reader")[0] == "55006"
    inside.close()
    admin.run("DROP DATABASE consume_emea")
    assert admin.run("SELECT * FROM svv_database_privileges WHERE identity_name = 'reader'") == []


@pytest.mark.parametrize("grantee", ["GROUP readers", "PUBLIC"])
def test_only_users_and_roles_hold_them(admin: Session, grantee: str) -> None:
    assert admin.refused(f"GRANT SELECT FOR TABLES IN DATABASE dev TO {grantee}")[0] == "42601"


def test_they_are_granted_by_superusers_and_who_holds_the_option(
    lake: Lake, admin: Session, reader: Session, marts: None
) -> None:
    grant = "GRANT SELECT FOR TABLES IN SCHEMA marts TO other"
    admin.run(f"CREATE USER other PASSWORD '{PASSWORD}'")
    admin.run("GRANT USAGE ON SCHEMA marts TO PUBLIC")
    other = lake.connect("other", PASSWORD)
    assert reader.refused(grant)[0] == "42501"

    admin.run("GRANT SELECT FOR TABLES IN SCHEMA marts TO reader WITH GRANT OPTION")
    reader.run(grant)

    assert other.value("SELECT id FROM marts.stock") == 1
    assert admin.refused("DROP USER other")[0] == "55006"
    admin.run("REVOKE GRANT OPTION FOR SELECT FOR TABLES IN SCHEMA marts FROM reader")
    assert reader.refused(grant)[0] == "42501"
    assert reader.value("SELECT id FROM marts.stock") == 1
    admin.run("REVOKE SELECT FOR TABLES IN SCHEMA marts FROM other")
    other.close()
    admin.run("DROP USER other")


def test_dropping_and_altering_are_scoped_too(admin: Session, reader: Session, marts: None) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    assert reader.refused("DROP TABLE marts.stock")[0] == "42501"
    admin.run("GRANT DROP, ALTER, TRUNCATE FOR TABLES IN SCHEMA marts TO reader")

    reader.run("ALTER TABLE marts.stock ADD COLUMN day date")
    reader.run("TRUNCATE marts.stock")
    reader.run("DROP TABLE marts.stock")

    assert admin.refused("SELECT * FROM marts.stock")[0] == "42P01"


def test_an_external_schema_is_among_the_schemas(
    lake: Lake, admin: Session, reader: Session
) -> None:
    admin.run("GRANT USAGE FOR SCHEMAS IN DATABASE dev TO reader")
    admin.run("GRANT ALL FOR TABLES IN DATABASE dev TO reader")
    catalog = lake.aws("glue").get_databases()["DatabaseList"]
    database = catalog[0]["Name"]
    table = lake.aws("glue").get_tables(DatabaseName=database)["TableList"][0]["Name"]
    admin.run(
        f"CREATE EXTERNAL SCHEMA outside FROM DATA CATALOG DATABASE '{database}' IAM_ROLE DEFAULT"
    )

    assert reader.value(f"SELECT count(*) FROM outside.{table}") >= 0
    assert reader.refused(f"DELETE FROM outside.{table}")[0] == "0A000"
    admin.run("DROP SCHEMA outside")
    admin.run("REVOKE ALL FOR TABLES IN DATABASE dev FROM reader")
    admin.run("REVOKE USAGE FOR SCHEMAS IN DATABASE dev FROM reader")
