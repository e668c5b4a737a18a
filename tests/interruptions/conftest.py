"""What the interruptions came to is printed, however pytest is told to be quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[[int, str], None]:
    """Says how many runs were interrupted, in pytest's summary."""
    return lambda count, how: record_property("interruptions", f"{count} runs {how}")
