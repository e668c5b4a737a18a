"""How a client proves who it is, and what its session starts with. No sockets here.

Two kinds of password are asked for, as Redshift does: MD5, which every driver speaks,
and Redshift's digest (authentication 13), for users whose password was set as one. A
password that the AWS endpoint minted is always asked for by MD5.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from redlake.sandbox import wire
from redlake.sandbox.conversation import (
    FROM_CLIENT,
    FROM_SERVER,
    Conversation,
    ToClient,
    ToServer,
    ask,
)
from redlake.sandbox.logins import Login, Logins
from redlake.sandbox.translation import names, settings
from redlake.sandbox.translation.base import Context
from redlake.sandbox.wire import Message, SqlError

_MD5 = 5
_DIGEST = 13
_SHA256 = 0

_PARAMETERS = {
    "server_version": "8.0.2",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "off",
}


@dataclass(frozen=True)
class Md5:
    """PostgreSQL's challenge; answered by ``md5(md5(password + user) + salt)``."""

    salt: bytes

    def ask(self) -> Message:
        return wire.authentication(_MD5, self.salt)

    def proves(self, answer: Message, stored: str) -> bool:
        """Whether ``answer`` was made from the password that ``md5…`` was stored for."""
        inner = stored.removeprefix("md5")
        digest = hashlib.md5(inner.encode() + self.salt).hexdigest()  # noqa: S324
        return answer.tag == b"p" and hmac.compare_digest(answer.body, wire.text("md5" + digest))


@dataclass(frozen=True)
class Digest:
    """Redshift's challenge; answered by ``sha256(sha256(password + salt) + nonces)``.

    Source: the driver's own code, which is the only description there is.
    """

    salt: bytes
    nonce: bytes

    def ask(self) -> Message:
        return wire.authentication(
            _DIGEST,
            struct.pack("!i", _SHA256)
            + struct.pack("!i", len(self.salt))
            + self.salt
            + struct.pack("!i", len(self.nonce))
            + self.nonce,
        )

    def proves(self, answer: Message, stored: str) -> bool:
        """Whether ``answer`` was made from the password of ``sha256|digest|salt``."""
        try:
            (length,) = struct.unpack_from("!i", answer.body)
            said = answer.body[4 : 4 + length]
            client_nonce = answer.body[8 + length :]
        except struct.error:
            return False
        _, digest, _ = stored.split("|")
        expected = hashlib.sha256(bytes.fromhex(digest) + self.nonce + client_nonce).digest()
        return answer.tag == b"d" and hmac.compare_digest(said, expected)


def log_in(parameters: Mapping[str, str], logins: Logins) -> Conversation[Context]:
    """Lets a client in; returns the :class:`Context` of its session.

    Raises:
        SqlError: FATAL, with 28000 for a password that is wrong, foreign or expired,
            3D000 for a database that does not exist, and 0A000 for one that is elsewhere.
    """
    name = parameters.get("user", "")
    database = parameters.get("database") or name
    if any(len(said.encode()) > names.LONGEST for said in (name, database)):
        raise SqlError("0A000", "sandbox: not imitated: names as long as that", severity="FATAL")
    login = yield from _proven(name, logins)
    user = name if login is None else login.user
    known = yield from ask(f"SELECT settings FROM sandbox.users WHERE name = {names.literal(user)}")
    if not known:
        if login is None or not login.create:
            raise _wrong_password(name)
        yield from ask(f"SELECT sandbox.enter_user({names.literal(user)})")
    (entered,) = yield from ask(f"SELECT sandbox.enter_database({names.literal(database)}) AS done")
    if entered["done"] == "f":
        raise SqlError("3D000", f'database "{database}" does not exist', severity="FATAL")
    (kind,) = yield from ask(
        f"SELECT type, collating FROM sandbox.databases WHERE name = {names.literal(database)}"
    )
    if kind["type"] != "local":
        said = f"sandbox: not imitated: a session in database {database}"
        raise SqlError("0A000", said, severity="FATAL")
    yield from ask(
        f"SELECT sandbox.enter_session({names.literal(user)}, {names.literal(database)})"
    )
    kept: dict[str, str] = json.loads(known[0]["settings"] or "{}") if known else {}
    context = Context(
        database,
        user,
        iam=login is not None and login.iam,
        case_sensitive=settings.keeps_case(kept),
        ignores_case=kind["collating"] == "case_insensitive",
    )
    begins_with = {
        "sandbox.database": database,
        "search_path": settings.default_search_path(context),
        "client_min_messages": "info",
        "application_name": parameters.get("application_name", ""),
        "DateStyle": "ISO, MDY",
        "TimeZone": "UTC",
    }
    set_at_once = (
        f"set_config({names.literal(setting)}, {names.literal(value)}, false)"
        for setting, value in begins_with.items()
    )
    yield from ask(f"SELECT {', '.join(set_at_once)}")
    yield from ask(f"SET SESSION AUTHORIZATION {names.quoted(user)}")
    for sql in settings.at_login(kept, context):
        yield from ask(sql)
    yield from _commit()
    yield ToClient((wire.authentication(0),))
    yield ToClient(tuple(wire.parameter_status(*status) for status in _PARAMETERS.items()))
    return context


def _proven(name: str, logins: Logins) -> Conversation[Login | None]:
    """Asks for the password; returns the login it was minted for, None if it is the user's."""
    temporary = [login for login in logins.of(name) if not login.expired(datetime.now(UTC))]
    rows = yield from ask(
        "SELECT password FROM sandbox.users"
        f" WHERE name = {names.literal(name)}"
        " AND coalesce(valid_until, 'infinity') > now()"
    )
    stored = rows[0]["password"] if rows else None
    challenge: Md5 | Digest = Md5(secrets.token_bytes(4))
    if not temporary and stored is not None and stored.startswith("sha256|"):
        salt = bytes.fromhex(stored.split("|")[2])
        challenge = Digest(salt, secrets.token_bytes(32))
    yield ToClient((challenge.ask(),))
    answer = yield FROM_CLIENT
    for login in temporary:
        if challenge.proves(answer, _md5(login)):
            return login
    scheme = "md5" if isinstance(challenge, Md5) else "sha256|"
    if stored is not None and stored.startswith(scheme) and challenge.proves(answer, stored):
        return None
    raise _wrong_password(name)


def _md5(login: Login) -> str:
    return "md5" + hashlib.md5((login.password + login.name).encode()).hexdigest()  # noqa: S324


def _wrong_password(name: str) -> SqlError:
    return SqlError("28000", f'password authentication failed for user "{name}"', severity="FATAL")


def _commit() -> Conversation[None]:
    """Ends the transaction that the statements before were in."""
    yield ToServer((wire.SYNC,))
    while (yield FROM_SERVER).tag != b"Z":
        pass
