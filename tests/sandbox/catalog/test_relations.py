"""Databases, schemas, relations and routines, in Redshift's columns, and who sees which."""

from __future__ import annotations

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.catalog.contents import Case, seen_by_all
from tests.sandbox.lake import Session

SEEN_BY_ALL = seen_by_all(
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
)

RESTRICTED = [
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
        [["sales", "note", "character varying(20)", "lzo", False, 0]],
        [["sales", "note", "character varying(20)", "lzo", False, 0]],
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
]


@pytest.mark.parametrize("case", [*SEEN_BY_ALL, *RESTRICTED], ids=lambda case: case.source)
def test_contents(admin: Session, reader: Session, case: Case) -> None:
    assert admin.run(case.sql) == case.superuser
    assert reader.run(case.sql) == case.ordinary


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


@pytest.mark.parametrize(
    ("relation", "columns", "row"),
    [
        ("stv_mv_info", "trim(name), is_stale, trim(owner_user_name)", ["made", "f", "admin"]),
        ("stv_mv_deps", "trim(name), trim(ref_schema), trim(ref_name)", ["over", "sales", "made"]),
    ],
)
def test_a_cluster_has_it_and_serverless_has_not(
    admin: Session, made: None, standin: StandIn, relation: str, columns: str, row: list[str]
) -> None:
    query = f"SELECT {columns} FROM {relation}"

    if standin.cluster is None:
        assert admin.refused(query) == ("42P01", f'relation "{relation}" does not exist')
    else:
        assert row in admin.run(query)


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
