"""Every error that redlake raises on purpose.

    RedlakeError
    ├── InputError              something in the project's files is wrong; nothing ran
    │   ├── EnvironmentFileError an environment file
    │   ├── RenderingError      a template, or a value that a template used
    │   ├── GrammarError        SQL that cannot be read
    │   ├── StateError          a statement that Redshift would refuse where it stands
    │   ├── PlanError           there is no way from one State to the other
    │   └── RevisionError       a revision folder, or the history they make
    ├── AccessError             AWS or Redshift said no before anything ran
    │   ├── AwsError            a call to AWS failed
    │   ├── SecretError         a secret is missing, or holds something else
    │   └── SessionError        no session on the target
    ├── RightsError             the session may not do what the plan needs; nothing ran
    ├── GuardError              this must not run here, or not without a word; nothing ran
    ├── LockError               another run is under way, or the lock was lost
    ├── StatementError          Redshift refused a statement
    │   └── ConflictError       because of another transaction: to be run again
    ├── DoubtError              whether a statement took effect, a person must say
    └── VerifyError             a revision ran, and its verify.sql says it is not so

A message says what, which and where, and ``way_out`` what to do about it. Only the
command line turns one of these into an exit code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A position in a file a person can open: ``migrations/…/upgrade.sql:12:3``.

    ``line`` and ``column`` count from 1; ``column`` is None where only the line is known.
    """

    file: Path
    line: int
    column: int | None = None

    def __str__(self) -> str:
        column = "" if self.column is None else f":{self.column}"
        return f"{_short(self.file)}:{self.line}{column}"


def _short(file: Path) -> str:
    """The path as a person in the project's root would type it."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)


class RedlakeError(Exception):
    """What went wrong, where, and the way out.

    Args:
        message: one sentence without a full stop: what, and which.
        place: where a person should look.
        way_out: what to do about it, an imperative without a full stop.
    """

    def __init__(
        self, message: str, *, place: Place | Path | None = None, way_out: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.way_out = way_out

    def __str__(self) -> str:
        place = _short(self.place) if isinstance(self.place, Path) else self.place
        where = "" if place is None else f" ({place})"
        then = "" if self.way_out is None else f"; {self.way_out}"
        return f"{self.message}{where}{then}"


class InputError(RedlakeError):
    """Something in the project's files is wrong; nothing ran."""


class EnvironmentFileError(InputError):
    """An environment file is missing, unreadable or says something impossible."""


class RenderingError(InputError):
    """A template cannot be rendered, or a value would not be safe as SQL."""


class GrammarError(InputError):
    """SQL that cannot be read.

    ``excerpt`` is the line of SQL that it is about with a caret under the place; it follows
    the message on lines of its own.
    """

    def __init__(
        self,
        message: str,
        *,
        place: Place | Path | None = None,
        way_out: str | None = None,
        excerpt: str | None = None,
    ) -> None:
        super().__init__(message, place=place, way_out=way_out)
        self.excerpt = excerpt

    def __str__(self) -> str:
        said = super().__str__()
        return said if self.excerpt is None else f"{said}\n{self.excerpt}"


class StateError(InputError):
    """A statement that Redshift would refuse, as things stand when it would run."""

    sqlstate: str | None = None


class PlanError(InputError):
    """There is no way from one State to the other that redlake would go by itself."""


class RevisionError(InputError):
    """A revision folder is incomplete, or the history is not linear."""


class AccessError(RedlakeError):
    """AWS or Redshift said no before anything ran."""


class AwsError(AccessError):
    """A call to AWS failed."""


class SecretError(AccessError):
    """A secret is missing, or holds something other than a user name and a password."""


class SessionError(AccessError):
    """There is no session on the target."""


class RightsError(RedlakeError):
    """The session may not do what the plan needs; nothing ran."""


class GuardError(RedlakeError):
    """It must not run on this target, or not without a word of consent; nothing ran."""


class LockError(RedlakeError):
    """Another run is under way, or the session that held the lock was lost."""


class StatementError(RedlakeError):
    """Redshift refused a statement, or the connection was lost at it.

    ``refused`` says which: what was refused changed nothing.
    """

    refused = False


class ConflictError(StatementError):
    """Redshift refused a statement because of another transaction: it may be run again."""


class DoubtError(RedlakeError):
    """Whether a statement took effect cannot be known, so a person must say."""


class VerifyError(RedlakeError):
    """A revision ran, and its verify.sql says that it is not so."""
