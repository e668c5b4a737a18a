"""What redlake keeps in a target: the schema ``redlake``, and the tables in it.

The version table is Alembic's. The journal stands in every database that statements run
in, so that its rows can be in their transaction; all else stands in the home database.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import rows, sqlstate

SCHEMA = "redlake"
VERSIONS = "alembic_version"
JOURNAL = "journal"
LOCK = "lock"
RUNS = "runs"

_COLUMNS = {
    VERSIONS: f"version_num VARCHAR(32) NOT NULL, CONSTRAINT {VERSIONS}_pkc"
    " PRIMARY KEY (version_num)",
    # Nothing is ever in it: it is there to be locked.
    LOCK: "nothing INTEGER",
    RUNS: "run VARCHAR(36) NOT NULL, command VARCHAR(256) NOT NULL, started_by VARCHAR(128)"
    " NOT NULL, started_at TIMESTAMP NOT NULL, redlake VARCHAR(32) NOT NULL,"
    " commit_id VARCHAR(64), ended_at TIMESTAMP, outcome VARCHAR(16), environment VARCHAR(128)"
    " NOT NULL, database_name VARCHAR(128) NOT NULL, target VARCHAR(256) NOT NULL,"
    " region VARCHAR(64) NOT NULL, account VARCHAR(12) NOT NULL",
    JOURNAL: "generation INTEGER NOT NULL, revision VARCHAR(32) NOT NULL,"
    " direction VARCHAR(16) NOT NULL, segment INTEGER NOT NULL, statement INTEGER NOT NULL,"
    " event VARCHAR(16) NOT NULL, checksum VARCHAR(64), objects VARCHAR(4000),"
    " summary VARCHAR(1000), secrets VARCHAR(2000), run VARCHAR(36) NOT NULL,"
    " at TIMESTAMP NOT NULL",
}
AT_HOME = (VERSIONS, LOCK, RUNS, JOURNAL)
_RACE = ("23505", "42710", "42P06", "42P07", "XX000")
"""What Redshift, and PostgreSQL, say to one of two who create the same thing at once."""

_ATTEMPTS = 5

THERE = (
    "SELECT relation.relname, relation.oid FROM pg_catalog.pg_class AS relation"
    " JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace"
    f" WHERE namespace.nspname = '{SCHEMA}' AND relation.relkind = 'r'"
)
"""Asks for the tables of redlake's that a database has, with their oids."""


def cut(text: str, longest: int) -> str:
    """As much of a text as fits: Redshift counts a column's bytes, not its characters."""
    return text.encode()[:longest].decode(errors="ignore")


def there(session: Any) -> dict[str, int]:
    """The tables of redlake's that the session's database has, with their oids."""
    return {str(name).strip(): int(oid) for name, oid in rows(session, THERE)}


def make(session: Any, wanted: Iterable[str]) -> None:
    """Makes those of the tables that are missing; does not commit by itself."""
    rows(session, f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    for name in wanted:
        rows(session, f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{name} ({_COLUMNS[name]})")


def make_at_home(session: Any) -> None:
    """Makes those of the home database that are missing, in a session that commits by itself.

    Several runs may do so at once; what another was quicker with is there all the same.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            make(session, AT_HOME)
            return
        except DriverError as error:
            if sqlstate(error) not in _RACE or attempt == _ATTEMPTS:
                raise
