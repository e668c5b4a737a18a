"""The way for tests to a running sandbox's faults, over its endpoint's door ``/sandbox``.

Example:
    >>> running.control.inject(Fault(matching="^commit", when="after"))  # doctest: +SKIP
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from typing import Any

from redlake.sandbox.faults import Fault, Sent


@dataclass(frozen=True)
class Counted:
    """What redlake's sessions waited for, and what all sessions sent."""

    round_trips: int
    statements: tuple[Sent, ...]


class Control:
    """Speaks to the sandbox behind ``endpoint``, its AWS URL, with its ``token``.

    Each of its methods raises ValueError, in the sandbox's words, for what it cannot do.
    """

    def __init__(self, endpoint: str, token: str) -> None:
        self._door = f"{endpoint}/sandbox"
        self._token = token

    def inject(self, *faults: Fault) -> None:
        """Sets these faults, in the place of all others."""
        self._post("faults", [asdict(fault) for fault in faults])

    def reset(self) -> None:
        """No faults, no counts; what was paused goes on."""
        self._post("reset", {})

    def delay(self, seconds: float) -> None:
        """Each round trip of redlake's sessions takes so much longer."""
        self._post("delay", seconds)

    def paused(self, seconds: float) -> bool:
        """Waits until a session is paused, at most ``seconds``; whether one is."""
        return bool(self._post("paused", seconds))

    def release(self) -> None:
        """What is paused goes on."""
        self._post("release", {})

    def traffic(self) -> Counted:
        """All since the last reset."""
        said = self._post("traffic", {})
        return Counted(said["round_trips"], tuple(Sent(**each) for each in said["statements"]))

    def expire_credentials(self) -> None:
        """Every temporary password that was handed out is worth nothing from now on."""
        self._post("expire", {})

    def renew(self) -> None:
        """The warehouse and its account are what they were when the sandbox started.

        Whatever came, changed or went since is undone, sessions are ended, and keys,
        temporary passwords, faults and counts are gone; nothing is started anew.
        """
        self._post("renew", {})

    def _post(self, what: str, said: object) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the sandbox's own door
            f"{self._door}/{what}",
            json.dumps(said).encode(),
            {"X-Redlake-Token": self._token},
            method="POST",
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=120) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 400:
                    raise
                raise ValueError(error.read().decode()) from error
