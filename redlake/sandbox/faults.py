"""Faults on purpose: what a test needs to see how a client survives them. No sockets here.

They are met by sessions whose application_name begins with ``redlake/``, all of them
together: a test's own sessions stay whole. What these sessions send is counted and kept.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from dataclasses import dataclass, replace

from redlake.grammar.excerpt import without_secrets
from redlake.sandbox import wire
from redlake.sandbox.wire import Message

APPLICATION = "redlake/"
REFUSED = b"!"
"""The tag of a message of the sandbox's own, in the place of one that is to be refused."""

_KEPT = 100_000  # statements
_WAITED_FOR = b"SQp"  # the client says no more before it has its answer; drivers Flush freely


@dataclass(frozen=True)
class Fault:
    """One fault, at the ``at``-th statement that ``matching`` is found in, however it is spelt.

    ``when`` it is before the statement reaches PostgreSQL, or after it took effect and before
    the client knows. ``action``: ``cut`` the connection; ``pause`` until released, and end if
    the client is gone then; ``refuse`` it with ``sqlstate`` and ``message``, and the next
    ones that match as well, ``times`` in all.
    """

    at: int = 1
    matching: str = ""
    when: str = "before"
    action: str = "cut"
    sqlstate: str = "XX000"
    message: str = ""
    times: int = 1


@dataclass(frozen=True)
class Sent:
    """A statement as a client sent it, without its passwords, as Redshift's logs keep it."""

    sql: str
    user: str
    database: str
    application: str


@dataclass
class _Waiting:
    fault: Fault
    seen: int = 0


class Traffic:
    """What the clients of one sandbox send, and what is to befall them; for all threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._paused = 0
        self._releases = 0
        self.delay = 0.0
        self.round_trips = 0
        self.sent: deque[Sent] = deque(maxlen=_KEPT)

    def inject(self, faults: list[Fault]) -> None:
        """Sets these faults, in the place of all others; they count from here."""
        with self._changed:
            self._waiting = [_Waiting(fault) for fault in faults]

    def reset(self) -> None:
        """No faults, no counts, no statements; what was paused goes on."""
        with self._changed:
            self._waiting = []
            self.delay = 0.0
            self.round_trips = 0
            self.sent.clear()
            self._releases += 1
            self._changed.notify_all()

    def release(self) -> None:
        """What is paused goes on."""
        with self._changed:
            self._releases += 1
            self._changed.notify_all()

    def paused(self, seconds: float) -> bool:
        """Waits until a session is paused, at most ``seconds``; whether one is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._paused > 0, seconds)

    def pause(self) -> None:
        """Waits for a release."""
        with self._changed:
            before = self._releases
            self._paused += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._releases != before)
            self._paused -= 1

    def meet(self, statement: Sent) -> Fault | None:
        """Keeps a statement; the fault that befalls it, if one does."""
        with self._changed:
            self.sent.append(replace(statement, sql=without_secrets(statement.sql)))
            if not statement.application.startswith(APPLICATION):
                return None
            for waiting in self._waiting:
                fault = waiting.fault
                if re.search(fault.matching, statement.sql, re.IGNORECASE):
                    waiting.seen += 1
                    last = fault.at + (fault.times if fault.action == "refuse" else 1)
                    if fault.at <= waiting.seen < last:
                        return fault
        return None

    def count(self) -> None:
        """One more round trip."""
        with self._changed:
            self.round_trips += 1


class Tap:
    """Listens to one client: which of its messages run which statement."""

    def __init__(self, traffic: Traffic, parameters: dict[str, str]) -> None:
        self._traffic = traffic
        self._user = parameters.get("user", "")
        self._database = parameters.get("database", "")
        self._application = parameters.get("application_name", "")
        self._statements: dict[str, str] = {}
        self._portals: dict[str, str] = {}

    @property
    def watched(self) -> bool:
        """Whether faults befall this client."""
        return self._application.startswith(APPLICATION)

    def hear(self, message: Message) -> Fault | None:
        """Follows a message of the client's; the fault that befalls it, if one does."""
        if self.watched and message.tag in _WAITED_FOR:
            self._traffic.count()
        if message.tag == b"P":
            (name, sql), _ = wire.strings(message.body, 2)
            self._statements[name] = sql
        elif message.tag == b"B":
            (portal, name), _ = wire.strings(message.body, 2)
            self._portals[portal] = self._statements.get(name, "")
        elif message.tag == b"E":
            (portal,), _ = wire.strings(message.body, 1)
            return self._meet(self._portals.get(portal, ""))
        elif message.tag == b"Q":
            (sql,), _ = wire.strings(message.body, 1)
            return self._meet(sql)
        return None

    def _meet(self, sql: str) -> Fault | None:
        return self._traffic.meet(Sent(sql, self._user, self._database, self._application))


def refused(fault: Fault) -> Message:
    """What a session is given in the place of a statement that it is to refuse."""
    return Message(REFUSED, wire.text(fault.sqlstate) + wire.text(fault.message))
