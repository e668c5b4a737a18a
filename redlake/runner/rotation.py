"""Rotation: a secret got a new version, and its user shall have the new password.

Digests are salted and cannot be compared; the journal keeps which version of a secret was
last made a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from redlake.connection import Warehouse
from redlake.grammar import script
from redlake.grammar.principals import AlterUser
from redlake.grammar.script import Statement
from redlake.kinds import keys
from redlake.kinds.user import User
from redlake.runner import journal
from redlake.state import State
from redlake.steps import ROTATE, Action, Part, Step


@dataclass(frozen=True)
class Outdated:
    """A user whose password is of another version than its secret has now."""

    user: str
    secret: str
    statement: Statement


def outdated(state: State, warehouse: Warehouse, session: Any) -> list[Outdated]:
    """The users whose password is to be set anew; not those that others made.

    Args:
        state: the recorded State at the target's revision.
        warehouse: whose secrets.
        session: one in the home database, for its journal.

    Raises:
        SecretError: a secret does not exist any more.
    """
    wanted = list(_with_secrets(state))
    if not wanted:
        return []
    passwords, held = journal.passwords(session), journal.held(session)
    return [
        found
        for found in wanted
        if str(keys.user(found.user)) not in held
        and passwords.get((found.user, found.secret))
        != (warehouse.secret(found.secret).version or "")
    ]


def step(state: State, revision: str, warehouse: Warehouse, session: Any) -> Step | None:
    """What sets the passwords of all that are outdated; None if none is."""
    found = outdated(state, warehouse, session)
    if not found:
        return None
    actions = tuple(
        Action(each.statement, AlterUser(each.user, f":'{script.SECRET}{each.secret}'"))
        for each in found
    )
    part = Part(state.home, transactional=True, actions=actions)
    return Step(revision, "rotation", ROTATE, (part,))


def _with_secrets(state: State) -> Iterator[Outdated]:
    for thing in state.managed.values():
        if isinstance(thing, User):
            sql = AlterUser(thing.key.name, thing.password).sql()
            (statement,) = script.read(f"{sql};", state.home)
            for name in statement.secrets:
                yield Outdated(thing.key.name, name, statement)
