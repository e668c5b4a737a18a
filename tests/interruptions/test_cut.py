"""A run whose connection is cut at any point is gone on with by the next one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Lake
from tests.interruptions.harness import FULL, Interrupted, interrupt_everywhere


@pytest.mark.timeout(1500)
def test_a_run_without_connection_is_gone_on_with(
    lake: Callable[[str], Lake], report: Callable[[int, str], None]
) -> None:
    it = Interrupted(lake("dev"))
    it.lake.run("redlake", "bootstrap", "dev")

    interrupt_everywhere(it, "cut")

    report(it.count, "cut off")
    assert it.count >= (300 if FULL else 10)
