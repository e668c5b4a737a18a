"""What is seen to before anything runs: whose target, which rights, what is there, who consents."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from redlake.connection import Warehouse, rows
from redlake.environment import Environment
from redlake.errors import GuardError, RevisionError, RightsError
from redlake.history import Revision
from redlake.kinds import keys
from redlake.kinds.keys import Key
from redlake.recorded import statements
from redlake.runner import existing, foreign, journal, tables
from redlake.runner.events import Event, Listener
from redlake.runner.journal import History, Open
from redlake.runner.running import Runner
from redlake.state import State
from redlake.steps import DOWNGRADE, UPGRADE, Action, Step, of_all

Left = list[tuple[Step, Action]]
"""The statements that are still to run, each with its step."""


def demand_rights(session: Any, environment: Environment) -> set[str]:
    """Sees to it that the session's user may do what revisions do; redlake's tables, if any.

    Raises:
        RightsError: it is no superuser.
    """
    found = rows(
        session,
        "SELECT usename, usesuper, tables.relname FROM pg_catalog.pg_user"
        f" LEFT JOIN ({tables.THERE}) AS tables ON true WHERE usename = current_user",
    )
    user, superuser, _ = found[0]
    if not superuser:
        raise RightsError(
            f'"{str(user).strip()}" is not a superuser in {environment.name}, and revisions'
            " create users and grant what belongs to others",
            place=environment.file,
            way_out=f"give it its rights, once: redlake bootstrap {environment.name}",
        )
    return {str(name).strip() for _, _, name in found if name is not None}


def opened(warehouse: Warehouse, session: Any, history: History, step: Step | None) -> Open | None:
    """The step that broke off, with what the journals of other databases say of it.

    ``step`` is that step, from its files. None if nothing of it can have taken effect.
    """
    found = history.open
    if found is None or step is None:
        return found if found is not None and found.begun else None
    home = warehouse.environment.connection.database
    others = {part.database for part in step.parts} - {home}
    for key in sorted(existing.there(session, map(keys.database, others)) if others else ()):
        with _looking(warehouse, key.name) as looking:
            if tables.JOURNAL in tables.there(looking):
                found = found.with_entries(journal.of_step(looking, found))
    return found if found.begun else None


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


def demand_same(history: History, applied: Iterable[Revision], environment: Environment) -> None:
    """Sees to it that what ran is what the rendered files still say.

    Raises:
        RevisionError: a file says something else than what ran.
    """
    ran = history.checksums()
    for revision in applied:
        if revision.id in ran and ran[revision.id] != of_all(
            statements(revision, UPGRADE, environment)
        ):
            raise RevisionError(
                f"revision {revision.id} ran in {environment.name}, and its file says something"
                " else now",
                place=revision.rendered(UPGRADE, environment.name),
                way_out="restore it from Git, and write what is new as a revision of its own",
            )


def demand_same_so_far(begun: Open, step: Step, environment: Environment) -> None:
    """As demand_same, for the statements of a step that broke off.

    Raises:
        RevisionError: a statement that ran says something else now.
    """
    for entry in begun.entries:
        if entry.checksum is None or entry.event == journal.RESTORED:
            continue
        actions = step.parts[entry.segment].actions if entry.segment < len(step.parts) else ()
        action = actions[entry.statement] if entry.statement < len(actions) else None
        if action is None or action.checksum != entry.checksum:
            raise RevisionError(
                f"the {begun} broke off in {environment.name} after {entry.summary}, which the"
                " file does not say any more where it stood",
                place=None if action is None else action.statement.place,
                way_out="restore it from Git, and run again; or undo by hand what ran, then:"
                f" redlake resolve {environment.name} --undone",
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


def made_by_others(session: Any, actions: Left, begun: Open | None) -> set[Key]:
    """What the statements would create for the first time, and exists."""
    in_doubt = 1 if begun is not None and begun.doubt else 0
    wanted = [key for _, action in actions[in_doubt:] for key in action.creates]
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
    for _, action in actions:
        for view in action.views:
            if view.key in recorded.objects:
                by_database.setdefault(view.key.database, []).append((action, view.key))
    for database, dropped in by_database.items():
        with _session(warehouse, session, database) as looking:
            found = foreign.dependents(looking, database, [key for _, key in dropped])
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
def _session(warehouse: Warehouse, session: Any, database: str) -> Iterator[Any]:
    if database == warehouse.environment.connection.database:
        yield session
    else:
        with _looking(warehouse, database) as looking:
            yield looking


@contextlib.contextmanager
def _looking(warehouse: Warehouse, database: str) -> Iterator[Any]:
    """A session in another database that only looks."""
    with contextlib.closing(warehouse.connect(database, autocommit=True)) as looking:
        yield looking


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
            said = f"{step.name} {step.direction} in {environment.name}"
            tell(Event("would", said, {"revision": step.revision, "direction": step.direction}))
        verb = "hold" if runner.why_held(action, step.direction) else "run"
        facts = {verb: action.statement.summary, "place": str(action.statement.place)}
        loss = f" (destroys {action.destroys})" if action.destroys else ""
        tell(Event("would", f"  would {verb}: {action.statement.summary}{loss}", facts))
