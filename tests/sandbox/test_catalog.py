"""The catalog says what statements made, in Redshift's columns, and to whom it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake, Session

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

GUIDE = "Amazon Redshift Database Developer Guide, "


@dataclass(frozen=True)
class Case:
    """``superuser`` and ``ordinary`` are the rows that each of the two gets of ``sql``."""

    source: str
    sql: str
    superuser: list[list[Any]]
    ordinary: list[list[Any]]


_SAME: list[tuple[str, str, list[list[Any]]]] = [
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
        "SVV_REDSHIFT_DATABASES",
        "SELECT database_name, database_type, database_acl, database_options,"
        " database_isolation_level FROM svv_redshift_databases ORDER BY 1",
        [
            ["consume", "local", "=T/rdsdb", None, "Serializable"],
            [
                "dev",
                "local",
                "rdsdb=CT/rdsdb~=T/rdsdb~reader=C/rdsdb",
                None,
                "Snapshot Isolation",
            ],
        ],
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
    (
        "PG_PROC_INFO",
        "SELECT proname, prokind, prosrc FROM pg_proc_info JOIN pg_namespace n"
        " ON n.oid = pronamespace WHERE nspname = 'sales' AND prokind = 'p'",
        [["clean", "p", " BEGIN DELETE FROM sales.orders; END; "]],
    ),
    (
        "Late-binding views, materialized views: amazon-redshift-utils 340, dbt-redshift 409",
        "SELECT viewname, definition, pg_get_viewdef('sales.' || viewname) = definition"
        " FROM pg_views WHERE schemaname = 'sales' AND viewname <> 'beyond' ORDER BY 1",
        [
            ["bound", " SELECT id\n   FROM sales.orders;", True],
            [
                "late",
                "create view sales.late as select id from sales.orders with no schema binding",
                True,
            ],
            [
                "made",
                "create materialized view sales.made as select id from sales.orders",
                True,
            ],
            ["over", "create materialized view sales.over as select id from sales.made", True],
        ],
    ),
    (
        "SVV_DATASHARE_PRIVILEGES and others: nothing of the kind can be granted here",
        "SELECT (SELECT count(*) FROM svv_datashare_privileges)"
        " + (SELECT count(*) FROM svv_ml_model_privileges)"
        " + (SELECT count(*) FROM svv_datashares)",
        [[0]],
    ),
]
SEEN_BY_ALL = [Case(source, sql, rows, rows) for source, sql, rows in _SAME]

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
        "SVV_ALL_SCHEMAS",
        "SELECT database_name, schema_name, schema_type, schema_acl, source_database"
        " FROM svv_all_schemas WHERE schema_name IN ('sales', 'hidden', 'lake') ORDER BY 2",
        [
            ["dev", "hidden", "local", None, None],
            ["dev", "lake", "external", "admin=UC/admin~role viewer=U/admin", None],
            ["dev", "sales", "local", "admin=UC/admin~reader=U*/admin", None],
        ],
        [
            ["dev", "lake", "external", "admin=UC/admin~role viewer=U/admin", None],
            ["dev", "sales", "local", "admin=UC/admin~reader=U*/admin", None],
        ],
    ),
    Case(
        "SVV_ALL_TABLES",
        "SELECT schema_name, table_name, table_type, remarks FROM svv_all_tables ORDER BY 1, 2",
        [
            ["hidden", "orders", "TABLE", None],
            ["lake", "claimdata", "EXTERNAL TABLE", None],
            ["lake", "policydata", "EXTERNAL TABLE", None],
            ["sales", "beyond", "VIEW", None],
            ["sales", "bound", "VIEW", None],
            ["sales", "late", "VIEW", None],
            ["sales", "made", "VIEW", None],
            ["sales", "orders", "TABLE", "what was sold"],
            ["sales", "over", "VIEW", None],
        ],
        [
            ["lake", "claimdata", "EXTERNAL TABLE", None],
            ["lake", "policydata", "EXTERNAL TABLE", None],
            ["sales", "bound", "VIEW", None],
            ["sales", "orders", "TABLE", "what was sold"],
        ],
    ),
    Case(
        "SVV_TABLES",
        "SELECT table_catalog, table_schema, table_type FROM svv_tables WHERE table_name='orders'"
        " ORDER BY 2",
        [["dev", "hidden", "BASE TABLE"], ["dev", "sales", "BASE TABLE"]],
        [["dev", "sales", "BASE TABLE"]],
    ),
    Case(
        "SVV_ALL_COLUMNS",
        "SELECT schema_name, column_name, ordinal_position, is_nullable, data_type,"
        " character_maximum_length, numeric_precision, numeric_scale FROM svv_all_columns"
        " WHERE table_name = 'orders' ORDER BY 1, 3",
        [
            ["hidden", "id", 1, "YES", "integer", None, 32, 0],
            ["sales", "id", 1, "NO", "integer", None, 32, 0],
            ["sales", "note", 2, "YES", "character varying", 20, None, None],
            ["sales", "price", 3, "YES", "numeric", None, 8, 2],
        ],
        [
            ["sales", "id", 1, "NO", "integer", None, 32, 0],
            ["sales", "note", 2, "YES", "character varying", 20, None, None],
            ["sales", "price", 3, "YES", "numeric", None, 8, 2],
        ],
    ),
    Case(
        "SVV_REDSHIFT_COLUMNS",
        "SELECT schema_name, column_name, data_type, encoding, distkey, sortkey"
        " FROM svv_redshift_columns WHERE column_name = 'note'",
        [["sales", "note", "character varying(20)", None, None, None]],
        [["sales", "note", "character varying(20)", None, None, None]],
    ),
    Case(
        "SVV_REDSHIFT_FUNCTIONS",
        "SELECT function_name, function_type, argument_type FROM svv_redshift_functions ORDER BY 1",
        [
            ["clean", "STORED PROCEDURE", "integer, character varying"],
            ["twice", "REGULAR FUNCTION", "integer"],
        ],
        [
            ["clean", "STORED PROCEDURE", "integer, character varying"],
            ["twice", "REGULAR FUNCTION", "integer"],
        ],
    ),
    Case(
        "SVV_EXTERNAL_COLUMNS",
        "SELECT columnname, external_type, columnnum, part_key FROM svv_external_columns"
        " WHERE tablename = 'claimdata' AND (part_key > 0 OR columnnum = 1) ORDER BY 3",
        [
            ["startdate", "date", 1, 0],
            ["year", "string", 7, 1],
            ["month", "string", 8, 2],
            ["day", "string", 9, 3],
        ],
        [
            ["startdate", "date", 1, 0],
            ["year", "string", 7, 1],
            ["month", "string", 8, 2],
            ["day", "string", 9, 3],
        ],
    ),
    Case(
        "SVV_EXTERNAL_TABLES",
        "SELECT schemaname, tabletype, location, compressed FROM svv_external_tables"
        " WHERE tablename = 'claimdata'",
        [
            [
                "lake",
                "TABLE",
                "s3://dev-111122223333-us-east-2-consume/syntheticgeneraldata/claimdata",
                0,
            ]
        ],
        [
            [
                "lake",
                "TABLE",
                "s3://dev-111122223333-us-east-2-consume/syntheticgeneraldata/claimdata",
                0,
            ]
        ],
    ),
    Case(
        "SVV_EXTERNAL_DATABASES",
        "SELECT eskind, databasename FROM svv_external_databases",
        [[1, "syntheticgeneraldata"]],
        [[1, "syntheticgeneraldata"]],
    ),
    Case(
        "SVV_MV_INFO",
        "SELECT trim(database_name), trim(schema_name), trim(user_name), trim(name), is_stale,"
        " autorefresh, autorewrite FROM svv_mv_info ORDER BY name",
        [
            ["dev", "sales", "admin", "beyond", "u", False, False],
            ["dev", "sales", "admin", "made", "f", False, False],
            ["dev", "sales", "admin", "over", "f", False, False],
        ],
        [],
    ),
    Case(
        "SVV_MV_DEPENDENCY",
        "SELECT trim(schema_name), trim(name), trim(dependent_name) FROM svv_mv_dependency",
        [["sales", "over", "made"]],
        [],
    ),
    Case(
        "STV_DB_ISOLATION_LEVEL",
        "SELECT trim(db_name), trim(isolation_level) FROM stv_db_isolation_level ORDER BY 1",
        [["consume", "Serializable"], ["dev", "Snapshot Isolation"]],
        [],
    ),
    Case(
        "STV_SESSIONS",
        "SELECT DISTINCT trim(user_name), trim(db_name), timeout_sec FROM stv_sessions"
        " WHERE user_name IN ('reader', 'admin') ORDER BY 1",
        [["admin", "dev", 0], ["reader", "dev", 60]],
        [["reader", "dev", 60]],
    ),
]


@pytest.fixture(scope="module", params=["workgroup", "cluster"])
def standin(standin: StandIn, request: pytest.FixtureRequest) -> StandIn:
    if request.param == "workgroup":
        return standin
    return replace(standin, workgroup=None, cluster="lake-dev")


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    for sql in MADE:
        admin.run(sql)


@pytest.fixture(scope="module")
def reader(lake: Lake, made: None) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()


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


def test_rows_of_tables(admin: Session, made: None) -> None:
    """SVV_TABLE_INFO: tables without rows are left out."""
    rows = admin.run(
        'SELECT schema, "table", max_varchar, tbl_rows, diststyle FROM svv_table_info ORDER BY 2'
    )

    beyond, *local = rows
    assert beyond[1] == "beyond"
    assert [[*row[:3], int(row[3]), row[4]] for row in local] == [
        ["sales", "made", None, 1, "EVEN"],
        ["sales", "orders", 20, 1, "AUTO(ALL)"],
        ["sales", "over", None, 1, "EVEN"],
    ]


def test_syslog_access_shows_all_grants_on_relations(lake: Lake, made: None) -> None:
    auditor = lake.connect("auditor", PASSWORD)
    query = "SELECT count(*) FROM svv_relation_privileges WHERE identity_name = 'other'"

    assert auditor.value(query) == 1
    auditor.close()


def test_serverless_has_no_stv_mv_info(admin: Session, made: None, standin: StandIn) -> None:
    query = "SELECT trim(name), is_stale, trim(owner_user_name) FROM stv_mv_info ORDER BY 1"

    if standin.cluster is None:
        assert admin.refused(query) == ("42P01", 'relation "stv_mv_info" does not exist')
    else:
        assert admin.run(query)[1] == ["made", "f", "admin"]


def test_materialized_view_is_stale_until_it_is_refreshed(admin: Session) -> None:
    stale = "SELECT is_stale FROM svv_mv_info WHERE name = 'totals'"
    admin.run("CREATE TABLE public.stock (id int)")
    admin.run("CREATE MATERIALIZED VIEW public.totals AS SELECT count(*) AS n FROM public.stock")
    admin.run(
        "CREATE PROCEDURE public.refresh_totals() AS $$\n"
        "BEGIN\n  REFRESH MATERIALIZED VIEW public.totals;\nEND;\n$$ LANGUAGE plpgsql"
    )
    assert admin.value(stale) == "f"
    for change, refresh in [
        ("INSERT INTO public.stock VALUES (1)", "REFRESH MATERIALIZED VIEW public.totals"),
        ("UPDATE public.stock SET id = 1", "CALL public.refresh_totals()"),
        ("DELETE FROM public.stock", "REFRESH MATERIALIZED VIEW public.totals"),
    ]:
        admin.run(change)
        assert admin.value(stale) == "t", change
        admin.run(refresh)
        assert admin.value(stale) == "f", refresh
    admin.connection.autocommit = False
    admin.run("INSERT INTO public.stock VALUES (2)")
    assert admin.value(stale) == "t"
    admin.connection.rollback()
    admin.connection.autocommit = True
    assert admin.value(stale) == "f"
    admin.run("DROP PROCEDURE public.refresh_totals()")
    admin.run("DROP TABLE public.stock CASCADE")


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


_JOINED = GUIDE + "Querying the catalog tables"
_FUNCTIONS = GUIDE + "Leader node-only functions"
_LEADER_ONLY = (
    "Specified types or functions (one per INFO message) not supported on Redshift tables."
)

# what wants both kinds of nodes, and what only seems to
REFUSED_TOGETHER = [
    (_FUNCTIONS, "SELECT current_schema(), id FROM sales.orders"),
    (_FUNCTIONS, "SELECT role_name FROM svv_roles WHERE has_schema_privilege('sales', 'USAGE')"),
    (_FUNCTIONS, "SELECT count(*) FROM stv_sessions, (SELECT current_schemas(false)) s"),
    (_FUNCTIONS, "INSERT INTO sales.orders (note) SELECT current_schema() FROM pg_user"),
    (_JOINED, "SELECT useconfig FROM pg_user JOIN svv_user_info ON usename = user_name"),
    (_JOINED, "SELECT * FROM pg_user u JOIN svv_user_info i ON u.usename = i.user_name"),
    (_JOINED, "SELECT u.* FROM pg_user u JOIN svv_user_info i ON u.usename = i.user_name"),
    (_JOINED, "SELECT c.relacl FROM pg_class c, sales.orders o"),
    (_JOINED, "SELECT 1 FROM pg_group, svv_user_info WHERE user_id = ANY(grolist)"),
    (_JOINED, "CREATE TABLE public.copy AS SELECT * FROM pg_namespace"),
    (
        "dbt-redshift: pg_views and svv_table_info",
        'SELECT definition FROM pg_views JOIN svv_table_info ON viewname = "table"',
    ),
    (
        _JOINED + ": the functions of the information schema's views",
        "SELECT 1 FROM information_schema.tables JOIN svv_roles ON table_name = role_name",
    ),
]
RUN_TOGETHER = [
    (_JOINED, "SELECT usename FROM pg_user JOIN svv_user_info ON usesysid = user_id"),
    (_JOINED, "SELECT c.relname FROM pg_class c, sales.orders o"),
    (
        "AWS's query for locks: repost.aws, prevent locks from blocking queries",
        "SELECT txn_owner, relname FROM svv_transactions LEFT JOIN pg_class ON relation = oid",
    ),
    (
        "dbt-redshift: svv_table_info and svv_mv_info",
        'SELECT i.autorefresh FROM svv_table_info t LEFT JOIN svv_mv_info i ON t."table" = i.name',
    ),
    ("only the leader", "SELECT current_schema(), u.* FROM pg_user u JOIN pg_group ON true"),
    ("a value, and no query", "INSERT INTO hidden.orders VALUES (length(current_schema()))"),
]


@pytest.mark.parametrize(("source", "sql"), REFUSED_TOGETHER)
def test_leader_node_and_compute_nodes_in_one_query(
    admin: Session, made: None, source: str, sql: str
) -> None:
    assert admin.refused(sql) == ("0A000", _LEADER_ONLY), source


@pytest.mark.parametrize(("source", "sql"), RUN_TOGETHER)
def test_what_may_be_asked_together(admin: Session, made: None, source: str, sql: str) -> None:
    admin.run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM stl_query",
        "SELECT * FROM svv_external_partitions",
        "SELECT * FROM sys_query_history",
        "SELECT * FROM pg_get_late_binding_view_cols()",
    ],
)
def test_what_is_not_imitated(admin: Session, sql: str) -> None:
    code, message = admin.refused(sql)

    assert code == "0A000"
    assert message.startswith("sandbox: not imitated")
