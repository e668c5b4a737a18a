"""The one door for writes: runs steps, segment by segment, and writes down what ran.

A transactional segment runs in one transaction together with its rows in that database's
journal, a statement that refuses one by itself, between a row before and a row after. The
version row is Alembic's, in a closing segment at home.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse, rows, said, sqlstate
from redlake.credentials import Redacted, redshift_password_hash
from redlake.errors import ConflictError, DoubtError, StatementError, VerifyError
from redlake.grammar.materialized_views import CreateMaterializedView
from redlake.grammar.principals import DropUser
from redlake.grammar.script import Statement
from redlake.grammar.views import CreateView
from redlake.kinds import keys
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.runner import existing, foreign, journal, tables
from redlake.runner.conflicts import is_conflict
from redlake.runner.events import Event, Listener
from redlake.runner.journal import Entry, Open
from redlake.runner.lock import Lock
from redlake.steps import DOWNGRADE, Action, Part, Step
from redlake.unlogged import unlogged

_LONGEST_SUMMARY = 1000


class Runner:
    """Runs steps and verifications on one environment's Redshift.

    ``lock`` is pinged before each segment but a step's first: whoever runs steps has just seen
    that it is held. ``made_by_others`` are users, groups, roles and
    databases that are not created, for they exist, and ``held`` those that a downgrade
    leaves alone.

    Example:
        >>> with Runner(warehouse, lock, listener, run="…") as runner:  # doctest: +SKIP
        ...     runner.fetch(["glue_connector"])
        ...     runner.run(step, generation=8)
    """

    def __init__(self, warehouse: Warehouse, lock: Lock, listener: Listener, *, run: str) -> None:
        self.warehouse = warehouse
        self.lock = lock
        self.made_by_others: Collection[Key] = ()
        self.held: Collection[Key] = ()
        self._tell = listener
        self._run = run
        self._sessions: dict[str, Any] = {}
        self._with_journal: set[str] = set()
        self._secrets: dict[str, tuple[Redacted, str | None]] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.leave()

    def fetch(self, secrets: Iterable[str]) -> None:
        """Fetches the secrets that statements to come will name. Never writes.

        Raises:
            SecretError: one does not exist, or holds no password.
        """
        for name in secrets:
            secret = self.warehouse.secret(name)
            digest = Redacted(redshift_password_hash(secret.password))
            self._secrets[name] = digest, secret.version

    def run(self, step: Step, generation: int, begun: Open | None = None) -> None:
        """Runs a step, or what ``begun`` leaves of it.

        Raises:
            StatementError: Redshift refused a statement, or the connection was lost.
            ConflictError: it refused one because of another transaction.
            DoubtError: a statement may have taken effect, and nobody can tell.
            LockError: the lock was lost.
        """
        if begun is not None and begun.begun:
            self._tell(Event("resuming", f"going on with the {begun}", {"step": str(begun)}))
        done = journal.NO_STATEMENT if begun is None else begun.position
        in_doubt = begun is not None and begun.doubt
        base = Entry(
            generation, step.revision, step.direction, -1, -1, journal.BEGUN, run=self._run
        )
        if begun is None and step.parts and step.parts[0].database != self.home:
            journal.write(self.session(self.home, autocommit=True), [base])
        for index, part in enumerate(step.parts):
            if index < done or (index == done and not in_doubt):
                continue
            entry = base._replace(segment=index)
            if index:
                self.lock.ping()
            if part.transactional:
                self._transaction(step, part, entry)
            else:
                self._alone(step, part.actions[0], part.database, entry, begun=index == done)
            self._tell(Event("committed", "", {"segment": index}))

    def verify(self, step: Step) -> None:
        """Asks what must be true now. Never writes.

        Raises:
            VerifyError: an answer is anything but a single true; its message is the
                question's comment.
            StatementError: a question could not be asked.
        """
        for question in step.questions:
            session = self.session(question.database, autocommit=True)
            during = f"revision {step.revision}, verify"
            answer = self._execute(session, question.text, question, during, in_block=False)
            # Not by equality, for 1 equals True.
            if not (len(answer) == 1 and len(answer[0]) == 1 and answer[0][0] is True):
                raise VerifyError(
                    f"revision {step.revision} ran, but it is not so that"
                    f" {question.comment or question.summary}",
                    place=question.place,
                    way_out="see what is there, then upgrade or downgrade from here",
                )
            what = question.comment or question.summary
            self._tell(Event("verified", f"  verified: {what}", {"question": what}))

    def why_held(self, action: Action, direction: str) -> str | None:
        """Why a statement is not to be run; None if it is."""
        if any(key in self.made_by_others for key in action.creates):
            return "it exists, and redlake did not make it"
        if direction == DOWNGRADE and any(key in self.held for key in action.drops):
            return "redlake did not make it"
        return None

    @property
    def home(self) -> str:
        return self.warehouse.environment.connection.database

    def session(self, database: str, *, autocommit: bool) -> Any:
        """The session in a database; those in all others but the home database end."""
        self._leave({self.home, database})
        if database not in self._sessions:
            self._sessions[database] = self.warehouse.connect(database)
        session = self._sessions[database]
        session.autocommit = autocommit
        return session

    def leave(self) -> None:
        """Ends all sessions but the lock's; the next statement begins new ones."""
        self._leave(set())

    def _leave(self, kept: set[str]) -> None:
        """Ends the sessions in other databases: none may be dropped while one is in it."""
        for database in self._sessions.keys() - kept:
            with contextlib.suppress(DriverError, OSError):
                self._sessions.pop(database).close()

    def _make_journal(self, session: Any, database: str) -> None:
        """Sees to it that the database has one, which at home it has."""
        if database != self.home and database not in self._with_journal:
            tables.make_missing(session, (tables.JOURNAL,))
            self._with_journal.add(database)

    def _transaction(self, step: Step, part: Part, entry: Entry) -> None:
        session = self.session(part.database, autocommit=False)
        during = _during(step)
        dropped = [view for action in part.actions for view in action.views]
        entries: list[Entry] = []
        try:
            self._make_journal(session, part.database)
            live = foreign.grants(session, [view.key for view in dropped]) if dropped else set()
            for index, action in enumerate(part.actions):
                entries.append(self._act(session, action, entry._replace(statement=index), during))
            made = set(_made(part))
            ours = {grant for view in dropped for grant in view.grants}
            entries += self._give_back(session, [g for g in live if g.on in made], ours, entry)
            journal.write(session, entries)
            session.commit()
        except (DriverError, OSError) as error:
            self._roll_back(session)
            self._with_journal.discard(part.database)
            last = part.actions[-1].statement
            raise self._failure(
                error, last, f"{during}, the end of the transaction of", in_block=True
            ) from error

    def _act(self, session: Any, action: Action, entry: Entry, during: str) -> Entry:
        """Runs one statement, unless others made what it is about; its row."""
        statement = action.statement
        about = (*action.creates, *action.drops)
        entry = entry._replace(
            event=journal.DONE,
            checksum=action.checksum,
            object=str(about[0])[:256] if about else None,
            summary=statement.summary[:_LONGEST_SUMMARY],
        )
        text: str | None = statement.text
        if why := self.why_held(action, entry.direction):
            entry = entry._replace(event=journal.HELD)
            facts = {"statement": statement.summary, "object": entry.object}
            self._tell(Event("held", f"  held: {statement.summary}: {why}", facts))
            text = _without(action, self.held)
        else:
            facts = {"statement": statement.summary, "place": str(statement.place)}
            self._tell(Event("statement", f"  {statement.summary}", facts))
        if text is not None:
            self._execute(session, text, statement, during, in_block=not session.autocommit)
        if statement.secrets and entry.event == journal.DONE:
            versions = (f"{name}={self._secrets[name][1] or ''}" for name in statement.secrets)
            entry = entry._replace(secrets=",".join(versions))
        return entry

    def _give_back(
        self, session: Any, live: Iterable[Grant], ours: Collection[Grant], entry: Entry
    ) -> list[Entry]:
        """Gives back the grants of others that went with a view, and says so."""
        entries = []
        for sql in foreign.to_give_back(live, ours):
            rows(session, sql)
            self._tell(Event("restored", f"  restored: {sql}", {"statement": sql}))
            entries.append(entry._replace(event=journal.RESTORED, summary=sql[:_LONGEST_SUMMARY]))
        return entries

    def _alone(
        self, step: Step, action: Action, database: str, entry: Entry, *, begun: bool
    ) -> None:
        """Runs a statement that refuses a transaction."""
        session = self.session(database, autocommit=True)
        during = _during(step)
        entry = entry._replace(statement=0)
        started = entry._replace(
            event=journal.STARTED,
            checksum=action.checksum,
            summary=action.statement.summary[:_LONGEST_SUMMARY],
        )
        try:
            self._make_journal(session, database)
            if not (begun and self._took_effect(session, action, during)):
                if not begun:
                    journal.write(session, [started])
                try:
                    done = self._act(session, action, entry, during)
                except StatementError as error:
                    if isinstance(error, ConflictError) or error.refused:
                        journal.retract(session, started)
                    raise
            else:
                about = (*action.creates, *action.drops)
                done = started._replace(
                    event=journal.DONE, object=str(about[0])[:256] if about else None
                )
            journal.write(session, [done])
        except (DriverError, OSError) as error:
            raise self._failure(
                error, action.statement, f"{during}, the journal of", in_block=False
            ) from error

    def _took_effect(self, session: Any, action: Action, during: str) -> bool:
        found = existing.took_effect(session, action.command)
        if found is None:
            name = self.warehouse.environment.name
            raise DoubtError(
                f"{during}: a run broke off at {action.statement.summary}, and whether it took"
                " effect cannot be seen",
                place=action.statement.place,
                way_out="look, and then say which it is: redlake resolve"
                f" {name} --took-effect, or --did-not",
            )
        return found

    def _execute(
        self, session: Any, text: str, statement: Statement, during: str, *, in_block: bool
    ) -> list[tuple[Any, ...]]:
        try:
            if not statement.secrets:
                return rows(session, text)
            with unlogged():
                digests = {name: digest.reveal() for name, (digest, _) in self._secrets.items()}
                return rows(session, statement.bound(digests))
        except (DriverError, OSError) as error:
            self._roll_back(session)
            self._with_journal.clear()
            failure = self._failure(error, statement, during, in_block=in_block)
        # Out here, so that the driver's exception, which may quote the statement with its
        # secrets bound, is not the context of this one.
        raise failure

    def _roll_back(self, session: Any) -> None:
        with contextlib.suppress(DriverError, OSError):
            session.rollback()

    def _failure(
        self, error: DriverError | OSError, statement: Statement, during: str, *, in_block: bool
    ) -> StatementError:
        """What happened to ``statement``, and what became of it."""
        code = sqlstate(error)
        message = said(error)
        for digest, _ in self._secrets.values():
            message = message.replace(digest.reveal(), "…")
        if code is not None:
            what = f"Redshift refused {statement.summary}: {message} ({code})"
        else:
            what = f"the connection was lost at {statement.summary}: {message}"
        if in_block:
            outcome = "its transaction was rolled back"
        elif code is not None:
            outcome = "it changed nothing"
        else:
            outcome = "whether it took effect will be found out"
        kind = ConflictError if is_conflict(error) else StatementError
        failure = kind(
            f"{during}: {what}",
            place=statement.place,
            way_out=f"{outcome}; what was committed before it stays and is in the journal:"
            " put it right, and run again, and it goes on from here",
        )
        failure.refused = code is not None
        return failure


def _during(step: Step) -> str:
    return f"revision {step.revision}, {step.direction}"


def _made(part: Part) -> Iterable[Key]:
    """The views that a segment creates."""
    for action in part.actions:
        if isinstance(action.command, CreateView | CreateMaterializedView):
            yield keys.relation(action.command.name, part.database)


def _without(action: Action, held: Collection[Key]) -> str | None:
    """What is left of a statement that names several things, some of which stay."""
    if isinstance(action.command, DropUser):
        left = tuple(key.name for key in action.drops if key not in held)
        return DropUser(left, action.command.if_exists).sql() if left else None
    return None
