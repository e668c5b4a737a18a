"""Before anything runs: what ran, what is there, what stands on it, who consents."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from redlake.connection import Warehouse
from redlake.environment import Environment
from redlake.errors import GuardError, RevisionError
from redlake.grammar.excerpt import without_secrets
from redlake.history import Revision
from redlake.kinds.keys import Key
from redlake.recorded import statements
from redlake.revisions import is_squashed
from redlake.runner import existing, foreign, journal, runs
from redlake.runner.events import Event, Listener
from redlake.runner.journal import History, Open
from redlake.runner.running import Runner
from redlake.runner.runs import Run
from redlake.state import State
from redlake.steps import DOWNGRADE, ROTATE, UPGRADE, Action, Step, created_views, of_all

Left = list[tuple[Step, Action]]
"""The statements that are still to run, each with its step."""


def left(steps: Iterable[Step], begun: Open | None) -> Left:
    """What is still to run of the steps; the first of them may have begun."""
    found: Left = []
    for step in steps:
        for index, part in enumerate(step.parts):
            done = begun is not None and (
                index < begun.position or (index == begun.position and not begun.doubt)
            )
            if not done:
                found += [(step, action) for action in part.actions]
        begun = None
    return found


def demand_known(
    version: str | None, known: Collection[str], last: Run | None, environment: Environment
) -> None:
    """Sees to it that the project has the revision that the target is at.

    Raises:
        GuardError: it has not.
    """
    if version is None or version in known:
        return
    commit = last.commit if last else None
    raise GuardError(
        f"{environment.name} is at {version}, and there is no such revision here",
        way_out="check out the commit that has it"
        + (f"; the last run was from {commit}" if commit else ""),
    )


def demand_same(
    session: Any, history: History, applied: Iterable[Revision], environment: Environment
) -> None:
    """Sees to it that what ran is what the rendered files still say.

    What ran as another environment, before a snapshot of it was restored, is not asked.

    Raises:
        RevisionError: a file says something else than what ran.
    """
    ran = history.applied()
    whose = runs.environments(session, {entry.run for entry in ran.values()})
    for revision in applied:
        entry = ran.get(revision.id)
        # What was squashed into one revision ran as several, of which it has the last one's id.
        if entry is None or is_squashed(revision, environment):
            continue
        if whose.get(entry.run) != environment.name:
            continue
        if entry.checksum != of_all(statements(revision, UPGRADE, environment)):
            raise RevisionError(
                f"revision {revision.id} ran in {environment.name}, and its file says something"
                " else now",
                place=revision.rendered(UPGRADE, environment.name),
                way_out="put back what ran, as Git has it; then downgrade to change it, or write"
                " what is new as a revision of its own",
            )


def demand_consent(actions: Left, held: Collection[Key], environment: Environment) -> None:
    """Sees to it that nothing destroys data.

    Raises:
        GuardError: a statement does; it lists what would be lost.
    """
    losses = [
        (step, action)
        for step, action in actions
        if action.destroys and not (step.direction == DOWNGRADE and set(action.drops) & set(held))
    ]
    if losses:
        listed = "".join(
            f"\n  {action.destroys} ({action.statement.place})" for _, action in losses
        )
        raise GuardError(
            f"this destroys data in {environment.name}:{listed}",
            way_out="if it may be lost: --allow-destructive, or with alembic"
            " -x allow_destructive=1",
        )


def made_by_others(
    session: Any, actions: Left, begun: Open | None, held: Collection[Key]
) -> set[Key]:
    """What the statements would create for the first time, and exists.

    Not what one of them drops before, which the ``held`` are not.
    """
    in_doubt = 1 if begun is not None and begun.doubt else 0
    wanted: list[Key] = []
    dropped: set[Key] = set()
    for step, action in actions[in_doubt:]:
        wanted += [key for key in action.creates if key not in dropped]
        dropped |= set(action.drops) - set(held if step.direction == DOWNGRADE else ())
    return existing.there(session, wanted) if wanted else set()


def held(session: Any, actions: Left) -> set[Key]:
    """What a downgrade would drop, and redlake found there when it would have created it."""
    wanted = {
        str(key)[:256]: key
        for step, action in actions
        if step.direction == DOWNGRADE
        for key in action.drops
    }
    names = journal.held(session) if wanted else ()
    return {key for name, key in wanted.items() if name in names}


def demand_known_dependents(
    warehouse: Warehouse, session: Any, actions: Left, recorded: State
) -> None:
    """Sees to it that nothing stands on a view that is to be dropped but what redlake made.

    Raises:
        GuardError: something does; it is named.
    """
    by_database: dict[str, list[tuple[Action, Key]]] = {}
    made: set[Key] = set()
    for _, action in actions:
        for view in action.views:
            # Nobody can have built upon what this very run makes.
            if view.key not in made:
                by_database.setdefault(view.key.database, []).append((action, view.key))
        made |= set(created_views([action])) - recorded.objects.keys()
    for database, dropped in by_database.items():
        with looking(warehouse, session, database) as there:
            found = foreign.dependents(there, database, [key for _, key in dropped])
        for action, key in dropped:
            unknown = sorted(found.get(key, set()) - recorded.managed.keys())
            if unknown:
                names = ", ".join(other.shown for other in unknown)
                raise GuardError(
                    f"{action.statement.summary}: {names} in {database} stands on {key.shown},"
                    " and no revision made it",
                    place=action.statement.place,
                    way_out="drop it, or let a revision make it; nothing ran",
                )


@contextlib.contextmanager
def looking(warehouse: Warehouse, home: Any, database: str) -> Iterator[Any]:
    """A session in a database that only looks; in the home database, ``home`` is one."""
    if database == warehouse.environment.connection.database:
        yield home
    else:
        with contextlib.closing(warehouse.connect(database, autocommit=True)) as session:
            yield session


def place_of(line: Sequence[str], version: str | None) -> int:
    """How many revisions of the line a target at ``version`` has."""
    return 0 if version is None else line.index(version) + 1


def secrets_of(actions: Left) -> list[str]:
    """The secrets that the statements name, each once."""
    named: Mapping[str, None] = {
        name: None for _, action in actions for name in action.statement.secrets
    }
    return list(named)


def say_what_would_run(
    steps: Iterable[Step],
    begun: Open | None,
    runner: Runner,
    environment: Environment,
    tell: Listener,
) -> None:
    """Tells each statement that is left, and whether it would be run or held."""
    if begun is not None:
        tell(Event("would", f"would go on with the {begun}", {"resume": str(begun)}))
    told = None
    for step, action in left(steps, begun):
        if step is not told:
            told = step
            what = step.name if step.direction == ROTATE else f"{step.name} {step.direction}"
            said = f"{what} in {environment.name}"
            tell(Event("would", said, {"revision": step.revision, "direction": step.direction}))
        verb = "hold" if runner.why_held(action, step.direction) else "run"
        facts = {
            verb: without_secrets(action.statement.text),
            "database": action.statement.database,
            "place": str(action.statement.place) if action.statement.place else None,
        }
        if action.destroys:
            facts["destroys"] = action.destroys
        home = environment.connection.database
        rest = f" (in {action.statement.database})" if action.statement.database != home else ""
        rest += f" (destroys {action.destroys})" if action.destroys else ""
        tell(Event("would", f"  would {verb}: {action.statement.summary}{rest}", facts))
