"""Users. Their passwords are write-only: Redshift shows none, so none is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from redlake.grammar.command import Command
from redlake.grammar.passwords import password_flaw
from redlake.grammar.principals import DISABLED, AlterUser, CreateUser, DropUser, UserOptions
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object, Use
from redlake.kinds.violations import ViolationError, exists

UNLIMITED = "UNLIMITED"
NEVER = "infinity"
"""How VALID UNTIL is taken back (https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_USER.html)."""


@dataclass(frozen=True, slots=True)
class User(Object):
    """A user; each attribute as it is without being said."""

    key: Key
    password: str = field(default=DISABLED, compare=False, repr=False)
    createdb: bool = False
    superuser: bool = False
    syslog_access: str = "RESTRICTED"
    valid_until: str = NEVER
    connection_limit: int | str = UNLIMITED
    session_timeout: int | str = "RESET"
    external_id: str | None = None
    settings: tuple[tuple[str, str | None], ...] = ()

    label = "user"
    rank = 0

    def uses(self) -> Iterable[Use]:
        return ()

    def create(self) -> Iterator[Command]:
        options = replace(_changes(User(self.key), self), settings=())
        # One statement may not say both of a superuser without a password.
        promoted = self.superuser and self.password == DISABLED
        if promoted:
            options = replace(options, superuser=None)
        yield CreateUser(self.key.name, self.password, options)
        if promoted:
            yield AlterUser(self.key.name, options=UserOptions(superuser=True))
        for setting in self.settings:
            yield AlterUser(self.key.name, options=UserOptions(settings=(setting,)))

    def alter(self, after: User) -> Iterator[Command] | None:
        if self.external_id is not None and after.external_id is None:
            return None  # ALTER USER has no word that takes it back
        return self._altered(after)

    def _altered(self, after: User) -> Iterator[Command]:
        changes = _changes(self, after)
        if (options := replace(changes, settings=(), session_timeout=None)) != UserOptions():
            yield AlterUser(self.key.name, options=options)
        if changes.session_timeout is not None:
            timeout = UserOptions(session_timeout=changes.session_timeout)
            yield AlterUser(self.key.name, options=timeout)
        for setting in changes.settings:
            yield AlterUser(self.key.name, options=UserOptions(settings=(setting,)))

    def drop(self) -> Iterator[Command]:
        yield DropUser((self.key.name,))


_FIELDS = (
    "createdb",
    "superuser",
    "syslog_access",
    "valid_until",
    "connection_limit",
    "session_timeout",
    "external_id",
)


def _changes(before: User, after: User) -> UserOptions:
    old, new = dict(before.settings), dict(after.settings)
    settings = tuple(
        (name, new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )
    changed = {
        name: getattr(after, name)
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    }
    return UserOptions(**changed, settings=settings)


def _with(user: User, options: UserOptions) -> User:
    said = {name: value for name in _FIELDS if (value := getattr(options, name)) is not None}
    if said.get("connection_limit") == -1:
        said["connection_limit"] = UNLIMITED
    settings = {**dict(user.settings), **dict(options.settings)}
    kept = tuple(sorted((name, value) for name, value in settings.items() if value is not None))
    return replace(user, **said, settings=kept)


@applied.register
def _created(command: CreateUser, draft: Draft) -> None:
    _demand_no_role(command.name, draft)
    _demand_password(command.password, superuser=command.options.superuser)
    draft.add(_with(User(keys.user(command.name), command.password), command.options))
    for name in command.groups:
        draft.demand_managed(keys.group(name))
        draft.add(Membership(keys.group(name), keys.user(command.name)))


@applied.register
def _altered(command: AlterUser, draft: Draft) -> None:
    user = draft.demand_managed(keys.user(command.name))
    assert isinstance(user, User)
    if command.rename is not None:
        _demand_no_role(command.rename, draft)
        draft.rename(user.key, keys.user(command.rename))
        return
    password = user.password
    if command.password is not None:
        password = command.password
        superuser = command.options.superuser
        _demand_password(password, superuser=user.superuser if superuser is None else superuser)
    draft.change(_with(replace(user, password=password), command.options))


@applied.register
def _dropped(command: DropUser, draft: Draft) -> None:
    for name in command.names:
        key = keys.user(name)
        if command.if_exists and draft.find(key) is None:
            continue
        draft.demand_managed(key)
        draft.drop(key)


def _demand_no_role(name: str, draft: Draft) -> None:
    """Users and roles share their names, as ``role`` says."""
    if (role := draft.find(keys.role(name))) is not None:
        raise exists(role)


def _demand_password(password: str, *, superuser: bool | None) -> None:
    """Sees that a statement may say this password.

    That a user whose password is disabled becomes a superuser later, no page refuses.
    """
    if superuser and password == DISABLED:
        raise ViolationError(
            "42501",
            "the password of a superuser cannot be disabled",
            "give it one that nobody knows: an md5 of random bytes",
        )
    if (flaw := password_flaw(password)) is not None:
        raise ViolationError(
            "22023",
            f"Redshift does not take this password: {flaw}",
            "write 8 to 64 characters, an upper-case and a lower-case letter and a digit among"
            " them; or let it be a secret, as in :'secret_x'",
        )
