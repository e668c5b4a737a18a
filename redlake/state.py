"""State: the objects that a Redshift holds, as an immutable value.

``apply`` does to it what a statement does to a warehouse, and refuses what Redshift would
refuse, with the place of the statement. A comment ``-- managed = false`` directly above a
statement says that what it names, and nobody declared, belongs to others and is there.

Example:
    >>> from redlake.grammar import script
    >>> state = State.empty("dev")
    >>> state = replay(state, script.read("CREATE GROUP readers;", "dev"))
    >>> [str(thing) for thing in state.managed.values() if thing.label == "group"]
    ['group readers']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from redlake.errors import StateError
from redlake.grammar.command import Command
from redlake.grammar.parse import command
from redlake.grammar.script import Statement
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.database import furnish
from redlake.kinds.draft import Draft, Unmanaged
from redlake.kinds.grant import Grant
from redlake.kinds.keys import EVERYONE, Key
from redlake.kinds.object import Object
from redlake.kinds.privileges import PURPOSES
from redlake.kinds.violations import ViolationError

UNMANAGED = "managed = false"
UNMANAGED_LINE = re.compile(r"^managed\s*=\s*false$", re.MULTILINE | re.IGNORECASE)


class State:
    """What a Redshift holds, as far as redlake keeps it.

    Two are equal if they hold the same objects; what others own does not count.

    Attributes:
        home: the environment's database; the others hang on its statements.
        case_sensitive: whether the session has ``enable_case_sensitive_identifier``.
        objects: all objects by their keys, those that redlake does not keep among them.
    """

    def __init__(
        self, home: str, objects: Mapping[Any, Object], *, case_sensitive: bool = False
    ) -> None:
        self.home = home
        self.case_sensitive = case_sensitive
        self.objects: Mapping[Any, Object] = MappingProxyType(dict(objects))

    @classmethod
    def empty(cls, home: str, *, case_sensitive: bool = False) -> State:
        """A warehouse as AWS hands it over: its database, ``public``, and the Data Catalog."""
        draft = Draft(home)
        for name in (home, keys.CATALOG):
            draft.add(Unmanaged(keys.database(name), built_in=True))
        furnish(draft, home)
        # Until it is revoked, everyone may assume every IAM role of the warehouse:
        # https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT-usage-notes.html
        for purpose in PURPOSES:
            draft.add(Grant(purpose, Key("iam role", name="ALL"), EVERYONE))
        return cls(home, draft.objects, case_sensitive=case_sensitive)

    @cached_property
    def managed(self) -> Mapping[Any, Object]:
        """The objects that redlake keeps."""
        return {
            key: thing for key, thing in self.objects.items() if not isinstance(thing, Unmanaged)
        }

    def apply(self, statement: Statement) -> State:
        """The State after ``statement``.

        Raises:
            StateError: Redshift would refuse it.
            GrammarError: it cannot be read.
        """
        return replay(self, [statement])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        return self.home == other.home and self.managed == other.managed

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"State({self.home!r}, {len(self.managed)} objects)"


def replay(state: State, statements: Iterable[Statement]) -> State:
    """``state`` after the statements, in order.

    Raises:
        StateError: Redshift would refuse one of them.
        GrammarError: one cannot be read.
    """
    replaying = Replay(state)
    for statement in statements:
        replaying.apply(statement)
    return replaying.state


class Replay:
    """A State on its way: for many statements one after another, without a copy for each."""

    def __init__(self, state: State) -> None:
        self._case_sensitive = state.case_sensitive
        self._draft = Draft(state.home, state.objects.values())

    @property
    def state(self) -> State:
        return State(self._draft.home, self._draft.objects, case_sensitive=self._case_sensitive)

    def using(self, key: Any) -> list[Object]:
        """The objects that use ``key`` now."""
        return self._draft.using(key)

    def apply(self, statement: Statement) -> None:
        """Does what the statement does; of one that is refused, part may have been done.

        Raises:
            StateError: Redshift would refuse it.
            GrammarError: it cannot be read.
        """
        read = command(statement, case_sensitive=self._case_sensitive)
        try:
            perform(read, statement, self._draft)
        except ViolationError as violation:
            error = StateError(
                f"{statement.summary}: {violation}",
                place=statement.place,
                way_out=violation.way_out,
            )
            error.sqlstate = violation.sqlstate
            raise error from None


def perform(read: Command, statement: Statement, draft: Draft) -> None:
    """Does to the draft what a statement, read already, does.

    Raises:
        ViolationError: Redshift would refuse it; part of it may have been done.
    """
    draft.database = statement.database
    draft.lenient = UNMANAGED_LINE.search(statement.comment) is not None
    if statement.database != draft.home:
        draft.demand(keys.database(statement.database))
    applied(read, draft)
