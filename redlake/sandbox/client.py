"""A client of the warehouse for the sandbox itself, which takes the way that all clients take."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import socket
import ssl
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redlake.sandbox import wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.wire import Column, Message

_MD5, _DIGEST = 5, 13
_TRUST = 0
_LOGIN_SECONDS = 60.0


class Refused(Exception):
    """What the warehouse answers instead of a result; ``fields`` are those of the error."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields.get("M", ""))
        self.fields = fields


@dataclass(frozen=True)
class Result:
    """What one statement came to; ``columns`` is None where it has no rows to give."""

    columns: tuple[Column, ...] | None
    rows: tuple[tuple[str | None, ...], ...]
    tag: str


class Client:
    """A session under TLS, logged in; ended by ``close``.

    Raises:
        Refused: it was not let in.
        Closed: nobody answers.
    """

    def __init__(
        self, port: int, certificate: bytes, *, user: str, password: str, database: str
    ) -> None:
        self._port = port
        self._key = b""
        try:
            connected = socket.create_connection(("127.0.0.1", port), _LOGIN_SECONDS)
        except OSError as error:
            raise Closed from error
        self._connection = Connection(connected)
        try:
            self._connection.socket = self._secured(connected, certificate)
            self._connection.send(wire.startup({"user": user, "database": database}))
            self._log_in(user, password)
            self._connection.socket.settimeout(None)
        except BaseException:
            self.close()
            raise

    def run(self, sql: str) -> Iterator[Result]:
        """Runs all statements of ``sql`` as one Query; a result for each, as it comes.

        Raises:
            Refused: one of them was.
        """
        self._connection.send(Message(b"Q", wire.text(sql)).encode())
        yield from self._results()

    def run_with(self, sql: str, values: Sequence[str]) -> Iterator[Result]:
        """Runs one statement with ``values`` for ``$1`` and so on, whose types are inferred.

        Raises:
            Refused: it was.
        """
        encoded = [value.encode() for value in values]
        bound = struct.pack("!hh", 0, len(encoded))
        bound += b"".join(struct.pack("!i", len(value)) + value for value in encoded)
        messages = (
            wire.parse("", sql),
            wire.bind("", "", bound + struct.pack("!h", 0)),
            wire.describe_portal(""),
            wire.execute(""),
            wire.SYNC,
        )
        self._connection.send(wire.encode(messages))
        yield from self._results()

    def cancel(self) -> None:
        """Asks the warehouse to end what runs now."""
        request = struct.pack("!ii", 8 + len(self._key), wire.CANCEL_REQUEST) + self._key
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._port), _LOGIN_SECONDS) as other,
        ):
            other.sendall(request)
            other.recv(1)  # its end: the request has been dealt with

    def close(self) -> None:
        with contextlib.suppress(Closed):
            self._connection.send(wire.TERMINATE.encode())
        self._connection.close()

    def _secured(self, connected: socket.socket, certificate: bytes) -> ssl.SSLSocket:
        tls = ssl.create_default_context(cadata=certificate.decode())
        try:
            connected.sendall(struct.pack("!ii", 8, wire.SSL_REQUEST))
            if connected.recv(1) != b"S":
                raise Closed
            return tls.wrap_socket(connected, server_hostname="localhost")
        except OSError as error:
            raise Closed from error

    def _log_in(self, user: str, password: str) -> None:
        while (message := self._connection.message()).tag != b"Z":
            if message.tag == b"E":
                raise Refused(wire.error_fields(message))
            if message.tag == b"K":
                self._key = message.body
            if message.tag == b"R":
                answer = _proof(message.body, user, password)
                if answer is not None:
                    self._connection.send(answer.encode())

    def _results(self) -> Iterator[Result]:
        columns: tuple[Column, ...] | None = None
        rows: list[tuple[str | None, ...]] = []
        failed: Refused | None = None
        while (message := self._connection.message()).tag != b"Z":
            if message.tag == b"T":
                columns, rows = tuple(wire.row_description(message)), []
            elif message.tag == b"D":
                rows.append(tuple(wire.data_row(message)))
            elif message.tag == b"C":
                (tag,), _ = wire.strings(message.body, 1)
                yield Result(columns, tuple(rows), tag)
                columns, rows = None, []
            elif message.tag == b"E":
                failed = Refused(wire.error_fields(message))
        if failed is not None:
            raise failed


def _proof(asked: bytes, user: str, password: str) -> Message | None:
    """The answer to a request for a password; None to a welcome."""
    (kind,) = struct.unpack_from("!i", asked)
    if kind == _TRUST:
        return None
    if kind == _MD5:
        inner = hashlib.md5((password + user).encode()).hexdigest()  # noqa: S324
        return Message(
            b"p",
            wire.text("md5" + hashlib.md5(inner.encode() + asked[4:]).hexdigest()),  # noqa: S324
        )
    assert kind == _DIGEST
    (length,) = struct.unpack_from("!i", asked, 8)
    salt, nonce = asked[12 : 12 + length], asked[16 + length :]
    own = secrets.token_bytes(32)
    stored = hashlib.sha256(password.encode() + salt).digest()
    digest = hashlib.sha256(stored + nonce + own).digest()
    return Message(
        b"d", struct.pack("!i", len(digest)) + digest + struct.pack("!i", len(own)) + own
    )
