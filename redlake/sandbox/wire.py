"""Messages of the wire protocol, as bytes and back. No sockets here.

The protocol is PostgreSQL's version 3.0, as Redshift speaks it: its drivers send
start-up parameters of their own, and one more kind of authentication exists (13, a
digest). A driver that sees no ``server_protocol_version`` parameter falls back to
PostgreSQL's plain row descriptions, which is what is sent here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import NamedTuple

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102
PROTOCOL_3 = 196608


class ProtocolViolation(Exception):
    """The other side sent what no message of this protocol can be."""


class Message(NamedTuple):
    """One message after start-up: its type byte and its body, the length left out."""

    tag: bytes
    body: bytes = b""

    def encode(self) -> bytes:
        return self.tag + struct.pack("!i", len(self.body) + 4) + self.body


def text(value: str) -> bytes:
    """A string as the protocol writes it: UTF-8, ended by a zero byte."""
    return value.encode() + b"\0"


def strings(body: bytes, count: int) -> tuple[list[str], bytes]:
    """The first ``count`` strings of a body, and what follows them.

    Raises:
        ProtocolViolation: there are fewer, or they are no UTF-8.
    """
    *found, rest = body.split(b"\0", count)
    if len(found) < count:
        raise ProtocolViolation("a string in a message has no end")
    try:
        return [value.decode() for value in found], rest
    except UnicodeDecodeError:
        raise ProtocolViolation("a string in a message is no UTF-8") from None


def startup_parameters(body: bytes) -> dict[str, str]:
    """The parameters of a start-up packet, its protocol number left out.

    Raises:
        ProtocolViolation: these are no names and values, each ended by a zero byte.
    """
    parameters = {}
    while body != b"\0":
        (name, value), body = strings(body, 2)
        parameters[name] = value
    return parameters


def startup(parameters: Mapping[str, str]) -> bytes:
    """A start-up packet, as a client sends it."""
    body = struct.pack("!i", PROTOCOL_3)
    body += b"".join(text(key) + text(value) for key, value in parameters.items()) + b"\0"
    return struct.pack("!i", len(body) + 4) + body


# what a server says


def authentication(code: int, rest: bytes = b"") -> Message:
    return Message(b"R", struct.pack("!i", code) + rest)


def parameter_status(name: str, value: str) -> Message:
    return Message(b"S", text(name) + text(value))


def ready_for_query(status: str) -> Message:
    """``status`` is I (idle), T (in a transaction block) or E (in a failed one)."""
    return Message(b"Z", status.encode())


def command_complete(tag: str) -> Message:
    return Message(b"C", text(tag))


PARSE_COMPLETE = Message(b"1")
BIND_COMPLETE = Message(b"2")
CLOSE_COMPLETE = Message(b"3")
NO_DATA = Message(b"n")
EMPTY_QUERY = Message(b"I")
NO_PARAMETERS = Message(b"t", struct.pack("!h", 0))


class SqlError(Exception):
    """What a server answers instead of a result.

    ``code`` is a SQLSTATE. ``severity`` is ERROR, or FATAL when the session ends with it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        detail: str | None = None,
        severity: str = "ERROR",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.detail = detail
        self.severity = severity

    def encode(self) -> Message:
        fields = {
            "S": self.severity,
            "C": self.code,
            "M": self.message,
            "D": self.detail,
            "H": self.hint,
        }
        return error_response({key: value for key, value in fields.items() if value is not None})


def error_response(fields: Mapping[str, str]) -> Message:
    body = b"".join(key.encode() + text(value) for key, value in fields.items())
    return Message(b"E", body + b"\0")


def error_fields(message: Message) -> dict[str, str]:
    """The fields of an ErrorResponse or NoticeResponse, by their letter."""
    fields = {}
    for field in message.body.split(b"\0"):
        if field:
            fields[chr(field[0])] = field[1:].decode()
    return fields


class Column(NamedTuple):
    """A column of a result: its name, its type's oid and type modifier."""

    name: str
    type_oid: int
    type_modifier: int


def row_description(message: Message) -> list[Column]:
    (count,) = struct.unpack_from("!h", message.body)
    columns = []
    at = 2
    for _ in range(count):
        end = message.body.index(b"\0", at)
        name = message.body[at:end].decode()
        type_oid, type_modifier = struct.unpack_from("!ihihih", message.body, end + 1)[2:5:2]
        columns.append(Column(name, type_oid, type_modifier))
        at = end + 1 + 18
    return columns


def data_row(message: Message) -> list[str | None]:
    """The values of a row in text format."""
    (count,) = struct.unpack_from("!h", message.body)
    values: list[str | None] = []
    at = 2
    for _ in range(count):
        (length,) = struct.unpack_from("!i", message.body, at)
        at += 4
        if length < 0:
            values.append(None)
        else:
            values.append(message.body[at : at + length].decode())
            at += length
    return values


# what a client says


def parse(name: str, sql: str, types: bytes = b"\0\0") -> Message:
    """``types`` is the message's tail: how many parameter types, and their oids."""
    return Message(b"P", text(name) + text(sql) + types)


def bind(portal: str, statement: str, rest: bytes = b"\0\0\0\0\0\0") -> Message:
    """``rest`` is the message's tail: formats and values; by default none, all text."""
    return Message(b"B", text(portal) + text(statement) + rest)


def parameter_count(rest: bytes) -> int:
    """How many values the tail of a Bind has.

    Raises:
        ProtocolViolation: it is no such tail.
    """
    try:
        (formats,) = struct.unpack_from("!h", rest)
        (count,) = struct.unpack_from("!h", rest, 2 + 2 * formats)
    except struct.error:
        raise ProtocolViolation("a Bind message that ends too early") from None
    return int(count)


def describe_statement(name: str) -> Message:
    return Message(b"D", b"S" + text(name))


def describe_portal(name: str) -> Message:
    return Message(b"D", b"P" + text(name))


def execute(portal: str, rows: int = 0) -> Message:
    return Message(b"E", text(portal) + struct.pack("!i", rows))


def close_statement(name: str) -> Message:
    return Message(b"C", b"S" + text(name))


def close_portal(name: str) -> Message:
    return Message(b"C", b"P" + text(name))


FLUSH = Message(b"H")
SYNC = Message(b"S")
TERMINATE = Message(b"X")


def encode(messages: Iterable[Message]) -> bytes:
    return b"".join(message.encode() for message in messages)
