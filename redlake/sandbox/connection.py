"""Whole messages over a socket."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct

from redlake.sandbox.wire import Message, ProtocolViolation

_CHUNK = 1 << 16
_LONGEST_STARTUP = 10_000  # bytes, as in PostgreSQL
_READ_AHEAD = 1 << 20  # bytes kept of a client that sends while it is being answered


class Closed(Exception):
    """The other side is gone."""


class Connection:
    """One side of a conversation.

    Its bytes are read as they come; a message longer than ``longest`` is not read at all.
    """

    def __init__(self, connected: socket.socket, *, longest: int = 1 << 30) -> None:
        self.socket = connected
        self._longest = longest
        self._received = bytearray()

    def message(self) -> Message:
        """The next message.

        Raises:
            Closed: there is none.
            ProtocolViolation: what comes is no message.
        """
        header = self._exactly(5)
        return Message(header[:1], self._exactly(_length(header[1:], 0, self._longest)))

    def packet(self) -> bytes:
        """A start-up packet: it has no type byte.

        Raises:
            Closed: there is none.
            ProtocolViolation: what comes is no start-up packet.
        """
        return self._exactly(_length(self._exactly(4), 4, _LONGEST_STARTUP))

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
        try:
            self.socket = tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.socket.do_handshake()
        except OSError as error:
            raise Closed from error

    def wait_with(self, other: Connection) -> None:
        """Waits until this side says something, and watches the other for its end.

        What the other side says meanwhile is kept for its turn.

        Raises:
            Closed: the other side is gone.
        """
        while not self._received:
            watched = [self.socket]
            if len(other._received) < _READ_AHEAD:
                watched.append(other.socket)
            try:
                ready, _, _ = select.select(watched, [], [])
            except (OSError, ValueError) as error:
                raise Closed from error
            if other.socket in ready:
                other._receive()
            if self.socket in ready:
                return

    def look(self) -> None:
        """Sees whether the other side is still there; what it says is kept for its turn.

        All that it said is read, for its end comes after that. Who has said more than the
        longest message has not ended.

        Raises:
            Closed: it is not.
        """
        patience = self.socket.gettimeout()
        # Not asked by select: under TLS, what is there may have left the socket already.
        self.socket.setblocking(False)
        try:
            while len(self._received) <= self._longest:
                self._receive()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass  # nothing more, and no end
        finally:
            self.socket.settimeout(patience)

    def shut_down(self) -> None:
        """Ends the conversation, whoever waits for what."""
        with contextlib.suppress(OSError):
            # Not TLS's own: that takes its state away from under the reading thread.
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.close()

    def _exactly(self, count: int) -> bytes:
        while len(self._received) < count:
            self._receive()
        taken = bytes(self._received[:count])
        del self._received[:count]
        return taken

    def _receive(self) -> None:
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
