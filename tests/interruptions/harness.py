"""Runs that are interrupted at every point, and what the next run makes of it.

A point is a statement on the wire, before it reached the warehouse or after it took effect,
at which the process is killed or its connection is cut.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from redlake.history import history
from redlake.sandbox.faults import Fault
from tests.conftest import Done, Lake
from tests.holdings import Holdings, admin, holdings, rows
from tests.interruptions import child

FULL = bool(os.environ.get("REDLAKE_FULL"))

# What only asks, or only begins, leaves everything as it is: the points around it are those
# of its neighbours.
_WRITES = re.compile(r"^\s*(?!select|begin|set |with|lock|show|rollback)", re.IGNORECASE)

# What a run writes when all is done: it has nothing to go on with.
_END = "redlake.runs SET"


@dataclass(frozen=True)
class Point:
    """The ``at``-th statement of a run, ``sql``, and what happens there."""

    at: int
    sql: str
    when: str
    how: str

    def __str__(self) -> str:
        return f"{self.how} {self.when} statement {self.at}: {' '.join(self.sql.split())[:70]}"


class Interrupted:
    """One environment's warehouse, on which runs are interrupted."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.control = lake.running.control
        self.count = 0

    def run(self, *words: str, point: Point | None = None) -> Done:
        """Runs alembic; at ``point`` it is interrupted."""
        self.control.reset()
        if point is not None:
            action = "pause" if point.how == "kill" else "cut"
            self.control.inject(Fault(at=point.at, when=point.when, action=action))
        process = child.start(
            self.lake.root,
            self.lake.running.variables(),
            ["-x", f"env={self.lake.environment}", "-x", "allow_destructive=1", *words],
        )
        if point is not None and point.how == "kill":
            assert self.control.paused(60), f"never reached: {point}"
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            self.control.release()
        process.join()
        code = process.exitcode
        assert code is not None
        said = (self.lake.root / "said").read_text()
        process.close()
        return Done(code, said)

    def done(self, *words: str) -> Done:
        """Runs alembic to its end."""
        done = self.run(*words)
        assert done.code == 0, done.said
        return done

    def points(self, *words: str) -> list[tuple[int, str]]:
        """Runs alembic; the statements that it sent and that change something, numbered."""
        self.done(*words)
        sent = [
            statement.sql
            for statement in self.control.traffic().statements
            if statement.application.startswith("redlake/")
        ]
        return [
            (at, sql) for at, sql in enumerate(sent, 1) if _WRITES.match(sql) and _END not in sql
        ]

    def interrupt(
        self,
        point: Point,
        words: tuple[str, ...],
        onward: tuple[str, ...],
        *,
        expected: Holdings,
    ) -> None:
        """Interrupts a run, goes on with ``onward``, and sees that it ended where it would have."""
        broken = self.run(*words, point=point)
        assert broken.code != 0, f"not interrupted: {point}\n{broken.said}"
        resumed = self.run(*onward)
        assert resumed.code == 0, f"after {point}:\n{broken.said}\n---\n{resumed.said}"
        found = holdings(self.lake)
        assert found == expected, f"after {point}:\n{broken.said}\n---\n{resumed.said}"
        assert self.twice() == [], f"after {point}"
        self.count += 1

    def twice(self) -> list[tuple[object, ...]]:
        """The statements that the journals say ran more than once in one step."""
        found = []
        with admin(self.lake) as session:
            databases = [name for (name,) in rows(session, "select datname from pg_database")]
        for database in databases:
            with admin(self.lake, database) as session:
                there = "select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                if rows(session, f"{there} where nspname = 'redlake' and relname = 'journal'"):
                    found += rows(
                        session,
                        "select generation, segment, statement from redlake.journal"
                        " where event in ('done', 'held') group by 1, 2, 3 having count(*) > 1",
                    )
        return found


def steps(lake: Lake) -> Iterator[tuple[str, str]]:
    """Each revision with the one before it, from the first to the last."""
    before = "base"
    for revision in history(lake.root):
        yield before, revision.id
        before = revision.id


# Every so many runs that are interrupted are gone on with by a run in the other direction.
_TURN_ROUND = 5

# Of so many points, a short run interrupts at one.
_SHORT = 22


def interrupt_everywhere(it: Interrupted, how: str) -> None:
    """Goes up and down each revision, interrupted at each point, and no oftener than that.

    What is interrupted on its way up is gone on with to the top, from where the next run,
    to be interrupted on its way down, begins.
    """
    it.done("upgrade", "0001")
    it.done("downgrade", "base")
    turn = 0
    for below, above in steps(it.lake):
        low = holdings(it.lake)
        up = it.points("upgrade", above)
        high = holdings(it.lake)
        down = it.points("downgrade", below)
        assert holdings(it.lake) == low
        ways = {"upgrade": (above, high), "downgrade": (below, low)}
        waiting = {"upgrade": _interruptions(up, how), "downgrade": _interruptions(down, how)}
        way, back = "upgrade", "downgrade"
        while waiting[way] or waiting[back]:
            if not waiting[way]:
                it.done(way, ways[way][0])
                way, back = back, way
                continue
            turn += 1
            onward = back if turn % _TURN_ROUND == 0 else way
            it.interrupt(
                waiting[way].pop(),
                (way, ways[way][0]),
                (onward, ways[onward][0]),
                expected=ways[onward][1],
            )
            if onward == way:
                way, back = back, way
        it.done("upgrade", above)


def _interruptions(points: list[tuple[int, str]], how: str) -> list[Point]:
    found = [Point(at, sql, when, how) for at, sql in points for when in ("before", "after")]
    return found if FULL else found[1::_SHORT]
