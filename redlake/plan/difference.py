"""What differs still between a draft and the State that it is to become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from redlake.errors import PlanError
from redlake.kinds.default_privilege import DefaultPrivilege
from redlake.kinds.draft import Draft, Unmanaged
from redlake.kinds.grant import Grant
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object
from redlake.state import State

ACCESS = (Membership, Grant, DefaultPrivilege)
_ACCESS_TYPES = ("membership", "grant", "default privilege")
"""The types that their keys have."""


class Difference:
    """A draft that began as ``before``, and what is wanted of it.

    What differs is kept by the database where its statements run; what belongs to the whole
    of the warehouse is under the empty name.
    """

    def __init__(self, before: State, after: State) -> None:
        if before.home != after.home:
            raise PlanError(f"{before.home} and {after.home} are different databases")
        self.home = before.home
        self.wanted = after.objects
        self._owners: dict[Any, Any] = {}  # of what was dropped to be made anew
        self.draft = Draft(before.home, before.objects.values())
        self._open: dict[tuple[str, bool], set[Any]] = {}
        changed = {key for key, thing in after.objects.items() if before.objects.get(key) != thing}
        self.draft.touched = changed | (before.objects.keys() - after.objects.keys())

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
        if type(self.wanted.get(key)) is Unmanaged:
            return False  # it is left to others from now on, and stays as it is
        return self._now(key) != self._then(key)

    def _goes(self, key: Any) -> bool:
        """Whether it is there now and is not wanted."""
        return self._now(key) is not None and key not in self.wanted

    def _then(self, key: Any) -> Object | None:
        """What is wanted; where no owner is declared, whoever owns it now may keep it."""
        thing = self.wanted.get(key)
        if thing is None or type(thing) is Unmanaged:
            return None
        if getattr(thing, "owner", key) is None:
            owner = getattr(self.draft.find(key), "owner", self._owners.get(key))
            if owner is not None and not self._goes(owner):
                return replace(thing, owner=owner)  # type: ignore[type-var]
        return thing

    def _now(self, key: Any) -> Object | None:
        thing = self.draft.find(key)
        return None if type(thing) is Unmanaged else thing

    def _of(self, kinds: tuple[type[Object], ...], database: str) -> list[Any]:
        """The keys that differ, of these kinds, sorted."""
        found = [
            (thing.rank, key)
            for key in self._differing(database, access=kinds is ACCESS)
            if isinstance(thing := self._then(key) or self._now(key), kinds)
        ]
        return [key for _, key in sorted(found)]
