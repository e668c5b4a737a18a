"""Statements of the Data API: what was asked for, and what became of it."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from redlake.errors import GrammarError
from redlake.sandbox.client import Client, Refused, Result
from redlake.sandbox.connection import Closed
from redlake.sandbox.translation.base import Source

log = logging.getLogger(__name__)

_CANCELED = "57014"
_AGAIN_SECONDS = 0.05
ENDED = frozenset({"FINISHED", "FAILED", "ABORTED"})


@dataclass
class Part:
    """One SQL text of a request, and what it came to."""

    sql: str
    status: str = "SUBMITTED"
    error: str | None = None
    results: list[Result] = field(default_factory=list)
    nanoseconds: int = -1

    @property
    def result(self) -> Result | None:
        """The last result that has rows to give."""
        return next((each for each in reversed(self.results) if each.columns is not None), None)

    @property
    def rows(self) -> int:
        """How many rows came or were touched; -1 while it is not known."""
        if self.status != "FINISHED":
            return -1
        counted = [each.tag.rpartition(" ")[2] for each in self.results[-1:]]
        return int(counted[0]) if counted and counted[0].isdigit() else 0

    @property
    def size(self) -> int:
        """The bytes of the rows that came; -1 while they are not known."""
        if self.status != "FINISHED":
            return -1
        rows = self.result.rows if self.result is not None else ()
        return sum(len(value.encode()) for row in rows for value in row if value is not None)


class Statement:
    """One request; it runs in a thread, in a session of its own.

    ``values`` are those of its parameters. Several parts are one Query, and so one
    transaction, as several statements in one part are.
    """

    def __init__(self, sqls: Sequence[str], values: Sequence[str]) -> None:
        self.id = str(uuid.uuid4())
        self.parts = [Part(sql) for sql in sqls]
        self.created = self.updated = datetime.now(UTC)
        self.error: str | None = None
        self.status = "SUBMITTED"
        self.nanoseconds = -1
        self._values = tuple(values)
        self._changed = threading.Condition()
        self._client: Client | None = None
        self._canceled = False

    def start(self, connect: Callable[[], Client], prepared: str | None) -> None:
        """Runs in a session that ``connect`` opens; ``prepared`` is the text with ``$1``."""
        threading.Thread(
            target=self._run, args=(connect, prepared), name="data-api", daemon=True
        ).start()

    def wait(self, seconds: float) -> bool:
        """Waits until it has ended, at most so long; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self.status in ENDED, seconds)

    def cancel(self) -> bool:
        """Asks for its end; whether there was something to end."""
        with self._changed:
            if self.status in ENDED:
                return False
            self._canceled = True
            client = self._client
        if client is not None:
            threading.Thread(
                target=self._cancel_until_ended, args=(client,), name="data-api", daemon=True
            ).start()
        return True

    def _cancel_until_ended(self, client: Client) -> None:
        # Once is not enough: the session may not have got the statement yet.
        while not self.wait(_AGAIN_SECONDS):
            client.cancel()

    def _run(self, connect: Callable[[], Client], prepared: str | None) -> None:
        began = time.monotonic_ns()
        fields: dict[str, str] | None = None
        try:
            client = connect()
            try:
                with self._changed:
                    self._client = client
                    self._began()
                    stopped = self._canceled
                if stopped:
                    fields = {"C": _CANCELED}
                elif (fields := self._unreadable()) is None:
                    self._follow(client, prepared)
            finally:
                with self._changed:
                    self._client = None
                client.close()
        except Refused as refused:
            fields = refused.fields
        except Closed:
            fields = {"S": "FATAL", "C": "08006", "M": "the connection to the warehouse ended"}
        except Exception:
            # Who waits for it must learn that there is nothing to wait for.
            log.exception("A statement of the Data API failed")
            fields = {"S": "FATAL", "C": "XX000", "M": "sandbox: a fault of its own"}
        with self._changed:
            self.nanoseconds = time.monotonic_ns() - began
            self._ended(fields)
            self._changed.notify_all()

    def _began(self) -> None:
        self.updated = datetime.now(UTC)
        self.status = self.parts[0].status = "STARTED"

    def _unreadable(self) -> dict[str, str] | None:
        """Fails the part that is no SQL by itself: behind another one it might be."""
        for part in self.parts if len(self.parts) > 1 else ():
            try:
                Source.of(part.sql)
            except GrammarError as error:
                part.status = "FAILED"
                return {"S": "ERROR", "C": "42601", "M": f"syntax error: {error.message}"}
        return None

    def _follow(self, client: Client, prepared: str | None) -> None:
        """Runs all parts, and gives each the results of its own statements."""
        if prepared is not None:
            results = client.run_with(prepared, self._values)
        else:
            results = client.run(";\n".join(part.sql for part in self.parts))
        expected = [_statements(part.sql) for part in self.parts]
        at, began = 0, time.monotonic_ns()
        for result in results:
            while at + 1 < len(self.parts) and len(self.parts[at].results) >= expected[at]:
                at += 1
            part = self.parts[at]
            part.status = "STARTED"
            part.results.append(result)
            if len(part.results) >= expected[at]:
                part.status, part.nanoseconds = "FINISHED", time.monotonic_ns() - began
                began = time.monotonic_ns()

    def _ended(self, fields: dict[str, str] | None) -> None:
        """What all of it came to; without ``fields`` it went well."""
        self.updated = datetime.now(UTC)
        if fields is None:
            self.status = "FINISHED"
            for part in self.parts:
                part.status = "FINISHED"
            return
        self.status = "ABORTED" if self._canceled and fields["C"] == _CANCELED else "FAILED"
        self.error = _told(fields) if self.status == "FAILED" else None
        rest = [part for part in self.parts if part.status != "FINISHED"]
        known = [part for part in rest if part.status == "FAILED"]
        for part in rest:
            part.status = "ABORTED"
        failed = next(iter(known or rest), self.parts[-1])
        failed.status, failed.error = self.status, self.error


def _statements(sql: str) -> int:
    try:
        return len(Source.of(sql).statements())
    except GrammarError:
        return 1  # the warehouse refuses all of it


def _told(fields: dict[str, str]) -> str:
    """An error as Amazon's JDBC driver prints it."""
    lines = [f"{fields.get('S', 'ERROR')}: {fields.get('M', '')}"]
    lines += [f"  {name}: {fields[key]}" for key, name in (("D", "Detail"), ("H", "Hint"))
              if fields.get(key)]  # fmt: skip
    return "\n".join(lines)
