"""The cases, run against a warehouse; it touches only what it creates."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.conformance.cases import Case, Row, shown
from redlake.connection import Warehouse, rows, said, sqlstate
from redlake.errors import GuardError
from redlake.grammar.names import literal, quoted

NAMES = {
    "schema": "redlake_case",
    "user": "redlake_conformance_user",
    "other": "redlake_conformance_other",
    "group": "redlake_conformance_group",
    "role": "redlake_conformance_role",
    "share": "redlake_conformance_share",
}
"""What the cases' SQL names; the database is the caller's to name."""

_EXISTING = (
    "SELECT CAST('database' AS VARCHAR(16)), CAST(datname AS VARCHAR(256)) FROM pg_database"
    " WHERE datname = {database} UNION ALL SELECT 'user', usename FROM pg_user"
    " WHERE usename IN ({user}, {other}) UNION ALL"
    " SELECT 'group', groname FROM pg_group WHERE groname = {group}"
)
_OF_COMPUTE_NODES = (
    "SELECT 'role', role_name FROM svv_roles WHERE role_name = {role}",
    "SELECT 'datashare', share_name FROM svv_datashares WHERE share_name = {share}",
)


@dataclass(frozen=True)
class Result:
    """What a warehouse made of a case, in words as Case.expected has them."""

    case: Case
    came: str
    conforms: bool


def run(
    warehouse: Warehouse, cases: Sequence[Case], database: str, tell: Callable[[Result], None]
) -> list[Result]:
    """Runs the cases in a new database, which is dropped at the end.

    Args:
        warehouse: a spare one, whose runner is a superuser.
        cases: which.
        database: the name of the one to create.
        tell: is given each result.

    Raises:
        GuardError: something with a name that the cases use is there already.
        SessionError: there is no session, or no more.
    """
    with contextlib.closing(warehouse.connect(autocommit=True)) as home:
        _demand_free(warehouse, home, database)
        rows(home, f"CREATE DATABASE {quoted(database)}")
        found = []
        try:
            with contextlib.closing(warehouse.connect(database, autocommit=True)) as session:
                for case in cases:
                    found.append(_run(session, case, database))
                    tell(found[-1])
        finally:
            rows(home, f"DROP DATABASE {quoted(database)}")
    return found


def _demand_free(warehouse: Warehouse, home: Any, database: str) -> None:
    names = {name: literal(value) for name, value in NAMES.items()}
    there = [
        *rows(home, _EXISTING.format(database=literal(database), **names)),
        *(row for query in _OF_COMPUTE_NODES for row in rows(home, query.format(**names))),
    ]
    if there:
        listed = ", ".join(f"{str(kind).strip()} {str(name).strip()}" for kind, name in there)
        raise GuardError(
            f"{listed} exists in {warehouse.environment.name}, and the cases would create it",
            place=warehouse.environment.file,
            way_out="drop it if an earlier run left it there, or name another --scratch-database;"
            " nothing ran",
        )


def _run(session: Any, case: Case, database: str) -> Result:
    text = "\n".join((*case.before, case.sql))
    with _clean(session, text, database):
        if "{schema}" in text:
            rows(session, f"CREATE SCHEMA {NAMES['schema']}")
        try:
            for statement in case.before:
                rows(session, _named(statement, database))
        except DriverError as error:
            return Result(case, f"not come to: {_said(error)}", conforms=False)
        try:
            if case.in_block:
                rows(session, "BEGIN")
            answer = rows(session, _named(case.sql, database))
        except DriverError as error:
            conforms = (
                sqlstate(error) == case.sqlstate
                and case.sqlstate is not None
                and _message(error).startswith(_named(case.message, database))
            )
            return Result(case, _said(error), conforms)
    came = tuple(tuple(_value(value) for value in row) for row in answer)
    conforms = case.sqlstate is None and case.rows in (None, came)
    return Result(case, "accepted" if case.rows is None else shown(came), conforms)


@contextlib.contextmanager
def _clean(session: Any, text: str, database: str) -> Iterator[None]:
    """Drops afterwards what the statements may have made."""
    try:
        yield
    finally:
        drops = ["ROLLBACK", *(drop for name, drop in _DROPS if f"{{{name}}}" in text)]
        for drop in drops:
            # What a case did not come to create is not there.
            with contextlib.suppress(DriverError):
                rows(session, _named(drop, database))


_DROPS = (
    ("share", "DROP DATASHARE {share}"),
    ("schema", "DROP SCHEMA {schema} CASCADE"),
    ("role", "REVOKE ALL PRIVILEGES FROM ROLE {role}"),
    ("role", "DROP ROLE {role} FORCE"),
    ("group", "DROP GROUP {group}"),
    ("user", "DROP USER IF EXISTS {user}"),
    ("other", "DROP USER IF EXISTS {other}"),
)


def _named(text: str, database: str) -> str:
    # Not by format: SQL has braces of its own.
    for name, value in (*NAMES.items(), ("database", database)):
        text = text.replace(f"{{{name}}}", value)
    return text


def _message(error: DriverError) -> str:
    return said(error).removeprefix("ERROR:").strip()


def _said(error: DriverError) -> str:
    return f"{sqlstate(error) or 'no SQLSTATE'} {_message(error)}"


def _value(value: object) -> str | int | bool:
    match value:
        case None:
            return "null"
        case bool() | int():
            return value
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


__all__ = ["NAMES", "Result", "Row", "run"]
