"""Which queries give something else each time they run."""

from __future__ import annotations

import pytest

from redlake.grammar.mutable import mutable_function


@pytest.mark.parametrize(
    ("query", "function"),
    [
        ("SELECT getdate()", "GETDATE"),
        ("SELECT a FROM t WHERE day > SYSDATE - 7", "SYSDATE"),
        ("SELECT a FROM t WHERE day = Current_Date", "CURRENT_DATE"),
        ("SELECT random ( )", "RANDOM"),
        ("SELECT now() FROM t", "NOW"),
        ("SELECT a.random, random FROM t a", None),
        ("SELECT mine.now() FROM t", None),
        ("SELECT \"sysdate\", 'getdate()' FROM t -- sysdate", None),
        ("SELECT date_trunc('day', d) FROM t", None),
    ],
)
def test_mutable_functions_are_told_from_columns(query: str, function: str | None) -> None:
    assert function == mutable_function(query)
