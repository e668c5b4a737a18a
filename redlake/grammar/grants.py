"""GRANT, REVOKE and ALTER DEFAULT PRIVILEGES, in every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redlake.grammar.command import Command
from redlake.grammar.granted import (
    On,
    OnAllIn,
    OnIamRoles,
    OnObjects,
    OnRoles,
    OnRoutines,
    OnSystem,
    Routine,
    Scope,
    read_iam_roles,
    read_on,
    read_purposes,
    read_role,
    read_scope,
)
from redlake.grammar.grantees import (
    Grantee,
    Recipient,
    Rule,
    grantees_sql,
    read_grantees,
    read_recipients,
    recipients_sql,
)
from redlake.grammar.names import quoted
from redlake.grammar.privileges import (
    ALL,
    ASSUMEROLE,
    CONNECT,
    SYSTEM_PRIVILEGES,
    Privilege,
    Said,
    read_privileges,
    rule,
    rule_by_default,
)
from redlake.grammar.reader import Read, Reader
from redlake.grammar.tokens import UnreadableError

__all__ = [
    "ALL",
    "READERS",
    "DefaultPrivileges",
    "Grant",
    "Grantee",
    "On",
    "OnAllIn",
    "OnIamRoles",
    "OnObjects",
    "OnRoles",
    "OnRoutines",
    "OnSystem",
    "Privilege",
    "Recipient",
    "Revoke",
    "Routine",
    "Scope",
]


@dataclass(frozen=True)
class Grant(Command):
    privileges: tuple[Privilege, ...]
    on: On
    to: tuple[Recipient, ...]

    def sql(self) -> str:
        option = "ADMIN" if isinstance(self.on, OnRoles) else "GRANT"
        return _words(
            "GRANT",
            _privileges_sql(self.privileges),
            self.on.sql(),
            "TO",
            recipients_sql(self.to, option),
            _purposes_sql(self.on),
        )


@dataclass(frozen=True)
class Revoke(Command):
    """``option_for``: only the grant option, or the admin option of a role, is taken."""

    privileges: tuple[Privilege, ...]
    on: On
    grantees: tuple[Grantee, ...]
    option_for: bool = False
    cascade: bool = False

    def sql(self) -> str:
        option = "ADMIN" if isinstance(self.on, OnRoles) else "GRANT"
        return _words(
            "REVOKE",
            f"{option} OPTION FOR" if self.option_for else "",
            _privileges_sql(self.privileges),
            self.on.sql(),
            "FROM",
            grantees_sql(self.grantees),
            _purposes_sql(self.on),
            "CASCADE" if self.cascade else "",
        )


@dataclass(frozen=True)
class DefaultPrivileges(Command):
    """ALTER DEFAULT PRIVILEGES; ``granted`` False for REVOKE.

    Without ``users`` those of whoever runs it, without ``schemas`` everywhere in the
    database. ``type``: TABLES, FUNCTIONS or PROCEDURES.
    """

    granted: bool
    privileges: tuple[Privilege, ...]
    type: str
    recipients: tuple[Recipient, ...]
    users: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    option_for: bool = False
    cascade: bool = False

    def sql(self) -> str:
        return _words(
            "ALTER DEFAULT PRIVILEGES",
            f"FOR USER {_names_sql(self.users)}" if self.users else "",
            f"IN SCHEMA {_names_sql(self.schemas)}" if self.schemas else "",
            "GRANT" if self.granted else "REVOKE",
            "GRANT OPTION FOR" if self.option_for else "",
            _privileges_sql(self.privileges),
            f"ON {self.type}",
            "TO" if self.granted else "FROM",
            recipients_sql(self.recipients, "GRANT"),
            "CASCADE" if self.cascade else "",
        )


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _privileges_sql(privileges: tuple[Privilege, ...]) -> str:
    return ", ".join(privilege.sql() for privilege in privileges)


def _purposes_sql(on: On) -> str:
    return f"FOR {', '.join(on.purposes)}" if isinstance(on, OnIamRoles) else ""


def _names_sql(names: tuple[str, ...]) -> str:
    return ", ".join(quoted(name) for name in names)


_OPTIONS = ("GRANT", "ADMIN")
_ROLES = Rule("roles", ("USER", "ROLE"), "ADMIN")
_IAM_ROLES = Rule(ASSUMEROLE, ("USER", "ROLE", "GROUP", "PUBLIC"))


def _grant(at: Reader) -> Grant:
    if at.sees("ROLE"):
        roles = _roles(at)
        at.expect("TO")
        return _ended(at, Grant((), roles, read_recipients(at, _ROLES)))
    said = read_privileges(at)
    privileges = _privileges(said)
    if privileges[0].name == ASSUMEROLE:
        arns = _iam_roles(at)
        at.expect("TO")
        to = read_recipients(at, _IAM_ROLES)
        return _ended(at, Grant(privileges, OnIamRoles(arns, read_purposes(at)), to))
    on = _on(at, privileges, "TO")
    who = rule(said, on)
    _expect_grantees(at, privileges, "TO")
    return _ended(at, Grant(privileges, on, read_recipients(at, who)))


def _revoke(at: Reader) -> Revoke:
    start = at.token
    option = next((word for word in _OPTIONS if at.take(word, "OPTION", "FOR")), "")

    def demand_option(who: Rule) -> None:
        if option and option != who.option:
            assert start is not None
            raise UnreadableError(
                f"there is no {option.lower()} option for {who.what}",
                start.start,
                f"write {who.option} OPTION FOR" if who.option else "remove it",
            )

    if at.sees("ROLE"):
        demand_option(_ROLES)
        roles = _roles(at)
        at.expect("FROM")
        grantees = read_grantees(at, _ROLES, option_for=bool(option))
        return _ended(at, Revoke((), roles, grantees, bool(option)))
    said = read_privileges(at)
    privileges = _privileges(said)
    if privileges[0].name == ASSUMEROLE:
        demand_option(_IAM_ROLES)
        arns = _iam_roles(at)
        at.expect("FROM")
        grantees = read_grantees(at, _IAM_ROLES)
        return _ended(at, Revoke(privileges, OnIamRoles(arns, read_purposes(at)), grantees))
    on = _on(at, privileges, "FROM")
    who = rule(said, on)
    demand_option(who)
    _expect_grantees(at, privileges, "FROM")
    grantees = read_grantees(at, who, option_for=bool(option))
    cascade = who.behaviour and _cascade(at)
    return _ended(at, Revoke(privileges, on, grantees, bool(option), cascade))


def _default_privileges(at: Reader) -> DefaultPrivileges:
    users: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    if at.take("FOR"):
        at.expect("USER")
        users = at.listed(at.user)
    if at.take("IN"):
        at.expect("SCHEMA")
        schemas = at.listed(at.name)
    granted = at.choose("GRANT", "REVOKE") == "GRANT"
    option_for = not granted and at.take("GRANT", "OPTION", "FOR")
    said = read_privileges(at)
    at.expect("ON")
    kind = at.choose("TABLES", "FUNCTIONS", "PROCEDURES")
    who = rule_by_default(said, kind)
    if granted:
        at.expect("TO")
        recipients = read_recipients(at, who)
    else:
        at.expect("FROM")
        grantees = read_grantees(at, who, option_for=option_for)
        recipients = tuple(Recipient(grantee) for grantee in grantees)
    command = DefaultPrivileges(
        granted,
        _privileges(said),
        kind,
        recipients,
        users,
        schemas,
        option_for,
        cascade=not granted and _cascade(at),
    )
    return _ended(at, command)


def _roles(at: Reader) -> OnRoles:
    def role() -> str:
        at.expect("ROLE")
        return read_role(at)

    return OnRoles(at.listed(role))


def _iam_roles(at: Reader) -> tuple[str, ...]:
    at.expect("ON")
    return read_iam_roles(at)


def _on(at: Reader, privileges: tuple[Privilege, ...], grantees_follow: str) -> On:
    """Reads what the privileges are on, up to TO or FROM."""
    if privileges[0].name == CONNECT:
        return OnSystem(workgroup=at.take("ON", "WORKGROUP"))
    if at.take("ON"):
        return read_on(at)
    if at.take("FOR"):
        return read_scope(at)
    if not all(privilege.name in (*SYSTEM_PRIVILEGES, ALL) for privilege in privileges):
        at.fail("ON or FOR")
    if not at.sees(grantees_follow):
        at.fail(grantees_follow)
    return OnSystem()


def _expect_grantees(at: Reader, privileges: tuple[Privilege, ...], word: str) -> None:
    at.expect(word)
    if privileges[0].name == CONNECT:
        at.take("USER")


def _cascade(at: Reader) -> bool:
    """Reads CASCADE; RESTRICT is what happens without it."""
    return not at.take("RESTRICT") and at.take("CASCADE")


def _privileges(said: tuple[Said, ...]) -> tuple[Privilege, ...]:
    return tuple(privilege for privilege, _ in said)


def _ended(at: Reader, command: Read) -> Read:
    at.end()
    return command


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "GRANT": _grant,
    "REVOKE": _revoke,
    "ALTER DEFAULT PRIVILEGES": _default_privileges,
}
