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

from redlake.connection import Warehouse, rows
from redlake.credentials import Redacted, redshift_password_hash
from redlake.errors import ConflictError, DoubtError, StatementError, VerifyError
from redlake.grammar.databases import DropDatabase
from redlake.grammar.excerpt import without_secrets
from redlake.grammar.principals import AlterUser, CreateUser, DropUser
from redlake.grammar.script import Statement
from redlake.kinds.keys import Key
from redlake.runner import existing, foreign, journal, tables
from redlake.runner.events import Event, Listener
from redlake.runner.failures import CHANGED_NOTHING, COMMITTED_PERHAPS, ROLLED_BACK, failure
from redlake.runner.journal import Entry, Open
from redlake.runner.lock import Lock
from redlake.runner.sessions import Sessions
from redlake.steps import DOWNGRADE, ROTATE, Action, Part, Step, created_views
from redlake.unlogged import unlogged

_LONGEST_SUMMARY = 1000  # bytes
_FRESH = 5.0  # seconds for which a step's first segment trusts that the lock was seen


class Runner:
    """Runs steps and verifications on one environment's Redshift.

    ``lock`` is pinged before each segment; before a step's first one, unless that was seen
    a few seconds ago. ``made_by_others`` are users, groups, roles and
    databases that are not created, for they exist, and ``held`` those that a downgrade
    leaves alone. ``elsewhere`` are the step's rows in other databases' journals.

    Example:
        >>> with Runner(warehouse, lock, listener, run="…") as runner:  # doctest: +SKIP
        ...     runner.fetch(["glue_connector"])
        ...     runner.run(step, generation=8)
    """

    def __init__(self, warehouse: Warehouse, lock: Lock, listener: Listener, *, run: str) -> None:
        self.warehouse = warehouse
        self.sessions = Sessions(warehouse)
        self.lock = lock
        self.made_by_others: Collection[Key] = ()
        self.held: Collection[Key] = ()
        self.elsewhere: list[Entry] = []
        self._tell = listener
        self._run = run
        self._secrets: dict[str, tuple[Redacted, str | None]] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.sessions.leave()

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
            self._tell(Event("resuming", "  goes on where it broke off", {"step": str(begun)}))
        done = journal.NO_STATEMENT if begun is None else begun.position
        in_doubt = begun is not None and begun.doubt
        base = Entry(
            generation, step.revision, step.direction, -1, -1, journal.BEGUN, run=self._run
        )
        home = self.sessions.home
        others = "\n".join(sorted({part.database for part in step.parts} - {home}))
        first = [base._replace(summary=others)] if others and begun is None else []
        for index, part in enumerate(step.parts):
            if index < done or (index == done and not in_doubt):
                continue
            entry = base._replace(segment=index)
            self.lock.ping(fresh=0 if index else _FRESH)
            if first and part.database != home:
                journal.write(self.sessions.at(home, autocommit=True), first)
                first = []
            if part.transactional:
                self._transaction(step, part, entry, first)
            else:
                self._alone(step, part, entry, first, in_doubt=index == done)
            first = []
            self._tell(Event("committed", "", {"segment": index}))

    def verify(self, step: Step) -> None:
        """Asks what must be true now. Never writes.

        Raises:
            VerifyError: an answer is anything but a single true; its message is the
                question's comment.
            StatementError: a question could not be asked.
        """
        for question in step.questions:
            session = self.sessions.at(question.database, autocommit=True)
            during = f"revision {step.revision}, verify"
            answer = self._execute(session, question.text, question, during, CHANGED_NOTHING)
            # Not by equality, for 1 equals True.
            if not (len(answer) == 1 and len(answer[0]) == 1 and answer[0][0] is True):
                raise VerifyError(
                    f"revision {step.revision} ran, but it is not so that"
                    f" {question.comment or question.summary}",
                    place=question.place,
                    way_out="see what is there; then correct verify.sql, if it asks for the wrong"
                    " thing, or downgrade and correct the revision, and upgrade again",
                )
            what = question.comment or question.summary
            self._tell(Event("verified", f"  verified: {what}", {"question": what}))

    def why_held(self, action: Action, direction: str) -> str | None:
        """Why a statement is not to be run; None if it is."""
        if any(key in self.made_by_others for key in action.creates):
            return "it exists already"
        if direction == DOWNGRADE and any(key in self.held for key in action.drops):
            return "it was there before"
        return None

    def _transaction(self, step: Step, part: Part, entry: Entry, first: list[Entry]) -> None:
        """Runs a segment: its rows first, so that whoever waits for them waits for it all."""
        session = self.sessions.at(part.database, autocommit=False)
        during = _during(step)
        dropped = [view for action in part.actions for view in action.views]
        outcome = ROLLED_BACK
        try:
            self.sessions.make_journal(part.database)
            live = foreign.grants(session, [view.key for view in dropped]) if dropped else set()
            made = set(created_views(part.actions))
            ours = {grant for view in dropped for grant in view.grants}
            given_back = foreign.to_give_back([g for g in live if g.on in made], ours)
            entries = [
                self._entry(action, entry._replace(statement=index))
                for index, action in enumerate(part.actions)
            ]
            restored = entry._replace(event=journal.RESTORED)
            more = [restored._replace(summary=_cut(sql)) for sql in given_back]
            if step.direction == ROTATE:
                # There is no version row to close it with, and it is one transaction.
                whole = entry._replace(segment=journal.NO_STATEMENT)
                more.append(whole._replace(event=journal.CLOSED))
            journal.write(session, [*first, *entries, *more])
            for action, row in zip(part.actions, entries, strict=True):
                self._act(session, action, row, during)
            for sql in given_back:
                self._give_back(session, sql, part, during)
            outcome = COMMITTED_PERHAPS
            session.commit()
        except (DriverError, OSError) as error:
            self.sessions.roll_back(part.database)
            last = part.actions[-1].statement
            during = f"{during}, the end of the transaction of"
            raise self._failure(error, last, during, outcome) from error
        self._note(part.database, entries)

    def _entry(self, action: Action, entry: Entry) -> Entry:
        """The row of a statement: it is done, or held where others made what it is about."""
        about = (*action.creates, *action.drops)
        held = self.why_held(action, entry.direction) is not None
        if held and _without(action, self.held) is not None:
            about, held = tuple(key for key in about if key not in self.held), False
        secrets = None
        if not held and isinstance(action.command, CreateUser | AlterUser):
            user = action.command.name
            secrets = "\n".join(
                journal.password(user, name, self._secrets[name][1])
                for name in action.statement.secrets
            )
        return entry._replace(
            event=journal.HELD if held else journal.DONE,
            checksum=action.checksum,
            objects=journal.objects(about),
            summary=_cut(action.statement.summary),
            secrets=secrets or None,
        )

    def _act(self, session: Any, action: Action, row: Entry, during: str) -> None:
        """Runs one statement, unless others made what it is about."""
        statement = action.statement
        where = "" if statement.database == self.sessions.home else f" (in {statement.database})"
        facts = {
            "statement": without_secrets(statement.text),
            "database": statement.database,
            "place": str(statement.place),
        }
        text: str | None = statement.text
        if why := self.why_held(action, row.direction):
            facts["held"] = row.objects or ""
            self._tell(Event("held", f"  held: {statement.summary}{where}: {why}", facts))
            text = _without(action, self.held)
        else:
            self._tell(Event("statement", f"  {statement.summary}{where}", facts))
        if text is not None:
            outcome = CHANGED_NOTHING if session.autocommit else ROLLED_BACK
            self._execute(session, text, statement, during, outcome)

    def _give_back(self, session: Any, sql: str, part: Part, during: str) -> None:
        """Gives back a grant of others that went with a view, and says so."""
        self._tell(Event("restored", f"  restored: {sql}", {"statement": sql}))
        try:
            rows(session, sql)
        except (DriverError, OSError) as error:
            self.sessions.roll_back(part.database)
            last = part.actions[-1].statement
            during = f"{during}, giving back what others granted, {sql}, after"
            raise self._failure(error, last, during, ROLLED_BACK) from error

    def _alone(
        self, step: Step, part: Part, entry: Entry, first: list[Entry], *, in_doubt: bool
    ) -> None:
        """Runs a statement that refuses a transaction."""
        (action,) = part.actions
        if isinstance(action.command, DropDatabase):
            # Redshift refuses while a session is in it.
            self.sessions.leave(but=part.database)
        session = self.sessions.at(part.database, autocommit=True)
        during = _during(step)
        row = self._entry(action, entry._replace(statement=0))
        started = row._replace(event=journal.STARTED, objects=None, secrets=None)
        try:
            self.sessions.make_journal(part.database)
            if row.event == journal.HELD:
                self._act(session, action, row, during)
                first = [*first, row]
            elif not in_doubt or not self._took_effect(session, action, during):
                if not in_doubt:
                    journal.write(session, [*first, started])
                try:
                    self._act(session, action, row, during)
                except StatementError as error:
                    if isinstance(error, ConflictError) or error.refused:
                        # If it cannot be, the next run finds out what this one knows.
                        with contextlib.suppress(DriverError, OSError):
                            journal.retract(session, started)
                    raise
                first = [row]
            else:
                first = [row]
            journal.write(session, first)
        except (DriverError, OSError) as error:
            during = f"{during}, the journal of"
            raise self._failure(error, action.statement, during, CHANGED_NOTHING) from error
        self._note(part.database, [row])

    def _note(self, database: str, entries: Iterable[Entry]) -> None:
        """Keeps another database's rows, for whoever closes the step."""
        if database != self.sessions.home:
            self.elsewhere += entries

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
        self, session: Any, text: str, statement: Statement, during: str, outcome: str
    ) -> list[tuple[Any, ...]]:
        try:
            return self._send(session, text, statement)
        except (DriverError, OSError) as error:
            self.sessions.roll_back(statement.database)
            failure = self._failure(error, statement, during, outcome)
        # Out here, so that the driver's exception, which may quote the statement with its
        # secrets bound, is not the context of this one.
        raise failure

    def _send(self, session: Any, text: str, statement: Statement) -> list[tuple[Any, ...]]:
        if not statement.secrets:
            return rows(session, text)
        with unlogged():
            digests = {name: self._secrets[name][0].reveal() for name in statement.secrets}
            return rows(session, statement.bound(digests))

    def _failure(
        self, error: DriverError | OSError, statement: Statement, during: str, outcome: str
    ) -> StatementError:
        secrets = [digest for digest, _ in self._secrets.values()]
        return failure(error, statement, during, outcome, secrets)


def _cut(text: str) -> str:
    return tables.cut(text, _LONGEST_SUMMARY)


def _during(step: Step) -> str:
    return f"revision {step.revision}, {step.direction}"


def _without(action: Action, held: Collection[Key]) -> str | None:
    """What is left of a statement that names several things, some of which stay."""
    if isinstance(action.command, DropUser):
        left = tuple(key.name for key in action.drops if key not in held)
        return DropUser(left, action.command.if_exists).sql() if left else None
    return None
