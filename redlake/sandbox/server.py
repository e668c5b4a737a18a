"""Sockets: clients on one side, the embedded PostgreSQL on the other, TLS between.

One thread a client. What is said is decided by :mod:`redlake.sandbox.login` and
:mod:`redlake.sandbox.session`; here bytes are only carried.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any, TypeVar

from redlake.sandbox import wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.conversation import (
    FROM_CLIENT,
    Conversation,
    ServerError,
    ToClient,
    ToServer,
    Turn,
)
from redlake.sandbox.faults import Fault, Tap, Traffic, refused
from redlake.sandbox.login import log_in
from redlake.sandbox.logins import Logins
from redlake.sandbox.postgres import DATABASE, SUPERUSER, Postgres
from redlake.sandbox.session import Session
from redlake.sandbox.wire import Message, ProtocolViolation, SqlError

T = TypeVar("T")

_LONGEST = 1 << 26  # bytes of a client's message; Redshift's longest statement is a quarter
_LOGIN_SECONDS = 60.0  # for all that comes before a session
_STOP_SECONDS = 5.0
_STARTUP = {
    "user": SUPERUSER,
    "database": DATABASE,
    # From the first statement on, for names with a backslash log in too.
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
}
_LONG_SECONDS = 0.5  # of thinking; the client may have gone meanwhile
_BREATH_SECONDS = 0.05  # until a descriptor may be free again


class PortTaken(Exception):
    """Nothing can listen on the port that was asked for."""


class Server:
    """Listens on 127.0.0.1, on ``port`` from the start; answers once started.

    Raises:
        PortTaken: it cannot listen there.
    """

    def __init__(
        self,
        postgres: Postgres,
        logins: Logins,
        tls: ssl.SSLContext,
        traffic: Traffic,
        port: int | None = None,
    ) -> None:
        self._postgres = postgres
        self._logins = logins
        self._tls = tls
        self._traffic = traffic
        try:
            self._listener = socket.create_server(("127.0.0.1", port or 0))
        except OSError as error:
            # Python adds the address to what the system says.
            said = os.strerror(error.errno or 0)
            raise PortTaken(f"port {port} on 127.0.0.1: {said}; give another") from error
        self._sessions: dict[threading.Thread, Connection] = {}
        self._stopped = False
        self._lock = threading.Lock()
        self._cancels: dict[bytes, tuple[bytes, Turn]] = {}

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def start(self) -> None:
        threading.Thread(target=self._accept, name="sandbox", daemon=True).start()

    def stop(self) -> None:
        """Closes the listener and every session. May be called twice."""
        with self._lock:
            self._stopped = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._traffic.reset()  # none is paused, or takes its time
        self.end_sessions()

    def end_sessions(self) -> None:
        """Closes every session that there is now."""
        with self._lock:
            sessions = dict(self._sessions)
        for connection in sessions.values():
            connection.shut_down()
        deadline = time.monotonic() + _STOP_SECONDS
        for thread in sessions:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                if self._stopped:
                    return
                time.sleep(_BREATH_SECONDS)
                continue
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(client, longest=_LONGEST, patience=_LOGIN_SECONDS)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                if self._stopped:
                    connection.close()
                    return
                self._sessions[thread] = connection
            thread.start()

    def _serve(self, client: Connection) -> None:
        try:
            self._welcome(client)
        except Closed:
            pass
        except (SqlError, ServerError, ProtocolViolation) as error:
            with contextlib.suppress(Closed):
                client.send(_fatal(error).encode())
        except Exception:
            fault = SqlError("XX000", "sandbox: a fault of its own", severity="FATAL")
            with contextlib.suppress(Closed):
                client.send(fault.encode().encode())
            raise
        finally:
            client.close()
            with self._lock:
                self._sessions.pop(threading.current_thread(), None)

    def _welcome(self, client: Connection) -> None:
        parameters = self._greet(client)
        if parameters is None:
            return
        tap = Tap(self._traffic, parameters)
        if tap.watched:
            self._traffic.count()
        turn = Turn()
        with self._backend(turn) as (server, key):
            context = self._carry(log_in(parameters, self._logins), client, server, tap, Turn())
            client.send(wire.encode((Message(b"K", key), wire.ready_for_query("I"))))
            client.be_patient()
            self._carry(Session(context, turn).run(), client, server, tap, turn)

    def _greet(self, client: Connection) -> dict[str, str] | None:
        """Reads up to the start-up packet; None if the client only came to cancel."""
        while True:
            packet = client.packet()
            (code,) = struct.unpack_from("!i", packet)
            secure = isinstance(client.socket, ssl.SSLSocket)
            if code == wire.SSL_REQUEST and not secure:
                client.send(b"S")
                client.secure(self._tls)
            elif code == wire.GSS_REQUEST and not secure:
                client.send(b"N")
            elif code == wire.CANCEL_REQUEST:
                self._cancel(packet[4:])
                return None
            elif code != wire.PROTOCOL_3:
                raise SqlError("0A000", "unsupported frontend protocol", severity="FATAL")
            elif not secure:
                raise SqlError("28000", "sandbox: connections need SSL", severity="FATAL")
            else:
                return wire.startup_parameters(packet[4:])

    @contextlib.contextmanager
    def _backend(self, turn: Turn) -> Iterator[tuple[Connection, bytes]]:
        """A PostgreSQL session of the superuser, and the key that cancels its queries."""
        try:
            server = Connection(self._postgres.connect())
        except OSError as error:
            raise Closed from error
        key = secrets.token_bytes(8)
        try:
            server.send(wire.startup(_STARTUP))
            while (message := server.message()).tag != b"Z":
                if message.tag == b"E":
                    raise ServerError(message)
                if message.tag == b"K":
                    self._cancels[key] = message.body, turn
            yield server, key
        finally:
            self._cancels.pop(key, None)
            server.close()

    def _carry(
        self,
        conversation: Conversation[T],
        client: Connection,
        server: Connection,
        tap: Tap,
        turn: Turn,
    ) -> T:
        """Does what a conversation wants done until it ends; what it returned."""
        answer: Any = None
        afterwards: Fault | None = None
        while True:
            began = time.monotonic()
            try:
                wanted = conversation.send(answer)
            except StopIteration as done:
                returned: T = done.value
                return returned
            if time.monotonic() - began > _LONG_SECONDS:
                client.look()
            answer = None
            if isinstance(wanted, ToClient):
                if afterwards is not None and any(m.tag == b"Z" for m in wanted.messages):
                    self._befall(afterwards, client)
                    afterwards = None
                tap.answered(wanted.messages)
                client.send(wire.encode(wanted.messages))
            elif isinstance(wanted, ToServer):
                server.send(wire.encode(wanted.messages))
            elif wanted is FROM_CLIENT:
                answer = _said(client, server)
                turn.begin()
                fault = tap.hear(answer)
                if tap.watched and self._traffic.delay and answer.tag in b"SQ":
                    self._traffic.wait()
                if fault is not None and fault.when == "after":
                    afterwards = fault
                elif fault is not None and fault.action == "refuse":
                    answer = refused(fault, answer)
                elif fault is not None:
                    self._befall(fault, client)
            else:
                answer = server.message(watching=client)

    def _befall(self, fault: Fault, client: Connection) -> None:
        """What a fault does to a connection.

        Raises:
            Closed: it is cut, or its client has gone while it was paused.
        """
        if fault.action == "cut":
            raise Closed
        self._traffic.pause()
        client.look()

    def _cancel(self, key: bytes) -> None:
        known = self._cancels.get(key)
        if known is None:
            return
        theirs, turn = known
        number = turn.number
        with contextlib.closing(self._postgres.connect()) as connected:
            request = struct.pack("!ii", 8 + len(theirs), wire.CANCEL_REQUEST) + theirs
            connected.sendall(request)
            connected.recv(1)  # its end: the request has been dealt with
        # PostgreSQL may have been at no work, but the session at a translation.
        turn.cancel(number)


def _said(client: Connection, server: Connection) -> Message:
    """The client's next message, or none of it if PostgreSQL has gone meanwhile.

    Raises:
        Closed: one of them is gone; the client knows what PostgreSQL said last.
    """
    try:
        return client.message(watching=server)
    except Closed:
        last = [message for message in server.rest() if message.tag == b"E"]
        client.send(wire.encode(last))
        raise


def _fatal(error: SqlError | ServerError | ProtocolViolation) -> Message:
    """What a client is told before its connection is closed."""
    if isinstance(error, ServerError):
        return error.message
    if isinstance(error, ProtocolViolation):
        error = SqlError("08P01", str(error), severity="FATAL")
    return error.encode()
