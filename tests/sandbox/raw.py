"""A sandbox's port, spoken to in bytes, for what no driver would say."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import struct
from collections.abc import Iterator

from redlake.sandbox import wire
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake

SSL_REQUEST = struct.pack("!ii", 8, wire.SSL_REQUEST)


@contextlib.contextmanager
def dialled(lake: Lake) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", lake.running.port), timeout=10) as raw:
        yield raw


def secured(lake: Lake, raw: socket.socket) -> ssl.SSLSocket:
    raw.sendall(SSL_REQUEST)
    assert raw.recv(1) == b"S"
    context = ssl.create_default_context(cafile=lake.running.certificate)
    return context.wrap_socket(raw, server_hostname="localhost")


@contextlib.contextmanager
def raw_session(lake: Lake) -> Iterator[ssl.SSLSocket]:
    """A session past its login, spoken to in bytes."""
    with keyed_session(lake) as (tls, _):
        yield tls


@contextlib.contextmanager
def keyed_session(lake: Lake) -> Iterator[tuple[ssl.SSLSocket, bytes]]:
    """The same, with the key that cancels what it runs."""
    with dialled(lake) as raw, secured(lake, raw) as tls:
        tls.sendall(wire.startup({"user": "admin", "database": "dev"}))
        challenge = receive(tls)
        salt = challenge.body[4:]
        inner = hashlib.md5((lake.admin_password + "admin").encode()).hexdigest()
        digest = "md5" + hashlib.md5(inner.encode() + salt).hexdigest()
        tls.sendall(Message(b"p", wire.text(digest)).encode())
        *said, ready = until_ready(tls)
        assert ready == wire.ready_for_query("I")
        (key,) = [message.body for message in said if message.tag == b"K"]
        yield tls, key


def receive(tls: ssl.SSLSocket) -> Message:
    header = exactly(tls, 5)
    (length,) = struct.unpack("!i", header[1:])
    return Message(header[:1], exactly(tls, length - 4))


def exactly(tls: ssl.SSLSocket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        chunk = tls.recv(count - len(received))
        assert chunk, "the connection was closed"
        received += chunk
    return received


def until_ready(tls: ssl.SSLSocket) -> Iterator[Message]:
    while True:
        message = receive(tls)
        yield message
        if message.tag == b"Z":
            return
