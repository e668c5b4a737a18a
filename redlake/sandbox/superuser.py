"""PostgreSQL's own superuser, for what the sandbox itself has to do in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from redlake.sandbox import wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.postgres import DATABASE, SUPERUSER, Postgres
from redlake.sandbox.wire import Message


class PostgresRefused(RuntimeError):
    """What the embedded PostgreSQL did not do; ``fields`` are those of its error."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(f"the embedded PostgreSQL refused: {fields}")
        self.fields = fields


class Superuser:
    """PostgreSQL's own superuser, on a connection of its own.

    Raises:
        PostgresRefused: it is not let in.
    """

    def __init__(self, postgres: Postgres, database: str = DATABASE) -> None:
        self._connection = Connection(postgres.connect())
        try:
            self._connection.send(wire.startup({"user": SUPERUSER, "database": database}))
            self._finish()
        except BaseException:
            self._connection.close()
            raise

    def run(self, sql: str) -> None:
        """Runs a script as one transaction.

        Raises:
            PostgresRefused: PostgreSQL refused it.
        """
        self._connection.send(Message(b"Q", wire.text(sql)).encode())
        self._finish()

    def copy(self, table: str, lines: Iterable[str]) -> None:
        """Loads lines of COPY's text format, each with its newline: all of them or none.

        Raises:
            PostgresRefused: PostgreSQL refused them; and whatever ``lines`` raises.
        """
        self._connection.send(Message(b"Q", wire.text(f"COPY {table} FROM STDIN")).encode())
        while (message := self._connection.message()).tag != b"G":
            if message.tag == b"E":
                self._finish(message)
        try:
            self._send(lines)
        except Exception:
            self._connection.send(Message(b"f", wire.text("no more")).encode())
            with contextlib.suppress(PostgresRefused):
                self._finish()
            raise
        self._connection.send(Message(b"c").encode())
        self._finish()

    def close(self) -> None:
        with contextlib.suppress(Closed):
            self._connection.send(wire.TERMINATE.encode())
        self._connection.close()

    def _send(self, lines: Iterable[str]) -> None:
        batch: list[str] = []
        for line in lines:
            batch.append(line)
            if len(batch) == 2000:
                self._connection.send(Message(b"d", "".join(batch).encode()).encode())
                batch = []
        self._connection.send(Message(b"d", "".join(batch).encode()).encode())

    def _finish(self, refusal: Message | None = None) -> None:
        try:
            while (message := self._connection.message()).tag != b"Z":
                if message.tag == b"E":
                    refusal = message
        except Closed:
            if refusal is None:
                raise
        if refusal is not None:
            raise PostgresRefused(wire.error_fields(refusal))
