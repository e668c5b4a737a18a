"""The line of SQL that an error is about, with a caret under the place."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.grammar import excerpt as module
from redlake.grammar.excerpt import excerpt
from redlake.grammar.parse import parse
from redlake.grammar.script import Segment, Statement


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("SELECT x", 7, ["  SELECT x", "         ^"]),
        ("a\nbc\nd", 3, ["  bc", "   ^"]),
        ("a\r\nbc\r\nd", 4, ["  bc", "   ^"]),
        ("a", 1, ["  a", "   ^"]),
        ("", 0, ["  ", "  ^"]),
        ("a  \n", 9, ["  ", "  ^"]),
        ("\ta\tb", 3, ["  \ta\tb", "  \t \t^"]),
        ("'語' x", 4, ["  '語' x", "       ^"]),
        ("e\u0301 x", 3, ["  e\u0301 x", "    ^"]),
        ("a\0b", 2, ["  a?b", "    ^"]),
    ],
)
def test_the_caret_stands_under_the_place(text: str, offset: int, expected: list[str]) -> None:
    assert excerpt(text, offset).split("\n") == expected


def test_a_long_line_is_cut_around_the_place() -> None:
    line, caret = excerpt("a" * 500 + "!" + "b" * 500, 500).split("\n")

    assert line.startswith("  …aaa")
    assert line.endswith("bbb…")
    assert line[len(caret) - 1] == "!"


@pytest.mark.parametrize(
    "text",
    [
        "CREATE USER a PASSWORD 'Secret1' !",
        "CREATE USER a PASSWORD 'Sec''r\\'et1' !",
        "create user a password /* it */ 'Secret1' !",
        "COPY t FROM 's3://x' CREDENTIALS AS 'aws_secret_access_key=Secret1' !",
        "CREATE USER a PASSWORD :'secret_a' 'Secret1' !",
        "CREATE USER a VALID UNTIL 'x;y' PASSWORD $$Secret1$$ !",
        "ALTER /* b */ USER a SECRET 'Secret1' !",
        "UNLOAD ('x') TO 'y' SECRET_ACCESS_KEY 'Secret1' !",
        "CREATE USER a PASSWORD Secret1 VALID !",
        'CREATE USER a PASSWORD "Secret1" VALID !',
        "CREATE USER a WITH PASSWORD $ecret1+Secret1 IN GROUP !",
        "ALTER USER a PASSWORD md5 Secret1 CREATEDB !",
        "CREATE USER a PASSWORD 'S'ecret1 !",
        "CREATE USR a PASSWORD Secret1 VALID !",
        "CREAT USER a PASSWORD Secret1 VALID !",
        """CREATE IDENTITY PROVIDER a PARAMETERS '{"client_secret": "Secret1"}' !""",
        "ALTER IDENTITY PROVIDER a PARAMETERS $$Secret1$$ !",
    ],
)
def test_a_secret_is_hidden_and_the_caret_keeps_its_place(text: str) -> None:
    line, caret = excerpt(text, text.index("!")).split("\n")

    assert "ecret1" not in line
    assert "'***'" in line
    assert line[len(caret) - 1] == "!"


def test_a_summary_hides_a_password() -> None:
    statement = Statement("CREATE USER a\n  PASSWORD 'Secret1;'", "dev")

    assert statement.summary == "CREATE USER a PASSWORD '***'"


def test_a_secret_that_nothing_closes_is_hidden() -> None:
    text = "CREATE USER a PASSWORD 'Secret1"

    assert excerpt(text, text.index("'")).split("\n") == [
        "  CREATE USER a PASSWORD '***'",
        "                         ^",
    ]


def test_a_password_with_a_quote_in_it_is_hidden_whole() -> None:
    text = "CREATE USER a PASSWORD 'Se' cret1' CREATEDB"

    assert "cret1" not in excerpt(text, text.index("'"))


def test_what_is_no_secret_is_shown() -> None:
    for text in (
        "CREATE USER a PASSWORD DISABLE CREATEDB",
        "CREATE USER password PASSWORD DISABLE",
        "CREATE TABLE t (password VARCHAR(8) DEFAULT 'x')",
        "SELECT password FROM t WHERE a = 'x'",
    ):
        assert excerpt(text, 0).startswith(f"  {text}\n")


def test_no_value_that_holds_a_statement_shows_its_password() -> None:
    texts = (
        "CREATE USER a PASSWORD 'Secret1'",
        "ALTER USER a PASSWORD 'Secret1'",
        """CREATE IDENTITY PROVIDER a TYPE azure PARAMETERS '{"client_secret": "Secret1"}'""",
        "COPY t FROM 's3://x' CREDENTIALS 'aws_secret_access_key=Secret1'",
    )
    for text in texts:
        statement = Statement(text, "dev")
        segment = Segment("dev", True, (statement,))

        assert "ecret1" not in repr((statement, segment, parse(text)))


def test_the_name_of_a_secret_is_shown() -> None:
    assert "PASSWORD :'secret_ann'" in excerpt("CREATE USER a PASSWORD :'secret_ann' x", 0)


@given(st.text(), st.integers(0, 50))
def test_it_is_two_lines_whatever_the_text(text: str, offset: int) -> None:
    line, caret = excerpt(text, min(offset, len(text))).split("\n")

    assert caret.endswith("^")
    assert line.startswith("  ")


def test_the_example_holds() -> None:
    assert doctest.testmod(module).failed == 0
