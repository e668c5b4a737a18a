# ruff: noqa: ARG002 - the signatures of hooks are Alembic's
"""Alembic without a connection: prints what psql can run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo, RevisionStep

from redlake import revisions
from redlake.environment import Environment
from redlake.grammar import script
from redlake.history import Revision
from redlake.runner import tables

# psql's way to stop before anything has run: there is no such column.
_UNLESS_SET = """\
\\if :{{?{variable}}}
\\else
SELECT "psql -v {variable}=... is missing";
\\endif"""


class Offline:
    """One command of Alembic's with --sql, on one environment."""

    def __init__(self, environment: Environment, line: Sequence[Revision]) -> None:
        self.environment = environment
        self._by_id = {revision.id: revision for revision in line}
        self.in_block = False

    def run(self) -> None:
        context.configure(
            dialect_name="redshift+redlake",
            as_sql=True,
            transactional_ddl=False,
            version_table=tables.VERSIONS,
            version_table_schema=tables.SCHEMA,
            on_version_apply=self._applied,
        )
        migration = context.get_context()
        secrets: dict[str, None] = {}
        if "destination_rev" in migration.opts:
            for step in migration.opts["fn"](migration.get_current_heads(), migration):
                if isinstance(step, RevisionStep):
                    secrets |= dict.fromkeys(self._secrets(step))
        self._print("\\set ON_ERROR_STOP on")
        for name in secrets:
            self._print(_UNLESS_SET.format(variable=f"{script.SECRET}{name}"))
        if context.get_starting_revision_argument() is None:
            self._print(f"CREATE SCHEMA IF NOT EXISTS {tables.SCHEMA};")
        context.run_migrations()

    def _secrets(self, step: RevisionStep) -> list[str]:
        """Those that it takes, which must have a way back if it is one."""
        revision = self._by_id[step.revision.revision]
        if not step.is_upgrade:
            revisions.demand_way_back(revision, self.environment)
        cut = revisions.read(
            revision, "upgrade" if step.is_upgrade else "downgrade", self.environment
        )
        return [name for segment in cut for each in segment.statements for name in each.secrets]

    def step(self, revision: Revision, direction: str) -> None:
        cut = revisions.read(revision, direction, self.environment)
        self._print(script.write(cut, self.environment.connection.database))
        self._print("BEGIN;")
        self.in_block = True

    def _applied(
        self,
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None:
        """Alembic's hook: the version row was written."""
        if self.in_block:
            self._print("COMMIT;")
            self.in_block = False

    def _print(self, text: str) -> None:
        context.get_context().impl.static_output(text)
