"""How a plan comes about: what is done, and in which order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from redlake.errors import PlanError
from redlake.grammar.databases import AlterDatabase
from redlake.kinds.assembling import granted, revoked, without_option
from redlake.kinds.attachment import Attachment
from redlake.kinds.comment import Comment
from redlake.kinds.database import Database
from redlake.kinds.datashare import Shared
from redlake.kinds.default_privilege import DefaultPrivilege, defaults
from redlake.kinds.draft import Unmanaged
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.grant import Grant
from redlake.kinds.group import Group
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object, OnDrop, renamed
from redlake.kinds.relation import View
from redlake.kinds.role import Role
from redlake.kinds.routine import Routine
from redlake.kinds.row_security import RowSecurity
from redlake.kinds.user import User
from redlake.plan.difference import ACCESS
from redlake.plan.hazards import Hazard, HazardType
from redlake.plan.lineage import CircleError, sorted_by_need
from redlake.plan.writing import Atom, Writing

_PRINCIPALS = (User, Group, Role)


class Planning(Writing):
    """One plan in the making: ``run``, then ``steps`` is it."""

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
                f"planning left a difference at"
                f" {self._named(self.wanted.get(left[0]) or self.draft.objects[left[0]])}",
                way_out="please report this, with both States",
            )

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
        self._take_from_new_owners([key for key in keys if key not in doomed], database)
        self._take_default_privileges_in(doomed, database)
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
        if stays and not self._loses_owner(now, then):
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

    def _loses_owner(self, now: Object, then: Object | None) -> bool:
        """Whether its owner is dropped, and no other declared.

        What can be made anew is, and then belongs to whoever runs the revision.

        Raises:
            PlanError: it cannot be made anew without loss.
        """
        owner = getattr(now, "owner", None)
        if owner is None or getattr(then, "owner", owner) is not None or not self._goes(owner):
            return False
        if not isinstance(now, View | Routine | ExternalSchema):
            raise PlanError(
                f"{owner} goes, and nothing says who takes over {self._named(now)}",
                way_out="declare its owner: ALTER … OWNER TO in a template, or owner under"
                " [connection] in the environment's file",
            )
        return True

    def _take_from_new_owners(self, keys: Iterable[Any], database: str) -> None:
        """Revokes what a new owner was granted before: afterwards it would be the owner's own."""
        taken = []
        for key in keys:
            owner = getattr(self._then(key), "owner", None)
            if owner is not None and owner != getattr(self._now(key), "owner", None):
                taken += [
                    user
                    for user in self.draft.using(key)
                    if isinstance(user, Grant) and user.to == owner and not self._then(user.key)
                ]
        self._together(taken, revoked, database, "-")

    def _take_default_privileges_in(self, doomed: Iterable[Any], database: str) -> None:
        """Revokes those in schemas that go: no page says that they go along."""
        taken = [
            user
            for key in sorted(key for key in doomed if key.type == "schema")
            for user in self.draft.using(key)
            if isinstance(user, DefaultPrivilege)
        ]
        self._together(taken, lambda d: defaults(d, granted=False), database, "-")

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
        """Grants, memberships and default privileges: what is left of the difference.

        Those that refuse a transaction come last: a view that was made anew gets its grants
        back in the transaction that dropped it.
        """
        places = [database, ""] if database == self.home else [database]
        keys = [key for place in places for key in self._of(ACCESS, place)]
        alone = [key for key in keys if _refuses_transaction(self._then(key) or self._now(key))]
        apart = set(alone)
        self._settle([key for key in keys if key not in apart], database)
        self._settle(alone, database)

    def _settle(self, keys: Sequence[Any], database: str) -> None:
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


def _rank(thing: Object | None) -> int:
    assert thing is not None
    return thing.rank


def _refuses_transaction(thing: Object | None) -> bool:
    return isinstance(thing, Grant) and thing.refuses_transaction


def _of_kind(things: Iterable[Object], kind: type[Atom]) -> list[Atom]:
    return [thing for thing in things if isinstance(thing, kind)]


def _goes_with(thing: Object, doomed: Container[Any]) -> bool:
    """Whether it surely goes with something that is dropped.

    Of what is in a datashare and dropped itself, no page says so: it is taken out before.
    """
    match thing:
        case Attachment(relation=key, policy=policy):
            return key in doomed and policy not in doomed  # the policy may go before the relation
        case RowSecurity(relation=key) | Comment(about=key) | Shared(share=key):
            return key in doomed
    return False


def _within(key: Any, database: str) -> bool:
    """Whether it is in that database, or granted on it."""
    return bool(key.database == database) or (
        key.type == "grant" and (key.on.type, key.on.name) == ("database", database)
    )
