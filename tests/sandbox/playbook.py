"""Conversations without sockets, written down as they go.

``>>`` is what a side says to the conversation, ``<<`` what the conversation is expected
to do next:

    playbook >> client(wire.SYNC) << ToServer((wire.SYNC,)) >> server(ready) << ToClient((ready,))
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from redlake.sandbox import wire
from redlake.sandbox.conversation import Conversation, Side, ToClient, ToServer
from redlake.sandbox.wire import Message

_TEXT = 25


class Said(NamedTuple):
    side: Side
    messages: tuple[Message, ...]


def client(*messages: Message) -> Said:
    return Said(Side.CLIENT, messages)


def server(*messages: Message) -> Said:
    return Said(Side.SERVER, messages)


class Playbook:
    """Plays against a conversation; stops at the first difference.

    ``wanted`` is what the conversation wants done next; once it has ended, ``returned`` is
    what it returned.
    """

    def __init__(self, conversation: Conversation[Any]) -> None:
        self._conversation = conversation
        self.returned: Any = None
        self.ended = False
        self.wanted: Any = None
        self._go(None)

    def __rshift__(self, said: Said) -> Playbook:
        for message in said.messages:
            assert self.wanted is said.side, f"{self.wanted} is wanted, not {message}"
            self._go(message)
        return self

    def __lshift__(self, expected: ToClient | ToServer) -> Playbook:
        assert self.wanted == expected
        self._go(None)
        return self

    def asks(self, part: str, *rows: Sequence[str | None], columns: str = "") -> Playbook:
        """The conversation asks a statement that holds ``part``, and gets ``rows``."""
        assert isinstance(self.wanted, ToServer), f"{self.wanted} is wanted"
        sql = self.wanted.messages[1].body
        assert part.encode() in sql, f"{part!r} is not in {sql!r}"
        self._go(None)
        return self >> server(*result(columns.split(), rows))

    def asks_in_vain(self, part: str, error: Message) -> Playbook:
        """The conversation asks a statement that holds ``part``, and is refused."""
        assert isinstance(self.wanted, ToServer), f"{self.wanted} is wanted"
        assert part.encode() in self.wanted.messages[1].body
        self._go(None)
        return self >> server(error)

    def _go(self, answer: Any) -> None:
        try:
            self.wanted = self._conversation.send(answer)
        except StopIteration as done:
            self.ended, self.returned, self.wanted = True, done.value, None


def result(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[Message]:
    """What PostgreSQL answers to the sandbox's own statements."""
    fields = struct.pack("!h", len(columns))
    for name in columns:
        fields += wire.text(name) + struct.pack("!ihihih", 0, 0, _TEXT, -1, -1, 0)
    described = Message(b"T", fields) if columns else wire.NO_DATA
    found = [Message(b"D", _row(row)) for row in rows]
    return [
        wire.CLOSE_COMPLETE,
        wire.PARSE_COMPLETE,
        wire.BIND_COMPLETE,
        described,
        *found,
        wire.command_complete("SELECT"),
        wire.CLOSE_COMPLETE,
    ]


def _row(values: Sequence[str | None]) -> bytes:
    body = struct.pack("!h", len(values))
    for value in values:
        data = b"" if value is None else value.encode()
        body += struct.pack("!i", -1 if value is None else len(data)) + data
    return body
