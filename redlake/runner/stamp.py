"""The stamp: which environment a target belongs to, written in the target itself.

An environment file that points at another environment's Redshift, or a snapshot that was
restored somewhere else, is so found out before anything runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redlake.connection import rows
from redlake.environment import Environment
from redlake.errors import GuardError
from redlake.runner.tables import SCHEMA, TARGET

_COLUMNS = "environment, database_name, target, region, account"


@dataclass(frozen=True)
class Stamp:
    """Whose a target is; ``target`` is its workgroup or cluster, as messages name it."""

    environment: str
    database: str
    target: str
    region: str
    account: str

    @classmethod
    def of(cls, environment: Environment) -> Stamp:
        connection = environment.connection
        return cls(
            environment.name,
            connection.database,
            connection.target,
            connection.region,
            connection.account,
        )

    def __str__(self) -> str:
        return (
            f"{self.environment}: database {self.database} of {self.target},"
            f" account {self.account}, {self.region}"
        )


def read(session: Any) -> Stamp | None:
    """The stamp of the session's database; None if it has none yet."""
    found = rows(session, f"SELECT {_COLUMNS} FROM {SCHEMA}.{TARGET}")
    return Stamp(*(str(value) for value in found[0])) if found else None


def demand(found: Stamp | None, environment: Environment) -> None:
    """Raises GuardError if the stamp is another one's; having none is fine."""
    if found is None or found == Stamp.of(environment):
        return
    name = environment.name
    if found.environment != name:
        raise GuardError(
            f"this Redshift is stamped as {found.environment}'s, not {name}'s ({found})",
            place=environment.file,
            way_out="correct the connection; if it was restored from a snapshot and is"
            f" {name}'s from now on: redlake restamp {name}",
        )
    raise GuardError(
        f"{name} was stamped on another Redshift ({found})",
        place=environment.file,
        way_out="correct the connection; if this one was restored from a snapshot, or renamed:"
        f" redlake restamp {name}",
    )


def write(session: Any, environment: Environment, user: str) -> None:
    """Stamps the session's database; does not commit."""
    stamp = Stamp.of(environment)
    rows(session, f"DELETE FROM {SCHEMA}.{TARGET}")
    rows(
        session,
        f"INSERT INTO {SCHEMA}.{TARGET} ({_COLUMNS}, stamped_by, stamped_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            stamp.environment,
            stamp.database,
            stamp.target,
            stamp.region,
            stamp.account,
            user,
            datetime.now(UTC).replace(tzinfo=None),
        ),
    )
