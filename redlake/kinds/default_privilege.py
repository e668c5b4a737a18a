"""Default privileges: what is granted on objects that a user will create."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.grammar.grants import DefaultPrivileges, Privilege, Recipient
from redlake.kinds import keys, privileges
from redlake.kinds.applying import applied
from redlake.kinds.assembling import by_grantee, grantee, grantee_key
from redlake.kinds.draft import Draft
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use

_OBJECTS = {"relation": "TABLES", "function": "FUNCTIONS", "procedure": "PROCEDURES"}
RUNNER = Key("user")
"""Whoever runs the revisions: the user whose defaults they are where no FOR USER is said."""


class DefaultPrivilegeKey(NamedTuple):
    type: str
    database: str
    of: Key
    schema: str
    objects: str
    to: Key
    privilege: str


@dataclass(frozen=True, slots=True)
class DefaultPrivilege(Object):
    """``of`` is the user whose objects it is about; ``within`` their schema, or the database.

    ``objects``: TABLES, FUNCTIONS or PROCEDURES.
    """

    privilege: str
    objects: str
    to: Key
    within: Key
    of: Key = RUNNER
    option: bool = False

    label = "default privilege"
    rank = 11

    @property
    def key(self) -> DefaultPrivilegeKey:
        in_schema = self.within.type == "schema"
        return DefaultPrivilegeKey(
            "default privilege",
            self.within.database if in_schema else self.within.name,
            self.of,
            self.within.name if in_schema else "",
            self.objects,
            self.to,
            self.privilege,
        )

    def uses(self) -> Iterable[Use]:
        yield Use(self.within, OnDrop.GOES)
        if self.of != RUNNER:
            yield Use(self.of, OnDrop.HOLDS, "has default privileges")
        yield Use(self.to, OnDrop.HOLDS, "is named in default privileges")

    def create(self) -> Iterator[Command]:
        yield from (command for command, _ in defaults([self], granted=True))

    def alter(self, after: DefaultPrivilege) -> Iterator[Command]:
        if after.option:
            yield from after.create()
        elif self.option:
            taken = defaults([self], granted=False, option_for=True)
            yield from (command for command, _ in taken)

    def drop(self) -> Iterator[Command]:
        yield from (command for command, _ in defaults([self], granted=False))

    def __str__(self) -> str:
        return told([self])


def built_in(database: str) -> DefaultPrivilege:
    """What holds in a new database: everyone may execute new functions.

    Of every user's functions; those that others create are not redlake's to know of.
    https://docs.aws.amazon.com/redshift/latest/dg/udf-security-and-privileges.html
    """
    return DefaultPrivilege("EXECUTE", "FUNCTIONS", keys.EVERYONE, keys.database(database))


def told(those: Sequence[DefaultPrivilege]) -> str:
    """Default privileges on the same objects in words, each privilege and grantee once."""
    first = those[0]
    to = ", ".join(dict.fromkeys(str(each.to) for each in those))
    what = privileges.folded((each.privilege for each in those), f"{first.objects} by default")
    whose = "whoever runs revisions" if first.of == RUNNER else str(first.of)
    objects = f"{first.objects.lower()} that {whose} creates in {first.within}"
    return f"{', '.join(what)} on {objects} to {to}"


def defaults(
    wanted: Iterable[DefaultPrivilege], *, granted: bool, option_for: bool = False
) -> Iterator[tuple[Command, list[DefaultPrivilege]]]:
    """The ALTER DEFAULT PRIVILEGES that give or take all of these, and which each does."""
    together: dict[tuple[Key, Key, str], dict[tuple[Key, bool], list[DefaultPrivilege]]] = {}
    for each in sorted(wanted, key=lambda each: (each.of, each.within, by_grantee(each.to))):
        holder = (each.to, each.option and granted)
        place = (each.of, each.within, each.objects)
        together.setdefault(place, {}).setdefault(holder, []).append(each)
    for (of, within, objects), by_holder in together.items():
        alike: dict[tuple[str, ...], list[tuple[Key, bool]]] = {}
        for holder, group in by_holder.items():
            named = privileges.folded((each.privilege for each in group), f"{objects} by default")
            alike.setdefault(tuple(named), []).append(holder)
        for names, holders in alike.items():
            command = DefaultPrivileges(
                granted,
                tuple(Privilege(name) for name in names),
                objects,
                tuple(Recipient(grantee(to), option) for to, option in holders),
                users=() if of == RUNNER else (of.name,),
                schemas=(within.name,) if within.type == "schema" else (),
                option_for=option_for,
            )
            yield command, [each for holder in holders for each in by_holder[holder]]


def granted_by_default(thing: Object, draft: Draft) -> Iterator[Grant]:
    """What a new object of the runner's is granted by itself."""
    objects = _OBJECTS.get(thing.key.type)
    places = (keys.schema(thing.key.database, thing.key.schema), keys.database(thing.key.database))
    for place in places:
        for default in draft.defaults_for(place):
            if (
                isinstance(default, DefaultPrivilege)
                and default.of == RUNNER
                and default.objects == objects
            ):
                grant = Grant(default.privilege, thing.key, default.to, option=default.option)
                if draft.find(grant.key) is None:
                    yield grant


@applied.register
def _applied(command: DefaultPrivileges, draft: Draft) -> None:
    owners = [keys.user(name) for name in command.users] or [RUNNER]
    places = [keys.schema(draft.database, name) for name in command.schemas]
    for of in owners:
        for within in places or [keys.database(draft.database)]:
            for recipient in command.recipients:
                to = grantee_key(recipient.grantee)
                names = [privilege.name for privilege in command.privileges]
                for privilege in privileges.expanded(names, f"{command.type} by default"):
                    _change(
                        DefaultPrivilege(
                            privilege, command.type, to, within, of, option=recipient.option
                        ),
                        command,
                        draft,
                    )


def _change(default: DefaultPrivilege, command: DefaultPrivileges, draft: Draft) -> None:
    there = draft.find(default.key)
    if command.granted:
        if there is None:
            draft.add(default)
        elif default.option:
            draft.change(default)
        return
    for use in default.uses():
        draft.demand(use.key)
    if isinstance(there, DefaultPrivilege):
        if command.option_for:
            draft.change(replace(there, option=False))
        else:
            draft.remove(there.key)
