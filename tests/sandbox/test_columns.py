"""What the catalog says of columns: those of late-binding views, and where values lie.

https://docs.aws.amazon.com/redshift/latest/dg/PG_GET_LATE_BINDING_VIEW_COLS.html,
https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html and
https://docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"
ASKED = (
    "SELECT view_name, col_name, col_type, col_num FROM pg_get_late_binding_view_cols()"
    " cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)"
    " WHERE view_schema = 'shelf' ORDER BY view_name, col_num"
)
SHOWN = (
    "SELECT table_name, column_name, data_type, ordinal_position FROM svv_columns"
    " WHERE table_schema = 'shelf' AND table_name LIKE 'late%' ORDER BY 1, 4"
)

MADE = [
    f"CREATE USER reader PASSWORD '{PASSWORD}'",
    f"CREATE USER keeper PASSWORD '{PASSWORD}'",
    "CREATE SCHEMA shelf",
    "CREATE SCHEMA closed",
    "GRANT USAGE ON SCHEMA shelf TO reader",
    "GRANT USAGE, CREATE ON SCHEMA shelf TO keeper",
    "CREATE TABLE shelf.books (id int NOT NULL, title varchar(200), price numeric(8,2),"
    " at timestamp) DISTKEY(id) INTERLEAVED SORTKEY (id, at)",
    "CREATE VIEW shelf.late AS SELECT id, title, price FROM shelf.books WITH NO SCHEMA BINDING",
    "CREATE VIEW shelf.late_on_late AS SELECT price AS cost FROM shelf.late WITH NO SCHEMA BINDING",
    "GRANT SELECT ON shelf.late TO reader",
]
LATE = [
    ["late", "id", "integer", 1],
    ["late", "title", "character varying(200)", 2],
    ["late", "price", "numeric(8,2)", 3],
]
LATE_ON_LATE = [["late_on_late", "cost", "numeric(8,2)", 1]]


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    for sql in MADE:
        admin.run(sql)


@pytest.fixture(scope="module")
def reader(lake: Lake, made: None) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()


def test_views_that_can_be_read_have_columns(admin: Session, made: None) -> None:
    assert admin.run(ASKED) == [*LATE, *LATE_ON_LATE]
    assert admin.run(SHOWN) == [
        ["late", "id", "integer", 1],
        ["late", "title", "character varying", 2],
        ["late", "price", "numeric", 3],
        ["late_on_late", "cost", "numeric", 1],
    ]


def test_as_a_list_in_one_value(admin: Session, made: None) -> None:
    rows = admin.run("SELECT pg_catalog.pg_get_late_binding_view_cols()")

    assert rows[1:3] == [
        ['(shelf,late,title,"character varying(200)",2)'],
        ['(shelf,late,price,"numeric(8,2)",3)'],
    ]


def test_views_are_shown_to_whom_may_read_them(reader: Session) -> None:
    assert reader.run(ASKED) == LATE
    assert [row[0] for row in reader.run(SHOWN)] == ["late", "late", "late"]


@pytest.mark.parametrize("relation", ["svv_all_columns", "svv_redshift_columns"])
def test_no_other_view_promises_them(admin: Session, made: None, relation: str) -> None:
    query = f"SELECT count(*) FROM {relation} WHERE table_name = 'late'"

    assert admin.value(query) == 0


def test_columns_are_those_of_the_moment(admin: Session, made: None) -> None:
    admin.run("CREATE TABLE shelf.coins (a int)")
    admin.run("CREATE VIEW shelf.zz AS SELECT * FROM shelf.coins WITH NO SCHEMA BINDING")
    assert admin.run(ASKED)[-1] == ["zz", "a", "integer", 1]

    admin.run("ALTER TABLE shelf.coins ADD COLUMN b date")
    assert admin.run(ASKED)[-1] == ["zz", "b", "date", 2]
    assert [row[3] for row in admin.run("SHOW COLUMNS FROM TABLE shelf.zz")] == ["a", "b"]
    admin.run("DROP TABLE shelf.coins")
    assert admin.run(ASKED) == [*LATE, *LATE_ON_LATE]
    assert admin.run("SHOW COLUMNS FROM TABLE shelf.zz") == []
    admin.run("DROP VIEW shelf.zz")


def test_view_that_its_owner_cannot_read_has_none(lake: Lake, admin: Session, made: None) -> None:
    admin.run("CREATE TABLE closed.gold (a int)")
    keeper = lake.connect("keeper", PASSWORD)
    keeper.run("CREATE VIEW shelf.zz AS SELECT * FROM closed.gold WITH NO SCHEMA BINDING")
    keeper.close()

    assert admin.run(ASKED) == [*LATE, *LATE_ON_LATE]
    admin.run("GRANT USAGE ON SCHEMA closed TO keeper")
    assert admin.run(ASKED) == [*LATE, *LATE_ON_LATE]
    admin.run("GRANT SELECT ON closed.gold TO keeper")
    assert admin.run(ASKED)[-1] == ["zz", "a", "integer", 1]
    admin.run("DROP VIEW shelf.zz")


def test_views_that_cannot_be_read_leave_a_transaction_alone(lake: Lake, made: None) -> None:
    session = lake.connect(autocommit=False)
    session.run("CREATE VIEW shelf.za AS SELECT * FROM shelf.nothing WITH NO SCHEMA BINDING")
    session.run("CREATE VIEW shelf.zb AS SELECT * FROM shelf.za WITH NO SCHEMA BINDING")
    session.run("CREATE VIEW shelf.zc AS SELECT * FROM shelf.zc WITH NO SCHEMA BINDING")

    assert session.run(ASKED) == [*LATE, *LATE_ON_LATE]
    session.connection.rollback()
    session.close()


def test_view_that_asks_for_the_columns_of_all_has_its_own(admin: Session, made: None) -> None:
    admin.run(f"CREATE VIEW shelf.zz AS {ASKED} WITH NO SCHEMA BINDING")

    assert [row[1] for row in admin.run(ASKED) if row[0] == "zz"] == [
        "view_name",
        "col_name",
        "col_type",
        "col_num",
    ]
    assert admin.value("SELECT count(*) FROM shelf.zz WHERE view_name = 'zz'") == 4
    admin.run("DROP VIEW shelf.zz")


def test_text_that_is_not_imitated_is_said_to_be(admin: Session, made: None) -> None:
    admin.run("CREATE VIEW shelf.zz AS SELECT json_parse('1') AS j WITH NO SCHEMA BINDING")

    code, message = admin.refused(ASKED)

    assert code == "0A000"
    assert message == ("sandbox: not imitated: function json_parse (in late-binding view shelf.zz)")
    admin.run("DROP VIEW shelf.zz")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW shelf.zz AS SELECT * FROM svv_columns",
        "CREATE PROCEDURE shelf.p() AS $$ BEGIN SELECT pg_get_late_binding_view_cols(); END; $$"
        " LANGUAGE plpgsql",
    ],
)
def test_what_runs_later_cannot_keep_them(admin: Session, made: None, sql: str) -> None:
    code, message = admin.refused(sql)

    assert code == "0A000"
    assert message.startswith("sandbox: not imitated: the columns of late-binding views")


def test_where_values_lie(admin: Session, made: None) -> None:
    """PG_TABLE_DEF shows what the search path shows."""
    asked = (
        'SELECT "column", trim(type), trim(encoding), distkey, sortkey, "notnull"'
        " FROM pg_table_def WHERE tablename = 'books'"
    )
    assert admin.run(asked) == []
    admin.run("SET search_path TO shelf")

    assert admin.run(asked) == [
        ["id", "integer", "none", True, -1, True],
        ["title", "character varying(200)", "lzo", False, 0, False],
        ["price", "numeric(8,2)", "az64", False, 0, False],
        ["at", "timestamp without time zone", "none", False, 2, False],
    ]
    admin.run("SET search_path TO DEFAULT")
    assert [row[12:16] for row in admin.run("SHOW COLUMNS FROM TABLE shelf.books")] == [
        ["INTERLEAVED", -1, 1, "raw"],
        [None, 0, None, "lzo"],
        [None, 0, None, "az64"],
        ["INTERLEAVED", 2, None, "raw"],
    ]


def test_names_as_regclass(admin: Session, made: None) -> None:
    query = "SELECT relname FROM pg_class WHERE oid = '{}'::regclass"

    assert admin.value(query.format('"shelf"."books"')) == "books"
    assert admin.value(query.format("dev.shelf.books")) == "books"
    assert admin.value(query.format("pg_catalog.pg_class")) == "pg_class"
    assert admin.refused(query.format("shelf.nothing")) == (
        "42P01",
        'relation "shelf.nothing" does not exist',
    )
