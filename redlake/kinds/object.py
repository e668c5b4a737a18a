"""What every kind of object can do, and what ties one object to another.

A kind is one file of this package. Its class has the same methods in the same order
(``key``, ``uses``, ``create``, ``alter``, ``drop``), and below it stands what each of
Redshift's commands makes of such an object, as ``applied`` functions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from enum import Enum, auto
from typing import Any, NamedTuple, Self

from redlake.grammar.command import Command
from redlake.grammar.names import quoted
from redlake.kinds.keys import Key


class OnDrop(Enum):
    """What dropping a thing means for an object that uses it."""

    GOES = auto()  # goes with it, without a word: the grants on a view
    CASCADES = auto()  # keeps it from being dropped, and goes with it under CASCADE
    STAYS = auto()  # is not touched, and stays: what a late-binding view reads
    HOLDS = auto()  # keeps it from being dropped, whatever is said: what a user owns


class Use(NamedTuple):
    """One thing that an object needs, and what becomes of the object when that is dropped.

    What STAYS needed it when it was created only, or it does not matter to Redshift at all.
    """

    key: Key
    on_drop: OnDrop
    why: str = ""


class Object(ABC):
    """One object of a State; an immutable value, and a dataclass.

    Two are equal if Redshift could not tell them apart, as far as it can be asked: so a
    password counts for nothing.
    """

    __slots__ = ()

    label = ""
    """What a message calls the kind."""

    rank = 0
    """Where the kind stands among those that are created: users first, grants last."""

    key: Any
    """What tells it from all other objects; hashable, and sortable among its kind."""

    @property
    def database(self) -> str:
        """Where its statements run; empty for the home database."""
        return str(self.key.database)

    @abstractmethod
    def uses(self) -> Iterable[Use]:
        """What must exist before it, and what its dropping does."""

    @abstractmethod
    def create(self) -> Iterator[Command]:
        """What makes it, its owner included; not what is granted on it."""

    @abstractmethod
    def alter(self, after: Self) -> Iterator[Command] | None:
        """What makes ``after`` of it in place; None if it must be dropped and made anew.

        ``after`` has the same key, and is of the same class.
        """

    @abstractmethod
    def drop(self) -> Iterator[Command]:
        """What takes it away, when nothing needs it any more."""

    def renamed(self) -> Self:
        """With its text, if it is kept as one, saying the name that its key has."""
        return self

    def __str__(self) -> str:
        within = f" in {quoted(self.key.database)}" if self.key.database else ""
        return f"{self.label} {self.key.shown}{within}"


def renamed(thing: Object, old: Key, new: Key) -> Object:
    """``thing`` after ``old``, which may be itself or something that it stands in, got a new name.

    For that, objects hold keys and not names.
    """
    changed: dict[str, Any] = {}
    for field in fields(thing):  # type: ignore[arg-type]
        match getattr(thing, field.name):
            case Key() as key:
                changed[field.name] = _moved(key, old, new)
            case tuple() as several:
                changed[field.name] = tuple(
                    _moved(item, old, new) if isinstance(item, Key) else item for item in several
                )
    if "bases" in changed and changed["bases"] != thing.bases:  # type: ignore[attr-defined]
        changed |= {"outdated": True} if hasattr(thing, "outdated") else {}
    moved: Object = replace(thing, **changed)  # type: ignore[type-var]
    return moved.renamed()


def _moved(key: Key, old: Key, new: Key) -> Key:
    if key == old:
        return new
    if old.type == "database" and key.database == old.name:
        return key._replace(database=new.name)
    if old.type == "schema" and (key.database, key.schema) == (old.database, old.name):
        return key._replace(schema=new.name)
    return key
