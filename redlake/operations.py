# ruff: noqa: ARG002 - the signatures of hooks are Alembic's
"""What migrations/env.py and the revisions call: Alembic on one side, the runner on the other.

Alembic walks the history and keeps the version row; what runs is what was rendered. The
connection that Alembic is given has a transaction begun already, so that it neither
begins nor commits: each version row is committed here, right after it was written, in a
closing segment of its own.

Example, the whole of env.py:
    >>> from redlake import operations  # doctest: +SKIP
    >>> operations.migrate()  # doctest: +SKIP
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy
from alembic import context
from alembic.runtime.migration import (
    MigrationContext,
    MigrationInfo,
    MigrationStep,
    RevisionStep,
)
from alembic.util import CommandError
from redshift_connector.error import Error as DriverError
from sqlalchemy.exc import DBAPIError

from redlake import revisions
from redlake.connection import Warehouse, said, sqlstate
from redlake.engine import engine
from redlake.environment import Environment, load, names
from redlake.errors import InputError, RedlakeError, RightsError, SessionError
from redlake.grammar import script
from redlake.grammar.script import Segment
from redlake.history import Revision, history
from redlake.runner import Runner

SCHEMA = "redlake"
VERSION_TABLE = "alembic_version"

_RUN = "redlake"
log = logging.getLogger("redlake")


def migrate() -> None:
    """Does what the alembic command was typed for, in the environment that ``-x env=`` names.

    Raises:
        CommandError: anything went wrong; Alembic prints it without a traceback and exits
            with 255. Its cause is a RedlakeError.
    """
    _show_progress()
    try:
        root = _root()
        environment = load(_name(root), root)
        known = {revision.id: revision for revision in history(root)}
        revisions.demand_rendered(known.values(), environment)
        kind = _Offline if context.is_offline_mode() else _Online
        run = context.config.attributes[_RUN] = kind(environment, known)
        run.run()
    except RedlakeError as error:
        raise CommandError(str(error)) from error
    except BrokenPipeError as error:
        if context.is_offline_mode():
            _end_quietly()
        raise CommandError(str(_outside_revisions(error))) from error
    except (DBAPIError, DriverError, OSError) as error:
        raise CommandError(str(_outside_revisions(error))) from error
    except KeyboardInterrupt:
        raise CommandError(
            "interrupted: the transaction that was open is rolled back, and what was committed"
            " before it stays; see what is there before the next run"
        ) from None


def _outside_revisions(error: DBAPIError | DriverError | OSError) -> RedlakeError:
    """What went wrong on Alembic's connection, or while a run was prepared."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = sqlstate(cause)
    if code == "42501":
        return RightsError(
            f"the session may not use redlake's version table: {said(cause)}",
            way_out="run it as the user that upgrades, with the rights of: redlake bootstrap ENV",
        )
    return SessionError(
        f"Redshift refused what goes with a run: {said(cause)}" + (f" ({code})" if code else ""),
        way_out="see with alembic current which revision it is at, and run again",
    )


def _end_quietly() -> NoReturn:
    """Ends as programs do when whoever read what they print has read enough, as head does."""
    # Python would try once more to print what is left, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(128 + signal.SIGPIPE)


def upgrade(file: str) -> None:
    """Runs the rendered upgrade beside a revision.py; called from there."""
    _run().step(file, "upgrade")


def downgrade(file: str) -> None:
    """Runs the rendered downgrade beside a revision.py; called from there."""
    _run().step(file, "downgrade")


def _show_progress() -> None:
    """Sends what runs to standard error, unless whoever called has logging of their own."""
    # Alembic logs its last error and prints it too; once is enough.
    logging.getLogger("alembic").addHandler(logging.NullHandler())
    if not log.hasHandlers():
        log.addHandler(logging.StreamHandler(sys.stderr))
        log.setLevel(logging.INFO)


def _run() -> _Online | _Offline:
    run: _Online | _Offline = context.config.attributes[_RUN]
    return run


def _root() -> Path:
    file = context.config.config_file_name
    return Path(file).resolve().parent if file else Path.cwd()


def _name(root: Path) -> str:
    given = context.get_x_argument(as_dictionary=True)
    unknown = sorted(set(given) - {"env"})
    if unknown:
        raise InputError(
            f"-x {unknown[0]}= is not known", way_out="the one that redlake knows is -x env=NAME"
        )
    name = given.get("env")
    if len({word for word in context.get_x_argument() if word.startswith("env=")}) > 1:
        raise InputError(
            "two environments are named", way_out="name one; run alembic once for each"
        )
    if not name or not isinstance(name, str):
        known = names(root)
        raise InputError(
            "no environment is named",
            way_out=f"say which: alembic -x env={known[0] if known else 'NAME'} …"
            f" (known are {', '.join(known) or 'none yet'})",
        )
    return name


class _Run(ABC):
    """What a run with a connection and one without share."""

    def __init__(self, environment: Environment, history: Mapping[str, Revision]) -> None:
        self.environment = environment
        self.history = history

    def revision(self, file: str) -> Revision:
        """The revision whose revision.py is ``file``."""
        folder = Path(file).resolve().parent
        return next(r for r in self.history.values() if r.folder.resolve() == folder)

    def applied(
        self,
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None:
        """Alembic's hook: the version row was written."""
        self.close(step)

    @abstractmethod
    def close(self, step: MigrationInfo) -> None:
        """Ends the closing segment, the version row's."""

    def steps(self, migration: MigrationContext) -> list[MigrationStep]:
        """What will run.

        Raises:
            InputError: one of the steps would go back where there is nothing.
        """
        heads = () if migration.opts.get("purge") else migration.get_current_heads()
        steps = list(migration.opts["fn"](heads, migration))
        for step in steps:
            if isinstance(step, RevisionStep) and not step.is_upgrade:
                self._demand_way_back(self.history[step.revision.revision])
        return steps

    def _demand_way_back(self, revision: Revision) -> None:
        if revisions.begins(revision, self.environment):
            name = self.environment.name
            raise InputError(
                f"{name} began at revision {revision.id}: there is nothing to go back to",
                place=revision.rendered("downgrade", name),
                way_out="drop its objects by hand, or restore a snapshot",
            )

    def segments(self, revision: Revision, direction: str) -> list[Segment]:
        return revisions.read(revision, direction, self.environment)


class _Online(_Run):
    """Alembic with a connection: the version table's alone."""

    runner: Runner
    connection: sqlalchemy.Connection

    def run(self) -> None:
        warehouse = Warehouse(self.environment)
        with engine(warehouse).connect() as self.connection, Runner(warehouse) as self.runner:
            self.connection.begin()
            context.configure(
                connection=self.connection,
                transactional_ddl=False,
                version_table=VERSION_TABLE,
                version_table_schema=SCHEMA,
                on_version_apply=self.applied,
            )
            if self._prepare(context.get_context()):
                context.run_migrations()

    def step(self, file: str, direction: str) -> None:
        revision = self.revision(file)
        log.info("%s %s in %s", revision.folder.name, direction, self.environment.name)
        self.runner.run(revision.id, direction, self.segments(revision, direction))

    def _prepare(self, migration: MigrationContext) -> bool:
        """Reads all that will run, and sees to it that it can; only then writes.

        Returns whether there is anything to do.
        """
        if migration.opts.get("dont_mutate"):
            return True
        self.runner.demand_rights()
        if "destination_rev" in migration.opts:
            steps = self.steps(migration)
            if not steps:
                at = ", ".join(migration.get_current_heads()) or "no revision"
                log.info("nothing to do: %s is at %s", self.environment.name, at)
                return False
            self.runner.fetch(self._secrets(steps))
        if not self.connection.dialect.has_table(self.connection, VERSION_TABLE, SCHEMA):
            self.connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            self.connection.exec_driver_sql(
                f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{VERSION_TABLE} (version_num VARCHAR(32)"
                f" NOT NULL, CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
            )
        self._commit()
        return True

    def _secrets(self, steps: Iterable[MigrationStep]) -> list[str]:
        """The secrets of what will run, all of which is read for it."""
        found: dict[str, None] = {}
        for step in steps:
            if isinstance(step, RevisionStep):
                revision = self.history[step.revision.revision]
                direction = "upgrade" if step.is_upgrade else "downgrade"
                for segment in self.segments(revision, direction):
                    for statement in segment.statements:
                        found.update(dict.fromkeys(statement.secrets))
                revisions.verifications(revision, self.environment)
        return list(found)

    def close(self, step: MigrationInfo) -> None:
        """The closing segment: the version row, then the revision's verification."""
        self._commit()
        if step.is_upgrade and not step.is_stamp and step.up_revision_id is not None:
            revision = self.history[step.up_revision_id]
            questions = revisions.verifications(revision, self.environment)
            self.runner.verify(revision.id, questions)

    def _commit(self) -> None:
        self.connection.commit()
        self.connection.begin()


class _Offline(_Run):
    """Alembic without a connection: prints what psql can run."""

    in_block = False

    def run(self) -> None:
        context.configure(
            dialect_name="redshift+redlake",
            as_sql=True,
            transactional_ddl=False,
            version_table=VERSION_TABLE,
            version_table_schema=SCHEMA,
            on_version_apply=self.applied,
        )
        migration = context.get_context()
        if "destination_rev" in migration.opts:
            self.steps(migration)
        self._print("\\set ON_ERROR_STOP on")
        if context.get_starting_revision_argument() is None:
            self._print(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA};")
        context.run_migrations()

    def step(self, file: str, direction: str) -> None:
        revision = self.revision(file)
        cut = self.segments(revision, direction)
        self._print(script.write(cut, self.environment.connection.database))
        self._print("BEGIN;")
        self.in_block = True

    def close(self, step: MigrationInfo) -> None:
        if self.in_block:
            self._print("COMMIT;")
            self.in_block = False

    def _print(self, text: str) -> None:
        context.get_context().impl.static_output(text)
