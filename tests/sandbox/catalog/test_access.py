"""Who there is, and who may do what, in Redshift's columns, and to whom it may be shown."""

from __future__ import annotations

import pytest

from tests.sandbox.catalog.contents import PASSWORD, Case, seen_by_all
from tests.sandbox.lake import Lake, Session

SEEN_BY_ALL = seen_by_all(
    (
        "PG_USER",
        "SELECT usecreatedb, usesuper, usecatupd, passwd, valuntil::varchar, useconfig"
        " FROM pg_user WHERE usename = 'reader'",
        [[False, False, False, "********", "2099-01-01 00:00:00", ["query_group=slow"]]],
    ),
    (
        "SVV_ROLES",
        "SELECT role_name, role_owner, external_id FROM svv_roles"
        " WHERE role_owner <> 'rdsdb' ORDER BY 1",
        [["inner_role", "admin", None], ["viewer", "admin", None]],
    ),
    (
        "SHOW TABLES (letters of an ACL)",
        "SELECT relkind, relacl FROM pg_class WHERE relname = 'orders' AND relacl IS NOT NULL",
        [["r", ["admin=arwdRxtDPA/admin", "other=a/admin", "group crew=rP/admin"]]],
    ),
    (
        "PG_DEFAULT_ACL",
        "SELECT usename, nspname, defaclobjtype, defaclacl FROM pg_default_acl"
        " JOIN pg_user ON usesysid = defacluser JOIN pg_namespace n ON n.oid = defaclnamespace",
        [["admin", "sales", "r", ["other=a/admin", "role viewer=r/admin"]]],
    ),
)

RESTRICTED = [
    Case(
        "SVV_USER_INFO",
        "SELECT user_name, connection_limit, syslog_access, last_ddl_timestamp, session_timeout"
        " FROM svv_user_info WHERE user_name IN ('reader', 'auditor') ORDER BY 1",
        [
            ["auditor", "UNLIMITED", "UNRESTRICTED", None, 0],
            ["reader", "5", "RESTRICTED", None, 60],
        ],
        [["reader", "5", "RESTRICTED", None, 60]],
    ),
    Case(
        "SVV_USER_GRANTS",
        "SELECT user_name, role_name, admin_option FROM svv_user_grants ORDER BY 1",
        [["other", "inner_role", False], ["reader", "viewer", False]],
        [["reader", "viewer", False]],
    ),
    Case(
        "SVV_ROLE_GRANTS",
        "SELECT role_name, granted_role_name FROM svv_role_grants",
        [["viewer", "inner_role"]],
        [["viewer", "inner_role"]],
    ),
    Case(
        "SVV_RELATION_PRIVILEGES",
        "SELECT relation_name, privilege_type, identity_type, identity_name, admin_option"
        " FROM svv_relation_privileges WHERE namespace_name = 'sales' ORDER BY 1, 2, 4",
        [
            ["bound", "SELECT", "public", "public", False],
            ["orders", "INSERT", "user", "other", False],
            ["orders", "SELECT", "group", "crew", False],
            ["orders", "TRUNCATE", "group", "crew", False],
        ],
        [
            ["bound", "SELECT", "public", "public", False],
            ["orders", "SELECT", "group", "crew", False],
            ["orders", "TRUNCATE", "group", "crew", False],
        ],
    ),
    Case(
        "SVV_COLUMN_PRIVILEGES",
        "SELECT relation_name, column_name, privilege_type, identity_name, identity_type"
        " FROM svv_column_privileges WHERE namespace_name = 'sales' ORDER BY 4",
        [
            ["orders", "note", "UPDATE", "other", "user"],
            ["orders", "note", "UPDATE", "reader", "user"],
        ],
        [["orders", "note", "UPDATE", "reader", "user"]],
    ),
    Case(
        "SVV_SCHEMA_PRIVILEGES",
        "SELECT namespace_name, privilege_type, identity_name, admin_option, privilege_scope"
        " FROM svv_schema_privileges WHERE namespace_name <> 'public' ORDER BY 1",
        [
            ["lake", "USAGE", "viewer", False, "SCHEMA"],
            ["sales", "USAGE", "reader", True, "SCHEMA"],
        ],
        [
            ["lake", "USAGE", "viewer", False, "SCHEMA"],
            ["sales", "USAGE", "reader", True, "SCHEMA"],
        ],
    ),
    Case(
        "SVV_DATABASE_PRIVILEGES",
        "SELECT database_name, privilege_type, identity_name, identity_type, privilege_scope"
        " FROM svv_database_privileges ORDER BY 1, 2",
        [
            ["consume", "TEMP", "public", "public", "DATABASE"],
            ["dev", "CREATE", "reader", "user", "DATABASE"],
            ["dev", "TEMP", "public", "public", "DATABASE"],
        ],
        [
            ["consume", "TEMP", "public", "public", "DATABASE"],
            ["dev", "CREATE", "reader", "user", "DATABASE"],
            ["dev", "TEMP", "public", "public", "DATABASE"],
        ],
    ),
    Case(
        "SVV_FUNCTION_PRIVILEGES",
        "SELECT function_name, argument_types, privilege_type, identity_name, identity_type"
        " FROM svv_function_privileges",
        [["clean", "integer, character varying", "EXECUTE", "viewer", "role"]],
        [["clean", "integer, character varying", "EXECUTE", "viewer", "role"]],
    ),
    Case(
        "SVV_DEFAULT_PRIVILEGES",
        "SELECT schema_name, object_type, owner_name, privilege_type, grantee_name, grantee_type"
        " FROM svv_default_privileges ORDER BY 4",
        [
            ["sales", "RELATION", "admin", "INSERT", "other", "user"],
            ["sales", "RELATION", "admin", "SELECT", "viewer", "role"],
        ],
        [["sales", "RELATION", "admin", "SELECT", "viewer", "role"]],
    ),
    Case(
        "STV_SESSIONS",
        "SELECT DISTINCT trim(user_name), trim(db_name), timeout_sec FROM stv_sessions"
        " WHERE user_name IN ('reader', 'admin') ORDER BY 1",
        [["admin", "dev", 0], ["reader", "dev", 60]],
        [["reader", "dev", 60]],
    ),
]


@pytest.mark.parametrize("case", [*SEEN_BY_ALL, *RESTRICTED], ids=lambda case: case.source)
def test_contents(admin: Session, reader: Session, case: Case) -> None:
    assert admin.run(case.sql) == case.superuser
    assert reader.run(case.sql) == case.ordinary


@pytest.mark.parametrize("view", ["pg_user_info", "svl_user_info", "svv_table_info"])
def test_for_superusers_alone(admin: Session, reader: Session, view: str) -> None:
    assert admin.value(f"SELECT count(*) > 0 FROM {view}") is True
    code, message = reader.refused(f"SELECT * FROM {view}")
    assert code == "42501"
    assert message == f"permission denied for relation {view}"


def test_syslog_access_shows_all_grants_on_relations(lake: Lake, made: None) -> None:
    auditor = lake.connect("auditor", PASSWORD)
    query = "SELECT count(*) FROM svv_relation_privileges WHERE identity_name = 'other'"

    assert auditor.value(query) == 1
    auditor.close()


def test_privileges_that_are_effective(admin: Session, reader: Session) -> None:
    for sql, expected in {
        "has_table_privilege('sales.orders', 'SELECT')": True,
        "has_table_privilege('dev.sales.orders', 'INSERT')": False,
        "has_table_privilege('other', 'sales.orders', 'INSERT')": True,
        "has_schema_privilege('sales', 'USAGE')": True,
        "has_schema_privilege('hidden', 'USAGE')": False,
        "has_database_privilege('dev', 'CREATE')": True,
        "has_database_privilege('consume', 'CREATE')": False,
        "has_database_privilege('consume', 'TEMP')": True,
    }.items():
        assert reader.value(f"SELECT {sql}") is expected, sql
    assert reader.refused("SELECT has_database_privilege('nowhere', 'CREATE')") == (
        "3D000",
        'database "nowhere" does not exist',
    )
    assert reader.run(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = 'orders'"
        " AND has_table_privilege(oid, 'SELECT')"
    ) == [["orders"]]
