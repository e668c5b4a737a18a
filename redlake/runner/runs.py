"""The runs of a target: who ran what, when, with which version and commit, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redlake.connection import rows
from redlake.runner.journal import now
from redlake.runner.tables import RUNS, SCHEMA

DONE, FAILED, INTERRUPTED = "done", "failed", "interrupted"


@dataclass(frozen=True)
class Run:
    """One run; without an ``outcome`` it is under way, or was killed. Times are UTC."""

    run: str
    command: str
    started_by: str
    started_at: datetime
    redlake: str
    commit: str | None
    ended_at: datetime | None = None
    outcome: str | None = None

    @property
    def seconds(self) -> float | None:
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None

    def __str__(self) -> str:
        commit = f", commit {self.commit[:12]}" if self.commit else ""
        took = f" after {self.seconds:.1f} s" if self.seconds is not None else ""
        return (
            f'{self.command} by "{self.started_by}" at {self.started_at:%Y-%m-%d %H:%M:%S} UTC'
            f" (redlake {self.redlake}{commit}): {self.outcome or 'did not end'}{took}"
        )


def begin(session: Any, run: Run) -> None:
    """Adds a run that begins."""
    rows(
        session,
        f"INSERT INTO {SCHEMA}.{RUNS} (run, command, started_by, started_at, redlake, commit_id)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (run.run, run.command, run.started_by, run.started_at, run.redlake, run.commit),
    )


def end(session: Any, run: str, outcome: str) -> None:
    rows(
        session,
        f"UPDATE {SCHEMA}.{RUNS} SET ended_at = %s, outcome = %s WHERE run = %s",
        (now(), outcome, run),
    )


def last(session: Any) -> Run | None:
    """The run that began last."""
    found = rows(
        session,
        "SELECT run, command, started_by, started_at, redlake, commit_id, ended_at, outcome"
        f" FROM {SCHEMA}.{RUNS} ORDER BY started_at DESC LIMIT 1",
    )
    return Run(*found[0]) if found else None
