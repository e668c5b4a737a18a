"""What migrations/env.py and the revisions call: Alembic on one side, the runner on the other.

Alembic walks the history and keeps the version row; what runs is what was rendered.

Example, the whole of env.py:
    >>> from redlake import operations  # doctest: +SKIP
    >>> operations.migrate()  # doctest: +SKIP
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, cast

from alembic import context
from alembic.util import CommandError
from redshift_connector.error import Error as DriverError
from sqlalchemy.exc import DBAPIError

from redlake import options, revisions
from redlake.connection import said, sqlstate
from redlake.environment import load, names
from redlake.errors import InputError, RedlakeError, RightsError, SessionError
from redlake.history import Revision, history
from redlake.offline import Offline
from redlake.online import Online
from redlake.progress import listener
from redlake.runner.events import Listener

LISTENER = "redlake.listener"
"""Among the attributes of Alembic's configuration: who is told what happens in a run."""

COMMAND = "redlake.command"
"""Likewise: what was typed, if it was not alembic."""

_RUN = "redlake.run"
_HISTORY = "redlake.history"


def migrate() -> None:
    """Does what the alembic command was typed for, in the environment that ``-x env=`` names.

    Raises:
        CommandError: anything went wrong; Alembic prints it without a traceback and exits
            with 255. Its cause is a RedlakeError.
    """
    attributes = context.config.attributes
    try:
        root = _root()
        given = context.get_x_argument(as_dictionary=True)
        chosen = options.read({name: str(value) for name, value in given.items()})
        environment = load(_name(root), root)
        line = history(root)
        revisions.demand_rendered(line, environment)
        attributes[_HISTORY] = {revision.folder.resolve(): revision for revision in line}
        run: Online | Offline
        if context.is_offline_mode():
            run = attributes[_RUN] = Offline(environment, line)
            run.run()
            return
        tell = cast("Listener | None", attributes.get(LISTENER))
        with listener(environment.name) if tell is None else _given(tell) as telling:
            run = attributes[_RUN] = Online(environment, line, chosen, telling, _typed())
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
            "interrupted: what was committed is in the journal, and what was not is rolled back,"
            " or still done by Redshift if it had come so far; run again, and it goes on from there"
        ) from None


def upgrade(file: str) -> None:
    """Runs the rendered upgrade beside a revision.py; called from there."""
    _run().step(_revision(file), "upgrade")


def downgrade(file: str) -> None:
    """Runs the rendered downgrade beside a revision.py; called from there."""
    _run().step(_revision(file), "downgrade")


def _outside_revisions(error: DBAPIError | DriverError | OSError) -> RedlakeError:
    """What went wrong on Alembic's connection, or while a run was prepared."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = sqlstate(cause)
    if code == "42501":
        return RightsError(
            f"the session may not use redlake's own tables: {said(cause)}",
            way_out="run it as the user that upgrades, with the rights of: redlake bootstrap ENV",
        )
    if code is None:
        return SessionError(
            f"the connection was lost: {said(cause)}",
            way_out="what was committed is in the journal: run again, and it goes on from there",
        )
    return SessionError(
        f"Redshift refused what goes with a run: {said(cause)} ({code})",
        way_out="put that right, and run again: it goes on from there",
    )


def _end_quietly() -> NoReturn:
    """Ends as programs do when whoever read what they print has read enough, as head does."""
    # Python would try once more to print what is left, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(128 + signal.SIGPIPE)


@contextlib.contextmanager
def _given(tell: Listener) -> Iterator[Listener]:
    yield tell


def _run() -> Online | Offline:
    return cast("Online | Offline", context.config.attributes[_RUN])


def _revision(file: str) -> Revision:
    """The revision whose revision.py is ``file``."""
    found: Revision = context.config.attributes[_HISTORY][Path(file).resolve().parent]
    return found


def _root() -> Path:
    file = context.config.config_file_name
    return Path(file).resolve().parent if file else Path.cwd()


def _typed() -> str:
    """The command that a person typed, as far as it fits the record of the run."""
    given = context.config.attributes.get(COMMAND)
    return str(given or shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))[:256]


def _name(root: Path) -> str:
    given = context.get_x_argument(as_dictionary=True)
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
