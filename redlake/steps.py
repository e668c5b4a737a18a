"""What a run will do, known beforehand from files alone: steps, and what to know of each statement.

A step is one revision's upgrade or downgrade in an environment. What it drops, creates and
destroys is read from its statements, as they stand upon the recorded State.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from redlake import revisions
from redlake.environment import Environment
from redlake.grammar.command import Command
from redlake.grammar.databases import CreateDatabase, DropDatabase
from redlake.grammar.materialized_views import CreateMaterializedView
from redlake.grammar.parse import command
from redlake.grammar.principals import (
    CreateGroup,
    CreateRole,
    CreateUser,
    DropGroup,
    DropRole,
    DropUser,
)
from redlake.grammar.schemas import DropSchema
from redlake.grammar.script import Segment, Statement
from redlake.grammar.tokens import Kind, tokenize
from redlake.grammar.verbatim import Verbatim
from redlake.grammar.views import AlterRelation, CreateView, DropRelation
from redlake.history import Revision
from redlake.kinds import keys
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.kinds.relation import View
from redlake.recorded import recorded
from redlake.state import Replay

UPGRADE, DOWNGRADE, ROTATE, STAMP = "upgrade", "downgrade", "rotate", "stamp"


@dataclass(frozen=True)
class Dropped:
    """A view of any kind that a statement drops, and the grants on it that redlake made."""

    key: Key
    grants: frozenset[Grant]


@dataclass(frozen=True)
class Action:
    """A statement, and what to know before it runs.

    ``creates`` and ``drops`` are users, groups, roles and databases: what belongs to the
    whole of a warehouse, and may be there though no revision made it. ``destroys`` says
    which data would be lost.
    """

    statement: Statement
    command: Command
    creates: tuple[Key, ...] = ()
    drops: tuple[Key, ...] = ()
    views: tuple[Dropped, ...] = ()
    destroys: str | None = None

    @cached_property
    def checksum(self) -> str:
        """Of what the statement says: another layout and other comments have the same."""
        return checksum(self.statement)


@dataclass(frozen=True)
class Part:
    """A segment, as actions."""

    database: str
    transactional: bool
    actions: tuple[Action, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(action.statement for action in self.actions)


@dataclass(frozen=True)
class Step:
    """One revision's upgrade or downgrade; ``questions`` are its verify.sql's."""

    revision: str
    name: str
    direction: str
    parts: tuple[Part, ...]
    questions: tuple[Statement, ...] = ()

    @property
    def statements(self) -> list[Statement]:
        return [statement for part in self.parts for statement in part.statements]

    @cached_property
    def checksum(self) -> str:
        """Of all that it runs."""
        return of_all(self.statements)


def of_all(statements: Iterable[Statement]) -> str:
    """One checksum for statements in their order."""
    return _digest(checksum(statement) for statement in statements)


def checksum(statement: Statement) -> str:
    """Of what one statement says, and where it runs."""
    tokens = (
        f"{token.kind.name}:{token.value.upper() if token.kind is Kind.WORD else token.value}"
        for token in tokenize(statement.text)
    )
    return _digest([statement.database, *tokens])


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(b"%d:%b" % (len(encoded), encoded))
    return digest.hexdigest()


def foresee(
    environment: Environment,
    applied: Sequence[Revision],
    wanted: Iterable[tuple[Revision, str]],
) -> list[Step]:
    """The steps, in the order in which they are wanted.

    Args:
        environment: whose rendered files.
        applied: the revisions that the target has, the first one first.
        wanted: revisions, each with UPGRADE or DOWNGRADE.

    Raises:
        RevisionError: a revision was not rendered for the environment.
        GrammarError: a rendered file cannot be read.
        StateError: Redshift would refuse a statement where it stands.
    """
    start = recorded(environment, applied)
    replaying = Replay(start)
    known = set(start.objects)
    steps = []
    for revision, direction in wanted:
        parts = [
            _part(segment, environment, replaying, known)
            for segment in revisions.read(revision, direction, environment)
        ]
        questions = revisions.verifications(revision, environment)
        steps.append(
            Step(
                revision.id,
                revision.folder.name,
                direction,
                tuple(parts),
                tuple(questions) if direction == UPGRADE else (),
            )
        )
    return steps


def _part(
    segment: Segment, environment: Environment, replaying: Replay, known: set[object]
) -> Part:
    actions = []
    sensitive = bool(environment.connection.case_sensitive_identifiers)
    for statement in segment.statements:
        read = command(statement, case_sensitive=sensitive)
        views = tuple(_dropped(read, statement, replaying))
        replaying.apply(statement)
        creates = tuple(key for key in _created(read) if key not in known)
        drops = tuple(_taken(read))
        known.update(creates)
        known.difference_update(drops)
        actions.append(
            Action(
                statement,
                read,
                creates=creates,
                drops=drops,
                views=views,
                destroys=_destroyed(read),
            )
        )
    return Part(segment.database, segment.transactional, tuple(actions))


def created_views(actions: Iterable[Action]) -> Iterator[Key]:
    """The views of any kind that statements create, or give the name of."""
    for action in actions:
        match action.command:
            case CreateView(name=name) | CreateMaterializedView(name=name):
                yield keys.relation(name, action.statement.database)
            case AlterRelation(name=name, rename=str(rename)):
                yield keys.relation(name._replace(name=rename), action.statement.database)


def _created(read: Command) -> Iterable[Key]:
    match read:
        case CreateUser(name=name):
            yield keys.user(name)
        case CreateGroup(name=name):
            yield keys.group(name)
        case CreateRole(name=name):
            yield keys.role(name)
        case CreateDatabase(name=name):
            yield keys.database(name)


def _taken(read: Command) -> Iterable[Key]:
    match read:
        case DropUser(names=names):
            yield from map(keys.user, names)
        case DropGroup(name=name):
            yield keys.group(name)
        case DropRole(name=name):
            yield keys.role(name)
        case DropDatabase(name=name):
            yield keys.database(name)


def _dropped(read: Command, statement: Statement, replaying: Replay) -> Iterable[Dropped]:
    """The views that go: those that are named, and with CASCADE those that stand on them.

    With CASCADE a table too, for what stands on it.
    """
    if not isinstance(read, DropRelation) or (read.type == "TABLE" and not read.cascade):
        return
    waiting = [keys.relation(name, statement.database) for name in read.names]
    seen: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        using = replaying.using(key)
        yield Dropped(key, frozenset(thing for thing in using if isinstance(thing, Grant)))
        if read.cascade:
            waiting += [
                thing.key for thing in using if isinstance(thing, View) and key in thing.bases
            ]


def _destroyed(read: Command) -> str | None:
    match read:
        case DropDatabase(name=name):
            return f'the database "{name}" with all that is in it'
        case DropRelation(type="TABLE", names=names):
            return f"{', '.join(name.sql() for name in names)} with the rows"
        case DropSchema(names=names, external_database=True):
            return f"the Data Catalog's database behind {', '.join(names)} with all its tables"
        case DropSchema(names=names, cascade=True):
            return f"schema {', '.join(names)} with all that is in it"
        case Verbatim(action="DROP", type="MODEL", name=name):
            return f"model {name} with what it has learned"
        case Verbatim(action="RUN", text=text) if text.split(None, 1)[0].upper() in _DELETING:
            return "the rows that it names"
    return None


_DELETING = ("TRUNCATE", "DELETE")
