"""Who can do what, and through what, by a State.

A right is somebody's directly, through a role (which may be another role's), through a
group, as everyone's, by ownership, or because a superuser may do everything. What Redshift
checks besides, such as USAGE on the schema of a table, is a right of its own and not
computed into others.

Example:
    >>> from redlake.grammar import script
    >>> from redlake.state import State, replay
    >>> sql = "CREATE ROLE r; CREATE USER ann PASSWORD DISABLE; CREATE SCHEMA s;"
    >>> sql += "GRANT ROLE r TO ann; GRANT USAGE ON SCHEMA s TO ROLE r;"
    >>> state = replay(State.empty("dev"), script.read(sql, "dev"))
    >>> access(state, who="ann", on="s")
    [Row(who='user ann', may='USAGE', on='schema s', through='role r')]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

from redlake.errors import InputError
from redlake.grammar.names import quoted
from redlake.kinds import keys, privileges
from redlake.kinds.default_privilege import RUNNER, DefaultPrivilege, built_in
from redlake.kinds.draft import Unmanaged
from redlake.kinds.grant import ROLE, Grant
from redlake.kinds.keys import EVERYONE, Key
from redlake.kinds.membership import Membership
from redlake.kinds.user import User
from redlake.state import State

EVERYTHING = "everything"
DIRECTLY = "directly"
SUPERUSER_ROLE = "sys:superuser"

_COVERED_BY_SCOPE = {
    "TABLES": "relation",
    "FUNCTIONS": "function",
    "PROCEDURES": "procedure",
    "SCHEMAS": "schema",
}
_PRINCIPALS = ("user", "role", "group", "public")
_SUGGESTIONS = 3
_WORD_ENDS = re.compile(r"[\W_]+")
_Kind = TypeVar("_Kind")


class Row(NamedTuple):
    """One right in words."""

    who: str
    may: str
    on: str
    through: str


@dataclass(frozen=True)
class _Right:
    """What somebody may; ``about`` is the key it hangs on, None for everything there is."""

    may: str
    on: str
    about: Key | None
    by: str = ""
    """Through what, where that is not who holds it: ownership, default privileges."""
    as_delivered: bool = False
    """Whether every database has it from the start, so that it is said only if asked for."""


def access(state: State, *, who: str | None = None, on: str | None = None) -> list[Row]:
    """The rights in a State: users', roles' and groups', in this order.

    ``who`` and ``on`` are names, in any case: whole ones if there are such, else parts. What
    everyone may is also said of those that ``who`` names.

    Raises:
        InputError: nothing is named like that.
    """
    found = _Access(state)
    principals = sorted(found.principals, key=_order)
    if who is not None:
        chosen = _named(who, {key: _names(key) for key in principals}, "user, role or group")
        principals = [key for key in principals if key in chosen]
    about = None
    if on is not None:
        about = _named(on, {key: _names(key) for key in found.things}, "object")
    return [
        Row(_who(key), right.may, right.on, through)
        for key in principals
        for right, through in found.rights(key, of_everyone=who is not None)
        if about is None or right.about is None or any(_covers(right.about, it) for it in about)
        if not right.as_delivered or about is not None or (who is not None and key == EVERYONE)
    ]


class _Access:
    def __init__(self, state: State) -> None:
        self.state = state
        self._held: dict[Key, list[_Right]] = {}
        self._roles: dict[Key, list[Key]] = {}
        self._groups: dict[Key, list[Key]] = {}
        self._hold_grants()
        self._hold_default_privileges()
        self._hold_everything_else()
        self.principals = self._held.keys() | {
            key for key in state.objects if isinstance(key, Key) and key.type in _PRINCIPALS[:3]
        }

    @property
    def things(self) -> set[Key]:
        """What there may be a right on."""
        found = {right.about for rights in self._held.values() for right in rights}
        found |= {key for key in self.state.objects if isinstance(key, Key)}
        return {
            key
            for key in found
            if key is not None and key.type not in ("user", "public", "scope", "all in")
        }

    def rights(self, who: Key, *, of_everyone: bool) -> Iterator[tuple[_Right, str]]:
        """Each right of somebody's, and through what."""
        yield from self._through(who, "")
        for role in sorted(self._roles.get(who, ())):
            for reached, path in self._within(role):
                yield from self._through(reached, path)
        for group in sorted(self._groups.get(who, ())):
            yield from self._through(group, str(group))
        if of_everyone and who.type == "user" and who != RUNNER:
            yield from self._through(EVERYONE, str(EVERYONE))

    def _through(self, holder: Key, path: str) -> Iterator[tuple[_Right, str]]:
        for right in self._held.get(holder, ()):
            yield right, ", ".join(filter(None, (path, right.by))) or DIRECTLY

    def _within(self, role: Key) -> Iterator[tuple[Key, str]]:
        """A role, and the roles that it has, each once and by the shortest way."""
        paths = {role: str(role)}
        waiting = [role]
        for reached in waiting:
            yield reached, paths[reached]
            for other in sorted(self._roles.get(reached, ())):
                if other not in paths:
                    paths[other] = f"{paths[reached]} -> {other}"
                    waiting.append(other)

    def _hold(self, who: Key, right: _Right) -> None:
        self._held.setdefault(who, []).append(right)

    def _hold_grants(self) -> None:
        together: dict[tuple[Key, Key, bool], list[Grant]] = {}
        for grant in self._of(Grant):
            if grant.privilege == ROLE:
                self._roles.setdefault(grant.to, []).append(grant.on)
            together.setdefault((grant.on, grant.to, grant.option), []).append(grant)
        for on, to, option in sorted(together):
            may = privileges_in_words(together[on, to, option])
            more = " (and may grant it on)" if option else ""
            self._hold(to, _Right(may + more, self._shown(on), on))
            if (on.type, on.name) == ("role", SUPERUSER_ROLE):
                self._hold(on, _Right(EVERYTHING, EVERYTHING, None))

    def _hold_default_privileges(self) -> None:
        together: dict[tuple[Key, str, Key, Key, bool], dict[str, DefaultPrivilege]] = {}
        for each in self._of(DefaultPrivilege):
            place = each.within, each.objects, each.of, each.to, each.option
            together.setdefault(place, {})[each.privilege] = each
        for within, objects, of, to, option in sorted(together):
            whats = together[within, objects, of, to, option]
            may = ", ".join(privileges.folded(whats, objects))
            more = " (and may grant it on)" if option else ""
            on = f"{objects.lower()} that {_who(of)} creates in {self._shown(within)}"
            delivered = [*whats.values()] == [built_in(within.name)]
            right = _Right(may + more, on, within, "default privileges", delivered)
            self._hold(to, right)

    def _hold_everything_else(self) -> None:
        for membership in self._of(Membership):
            self._groups.setdefault(membership.user, []).append(membership.group)
            in_it = _Right("is in it", str(membership.group), membership.group)
            self._hold(membership.user, in_it)
        for user in self._of(User):
            if user.superuser:
                self._hold(user.key, _Right(EVERYTHING, EVERYTHING, None, "superuser"))
        for key, thing in sorted(self.state.managed.items(), key=lambda item: str(item[0])):
            if hasattr(thing, "owner"):
                owned = _Right(EVERYTHING, self._shown(key), key, "ownership")
                self._hold(thing.owner or RUNNER, owned)

    def _of(self, kind: type[_Kind]) -> list[_Kind]:
        return [thing for thing in self.state.managed.values() if isinstance(thing, kind)]

    def _shown(self, on: Key) -> str:
        """What a person calls it; that it is in the home database goes without saying."""
        where = ""
        if on.database and on.database != self.state.home:
            where = f" in {quoted(on.database)}"
        match on.type:
            case "all in":
                return f"all {on.name.lower()} in schema {quoted(on.schema)}{where}"
            case "scope" if on.schema:
                return f"{on.name.lower()} in schema {quoted(on.schema)}, now and later{where}"
            case "scope":
                return f"{on.name.lower()} in database {quoted(on.database)}, now and later"
            case "system":
                return "the warehouse"
            case "role" if isinstance(self.state.objects.get(on), Unmanaged):
                return f"{on}, which redlake does not keep"
        thing = self.state.objects.get(on)
        if thing is None or isinstance(thing, Unmanaged):
            return f"{on}{where}"
        return str(thing).removesuffix(f" in {quoted(self.state.home)}")


def privileges_in_words(grants: Sequence[Grant]) -> str:
    """The privileges of grants on one thing, each once and with its columns."""
    on = grants[0].on
    if on.type == "role":
        return "has it"
    of = on.name if on.type in ("all in", "scope") else on.type
    whole = privileges.folded({grant.privilege for grant in grants if not grant.column}, of)
    columns: dict[str, list[str]] = {}
    for grant in grants:
        if grant.column:
            columns.setdefault(grant.privilege, []).append(quoted(grant.column))
    if on.type == "iam role":
        return f"ASSUMEROLE for {', '.join(whole)}"
    parts = [f"{name} ({', '.join(sorted(columns[name]))})" for name in sorted(columns)]
    return ", ".join([*whole, *parts])


def _who(key: Key) -> str:
    return "whoever runs revisions" if key == RUNNER else str(key)


def _order(key: Key) -> tuple[bool, int, Key]:
    last = len(_PRINCIPALS)
    number = _PRINCIPALS.index(key.type) if key.type in _PRINCIPALS else last
    return key == RUNNER, number, key


def _covers(about: Key, thing: Key) -> bool:
    """Whether a right on ``about`` says something of ``thing``."""
    if about == thing:
        return True
    place = keys.schema(about.database, about.schema)
    if not about.schema:
        place = keys.database(about.database)
    if about.type in ("all in", "external table"):
        return thing == place
    if about.type != "scope":
        return False
    if thing == place:
        return True
    inside = thing.database == about.database and about.schema in ("", thing.schema)
    return inside and thing.type == _COVERED_BY_SCOPE.get(about.name)


def _names(key: Key) -> list[str]:
    """What it may be called: with its type, its schema and its database, and without."""
    parts = [part for part in (key.database, key.schema, key.name) if part]
    names = [".".join(parts[start:]) for start in range(len(parts))] or [_who(key)]
    return [name.casefold() for name in (*names, key.shown, str(key)) if name]


def _named(name: str, names: dict[Key, list[str]], what: str) -> Collection[Key]:
    """The keys that have this name, or else have it within theirs."""
    wanted = name.casefold()
    exact = {key for key, called in names.items() if wanted in called}
    found = exact or {key for key, called in names.items() if any(wanted in c for c in called)}
    if wanted and found:
        return found
    near = _nearest(wanted, names)
    raise InputError(
        f"there is no {what} called {name}",
        way_out=f"did you mean {' or '.join(near)}?" if near else "leave it out to see all",
    )


def _nearest(wanted: str, names: dict[Key, list[str]]) -> list[str]:
    """What was probably meant: names, or words within them, that look like it."""
    known: dict[str, Key] = {}
    for key in sorted(names, reverse=True):
        for called in names[key]:
            known |= dict.fromkeys((called, *_WORD_ENDS.split(called)), key)
    near = get_close_matches(wanted, known, n=_SUGGESTIONS)
    return list(dict.fromkeys(known[called].shown or _who(known[called]) for called in near))
