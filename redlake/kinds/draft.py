"""The objects of a State while statements are applied to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redlake.grammar.command import Command
from redlake.grammar.names import Relation
from redlake.kinds import keys
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use, renamed
from redlake.kinds.violations import ViolationError, depends, exists, holds, missing

ALWAYS_THERE = frozenset(
    {
        "public",
        "language",
        "copy job",
        "template",
        "iam role",
        "system",
        "namespace",
        "account",
        "account via data catalog",
        "in datashare",
    }
)
"""Types of what is granted on or to, and is no object that redlake could know of."""

_POLICIES = ("rls policy", "masking policy")
"""Whom something is granted to without a database, and what is attached in one."""

_DEFAULT_PRIVILEGE = "default privilege"

BUILT_IN_ROLES = ("sys:", "ds:")
"""How the names of those roles begin that Redshift brings along, or makes for datashares
(https://docs.aws.amazon.com/redshift/latest/dg/r_roles-default.html)."""

SYSTEM_SCHEMAS = frozenset({"pg_catalog", "information_schema", "pg_internal", "catalog_history"})


@dataclass(frozen=True, slots=True)
class Unmanaged(Object):
    """Something that is there and that redlake does not keep: it is referred to, no more.

    ``built_in`` is what Redshift brings along; all else goes when nothing refers to it.
    """

    key: Key
    built_in: bool = False

    def uses(self) -> Iterable[Use]:
        if self.key.schema:
            yield Use(keys.schema(self.key.database, self.key.schema), OnDrop.CASCADES)
        elif self.key.database:
            yield Use(keys.database(self.key.database), OnDrop.GOES)

    def create(self) -> Iterator[Command]:
        return iter(())

    def alter(self, _after: Unmanaged) -> Iterator[Command] | None:
        return iter(())

    def drop(self) -> Iterator[Command]:
        return iter(())

    def __str__(self) -> str:
        return str(self.key)


class Draft:
    """A State that changes: objects by key, and who uses whom.

    Attributes:
        home: the environment's own database.
        database: where the statement that is being applied runs.
        lenient: whether that statement may name what nobody declared, as others own it.
        touched: the keys of all that was added, changed or removed so far.
        temporary: the keys that the tables would have that last for a session only.
    """

    def __init__(self, home: str, objects: Iterable[Object] = ()) -> None:
        self.home = self.database = home
        self.lenient = False
        self.touched: set[Any] = set()
        self.temporary: set[Key] = set()
        self._objects: dict[Any, Object] = {}
        self._users: dict[Any, dict[Any, Object]] = {}
        self._defaults: dict[Any, dict[Any, Object]] = {}
        self._functions: dict[tuple[str, str, str], dict[Key, None]] = {}
        self._idle: list[Any] = []
        for thing in objects:
            self._index(thing.key, thing, thing.uses())

    @property
    def objects(self) -> Mapping[Any, Object]:
        return self._objects

    def find(self, key: Any) -> Object | None:
        return self._objects.get(key)

    def is_temporary(self, key: Key) -> bool:
        """Whether it is a table that lasts for a session only."""
        return key in self.temporary or key.name.startswith("#")

    def users_of(self, key: Any) -> list[tuple[Object, Use]]:
        """The objects that use it, and how, in the order in which they came."""
        return [(thing, _use(thing, key)) for thing in self.using(key)]

    def using(self, key: Any) -> list[Object]:
        """The objects that use it, in the order in which they came."""
        return list(self._users.get(key, {}).values())

    def defaults_for(self, key: Key) -> list[Object]:
        """The default privileges that use it, in the order in which they came."""
        return list(self._defaults.get(key, {}).values())

    def add(self, thing: Object) -> None:
        """Adds what is not there yet.

        Raises:
            ViolationError: it is there, or what it uses is not.
        """
        if (there := self._objects.get(thing.key)) is not None:
            raise exists(there)
        uses = tuple(thing.uses())
        self._demand_all(uses)
        self._link(thing, uses)

    def change(self, thing: Object) -> None:
        """Puts ``thing`` in the place of the object with its key."""
        uses = tuple(thing.uses())
        self._demand_all(uses)
        self._unlink(self._objects[thing.key])
        self._link(thing, uses)
        self._tidy()

    def remove(self, key: Any) -> None:
        """Takes it away alone; nothing that uses it is asked."""
        self._unlink(self._objects[key])
        self._tidy()

    def demand(self, key: Key) -> Object | None:
        """The object, which must exist; None for what Redshift itself brings and keeps.

        Raises:
            ViolationError: there is no such object, and the statement may not assume it.
        """
        found = self._objects.get(key)
        if found is not None:
            return found
        if key.type in ALWAYS_THERE or key.schema in SYSTEM_SCHEMAS:
            return None
        if key.type in _POLICIES and not key.database:
            return None
        if key.type == "schema" and key.name in SYSTEM_SCHEMAS:
            return None
        if key.type == "role" and key.name.startswith(BUILT_IN_ROLES):
            return None
        if not self.lenient:
            raise missing(self._first_missing(key))
        assumed = Unmanaged(key)
        for use in assumed.uses():
            self.demand(use.key)
        self._link(assumed)
        return assumed

    def _demand_all(self, uses: Iterable[Use]) -> None:
        for use in uses:
            if use.on_drop is not OnDrop.STAYS:
                self.demand(use.key)

    def functions_named(self, name: Relation) -> list[Key]:
        """The functions of that name, whatever their arguments."""
        where = (name.database or self.database, name.schema, name.name)
        return list(self._functions.get(where, ()))

    def demand_managed(self, key: Key) -> Object:
        """The object, which must exist and be redlake's, for it is to be changed."""
        found = self._objects.get(key)
        if found is None:
            raise missing(self._first_missing(key), assumable=False)
        if isinstance(found, Unmanaged):
            raise ViolationError(
                "42501",
                f"{key} is not redlake's to change",
                "declare it in a template, or change it where it is kept",
            )
        return found

    def _first_missing(self, key: Key) -> Key:
        """What Redshift would say is not there: the schema, if even that is not."""
        schema = keys.schema(key.database, key.schema)
        return schema if key.schema and schema not in self._objects else key

    def drop(self, key: Any, *, cascade: bool = False) -> None:
        """Drops it as Redshift would, with all that goes with it.

        Raises:
            ViolationError: something keeps it.
        """
        # Views may stand on each other higher than Python's stack is.
        going = [self._dropping(key, cascade=cascade)]
        while going:
            before = next(going[-1], None)
            if before is None:
                going.pop()
            else:
                going.append(self._dropping(before, cascade=cascade))

    def _dropping(self, key: Any, *, cascade: bool) -> Iterator[Any]:
        """Drops it, after whoever asks dropped each of the keys that this gives."""
        thing = self._objects[key]
        users = [(user, use) for user, use in self.users_of(key) if use.on_drop is not OnDrop.STAYS]
        for user, use in users:
            if use.on_drop is OnDrop.HOLDS:
                raise holds(thing, use.why, user)
            if use.on_drop is OnDrop.CASCADES and not cascade:
                raise depends(thing, user)
        for user, _ in users:
            if user.key in self._objects:
                yield user.key
        if key in self._objects:  # what others own is forgotten with the last that uses it
            self._unlink(thing)
        self._tidy()

    def rename(self, old: Key, new: Key) -> None:
        """Gives it a new name, everywhere.

        Raises:
            ViolationError: it is not redlake's, or the name is taken.
        """
        self.demand_managed(old)
        if (there := self._objects.get(new)) is not None:
            raise exists(there)
        affected: dict[Any, Object] = {}
        found = [old]
        while found:
            key = found.pop()
            if key not in affected:
                affected[key] = self._objects[key]
                found += (
                    user.key for user, use in self.users_of(key) if use.on_drop is not OnDrop.STAYS
                )
        for thing in affected.values():
            self._unlink(thing)
        for thing in affected.values():
            self._link(renamed(thing, old, new))
        self._tidy()

    def schema_of(self, name: Relation) -> Object | None:
        return self.demand(keys.schema(name.database or self.database, name.schema))

    def _link(self, thing: Object, uses: Iterable[Use] | None = None) -> None:
        key = thing.key
        self.touched.add(key)
        self._index(key, thing, thing.uses() if uses is None else uses)

    def _index(self, key: Any, thing: Object, uses: Iterable[Use]) -> None:
        self._objects[key] = thing
        if key.type == "function":
            self._functions.setdefault(_bare(key), {})[key] = None
        users, is_default = self._users, key.type == _DEFAULT_PRIVILEGE
        for use in uses:
            if (found := users.get(use.key)) is None:
                found = users[use.key] = {}
            found[key] = thing
            if is_default:
                self._defaults.setdefault(use.key, {})[key] = thing

    def _unlink(self, thing: Object) -> None:
        key = thing.key
        del self._objects[key]
        self.touched.add(key)
        if key.type == "function":
            del self._functions[_bare(key)][key]
        is_default = key.type == _DEFAULT_PRIVILEGE
        for use in thing.uses():
            users = self._users.get(use.key)
            if users is not None:
                users.pop(key, None)
                if is_default:
                    self._defaults[use.key].pop(key, None)
                if not users:
                    del self._users[use.key]
                    self._idle.append(use.key)

    def _tidy(self) -> None:
        """Forgets what redlake does not keep and nothing refers to any more."""
        while self._idle:
            key = self._idle.pop()
            thing = self._objects.get(key)
            if isinstance(thing, Unmanaged) and not thing.built_in and key not in self._users:
                self._unlink(thing)


def _bare(function: Key) -> tuple[str, str, str]:
    return function.database, function.schema, function.name.partition("(")[0]


def _use(thing: Object, key: Any) -> Use:
    """How ``thing`` uses it; the last word holds, if it does so in several ways."""
    *_, last = (use for use in thing.uses() if use.key == key)
    return last
