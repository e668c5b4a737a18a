"""What the cases' SQL names, and how all of it is dropped again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

from redshift_connector.error import Error as DriverError
from redshift_connector.error import InterfaceError, OperationalError

from redlake.connection import Warehouse, rows, said, sqlstate
from redlake.errors import RedlakeError, SessionError, StatementError

NAMES = {
    "schema": "redlake_case",
    "user": "redlake_conformance_user",
    "other": "redlake_conformance_other",
    "group": "redlake_conformance_group",
    "role": "redlake_conformance_role",
    "share": "redlake_conformance_share",
    "nobody": "redlake_conformance_nobody",
    "nowhere": "redlake_conformance_nowhere",
}
"""What the cases' SQL names; nothing is ever ``nobody`` or ``nowhere``. The database is the
caller's to name."""

# In this order: a user that a default privilege names is not dropped.
_DROPS = (
    (
        "DEFAULT PRIVILEGES",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {user}",
    ),
    ("{share}", "DROP DATASHARE {share}"),
    ("{schema}", "DROP SCHEMA {schema} CASCADE"),
    ("{role}", "REVOKE ALL PRIVILEGES FROM ROLE {role}"),
    ("{role}", "DROP ROLE {role} FORCE"),
    ("ROLE {user}", "DROP ROLE {user} FORCE"),
    ("{group}", "DROP GROUP {group}"),
    ("{user}", "DROP USER {user}"),
    ("{other}", "DROP USER {other}"),
)
_NOT_THERE = ("42704", "3F000", "3D000", "42P01")
_IN_USE = "55006"
_PATIENCE = 10.0  # seconds; Redshift ends sessions when it comes to it
_PAUSE = 0.5


def named(text: str, database: str) -> str:
    """A case's SQL with the names in it."""
    # Not by format: SQL has braces of its own.
    for name, value in (*NAMES.items(), ("database", database)):
        text = text.replace(f"{{{name}}}", value)
    return text


@contextlib.contextmanager
def reachable(warehouse: Warehouse) -> Iterator[None]:
    """What becomes of a session that is lost, or cannot even be asked.

    Raises:
        SessionError: it is.
    """
    try:
        yield
    except (DriverError, OSError) as error:
        name = warehouse.environment.name
        raise SessionError(
            f"{name} did not answer what the cases must ask: {sqlstate(error) or ''} {said(error)}",
            place=warehouse.environment.file,
            way_out="look at statement_timeout under [connection], and try again",
        ) from error


def is_lost(error: BaseException) -> bool:
    """Whether the connection has ended, and not a statement been refused."""
    lost = isinstance(error, OSError | InterfaceError | OperationalError)
    return lost and sqlstate(error) is None


def drops(text: str, database: str) -> list[str]:
    """What drops all that statements like ``text`` may have made."""
    return [named(drop, database) for sign, drop in _DROPS if sign in text]


def clean(session: Any, text: str, database: str) -> None:
    """Drops what the statements of a case may have made.

    Raises:
        StatementError: it stays; the next case would find it.
    """
    rows(session, "ROLLBACK")
    for drop in drops(text, database):
        try:
            rows(session, drop)
        except DriverError as error:
            if is_lost(error):
                raise
            if not _is_not_there(error):
                raise StatementError(f"what a case made stays: {drop}: {said(error)}") from error


def drop_all(warehouse: Warehouse, database: str, broke_off: str) -> None:
    """Drops the database, and what the cases made outside of it, by a session of its own.

    ``broke_off`` is what is said before what is left.

    Raises:
        StatementError: something is left; names the SQL that removes it.
    """
    # Users last: their privileges go with the database.
    last = [f"DROP DATABASE {database}"]
    for sign, drop in _DROPS:
        if sign not in ("DEFAULT PRIVILEGES", "{share}", "{schema}"):
            last.append(named(drop, database))
    left, reason = _left(warehouse, last)
    if left:
        raise StatementError(
            f"{broke_off}the cases' own things are left in {warehouse.environment.name}: {reason}",
            place=warehouse.environment.file,
            way_out=f"remove them: {'; '.join(left)}",
        )


def _left(warehouse: Warehouse, statements: Sequence[str]) -> tuple[list[str], str]:
    """Runs all of them; those that failed, and why."""
    left: list[str] = []
    reason = ""
    try:
        with contextlib.closing(warehouse.connect(autocommit=True)) as session:
            for statement in statements:
                try:
                    _run_patiently(session, statement)
                except DriverError as error:
                    if is_lost(error):
                        raise
                    if not _is_not_there(error):
                        left.append(statement)
                        reason = said(error)
    except (RedlakeError, DriverError, OSError) as error:
        return list(statements), str(error)
    return left, reason


def _run_patiently(session: Any, statement: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            rows(session, statement)
        except DriverError as error:
            in_use = sqlstate(error) == _IN_USE and statement.startswith("DROP DATABASE")
            if not in_use:
                raise
            if time.monotonic() > deadline:
                break
            time.sleep(_PAUSE)
        else:
            return
    # https://docs.aws.amazon.com/redshift/latest/dg/r_DROP_DATABASE.html
    rows(session, f"{statement} FORCE")


def _is_not_there(error: DriverError) -> bool:
    return sqlstate(error) in _NOT_THERE
