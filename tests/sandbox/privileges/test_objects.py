"""Privileges to do what is else for owners."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Session


def _state(session: Session, sql: str) -> str:
    return session.refused(sql)[0]


@pytest.mark.parametrize(
    ("privilege", "made", "statement"),
    [
        ("DROP", "CREATE TABLE marts.thing (id int)", "DROP TABLE marts.thing"),
        ("DROP", "CREATE VIEW marts.thing AS SELECT 1 AS id", "DROP VIEW marts.thing"),
        (
            "DROP",
            "CREATE VIEW marts.thing AS SELECT 1 AS id WITH NO SCHEMA BINDING",
            "DROP VIEW marts.thing",
        ),
        (
            "DROP",
            "CREATE MATERIALIZED VIEW marts.thing AS SELECT 1 AS id",
            "DROP MATERIALIZED VIEW marts.thing",
        ),
        ("ALTER", "CREATE TABLE marts.thing (id int)", "ALTER TABLE marts.thing ADD COLUMN x int"),
        ("ALTER", "CREATE TABLE marts.thing (id int)", "ALTER TABLE marts.thing RENAME TO other"),
        (
            "ALTER",
            "CREATE TABLE marts.thing (id int)",
            "ALTER TABLE marts.thing ALTER DISTSTYLE ALL",
        ),
        (
            "ALTER",
            "CREATE MATERIALIZED VIEW marts.thing AS SELECT 1 AS id",
            "ALTER MATERIALIZED VIEW marts.thing AUTO REFRESH YES",
        ),
        ("TRUNCATE", "CREATE TABLE marts.thing (id int)", "TRUNCATE marts.thing"),
    ],
)
def test_who_may_drop_alter_or_truncate_a_relation_does(
    admin: Session, reader: Session, marts: None, privilege: str, made: str, statement: str
) -> None:
    admin.run(made)
    assert _state(reader, statement) == "42501"

    admin.run(f"GRANT {privilege} ON marts.thing TO reader")
    admin.run("REVOKE USAGE ON SCHEMA marts FROM reader")
    assert _state(reader, statement) == "42501"
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")

    reader.run(statement)


def test_altering_is_no_ownership(admin: Session, reader: Session, marts: None) -> None:
    admin.run("GRANT ALL ON marts.stock TO reader")

    assert _state(reader, "ALTER TABLE marts.stock OWNER TO reader") == "42501"
    assert _state(reader, "GRANT DROP ON marts.stock TO PUBLIC") == "42501"


def test_schemas_and_databases_are_altered_and_dropped(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("CREATE DATABASE consume")
    assert _state(reader, "ALTER SCHEMA marts RENAME TO marts_2") == "42501"
    assert _state(reader, "DROP SCHEMA marts CASCADE") == "42501"
    assert _state(reader, "ALTER DATABASE consume RENAME TO consume_2") == "42501"
    admin.run("GRANT ALTER, DROP ON SCHEMA marts TO reader")
    admin.run("GRANT ALTER ON DATABASE consume TO ROLE held")

    reader.run("ALTER SCHEMA marts RENAME TO marts_2")
    reader.run("DROP SCHEMA marts_2 CASCADE")
    reader.run("ALTER DATABASE consume RENAME TO consume_2")

    assert _state(reader, "DROP DATABASE consume_2") == "42501"
    admin.run("DROP DATABASE consume_2")


def test_they_are_shown_beside_the_others(admin: Session, reader: Session, marts: None) -> None:
    admin.run("GRANT SELECT, ALTER ON marts.stock TO reader WITH GRANT OPTION")
    admin.run("GRANT DROP ON ALL TABLES IN SCHEMA marts TO ROLE held")
    admin.run("GRANT ALTER ON SCHEMA marts TO ROLE held")

    assert admin.run(
        "SELECT privilege_type, identity_name, admin_option FROM svv_relation_privileges"
        " WHERE namespace_name = 'marts' ORDER BY 2, 1"
    ) == [["DROP", "held", False], ["ALTER", "reader", True], ["SELECT", "reader", True]]
    assert admin.run(
        "SELECT privilege_type, identity_name, privilege_scope FROM svv_schema_privileges"
        " WHERE namespace_name = 'marts' ORDER BY 1"
    ) == [["ALTER", "held", "SCHEMA"], ["USAGE", "reader", "SCHEMA"]]
    assert admin.value("SELECT relacl FROM pg_class WHERE relname = 'stock'") == [
        "admin=arwdRxtDPA/admin",
        "reader=r*A*/admin",
        "role held=D/admin",
    ]
    reader.run("GRANT ALTER ON marts.stock TO ROLE held")
    admin.run("REVOKE GRANT OPTION FOR ALTER ON marts.stock FROM reader")
    assert _state(reader, "GRANT ALTER ON marts.stock TO ROLE held") == "42501"


def test_what_a_new_owner_was_granted_before_is_no_grant_afterwards(
    admin: Session, reader: Session, marts: None
) -> None:
    admin.run("GRANT ALL ON marts.stock TO reader")
    admin.run("ALTER TABLE marts.stock OWNER TO reader")
    admin.run("ALTER TABLE marts.stock OWNER TO admin")

    assert (
        admin.run(
            "SELECT privilege_type FROM svv_relation_privileges WHERE identity_name = 'reader'"
        )
        == []
    )


@pytest.mark.parametrize(
    "granted",
    [
        "DROP ON marts.stock",
        "ALTER ON SCHEMA marts",
        "SELECT FOR TABLES IN SCHEMA marts",
        "USAGE ON LANGUAGE plpythonu",
        "ASSUMEROLE ON DEFAULT",
    ],
)
def test_whoever_holds_one_is_not_dropped(
    admin: Session, reader: Session, marts: None, granted: str
) -> None:
    purpose = " FOR COPY" if "ASSUMEROLE" in granted else ""
    admin.run("CREATE ROLE same")
    admin.run("CREATE USER other PASSWORD DISABLE")
    for grantee in ("other", "ROLE same"):
        admin.run(f"GRANT {granted} TO {grantee}{purpose}")

    assert admin.refused("DROP USER other") == (
        "55006",
        'user "other" can\'t be dropped because the user has a privilege on some object',
    )
    assert admin.refused("DROP ROLE same") == (
        "55006",
        'role "same" cannot be dropped because the role has a privilege on some object',
    )
    for grantee, drop in (("other", "DROP USER other"), ("ROLE same", "DROP ROLE same")):
        admin.run(f"REVOKE {granted} FROM {grantee}{purpose}")
        admin.run(drop)
