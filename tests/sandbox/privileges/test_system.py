"""System privileges, Redshift's own roles, IAM roles and languages."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


def _state(session: Session, sql: str) -> str:
    return session.refused(sql)[0]


SYSTEM = [
    ("CREATE USER", "", "CREATE USER made PASSWORD DISABLE", "DROP USER made"),
    (
        "ALTER USER",
        "CREATE USER made PASSWORD DISABLE",
        "ALTER USER made CREATEDB",
        "DROP USER made",
    ),
    ("DROP USER", "CREATE USER made PASSWORD DISABLE", "DROP USER made", ""),
    ("CREATE ROLE", "", "CREATE ROLE made", "DROP ROLE made"),
    ("DROP ROLE", "CREATE ROLE made", "DROP ROLE made", ""),
    ("CREATE SCHEMA", "", "CREATE SCHEMA made", "DROP SCHEMA made"),
    ("DROP SCHEMA", "CREATE SCHEMA made", "DROP SCHEMA made", ""),
    ("CREATE TABLE", "", "CREATE TABLE marts.made (id int)", ""),
    ("CREATE TABLE", "", "CREATE TABLE marts.made AS SELECT 1 AS id", ""),
    ("DROP TABLE", "", "DROP TABLE marts.stock", ""),
    ("ALTER TABLE", "", "ALTER TABLE marts.stock RENAME TO made", ""),
    ("TRUNCATE TABLE", "", "TRUNCATE TABLE marts.stock", ""),
    ("CREATE OR REPLACE VIEW", "", "CREATE VIEW marts.made AS SELECT 1 AS id", ""),
    (
        "CREATE OR REPLACE VIEW",
        "CREATE VIEW marts.made AS SELECT 1 AS id",
        "CREATE OR REPLACE VIEW marts.made AS SELECT 2 AS id",
        "",
    ),
    (
        "CREATE OR REPLACE VIEW",
        "",
        "CREATE VIEW marts.made AS SELECT 1 AS id WITH NO SCHEMA BINDING",
        "",
    ),
    (
        "CREATE OR REPLACE VIEW",
        "CREATE VIEW marts.made AS SELECT 1 AS id WITH NO SCHEMA BINDING",
        "CREATE OR REPLACE VIEW marts.made AS SELECT 2 AS id WITH NO SCHEMA BINDING",
        "",
    ),
    ("DROP VIEW", "CREATE VIEW marts.made AS SELECT 1 AS id", "DROP VIEW marts.made", ""),
    (
        "CREATE OR REPLACE PROCEDURE",
        "",
        "CREATE PROCEDURE marts.made() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql",
        "",
    ),
    (
        "CREATE OR REPLACE PROCEDURE",
        "CREATE PROCEDURE marts.made() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql",
        "CREATE OR REPLACE PROCEDURE marts.made() AS $$ BEGIN RETURN; END; $$ LANGUAGE plpgsql",
        "",
    ),
    (
        "DROP PROCEDURE",
        "CREATE PROCEDURE marts.made() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql",
        "DROP PROCEDURE marts.made()",
        "",
    ),
    (
        "CREATE OR REPLACE FUNCTION",
        "",
        "CREATE FUNCTION marts.made(int) RETURNS int STABLE AS $$ SELECT $1 $$ LANGUAGE sql",
        "",
    ),
    (
        "DROP FUNCTION",
        "CREATE FUNCTION marts.made(int) RETURNS int STABLE AS $$ SELECT $1 $$ LANGUAGE sql",
        "DROP FUNCTION marts.made(int)",
        "",
    ),
]


@pytest.mark.parametrize(("privilege", "before", "statement", "after"), SYSTEM)
def test_system_privilege_allows_its_statement(
    admin: Session,
    reader: Session,
    marts: None,
    privilege: str,
    before: str,
    statement: str,
    after: str,
) -> None:
    if before:
        admin.run(before)
    assert _state(reader, statement) == "42501"
    admin.run(f"GRANT {privilege} TO ROLE held")
    assert admin.run(
        "SELECT system_privilege, identity_type FROM svv_system_privileges"
        " WHERE identity_name = 'held'"
    ) == [[privilege, "role"]]

    reader.run(statement)

    if after:
        admin.run(after)
    assert admin.run(
        "SELECT privilege_type FROM svv_schema_privileges WHERE namespace_name = 'marts'"
    ) == [["USAGE"]]


def test_creating_on_a_loan_gives_nothing_else(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("GRANT CREATE TABLE TO ROLE held")

    reader.run("CREATE TABLE marts.made (id int)")

    assert admin.value("SELECT tableowner FROM pg_tables WHERE tablename = 'made'") == "reader"
    assert _state(reader, "CREATE VIEW marts.other AS SELECT 1 AS id") == "42501"


def test_who_may_create_in_a_schema_still_may_after_a_procedure_has_on_a_loan(
    lake: Lake, admin: Session, reader: Session, marts: None
) -> None:
    admin.run("GRANT CREATE TABLE, CREATE OR REPLACE PROCEDURE TO ROLE held")
    reader.run(
        "CREATE PROCEDURE marts.make() AS $$ BEGIN CREATE TABLE marts.made (id int); END; $$"
        " LANGUAGE plpgsql"
    )
    reader.run("GRANT EXECUTE ON PROCEDURE marts.make() TO PUBLIC")
    admin.run(f"CREATE USER other PASSWORD '{PASSWORD}'")
    admin.run("GRANT USAGE, CREATE ON SCHEMA marts TO other")
    other = lake.connect("other", PASSWORD)

    other.run("CALL marts.make()")
    other.run("DROP TABLE marts.made")
    other.run("CALL marts.make()")
    other.run("DROP TABLE marts.made")
    reader.run("CALL marts.make()")

    admin.run("REVOKE USAGE, CREATE ON SCHEMA marts FROM other")
    other.close()
    admin.run("DROP USER other")


def test_no_superuser_is_made_or_changed_by_a_system_privilege(
    admin: Session, reader: Session
) -> None:
    admin.run("GRANT CREATE USER, ALTER USER, DROP USER TO ROLE held")

    for sql in (
        f"CREATE USER made PASSWORD '{PASSWORD}' CREATEUSER",
        "ALTER USER reader CREATEUSER",
        f"ALTER USER admin PASSWORD '{PASSWORD}'",
        "DROP USER admin",
    ):
        assert _state(reader, sql) == "42501"


def test_a_role_is_granted_altered_and_dropped_by_who_made_it(
    admin: Session, reader: Session
) -> None:
    admin.run("GRANT CREATE ROLE TO ROLE held")
    reader.run("CREATE ROLE mine")

    reader.run("GRANT ROLE mine TO ROLE held")
    reader.run("REVOKE ROLE mine FROM ROLE held")
    assert _state(reader, "GRANT ROLE held TO admin") == "42501"
    reader.run("ALTER ROLE mine RENAME TO ours")
    reader.run("DROP ROLE ours")


def test_only_roles_hold_system_privileges(admin: Session) -> None:
    for grantee in ("admin", "GROUP crew", "PUBLIC"):
        assert _state(admin, f"GRANT CREATE USER TO {grantee}") == "42601"


def test_system_tables_and_the_catalog_are_opened(
    admin: Session, reader: Session, marts: None
) -> None:
    grants = "SELECT count(*) FROM svv_relation_privileges WHERE relation_name = 'stock'"
    tables = "SELECT count(*) FROM svv_redshift_tables WHERE table_name = 'stock'"
    admin.run("CREATE GROUP crew")
    admin.run("GRANT INSERT ON marts.stock TO GROUP crew")
    assert [reader.value(grants), reader.value(tables)] == [0, 0]

    admin.run("GRANT ACCESS SYSTEM TABLE TO ROLE held")
    assert [reader.value(grants), reader.value(tables)] == [1, 0]
    admin.run("REVOKE ACCESS SYSTEM TABLE FROM ROLE held")
    admin.run("GRANT ACCESS CATALOG TO ROLE held")
    assert [reader.value(grants), reader.value(tables)] == [0, 1]
    admin.run("REVOKE ACCESS CATALOG FROM ROLE held")
    admin.run("GRANT ROLE sys:monitor TO ROLE held")
    assert [reader.value(grants), reader.value(tables)] == [1, 1]

    assert _state(reader, "SELECT id FROM marts.stock") == "42501"
    admin.run("REVOKE ALL ON marts.stock FROM GROUP crew")
    admin.run("DROP GROUP crew")


def test_redshifts_own_roles_are_there_to_be_granted_only(admin: Session, reader: Session) -> None:
    assert admin.run("SELECT role_name FROM svv_roles WHERE role_owner = 'rdsdb' ORDER BY 1") == [
        ["sys:dba"],
        ["sys:monitor"],
        ["sys:operator"],
        ["sys:secadmin"],
        ["sys:superuser"],
    ]
    for sql in (
        'CREATE ROLE "sys:mine"',
        'CREATE ROLE "ds:mine"',
        "DROP ROLE sys:dba",
        "ALTER ROLE sys:dba RENAME TO dba",
        'ALTER ROLE held RENAME TO "sys:held"',
    ):
        assert _state(admin, sql) == "42939"

    assert _state(reader, "CREATE SCHEMA made") == "42501"
    admin.run('GRANT ROLE "sys:dba" TO reader')
    reader.run("CREATE SCHEMA made")
    reader.run("DROP SCHEMA made")


def test_iam_roles_are_assumed_by_everyone_until_that_is_revoked(
    admin: Session, reader: Session
) -> None:
    arn = "arn:aws:iam::111122223333:role/loader"
    shown = (
        "SELECT iam_arn, command_type, identity_name, identity_type FROM svv_iam_privileges"
        " ORDER BY 1, 2"
    )
    everyones = [["ALL", purpose, "public", "public"] for purpose in _PURPOSES]
    assert admin.run(shown) == everyones

    admin.run("REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL")
    admin.run(f"GRANT ASSUMEROLE ON '{arn}' TO ROLE held FOR COPY, EXTERNAL FUNCTION")
    admin.run("GRANT ASSUMEROLE ON DEFAULT TO reader FOR UNLOAD")

    assert admin.run(shown) == [
        [arn, "COPY", "held", "role"],
        [arn, "EXFUNC", "held", "role"],
        ["default-aws-iam-role", "UNLOAD", "reader", "user"],
    ]
    assert _state(reader, "GRANT ASSUMEROLE ON DEFAULT TO PUBLIC FOR ALL") == "42501"
    admin.run(f"REVOKE ASSUMEROLE ON '{arn}' FROM ROLE held FOR ALL")
    admin.run("REVOKE ASSUMEROLE ON DEFAULT FROM reader FOR ALL")
    admin.run("GRANT ASSUMEROLE ON ALL TO PUBLIC FOR ALL")
    assert admin.run(shown) == everyones


_PURPOSES = ("COPY", "CREATE MODEL", "EXFUNC", "UNLOAD")


def test_languages_are_those_of_the_database(lake: Lake, admin: Session, reader: Session) -> None:
    shown = (
        "SELECT language_name, privilege_type, identity_name, admin_option"
        " FROM svv_language_privileges"
    )
    admin.run("GRANT USAGE ON LANGUAGE plpythonu TO reader WITH GRANT OPTION")

    assert admin.run(shown) == [["plpythonu", "USAGE", "reader", True]]
    admin.run("CREATE DATABASE consume")
    inside = lake.connect(database="consume")
    assert inside.run(shown) == []
    inside.close()
    admin.run("DROP DATABASE consume")
    assert admin.refused("GRANT USAGE ON LANGUAGE cobol TO reader") == (
        "42704",
        'language "cobol" does not exist',
    )
    said = "sandbox: not imitated: REVOKE USAGE ON LANGUAGE sql FROM PUBLIC"
    assert admin.refused("REVOKE USAGE ON LANGUAGE sql FROM PUBLIC") == ("0A000", said)
    admin.run("REVOKE USAGE ON LANGUAGE plpythonu FROM reader")


def test_lake_formation_is_asked_for_what_is_there(lake: Lake, admin: Session, marts: None) -> None:
    database = lake.aws("glue").get_databases()["DatabaseList"][0]["Name"]
    table = lake.aws("glue").get_tables(DatabaseName=database)["TableList"][0]["Name"]
    admin.run(
        f"CREATE EXTERNAL SCHEMA outside FROM DATA CATALOG DATABASE '{database}' IAM_ROLE DEFAULT"
    )
    to = "TO IAM_ROLE 'arn:aws:iam::111122223333:role/reader'"

    admin.run(f"GRANT SELECT ON EXTERNAL TABLE outside.{table} {to}")
    admin.run(f"GRANT ALTER ON EXTERNAL SCHEMA outside {to}")

    assert _state(admin, f"GRANT SELECT ON EXTERNAL TABLE outside.nothing {to}") == "42P01"
    assert _state(admin, f"GRANT ALTER ON EXTERNAL SCHEMA nowhere {to}") == "3F000"
    assert _state(admin, f"GRANT ALTER ON EXTERNAL SCHEMA marts {to}") == "42809"
    assert _state(admin, "GRANT ALTER ON EXTERNAL SCHEMA outside TO admin") == "42601"
    admin.run("BEGIN")
    assert _state(admin, f"GRANT ALTER ON EXTERNAL SCHEMA outside {to}") == "25001"
    admin.run("ROLLBACK")
    admin.run("DROP SCHEMA outside")


def test_altering_the_data_catalog_is_not_imitated(admin: Session) -> None:
    said = "sandbox: not imitated: privilege ALTER on awsdatacatalog"

    assert admin.refused("GRANT ALTER ON DATABASE awsdatacatalog TO PUBLIC") == ("0A000", said)
