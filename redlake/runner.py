"""The one door for writes: runs what was rendered, segment by segment.

A transactional segment runs in one transaction, a statement that refuses one by itself;
each database has a session of its own. The version row is Alembic's, written in a
closing segment on Alembic's own connection, after everything else was committed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse, said, sqlstate
from redlake.credentials import Redacted, redshift_password_hash
from redlake.errors import RightsError, StatementError, VerifyError
from redlake.grammar.script import Segment, Statement
from redlake.unlogged import unlogged

log = logging.getLogger("redlake")


class Runner:
    """Runs segments and verifications on one environment's Redshift.

    Example:
        >>> with Runner(warehouse) as runner:  # doctest: +SKIP
        ...     runner.demand_rights()
        ...     runner.fetch(["glue_connector"])
        ...     runner.run("0006", "upgrade", segments)
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._sessions: dict[tuple[str, bool], Any] = {}
        self._secrets: dict[str, Redacted] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave(set())

    def demand_rights(self) -> None:
        """Sees to it that the session's user may do what revisions do. Never writes.

        Raises:
            RightsError: it is no superuser.
        """
        environment = self.warehouse.environment
        with contextlib.closing(self._session(self._home, autocommit=True).cursor()) as cursor:
            cursor.execute(
                "SELECT usename, usesuper FROM pg_catalog.pg_user WHERE usename = current_user"
            )
            ((user, superuser),) = cursor.fetchall()
        if not superuser:
            raise RightsError(
                f'"{user.strip()}" is not a superuser in {environment.name}, and revisions'
                " create users and grant what belongs to others",
                place=environment.file,
                way_out=f"give it its rights, once: redlake bootstrap {environment.name}",
            )

    def fetch(self, secrets: Iterable[str]) -> None:
        """Fetches the secrets that statements to come will name. Never writes.

        Raises:
            SecretError: one does not exist, or holds no password.
        """
        for name in secrets:
            self._secrets[name] = Redacted(
                redshift_password_hash(self.warehouse.secret(name).password)
            )

    def run(self, revision: str, direction: str, segments: Iterable[Segment]) -> None:
        """Runs the segments in order.

        Raises:
            StatementError: Redshift refused a statement, or the connection was lost. The
                way out says what stays of the revision.
        """
        during = f"revision {revision}, {direction}"
        committed: list[Statement] = []
        for segment in segments:
            session = self._session(segment.database, autocommit=not segment.transactional)
            for statement in segment.statements:
                log.info("  %s", statement.summary)
                self._execute(session, statement, segment, during, committed)
            if segment.transactional:
                self._commit(session, segment, during, committed)
            committed += segment.statements

    def verify(self, revision: str, questions: Iterable[Statement]) -> None:
        """Asks what must be true now. Never writes.

        Raises:
            VerifyError: an answer is anything but a single true; its message is the
                question's comment.
            StatementError: a question could not be asked.
        """
        for question in questions:
            session = self._session(question.database, autocommit=True)
            segment = Segment(question.database, False, (question,))
            cursor = self._execute(session, question, segment, f"revision {revision}, verify", ())
            rows = [list(row) for row in cursor.fetchall()] if cursor.description else []
            # Not by equality, for 1 equals True.
            if not (len(rows) == 1 and len(rows[0]) == 1 and rows[0][0] is True):
                raise VerifyError(
                    f"revision {revision} ran, but it is not so that"
                    f" {question.comment or question.summary}",
                    place=question.place,
                    way_out="see what is there, then upgrade or downgrade from here",
                )
            log.info("  verified: %s", question.comment or question.summary)

    @property
    def _home(self) -> str:
        return self.warehouse.environment.connection.database

    def _session(self, database: str, *, autocommit: bool) -> Any:
        self._leave({self._home, database})
        key = (database, autocommit)
        if key not in self._sessions:
            self._sessions[key] = self.warehouse.connect(database, autocommit=autocommit)
        return self._sessions[key]

    def _leave(self, kept: set[str]) -> None:
        """Ends the sessions in other databases: none may be dropped while one is in it."""
        for database, autocommit in list(self._sessions):
            if database not in kept:
                with contextlib.suppress(DriverError, OSError):
                    self._sessions.pop((database, autocommit)).close()

    def _execute(
        self,
        session: Any,
        statement: Statement,
        segment: Segment,
        during: str,
        committed: Sequence[Statement],
    ) -> Any:
        cursor = session.cursor()
        failure = None
        try:
            if statement.secrets:
                with unlogged():
                    cursor.execute(
                        statement.bound({n: s.reveal() for n, s in self._secrets.items()})
                    )
            else:
                cursor.execute(statement.text)
        except (DriverError, OSError) as error:
            with contextlib.suppress(DriverError, OSError):
                session.rollback()
            failure = self._failure(
                error, statement, during, committed, in_block=segment.transactional
            )
        # Out here, so that the driver's exception, which may quote the statement with its
        # secrets bound, is not the context of this one.
        if failure is not None:
            raise failure
        return cursor

    def _commit(
        self, session: Any, segment: Segment, during: str, committed: Sequence[Statement]
    ) -> None:
        try:
            session.commit()
        except (DriverError, OSError) as error:
            last = segment.statements[-1]
            raise self._failure(
                error, last, f"{during}, COMMIT after", committed, in_block=False
            ) from error

    def _failure(
        self,
        error: DriverError | OSError,
        statement: Statement,
        during: str,
        committed: Sequence[Statement],
        *,
        in_block: bool,
    ) -> StatementError:
        """What happened to ``statement``, what became of it, and what stays."""
        code = sqlstate(error)
        message = said(error)
        for secret in self._secrets.values():
            message = message.replace(secret.reveal(), "…")
        if code is not None:
            what = f"Redshift refused {statement.summary}: {message} ({code})"
        else:
            what = f"the connection was lost at {statement.summary}: {message}"
        if in_block:
            outcome = "its transaction was rolled back"
        elif code is not None:
            outcome = "it changed nothing"
        else:
            outcome = "whether it took effect is not known, so look"
        return StatementError(
            f"{during}: {what}",
            place=statement.place,
            way_out=f"{outcome}; {_what_stays(committed)}",
        )


def _what_stays(committed: Sequence[Statement]) -> str:
    if not committed:
        return "nothing of this revision was committed: put it right, and run again"
    listed = "".join(f"\n  {statement.summary}" for statement in committed)
    return (
        "of this revision these were committed and stay; undo them by hand and run again,"
        f" and do not downgrade before:{listed}"
    )
