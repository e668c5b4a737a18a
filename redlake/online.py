# ruff: noqa: ARG002 - the signatures of hooks are Alembic's
"""Alembic with a connection: it walks the history, and what it walks the runner runs.

Before it walks, all is read that will run, and seen to that it may. A conflict with another
transaction ends the walk, and a new one, on new sessions, goes on where the journal says
that it ended: retrying is resuming.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
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

from redlake.alembic_connection import AlembicConnection
from redlake.connection import Warehouse
from redlake.environment import Environment
from redlake.errors import ConflictError, GuardError, RedlakeError
from redlake.history import Revision
from redlake.options import Options
from redlake.recorded import recorded
from redlake.runner import journal, lock, preparing, resuming, rights, rotation, runs, stamp, tables
from redlake.runner.conflicts import ATTEMPTS, back_off, is_conflict
from redlake.runner.events import Event, Listener
from redlake.runner.journal import Entry, History, Open
from redlake.runner.lock import Lock
from redlake.runner.running import Runner
from redlake.runner.runs import Run
from redlake.steps import STAMP, UPGRADE, Step, foresee
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
        self._unverified: Step | None = None
        self._last: Run | None = None
        self._connection = AlembicConnection(self._warehouse, self._close)
        self._at: str | None = None
        self._generation = 0
        self._committed = 0

    def run(self) -> None:
        """Does what the command says.

        Raises:
            RedlakeError: it could not be done, or not to its end; what was committed stays.
        """
        with contextlib.ExitStack() as opened:
            opened.callback(self._connection.close)
            migration = self._connection.open()
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
                return
            self._connection.configure(fn=self._left)
            try:
                self._go()
            except KeyboardInterrupt:
                # In the middle of an answer, its sessions are of no use any more.
                self._runner.sessions.leave()
                self._end(runs.INTERRUPTED)
                raise
            except (RedlakeError, DBAPIError, DriverError, OSError):
                self._runner.sessions.leave()
                self._end(runs.FAILED)
                raise
            self._end(runs.DONE)
            said = f"{self.environment.name} is at {self._at or 'no revision'}"
            self._tell(Event("done", said, {"revision": self._at}))

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
        self._connection.begin()  # for the version row, and the closing one

    def _close(
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
        elsewhere = (*(self._begun.elsewhere if self._begun else ()), *self._runner.elsewhere)
        facts = [e for e in elsewhere if e.event == journal.HELD or e.secrets]
        journal.write(self._session, [entry, *facts])
        self._connection.commit()
        self._committed += 1
        self._walk.popleft()
        self._generation += 1
        self._begun = None
        self._runner.elsewhere.clear()
        self._at = next(iter(step.destination_revision_ids), None)
        self._unverified = done
        self._verify()

    def _verify(self) -> None:
        if self._unverified is not None:
            self._runner.verify(self._unverified)
            self._unverified = None

    # Before anything runs.

    def _prepare(self, migration: MigrationContext) -> bool:
        """Sees to it that all that will run may; whether anything will."""
        self._rights = rights.read(self._lock.open())
        there = self._rights.tables
        complete = there.keys() >= set(tables.AT_HOME)
        if not self.options.dry_run:
            if not complete:
                if not self._rights.superuser:
                    _, steps = self._ahead(migration, History((), None))
                    self._demand_rights(preparing.left(steps, None))
                tables.make_at_home(self._at_home)
            self._lock.acquire(self.options.lock_timeout, self._tell, there.get(tables.JOURNAL))
        elif complete and (holder := lock.find(self._session)):
            said = f"a run is under way, so what follows may change: {holder}"
            self._tell(Event("would", said, {"holder": str(holder)}))
        if complete or not self.options.dry_run:
            self._connection.know_version_table()
            self._last = runs.last(self._session)
            history = journal.read(self._session)
        else:
            history = History((), None)
        stamp.demand(self._last.stamp if self._last else None, self.environment)
        return self._foresee(migration, history)

    def _ahead(
        self, migration: MigrationContext, history: History
    ) -> tuple[list[MigrationStep], list[Step]]:
        """What is to be walked, and the steps of revisions in it."""
        heads = migration.get_current_heads()
        if migration.opts.get("purge"):
            self._at = None
        else:
            self._at = heads[0] if heads else None
            preparing.demand_known(self._at, self._by_id, self._last, self.environment)
        self._begun = resuming.broken(
            self._warehouse, self._session, history, self.line, heads, self._lock
        )
        self._generation = history.generation
        at = () if self._at is None else (self._at,)
        walk = walk_from(at, migration, self._function, self._begun, self._by_id, self.environment)
        wanted = [
            (self._by_id[step.revision.revision], direction_of(step))
            for step in walk
            if isinstance(step, RevisionStep)
        ]
        return walk, foresee(self.environment, self._applied, wanted)

    def _foresee(self, migration: MigrationContext, history: History) -> bool:
        """Sees to it that what is to be walked may be; whether anything is."""
        walk, steps = self._ahead(migration, history)
        preparing.demand_same(self._session, history, self._applied, self.environment)
        verified = self._verify_again(history, walk)
        waiting = iter(steps)
        self._walk.extend(
            (step, next(waiting) if isinstance(step, RevisionStep) else None) for step in walk
        )
        if not walk and not self.options.rotate:
            if verified:
                self._begin()
                self._end(runs.DONE)
            said = f"nothing to do: {self.environment.name} is at {self._at or 'no revision'}"
            self._tell(Event("nothing", said, {"revision": self._at}))
            return False
        self._demand(steps)
        if self.options.dry_run:
            preparing.say_what_would_run(
                steps, self._begun, self._runner, self.environment, self._tell
            )
            if self.options.rotate:
                self._say_what_would_be_rotated()
            return False
        self._begin()
        return True

    def _verify_again(self, history: History, walk: Sequence[MigrationStep]) -> bool:
        """The run before this one may have ended between its last commit and its questions.

        Whether it was verified again.
        """
        upwards = not walk or direction_of(walk[0]) == UPGRADE
        if self._begun is not None or not upwards:
            return False
        step = resuming.unverified(
            self._session, history, self._last, self._applied, self.environment
        )
        if step is None or step.revision != self._at or not step.questions:
            return False
        if self.options.dry_run:
            said = f"would verify {step.revision} again first"
            self._tell(Event("would", said, {"verify": step.revision}))
            return False
        said = f"verifying {step.revision} again, for the run that made it did not end well"
        self._tell(Event("verifying", said, {"revision": step.revision}))
        self._runner.verify(step)
        return True

    def _demand(self, steps: list[Step]) -> None:
        """All that is demanded of what will run."""
        actions = preparing.left(steps, self._begun)
        session, runner = self._session, self._runner
        runner.held = preparing.held(session, actions)
        runner.made_by_others = preparing.made_by_others(session, actions, self._begun, runner.held)
        if not self.options.allow_destructive:
            try:
                preparing.demand_consent(actions, runner.held, self.environment)
            except GuardError as error:
                if not self.options.dry_run:
                    raise
                self._tell(Event("would", f"would be refused: {error}", {"refused": str(error)}))
        self._demand_rights(actions)
        if any(action.views for _, action in actions):
            state = recorded(self.environment, self._applied)
            preparing.demand_known_dependents(self._warehouse, session, actions, state)
        if not self.options.dry_run:
            runner.fetch(preparing.secrets_of(actions))

    def _demand_rights(self, actions: preparing.Left) -> None:
        looking = partial(preparing.looking, self._warehouse, self._session)
        rights.demand(self._rights, [action for _, action in actions], looking, self.environment)

    @property
    def _applied(self) -> Sequence[Revision]:
        """The revisions that the target has."""
        return self.line[: preparing.place_of([revision.id for revision in self.line], self._at)]

    # While it runs.

    def _go(self) -> None:
        attempt = 0
        rotating = self.options.rotate
        while self._walk or self._unverified or rotating:
            committed = self._committed
            try:
                self._verify()
                if self._walk:
                    context.run_migrations()
                if rotating:
                    self._rotate()
                    rotating = False
            except (ConflictError, DBAPIError, DriverError) as error:
                cause = error.orig if isinstance(error, DBAPIError) else error
                if not (isinstance(error, ConflictError) or (cause and is_conflict(cause))):
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
                self._start_again()

    def _start_again(self) -> None:
        """On new sessions, from where the journal says."""
        self._runner.sessions.leave()
        self._connection.open(fn=self._left)
        self._connection.know_version_table()
        step = self._walk[0][1] if self._walk else None
        if step is not None:
            history = journal.read(self._session)
            self._begun = resuming.position(
                self._warehouse, self._session, history, step, self._lock
            )

    def _rotate(self) -> None:
        """Makes the newest version of each secret the password of its user."""
        step = self._rotation()
        if step is not None:
            self._runner.fetch(name for s in step.statements for name in s.secrets)
            self._runner.run(step, self._generation)

    def _rotation(self) -> Step | None:
        state = recorded(self.environment, self._applied)
        step = rotation.step(state, self._at or "", self._warehouse, self._session)
        if step is None:
            said = "no secret has a newer version than its user's password"
            self._tell(Event("nothing", said, {"revision": self._at}))
        return step

    def _say_what_would_be_rotated(self) -> None:
        if self._last is not None and (step := self._rotation()) is not None:
            preparing.say_what_would_run([step], None, self._runner, self.environment, self._tell)

    def _begin(self) -> None:
        run = Run.of(self.environment, self._warehouse.user, self.command, self.run_id)
        runs.begin(self._at_home, run, self._last)

    def _end(self, outcome: str) -> None:
        """Writes down how the run ended; the error that ended it must not be lost to this."""
        try:
            runs.end(self._at_home, self.run_id, outcome)
        except Exception as error:
            said = f"how this run ended could not be written down: {error}"
            self._tell(Event("unrecorded", said, {}))

    @property
    def _session(self) -> Any:
        """The driver's connection under Alembic's: for what is redlake's own, at home."""
        return self._connection.session

    @property
    def _at_home(self) -> Any:
        """A session at home that commits by itself."""
        sessions = self._runner.sessions
        return sessions.at(sessions.home, autocommit=True)

    def _left(self, heads: Any, migration: MigrationContext) -> Iterator[MigrationStep]:
        """What Alembic walks."""
        for step, revision in list(self._walk):
            if revision is None:
                self._connection.begin()  # as after a step
            yield step

    def _count(self, event: Event) -> None:
        if event.name == "committed":
            self._committed += 1
        self._tell(event)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]
