"""Who may log in: passwords that the AWS endpoint minted, until they expire."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Login:
    """One temporary password.

    ``name`` is what the client sends as its user (``IAMR:role``, ``IAM:user``, or
    ``IAM:dbuser``/``IAMA:dbuser`` from GetClusterCredentials); ``user`` is the database
    user that the session acts as. ``create`` says whether the user is made on first
    login. ``iam`` says whether the session counts as authenticated with IAM credentials,
    as ``awsdatacatalog`` demands (GetClusterCredentials' sessions do not).
    """

    name: str
    user: str
    password: str = field(repr=False)
    expires: datetime
    create: bool
    iam: bool

    def expired(self, now: datetime) -> bool:
        return now >= self.expires


class Logins:
    """The temporary passwords of one sandbox; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logins: list[Login] = []

    def mint(self, name: str, user: str, *, seconds: int, create: bool, iam: bool) -> Login:
        """A new password for ``name``, good for ``seconds``."""
        now = datetime.now(UTC)
        expires = now + timedelta(seconds=seconds)
        login = Login(name, user, secrets.token_urlsafe(24), expires, create, iam)
        with self._lock:
            self._logins = [*(each for each in self._logins if not each.expired(now)), login]
        return login

    def expire(self) -> None:
        """Every password so far is worth nothing from now on."""
        now = datetime.now(UTC)
        with self._lock:
            self._logins = [replace(login, expires=now) for login in self._logins]

    def forget(self) -> None:
        """There were no passwords so far."""
        with self._lock:
            self._logins = []

    def of(self, name: str) -> tuple[Login, ...]:
        """The passwords that were minted for ``name``, newest first; some may have expired."""
        with self._lock:
            return tuple(login for login in reversed(self._logins) if login.name == name)
