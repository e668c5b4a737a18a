"""The cases, run against a warehouse; it touches only what it creates."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.conformance.cases import Case, shown
from redlake.conformance.cleaning import NAMES, clean, drop_all, is_lost, named, reachable
from redlake.connection import Warehouse, rows, said, sqlstate
from redlake.errors import GuardError, InputError, RedlakeError
from redlake.grammar.names import literal, quoted

_EXISTING = (
    "SELECT CAST('DATABASE' AS VARCHAR(16)), CAST(datname AS VARCHAR(256)) FROM pg_database"
    " WHERE datname IN ({database}, {nowhere}) UNION ALL SELECT 'USER', usename FROM pg_user"
    " WHERE usename IN ({user}, {other}, {nobody}) UNION ALL"
    " SELECT 'GROUP', groname FROM pg_group WHERE groname IN ({group}, {nobody})"
)
_SUPERUSER = "SELECT usesuper FROM pg_user WHERE usename = current_user"
# What the environment, or the user, may have set otherwise.
_NEUTRAL = (
    "SET statement_timeout TO 0",
    "RESET query_group",
    "SET enable_case_sensitive_identifier TO false",
)
_OF_COMPUTE_NODES = (
    "SELECT 'ROLE', role_name FROM svv_roles WHERE role_name IN ({role}, {user}, {nobody})",
    "SELECT 'DATASHARE', share_name FROM svv_datashares WHERE share_name = {share}",
)


@dataclass(frozen=True)
class Result:
    """What a warehouse made of a case, in words as Case.expected has them."""

    case: Case
    came: str
    conforms: bool


def run(
    warehouse: Warehouse, cases: Sequence[Case], database: str, tell: Callable[[Result], None]
) -> None:
    """Runs the cases in a new database, which is dropped at the end, however that comes.

    Args:
        warehouse: a spare one, whose runner is a superuser.
        cases: which.
        database: the name of the one to create.
        tell: is given each result as it comes.

    Raises:
        InputError: no database can have that name, bare.
        GuardError: something with a name that the cases use is there already, or the
            runner is no superuser.
        SessionError: there is no session, or no more.
        StatementError: something that the cases made cannot be dropped; says with what SQL.
    """
    if quoted(database) != database:
        raise InputError(
            f'no name for a scratch database: "{database}"',
            way_out="name one of a-z, 0-9 and _ that is no word of SQL's own; nothing ran",
        )
    with reachable(warehouse), _session(warehouse) as home:
        _demand_free(warehouse, home, database)
        rows(home, f"CREATE DATABASE {database}")
    broke_off = ""
    try:
        with contextlib.ExitStack() as opened:
            with reachable(warehouse):
                session = opened.enter_context(_session(warehouse, database))
            for case in cases:
                with reachable(warehouse):
                    result = _run(session, case, database)
                tell(result)
    except RedlakeError as error:
        broke_off = f"{error.message}; "
        raise
    finally:
        drop_all(warehouse, database, broke_off)


@contextlib.contextmanager
def _session(warehouse: Warehouse, database: str | None = None) -> Iterator[Any]:
    """A session as if the environment set nothing."""
    session = warehouse.connect(database, autocommit=True)
    try:
        for setting in _NEUTRAL:
            rows(session, setting)
        yield session
    finally:
        with contextlib.suppress(DriverError, OSError):  # it is lost already
            session.close()


def _demand_free(warehouse: Warehouse, home: Any, database: str) -> None:
    environment = warehouse.environment
    if rows(home, _SUPERUSER) not in ([(True,)], [("t",)]):
        raise GuardError(
            f"the runner in {environment.name} is no superuser, and the cases create databases,"
            " users and roles",
            place=environment.file,
            way_out="run them as one that is: ALTER USER … CREATEUSER; nothing ran",
        )
    names = {name: literal(value) for name, value in NAMES.items()}
    there = [
        (str(kind).strip(), str(name).strip())
        for kind, name in (
            *rows(home, _EXISTING.format(database=literal(database), **names)),
            *(row for query in _OF_COMPUTE_NODES for row in rows(home, query.format(**names))),
        )
    ]
    if there:
        listed = ", ".join(f"{kind.lower()} {name}" for kind, name in there)
        drops = "; ".join(f"DROP {kind} {name}" for kind, name in there)
        other = " or name another --scratch-database;" if ("DATABASE", database) in there else ""
        raise GuardError(
            f"{listed} exists in {environment.name}, and the cases would create it",
            place=environment.file,
            way_out=f"if an earlier run left it there, drop it: {drops};{other} nothing ran",
        )


def _run(session: Any, case: Case, database: str) -> Result:
    text = "\n".join((*case.before, case.sql))
    result = _result(session, case, text, database)
    clean(session, text, database)
    return result


def _result(session: Any, case: Case, text: str, database: str) -> Result:
    try:
        if "{schema}" in text:
            rows(session, f"CREATE SCHEMA {NAMES['schema']}")
        for statement in case.before:
            rows(session, named(statement, database))
    except DriverError as error:
        if is_lost(error):
            raise
        return Result(case, f"not come to: {_said(error)}", conforms=False)
    try:
        if case.in_block:
            rows(session, "BEGIN")
        answer = rows(session, named(case.sql, database))
    except DriverError as error:
        if is_lost(error):
            raise
        conforms = (
            sqlstate(error) == case.sqlstate
            and case.sqlstate is not None
            and _message(error).startswith(named(case.message, database))
        )
        return Result(case, _said(error), conforms)
    came = tuple(tuple(_value(value) for value in row) for row in answer)
    conforms = case.sqlstate is None and case.rows in (None, came)
    return Result(case, "accepted" if case.rows is None else shown(came), conforms)


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
