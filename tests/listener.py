"""A server that speaks as much of Redshift's protocol as a session needs.

It stands where a network, a broken server or one particular answer is the point of a
test; SQL itself is the sandbox's business.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Row = Sequence[str]

TEXT_OID = 25
BOOL_OID = 16


class Refusal(Exception):
    """What the server answers with an ErrorResponse."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class Listener:
    """Accepts on the loopback, behind TLS with ``context``.

    ``mute`` stops talking at "accept", "handshake" or "startup". ``login`` sees the
    startup parameters and the password, ``query`` each statement with its parameters; either
    may raise a Refusal. What came is kept in ``startups`` and ``statements``.
    """

    def __init__(self, context: ssl.SSLContext | None = None, mute: str | None = None) -> None:
        self.startups: list[dict[str, str]] = []
        self.statements: list[str] = []
        self.login: Callable[[dict[str, str], str], None] = lambda startup, password: None
        self.query: Callable[[str, Row], Sequence[Row]] = lambda sql, parameters: ()
        self.seconds_per_query = 0.0
        self._context = context
        self._mute = mute
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @contextlib.contextmanager
    def listening(self) -> Iterator[Listener]:
        self._start(self._accept)
        try:
            yield self
        finally:
            self._stopped.set()
            # Closing alone would leave accept waiting.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            for thread in self._threads:
                thread.join(timeout=5)

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), client:
            if self._mute == "accept":
                self._stopped.wait()
                return
            _read(client, 8)  # SSLRequest
            if self._context is None:
                client.sendall(b"N")
                return
            client.sendall(b"S")
            if self._mute == "handshake":
                self._stopped.wait()
                return
            with self._context.wrap_socket(client, server_side=True) as secure:
                self._converse(secure)

    def _converse(self, client: ssl.SSLSocket) -> None:
        startup = _startup(client)
        self.startups.append(startup)
        if self._mute == "startup":
            self._stopped.wait()
            return
        client.sendall(_message(b"R", struct.pack("!i", 3)))
        _, password = _receive(client)
        try:
            self.login(startup, password.rstrip(b"\0").decode())
        except Refusal as refusal:
            client.sendall(_error(refusal))
            return
        client.sendall(_message(b"R", struct.pack("!i", 0)) + _message(b"Z", b"I"))
        self._answer_statements(client)

    def _answer_statements(self, client: ssl.SSLSocket) -> None:
        sql, state, failed = "", b"I", False
        rows: Sequence[Row] = ()
        while True:
            kind, body = _receive(client)
            answer = b""
            if kind == b"X":
                return
            if kind == b"S":
                answer, failed = _message(b"Z", state), False
            elif failed:
                continue
            elif kind == b"P":
                sql = body.split(b"\0")[1].decode()
                answer = _message(b"1", b"")
            elif kind == b"D":
                answer = _message(b"t", struct.pack("!h", 0)) + _description(sql)
            elif kind == b"B":
                self.statements.append(sql)
                try:
                    rows = self.query(sql, _parameters(body))
                    answer = _message(b"2", b"")
                except Refusal as refusal:
                    answer, failed = _error(refusal), True
            elif kind == b"E":
                self._stopped.wait(self.seconds_per_query)
                answer = b"".join(_row(row) for row in rows)
                command = sql.split()[0].upper()
                tag = {"SELECT": f"SELECT {len(rows)}", "INSERT": "INSERT 0 1"}.get(
                    command, command
                )
                answer += _message(b"C", tag.encode() + b"\0")
                state = {"BEGIN": b"T", "COMMIT": b"I", "ROLLBACK": b"I"}.get(command, state)
            client.sendall(answer)


def _read(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _startup(client: socket.socket) -> dict[str, str]:
    (size,) = struct.unpack("!i", _read(client, 4))
    words = _read(client, size - 4)[4:].decode().split("\0")
    return dict(zip(words[0::2], words[1::2], strict=False))


def _receive(client: socket.socket) -> tuple[bytes, bytes]:
    kind, size = struct.unpack("!ci", _read(client, 5))
    return kind, _read(client, size - 4)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _error(refusal: Refusal) -> bytes:
    fields = f"SERROR\0C{refusal.code}\0M{refusal.message}\0\0"
    return _message(b"E", fields.encode())


def _description(sql: str) -> bytes:
    """One column, a boolean where the statement asks for one."""
    if not sql.lstrip().lower().startswith("select"):
        return _message(b"n", b"")
    oid = BOOL_OID if "usesuper" in sql else TEXT_OID
    column = b"column\0" + struct.pack("!ihihih", 0, 0, oid, -1, -1, 0)
    return _message(b"T", struct.pack("!h", 1) + column)


def _row(row: Row) -> bytes:
    values = b"".join(struct.pack("!i", len(value)) + value.encode() for value in row)
    return _message(b"D", struct.pack("!h", len(row)) + values)


def _parameters(bind: bytes) -> Row:
    """The parameters of a Bind, as text."""
    _, _, rest = bind.split(b"\0", 2)
    (formats,) = struct.unpack_from("!h", rest)
    at = 2 + 2 * formats
    (count,) = struct.unpack_from("!h", rest, at)
    at += 2
    values = []
    for _ in range(count):
        (size,) = struct.unpack_from("!i", rest, at)
        values.append(rest[at + 4 : at + 4 + size].decode())
        at += 4 + size
    return values
