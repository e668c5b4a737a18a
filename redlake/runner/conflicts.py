"""Conflicts that Redshift asks to be answered by running the transaction again.

A serializable isolation violation says 1023 with SQLSTATE XX000
(https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html); DDL and GRANT that
meet another session's say "could not complete because of conflict with concurrent
transaction". Nothing else is retried: XX000 alone may be anything.
"""

from __future__ import annotations

import random
import time

from redlake.connection import said, sqlstate

ATTEMPTS = 6
"""How often in a row a segment is run before its conflict is an error."""

_SHORTEST = 0.2  # seconds
_LONGEST = 5.0

_MESSAGES = (
    "1023",
    "Serializable isolation violation",
    "could not complete because of conflict with concurrent transaction",
)


def is_conflict(error: BaseException) -> bool:
    """Whether the driver's exception is one of Redshift's retryable conflicts."""
    message = said(error).removeprefix("ERROR:").strip()
    return sqlstate(error) == "XX000" and message.startswith(_MESSAGES)


def back_off(attempt: int) -> None:
    """Waits before the ``attempt``-th retry: longer each time, and never as long as others."""
    longest = min(_LONGEST, _SHORTEST * 2**attempt)
    time.sleep(random.uniform(longest / 2, longest))  # noqa: S311
