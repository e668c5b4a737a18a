"""The one door for writes: runs what was rendered, segment by segment.

A transactional segment runs in one transaction, a statement that refuses one by itself;
each database has a session of its own. The version row is Alembic's, written in a
closing segment on Alembic's own connection, after everything else was committed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse, said
from redlake.credentials import redshift_password_hash
from redlake.errors import RightsError, StatementError, VerifyError
from redlake.grammar.script import Segment, Statement
from redlake.unlogged import unlogged

log = logging.getLogger("redlake")


class Runner:
    """Runs segments and verifications on one environment's Redshift.

    Example:
        >>> with Runner(warehouse) as runner:  # doctest: +SKIP
        ...     runner.prepare(["glue_connector"])
        ...     runner.run("0006", "upgrade", segments)
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._sessions: dict[tuple[str, bool], Any] = {}
        self._secrets: dict[str, str] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave(set())

    def prepare(self, secrets: Iterable[str]) -> None:
        """Sees to it that a run can begin: its secrets are there, and its rights. Never writes.

        Raises:
            SecretError: a secret does not exist, or holds no password.
            RightsError: the session's user may not do what revisions do.
        """
        for name in secrets:
            password = self.warehouse.secret(name).password
            self._secrets[name] = redshift_password_hash(password)
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
                way_out=f"let a superuser run what this prints: redlake bootstrap"
                f" {environment.name}",
            )

    def run(self, revision: str, direction: str, segments: Iterable[Segment]) -> None:
        """Runs the segments in order.

        Raises:
            StatementError: Redshift refused a statement; its segment was rolled back.
        """
        for segment in segments:
            session = self._session(segment.database, autocommit=not segment.transactional)
            for statement in segment.statements:
                log.info("  %s", statement.summary)
                self._execute(session, statement, f"revision {revision}, {direction}")
            if segment.transactional:
                session.commit()

    def verify(self, revision: str, questions: Iterable[Statement]) -> None:
        """Asks what must be true now. Never writes.

        Raises:
            VerifyError: an answer is false; its message is the question's comment.
            StatementError: a question could not be asked.
        """
        for question in questions:
            session = self._session(question.database, autocommit=True)
            cursor = self._execute(session, question, f"revision {revision}, verify")
            rows = cursor.fetchall() if cursor.description else []
            if len(rows) == 1 and len(rows[0]) == 1 and rows[0][0] is False:
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

    def _execute(self, session: Any, statement: Statement, during: str) -> Any:
        cursor = session.cursor()
        try:
            if statement.secrets:
                with unlogged():
                    cursor.execute(statement.bound(self._secrets))
            else:
                cursor.execute(statement.text)
        except (DriverError, OSError) as error:
            with contextlib.suppress(DriverError, OSError):
                session.rollback()
            undone = (
                "its transaction was rolled back"
                if statement.transactional
                else "it changed nothing"
            )
            # The driver's exception could quote the statement with its secrets bound.
            raise StatementError(
                f"{during}: Redshift refused {statement.summary}:"
                f" {_without(self._secrets, said(error))}{_code(error)}",
                place=statement.place,
                way_out=f"{undone}; what was committed before it stays, and the version row"
                " is that of the last whole revision",
            ) from None
        return cursor


def _code(error: BaseException) -> str:
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return f" ({fields['C']})" if "C" in fields else ""


def _without(secrets: Mapping[str, str], text: str) -> str:
    for secret in secrets.values():
        text = text.replace(secret, "…")
    return text
