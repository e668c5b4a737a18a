"""parse: which reader a statement goes to, what is refused, and how that is shown."""

from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path

import pytest

from redlake.errors import GrammarError
from redlake.grammar import script, types
from redlake.grammar.names import Relation
from redlake.grammar.parse import command, parse
from redlake.grammar.principals import CreateUser
from redlake.grammar.reader import Reader
from redlake.grammar.routines import CreateRoutine
from redlake.grammar.tokens import UnreadableError, tokenize
from redlake.grammar.verbatim import Verbatim
from redlake.grammar.views import CreateMaterializedView, CreateView

PASSWORD = "Hunter2-is-secret"
FILE = Path("upgrade.sql")


def refused(sql: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as raised:
        parse(sql)
    return raised.value


# dispatch


def test_the_same_text_is_parsed_once() -> None:
    sql = "CREATE VIEW lake.once AS SELECT 1"

    assert parse(sql) is parse(sql)


def test_names_are_folded_as_the_session_folds_them() -> None:
    sql = 'CREATE VIEW Lake."Daily" AS SELECT "A" FROM lake.sales'
    folded, exact = parse(sql), parse(sql, case_sensitive=True)

    assert isinstance(folded, CreateView)
    assert isinstance(exact, CreateView)
    assert folded.name == Relation("lake", "daily")
    assert exact.name == Relation("lake", "Daily")
    assert exact.query.case_sensitive


def test_a_query_is_kept_to_the_byte() -> None:
    text = "WITH a AS (\n  SELECT 1 -- one;\r\n)\n\tSELECT  * /* all */ FROM a"
    view = parse(
        f"create VIEW v as -- why\n\n  {text}\n /* end */ with no -- schema\n schema binding"
    )

    assert isinstance(view, CreateView)
    assert view.query.text == text
    assert view.late_binding


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("CREATE TEMP TABLE t", "t"),
        ("CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS t", "t"),
        ("create table #t", "#t"),
    ],
)
def test_a_temporary_table_is_no_object(opening: str, name: str) -> None:
    statement = parse(f"{opening} (a INT)")

    assert isinstance(statement, Verbatim)
    said = statement.action, statement.type, statement.name
    assert said == ("RUN", "TEMPORARY TABLE", Relation("public", name))


@pytest.mark.parametrize(
    ("sql", "type_", "name"),
    [
        ("ALTER TABLE Lake.t ADD COLUMN a INT", "TABLE", Relation("lake", "t")),
        ("ALTER TABLE other.lake.t APPEND FROM s", "TABLE", Relation("lake", "t", "other")),
        ('ALTER RLS POLICY "P" USING (true)', "RLS POLICY", "p"),
        ("ALTER MASKING POLICY p USING ('x')", "MASKING POLICY", "p"),
        ("ALTER MODEL m RETRAIN", "MODEL", Relation("public", "m")),
        ("ALTER EXTERNAL VIEW v FORCE REMOVE DEFINITION", "EXTERNAL VIEW", Relation("public", "v")),
    ],
)
def test_an_alter_says_what_it_is_about(sql: str, type_: str, name: Relation | str) -> None:
    statement = parse(sql)

    assert isinstance(statement, Verbatim)
    assert ("ALTER", type_, name) == (statement.action, statement.type, statement.name)


def test_an_alter_reads_its_name_as_the_session_does() -> None:
    statement = parse('ALTER TABLE "Lake"."T" ADD COLUMN a INT', case_sensitive=True)

    assert isinstance(statement, Verbatim)
    assert statement.name == Relation("Lake", "T")


@pytest.mark.parametrize(
    ("sql", "type_", "name"),
    [
        ("CREATE TABLE IF NOT EXISTS Sales (a INT)", "TABLE", Relation("public", "sales")),
        ("CREATE EXTERNAL TABLE ext.t (a INT) LOCATION 's3://x/'", "EXTERNAL TABLE",
         Relation("ext", "t")),
        ("CREATE MODEL ml.churn FROM 'job' RETURNS int", "MODEL", Relation("ml", "churn")),
        ("CREATE OR REPLACE TEMPLATE t FOR COPY AS CSV", "TEMPLATE", Relation("public", "t")),
        ('CREATE RLS POLICY "P" USING (true)', "RLS POLICY", "p"),
        ("CREATE IDENTITY PROVIDER idp TYPE azure", "IDENTITY PROVIDER", "idp"),
    ],
)  # fmt: skip
def test_a_verbatim_statement_knows_its_object(sql: str, type_: str, name: object) -> None:
    statement = parse(sql)

    assert isinstance(statement, Verbatim)
    assert (statement.action, statement.type, statement.name) == ("CREATE", type_, name)
    assert statement.sql() == sql


def test_verbatim_statements_differ_by_more_than_white_space() -> None:
    table = parse("CREATE TABLE lake.t (a INT)")

    assert table == parse("create table lake.t(a /* n */ int)")
    assert table != parse("CREATE TABLE lake.t (a BIGINT)")
    assert table != parse("DROP TABLE lake.t")


# routines


BODY = "(n INT) AS $$ BEGIN END; $$ LANGUAGE plpgsql"


@pytest.mark.parametrize(
    ("sql", "or_replace", "expected"),
    [
        (f"CREATE PROCEDURE p{BODY}", False, f"CREATE PROCEDURE p{BODY}"),
        (f"create PROCEDURE p{BODY}", True, f"create OR REPLACE PROCEDURE p{BODY}"),
        (f"CREATE OR REPLACE PROCEDURE p{BODY}", False, f"CREATE PROCEDURE p{BODY}"),
        (f"CREATE /* a */ or replace\nPROCEDURE p{BODY}", False, f"CREATE\nPROCEDURE p{BODY}"),
        (f"CREATE or replace PROCEDURE p{BODY}", True, f"CREATE or replace PROCEDURE p{BODY}"),
    ],
)
def test_or_replace_is_spliced_into_a_routine(sql: str, or_replace: bool, expected: str) -> None:
    routine = parse(sql)

    assert isinstance(routine, CreateRoutine)
    assert replace(routine, or_replace=or_replace).sql() == expected


def test_routines_are_equal_but_for_white_space_around_the_body_and_or_replace() -> None:
    routine = parse(f"CREATE PROCEDURE p{BODY}")

    assert routine == parse(f"create or replace procedure p{BODY.replace(' ', '  ', 1)} -- new")
    assert hash(routine) == hash(parse(f"CREATE OR REPLACE PROCEDURE p{BODY}"))
    assert routine != parse(f"CREATE PROCEDURE p{BODY.replace('BEGIN', 'BEGIN ')}")
    assert routine != parse(f"CREATE PROCEDURE q{BODY}")
    assert routine != parse("DROP PROCEDURE p(int)")


# types


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        ("int2", "smallint"),
        ("INT", "integer"),
        ("int8", "bigint"),
        ("decimal", "numeric"),
        ("NUMERIC (10, 2)", "numeric"),
        ("float4", "real"),
        ("FLOAT", "double precision"),
        ("FLOAT(53)", "double precision"),
        ("float(24)", "real"),
        ("DOUBLE  PRECISION", "double precision"),
        ("bool", "boolean"),
        ("char", "character"),
        ("CHARACTER(3)", "character"),
        ("bpchar", "character"),
        ("national char (3)", "character"),
        ("varchar(MAX)", "character varying"),
        ("Character Varying (20)", "character varying"),
        ("nvarchar", "character varying"),
        ("text", "character varying"),
        ("timestamp", "timestamp without time zone"),
        ("timestamptz", "timestamp with time zone"),
        ("TIMESTAMP (6) WITH TIME ZONE", "timestamp with time zone"),
        ("timestamp without time zone", "timestamp without time zone"),
        ("time", "time without time zone"),
        ("timetz", "time with time zone"),
        ("interval", "interval"),
        ("INTERVAL YEAR TO MONTH", "interval year to month"),
        ("INTERVAL DAY (2) TO SECOND (6)", "interval day to second"),
        ("intervald2s", "interval day to second"),
        ("varbyte(64)", "varbyte"),
        ("binary varying", "varbyte"),
        ("super", "super"),
        ("geometry", "geometry"),
        ("geography", "geography"),
        ("hllsketch", "hllsketch"),
        ("refcursor", "refcursor"),
        ("ANYELEMENT", "anyelement"),
        ("date", "date"),
    ],
)
def test_a_type_has_one_name(spelled: str, expected: str) -> None:
    at = Reader(spelled, tokenize(spelled))

    assert types.read_type(at) == expected
    assert at.done()


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            types.read_type(Reader(n, tokenize(n)))
            for n in (
                "int",
                "float8",
                "varchar",
                "timetz",
                "interval year to month",
                "interval day to second",
            )
        }
    ),
)
def test_the_name_of_a_type_is_read_as_that_type(name: str) -> None:
    assert types.read_type(Reader(name, tokenize(name))) == name


@pytest.mark.parametrize(
    "spelled", ["", "integr", "varchar(", "varchar(x)", "interval day to", "1"]
)
def test_what_is_no_type_is_refused(spelled: str) -> None:
    with pytest.raises(UnreadableError):
        types.read_type(Reader(spelled, tokenize(spelled)))


# refusals


@pytest.mark.parametrize(
    ("sql", "way_out"),
    [
        ("CRAETE VIEW v AS SELECT 1", "did you mean CREATE?"),
        ("CREATE VEIW v AS SELECT 1", "did you mean VIEW?"),
        ("DROP MATERIALISED VIEW v", "did you mean MATERIALIZED?"),
        ("ALTER VIEW v OWNER TO u", "write ALTER TABLE, which takes views of all kinds"),
        ("REFRESH VIEW v", "REFRESH goes on with MATERIALIZED"),
        ("CREATE OR REPLACE v", "CREATE OR REPLACE goes on with EXTERNAL, FUNCTION, LIBRARY,"
         " PROCEDURE, TEMPLATE or VIEW"),
        ("FROBNICATE", "begin it with a command of Redshift's, such as CREATE or GRANT"),
    ],
)  # fmt: skip
def test_a_statement_that_is_unknown_comes_with_a_way_out(sql: str, way_out: str) -> None:
    assert refused(sql).way_out == way_out


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE USER ann '{PASSWORD}'",
        f"CREATE USER ann PASSWORD DISABLE '{PASSWORD}'",
        f"CREATE USER ann PASSWORD '{PASSWORD}' CREATEDBB",
        f"ALTER USER ann PASSWORD '{PASSWORD}' '{PASSWORD}'",
        f"ALTER USER ann PASSWORD\n  '{PASSWORD}",
        f"ALTER USER ann PASWORD '{PASSWORD}'",
    ],
)
def test_a_password_is_never_shown(sql: str) -> None:
    statement = script.Statement(sql, "dev")
    with pytest.raises(GrammarError) as raised:
        command(statement)

    assert PASSWORD not in str(raised.value)
    assert PASSWORD not in repr(raised.value)


def test_a_password_is_not_in_what_is_parsed() -> None:
    user = parse(f"CREATE USER ann PASSWORD '{PASSWORD}'")

    assert isinstance(user, CreateUser)
    assert PASSWORD in user.sql()
    assert PASSWORD not in repr(user)


# places


def read(text: str) -> list[script.Statement]:
    return script.read(text, "dev", script.locator(FILE, text))


def test_a_script_s_statement_is_parsed() -> None:
    (statement,) = read("-- totals\nCREATE MATERIALIZED VIEW lake.totals AS SELECT 1;")

    assert isinstance(command(statement), CreateMaterializedView)


def test_an_error_shows_its_place_and_a_caret_under_it() -> None:
    _, statement = read("SELECT 1;\n\n  CREATE VIEW lake.v\n\tASS SELECT 1;\n")
    with pytest.raises(GrammarError) as raised:
        command(statement)

    assert str(raised.value).splitlines() == [
        "expected AS, found ASS (upgrade.sql:4:2); correct it",
        "  \tASS SELECT 1",
        "  \t^",
    ]


def test_an_error_without_a_file_has_its_caret_too() -> None:
    with pytest.raises(GrammarError) as raised:
        command(script.Statement("DROP VEIW v", "dev"))

    assert str(raised.value).splitlines()[1:] == ["  DROP VEIW v", "       ^"]


def test_the_example_of_types_holds() -> None:
    assert doctest.testmod(types).failed == 0
