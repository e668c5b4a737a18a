"""The recorded State: what the reviewed revisions make of a warehouse, replayed from files.

What is replayed is ``rendered/``, and nothing else: templates and values may say something
new today, and what was reviewed stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redlake.environment import Environment
from redlake.errors import InputError, PlanError, RevisionError
from redlake.grammar.script import Statement
from redlake.history import Revision
from redlake.plan import plan
from redlake.revisions import begins, read
from redlake.state import Replay, State


def empty(environment: Environment) -> State:
    """An environment's warehouse before its first revision."""
    connection = environment.connection
    return State.empty(
        connection.database, case_sensitive=bool(connection.case_sensitive_identifiers)
    )


def recorded(environment: Environment, line: Sequence[Revision]) -> State:
    """What these revisions, in order, make of an environment's empty warehouse.

    Raises:
        RevisionError: one was not rendered for the environment.
        GrammarError: a rendered file cannot be read.
        StateError: Redshift would refuse a statement where it stands.
    """
    replaying = Replay(empty(environment))
    for revision in line:
        for statement in statements(revision, "upgrade", environment):
            replaying.apply(statement)
    return replaying.state


def statements(revision: Revision, direction: str, environment: Environment) -> Iterator[Statement]:
    """What a revision runs in an environment; ``direction`` is upgrade or downgrade."""
    for segment in read(revision, direction, environment):
        yield from segment.statements


@dataclass(frozen=True)
class Replayed:
    """What the revisions make of a warehouse, and which of their downgrades do not restore it.

    ``irreversible`` has an error for each of these, which says what stays or lacks.
    """

    state: State
    irreversible: tuple[InputError, ...]


def replayed(environment: Environment, line: Sequence[Revision]) -> Replayed:
    """The recorded State, with every revision run up, down and up again on the way.

    There is no way down from a baseline, and none is missed.

    Raises:
        RevisionError: one was not rendered for the environment.
        GrammarError: a rendered upgrade cannot be read.
        StateError: Redshift would refuse a statement of an upgrade where it stands.
    """
    replaying = Replay(empty(environment))
    before = replaying.state
    irreversible: list[InputError] = []
    for revision in line:
        upgrade = list(statements(revision, "upgrade", environment))
        for statement in upgrade:
            replaying.apply(statement)
        after = replaying.state
        if begins(revision, environment):
            before = after
            continue
        try:
            for statement in statements(revision, "downgrade", environment):
                replaying.apply(statement)
            _demand_same(before, replaying.state, revision, environment)
        except InputError as error:
            irreversible.append(error)
            replaying = Replay(after)
        else:
            for statement in upgrade:
                replaying.apply(statement)
        before = after
    return Replayed(before, tuple(irreversible))


def _demand_same(
    before: State, restored: State, revision: Revision, environment: Environment
) -> None:
    # Objects that stayed are the same ones: so this is quick, and mostly true.
    if before.objects == restored.objects or before == restored:
        return
    if not (lacking := _lacking(before, restored)):
        return  # but for owners, where none is declared
    raise RevisionError(
        f"the downgrade of revision {revision.id} does not restore the state in"
        f" {environment.name}; it would still have to do:" + lacking,
        place=revision.source("downgrade"),
        way_out=f"correct it, then: redlake render {revision.id}",
    )


def _lacking(before: State, restored: State) -> str:
    """A line for each thing that the downgrade still had to do."""
    try:
        words = plan(restored, before).words
    except PlanError as error:
        words = [str(error)]
    return "".join(f"\n  {line}" for line in words)
