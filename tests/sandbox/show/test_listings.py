"""SHOW of many objects: Redshift's columns, LIKE, LIMIT, and who sees what.

Columns and rows are those of each command's page in the Amazon Redshift Database Developer
Guide, where nothing else is said.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.lake import GLUE, Lake, Session
from tests.sandbox.show.contents import (
    Rows,
    column,
    grant,
    shown,
    table,
)

ORDERS = table(
    "orders",
    "REGULAR TABLE",
    table_acl="admin=arwdRxtDPA/admin~other=a*/admin~group crew=r/admin~role viewer=r/admin",
    remarks="what was sold",
)

COLUMNS = [
    column("id", 1, "integer", is_nullable="NO", numeric_precision=32, numeric_scale=0),
    column(
        "note",
        2,
        "character varying",
        character_maximum_length=20,
        encoding="lzo",
        collation="default",
    ),
    column("price", 3, "numeric", numeric_precision=8, numeric_scale=2),
]

# dbt-adapters, dbt-redshift/src/dbt/adapters/redshift/impl.py: a group is a role with a stroke
GRANTS = [
    grant("SELECT", "role", "/crew"),
    grant("INSERT", "user", "other", option=True),
    grant("SELECT", "role", "viewer"),
]

FOREIGN_KEY = {
    "pk_database_name": "dev",
    "pk_schema_name": "hidden",
    "pk_table_name": "stock",
    "pk_column_name": "id",
    "fk_database_name": "dev",
    "fk_schema_name": "hidden",
    "fk_table_name": "kept",
    "fk_column_name": "id",
    "key_seq": 1,
    "fk_name": "kept_id_fkey",
    "pk_name": "stock_pkey",
    "update_rule": None,
    "delete_rule": None,
    "deferrability": None,
}
TWICE = {
    "database_name": "dev",
    "schema_name": "sales",
    "function_name": "twice",
    "number_of_arguments": 2,
    "argument_list": "integer, character varying",
    "return_type": "integer",
    "remarks": None,
}


def parameter(position: int, type_: str, kind: str = "IN", **more: Any) -> dict[str, Any]:
    return {
        "database_name": "dev",
        "schema_name": "sales",
        "function_name": "twice",
        "parameter_name": None,
        "ordinal_position": position,
        "parameter_type": kind,
        "data_type": type_,
        "character_maximum_length": None,
        "numeric_precision": None,
        "numeric_scale": None,
        **more,
    }


PARAMETERS = [
    parameter(0, "integer", "RETURN", numeric_precision=32, numeric_scale=0),
    parameter(1, "integer", numeric_precision=32, numeric_scale=0),
    parameter(2, "character varying", character_maximum_length=-1),
]

# statement, rows for a superuser, rows for an ordinary user
SHOWN: list[tuple[str, Rows, Rows]] = [
    (
        "SHOW TABLES FROM SCHEMA dev.sales",
        [
            table("bound", "REGULAR VIEW"),
            table("late", "LATE BINDING VIEW"),
            table("made", "MATERIALIZED VIEW"),
            ORDERS,
        ],
        [ORDERS],
    ),
    ("SHOW TABLES FROM SCHEMA sales LIKE 'o%'", [ORDERS], [ORDERS]),
    ("SHOW TABLES FROM SCHEMA sales LIKE 'O%'", [], []),
    (
        "SHOW TABLES FROM SCHEMA dev.sales LIKE '%e' LIMIT 1",
        [table("late", "LATE BINDING VIEW")],
        [],
    ),
    ("SHOW TABLES FROM SCHEMA nowhere", [], []),
    ("SHOW COLUMNS FROM TABLE dev.sales.orders", COLUMNS, COLUMNS),
    ("SHOW COLUMNS FROM TABLE sales.orders LIKE '%e' LIMIT 1", [COLUMNS[1]], [COLUMNS[1]]),
    ("SHOW COLUMNS FROM TABLE sales.nothing", [], []),
    (
        "SHOW SCHEMAS FROM DATABASE dev LIKE '%d%n' LIMIT 5",
        [
            {
                "database_name": "dev",
                "schema_name": "hidden",
                "schema_type": "local",
                "schema_acl": None,
                "source_database": None,
                "schema_option": None,
            }
        ],
        [],
    ),
    (
        "SHOW GRANTS ON TABLE dev.sales.orders",
        GRANTS,
        [grant("SELECT", "role", "viewer")],
    ),
    ("SHOW GRANTS ON sales.orders FOR other", [GRANTS[1]], []),
    ("SHOW GRANTS ON TABLE sales.orders FOR ROLE viewer LIMIT 1", [GRANTS[2]], [GRANTS[2]]),
    (
        "SHOW GRANTS ON SCHEMA sales",
        [
            {
                **grant("USAGE", "role", "viewer"),
                "object_name": "sales",
                "object_type": "SCHEMA",
                "privilege_scope": "SCHEMA",
            }
        ],
        [
            {
                **grant("USAGE", "role", "viewer"),
                "object_name": "sales",
                "object_type": "SCHEMA",
                "privilege_scope": "SCHEMA",
            }
        ],
    ),
    (
        "SHOW GRANTS ON DATABASE dev FOR PUBLIC",
        [
            {
                "database_name": "dev",
                "privilege_type": "TEMP",
                "identity_name": "public",
                "identity_type": "public",
                "admin_option": False,
                "privilege_scope": "DATABASE",
                "grantor_name": "rdsdb",
            }
        ],
        [
            {
                "database_name": "dev",
                "privilege_type": "TEMP",
                "identity_name": "public",
                "identity_type": "public",
                "admin_option": False,
                "privilege_scope": "DATABASE",
                "grantor_name": "rdsdb",
            }
        ],
    ),
    (
        "SHOW COLUMN GRANTS ON TABLE sales.orders FOR reader",
        [
            {
                "database_name": "dev",
                "schema_name": "sales",
                "table_name": "orders",
                "column_name": "note",
                "object_type": "COLUMN",
                "privilege_type": "UPDATE",
                "identity_name": "reader",
                "identity_type": "user",
                "admin_option": False,
                "privilege_scope": "COLUMN",
                "grantor_name": "admin",
            }
        ],
        [
            {
                "database_name": "dev",
                "schema_name": "sales",
                "table_name": "orders",
                "column_name": "note",
                "object_type": "COLUMN",
                "privilege_type": "UPDATE",
                "identity_name": "reader",
                "identity_type": "user",
                "admin_option": False,
                "privilege_scope": "COLUMN",
                "grantor_name": "admin",
            }
        ],
    ),
    (
        "SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE dev.hidden.stock",
        [
            {
                "database_name": "dev",
                "schema_name": "hidden",
                "table_name": "stock",
                "pk_name": "stock_pkey",
                "column_name": "id",
                "key_seq": 1,
            }
        ],
        [],
    ),
    ("SHOW CONSTRAINTS FOREIGN KEYS FROM TABLE hidden.kept LIMIT 1", [FOREIGN_KEY], []),
    ("SHOW CONSTRAINTS FOREIGN KEYS EXPORTED FROM TABLE hidden.stock", [FOREIGN_KEY], []),
    ("SHOW CONSTRAINTS FOREIGN KEYS FROM TABLE hidden.stock", [], []),
    ("SHOW FUNCTIONS FROM SCHEMA dev.sales", [TWICE], [TWICE]),
    ("SHOW FUNCTIONS FROM SCHEMA sales LIKE '%x' LIMIT 1", [], []),
    ("SHOW PARAMETERS OF FUNCTION sales.twice(int, varchar)", PARAMETERS, PARAMETERS),
    (
        "SHOW GRANTS ON FUNCTION sales.twice(int, varchar) FOR caller",
        [
            {
                **grant("EXECUTE", "user", "caller"),
                "object_name": "twice",
                "object_type": "FUNCTION",
                "privilege_scope": "FUNCTION",
            }
        ],
        [],
    ),
    (
        "SHOW PROCEDURES FROM SCHEMA sales LIKE 'c%'",
        [
            {
                "database_name": "dev",
                "schema_name": "sales",
                "procedure_name": "clean",
                "number_of_arguments": 2,
                "argument_list": "integer, character varying",
                "return_type": "integer, boolean",
                "remarks": None,
            }
        ],
        [],
    ),
]


@pytest.mark.parametrize(("sql", "superuser", "ordinary"), SHOWN, ids=[sql for sql, *_ in SHOWN])
def test_listing(
    admin: Session, reader: Session, sql: str, superuser: Rows, ordinary: Rows
) -> None:
    def rows(session: Session) -> Rows:
        found = shown(session, sql)
        for row in found:
            row.pop("schema_owner", None)
        return found

    assert rows(admin) == superuser
    assert rows(reader) == ordinary


def test_databases(admin: Session, reader: Session) -> None:
    found = {row.pop("database_name"): row for row in shown(reader, "SHOW DATABASES")}

    assert list(found) == ["awsdatacatalog", "consume", "dev"]
    assert found["awsdatacatalog"]["database_type"] == "auto mounted catalog"
    assert found["consume"].pop("database_owner") > 0
    assert found["consume"] == {
        "database_type": "local",
        "database_acl": "=T/rdsdb",
        "parameters": None,
        "database_isolation_level": "Serializable",
    }
    names = [row["database_name"] for row in shown(admin, "SHOW DATABASES LIKE 'd%' LIMIT 5")]
    assert names == ["dev"]


def test_grants_of_an_identity(admin: Session, reader: Session) -> None:
    found = [
        (row["object_type"], row["schema_name"], row["object_name"], row["privilege_type"])
        for row in shown(admin, "SHOW GRANTS FOR other")
    ]

    assert found == [("DATABASE", None, None, "CREATE"), ("TABLE", "sales", "orders", "INSERT")]
    (usage, select) = sorted(
        shown(reader, "SHOW GRANTS FOR ROLE viewer"), key=lambda row: str(row["privilege_scope"])
    )
    assert list(usage) == [
        "database_name",
        "schema_name",
        "object_name",
        "object_type",
        "privilege_type",
        "identity_name",
        "identity_type",
        "privilege_scope",
        "grantor_name",
    ]
    assert (usage["object_name"], usage["privilege_type"]) == (None, "USAGE")
    assert (select["object_name"], select["identity_type"]) == ("orders", "role")
    assert shown(admin, "SHOW GRANTS FOR other FROM DATABASE consume LIMIT 3") == []


def test_data_catalog(lake: Lake, admin: Session, made: None) -> None:
    """For sessions with IAM credentials and a grant, as for queries."""
    glue = lake.iam(GLUE)
    schemas = shown(glue, "SHOW SCHEMAS FROM DATABASE awsdatacatalog LIMIT 1")
    tables = shown(glue, "SHOW TABLES FROM SCHEMA awsdatacatalog.syntheticgeneraldata")
    columns = shown(
        glue, "SHOW COLUMNS FROM TABLE awsdatacatalog.syntheticgeneraldata.claimdata LIKE 'y%'"
    )
    glue.close()

    assert [(row["schema_name"], row["schema_type"]) for row in schemas] == [
        ("syntheticgeneraldata", "EXTERNAL")
    ]
    assert [(row["table_name"], row["table_type"]) for row in tables] == [
        ("claimdata", "EXTERNAL TABLE"),
        ("policydata", "EXTERNAL TABLE"),
    ]
    assert [(row["column_name"], row["ordinal_position"]) for row in columns] == [("year", 7)]
    refused = admin.refused("SHOW TABLES FROM SCHEMA awsdatacatalog.syntheticgeneraldata")
    assert refused == ("28000", "Current user is not authenticated with IAM credentials")


def test_grants_of_others_are_not_shown(reader: Session) -> None:
    assert reader.refused("SHOW GRANTS FOR other")[0] == "42501"
