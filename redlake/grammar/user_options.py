"""What CREATE USER and ALTER USER say of a user."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from redlake.grammar.names import folded, literal, quoted
from redlake.grammar.options import Named, Option, count, limit, says
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, UnreadableError

DISABLED = "DISABLE"
RESET = "RESET"


@dataclass(frozen=True)
class UserOptions:
    """What CREATE USER and ALTER USER may say of a user; None where they do not say it.

    ``connection_limit`` is a number or ``UNLIMITED``; ``session_timeout`` is in seconds, or
    ``RESET`` (ALTER USER … RESET SESSION TIMEOUT). ``settings`` are ``SET name TO value``,
    the value as SQL; a value of None is RESET.
    """

    createdb: bool | None = None
    superuser: bool | None = None  # CREATEUSER
    syslog_access: str | None = None  # RESTRICTED or UNRESTRICTED
    valid_until: str | None = None  # the text within the quotes
    connection_limit: int | str | None = None
    session_timeout: int | str | None = None
    external_id: str | None = None
    settings: tuple[tuple[str, str | None], ...] = ()

    def sql(self) -> Iterator[str]:
        """Its options as SQL, VALID UNTIL first: AWS has it right after the password."""
        if self.valid_until is not None:
            yield f"VALID UNTIL {literal(self.valid_until)}"
        if self.createdb is not None:
            yield "CREATEDB" if self.createdb else "NOCREATEDB"
        if self.superuser is not None:
            yield "CREATEUSER" if self.superuser else "NOCREATEUSER"
        if self.syslog_access is not None:
            yield f"SYSLOG ACCESS {self.syslog_access}"
        if self.connection_limit is not None:
            yield f"CONNECTION LIMIT {self.connection_limit}"
        if self.session_timeout is not None:
            again = self.session_timeout == RESET
            yield f"{RESET} SESSION TIMEOUT" if again else f"SESSION TIMEOUT {self.session_timeout}"
        for name, value in self.settings:
            yield f"{RESET} {quoted(name)}" if value is None else f"SET {quoted(name)} TO {value}"
        if self.external_id is not None:
            yield f"EXTERNALID {quoted(self.external_id)}"


NOTHING_SAID = UserOptions()


def read_password(at: Reader) -> str:
    """Reads what follows PASSWORD, as SQL."""
    if at.take(DISABLED):
        return DISABLED
    if at.token is not None and at.token.kind is Kind.STRING:
        return literal(at.string())
    if at.token is None:
        at.fail("'a password', DISABLE or :'a_secret'")
    if not at.sees(":"):
        # What is found there may well be a password, and stays out of the message.
        raise UnreadableError(
            "what follows PASSWORD is no string",
            at.token.start,
            "write a string, DISABLE, or a psql variable such as :'secret_x'",
        )
    colon = at.step()
    name = at.token
    if (
        name is None
        or name.start != colon.end
        or not re.fullmatch(r"'\w+'", at.sql[name.start : name.end])
    ):
        raise UnreadableError(
            "what follows PASSWORD is no psql variable",
            colon.end,
            "write it as :'secret_x'",
        )
    at.step()
    return f":'{name.value}'"


def read_external_id(at: Reader) -> str:
    """Reads an identity provider's id, which keeps its case in quotes.

    AWS's examples have it in double quotes
    (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html).
    """
    token = at.token
    if token is None or token.kind not in (Kind.WORD, Kind.NAME) or not token.value:
        at.fail("an id in double quotes")
    return folded(at.step(), case_sensitive=at.case_sensitive, user=True)


CREATE_OPTIONS: Mapping[str, Option] = {
    "CREATEDB": ("createdb", says(True)),
    "NOCREATEDB": ("createdb", says(False)),
    "CREATEUSER": ("superuser", says(True)),
    "NOCREATEUSER": ("superuser", says(False)),
    "SYSLOG ACCESS": ("syslog_access", lambda at: at.choose("RESTRICTED", "UNRESTRICTED")),
    "IN GROUP": ("groups", lambda at: at.listed(at.name)),
    "VALID UNTIL": ("valid_until", lambda at: at.string()),
    "CONNECTION LIMIT": ("connection_limit", limit),
    "SESSION TIMEOUT": ("session_timeout", lambda at: count(at, "a number of seconds")),
    "EXTERNALID": ("external_id", read_external_id),
}


def _parameter(at: Reader) -> Named:
    """Reads what follows SET: a parameter and its value, as SQL.

    A comma goes on with the value, as in ``SET search_path TO lake, public``.
    """
    name = at.name("a parameter's name")
    at.choose("TO", "=")
    if at.take("DEFAULT"):
        return Named(name, "DEFAULT")
    return Named(name, ", ".join(at.listed(lambda: _value(at))))


def _value(at: Reader) -> str:
    sign = "-" if at.take("-") else ""
    kind = None if at.token is None else at.token.kind
    if kind is Kind.NUMBER:
        return sign + at.step().value
    if sign:
        at.fail("a number")
    if kind is Kind.STRING:
        return literal(at.string())
    if kind is Kind.WORD:
        # A word that is reserved may well be a value: SET … TO off.
        return folded(at.step())
    return quoted(at.name("a value"))


ALTER_OPTIONS: Mapping[str, Option] = {
    "PASSWORD": ("password", read_password),
    **{words: option for words, option in CREATE_OPTIONS.items() if words != "IN GROUP"},
    "RENAME TO": ("rename", lambda at: at.user()),
    "RESET SESSION TIMEOUT": ("session_timeout", says(RESET)),
    "SET": ("settings", _parameter),
    "RESET": ("settings", lambda at: Named(at.name("a parameter's name"), None)),
}
