"""SHOW of objects: Redshift's columns, LIKE, LIMIT, and who sees what.

Columns and rows are those of each command's page in the Amazon Redshift Database Developer
Guide, where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.lake import GLUE, Lake, Session

PASSWORD = "Passw0rd"
LATE = "create view sales.late as select id from sales.orders with no schema binding"
MADE_TEXT = "create materialized view sales.made  as /* why */ select id from sales.orders"
BODY = "\nBEGIN\n  DELETE FROM sales.orders; -- all\n  GRANT ROLE viewer TO reader;\nEND;\n"

MADE = [
    f"CREATE USER reader PASSWORD '{PASSWORD}'",
    f"CREATE USER other PASSWORD '{PASSWORD}'",
    "CREATE GROUP crew WITH USER other",
    "CREATE ROLE viewer",
    "GRANT ROLE viewer TO reader",
    "CREATE SCHEMA sales",
    "CREATE SCHEMA hidden",
    "CREATE TABLE sales.orders (id int NOT NULL, note varchar(20), price numeric(8,2))",
    "COMMENT ON TABLE sales.orders IS 'what was sold'",
    "CREATE VIEW sales.bound AS SELECT id FROM sales.orders",
    LATE,
    MADE_TEXT,
    "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'syntheticgeneraldata'"
    " IAM_ROLE DEFAULT",
    "GRANT USAGE ON SCHEMA sales TO ROLE viewer",
    "GRANT SELECT ON sales.orders TO ROLE viewer",
    "GRANT SELECT ON sales.orders TO GROUP crew",
    "GRANT INSERT ON sales.orders TO other WITH GRANT OPTION",
    "GRANT UPDATE (note) ON sales.orders TO reader",
    "GRANT CREATE ON DATABASE dev TO other",
    "CREATE PROCEDURE sales.clean (INOUT a int, b varchar(9), OUT c bool)"
    f" AS $$ BEGIN {LATE}; END; $$ LANGUAGE plpgsql",
    f"CREATE PROCEDURE sales.reset() AS $x${BODY}$x$ LANGUAGE plpgsql SECURITY DEFINER",
    "CREATE DATABASE consume ISOLATION LEVEL SERIALIZABLE",
    f'GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:{GLUE}"',
]


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    admin.run(f'CREATE USER "IAMR:{GLUE}" PASSWORD DISABLE')
    for sql in MADE:
        admin.run(sql)


@pytest.fixture(scope="module")
def reader(lake: Lake, made: None) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()


Rows = list[dict[str, Any]]


def shown(session: Session, sql: str) -> Rows:
    """The rows by column, without the ids of identities."""
    with session.connection.cursor() as cursor:
        cursor.execute(sql)
        columns = [name for name, *_ in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        assert isinstance(row.pop("identity_id", 0), int)
    return rows


def table(name: str, subtype: str, **more: Any) -> dict[str, Any]:
    """What is shown of a relation that nobody but its owner has a right on."""
    return {
        "database_name": "dev",
        "schema_name": "sales",
        "table_name": name,
        "table_type": "TABLE" if subtype == "REGULAR TABLE" else "VIEW",
        "table_acl": None,
        "remarks": None,
        "owner": "admin",
        "last_altered_time": None,
        "last_modified_time": None,
        "dist_style": None,
        "table_subtype": subtype,
        **more,
    }


ORDERS = table(
    "orders",
    "REGULAR TABLE",
    table_acl="admin=arwdRxtDPA/admin~other=a*/admin~group crew=r/admin~role viewer=r/admin",
    remarks="what was sold",
)


def column(name: str, position: int, type_: str, **more: Any) -> dict[str, Any]:
    return {
        "database_name": "dev",
        "schema_name": "sales",
        "table_name": "orders",
        "column_name": name,
        "ordinal_position": position,
        "column_default": None,
        "is_nullable": "YES",
        "data_type": type_,
        "character_maximum_length": None,
        "numeric_precision": None,
        "numeric_scale": None,
        "remarks": None,
        "sort_key_type": None,
        "sort_key": None,
        "dist_key": None,
        "encoding": None,
        "collation": None,
        **more,
    }


COLUMNS = [
    column("id", 1, "integer", is_nullable="NO", numeric_precision=32, numeric_scale=0),
    column("note", 2, "character varying", character_maximum_length=20),
    column("price", 3, "numeric", numeric_precision=8, numeric_scale=2),
]


def grant(privilege: str, type_: str, name: str, *, option: bool = False) -> dict[str, Any]:
    """A grant on the table, as ON TABLE shows it."""
    return {
        "schema_name": "sales",
        "object_name": "orders",
        "object_type": "TABLE",
        "privilege_type": privilege,
        "identity_name": name,
        "identity_type": type_,
        "admin_option": option,
        "privilege_scope": "TABLE",
        "database_name": "dev",
        "grantor_name": "admin",
    }


# dbt-adapters, dbt-redshift/src/dbt/adapters/redshift/impl.py: a group is a role with a stroke
GRANTS = [
    grant("SELECT", "role", "/crew"),
    grant("INSERT", "user", "other", option=True),
    grant("SELECT", "role", "viewer"),
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


@pytest.mark.parametrize(
    ("view", "text"),
    [
        ("sales.late", LATE),
        ("sales.made", MADE_TEXT),
        ("sales.bound", " SELECT id\n   FROM sales.orders;"),
    ],
)
def test_view(admin: Session, made: None, view: str, text: str) -> None:
    assert shown(admin, f"SHOW VIEW {view}") == [{"Show View DDL statement": text}]


def test_procedure(admin: Session, made: None) -> None:
    name = "Stored Procedure Definition"
    assert shown(admin, "SHOW PROCEDURE sales.reset()") == [
        {
            name: "CREATE OR REPLACE PROCEDURE sales.reset()\nLANGUAGE plpgsql SECURITY DEFINER\n"
            f"AS $_${BODY}$_$\n"
        }
    ]
    (shown_text,) = admin.run("SHOW PROCEDURE sales.clean(int, varchar)")[0]
    assert shown_text.startswith(
        "CREATE OR REPLACE PROCEDURE"
        " sales.clean(INOUT a integer, b character varying, OUT c boolean)\n"
    )
    assert f"BEGIN {LATE}; END;" in shown_text
    assert admin.value("SHOW PROCEDURE sales.clean") == shown_text


# statement, SQLSTATE, beginning of the message
REFUSED = [
    ("SHOW SCHEMAS FROM DATABASE nowhere", "3D000", 'database "nowhere" does not exist'),
    ("SHOW GRANTS ON TABLE sales.nothing", "42P01", 'relation "sales.nothing" does not exist'),
    ("SHOW GRANTS ON SCHEMA nowhere", "3F000", 'schema "nowhere" does not exist'),
    ("SHOW GRANTS ON DATABASE nowhere", "3D000", 'database "nowhere" does not exist'),
    ("SHOW GRANTS FOR nobody", "42704", 'user "nobody" does not exist'),
    ("SHOW GRANTS FOR ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("SHOW GRANTS ON FUNCTION sales.f(int)", "0A000", "sandbox: not imitated"),
    ("SHOW VIEW sales.nothing", "42P01", 'relation "sales.nothing" does not exist'),
    ("SHOW VIEW sales.orders", "42809", '"orders" is not a view'),
    ("SHOW TABLE sales.orders", "0A000", "sandbox: not imitated: SHOW TABLE"),
    ("SHOW PROCEDURE sales.nothing()", "42883", "procedure sales.nothing() does not exist"),
    ("SHOW COLUMNS FROM TABLE sales.late", "0A000", "sandbox: not imitated: SHOW COLUMNS"),
    ("SHOW DATABASES FROM DATA CATALOG", "0A000", "sandbox: not imitated"),
    ("SHOW TABLES FROM SCHEMA sales LIMIT many", "42601", "syntax error"),
]


@pytest.mark.parametrize(("sql", "code", "begins"), REFUSED)
def test_refused(admin: Session, made: None, sql: str, code: str, begins: str) -> None:
    said = admin.refused(sql)

    assert said[0] == code
    assert said[1].startswith(begins)


def test_grants_of_others_are_not_shown(reader: Session) -> None:
    assert reader.refused("SHOW GRANTS FOR other")[0] == "42501"


def test_settings_are_shown_as_before(admin: Session) -> None:
    assert shown(admin, "SHOW search_path") == [{"search_path": '"$user", public'}]
