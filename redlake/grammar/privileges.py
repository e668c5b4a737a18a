"""Privileges: which there are, on what they can be held, and by whom.

The tables are those of https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html and
r_ALTER_DEFAULT_PRIVILEGES.html; the system privileges also of r_roles-system-privileges.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from redlake.grammar.granted import On, OnAllIn, OnObjects, OnRoutines, OnSystem, Scope
from redlake.grammar.grantees import POLICIES, Rule
from redlake.grammar.names import quoted
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, Token, UnreadableError

ALL = "ALL"
ASSUMEROLE = "ASSUMEROLE"
CONNECT = "CONNECT"
CREATE_MODEL = "CREATE MODEL"


class Privilege(NamedTuple):
    """``name`` in upper case, ALL for ALL PRIVILEGES, TEMPORARY for TEMP; its columns if any."""

    name: str
    columns: tuple[str, ...] = ()

    def sql(self) -> str:
        columns = f" ({', '.join(quoted(column) for column in self.columns)})"
        return f"{self.name}{columns if self.columns else ''}"


class Said(NamedTuple):
    """A privilege, and the token that it begins with."""

    privilege: Privilege
    token: Token


SYSTEM_PRIVILEGES = (
    "CREATE ROLE",
    "DROP ROLE",
    "CREATE USER",
    "DROP USER",
    "ALTER USER",
    "CREATE SCHEMA",
    "DROP SCHEMA",
    "ALTER DEFAULT PRIVILEGES",
    "ACCESS CATALOG",
    "ACCESS SYSTEM TABLE",
    "CREATE TABLE",
    "DROP TABLE",
    "ALTER TABLE",
    "CREATE OR REPLACE FUNCTION",
    "CREATE OR REPLACE EXTERNAL FUNCTION",
    "DROP FUNCTION",
    "CREATE OR REPLACE PROCEDURE",
    "DROP PROCEDURE",
    "CREATE OR REPLACE VIEW",
    "DROP VIEW",
    CREATE_MODEL,
    "DROP MODEL",
    "CREATE DATASHARE",
    "ALTER DATASHARE",
    "DROP DATASHARE",
    "CREATE LIBRARY",
    "DROP LIBRARY",
    "ANALYZE",
    "CANCEL",
    "TRUNCATE TABLE",
    "VACUUM",
    "IGNORE RLS",
    "EXPLAIN RLS",
    "EXPLAIN MASKING",
)

_ON_TABLES = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "DROP",
    "REFERENCES",
    "ALTER",
    "TRUNCATE",
    ALL,
)
_ON_SCHEMAS = ("CREATE", "USAGE", "ALTER", "DROP", ALL)
_ON_ROUTINES = ("EXECUTE", ALL)

ON: Mapping[str, tuple[str, ...]] = {
    "TABLE": _ON_TABLES,
    "TABLES": _ON_TABLES,
    "DATABASE": ("CREATE", "USAGE", "TEMPORARY", "ALTER", ALL),
    "SCHEMA": _ON_SCHEMAS,
    "SCHEMAS": _ON_SCHEMAS,
    "FUNCTION": _ON_ROUTINES,
    "FUNCTIONS": _ON_ROUTINES,
    "PROCEDURE": _ON_ROUTINES,
    "PROCEDURES": _ON_ROUTINES,
    "MODEL": _ON_ROUTINES,
    "LANGUAGE": ("USAGE",),
    "LANGUAGES": ("USAGE",),
    "DATASHARE": ("ALTER", "SHARE", "USAGE"),
    "COPY JOB": ("ALTER", "DROP", ALL),
    "COPY JOBS": ("CREATE", "ALTER", "DROP", ALL),
    "TEMPLATE": ("ALTER", "DROP", "USAGE", ALL),
    "EXTERNAL TABLE": ("SELECT", "ALTER", "DROP", "DELETE", "INSERT", ALL),
    "EXTERNAL SCHEMA": ("CREATE", "ALTER", "DROP", ALL),
}
"""By what they are held on, ALL among them where it may be said."""

BY_DEFAULT: Mapping[str, tuple[str, ...]] = {
    "TABLES": tuple(name for name in _ON_TABLES if name != "ALTER"),
    "FUNCTIONS": _ON_ROUTINES,
    "PROCEDURES": _ON_ROUTINES,
}
"""By what they are held on once it is created, ALL among them."""

ON_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "TABLE": ("SELECT", "UPDATE", ALL),
    "EXTERNAL TABLE": ("SELECT", ALL),
}
"""Those that may be held on columns, ALL among them."""

_OTHER_NAMES = {"TEMP": "TEMPORARY", "ALL PRIVILEGES": ALL}
_LONGEST_FIRST = sorted(
    {
        *SYSTEM_PRIVILEGES,
        *(name for names in ON.values() for name in names),
        *_OTHER_NAMES,
        ASSUMEROLE,
        CONNECT,
    },
    key=len,
    reverse=True,
)
_BY_FIRST_WORD: dict[str, list[tuple[str, list[str]]]] = {}
for _name in _LONGEST_FIRST:
    _BY_FIRST_WORD.setdefault(_name.split()[0], []).append((_name, _name.split()))

_ALONE = (ALL, ASSUMEROLE, CONNECT)
_WITH_COLUMNS = ("SELECT", "UPDATE", ALL)

_ANYONE = ("USER", "ROLE", "GROUP", "PUBLIC")
_READ_BY_POLICIES = ("TABLE", "FUNCTION")
_SHARED = ("DATABASE", "SCHEMA", "TABLE", "TABLES", "FUNCTION", "FUNCTIONS")
"""What is granted to a datashare to be shared
(https://docs.aws.amazon.com/redshift/latest/dg/permissions-datashares.html)."""


def read_privileges(at: Reader) -> tuple[Said, ...]:
    """Reads privileges, with commas between them."""
    found: list[Said] = []
    while True:
        said = _privilege(at)
        name = said.privilege.name
        names = [privilege.name for privilege, _ in found]
        if name in names:
            raise UnreadableError(f"{name} is said twice", said.token.start, "say it once")
        for alone in _ALONE if found else ():
            if alone in (name, *names):
                raise UnreadableError(
                    f"{alone} goes with no other privilege",
                    said.token.start,
                    "write two statements",
                )
        found.append(said)
        if not at.take(","):
            return tuple(found)


def rule(privileges: Sequence[Said], on: On) -> Rule:
    """Who may hold these privileges.

    Raises:
        UnreadableError: they cannot be held on this, or not together.
    """
    match on:
        case OnSystem():
            return _system_rule(privileges)
        case Scope(kind):
            _demand(privileges, ON[kind], _noun(kind))
            return Rule("scoped permissions", ("USER", "ROLE", "DATASHARE"), "GRANT")
        case OnAllIn(kind):
            _demand(privileges, ON[kind], kind.lower())
            return _object_rule(kind, kind.lower())
        case OnRoutines(kind):
            _demand(privileges, ON[kind], f"a {kind.lower()}")
            return _object_rule(kind, f"{kind.lower()}s", policies=_all(privileges, "EXECUTE"))
        case OnObjects(kind):
            noun = _noun(kind)
            article = "an" if noun[0] in "aeiou" else "a"
            _demand(privileges, ON[kind], f"{article} {noun}", ON_COLUMNS.get(kind, ()))
            return _objects_rule(kind, f"{noun}s", privileges)
    raise AssertionError(on)


def rule_by_default(privileges: Sequence[Said], kind: str) -> Rule:
    """Who may hold these privileges by default on what is created later.

    Raises:
        UnreadableError: they cannot be held by default.
    """
    _demand(privileges, BY_DEFAULT[kind], f"{kind.lower()} by default")
    return Rule("default privileges", _ANYONE, "GRANT", behaviour=True)


def _noun(kind: str) -> str:
    return kind.lower().replace("copy", "COPY")


def _privilege(at: Reader) -> Said:
    token = at.token
    first = token.value.upper() if token is not None and token.kind is Kind.WORD else ""
    name = next((name for name, words in _BY_FIRST_WORD.get(first, ()) if at.take(*words)), None)
    if token is None or name is None:
        at.fail("a privilege")
    name = _OTHER_NAMES.get(name, name)
    columns: tuple[str, ...] = ()
    bracket = at.token
    if bracket is not None and at.take("("):
        if name not in _WITH_COLUMNS:
            raise UnreadableError(
                f"{name} takes no columns",
                bracket.start,
                f"only {', '.join(_WITH_COLUMNS)} do: remove them",
            )
        columns = at.listed(at.name)
        at.expect(")")
    return Said(Privilege(name, columns), token)


def _demand(
    privileges: Sequence[Said],
    names: tuple[str, ...],
    what: str,
    on_columns: tuple[str, ...] = (),
) -> None:
    for (name, columns), token in privileges:
        if name not in names:
            raise UnreadableError(
                f"{name} is no privilege on {what}",
                token.start,
                f"there {'are' if names[1:] else 'is'} {', '.join(names)}",
            )
        if columns and name not in on_columns:
            raise UnreadableError(
                f"{name} on {what} takes no columns",
                token.start,
                f"{', '.join(on_columns)} do" if on_columns else "remove them",
            )
        if bool(columns) != bool(privileges[0].privilege.columns):
            raise UnreadableError(
                "privileges on columns and on all of a table do not go together",
                token.start,
                "write two statements",
            )


def _object_rule(kind: str, what: str, *, policies: bool = False) -> Rule:
    grantees: tuple[str, ...] = _ANYONE
    if kind in _SHARED:
        grantees = (*grantees, "DATASHARE")
    if policies and kind in _READ_BY_POLICIES:
        grantees = (*grantees, *POLICIES)
    return Rule(f"privileges on {what}", grantees, "GRANT", behaviour=True)


def _objects_rule(kind: str, what: str, privileges: Sequence[Said]) -> Rule:
    first = privileges[0]
    match kind:
        case "EXTERNAL TABLE":
            grantees = ("IAM_ROLE",) if first.privilege.columns else ("IAM_ROLE", "PUBLIC")
            return Rule(f"privileges on {what}", grantees, "GRANT")
        case "EXTERNAL SCHEMA":
            return Rule(f"privileges on {what}", ("IAM_ROLE",), "GRANT")
        case "DATASHARE" if _all(privileges, "USAGE"):
            return Rule("USAGE on a datashare", ("NAMESPACE", "ACCOUNT"))
        case "DATASHARE":
            for (name, _), token in privileges:
                if name == "USAGE":
                    raise UnreadableError(
                        "USAGE of a datashare is its consumers', ALTER and SHARE are not",
                        token.start,
                        "write two statements",
                    )
            return Rule("ALTER and SHARE on a datashare", _ANYONE, "GRANT")
        case "TABLE" if first.privilege.columns:
            return Rule("privileges on columns", _ANYONE, behaviour=True)
    return _object_rule(kind, what, policies=_all(privileges, "SELECT"))


def _all(privileges: Sequence[Said], name: str) -> bool:
    return all(privilege.name == name for privilege, _ in privileges)


def _system_rule(privileges: Sequence[Said]) -> Rule:
    if _all(privileges, CREATE_MODEL):
        return Rule(CREATE_MODEL, _ANYONE, "GRANT", behaviour=True)
    if _all(privileges, CONNECT):
        return Rule(CONNECT, ("USER", "ROLE", "PUBLIC"))
    _demand(privileges, (*SYSTEM_PRIVILEGES, ALL), "the system")
    return Rule("system privileges", ("ROLE",))
