"""What the modules beside it make, and what is shown of it."""

from __future__ import annotations

from typing import Any

from tests.sandbox.lake import GLUE, Session

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
    "CREATE TABLE hidden.stock (id int PRIMARY KEY)",
    "CREATE TABLE hidden.kept (id int REFERENCES hidden.stock)",
    "CREATE FUNCTION sales.twice (int, varchar(5)) RETURNS int IMMUTABLE AS $$ SELECT $1 * 2 $$"
    " LANGUAGE sql",
    "CREATE USER caller PASSWORD DISABLE",
    "GRANT EXECUTE ON FUNCTION sales.twice(int, varchar) TO caller",
    "CREATE DATABASE consume ISOLATION LEVEL SERIALIZABLE",
    f'GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:{GLUE}"',
]

Rows = list[dict[str, Any]]


def shown(session: Session, sql: str) -> Rows:
    """The rows by column, without the ids of identities."""
    with session.connection.cursor() as cursor:
        cursor.execute(sql)
        columns = [name for name, *_ in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        if "identity_name" in columns:
            assert isinstance(row.pop("identity_id"), int)
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
        "sort_key": 0,
        "dist_key": None,
        "encoding": "az64",
        "collation": None,
        **more,
    }


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
