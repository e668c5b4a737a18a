"""Faults on purpose: what a test needs to see how a client survives them. No sockets here.

They are met by sessions whose application_name begins with ``redlake/``, all of them
together: a test's own sessions stay whole. What these sessions send is counted and kept.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from redlake.grammar.excerpt import without_secrets
from redlake.sandbox import wire
from redlake.sandbox.wire import Message, SqlError

APPLICATION = "redlake/"
_KEPT = 100_000  # statements
_KEPT_LENGTH = 1 << 24  # of all of them together
_LONGEST_DELAY = 3600.0  # seconds
_WAITED_FOR = b"SQp"  # the client says no more before it has its answer; drivers Flush freely


_KINDS = {
    **dict.fromkeys(("at", "times"), int),
    **dict.fromkeys(("matching", "when", "action", "sqlstate", "message"), str),
}


@dataclass(frozen=True)
class Fault:
    """One fault, at the ``at``-th statement that ``matching`` is found in, however it is spelt.

    ``when`` it is before the statement reaches PostgreSQL, or after it took effect and before
    the client knows. ``action``: ``cut`` the connection; ``pause`` until released, and end if
    the client is gone then; ``refuse`` it with ``sqlstate`` and ``message``, and the next
    ones that match as well, ``times`` in all.

    Raises:
        ValueError: it would break the session that it is to befall; names the field.
    """

    at: int = 1
    matching: str = ""
    when: str = "before"
    action: str = "cut"
    sqlstate: str = "XX000"
    message: str = ""
    times: int = 1

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            if type(getattr(self, name)) is not kind:
                raise ValueError(f"{name}: no {kind.__name__}: {getattr(self, name)!r}")
        if "\0" in self.message or re.search("[\ud800-\udfff]", self.message):
            raise ValueError(f"message: no text: {self.message!r}")
        if self.when not in ("before", "after"):
            raise ValueError(f"when: neither before nor after: {self.when}")
        if self.action not in ("cut", "pause", "refuse"):
            raise ValueError(f"action: none of cut, pause and refuse: {self.action}")
        if self.action == "refuse" and self.when == "after":
            raise ValueError("when: what took effect cannot be refused any more: after")
        if not re.fullmatch(r"[0-9A-Z]{5}", self.sqlstate):
            raise ValueError(f"sqlstate: not five of 0-9 and A-Z: {self.sqlstate}")
        if self.at < 1:
            raise ValueError(f"at: less than 1: {self.at}")
        if self.times < 1:
            raise ValueError(f"times: less than 1: {self.times}")
        try:
            re.compile(self.matching)
        except (re.error, OverflowError) as error:
            raise ValueError(f"matching: no regular expression: {error}") from error


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

    def counts(self, sql: str) -> bool:
        """Counts a statement, if it matches; whether the fault is due at it."""
        fault = self.fault
        if not re.search(fault.matching, sql, re.IGNORECASE):
            return False
        self.seen += 1
        last = fault.at + (fault.times if fault.action == "refuse" else 1)
        return fault.at <= self.seen < last


class Traffic:
    """What the clients of one sandbox send, and what is to befall them; for all threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._paused = 0
        self._releases = 0
        self._resets = 0
        self.delay = 0.0
        self._round_trips = 0
        self._sent: deque[Sent] = deque()
        self._length = 0

    def inject(self, faults: list[Fault]) -> None:
        """Sets these faults, in the place of all others; they count from here."""
        with self._changed:
            self._waiting = [_Waiting(fault) for fault in faults]

    def reset(self) -> None:
        """No faults, no counts, no statements; what was paused goes on."""
        with self._changed:
            self._waiting = []
            self.delay = 0.0
            self._round_trips = 0
            self._sent.clear()
            self._length = 0
            self._releases += 1
            self._resets += 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Takes the time that a round trip is to take longer, or until the next reset."""
        with self._changed:
            before = self._resets
            self._changed.wait_for(lambda: self._resets != before, self.delay)

    def slow(self, seconds: float) -> None:
        """Each round trip takes so much longer.

        Raises:
            ValueError: nobody can wait so long.
        """
        _demand_patience("delay", seconds)
        with self._changed:
            self.delay = seconds

    def release(self) -> None:
        """What is paused goes on."""
        with self._changed:
            self._releases += 1
            self._changed.notify_all()

    def paused(self, seconds: float) -> bool:
        """Waits until a session is paused, at most ``seconds``; whether one is.

        Raises:
            ValueError: nobody can wait so long.
        """
        _demand_patience("paused", seconds)
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
        """Keeps a statement; the fault that befalls it, if one does.

        Every fault counts it that matches, whichever of them it is that befalls. One that is
        longer than all that is kept is not.
        """
        # Before the lock: all sessions wait for that, and a long text takes its time.
        kept = None
        if len(statement.sql) <= _KEPT_LENGTH:
            kept = replace(statement, sql=without_secrets(statement.sql))
        with self._changed:
            if kept is not None:
                self._keep(kept)
            if not statement.application.startswith(APPLICATION):
                return None
            due = [each.fault for each in self._waiting if each.counts(statement.sql)]
        return due[0] if due else None

    def _keep(self, statement: Sent) -> None:
        self._sent.append(statement)
        self._length += len(statement.sql)
        while len(self._sent) > _KEPT or self._length > _KEPT_LENGTH:
            self._length -= len(self._sent.popleft().sql)

    def count(self) -> None:
        """One more round trip."""
        with self._changed:
            self._round_trips += 1

    def counted(self) -> tuple[int, list[Sent]]:
        """The round trips and the statements so far; what comes later does not change them."""
        with self._changed:
            return self._round_trips, list(self._sent)


def _demand_patience(what: str, seconds: float) -> None:
    if not 0 <= seconds <= _LONGEST_DELAY:
        raise ValueError(f"{what}: not from 0 to {_LONGEST_DELAY:.0f} seconds: {seconds}")


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
        elif message.tag == b"C":
            kind, (name,) = message.body[:1], wire.strings(message.body[1:], 1)[0]
            (self._statements if kind == b"S" else self._portals).pop(name, None)
        elif message.tag == b"E":
            (portal,), _ = wire.strings(message.body, 1)
            return self._meet(self._portals.get(portal, ""))
        elif message.tag == b"Q":
            (sql,), _ = wire.strings(message.body, 1)
            return self._meet(sql)
        return None

    def answered(self, messages: Iterable[Message]) -> None:
        """Follows what the client is told: no portal outlives a transaction."""
        if wire.ready_for_query("I") in messages:
            self._portals.clear()

    def _meet(self, sql: str) -> Fault | None:
        return self._traffic.meet(Sent(sql, self._user, self._database, self._application))


class Refusable(Message):
    """An Execute or a Query that a session is to refuse; no client can send one."""

    refusal: SqlError


def refused(fault: Fault, message: Message) -> Refusable:
    """What a session is given in the place of a ``message`` that it is to refuse."""
    given = Refusable(*message)
    given.refusal = SqlError(fault.sqlstate, fault.message)
    return given
