"""Whole messages over a socket."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import time
from collections.abc import Iterator

from redlake.sandbox.wire import Message, ProtocolViolation

_CHUNK = 1 << 16
_LONGEST_STARTUP = 10_000  # bytes, as in PostgreSQL
_READ_AHEAD = 1 << 20  # bytes kept of a client that sends while it is being answered


class Closed(Exception):
    """The other side is gone."""


class Connection:
    """One side of a conversation.

    Its bytes are read as they come; a message longer than ``longest`` is not read at all.
    After ``patience`` seconds nothing more is read, unless :meth:`be_patient` was called.
    """

    def __init__(
        self, connected: socket.socket, *, longest: int = 1 << 30, patience: float | None = None
    ) -> None:
        self.socket = connected
        self._deadline = None if patience is None else time.monotonic() + patience
        self._longest = longest
        self._received = bytearray()

    def message(self, watching: Connection | None = None) -> Message:
        """The next message.

        While it is waited for, who is ``watching`` may go; what they say meanwhile is kept
        for their turn.

        Raises:
            Closed: there is none, or who is watching is gone.
            ProtocolViolation: what comes is no message.
        """
        header = self._exactly(5, watching)
        length = _length(header[1:], 0, self._longest)
        return Message(header[:1], self._exactly(length, watching))

    def packet(self) -> bytes:
        """A start-up packet: it has no type byte.

        Raises:
            Closed: there is none.
            ProtocolViolation: what comes is no start-up packet.
        """
        return self._exactly(_length(self._exactly(4), 4, _LONGEST_STARTUP))

    def be_patient(self) -> None:
        """Waits from now on as long as it takes."""
        self._deadline = None
        self.socket.settimeout(None)

    def rest(self) -> Iterator[Message]:
        """The whole messages that are there of one who is gone."""
        while len(self._received) >= 5:
            length = _length(bytes(self._received[1:5]), 0, self._longest)
            if len(self._received) < 5 + length:
                return
            yield self.message()

    def send(self, data: bytes) -> None:
        """Sends all of ``data``.

        Raises:
            Closed: nobody takes it.
        """
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Closed from error

    def secure(self, tls: ssl.SSLContext) -> None:
        """Goes on under TLS.

        Raises:
            Closed: the other side does not.
            ProtocolViolation: it said something between asking for TLS and beginning it,
                which nobody has vouched for.
        """
        if self._received:
            raise ProtocolViolation("data before the TLS handshake")
        self._hurry()
        try:
            self.socket = tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.socket.do_handshake()
        except OSError as error:
            raise Closed from error

    def look(self) -> None:
        """Sees whether the other side is still there; what it says is kept for its turn.

        All that it said is read, for its end comes after that. Who has said more than the
        longest message has not ended.

        Raises:
            Closed: it is not.
        """
        # Not asked by poll: under TLS, what is there may have left the socket already.
        with self._without_waiting():
            while len(self._received) <= self._longest:
                self._receive()

    def shut_down(self) -> None:
        """Ends the conversation, whoever waits for what."""
        with contextlib.suppress(OSError):
            # Not TLS's own: that takes its state away from under the reading thread.
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes the socket, and says so under TLS: some clients take silence for an attack."""
        if isinstance(self.socket, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                self.socket.setblocking(False)  # no answer is waited for
                self.socket.unwrap()
        with contextlib.suppress(OSError):
            self.socket.close()

    def _exactly(self, count: int, watching: Connection | None = None) -> bytes:
        while len(self._received) < count:
            if watching is not None:
                self._wait_with(watching)
            self._receive()
        taken = bytes(self._received[:count])
        del self._received[:count]
        return taken

    def _wait_with(self, other: Connection) -> None:
        # Not select: it knows no descriptor from 1024 on.
        waiting = select.poll()
        waiting.register(self.socket, select.POLLIN)
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return
        if len(other._received) < _READ_AHEAD:
            waiting.register(other.socket, select.POLLIN)
        while True:
            ready = {number for number, _ in waiting.poll(self._milliseconds_left())}
            if not ready:
                raise Closed
            if other.socket.fileno() in ready:
                with other._without_waiting():  # half a TLS record may be all that came
                    other._receive()
                if len(other._received) >= _READ_AHEAD:
                    waiting.unregister(other.socket)
            if self.socket.fileno() in ready:
                return

    def _hurry(self) -> None:
        if self._deadline is not None and self.socket.gettimeout() != 0:
            # For each step alone, who says a byte now and then would never be done.
            self.socket.settimeout(max(0.001, self._deadline - time.monotonic()))

    def _milliseconds_left(self) -> float | None:
        if self._deadline is None:
            return None
        return max(1.0, (self._deadline - time.monotonic()) * 1000)

    @contextlib.contextmanager
    def _without_waiting(self) -> Iterator[None]:
        """Leaves off where nothing more is there, and no end."""
        patience = self.socket.gettimeout()
        self.socket.setblocking(False)
        try:
            yield
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            self.socket.settimeout(patience)

    def _receive(self) -> None:
        self._hurry()
        try:
            chunk = self.socket.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            raise  # to who does not wait
        except OSError as error:
            raise Closed from error
        if not chunk:
            raise Closed
        self._received += chunk


def _length(field: bytes, shortest: int, longest: int) -> int:
    """How many bytes follow a length, which counts itself."""
    (length,) = struct.unpack("!i", field)
    if not shortest <= length - 4 <= longest:
        raise ProtocolViolation(f"invalid message length {length}")
    return int(length) - 4
