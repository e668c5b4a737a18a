"""How a plan comes about: phase by phase, each applied to the draft as it is planned."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from redlake.errors import PlanError
from redlake.grammar.command import Command
from redlake.grammar.databases import AlterDatabase
from redlake.grammar.names import quoted
from redlake.grammar.script import Statement
from redlake.grammar.tokens import tokenize
from redlake.grammar.transactions import refuses_transaction
from redlake.kinds import default_privilege, grant
from redlake.kinds.assembling import granted, revoked, without_option
from redlake.kinds.comment import Comment
from redlake.kinds.database import Database
from redlake.kinds.datashare import Shared
from redlake.kinds.default_privilege import DefaultPrivilege, defaults
from redlake.kinds.draft import Draft, Unmanaged
from redlake.kinds.grant import Grant
from redlake.kinds.group import Group
from redlake.kinds.keys import Key
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object, OnDrop, renamed
from redlake.kinds.relation import View
from redlake.kinds.role import Role
from redlake.kinds.user import User
from redlake.kinds.violations import ViolationError
from redlake.plan import hazards
from redlake.plan.hazards import Hazard, HazardType
from redlake.plan.lineage import CircleError, sorted_by_need
from redlake.plan.values import Step
from redlake.state import UNMANAGED, State, perform

_PRINCIPALS = (User, Group, Role)
_ACCESS = (Membership, Grant, DefaultPrivilege)
_ACCESS_TYPES = ("membership", "grant", "default privilege")
"""The types that their keys have."""

Atom = TypeVar("Atom", bound=Object)


class Planning:
    """One plan in the making. ``steps`` is what has been planned so far."""

    def __init__(self, before: State, after: State) -> None:
        if before.home != after.home:
            raise PlanError(f"{before.home} and {after.home} are different databases")
        self.home = before.home
        self.wanted = after.objects
        self._owners: dict[Any, Any] = {}  # of what was dropped to be made anew
        self.draft = Draft(before.home, before.objects.values())
        self.steps: list[Step] = []
        self._open: dict[tuple[str, bool], set[Any]] = {}
        changed = {key for key, thing in after.objects.items() if before.objects.get(key) != thing}
        self.draft.touched = changed | (before.objects.keys() - after.objects.keys())

    def run(self) -> None:
        """Plans all of it.

        Raises:
            PlanError: redlake finds no way.
        """
        self._rename_database()
        self._drop_what_is_replaced(Database)
        self._make(_PRINCIPALS, "")
        self._make((Database,), "")
        for database in self._databases():
            self._replace_within(database)
            self._settle_access(database)
        for kind in (Database, Role, Group, User):
            self._drop_rest(kind)
        left = [
            key
            for place in self._places()
            for access in (False, True)
            for key in self._differing(place, access=access)
        ]
        if left:
            raise PlanError(
                f"planning left a difference at {left[0]}",
                way_out="please report this, with both States",
            )

    # What differs, by the database where its statements run; what belongs to the whole of
    # the warehouse is under the empty name.

    def _places(self) -> list[str]:
        touched, self.draft.touched = self.draft.touched, set()
        for key in touched:
            self._open.setdefault((key.database, key.type in _ACCESS_TYPES), set()).add(key)
        return sorted({database for database, _ in self._open})

    def _differing(self, database: str, *, access: bool = False) -> list[Any]:
        """The keys of what is not yet as it should be, in no order.

        ``access`` asks for grants, memberships and default privileges; they are the most.
        """
        self._places()
        place = database, access
        self._open[place] = {key for key in self._open.get(place, ()) if self._differs(key)}
        return list(self._open[place])

    def _differs(self, key: Any) -> bool:
        return self._now(key) != self._then(key)

    def _then(self, key: Any) -> Object | None:
        """What is wanted; where no owner is declared, whoever owns it now may keep it."""
        thing = self.wanted.get(key)
        if thing is None or type(thing) is Unmanaged:
            return None
        if getattr(thing, "owner", key) is None:
            owner = getattr(self.draft.find(key), "owner", self._owners.get(key))
            if owner is not None:
                return replace(thing, owner=owner)  # type: ignore[type-var]
        return thing

    def _now(self, key: Any) -> Object | None:
        thing = self.draft.find(key)
        return None if type(thing) is Unmanaged else thing

    def _of(self, kinds: tuple[type[Object], ...], database: str) -> list[Any]:
        """The keys that differ, of these kinds, sorted."""
        found = [
            (thing.rank, key)
            for key in self._differing(database, access=kinds is _ACCESS)
            if isinstance(thing := self._then(key) or self._now(key), kinds)
        ]
        return [key for _, key in sorted(found)]

    def _databases(self) -> list[str]:
        """Those in which there is something to do, read ones before readers, home first.

        In one that is dropped there is nothing to do: what is in it goes with it.
        """
        dropped = {key.name for key in self._of((Database,), "") if self._then(key) is None}
        places = [p for p in self._places() if p != "" and p not in dropped] + [self.home]

        def reads(place: str) -> set[str]:
            views = (self._then(key) for key in self._open.get((place, False), ()))
            return {key.database for v in views if isinstance(v, View) for key in v.reads}

        def rank(place: str) -> tuple[bool, str]:
            return place != self.home, place

        try:
            return sorted_by_need(set(places), reads, rank)
        except CircleError:  # only late-binding views can do that, and they need not be ready
            return sorted(set(places), key=rank)

    # The phases.

    def _rename_database(self) -> None:
        """A database whose place another takes, with all that is in it, is renamed."""
        gone = [k for k in self._of((Database,), "") if self._then(k) is None]
        new = [k for k in self._of((Database,), "") if self._now(k) is None]
        if len(gone) != 1 or len(new) != 1:
            return
        (old_key,), (new_key,) = gone, new
        old, then = self._now(old_key), self._then(new_key)
        assert old is not None
        if renamed(old, old_key, new_key) != then:
            return
        moved = {
            renamed(thing, old_key, new_key).key
            for thing in self.draft.objects.values()
            if _within(thing.key, old_key.name)
        }
        there = {key for key in self.wanted if _within(key, new_key.name)}
        if moved != there:
            return
        self._emit(
            AlterDatabase(old_key.name, rename=new_key.name),
            self.home,
            "~",
            f"{old_key} becomes {new_key}",
            (new_key,),
            [
                Hazard(
                    HazardType.RENAMES,
                    f"{old_key.name} with all its data; what names it outside of redlake"
                    " must follow",
                )
            ],
        )

    def _drop_what_is_replaced(self, kind: type[Object]) -> None:
        for key in self._of((kind,), ""):
            now, then = self._now(key), self._then(key)
            if now is not None and then is not None and now.alter(then) is None:
                self._drop(now, replaced=True)

    def _make(self, kinds: tuple[type[Object], ...], database: str) -> None:
        """Creates and alters what needs nothing but what comes before it in rank."""
        for key in self._of(kinds, database):
            if self._then(key) is not None:
                self._bring(key)

    def _replace_within(self, database: str) -> None:
        """Schemas and what is in them: drops with all that stands on it, then creations."""
        keys = [
            key
            for key in self._differing(database)
            if not isinstance(self._then(key) or self._now(key), (*_PRINCIPALS, Database))
        ]
        doomed: dict[Any, Object] = {}
        for key in keys:
            self._doom(key, doomed)
        order = sorted_by_need(
            doomed,
            lambda key: [user.key for user in self.draft.using(key)],
            lambda key: (-_rank(doomed[key]), key),
        )
        for key in order:
            if self._now(key) is not None and not _goes_with(doomed[key], doomed):
                self._drop(doomed[key], replaced=self._then(key) is not None)
        coming = [
            key
            for key in self._differing(database)
            if not isinstance(self._then(key) or self._now(key), (*_PRINCIPALS, Database))
            and self._then(key) is not None
        ]
        for key in self._sorted(coming):
            self._bring(key)

    def _doom(self, key: Any, doomed: dict[Any, Object]) -> None:
        now, then = self._now(key), self._then(key)
        if now is None or key in doomed:
            return
        stays = then is not None and type(now) is type(then) and now.alter(then) is not None
        if stays:
            return
        found = [now]
        while found:
            thing = found.pop()
            if thing.key in doomed:
                continue
            doomed[thing.key] = thing
            found += [
                user
                for user, use in self.draft.users_of(thing.key)
                if (use.on_drop is OnDrop.CASCADES or isinstance(user, Shared))
                and not isinstance(user, Unmanaged)
            ]

    def _sorted(self, keys: Iterable[Any]) -> list[Any]:
        def needs(key: Any) -> Iterator[Any]:
            thing = self.wanted[key]
            yield from (use.key for use in thing.uses())
            if isinstance(thing, View):
                yield from thing.reads

        def rank(key: Any) -> tuple[int, Any]:
            return _rank(self.wanted[key]), key

        try:
            return sorted_by_need(keys, needs, rank)
        except CircleError as error:
            raise PlanError(
                f"these need each other: {error}", way_out="take one of them out of the circle"
            ) from None

    def _settle_access(self, database: str) -> None:
        """Grants, memberships and default privileges: what is left of the difference."""
        places = [database, ""] if database == self.home else [database]
        keys = [key for place in places for key in self._of(_ACCESS, place)]
        taken = [
            now
            for key in keys
            if (now := self._now(key)) and not self._then(key) and not self._goes_anyway(now)
        ]
        self._each(taken, Membership, lambda thing: thing.drop(), "-")
        self._together(_of_kind(taken, Grant), revoked, database, "-")
        self._together(
            _of_kind(taken, DefaultPrivilege), lambda d: defaults(d, granted=False), database, "-"
        )
        both = [(self._now(key), self._then(key)) for key in keys]
        kept = [(now, then) for now, then in both if now and then]
        less = [now for now, then in kept if getattr(now, "option", False)]
        self._together(_of_kind(less, Grant), without_option, database, "~", " (may grant it on)")
        self._together(
            _of_kind(less, DefaultPrivilege),
            lambda d: defaults(d, granted=False, option_for=True),
            database,
            "~",
            " (may grant it on)",
        )
        more = [then for _, then in kept if getattr(then, "option", False)]
        self._together(_of_kind(more, Grant), granted, database, "~", " (and may grant it on)")
        self._together(
            _of_kind(more, DefaultPrivilege),
            lambda d: defaults(d, granted=True),
            database,
            "~",
            " (and may grant it on)",
        )
        new = [then for key in keys if (then := self._then(key)) and not self._now(key)]
        self._each(new, Membership, lambda thing: thing.create(), "+")
        self._together(_of_kind(new, Grant), granted, database, "+")
        self._together(
            _of_kind(new, DefaultPrivilege), lambda d: defaults(d, granted=True), database, "+"
        )

    def _goes_anyway(self, thing: Object) -> bool:
        """Whether it hangs on a database that is about to be dropped, or is a member of what is."""
        return any(
            (use.key.type == "database" or isinstance(thing, Membership))
            and use.on_drop is OnDrop.GOES
            and not self._then(use.key)
            and self._now(use.key)
            for use in thing.uses()
        )

    def _drop_rest(self, kind: type[Object]) -> None:
        for key in reversed(self._of((kind,), "")):
            if (now := self._now(key)) is not None and self._then(key) is None:
                self._drop(now, replaced=False)

    # Steps.

    def _bring(self, key: Any) -> None:
        """Makes of what is there what is wanted, or creates it."""
        now, then = self._now(key), self._then(key)
        assert then is not None
        commands = then.create() if now is None else now.alter(then)
        if commands is None:
            raise PlanError(
                f"{now} cannot be changed in place, and redlake does not drop it by itself",
                way_out="write the statements by hand: redlake revision --empty",
            )
        named = self._named(then)
        dangers = hazards.of_bringing(now, then, named)
        for number, command in enumerate(commands):
            new = now is None and number == 0
            what = named if new else f"{named}: {_change(command, key)}"
            self._emit(command, then.database, "+" if new else "~", what, (key,), dangers)
            dangers = []

    def _drop(self, thing: Object, *, replaced: bool) -> None:
        what = self._named(thing) + (", to be made anew" if replaced else "")
        if replaced and (owner := getattr(thing, "owner", None)) in self.wanted:
            self._owners[thing.key] = owner
        for command in thing.drop():
            self._emit(
                command,
                thing.database,
                "-",
                what,
                (thing.key,),
                hazards.of_dropping(thing, self._named(thing), replaced=replaced),
            )

    def _each(
        self,
        things: Iterable[Object],
        kind: type[Object],
        commands: Callable[[Object], Iterator[Command]],
        sign: str,
    ) -> None:
        for thing in things:
            if isinstance(thing, kind):
                for command in commands(thing):
                    self._emit(command, thing.database, sign, str(thing), (thing.key,))

    def _together(
        self,
        atoms: list[Atom],
        assemble: Callable[[list[Atom]], Iterator[tuple[Command, list[Atom]]]],
        database: str,
        sign: str,
        more: str = "",
    ) -> None:
        # The home database first, whatever its name is in this environment.
        at_home = [atom for atom in atoms if _on_database(atom, self.home)]
        others = [atom for atom in atoms if not _on_database(atom, self.home)]
        for command, given in [*assemble(at_home), *assemble(others)]:
            what = f"{self._told(given)}{more}"
            self._emit(command, database, sign, what, tuple(atom.key for atom in given))

    def _told(self, atoms: Sequence[Object]) -> str:
        match atoms[0]:
            case Grant(on=on):
                thing = self.wanted.get(on) or self.draft.find(on)
                return grant.told(
                    [atom for atom in atoms if isinstance(atom, Grant)],
                    None if thing is None else self._named(thing),
                )
        return default_privilege.told(
            [atom for atom in atoms if isinstance(atom, DefaultPrivilege)]
        )

    def _named(self, thing: Object) -> str:
        """What a person calls it; that it is in the home database goes without saying."""
        return str(thing).removesuffix(f" in {quoted(self.home)}")

    def _emit(
        self,
        command: Command,
        database: str,
        sign: str,
        what: str,
        keys: tuple[Any, ...],
        dangers: Iterable[Hazard] = (),
    ) -> None:
        text = command.sql()
        comment = [f"hazard: {hazard}" for hazard in dangers]
        if any(self._assumes(key) for key in keys):
            comment.append(UNMANAGED)
        statement = Statement(
            text,
            database or self.home,
            transactional=not refuses_transaction(tokenize(text)),
            comment="\n".join(comment),
        )
        try:
            perform(command, statement, self.draft)
        except ViolationError as violation:
            raise PlanError(
                f"Redshift would refuse {statement.summary}: {violation}",
                way_out=violation.way_out,
            ) from None
        self.steps.append(Step(sign, what, statement, command, keys, tuple(dangers)))

    def _assumes(self, key: Any) -> bool:
        """Whether the object uses what others own."""
        thing = self.wanted.get(key) or self.draft.find(key)
        if thing is None:
            return False
        used = (self.wanted.get(use.key) or self.draft.find(use.key) for use in thing.uses())
        return any(isinstance(one, Unmanaged) and not one.built_in for one in used)


def _rank(thing: Object | None) -> int:
    assert thing is not None
    return thing.rank


def _on_database(atom: Object, name: str) -> bool:
    return isinstance(atom, Grant) and (atom.on.type, atom.on.name) == ("database", name)


def _of_kind(things: Iterable[Object], kind: type[Atom]) -> list[Atom]:
    return [thing for thing in things if isinstance(thing, kind)]


def _goes_with(thing: Object, doomed: Container[Any]) -> bool:
    """Whether it surely goes with something that is dropped.

    Of what is in a datashare and dropped itself, no page says so: it is taken out before.
    """
    match thing:
        case Comment(about=key) | Shared(share=key):
            return key in doomed
    return False


def _within(key: Any, database: str) -> bool:
    """Whether it is in that database, or granted on it."""
    return bool(key.database == database) or (
        key.type == "grant" and (key.on.type, key.on.name) == ("database", database)
    )


def _change(command: Command, key: Any) -> str:
    """What an ALTER does, in its own words; that of a REPLACE is in its text."""
    if getattr(command, "or_replace", False):
        return "replaced in place"
    sql = command.sql()
    shown = key.shown if isinstance(key, Key) else ""
    _, name, tail = sql.partition(f"{shown} ") if shown else ("", "", "")
    return tail if name else sql
