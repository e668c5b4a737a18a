"""CREATE, ALTER and DROP of USER, GROUP and ROLE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from redlake.grammar.command import Command
from redlake.grammar.names import quoted
from redlake.grammar.options import (
    read_options,
    refuse,
    refuse_if_exists,
    refuse_if_not_exists,
    refuse_list,
    refuse_more,
)
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import UnreadableError
from redlake.grammar.user_options import (
    ALTER_OPTIONS,
    CREATE_OPTIONS,
    DISABLED,
    NOTHING_SAID,
    UserOptions,
    read_external_id,
    read_password,
)

PUBLIC = "public"

__all__ = [
    "DISABLED",
    "READERS",
    "AlterGroup",
    "AlterRole",
    "AlterUser",
    "CreateGroup",
    "CreateRole",
    "CreateUser",
    "DropGroup",
    "DropRole",
    "DropUser",
    "UserOptions",
]


@dataclass(frozen=True)
class CreateUser(Command):
    """``password`` is SQL: DISABLE, a string literal, or a secret's psql variable."""

    name: str
    password: str = field(repr=False)
    options: UserOptions = NOTHING_SAID
    groups: tuple[str, ...] = ()

    def sql(self) -> str:
        words = [f"CREATE USER {quoted(self.name)} PASSWORD {self.password}", *self.options.sql()]
        if self.groups:
            words.append(f"IN GROUP {_listed(self.groups)}")
        return " ".join(words)


@dataclass(frozen=True)
class AlterUser(Command):
    name: str
    password: str | None = field(default=None, repr=False)
    options: UserOptions = NOTHING_SAID
    rename: str | None = None

    def sql(self) -> str:
        words = [f"ALTER USER {quoted(self.name)}"]
        if self.password is not None:
            words.append(f"PASSWORD {self.password}")
        words.extend(self.options.sql())
        if self.rename is not None:
            words.append(f"RENAME TO {quoted(self.rename)}")
        return " ".join(words)


@dataclass(frozen=True)
class DropUser(Command):
    names: tuple[str, ...]
    if_exists: bool = False

    def sql(self) -> str:
        return f"DROP USER {'IF EXISTS ' * self.if_exists}{_listed(self.names)}"


@dataclass(frozen=True)
class CreateGroup(Command):
    name: str
    users: tuple[str, ...] = ()

    def sql(self) -> str:
        users = f" WITH USER {_listed(self.users)}" if self.users else ""
        return f"CREATE GROUP {quoted(self.name)}{users}"


@dataclass(frozen=True)
class AlterGroup(Command):
    """One of ``add``, ``drop`` (users) and ``rename``."""

    name: str
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    rename: str | None = None

    def sql(self) -> str:
        if self.rename is not None:
            change = f"RENAME TO {quoted(self.rename)}"
        elif self.add:
            change = f"ADD USER {_listed(self.add)}"
        else:
            change = f"DROP USER {_listed(self.drop)}"
        return f"ALTER GROUP {quoted(self.name)} {change}"


@dataclass(frozen=True)
class DropGroup(Command):
    name: str

    def sql(self) -> str:
        return f"DROP GROUP {quoted(self.name)}"


@dataclass(frozen=True)
class CreateRole(Command):
    name: str
    external_id: str | None = None

    def sql(self) -> str:
        provided = "" if self.external_id is None else f" EXTERNALID {quoted(self.external_id)}"
        return f"CREATE ROLE {quoted(self.name)}{provided}"


@dataclass(frozen=True)
class AlterRole(Command):
    """One of ``rename``, ``owner`` and ``external_id``."""

    name: str
    rename: str | None = None
    owner: str | None = None
    external_id: str | None = None

    def sql(self) -> str:
        if self.rename is not None:
            change = f"RENAME TO {quoted(self.rename)}"
        elif self.owner is not None:
            change = f"OWNER TO {quoted(self.owner)}"
        else:
            change = f"EXTERNALID TO {quoted(self.external_id or '')}"
        return f"ALTER ROLE {quoted(self.name)} {change}"


@dataclass(frozen=True)
class DropRole(Command):
    """``force`` takes the role from everyone first."""

    name: str
    force: bool = False

    def sql(self) -> str:
        return f"DROP ROLE {quoted(self.name)}{' FORCE' * self.force}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))


def _user(at: Reader) -> str:
    token, user = at.token, at.user()
    if token is not None and user == PUBLIC:
        # https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
        raise UnreadableError("PUBLIC is everyone, and no user", token.start, "name a user")
    _refuse_colon(at)
    return user


def _users(at: Reader) -> tuple[str, ...]:
    return at.listed(lambda: _user(at))


def _role(at: Reader) -> str:
    role = at.name("a role's name")
    _refuse_colon(at)
    return role


def _refuse_colon(at: Reader) -> None:
    """Names as IAMR:etl and sys:operator are common, and no words."""
    refuse(at, ":", "a name with a colon stands outside quotes", 'quote it, as in "IAMR:etl"')


def _create_user(at: Reader) -> CreateUser:
    refuse_if_not_exists(at, "CREATE USER")
    name = _user(at)
    at.take("WITH")
    at.expect("PASSWORD")
    password = read_password(at)
    said = read_options(at, CREATE_OPTIONS, "an option of CREATE USER")
    groups = said.pop("groups", ())
    return CreateUser(name, password, UserOptions(**said), groups)


def _alter_user(at: Reader) -> AlterUser:
    name = _user(at)
    at.take("WITH")
    if at.done():
        at.fail("an option of ALTER USER")
    refuse(
        at,
        "IN GROUP",
        "ALTER USER puts nobody in a group",
        "write ALTER GROUP … ADD USER …",
    )
    said = read_options(at, ALTER_OPTIONS, "an option of ALTER USER")
    password, rename = said.pop("password", None), said.pop("rename", None)
    settings = tuple((setting.name, setting.value) for setting in said.pop("settings", ()))
    return AlterUser(name, password, UserOptions(settings=settings, **said), rename)


def _drop_user(at: Reader) -> DropUser:
    if_exists = at.take("IF", "EXISTS")
    names = _users(at)
    refuse(
        at,
        "CASCADE",
        "DROP USER has no CASCADE",
        "give away what the user owns and revoke what it is granted, in statements before",
    )
    at.end()
    return DropUser(names, if_exists)


def _create_group(at: Reader) -> CreateGroup:
    refuse_if_not_exists(at, "CREATE GROUP")
    name = at.name("a group's name")
    users: tuple[str, ...] = ()
    if not at.done():
        at.choose("WITH USER", "USER")
        users = _users(at)
    at.end()
    return CreateGroup(name, users)


def _alter_group(at: Reader) -> AlterGroup:
    name = at.name("a group's name")
    match at.choose("ADD USER", "DROP USER", "RENAME TO"):
        case "ADD USER":
            command = AlterGroup(name, add=_users(at))
        case "DROP USER":
            command = AlterGroup(name, drop=_users(at))
        case _:
            command = AlterGroup(name, rename=at.name("a group's name"))
    refuse_more(at, "ALTER GROUP", "ADD", "DROP", "RENAME")
    return command


def _drop_group(at: Reader) -> DropGroup:
    refuse_if_exists(at, "DROP GROUP")
    name = at.name("a group's name")
    refuse_list(at, "DROP GROUP")
    at.end()
    return DropGroup(name)


def _create_role(at: Reader) -> CreateRole:
    refuse_if_not_exists(at, "CREATE ROLE")
    name = _role(at)
    external_id = read_external_id(at) if at.take("EXTERNALID") else None
    at.end()
    return CreateRole(name, external_id)


def _alter_role(at: Reader) -> AlterRole:
    name = _role(at)
    at.take("WITH")
    match at.choose("RENAME TO", "OWNER TO", "EXTERNALID TO"):
        case "RENAME TO":
            command = AlterRole(name, rename=_role(at))
        case "OWNER TO":
            command = AlterRole(name, owner=_user(at))
        case _:
            command = AlterRole(name, external_id=read_external_id(at))
    refuse_more(at, "ALTER ROLE", "RENAME", "OWNER", "EXTERNALID")
    return command


def _drop_role(at: Reader) -> DropRole:
    refuse_if_exists(at, "DROP ROLE")
    name = _role(at)
    refuse_list(at, "DROP ROLE")
    refuse(at, "CASCADE", "DROP ROLE has no CASCADE", "write FORCE")
    force = at.take("FORCE")
    if not force:
        at.take("RESTRICT")
    at.end()
    return DropRole(name, force)


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE USER": _create_user,
    "ALTER USER": _alter_user,
    "DROP USER": _drop_user,
    "CREATE GROUP": _create_group,
    "ALTER GROUP": _alter_group,
    "DROP GROUP": _drop_group,
    "CREATE ROLE": _create_role,
    "ALTER ROLE": _alter_role,
    "DROP ROLE": _drop_role,
}
