"""What the modules beside it make, and what they ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PASSWORD = "Passw0rd"

MADE = f"""
CREATE USER reader PASSWORD '{PASSWORD}' CONNECTION LIMIT 5 VALID UNTIL '2099-01-01' SESSION TIMEOUT 60
ALTER USER reader SET query_group TO 'slow'
CREATE USER other PASSWORD '{PASSWORD}'
CREATE USER auditor PASSWORD '{PASSWORD}' SYSLOG ACCESS UNRESTRICTED
CREATE GROUP crew WITH USER reader
CREATE ROLE viewer
CREATE ROLE inner_role
GRANT ROLE viewer TO reader
GRANT ROLE inner_role TO ROLE viewer
GRANT ROLE inner_role TO other
CREATE SCHEMA sales
CREATE SCHEMA hidden
CREATE TABLE sales.orders (id int NOT NULL, note varchar(20) DEFAULT 'none', price numeric(8,2))
CREATE TABLE hidden.orders (id int)
COMMENT ON TABLE sales.orders IS 'what was sold'
INSERT INTO sales.orders VALUES (1, 'a', 1.5)
CREATE VIEW sales.bound AS SELECT id FROM sales.orders
create view sales.late as select id from sales.orders with no schema binding
create materialized view sales.made as select id from sales.orders
create materialized view sales.over as select id from sales.made
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'syntheticgeneraldata' IAM_ROLE DEFAULT
create materialized view sales.beyond as select policynumber from lake.claimdata
GRANT USAGE ON SCHEMA sales TO reader WITH GRANT OPTION
GRANT USAGE ON SCHEMA lake TO ROLE viewer
GRANT SELECT, TRUNCATE ON sales.orders TO GROUP crew
GRANT SELECT ON sales.bound TO PUBLIC
GRANT INSERT ON sales.orders TO other
GRANT UPDATE (note) ON sales.orders TO reader
GRANT UPDATE (note) ON sales.orders TO other
GRANT CREATE ON DATABASE dev TO reader
ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO ROLE viewer
ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT INSERT ON TABLES TO other
CREATE FUNCTION sales.twice (int) RETURNS int IMMUTABLE AS $$ SELECT $1 * 2 $$ LANGUAGE sql
CREATE PROCEDURE sales.clean(a int, b varchar(9)) AS $$ BEGIN DELETE FROM sales.orders; END; $$ LANGUAGE plpgsql
GRANT EXECUTE ON PROCEDURE sales.clean(int, varchar) TO ROLE viewer
CREATE DATABASE consume ISOLATION LEVEL SERIALIZABLE
""".strip().splitlines()  # noqa: E501


@dataclass(frozen=True)
class Case:
    """``superuser`` and ``ordinary`` are the rows that each of the two gets of ``sql``."""

    source: str
    sql: str
    superuser: list[list[Any]]
    ordinary: list[list[Any]]


def seen_by_all(*cases: tuple[str, str, list[list[Any]]]) -> list[Case]:
    """Cases whose rows are everybody's."""
    return [Case(source, sql, rows, rows) for source, sql, rows in cases]
