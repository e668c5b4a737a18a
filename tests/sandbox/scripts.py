"""A sandbox that scripts and plans are run on, one after another, each from nothing."""

from __future__ import annotations

from collections.abc import Iterable

from redlake.grammar import script
from redlake.grammar.script import Segment
from redlake.plan import plan
from redlake.state import State, replay
from tests.sandbox import inventory
from tests.sandbox.inventory import Inventory
from tests.sandbox.lake import Lake, Session

HOME = "dev"
SECRETS = {"etl": "Not-a-secret-1"}

# What scripts take for granted that the Data Catalog has.
_SALES = {"id": "bigint", "region": "string", "day": "date", "amount": "int"}
CATALOG = {database: {"sales": _SALES} for database in ("lake", "lake_v2", "spectrum")}


class Scripts:
    """Runs statements as they are cut into segments, each in its database.

    ``state`` is what they made of it, so that ``clear`` can take it all away again.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._sessions: dict[str, Session] = {}
        self._empty = State.empty(HOME)
        self.state = self._empty

    def run(self, segments: Iterable[Segment]) -> None:
        """Runs segments, the home database's session last."""
        for segment in segments:
            session = self.session(segment.database)
            session.connection.autocommit = not segment.transactional
            for statement in segment.statements:
                session.run(statement.bound(SECRETS))
            if segment.transactional:
                session.connection.commit()
                session.connection.autocommit = True
            self.state = replay(self.state, segment.statements)
        self.session(HOME)

    def make(self, text: str) -> None:
        """Runs what an author wrote."""
        self.run(script.segments(script.read(text, HOME)))

    def go(self, after: State) -> None:
        """Runs the plan that leads there."""
        self.run(plan(self.state, after).segments)

    def clear(self) -> None:
        """Takes all away that was made, what broke off included."""
        self.close()
        self.go(self._empty)

    def session(self, database: str) -> Session:
        """A session in ``database``; beside it only the home database's stays open."""
        for other in [name for name in self._sessions if name not in (database, HOME)]:
            self._sessions.pop(other).close()
        if database not in self._sessions:
            self._sessions[database] = self._lake.connect(database=database)
        return self._sessions[database]

    def inventory(self) -> Inventory:
        return inventory.take(HOME, self.session)

    def close(self) -> None:
        while self._sessions:
            self._sessions.popitem()[1].close()
