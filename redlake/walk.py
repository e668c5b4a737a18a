"""What Alembic walks: the steps of a command, after the one that broke off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep

from redlake import revisions
from redlake.environment import Environment
from redlake.errors import GuardError
from redlake.history import Revision
from redlake.runner.journal import Open
from redlake.steps import DOWNGRADE, STAMP, UPGRADE


def walk_from(
    heads: Sequence[str],
    migration: MigrationContext,
    function: Callable[..., Any],
    begun: Open | None,
    by_id: Mapping[str, Revision],
    environment: Environment,
) -> list[MigrationStep]:
    """What is to be walked from ``heads``: first to its end what broke off, whatever was asked for.

    ``function`` is the command's own: from heads to steps.

    Raises:
        GuardError: it is a stamp, and something broke off.
        RevisionError: a step would go back to where there is nothing.
    """
    steps: list[MigrationStep] = list(function(tuple(heads), migration))
    if begun is not None and not _begins_with(steps, begun):
        if any(not isinstance(step, RevisionStep) for step in steps):
            raise GuardError(
                f"the {begun} broke off in {environment.name}",
                way_out="finish it with an upgrade or a downgrade, or say that it was undone:"
                f" redlake resolve {environment.name} --undone",
            )
        script = migration.script
        assert script is not None
        revision = script.get_revision(begun.revision)
        assert revision is not None
        upwards = begun.direction == UPGRADE
        after = begun.revision if upwards else by_id[begun.revision].parent
        pending = RevisionStep(script.revision_map, revision, upwards)
        steps = [pending, *function(() if after is None else (after,), migration)]
    for step in steps:
        if isinstance(step, RevisionStep) and not step.is_upgrade:
            revisions.demand_way_back(by_id[step.revision.revision], environment)
    return steps


def direction_of(step: MigrationStep) -> str:
    if not isinstance(step, RevisionStep):
        return STAMP
    return UPGRADE if step.is_upgrade else DOWNGRADE


def _begins_with(steps: Sequence[MigrationStep], begun: Open) -> bool:
    if not steps or not isinstance(steps[0], RevisionStep):
        return False
    first = steps[0]
    return (first.revision.revision, direction_of(first)) == (begun.revision, begun.direction)
