"""The stamp: which environment a target belongs to, as the target itself says.

An environment file that points at another environment's Redshift, or a snapshot that was
restored somewhere else, is so found out before anything runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from redlake.environment import Environment
from redlake.errors import GuardError


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
