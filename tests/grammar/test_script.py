"""Scripts: an author's SQL, cut, written for psql, and read again.

The golden script is written again by ``REWRITE_GOLDEN=1 pytest tests/grammar``, and reviewed
in the diff.
"""

from __future__ import annotations

import contextlib
import doctest
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redlake.errors import GrammarError, Place, SecretError
from redlake.grammar import script
from redlake.grammar.pieces import STOP_ON_ERROR
from redlake.grammar.script import Segment, Statement, read, read_rendered, segments, write

GOLDEN = Path(__file__).parent / "golden"
FILE = Path("upgrade.sql")


def one(sql: str) -> Statement:
    (statement,) = read(sql, "dev")
    return statement


def refusal(sql: str, *, rendered: bool = False) -> str:
    reader = read_rendered if rendered else read
    with pytest.raises(GrammarError) as raised:
        reader(sql, "dev", script.locator(FILE, sql))
    return str(raised.value)


def rendered(sql: str) -> str:
    return write(segments(read(sql, "dev")), "dev", script.epilogue(sql))


# an author's SQL


def test_a_statement_is_kept_to_the_byte() -> None:
    text = (
        "CREATE VIEW v AS\r\n  SELECT 'a;b' -- inner; comment\n , $$;\\connect x$$ /* é */ , \"c;\""
    )

    assert one(f"\n{text}  ;\n").text == text


@pytest.mark.parametrize(
    "sql", ["", "\n", ";;\n;", "-- nothing to do\n", "/* nothing */", "\ufeff"]
)
def test_a_script_may_have_no_statement(sql: str) -> None:
    assert read(sql, "dev") == []
    assert segments([]) == []


def test_statements_belong_to_the_database_that_was_connected_last() -> None:
    sql = 'SELECT 1;\n\\connect "we""ird"\nSELECT 2;\n  \\connect lake\r\nSELECT 3;'

    assert [(s.text, s.database) for s in read(sql, "dev")] == [
        ("SELECT 1", "dev"),
        ("SELECT 2", 'we"ird'),
        ("SELECT 3", "lake"),
    ]


def test_connect_in_quotes_and_comments_is_no_command() -> None:
    line = "\n\\connect lake\n"
    sql = f"SELECT '{line}', $${line}$$ /*{line}*/;\n-- \\connect lake\nSELECT 2;"

    assert {statement.database for statement in read(sql, "dev")} == {"dev"}


@pytest.mark.parametrize(
    "line",
    [
        "\\c lake",
        "\\connect",
        "\\connect -",
        "\\connect lake admin",
        '\\connect "lake" "admin" localhost 5439',
        "\\connect 'lake'",
        '\\connect "lake";',
        '\\connect "lake" -- the lake',
        '\\connect "lake',
        "\\connect -reuse-previous=on lake",
        "\\connect dbname=lake",
        "\\connect :lake",
        "\\connectlake",
        "\\ connect lake",
        "\\CONNECT lake",
        "\\set ON_ERROR_STOP on",
        "\\i other.sql",
        "\\",
    ],
)
def test_what_else_psql_would_take_is_refused(line: str) -> None:
    said = refusal(f"SELECT 1;\n{line}\nSELECT 2;")

    assert said.startswith(f"{line} is not understood (upgrade.sql:2:1); ")
    assert '\\connect "database"' in said


@pytest.mark.parametrize("name", ["host=elsewhere", "postgresql://elsewhere/lake"])
def test_a_name_that_psql_takes_for_a_connection_string_is_refused(name: str) -> None:
    assert "connection string (upgrade.sql:1:1)" in refusal(f'\\connect "{name}"')


def test_a_command_within_a_statement_is_refused() -> None:
    said = refusal('SELECT 1\n\\connect "lake"\n;')

    assert said.startswith('\\connect "lake" stands within a statement (upgrade.sql:2:1)')


def test_the_last_statement_must_end() -> None:
    said = refusal("SELECT 1;\n\n  SELECT 2\n, 3 -- ;\n")

    assert said.splitlines() == [
        "the last statement does not end: SELECT 2 (upgrade.sql:3:3); end it with a semicolon",
        "    SELECT 2",
        "    ^",
    ]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1;\nSELECT 'a", "a string is never closed (upgrade.sql:2:8); close it: '"),
        ('SELECT\n "a', 'a quoted name is never closed (upgrade.sql:2:2); close it: "'),
        ("SELECT $x$ $$", "a dollar quote is never closed (upgrade.sql:1:8); close it: $x$"),
        ("\n/* a", "a comment is never closed (upgrade.sql:2:1); close it: */"),
        ("SELECT \0;", "a NUL is no part of SQL (upgrade.sql:1:8); remove it"),
    ],
)
def test_an_error_says_what_and_where(sql: str, said: str) -> None:
    assert refusal(sql).splitlines()[0] == said


@pytest.mark.parametrize("verb", ["BEGIN", "begin work", "START TRANSACTION", "COMMIT", "END"])
def test_an_author_controls_no_transaction(verb: str) -> None:
    assert "redlake computes" in refusal(f"{verb};")
    assert "redlake computes" in refusal(f"{verb}/**/ ;")


def test_a_procedure_holds_what_looks_like_transaction_control() -> None:
    body = "CREATE PROCEDURE p() AS $$ BEGIN COMMIT; END; $$ LANGUAGE plpgsql"

    assert one(f"{body};").text == body


# comments


@pytest.mark.parametrize(
    ("sql", "comment", "preface"),
    [
        ("-- why\nSELECT 1;", "why", ()),
        ("--why\n--\n--   more\nSELECT 1;", "why\n\n  more", ()),
        ("/* why */ SELECT 1;", "why", ()),
        ("/*\n * a\n *   b\n */\nSELECT 1;", "* a\n*   b", ()),
        ("/* a\r\n   b */\r\nSELECT 1;", "a\nb", ()),
        ("/* a /* b */ */\n-- c\nSELECT 1;", "a /* b */\nc", ()),
        ("-- far\n\n-- near\nSELECT 1;", "near", ("far",)),
        ("-- far\n\nSELECT 1;", "", ("far",)),
        ("-- a\n\n\n/* b */\n-- c\n\n-- d\nSELECT 1;", "d", ("a", "b\nc")),
        ("SELECT 1; -- beside", "beside", ()),
        ("-- above\nSELECT 1; /* beside */ -- too", "above\nbeside\ntoo", ()),
        ("SELECT 1 -- before the end\n;", "before the end", ()),
        ('-- the lake\n\\connect "lake"\nSELECT 1;', "", ("the lake",)),
        ("-- a\n;\n-- b\nSELECT 1;", "b", ("a",)),
    ],
)
def test_what_comments_say(sql: str, comment: str, preface: tuple[str, ...]) -> None:
    statement = one(sql)

    assert (statement.text.split(" --")[0], statement.comment, statement.preface) == (
        "SELECT 1",
        comment,
        preface,
    )


def test_a_comment_on_the_line_of_the_semicolon_is_of_the_statement_before() -> None:
    first, second = read("SELECT 1; -- one\n-- two\nSELECT 2;", "dev")

    assert (first.comment, second.comment) == ("one", "two")


def test_comments_after_the_last_statement_are_the_epilogue() -> None:
    sql = "SELECT 1; -- one\n-- a\n-- b\n\n/* c */\n"

    assert script.epilogue(sql) == ("a\nb", "c")
    assert rendered(sql).endswith("\nCOMMIT;\n\n-- a\n-- b\n\n-- c\n")


def test_a_comment_cannot_become_sql() -> None:
    statement = Statement("SELECT 1", "dev", comment="a\rDROP USER x;\r\nb\nc")

    assert "-- a\n-- DROP USER x;\n-- b\n-- c\nSELECT 1;" in write(segments([statement]), "dev")


def test_a_line_comment_ends_at_a_carriage_return_as_in_redshift() -> None:
    assert one("-- why\rSELECT 1;").text == "SELECT 1"


# secrets


def test_a_secret_is_bound_where_its_variable_stands() -> None:
    statement = one("CREATE USER u PASSWORD :'secret_job'; ")

    assert statement.secrets == ("job",)
    assert statement.bound({"job": "a'b\\c"}) == "CREATE USER u PASSWORD 'a''b\\\\c'"


def test_each_secret_is_named_once_and_bound_everywhere() -> None:
    statement = one("SELECT :'secret_a', :'secret_b', :'secret_a';")

    assert statement.secrets == ("a", "b")
    assert statement.bound({"a": ":'secret_b'", "b": "2"}) == (
        "SELECT ':''secret_b''', '2', ':''secret_b'''"
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ':''secret_a'''",
        "SELECT $$:'secret_a'$$",
        "SELECT 1 /* :'secret_a' */ + 1",
        "SELECT 1 -- :'secret_a'\n + 1",
        "SELECT \":'secret_a'\"",
        "SELECT x::'secret_a'",
        "SELECT : 'secret_a'",
        "SELECT :secret_a",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(text: str) -> None:
    statement = one(f"{text};")

    assert statement.secrets == ()
    assert statement.bound({"a": "exposed"}) == text


@pytest.mark.parametrize("name", ["'glue'", "'secret_'", "'secret_a b'", "'secret_a''b'"])
def test_a_variable_that_is_no_secret_is_refused(name: str) -> None:
    assert f":{name} is no secret (upgrade.sql:2:10)" in refusal(f"SELECT 1;\nPASSWORD :{name};")


def test_a_secret_that_is_not_at_hand_is_named() -> None:
    (statement,) = read("SELECT :'secret_a';", "dev", script.locator(FILE, ""))

    with pytest.raises(SecretError, match=r'the secret "a" is not at hand \(upgrade.sql:1:1\)'):
        statement.bound({"b": "2"})


# segments


def test_a_cut_is_where_the_database_changes_or_a_transaction_is_refused() -> None:
    sql = """
    CREATE USER u PASSWORD DISABLE;
    CREATE USER v PASSWORD DISABLE;
    CREATE DATABASE a;
    CREATE DATABASE b;
    \\connect "a"
    SELECT 1;
    \\connect "b"
    SELECT 2;
    """

    assert [
        (c.database, c.transactional, len(c.statements)) for c in segments(read(sql, "dev"))
    ] == [
        ("dev", True, 2),
        ("dev", False, 1),
        ("dev", False, 1),
        ("a", True, 1),
        ("b", True, 1),
    ]


def test_statements_are_equal_that_say_the_same() -> None:
    assert read("SELECT 1;", "dev", script.locator(FILE, "")) == read("\n SELECT 1 ;", "dev")
    assert one("SELECT 1;") != one("-- why\nSELECT 1;")


def test_a_summary_is_the_beginning_on_one_line() -> None:
    assert one("SELECT\r\n  1;").summary == "SELECT 1"
    assert one(f"SELECT '{'a' * 200}';").summary == f"SELECT '{'a' * 92}…"


# rendered scripts


def test_the_golden_script() -> None:
    text = rendered((GOLDEN / "upgrade.sql").read_text())
    if os.environ.get("REWRITE_GOLDEN"):
        (GOLDEN / "rendered.sql").write_text(text)

    assert text == (GOLDEN / "rendered.sql").read_text()


def test_the_golden_script_reads_as_it_was_cut() -> None:
    sql = (GOLDEN / "upgrade.sql").read_text()

    assert read_rendered((GOLDEN / "rendered.sql").read_text(), "dev") == segments(read(sql, "dev"))


def test_the_header_of_a_rendered_script_says_nothing_of_its_first_statement() -> None:
    (segment,) = read_rendered("-- Header.\n\\set ON_ERROR_STOP on\n\n-- why\nVACUUM;", "dev")

    assert (segment.statements[0].comment, segment.statements[0].preface) == ("why", ())


def test_a_rendered_script_with_windows_line_ends() -> None:
    text = rendered("-- why\nCREATE USER u PASSWORD DISABLE;\n\\connect lake\nVACUUM;")

    assert read_rendered(text.replace("\n", "\r\n"), "dev") == read_rendered(text, "dev")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("BEGIN;\nSELECT 1;", "a transaction begins and never ends (upgrade.sql:1:1)"),
        ("BEGIN;\nBEGIN;\nCOMMIT;", "BEGIN comes out of turn (upgrade.sql:2:1)"),
        ("COMMIT;", "COMMIT comes out of turn (upgrade.sql:1:1)"),
        ("BEGIN;\nROLLBACK;", "ROLLBACK comes out of turn (upgrade.sql:2:1)"),
        ("BEGIN WORK;", "BEGIN WORK comes out of turn (upgrade.sql:1:1)"),
        (
            "BEGIN;\n\\connect lake\nSELECT 1;\nCOMMIT;",
            "a transaction goes over into another database (upgrade.sql:3:1)",
        ),
    ],
)
def test_a_rendered_script_with_transactions_gone_wrong(sql: str, said: str) -> None:
    assert refusal(sql, rendered=True) == f"{said}; render the revision again"


# laws


STATEMENTS = [
    "SELECT 'a;b'",
    "CREATE DATABASE d",
    "VACUUM",
    "SELECT $$\n\\connect x\n-- no\n$$",
    "CREATE VIEW v AS\n  SELECT 1 -- inner\n  + /* é */ 2",
    "CREATE USER u PASSWORD :'secret_u'",
]
SAID = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
LINE_COMMENT = SAID.map(lambda said: "--" + said.replace("\r", " ").replace("\n", " ") + "\n")
BLOCK_COMMENT = SAID.map(lambda said: "/*" + said.replace("*", "").replace("/", "") + "*/")
SPACE = st.sampled_from(["", " ", "\n", "\n\n", "\r\n", "\t"])
COMMAND = st.sampled_from(['\n\\connect "lake"\n', '\n\\connect "we""ird"\n', "\n\\connect dev\n"])
STATEMENT = st.builds(
    lambda text, space, comment: f"{text}{space}{comment};",
    st.sampled_from(STATEMENTS),
    SPACE,
    st.one_of(st.just(""), LINE_COMMENT, BLOCK_COMMENT),
)
SCRIPT = st.lists(
    st.one_of(STATEMENT, STATEMENT, COMMAND, LINE_COMMENT, BLOCK_COMMENT, SPACE, st.just(";"))
).map("".join)


@given(SCRIPT)
@example("-- far\n\n--\n/**/\nSELECT 1; --\n--")
@example("/*\x0b\x1c a\n\u2028b */SELECT 1;")
def test_what_was_written_is_read_again(sql: str) -> None:
    cut = segments(read(sql, "dev"))
    text = write(cut, "dev", script.epilogue(sql))

    assert read_rendered(f"-- Header.\n{STOP_ON_ERROR}\n\n{text}", "dev") == cut
    assert read_rendered(text, "dev") == cut
    assert write(read_rendered(text, "dev"), "dev", script.epilogue(text)) == text


@given(SCRIPT)
def test_no_word_of_a_comment_is_lost(sql: str) -> None:
    marked = sql.replace("--", "-- kept ").replace("/*", "/* kept ")

    assert rendered(marked).count("kept") == marked.count("kept")


@given(
    st.lists(
        st.sampled_from([*STATEMENTS, "BEGIN", "COMMIT", ";", "\n", "\\connect a", "'", "/*", '"'])
    )
)
def test_a_script_is_read_or_refused(parts: list[str]) -> None:
    sql = "".join(parts)
    for reader in (read, read_rendered):
        refused = None
        try:
            reader(sql, "dev", script.locator(FILE, sql))
        except GrammarError as error:
            refused = error
        assert refused is None or (isinstance(refused.place, Place) and refused.way_out)


@given(st.text())
def test_nothing_but_a_grammar_error_comes_out(sql: str) -> None:
    with contextlib.suppress(GrammarError):
        read(sql, "dev")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_secret_stays_within_its_literal(secret: str) -> None:
    statement = one("CREATE USER u PASSWORD :'secret_u';")

    bound = one(f"{statement.bound({'u': secret})};")

    assert isinstance(bound, Statement)
    assert segments([bound]) == [Segment("dev", True, (bound,))]


def test_the_examples() -> None:
    assert doctest.testmod(script).failed == 0
