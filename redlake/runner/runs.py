"""The runs of a target: who ran what, when, with which version and commit, and how it ended.

Each says whose target it ran on, and the newest one's word is the target's **stamp**.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from redlake import __version__, git
from redlake.connection import rows
from redlake.environment import Environment
from redlake.grammar.names import literal
from redlake.runner.journal import now
from redlake.runner.stamp import Stamp
from redlake.runner.tables import RUNS, SCHEMA, cut

DONE, FAILED, INTERRUPTED, RESTAMPED = "done", "failed", "interrupted", "restamped"

_COLUMNS = (
    "run, command, started_by, started_at, redlake, commit_id, ended_at, outcome,"
    " environment, database_name, target, region, account"
)


@dataclass(frozen=True)
class Run:
    """One run; without an ``outcome`` it is under way, or was killed. Times are UTC."""

    run: str
    command: str
    started_by: str
    started_at: datetime
    redlake: str
    commit: str | None
    stamp: Stamp
    ended_at: datetime | None = None
    outcome: str | None = None

    @classmethod
    def of(cls, environment: Environment, user: str, command: str, run: str) -> Run:
        """A run that begins now."""
        commit = git.head(environment.file.parent.parent)
        return cls(run, command, user, now(), __version__, commit, Stamp.of(environment))

    @property
    def seconds(self) -> float | None:
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None

    @property
    def what(self) -> str:
        """What it is or was, without how it ended."""
        commit = f", commit {self.commit[:12]}" if self.commit else ""
        return (
            f'{self.command} by "{self.started_by}" at {self.started_at:%Y-%m-%d %H:%M:%S} UTC'
            f" (redlake {self.redlake}{commit})"
        )

    def __str__(self) -> str:
        took = f" after {self.seconds:.1f} s" if self.seconds is not None else ""
        return f"{self.what}: {self.outcome or 'did not end'}{took}"


def begin(session: Any, run: Run, last: Run | None) -> None:
    """Adds a run that begins; it is newer than ``last``, whatever the clocks say."""
    started = run.started_at
    if last is not None:
        started = max(started, last.started_at + timedelta(microseconds=1))
    rows(
        session,
        f"INSERT INTO {SCHEMA}.{RUNS} ({_COLUMNS})"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            run.run,
            cut(run.command, 256),
            run.started_by,
            started,
            run.redlake,
            run.commit,
            run.ended_at,
            run.outcome,
            *astuple(run.stamp),
        ),
    )


def end(session: Any, run: str, outcome: str) -> None:
    rows(
        session,
        f"UPDATE {SCHEMA}.{RUNS} SET ended_at = %s, outcome = %s WHERE run = %s",
        (now(), outcome, run),
    )


def environments(session: Any, wanted: Collection[str]) -> dict[str, str]:
    """As which environment each of the runs ran here, of those that did."""
    if not wanted:
        return {}
    listed = ", ".join(map(literal, sorted(wanted)))
    query = f"SELECT run, environment FROM {SCHEMA}.{RUNS} WHERE run IN ({listed})"
    return {str(run): str(environment) for run, environment in rows(session, query)}


def ended_well_since(session: Any, run: str) -> bool:
    """Whether a run, or one after it, came to its end."""
    return bool(
        rows(
            session,
            f"SELECT 1 FROM {SCHEMA}.{RUNS} WHERE outcome = '{DONE}' AND started_at >="
            f" (SELECT started_at FROM {SCHEMA}.{RUNS} WHERE run = {literal(run)}) LIMIT 1",
        )
    )


def last(session: Any) -> Run | None:
    """The run that began last."""
    found = rows(
        session,
        f"SELECT {_COLUMNS} FROM {SCHEMA}.{RUNS} ORDER BY started_at DESC LIMIT 1",
    )
    if not found:
        return None
    run, command, started_by, started_at, version, commit, ended_at, outcome, *stamp = found[0]
    return Run(
        run,
        command,
        started_by,
        started_at,
        version,
        commit,
        Stamp(*stamp),
        ended_at,
        outcome,
    )
