"""A conversation between a client, the sandbox and PostgreSQL, without sockets.

A conversation is a generator. It yields what it wants done:

- :data:`FROM_CLIENT` and :data:`FROM_SERVER`: the next message of that side;
- :class:`ToClient` and :class:`ToServer`: these messages, sent.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum, auto
from typing import NamedTuple, TypeAlias, TypeVar

from redlake.sandbox import wire
from redlake.sandbox.wire import Column, Message

T = TypeVar("T")


class Side(Enum):
    """Whose next message is wanted."""

    CLIENT = auto()
    SERVER = auto()


FROM_CLIENT = Side.CLIENT
FROM_SERVER = Side.SERVER


class ToClient(NamedTuple):
    messages: tuple[Message, ...]


class ToServer(NamedTuple):
    messages: tuple[Message, ...]


Wanted: TypeAlias = Side | ToClient | ToServer
Conversation: TypeAlias = Generator[Wanted, Message, T]
Rows: TypeAlias = list[dict[str, str | None]]

OWN = "sandbox:"
"""The name of the sandbox's own statements, and of their portals; no client may use it."""


class Turn:
    """What a client is waiting for now, and whether it has asked for the end of that.

    Its ``number`` is odd while the client is answered; for all threads, as a cancel comes
    by another connection.
    """

    def __init__(self) -> None:
        self.number = 0
        self._canceled: int | None = None

    def begin(self) -> None:
        """The client has said something."""
        if self.number % 2 == 0:
            self.number += 1

    def end(self) -> None:
        """It has been answered, up to its Sync."""
        self.number += 1

    def cancel(self, number: int) -> None:
        """Ends the turn of this number, if it is still under way."""
        self._canceled = number

    def take_cancel(self) -> bool:
        """Whether it is to end; once."""
        canceled = self.number % 2 == 1 and self.number == self._canceled
        if canceled:
            self._canceled = None
        return canceled


class ServerError(Exception):
    """PostgreSQL answered with an ErrorResponse."""

    def __init__(self, message: Message) -> None:
        super().__init__(wire.error_fields(message).get("M", ""))
        self.message = message


def is_step(wanted: Wanted) -> bool:
    """Whether PostgreSQL is asked for more than an end."""
    ends = (wire.SYNC, wire.TERMINATE)
    return isinstance(wanted, ToServer) and wanted.messages[0] not in ends


def ask(sql: str) -> Conversation[Rows]:
    """Runs a statement of the sandbox's own; returns its rows.

    Raises:
        ServerError: PostgreSQL refused it.
    """
    answers = yield from exchange(
        (
            wire.close_statement(OWN),
            wire.parse(OWN, sql),
            wire.bind(OWN, OWN),
            wire.describe_portal(OWN),
            wire.execute(OWN),
            wire.close_portal(OWN),  # open, it would keep what it read from being dropped
        ),
        until=b"3",
    )
    columns: list[str] = []
    rows = []
    for message in answers:
        if message.tag == b"T":
            columns = [column.name for column in wire.row_description(message)]
        elif message.tag == b"D":
            rows.append(dict(zip(columns, wire.data_row(message), strict=True)))
    return rows


def describe(sql: str) -> Conversation[list[Column]]:
    """The columns that a query would have; it is not run.

    Raises:
        ServerError: PostgreSQL cannot read it.
    """
    described = yield from exchange(
        (wire.close_statement(OWN), wire.parse(OWN, sql), wire.describe_statement(OWN)),
        until=b"Tn",
    )
    return wire.row_description(described[-1]) if described[-1].tag == b"T" else []


def exchange(messages: tuple[Message, ...], *, until: bytes) -> Conversation[list[Message]]:
    """Sends messages of the sandbox's own; returns all that came back, notices apart.

    The first of them is answered before ``until`` is looked for.

    Raises:
        ServerError: one of them was refused.
    """
    yield ToServer((*messages, wire.FLUSH))
    answers = []
    while True:
        answer = yield FROM_SERVER
        if answer.tag == b"E":
            raise ServerError(answer)
        if answer.tag == b"N":
            yield ToClient((answer,))
            continue
        answers.append(answer)
        if len(answers) > 1 and answer.tag in until:
            return answers
