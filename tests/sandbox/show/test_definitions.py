"""SHOW of one object's definition, of settings, and what is refused."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Session
from tests.sandbox.show.contents import (
    BODY,
    LATE,
    MADE_TEXT,
    shown,
)


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


PARTS = (
    "CREATE TABLE sales.parts (\n"
    "id integer NOT NULL,\n"
    "name character varying(20) DEFAULT 'none'::character varying NOT NULL ENCODE zstd,\n"
    "price numeric(8,2) ENCODE raw,\n"
    "sold date distkey,\n"
    "ok boolean,\n"
    "PRIMARY KEY (id),\n"
    "UNIQUE (name)\n"
    ")\n"
    "BACKUP NO DISTSTYLE KEY SORTKEY ( id, sold );"
)
PIECES = (
    "CREATE TABLE sales.pieces (\n"
    "number bigint IDENTITY(2,3) NOT NULL ENCODE az64,\n"
    "part integer,\n"
    "FOREIGN KEY (part) REFERENCES sales.parts(id)\n"
    ")\n"
    "DISTSTYLE AUTO INTERLEAVED SORTKEY ( part );"
)


@pytest.mark.parametrize(
    ("name", "text", "typed"),
    [
        (
            "parts",
            PARTS,
            "CREATE TABLE sales.parts (id int PRIMARY KEY, name varchar(20) DEFAULT 'none' NOT NULL"
            " ENCODE zstd UNIQUE, price numeric(8,2) ENCODE raw, sold date DISTKEY, ok bool)"
            " BACKUP NO COMPOUND SORTKEY (id, sold)",
        ),
        (
            "pieces",
            PIECES,
            "CREATE TABLE sales.pieces (number bigint IDENTITY(2, 3), part int REFERENCES"
            " sales.parts) INTERLEAVED SORTKEY (part)",
        ),
    ],
)
def test_table_is_shown_as_it_could_be_made_again(
    admin: Session, made: None, name: str, text: str, typed: str
) -> None:
    admin.run(typed)

    assert shown(admin, f"SHOW TABLE sales.{name}") == [{"Show Table DDL statement": text}]
    if name == "pieces":
        admin.run(f"DROP TABLE sales.{name}")
        admin.run(text)
        assert admin.value(f"SHOW TABLE sales.{name}") == text
        admin.run("DROP TABLE sales.parts CASCADE")


def test_table_keeps_its_keys_when_columns_are_renamed_and_dropped(
    admin: Session, made: None
) -> None:
    admin.run("CREATE TABLE sales.bits (a int ENCODE zstd, b int) DISTKEY(a) SORTKEY(a)")
    admin.run("ALTER TABLE sales.bits RENAME COLUMN a TO c")
    admin.run("ALTER TABLE sales.bits ADD COLUMN a varchar(5)")
    admin.run("ALTER TABLE sales.bits DROP COLUMN b")

    assert admin.value("SHOW TABLE sales.bits") == (
        "CREATE TABLE sales.bits (\nc integer ENCODE zstd distkey,\n"
        "a character varying(5) ENCODE lzo\n)\nDISTSTYLE KEY SORTKEY ( c );"
    )
    admin.run("DROP TABLE sales.bits")


def test_table_is_shown_to_whom_may_read_it(reader: Session) -> None:
    assert reader.value("SHOW TABLE sales.orders").startswith("CREATE TABLE sales.orders (")
    assert reader.refused("SHOW TABLE hidden.stock")[0] == "42501"


# statement, SQLSTATE, beginning of the message
REFUSED = [
    ("SHOW SCHEMAS FROM DATABASE nowhere", "3D000", 'database "nowhere" does not exist'),
    ("SHOW GRANTS ON TABLE sales.nothing", "42P01", 'relation "sales.nothing" does not exist'),
    ("SHOW GRANTS ON SCHEMA nowhere", "3F000", 'schema "nowhere" does not exist'),
    ("SHOW GRANTS ON DATABASE nowhere", "3D000", 'database "nowhere" does not exist'),
    ("SHOW GRANTS FOR nobody", "42704", 'user "nobody" does not exist'),
    ("SHOW GRANTS FOR ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("SHOW GRANTS ON FUNCTION sales.f(int)", "42883", "function sales.f(integer) does not exist"),
    ("SHOW GRANTS ON FUNCTION sales.twice", "42601", "syntax error"),
    ("SHOW GRANTS ON PROCEDURE sales.reset()", "0A000", "sandbox: not imitated: SHOW GRANTS ON"),
    ("SHOW VIEW sales.nothing", "42P01", 'relation "sales.nothing" does not exist'),
    ("SHOW VIEW sales.orders", "42809", '"orders" is not a view'),
    ("SHOW TABLE sales.nothing", "42P01", 'relation "sales.nothing" does not exist'),
    ("SHOW TABLE sales.late", "42809", '"late" is not a table'),
    ("SHOW EXTERNAL TABLE lake.claimdata", "0A000", "sandbox: not imitated: SHOW EXTERNAL TABLE"),
    ("SHOW PARAMETERS OF PROCEDURE sales.reset()", "0A000", "sandbox: not imitated"),
    ("SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE orders", "42601", "syntax error"),
    ("SHOW PROCEDURE sales.nothing()", "42883", "procedure sales.nothing() does not exist"),
    ("SHOW DATABASES FROM DATA CATALOG", "0A000", "sandbox: not imitated"),
    ("SHOW TABLES FROM SCHEMA sales LIMIT many", "42601", "syntax error"),
]


@pytest.mark.parametrize(("sql", "code", "begins"), REFUSED)
def test_refused(admin: Session, made: None, sql: str, code: str, begins: str) -> None:
    said = admin.refused(sql)

    assert said[0] == code
    assert said[1].startswith(begins)


def test_settings_are_shown_as_before(admin: Session) -> None:
    assert shown(admin, "SHOW search_path") == [{"search_path": '"$user", public'}]
