"""What is said of a statement that failed: what happened, what became of it, what to do."""

from __future__ import annotations

from collections.abc import Iterable

from redshift_connector.error import Error as DriverError
from redshift_connector.error import InterfaceError, OperationalError

from redlake.connection import said, sqlstate
from redlake.credentials import Redacted
from redlake.errors import ConflictError, StatementError
from redlake.grammar.script import Statement
from redlake.runner.conflicts import is_conflict

ROLLED_BACK = "its transaction was rolled back"
COMMITTED_PERHAPS = "whether it was committed the journal will tell"
CHANGED_NOTHING = "it changed nothing"
_UNKNOWN = "whether it took effect will be found out"


def failure(
    error: DriverError | OSError,
    statement: Statement,
    during: str,
    outcome: str,
    secrets: Iterable[Redacted],
) -> StatementError:
    """The error for ``statement``; none of the ``secrets`` is in its text.

    ``outcome`` is what became of it, if Redshift answered.
    """
    code = sqlstate(error)
    message = said(error)
    for secret in secrets:
        message = message.replace(secret.reveal(), "…")
    if code is not None:
        what = f"Redshift refused {statement.summary}: {message} ({code})"
    elif isinstance(error, OSError | InterfaceError | OperationalError):
        what = f"the connection was lost at {statement.summary}: {message}"
        outcome = _UNKNOWN if outcome == CHANGED_NOTHING else outcome
    else:
        what = f"the driver refused {statement.summary}: {message}"
    kind = ConflictError if is_conflict(error) else StatementError
    found = kind(
        f"{during}: {what}",
        place=statement.place,
        way_out=f"{outcome}; what was committed before it stays and is in the journal: put it"
        " right, and run again, and it goes on from here",
    )
    found.refused = code is not None
    return found
