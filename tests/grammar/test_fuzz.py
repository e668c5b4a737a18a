"""Whatever the input is, it is read or refused with its place: nothing else comes out."""

from __future__ import annotations

import contextlib

from hypothesis import example, given
from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.excerpt import excerpt
from redlake.grammar.parse import parse
from redlake.grammar.query import Query
from redlake.grammar.tokens import UnreadableError
from tests.grammar.test_corpus import INVALID, VALID

WORDS = """
    CREATE OR REPLACE ALTER DROP VIEW MATERIALIZED TABLE EXTERNAL SCHEMA DATABASE USER GROUP ROLE
    PROCEDURE FUNCTION GRANT REVOKE ON TO FROM IN ALL FOR DEFAULT PRIVILEGES DATASHARE MODEL POLICY
    RLS MASKING COMMENT IS NULL REFRESH CASCADE RESTRICT IF NOT EXISTS AS WITH NO BINDING SELECT
    WHERE GROUP BY ORDER LIMIT UNION EXCEPT JOIN LEFT USING LATERAL UNNEST UNPIVOT PIVOT AT OVER
    RECURSIVE VALUES CASE WHEN THEN END INTERVAL DAY SECOND TIMESTAMP TIME ZONE INT VARCHAR MAX
    AUTO SORTKEY DISTKEY DISTSTYLE KEY BACKUP YES ICEBERG PARTITIONED PASSWORD DISABLE OWNER RENAME
    OPTION ADMIN ASSUMEROLE SHARE RETURNS LANGUAGE plpgsql sql a b lake sales x
""".split()  # noqa: SIM905
SYMBOLS = [*"().,;:=*+-/<>[]{}!?$@#%^&|~\\\"'", "::", "''", '""', "'a'", '"B c"', "$$", "$$ x $$"]
NUMBERS = ["0", "1", "1.5", "1e9", "99999999999999999999999999"]
TOKENS = [*WORDS, *SYMBOLS, *NUMBERS, "-- a\n", "/*", "*/", ":'secret_a'", "é", "\0", "\n"]
OPENINGS = sorted({" ".join(item.statement.split()[:2]) for item in VALID})
STATEMENTS = [item.statement for item in VALID + INVALID]

soups = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)
opened = st.builds(lambda opening, soup: f"{opening} {soup}", st.sampled_from(OPENINGS), soups)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A statement of the corpus with pieces cut out of it, doubled, or put in."""
    text = draw(st.sampled_from(STATEMENTS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        middle = draw(st.sampled_from(["", text[start:end] * 2]) | st.sampled_from(TOKENS))
        text = text[:start] + middle + text[end:]
    return text


@given(st.one_of(st.text(), soups, opened, mutated()), st.booleans())
@example("CREATE USER a PASSWORD DISABLE SESSION TIMEOUT " + "9" * 5000, False)
@example("CREATE PROCEDURE p(a varchar(" + "9" * 5000 + ")) AS 'x' LANGUAGE sql", False)
@example("CREATE VIEW v AS SELECT " + "(" * 3000, False)
def test_parse_reads_or_refuses(sql: str, case_sensitive: bool) -> None:
    found = outcome(sql, case_sensitive)

    if isinstance(found, Command):
        assert outcome(found.sql(), case_sensitive) == found
    else:
        assert 0 <= found.offset <= len(sql)
        assert found.message
        assert found.way_out
        assert excerpt(sql, found.offset).endswith("^")


def outcome(sql: str, case_sensitive: bool) -> Command | UnreadableError:
    try:
        return parse(sql, case_sensitive=case_sensitive)
    except UnreadableError as error:
        return error


@given(
    st.one_of(st.text(), soups, opened, mutated())
    | soups.map(lambda soup: f"SELECT {soup}")
    | st.builds(lambda one, two: f"SELECT {one} FROM {two}", soups, soups),
    soups,
)
@example("SELECT " + "(" * 3000 + "1" + ")" * 3000, "")
@example("SELECT 1" + " + 1" * 3000 + " FROM a.b", "")
@example("SELECT * FROM " + "(SELECT * FROM " * 300 + "a.b" + ")" * 300, "")
def test_a_query_is_known_or_refused(sql: str, other: str) -> None:
    query = Query(sql)

    for what in ("relations", "unqualified"):
        with contextlib.suppress(UnreadableError):
            getattr(query, what)
    assert query.keeps_columns_of(query)
    assert query.keeps_columns_of(Query(other)) == Query(other).keeps_columns_of(query)
