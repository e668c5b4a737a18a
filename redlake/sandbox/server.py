"""Sockets: clients on one side, the embedded PostgreSQL on the other, TLS between.

One thread a client. What is said is decided by :mod:`redlake.sandbox.login` and
:mod:`redlake.sandbox.session`; here bytes are only carried.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from typing import Any

from redlake.sandbox import wire
from redlake.sandbox.conversation import (
    FROM_CLIENT,
    Conversation,
    ServerError,
    ToClient,
    ToServer,
)
from redlake.sandbox.login import log_in
from redlake.sandbox.logins import Logins
from redlake.sandbox.postgres import SUPERUSER, Postgres
from redlake.sandbox.session import Session
from redlake.sandbox.wire import Message, SqlError

_CHUNK = 65536


class Closed(Exception):
    """The other side is gone."""


class Connection:
    """Whole messages over a socket."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self._received = bytearray()

    def exactly(self, count: int) -> bytes:
        """The next ``count`` bytes.

        Raises:
            Closed: there are no more.
        """
        while len(self._received) < count:
            try:
                chunk = self.socket.recv(_CHUNK)
            except OSError as error:
                raise Closed from error
            if not chunk:
                raise Closed
            self._received += chunk
        taken = bytes(self._received[:count])
        del self._received[:count]
        return taken

    def message(self) -> Message:
        header = self.exactly(5)
        (length,) = struct.unpack("!i", header[1:])
        return Message(header[:1], self.exactly(length - 4))

    def packet(self) -> bytes:
        """A start-up packet: it has no type byte."""
        (length,) = struct.unpack("!i", self.exactly(4))
        return self.exactly(length - 4)

    def send(self, data: bytes) -> None:
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Closed from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.close()


class Server:
    """Listens on 127.0.0.1, on ``port`` once started."""

    def __init__(self, postgres: Postgres, logins: Logins, tls: ssl.SSLContext) -> None:
        self._postgres = postgres
        self._logins = logins
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._clients: set[socket.socket] = set()
        self._cancels: dict[bytes, bytes] = {}
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def start(self) -> None:
        threading.Thread(target=self._accept, name="sandbox", daemon=True).start()

    def stop(self) -> None:
        """Closes the listener and every session."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for client in self._clients:
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            self._clients.add(client)
        connection = Connection(client)
        try:
            parameters = self._greet(connection)
            if parameters is not None:
                with self._backend() as (server, key):
                    self._talk(connection, server, key, parameters)
        except (Closed, ssl.SSLError):
            pass
        finally:
            with self._lock:
                self._clients.discard(client)
            connection.close()

    def _greet(self, connection: Connection) -> dict[str, str] | None:
        """Reads up to the start-up packet; None if the client only came to cancel."""
        while True:
            packet = connection.packet()
            (code,) = struct.unpack_from("!i", packet)
            if code == wire.SSL_REQUEST:
                connection.send(b"S")
                with self._lock:
                    self._clients.discard(connection.socket)
                    connection.socket = self._tls.wrap_socket(connection.socket, server_side=True)
                    self._clients.add(connection.socket)
            elif code == wire.GSS_REQUEST:
                connection.send(b"N")
            elif code == wire.CANCEL_REQUEST:
                self._cancel(packet[4:])
                return None
            elif not isinstance(connection.socket, ssl.SSLSocket):
                error = SqlError("28000", "sandbox: connections need SSL", severity="FATAL")
                connection.send(error.encode().encode())
                return None
            else:
                return wire.startup_parameters(packet[4:])

    @contextlib.contextmanager
    def _backend(self) -> Iterator[tuple[Connection, bytes]]:
        """A PostgreSQL session of the superuser, and the key that cancels its queries."""
        server = Connection(self._postgres.connect())
        key = secrets.token_bytes(8)
        try:
            server.send(wire.startup({"user": SUPERUSER, "database": "postgres"}))
            while (message := server.message()).tag != b"Z":
                if message.tag == b"K":
                    self._cancels[key] = message.body
            yield server, key
        finally:
            self._cancels.pop(key, None)
            server.close()

    def _talk(
        self, client: Connection, server: Connection, key: bytes, parameters: dict[str, str]
    ) -> None:
        try:
            context = self._carry(log_in(parameters, self._logins), client, server)
            client.send(wire.encode((Message(b"K", key), wire.ready_for_query("I"))))
            self._carry(Session(context).run(), client, server)
        except SqlError as error:
            client.send(error.encode().encode())
        except ServerError as error:
            client.send(error.message.encode())

    def _carry(self, conversation: Conversation, client: Connection, server: Connection) -> Any:
        """Does what a conversation wants done until it ends; what it returned."""
        answer: Any = None
        while True:
            try:
                wanted = conversation.send(answer)
            except StopIteration as done:
                return done.value
            answer = None
            if isinstance(wanted, ToClient):
                client.send(wire.encode(wanted.messages))
            elif isinstance(wanted, ToServer):
                server.send(wire.encode(wanted.messages))
            elif wanted is FROM_CLIENT:
                answer = client.message()
            else:
                answer = server.message()

    def _cancel(self, key: bytes) -> None:
        theirs = self._cancels.get(key)
        if theirs is not None:
            with contextlib.closing(self._postgres.connect()) as connected:
                connected.sendall(struct.pack("!ii", 16, wire.CANCEL_REQUEST) + theirs)
                connected.recv(1)
