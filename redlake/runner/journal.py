"""The journal: what ran in a target, kept in the target, in each database for its statements.

A step that begins gets the next **generation**; it is closed by a row of its own, together
with Alembic's version row. So a revision that goes up, down and up again has three, and
what a step that broke off had done are the rows of the generation that nothing closed.

Segments run in order: a row of one says that all before it were done. What a segment in
another database did stands there, and is gone with that database: a later row says it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from redlake.connection import rows
from redlake.runner.tables import JOURNAL, SCHEMA

BEGUN = "begun"  # a step that runs in other databases too
STARTED = "started"  # a statement that refuses a transaction: it may have taken effect
DONE = "done"  # committed; of what refuses a transaction, finished
HELD = "held"  # not run: others made what it would create, or did when it would be dropped
RESTORED = "restored"  # a grant that redlake did not make was given back
CLOSED = "closed"  # the step, together with its version row
ABANDONED = "abandoned"  # a person undid what a step had done

NO_STATEMENT = -1
"""The ``segment`` and ``statement`` of rows that are about a whole step."""


class Entry(NamedTuple):
    """A row.

    ``objects`` are what is created or dropped, one on each line; ``secrets`` likewise which
    version of a secret is whose password. A row that says BEGUN says in its ``summary`` in
    which databases the step runs, but for the home database.
    """

    generation: int
    revision: str
    direction: str
    segment: int
    statement: int
    event: str
    checksum: str | None = None
    objects: str | None = None
    summary: str | None = None
    secrets: str | None = None
    run: str = ""


_COLUMNS = ", ".join(Entry._fields)
_ROWS = 2_000  # in one statement: its parameters are counted in 16 bits


def now() -> datetime:
    """The time as the tables keep it: UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def write(session: Any, entries: Sequence[Entry]) -> None:
    """Adds the rows, in one statement; commits only where the session does by itself."""
    row = f"({', '.join(['%s'] * (len(Entry._fields) + 1))})"
    at = now()
    for first in range(0, len(entries), _ROWS):
        several = entries[first : first + _ROWS]
        rows(
            session,
            f"INSERT INTO {SCHEMA}.{JOURNAL} ({_COLUMNS}, at)"
            f" VALUES {', '.join([row] * len(several))}",
            [value for entry in several for value in (*entry, at)],
        )


def retract(session: Any, entry: Entry) -> None:
    """Takes back that a statement was started: Redshift refused it, so it changed nothing."""
    rows(
        session,
        f"DELETE FROM {SCHEMA}.{JOURNAL} WHERE generation = %s AND revision = %s"
        " AND direction = %s AND segment = %s AND event = %s",
        (entry.generation, entry.revision, entry.direction, entry.segment, STARTED),
    )


@dataclass(frozen=True)
class Open:
    """A step that was begun and not closed.

    ``position`` is the last segment that has rows; with ``doubt``, its one statement was
    started and nobody knows whether it took effect. ``elsewhere`` are those of ``entries``
    that stand in other databases' journals.
    """

    generation: int
    revision: str
    direction: str
    entries: tuple[Entry, ...]
    elsewhere: tuple[Entry, ...] = ()

    @property
    def databases(self) -> set[str]:
        """Those in which it runs, but for the home database."""
        said = (entry.summary for entry in self.entries if entry.event == BEGUN)
        return {name for summary in said if summary for name in summary.split("\n")}

    @property
    def position(self) -> int:
        return max((entry.segment for entry in self.entries), default=NO_STATEMENT)

    @property
    def doubt(self) -> bool:
        last = [entry for entry in self.entries if entry.segment == self.position]
        return bool(last) and all(entry.event == STARTED for entry in last)

    @property
    def begun(self) -> bool:
        """Whether anything of it may have taken effect."""
        return self.position > NO_STATEMENT

    def with_entries(self, entries: Iterable[Entry]) -> Open:
        more = tuple(entries)
        return replace(self, entries=self.entries + more, elsewhere=self.elsewhere + more)

    def __str__(self) -> str:
        return f"{self.direction} of revision {self.revision}"


@dataclass(frozen=True)
class History:
    """What the home journal says: the closing rows, in order, and the step that is open."""

    closings: tuple[Entry, ...]
    open: Open | None

    @property
    def generation(self) -> int:
        """The generation of a step that begins now."""
        return max((entry.generation for entry in self.closings), default=0) + 1

    def applied(self) -> dict[str, Entry]:
        """The closing row of each revision's last upgrade, unless it was undone."""
        found: dict[str, Entry] = {}
        for entry in self.closings:
            if entry.event != CLOSED:
                continue
            if entry.direction == "upgrade" and entry.checksum:
                found[entry.revision] = entry
            elif entry.direction in ("downgrade", "stamp"):
                found.pop(entry.revision, None)
        return found


def read(session: Any) -> History:
    """The home journal: a row for each closed step, and all rows of the one that is not."""
    found = _entries(
        session,
        f"event IN ('{CLOSED}', '{ABANDONED}') OR generation > (SELECT coalesce(max(generation),"
        f" 0) FROM {SCHEMA}.{JOURNAL} WHERE event IN ('{CLOSED}', '{ABANDONED}'))",
    )
    closings = tuple(entry for entry in found if entry.event in (CLOSED, ABANDONED))
    left = [entry for entry in found if entry.event not in (CLOSED, ABANDONED)]
    if not left:
        return History(closings, None)
    # Of a generation one step at most has more than said that it begins.
    newest = max(entry.generation for entry in left)
    last = max((e for e in left if e.generation == newest), key=lambda e: e.segment >= 0)
    same = tuple(
        entry
        for entry in left
        if (entry.generation, entry.revision, entry.direction)
        == (last.generation, last.revision, last.direction)
    )
    return History(closings, Open(last.generation, last.revision, last.direction, same))


def of_step(session: Any, step: Open) -> list[Entry]:
    """What another database's journal says of a step."""
    return [
        entry
        for entry in _entries(session, f"generation = {step.generation}")
        if (entry.revision, entry.direction) == (step.revision, step.direction)
    ]


def objects(keys: Iterable[object]) -> str | None:
    """Users, groups, roles and databases as rows name them."""
    return "\n".join(map(str, keys)) or None


def held(session: Any) -> set[str]:
    """The objects that others made, as the newest row about each says."""
    found: dict[str, str] = {}
    for entry in _entries(session, "objects IS NOT NULL"):
        found |= dict.fromkeys((entry.objects or "").split("\n"), entry.event)
    return {name for name, event in found.items() if event == HELD}


def password(user: str, secret: str, version: str | None) -> str:
    """That a version of a secret is a user's password, as rows say it."""
    return f"{secret}={version or ''} {user}"


def passwords(session: Any) -> dict[tuple[str, str], str]:
    """The version of a secret that was last made a user's password, by user and secret."""
    found: dict[tuple[str, str], str] = {}
    for entry in _entries(session, "secrets IS NOT NULL"):
        for line in (entry.secrets or "").split("\n"):
            pair, _, user = line.partition(" ")
            secret, _, version = pair.partition("=")
            found[user, secret] = version
    return found


def _entries(session: Any, condition: str) -> list[Entry]:
    found = rows(
        session,
        f"SELECT {_COLUMNS} FROM {SCHEMA}.{JOURNAL} WHERE {condition}"
        " ORDER BY generation, at, segment, statement",
    )
    return [Entry(*row) for row in found]
