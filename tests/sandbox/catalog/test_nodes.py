"""What wants the leader node and the compute nodes in one query, and what is not imitated."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Session

GUIDE = "Amazon Redshift Database Developer Guide, "
_JOINED = GUIDE + "Querying the catalog tables"
_FUNCTIONS = GUIDE + "Leader node-only functions"
_LEADER_ONLY = (
    "Specified types or functions (one per INFO message) not supported on Redshift tables."
)

# what wants both kinds of nodes, and what only seems to
REFUSED_TOGETHER = [
    (_FUNCTIONS, "SELECT current_schema(), id FROM sales.orders"),
    (_FUNCTIONS, "SELECT pg_get_late_binding_view_cols(), id FROM sales.orders"),
    (_JOINED, 'SELECT o.id FROM sales.orders o, pg_table_def d WHERE d."column" = o.note'),
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
# and a row among those that it answers
RUN_TOGETHER = [
    (_JOINED, "SELECT usename FROM pg_user JOIN svv_user_info ON usesysid = user_id", ["admin"]),
    (_JOINED, "SELECT c.relname, o.id FROM pg_class c, sales.orders o", ["orders", 7]),
    (
        "AWS's query for locks: repost.aws, prevent locks from blocking queries",
        "SELECT txn_owner, relname FROM svv_transactions LEFT JOIN pg_class ON relation = oid",
        ["admin", "orders"],
    ),
    (
        "dbt-redshift: svv_table_info and svv_mv_info",
        'SELECT t."table", i.autorefresh FROM svv_table_info t'
        ' LEFT JOIN svv_mv_info i ON t."table" = i.name',
        ["orders", None],
    ),
    (
        "only the leader",
        "SELECT current_schema(), u.usename FROM pg_user u JOIN pg_group ON true",
        ["public", "admin"],
    ),
    (
        "a value, and no query",
        "INSERT INTO sales.orders (id) VALUES (length(current_schema()))",
        [6],
    ),
]


@pytest.mark.parametrize(("source", "sql"), REFUSED_TOGETHER)
def test_leader_node_and_compute_nodes_in_one_query(
    admin: Session, made: None, source: str, sql: str
) -> None:
    assert admin.refused(sql) == ("0A000", _LEADER_ONLY), source


@pytest.mark.parametrize(("source", "sql", "row"), RUN_TOGETHER)
def test_what_may_be_asked_together(
    admin: Session, made: None, source: str, sql: str, row: list[object]
) -> None:
    admin.connection.autocommit = False
    try:
        admin.run("INSERT INTO sales.orders (id) VALUES (7)")
        rows = admin.run(sql) or admin.run("SELECT id FROM sales.orders")
    finally:
        admin.connection.rollback()
        admin.connection.autocommit = True

    assert row in rows, source


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM stl_query",
        "SELECT * FROM svv_external_partitions",
        "SELECT * FROM pg_stat_user_tables",
        "SELECT * FROM information_schema.table_privileges",
        "SELECT * FROM sys_query_history",
    ],
)
def test_what_is_not_imitated(admin: Session, sql: str) -> None:
    code, message = admin.refused(sql)

    assert code == "0A000"
    assert message.startswith("sandbox: not imitated")
