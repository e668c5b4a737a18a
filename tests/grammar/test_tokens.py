"""Tokens: what a text falls into, and where what cannot be read begins."""

from __future__ import annotations

import contextlib
import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redlake.errors import GrammarError
from redlake.grammar import tokens
from redlake.grammar.tokens import Cursor, Kind, Lines, UnreadableError, scan, tokenize

MARKS = ["'", '"', "$$", "$a$", "$", "--", "/*", "*/", "\\", ";", ":", "\n", "\r", " ", "x", "é"]
SQL = st.one_of(st.text(), st.lists(st.sampled_from([*MARKS, "1", "E'", "\0"])).map("".join))


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("GRANT ROLE x", ["WORD GRANT", "WORD ROLE", "WORD x"]),
        ('"a""b" "IAM:x"', ['NAME a"b', "NAME IAM:x"]),
        ("'it''s' 'a\\'b' 'a\\nb'", ["STRING it's", "STRING a'b", "STRING a\nb"]),
        ("E'a' x'ff' N'b' U&'c'", ["STRING a", "STRING ff", "STRING b", "STRING c"]),
        ("$$ a;'b $$ $x$ $$ $x$", ["STRING  a;'b ", "STRING  $$ "]),
        ("a$$b $1", ["WORD a$$b", "SYMBOL $", "NUMBER 1"]),
        ("1 1.5 2e-3", ["NUMBER 1", "NUMBER 1.5", "NUMBER 2e-3"]),
        ("1..3", ["NUMBER 1", "SYMBOL .", "SYMBOL .", "NUMBER 3"]),
        ("a::int||b", ["WORD a", "SYMBOL ::", "WORD int", "SYMBOL ||", "WORD b"]),
        ("#tmp été", ["WORD #tmp", "WORD été"]),
        ("a /* x /* y */ z */ b -- c\r d", ["WORD a", "WORD b", "WORD d"]),
        ("\ufeffSELECT", ["WORD SELECT"]),
        ('\\connect "x"\nSELECT', ['COMMAND \\connect "x"', "WORD SELECT"]),
        ("VACUUM 'a;b'; SHOW x", ["WORD VACUUM", "STRING a;b", "SYMBOL ;", "WORD SHOW", "WORD x"]),
    ],
)
def test_what_a_text_falls_into(sql: str, expected: list[str]) -> None:
    assert [f"{token.kind.name} {token.value}" for token in tokenize(sql)] == expected


def test_comments_are_scanned_and_left_out_of_the_tokens() -> None:
    said = [token.value for token in scan("-- one\nx /* two */") if token.kind is Kind.COMMENT]

    assert said == [" one", " two "]
    assert [token.value for token in tokenize("-- one\nx /* two */")] == ["x"]


@pytest.mark.parametrize(
    ("sql", "message", "at"),
    [
        ("SELECT 1;\n  SELECT 'it\\'s", "a string is never closed", (2, 10)),
        ("SELECT 'a'' -- '' '", None, None),
        ('SELECT "a""', "a quoted name is never closed", (1, 8)),
        ("-- it's\nx $body$ $$ ' $other$", "a dollar quote is never closed", (2, 3)),
        ("'/*' /* a /* b */", "a comment is never closed", (1, 6)),
        ("SELECT\n\0", "a NUL is no part of SQL", (2, 1)),
    ],
)
def test_what_is_never_closed_is_named_with_its_place(
    sql: str, message: str | None, at: tuple[int, int] | None
) -> None:
    if message is None:
        assert tokenize(sql)
        return
    with pytest.raises(UnreadableError, match=message) as raised:
        tokenize(sql)

    assert Lines(sql).at(raised.value.offset) == at
    assert raised.value.way_out


@given(SQL)
@example("'" + "a" * 10_000)
def test_nothing_but_an_unreadable_error_comes_out(sql: str) -> None:
    found, at, refused_at = [], 0, None
    try:
        found = list(scan(sql))
    except UnreadableError as error:
        refused_at = error.offset
    if refused_at is not None:
        assert 0 <= refused_at < len(sql)
        return
    for token in found:
        assert sql[at : token.start].strip(" \t\n\r\f\v\ufeff") == "", "only space is left out"
        assert token.start < token.end
        at = token.end
    assert sql[at:].strip(" \t\n\r\f\v\ufeff") == ""


@given(st.text(st.characters(exclude_characters="\0")))
def test_what_is_quoted_comes_back(text: str) -> None:
    string = "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    name = '"' + text.replace('"', '""') + '"'

    assert [token.value for token in tokenize(f"{string} {name}")] == [text, text]


@given(st.lists(st.sampled_from([*"abc.,;'\"", "''", '""', "DROP", " "])).map("".join))
def test_a_cursor_raises_nothing_but_a_grammar_error(sql: str) -> None:
    with contextlib.suppress(GrammarError):
        at = Cursor(tokenize(sql))
        at.take("DROP")
        at.dotted()
        at.string()
        at.expect(";")
        at.step()


def test_the_examples() -> None:
    assert doctest.testmod(tokens).failed == 0
