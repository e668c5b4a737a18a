"""docs/sandbox.md has the cases and the differences as redlake/conformance/cases.toml has them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from redlake.conformance.tables import case_table, difference_table
from tests.conftest import ROOT

DOCS = ROOT / "docs" / "sandbox.md"


@pytest.mark.parametrize(
    ("name", "table"), [("cases", case_table), ("differences", difference_table)]
)
def test_table(name: str, table: Callable[[], str]) -> None:
    """REWRITE_GOLDEN=1 writes it."""
    begin, end = f"<!-- {name} of cases.toml -->", f"<!-- end of {name} -->"
    text = DOCS.read_text("utf-8")
    between = re.compile(f"(?<={re.escape(begin)}\n\n).*?(?=\n\n{re.escape(end)})", re.DOTALL)
    if os.environ.get("REWRITE_GOLDEN"):
        DOCS.write_text(between.sub(lambda _: table(), text), "utf-8")

    (found,) = between.findall(DOCS.read_text("utf-8"))

    assert found == table()
