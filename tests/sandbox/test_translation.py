"""Statements of Redshift's become PostgreSQL's: pure text, with scripted answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.sandbox.translation.base import Context, Edit, Source, Translation, spliced
from redlake.sandbox.translation.dispatch import translate
from redlake.sandbox.translation.messages import in_redshifts_words
from redlake.sandbox.wire import Column, SqlError

CONTEXT = Context("dev", "alice", iam=True)
VIEW = {
    "at": "0",
    "kind": "late-binding view",
    "name": "v",
    "marker": '"dev.public".v',
    "owner": "bob",
    "query": "SELECT it FROM s.t",
    "executor": 'sandbox."as 7"',
    "met": None,
    "unread": None,
    "schema": "public",
    "columns": None,
}


def translated(sql: str, *answers: Sequence[Any], context: Context = CONTEXT) -> Translation:
    """The translation, where PostgreSQL answers so; and then with nothing.

    That new things go to public, and that no schema is external, it always says.
    """
    translating = translate(Source.of(sql), context)
    remaining = list(answers)
    answer: Any = None
    try:
        while True:
            question = translating.send(answer)
            if "demand_schema()" in question.sql:
                answer = [{"schema": '"dev.public"'}]
            elif "sandbox.external_schemas" in question.sql:
                answer = [{"external": "f"}]
            else:
                answer = remaining.pop(0) if remaining else []
    except StopIteration as done:
        translation: Translation = done.value
        return translation


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1 -- as it is", "SELECT 1 -- as it is"),
        ("SELECT  *\nFROM s.t", 'SELECT  *\nFROM "dev.s"."t"'),
        ("SELECT * FROM other.s.t AS x", 'SELECT * FROM "other.s"."t" AS x'),
        ("SELECT s.t.a, s.t.* FROM S.T", 'SELECT "dev.s"."t".a, "dev.s"."t".* FROM "dev.s"."t"'),
        ('SELECT "Up" AS "X y" FROM t', 'SELECT "up" AS "x y" FROM t'),
        ("SELECT 's.t' FROM t", "SELECT 's.t' FROM t"),
        ("SELECT * FROM pg_user", "SELECT * FROM redshift.pg_user"),
        ("SELECT * FROM pg_catalog.pg_class c", "SELECT * FROM redshift.pg_class c"),
        ("SELECT * FROM pg_catalog.pg_type", 'SELECT * FROM pg_catalog."pg_type"'),
        (
            "SELECT * FROM information_schema.tables",
            "SELECT * FROM redshift.information_tables AS tables",
        ),
        ("SELECT version(), pg_catalog.version()", "SELECT redshift.version(), redshift.version()"),
        ("SELECT sandbox.f(1)", 'SELECT "dev.sandbox".f(1)'),
        ("WITH t AS (SELECT 1) SELECT * FROM t", "WITH t AS (SELECT 1) SELECT * FROM t"),
        ("INSERT INTO s.t (a) VALUES (1)", 'INSERT INTO "dev.s"."t" (a) VALUES (1)'),
        ("UPDATE s.t SET a = 1 WHERE b IN (1)", 'UPDATE "dev.s"."t" SET a = 1 WHERE b IN (1)'),
        ("DELETE FROM s.t", 'DELETE FROM "dev.s"."t"'),
        (
            "CREATE TABLE s.t (a int ENCODE zstd) DISTSTYLE KEY DISTKEY (a) COMPOUND SORTKEY (a)",
            'CREATE TABLE "dev.s"."t" (a int  )'
            """ SELECT sandbox.record_storage('"dev.s"."t"', '{"encodings": {"a": "zstd"},"""
            """ "diststyle": "KEY", "distkey": "a", "sortkey_style": "COMPOUND","""
            """ "sortkey": ["a"]}')""",
        ),
        ("EXPLAIN SELECT * FROM s.t", 'EXPLAIN SELECT * FROM "dev.s"."t"'),
        (
            "DROP TABLE IF EXISTS s.t, u CASCADE",
            """SELECT sandbox.run('DROP TABLE IF EXISTS "dev.s"."t", "u" CASCADE', 'DROP',"""
            """ 'DROP TABLE', ARRAY['"dev.s"."t"', '"u"']::text[])""",
        ),
        (
            "GRANT ROLE a TO ROLE b",
            """SELECT sandbox.run_for_masters('GRANT "role:a" TO "role:b"',"""
            """ ARRAY['"role:a"']::text[])""",
        ),
        (
            'GRANT SELECT, INSERT ON s.t TO "IAMR:X", GROUP "G", PUBLIC',
            'GRANT SELECT, INSERT ON "dev.s"."t" TO "IAMR:X", "group:g", PUBLIC'
            """ SELECT sandbox.demand_one_level('"dev.s"."t"')""",
        ),
        (
            "GRANT ALL ON SCHEMA s TO a",
            """SELECT sandbox.grant_privileges('SCHEMA', '"dev.s"'::regnamespace, '',"""
            """ ARRAY['ALTER', 'DROP']::text[], ARRAY['"a"']::text[], ARRAY[false])"""
            ' GRANT CREATE, USAGE ON SCHEMA "dev.s" TO "a"',
        ),
        (
            "ALTER DEFAULT PRIVILEGES FOR USER a IN SCHEMA s GRANT SELECT ON TABLES TO GROUP g",
            "SELECT sandbox.alter_default_privileges('GRANT', 'a', '\"dev.s\"', 'TABLES',"
            " ARRAY['SELECT']::text[], '\"group:g\"', false)",
        ),
        (
            "REFRESH MATERIALIZED VIEW s.m",
            """SELECT sandbox.record_refresh('"dev.s"."m"')"""
            ' REFRESH MATERIALIZED VIEW "dev.s"."m"',
        ),
        ("CALL s.p(1, 'a.b')", """CALL "dev.s"."p"(1, 'a.b')"""),
        ("SET statement_timeout TO 5", "SET statement_timeout TO 5"),
    ],
)
def test_statement(sql: str, expected: str) -> None:
    assert " ".join(translated(sql).sql).split() == expected.split()


def test_case_is_kept_where_the_session_keeps_it() -> None:
    context = Context("dev", "alice", iam=True, case_sensitive=True)

    (sql,) = translated('SELECT "Up", Down FROM S."T"', context=context).sql

    assert sql == 'SELECT "Up", Down FROM "dev.s"."T"'


def test_late_binding_view_is_unfolded() -> None:
    (sql,) = translated(
        "SELECT * FROM v", [VIEW], [], [Column("it", 23, -1)], [{"name": "integer"}]
    ).sql

    assert sql == (
        'SELECT * FROM (SELECT * FROM sandbox."as 7"(\'SELECT it FROM "dev.s"."t"\')'
        ' AS f("it" integer) WHERE NOT EXISTS (SELECT FROM "dev.public".v)) AS "v"'
    )


def test_late_binding_view_keeps_its_alias() -> None:
    (sql,) = translated(
        "SELECT x.it FROM v x", [VIEW], [], [Column("it", 23, -1)], [{"name": "integer"}]
    ).sql

    assert sql.endswith(") x")


def test_table_that_is_made_is_no_view() -> None:
    (sql,) = translated("CREATE TABLE v (a int)", [VIEW]).sql

    assert sql == "CREATE TABLE v (a int)"


def test_password_leaves_as_a_digest() -> None:
    for stored in ("Mypassword1", "sha256|Mypassword1"):
        (sql,) = translated(f"CREATE USER a PASSWORD '{stored}'").sql
        assert "Mypassword1" not in sql


def test_body_of_a_procedure_is_translated() -> None:
    body = "BEGIN IF 1 = 1 THEN REFRESH MATERIALIZED VIEW s.m; END IF; DELETE FROM s.t; END;"

    sql, recorded = translated(
        f"CREATE PROCEDURE s.p(a int) AS $$ {body} $$ LANGUAGE plpgsql", [], [{"new": "t"}]
    ).sql

    assert (
        '; REFRESH MATERIALIZED VIEW "dev.s"."m"; END IF; PERFORM sandbox.demand_readable(' in sql
    )
    assert '); DELETE FROM "dev.s"."t";' in sql
    assert f"' {body} '" in recorded


def test_call_in_a_body_is_performed() -> None:
    sql, *_ = translated(
        "CREATE PROCEDURE p() AS $$ BEGIN DROP USER a, b; END; $$", [{"new": "t"}]
    ).sql

    assert (
        "BEGIN PERFORM sandbox.drop_user('a', false); PERFORM sandbox.drop_user('b', false); END;"
    ) in sql


@pytest.mark.parametrize(
    "body",
    ["BEGIN EXECUTE 'DROP TABLE t'; END;", "BEGIN PERFORM f(); END;"],
)
def test_body_that_cannot_be_translated(body: str) -> None:
    sql = f"CREATE PROCEDURE p() AS $$ {body} $$ LANGUAGE plpgsql"

    with pytest.raises(SqlError, match="sandbox: not imitated"):
        translated(sql, [{"new": "t"}])


def test_body_in_single_quotes() -> None:
    with pytest.raises(SqlError, match="in single quotes"):
        translated("CREATE PROCEDURE p() AS 'BEGIN END;' LANGUAGE plpgsql")


words = st.text(st.sampled_from("ab \n'é$(),;"), max_size=12)


@given(st.lists(st.tuples(words, words, words), max_size=6), words)
def test_splice_keeps_every_other_byte(pieces: list[tuple[str, str, str]], tail: str) -> None:
    text, expected, edits = "", "", []
    for kept, old, new in pieces:
        text += kept
        if old:
            edits.append(Edit(len(text), len(text) + len(old), new))
            text, expected = text + old, expected + kept + new
        else:
            expected += kept

    assert spliced(text + tail, reversed(edits)) == expected + tail


@given(words)
def test_string_in_a_query_is_kept(content: str) -> None:
    literal = "'" + content.replace("'", "''") + "'"

    (sql,) = translated(f"SELECT {literal} FROM s.t").sql

    assert sql == f'SELECT {literal} FROM "dev.s"."t"'


@given(st.text(max_size=60))
def test_any_text_is_translated_or_refused(text: str) -> None:
    for start in ("", "SELECT ", "CREATE VIEW ", "GRANT ", "CREATE USER a ", "SET "):
        try:
            source = Source.of(start + text)
            if source.tokens:
                translated(source.text)
        except Exception as error:
            assert isinstance(error, SqlError) or type(error).__name__ == "UnreadableError"  # noqa: PT017


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('relation "dev.s.t" does not exist', 'relation "s.t" does not exist'),
        ('relation "other.s.t" does not exist', 'relation "other.s.t" does not exist'),
        ('schema "dev.s" does not exist', 'schema "s" does not exist'),
        ("permission denied for schema dev.s", "permission denied for schema s"),
        ("permission denied for schema dev", "permission denied for database dev"),
        ("must be owner of schema dev.s", "must be owner of schema s"),
        ('view "dev.s".v depends on table "dev.s".t', "view s.v depends on table s.t"),
        ("permission denied for table t", "permission denied for relation t"),
        ("permission denied for view v", "permission denied for relation v"),
        ("must be owner of table t", "must be owner of relation t"),
        ("must be owner of materialized view m", "must be owner of relation m"),
        ('role "a" does not exist', 'user "a" does not exist'),
        ('role "group:a" does not exist', 'group "a" does not exist'),
        ('role "role:a" does not exist', 'role "a" does not exist'),
        ('relation "t" already exists', 'Relation "t" already exists'),
        ("cannot drop view v because", "can't drop view v because"),
        ("column developer.x does not exist", "column developer.x does not exist"),
    ],
)
def test_message(said: str, expected: str) -> None:
    assert in_redshifts_words(said, "dev") == expected
