# ruff: noqa: ARG002 - the signatures of hooks are Alembic's
"""Alembic with a connection: it walks the history, and what it walks the runner runs.

Alembic's connection has a transaction begun already, so that Alembic neither begins nor
commits. Before it walks, all is read that will run, and seen to that it may. A conflict
with another transaction ends the walk, and a new one, on new sessions, goes on where the
journal says that it ended: retrying is resuming.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import context
from alembic.runtime.migration import (
    MigrationContext,
    MigrationInfo,
    MigrationStep,
    RevisionStep,
)
from redshift_connector.error import Error as DriverError
from sqlalchemy.exc import DBAPIError

from redlake import __version__, git, revisions
from redlake.connection import Warehouse
from redlake.engine import RedlakeDialect, engine
from redlake.environment import Environment
from redlake.errors import ConflictError, DoubtError, RedlakeError
from redlake.history import Revision
from redlake.options import Options
from redlake.recorded import recorded
from redlake.runner import journal, preparing, rotation, runs, stamp, tables
from redlake.runner.conflicts import ATTEMPTS, back_off, is_conflict
from redlake.runner.events import Event, Listener
from redlake.runner.journal import Entry, History, Open
from redlake.runner.lock import Lock
from redlake.runner.running import Runner
from redlake.runner.runs import Run
from redlake.steps import ROTATE, STAMP, UPGRADE, Step, foresee
from redlake.walk import direction_of, walk_from


class Online:
    """One command of Alembic's on one environment.

    ``command`` is what a person typed, for the record of the run.
    """

    def __init__(
        self,
        environment: Environment,
        line: Sequence[Revision],
        options: Options,
        listener: Listener,
        command: str,
    ) -> None:
        self.environment = environment
        self.line = line
        self.options = options
        self.run_id = str(uuid.uuid4())
        self.command = command
        self._tell = listener
        self._by_id = {revision.id: revision for revision in line}
        self._warehouse = Warehouse(environment)
        self._function: Any = None
        # What is left to do, as Alembic has it and as the runner does.
        self._walk: deque[tuple[MigrationStep, Step | None]] = deque()
        self._begun: Open | None = None
        self._at: str | None = None
        self._generation = 0
        self._committed = 0

    def run(self) -> None:
        """Does what the command says.

        Raises:
            RedlakeError: it could not be done, or not to its end; what was committed stays.
        """
        with contextlib.ExitStack() as opened:
            migration = self._connect(opened)
            self._function = migration.opts.get("fn")
            if migration.opts.get("dont_mutate"):
                context.run_migrations()
                return
            self._lock = Lock(self._warehouse)
            opened.callback(self._lock.close)
            self._runner = opened.enter_context(
                Runner(self._warehouse, self._lock, self._count, run=self.run_id)
            )
            if not self._prepare(migration):
                # Ended by a rollback, each prepared statement would cost a round trip.
                self._session.commit()
                return
            self._configure(fn=self._left)
            try:
                self._go(opened)
            except KeyboardInterrupt:
                # In the middle of an answer, its sessions are of no use any more.
                self._runner.leave()
                self._end(runs.INTERRUPTED)
                raise
            except (RedlakeError, DBAPIError, DriverError, OSError):
                self._runner.leave()
                self._end(runs.FAILED)
                raise
            self._end(runs.DONE)
            self._tell(
                Event(
                    "done",
                    f"{self.environment.name} is at {self._at or 'no revision'}",
                    {"revision": self._at},
                )
            )

    # What migrations call back.

    def step(self, revision: Revision, direction: str) -> None:
        """Runs a revision; called from its revision.py."""
        _, step = self._walk[0]
        assert step is not None
        assert (step.revision, step.direction) == (revision.id, direction)
        count = len(step.statements)
        self._tell(
            Event(
                "revision",
                f"{revision.folder.name} {direction} in {self.environment.name}",
                {"revision": revision.id, "direction": direction, "statements": count},
            )
        )
        self._runner.run(step, self._generation, self._begun)

    def _applied(
        self,
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None:
        """Alembic's hook, the closing segment: the version row was written."""
        _, done = self._walk[0]
        version = next(iter(step.destination_revision_ids), None)
        entry = Entry(
            self._generation,
            done.revision if done else (version or ""),
            done.direction if done else STAMP,
            journal.NO_STATEMENT,
            journal.NO_STATEMENT,
            journal.CLOSED,
            checksum=done.checksum if done else None,
            run=self.run_id,
        )
        self._lock.ping()
        journal.write(self._session, [entry])
        self._connection.commit()
        self._connection.begin()
        self._committed += 1
        self._walk.popleft()
        self._generation += 1
        self._begun = None
        self._at = next(iter(step.destination_revision_ids), None)
        if done is not None:
            self._runner.verify(done)

    # Before anything runs.

    def _prepare(self, migration: MigrationContext) -> bool:
        """Sees to it that all that will run may; whether anything will."""
        looking = self._lock.open()
        there = preparing.demand_rights(looking, self.environment)
        missing = [name for name in tables.AT_HOME if name not in there]
        if not self.options.dry_run:
            if missing:
                tables.make(self._session, tables.AT_HOME)
                self._session.commit()
            self._lock.acquire(self.options.lock_timeout, self._tell)
            missing = []
        if not missing:
            self._know_version_table()
        # From here on the session sees what the run before this one committed last.
        self._session.rollback()
        self._stamp = stamp.read(self._session) if not missing else None
        stamp.demand(self._stamp, self.environment)
        history = journal.read(self._session) if not missing else History((), None)
        last = runs.last(self._session) if not missing else None
        return self._foresee(migration, history, last)

    def _foresee(self, migration: MigrationContext, history: History, last: Run | None) -> bool:
        heads = () if migration.opts.get("purge") else migration.get_current_heads()
        self._at = heads[0] if heads else None
        self._generation = history.generation
        self._resume(history, heads)
        if self._begun is None and last is not None and last.outcome != runs.DONE:
            again = self._unverified(history)
        else:
            again = None
        walk = walk_from(
            heads, migration, self._function, self._begun, self._by_id, self.environment
        )
        if again is not None and (not walk or direction_of(walk[0]) == UPGRADE):
            self._runner.verify(again)
        applied = self.line[: preparing.place_of([r.id for r in self.line], self._at)]
        steps = foresee(
            self.environment,
            applied,
            [
                (self._by_id[step.revision.revision], direction_of(step))
                for step in walk
                if isinstance(step, RevisionStep)
            ],
        )
        waiting = iter(steps)
        self._walk.extend(
            (step, next(waiting) if isinstance(step, RevisionStep) else None) for step in walk
        )
        if not walk and not self.options.rotate:
            at = self._at or "no revision"
            said = f"nothing to do: {self.environment.name} is at {at}"
            self._tell(Event("nothing", said, {"revision": self._at}))
            return False
        self._demand(history, applied, steps)
        if self.options.dry_run:
            preparing.say_what_would_run(
                steps, self._begun, self._runner, self.environment, self._tell
            )
            return False
        if self._stamp is None:
            stamp.write(self._session, self.environment, self._warehouse.user)
        self._begin()
        return True

    def _resume(self, history: History, heads: Sequence[str]) -> None:
        """Finds the step that broke off, and how far it came."""
        found = history.open
        if found is None:
            return
        if found.direction == ROTATE:
            # All that it does is one transaction: what is there is whole.
            self._close_rotation(found)
            self._generation = found.generation + 1
            return
        revision = self._by_id.get(found.revision)
        step = None
        if revision is not None:
            at = self.line.index(revision)
            before = self.line[: at if found.direction == UPGRADE else at + 1]
            (step,) = foresee(self.environment, before, [(revision, found.direction)])
        self._begun = preparing.opened(self._warehouse, self._session, history, step)
        if self._begun is None:
            return
        name = self.environment.name
        expected = (
            (revision.parent if found.direction == UPGRADE else revision.id) if revision else None
        )
        if revision is None or step is None or expected != (heads[0] if heads else None):
            raise DoubtError(
                f"the {found} broke off in {name}, which is at"
                f" {', '.join(heads) or 'no revision'} now, or has no such revision",
                way_out="put right by hand what it had done, then:"
                f" redlake resolve {name} --undone",
            )
        preparing.demand_same_so_far(self._begun, step, self.environment)

    def _demand(self, history: History, applied: Sequence[Revision], steps: list[Step]) -> None:
        """All that is demanded of what will run."""
        actions = preparing.left(steps, self._begun)
        session, runner = self._session, self._runner
        preparing.demand_same(history, applied, self.environment)
        runner.held = preparing.held(session, actions)
        runner.made_by_others = preparing.made_by_others(session, actions, self._begun)
        if not (self.options.allow_destructive or self.options.dry_run):
            preparing.demand_consent(actions, runner.held, self.environment)
        if any(action.views for _, action in actions):
            state = recorded(self.environment, applied)
            preparing.demand_known_dependents(self._warehouse, session, actions, state)
        if not self.options.dry_run:
            runner.fetch(preparing.secrets_of(actions))

    def _unverified(self, history: History) -> Step | None:
        """The revision that the target is at, if it was upgraded to it and may not be verified."""
        closed = [entry for entry in history.closings if entry.event == journal.CLOSED]
        if not closed or closed[-1].direction != UPGRADE or closed[-1].revision != self._at:
            return None
        revision = self._by_id[closed[-1].revision]
        questions = tuple(revisions.verifications(revision, self.environment))
        return Step(revision.id, revision.folder.name, UPGRADE, (), questions)

    # While it runs.

    def _go(self, opened: contextlib.ExitStack) -> None:
        attempt = 0
        while self._walk:
            committed = self._committed
            try:
                context.run_migrations()
            except (ConflictError, DBAPIError) as error:
                if isinstance(error, DBAPIError) and not (error.orig and is_conflict(error.orig)):
                    raise
                attempt = 1 if self._committed > committed else attempt + 1
                if attempt >= ATTEMPTS:
                    raise
                self._tell(
                    Event(
                        "retrying",
                        f"  a conflict, so it is run again: {_first(error)}",
                        {"attempt": attempt, "error": _first(error)},
                    )
                )
                back_off(attempt)
                self._start_again(opened)
        if self.options.rotate:
            self._rotate()

    def _start_again(self, opened: contextlib.ExitStack) -> None:
        """On new sessions, from where the journal says."""
        self._runner.leave()
        self._connect(opened)
        self._know_version_table()
        _, step = self._walk[0]
        history = journal.read(self._session)
        self._begun = preparing.opened(self._warehouse, self._session, history, step)

    def _rotate(self) -> None:
        """Makes the newest version of each secret the password of its user."""
        state = recorded(
            self.environment,
            self.line[: preparing.place_of([r.id for r in self.line], self._at)],
        )
        versions = journal.secret_versions(self._session)
        step = rotation.step(state, self._at or "", self._warehouse, versions)
        if step is None:
            said = "no secret has a newer version than its user's password"
            self._tell(Event("nothing", said, {"revision": self._at}))
            return
        self._runner.fetch(name for s in step.statements for name in s.secrets)
        self._runner.run(step, self._generation)
        self._close_rotation(Open(self._generation, step.revision, ROTATE, ()))

    def _close_rotation(self, step: Open) -> None:
        entry = Entry(
            step.generation, step.revision, ROTATE, -1, -1, journal.CLOSED, run=self.run_id
        )
        journal.write(self._session, [entry])
        self._session.commit()

    def _begin(self) -> None:
        commit = git.head(Path(self.environment.file).parent.parent)
        run = Run(
            self.run_id, self.command, self._warehouse.user, journal.now(), __version__, commit
        )
        runs.begin(self._session, run)
        self._session.commit()

    def _end(self, outcome: str) -> None:
        """Writes down how the run ended; the error that ended it must not be lost to this."""
        try:
            runs.end(self._runner.session(self._runner.home, autocommit=True), self.run_id, outcome)
        except Exception as error:
            said = f"how this run ended could not be written down: {error}"
            self._tell(Event("unrecorded", said, {}))

    def _connect(self, opened: contextlib.ExitStack) -> MigrationContext:
        """A new connection for Alembic, which knows of it from here on."""
        self._connection = opened.enter_context(engine(self._warehouse).connect())
        self._connection.begin()
        return self._configure(**({"fn": self._left} if self._walk else {}))

    def _configure(self, **options: Any) -> MigrationContext:
        context.configure(
            connection=self._connection,
            transactional_ddl=False,
            version_table=tables.VERSIONS,
            version_table_schema=tables.SCHEMA,
            on_version_apply=self._applied,
            **options,
        )
        return context.get_context()

    @property
    def _session(self) -> Any:
        """The driver's connection under Alembic's: for what is redlake's own, at home."""
        return self._connection.connection.driver_connection

    def _know_version_table(self) -> None:
        dialect = self._connection.dialect
        assert isinstance(dialect, RedlakeDialect)
        dialect.known = frozenset({(tables.SCHEMA, tables.VERSIONS)})

    def _left(self, heads: Any, migration: MigrationContext) -> Iterator[MigrationStep]:
        """What Alembic walks."""
        return iter([step for step, _ in self._walk])

    def _count(self, event: Event) -> None:
        if event.name == "committed":
            self._committed += 1
        self._tell(event)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]
