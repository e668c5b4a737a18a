"""Users, groups and roles."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names, settings
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    demand_end,
    limit,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import array, listed, literal, user_name
from redlake.sandbox.wire import SqlError


@dataclass
class _UserOptions:
    sets_password: bool = False
    password: str | None = None
    attributes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    valid_until: str | None = None
    kept: dict[str, str | int | None] = field(default_factory=dict)
    settings: dict[str, str | None] = field(default_factory=dict)
    rename: str | None = None

    def recorded(self, user: str) -> Iterator[str]:
        """What is kept of a user and PostgreSQL knows nothing of."""
        if self.kept or self.settings:
            kept = json.dumps({"kept": self.kept, "settings": self.settings})
            yield f"SELECT sandbox.record_user({literal(user)}, {literal(kept)})"
        if self.rename is not None:
            yield f"SELECT sandbox.rename_user({literal(user)}, {literal(self.rename)})"


_ATTRIBUTES = {
    "CREATEDB": "CREATEDB",
    "NOCREATEDB": "NOCREATEDB",
    "CREATEUSER": "SUPERUSER",
    "NOCREATEUSER": "NOSUPERUSER",
}


def create_user(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "USER")
    if at.sees("IF", "NOT"):
        raise SqlError("42601", 'syntax error at or near "NOT"')
    name = user_name(at)
    options = _user_options(source, at, name, context)
    if not options.sets_password:
        raise SqlError("42601", "syntax error: CREATE USER needs PASSWORD")
    call = (
        f"SELECT sandbox.create_user({literal(name)}, {literal(options.password)},"
        f" {literal(' '.join(options.attributes))}, {array(options.groups)},"
        f" {literal(options.valid_until)})"
    )
    return Translation((call, *options.recorded(name)), "CREATE USER")


def alter_user(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "USER")
    name = user_name(at)
    options = _user_options(source, at, name, context)
    call = (
        f"SELECT sandbox.alter_user({literal(name)}, {literal(' '.join(options.attributes))},"
        f" {boolean(options.sets_password)}, {literal(options.password)},"
        f" {literal(options.valid_until)})"
    )
    return Translation((call, *options.recorded(name)), "ALTER USER")


def _user_options(source: Source, at: Cursor, user: str, context: Context) -> _UserOptions:
    options = _UserOptions()
    at.take("WITH")
    while not at.done():
        if at.take("PASSWORD"):
            options.sets_password = True
            options.password = None if at.take("DISABLE") else _new_password(at.string(), user)
        elif at.take("IN", "GROUP"):
            options.groups = listed(at, context.name)
        elif at.take("VALID", "UNTIL"):
            options.valid_until = at.string()
        elif at.take("CONNECTION", "LIMIT"):
            options.attributes.append(f"CONNECTION LIMIT {limit(at)}")
        elif at.token is not None and at.token.value.upper() in _ATTRIBUTES:
            options.attributes.append(_ATTRIBUTES[at.step().value.upper()])
        elif at.take("SYSLOG", "ACCESS"):
            options.kept["syslog_access"] = _one_of(at, "RESTRICTED", "UNRESTRICTED")
        elif at.take("SESSION", "TIMEOUT"):
            options.kept["session_timeout"] = _timeout(at)
        elif at.take("RESET", "SESSION", "TIMEOUT"):
            options.kept["session_timeout"] = None
        elif at.take("EXTERNALID"):
            options.kept["external_id"] = user_name(at)
        elif at.take("RENAME", "TO"):
            options.rename = user_name(at)
            names.identifier(options.rename)
        elif at.take("SET"):
            setting, value = settings.of_a_user(source, at, context)
            options.settings[setting] = value
        elif at.take("RESET"):
            options.settings[context.name(at).lower()] = None
        else:
            # Its first word alone: a password may follow.
            raise not_imitated(f"user option {at.step().value}")
    return options


def _one_of(at: Cursor, *words: str) -> str:
    word = at.step().value.upper()
    if word not in words:
        raise SqlError("42601", f'syntax error at or near "{word}"')
    return word


def _timeout(at: Cursor) -> int:
    """Seconds, as CREATE USER in the Database Developer Guide has them; the text is ours."""
    seconds = limit(at)
    if not 60 <= seconds <= 1728000:
        raise SqlError("22023", "sandbox: a session timeout is 60 to 1728000 seconds")
    return seconds


_HEX = re.compile("[0-9a-f]+", re.IGNORECASE)


def _new_password(password: str, user: str) -> str:
    """What is kept of a password that a statement sets.

    The rules are documented under CREATE USER; the sentences are the sandbox's own.

    Raises:
        SqlError: Redshift accepts no such password.
    """
    if password.startswith("sha256|"):
        digest, _, salt = password.removeprefix("sha256|").partition("|")
        if salt and not (
            _HEX.fullmatch(digest)
            and _HEX.fullmatch(salt)
            and len(digest) == 64
            and len(salt) == 64
        ):
            raise SqlError("22023", "sandbox: a sha256 password is sha256|digest|salt, in hex")
    elif not _is_md5(password):
        if not 8 <= len(password) <= 64:
            raise SqlError("22023", "password must be 8 to 64 characters long")
        for what in ("[A-Z]", "[a-z]", "[0-9]"):
            if not re.search(what, password):
                raise SqlError("22023", f"password must contain one of {what}")
        if re.search(r"""[^!-~]|['"\\/@]""", password):
            raise SqlError("22023", "password must not contain quotes, slashes, spaces or @")
    return stored_password(password, user)


def _is_md5(password: str) -> bool:
    return password.startswith("md5") and len(password) == 35


def stored_password(password: str, user: str) -> str:
    """What Redshift keeps of a password: a digest that it was given, or one that it makes.

    Source: CREATE USER, Amazon Redshift Database Developer Guide.
    """
    if _is_md5(password):
        return password
    if password.startswith("sha256|"):
        digest, _, salt = password.removeprefix("sha256|").partition("|")
        if salt:
            return password
        salt_bytes = secrets.token_bytes(32)
        digest = hashlib.sha256(digest.encode() + salt_bytes).hexdigest()
        return f"sha256|{digest}|{salt_bytes.hex()}"
    return "md5" + hashlib.md5((password + user).encode()).hexdigest()  # noqa: S324


def drop_user(source: Source, _: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "USER")
    if_exists = boolean(at.take("IF", "EXISTS"))
    users = listed(at, user_name)
    demand_end(at)
    return Translation(
        tuple(f"SELECT sandbox.drop_user({literal(name)}, {if_exists})" for name in users),
        "DROP USER",
    )


def create_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "GROUP")
    name = context.name(at)
    names.group(name)  # a name that PostgreSQL would cut is refused
    at.take("WITH")
    members = listed(at, user_name) if at.take("USER") else []
    demand_end(at)
    call = f"SELECT sandbox.create_group({literal(name)}, {array(members)})"
    return Translation((call,), "CREATE GROUP")


def alter_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "GROUP")
    name = context.name(at)
    if at.take("RENAME", "TO"):
        new = context.name(at)
        names.group(new)
        demand_end(at)
        call = f"SELECT sandbox.rename_group({literal(name)}, {literal(new)})"
        return Translation((call,), "ALTER GROUP")
    if at.take("ADD", "USER"):
        verb = "GRANT"
    elif at.take("DROP", "USER"):
        verb = "REVOKE"
    else:
        raise unread("ALTER GROUP", at)
    members = array(listed(at, user_name))
    demand_end(at)
    call = f"SELECT sandbox.alter_group({literal(name)}, {literal(verb)}, {members})"
    return Translation((call,), "ALTER GROUP")


def drop_group(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "GROUP")
    name = context.name(at)
    demand_end(at)
    return Translation((f"SELECT sandbox.drop_group({literal(name)})",), "DROP GROUP")


def create_role(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "ROLE")
    name = context.role(at)
    names.role(name)
    external_id = user_name(at) if at.take("EXTERNALID") else None
    if not at.done():
        raise unread("CREATE ROLE", at)
    call = f"SELECT sandbox.create_role({literal(name)}, {literal(external_id)})"
    return Translation((call,), "CREATE ROLE")


def alter_role(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "ROLE")
    name = context.role(at)
    at.take("WITH")
    if at.take("RENAME", "TO"):
        new = context.name(at)
        names.role(new)
        change = f"new_name => {literal(new)}"
    elif at.take("OWNER", "TO"):
        change = f"new_owner => {literal(user_name(at))}"
    elif at.take("EXTERNALID", "TO"):
        change = f"new_external_id => {literal(user_name(at))}"
    else:
        raise unread("ALTER ROLE", at)
    if not at.done():
        raise unread("ALTER ROLE", at)
    return Translation((f"SELECT sandbox.alter_role({literal(name)}, {change})",), "ALTER ROLE")


def drop_role(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "ROLE")
    name = context.role(at)
    force = at.take("FORCE")
    at.take("RESTRICT")
    if not at.done():
        raise unread("DROP ROLE", at)
    return Translation(
        (f"SELECT sandbox.drop_role({literal(name)}, {boolean(force)})",), "DROP ROLE"
    )
