"""The declared State: what the lake should be, from the templates and an environment.

A template declares objects, in any order and in any file: what needs what is found out here.
It says what is, so nothing in it drops or changes; what has no CREATE of its own (members
of a group, an owner, default privileges) is declared by the statement that makes it so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from redlake.authoring import Source
from redlake.environment import Environment
from redlake.errors import GrammarError, Place, StateError
from redlake.grammar import (
    databases,
    grants,
    policies,
    principals,
    routines,
    schemas,
    script,
    views,
)
from redlake.grammar.command import Command
from redlake.grammar.mentions import mentioned
from redlake.grammar.names import Relation
from redlake.grammar.parse import command as parsed
from redlake.grammar.script import Statement
from redlake.grammar.verbatim import Verbatim
from redlake.kinds import keys
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object
from redlake.kinds.verbatim import key_of
from redlake.kinds.violations import ViolationError
from redlake.plan.lineage import CircleError, sorted_by_need
from redlake.rendering import Rendered, render
from redlake.revisions import demand_secrets
from redlake.state import State, perform

TEMPLATES = Path("templates")


@dataclass(frozen=True)
class Declaration:
    """A statement of a template, for one environment."""

    statement: Statement
    command: Command
    source: Source


@dataclass(frozen=True)
class Declared:
    """``declarations`` has, by its key, the statements that an object or grant comes from."""

    state: State
    declarations: Mapping[Any, tuple[Declaration, ...]]


def declared(environment: Environment, root: Path) -> Declared:
    """What the templates say for an environment.

    Raises:
        RenderingError: a template uses what is not there, or a value is not safe.
        GrammarError: it cannot be read, declares nothing, or names a secret that there is not.
        StateError: what is declared cannot be: twice the same object, a circle of views, a
            grant on what is not there.
    """
    connection = environment.connection
    case_sensitive = bool(connection.case_sensitive_identifiers)
    found = [
        declaration
        for file in templates(root)
        for declaration in _read(file, environment, root, case_sensitive=case_sensitive)
    ]
    for declaration in found:
        _demand_declaring(declaration)
    _demand_once(found)
    empty = State.empty(connection.database, case_sensitive=case_sensitive)
    draft = Draft(empty.home, empty.objects.values())
    made: dict[Any, list[Declaration]] = {}
    for declaration in _sorted(found):
        for key in _perform(declaration, draft):
            made.setdefault(key, []).append(declaration)
    if connection.owner is not None:
        _give_to(connection.owner, draft)
    state = State(empty.home, draft.objects, case_sensitive=case_sensitive)
    return Declared(state, {key: tuple(each) for key, each in made.items()})


def templates(root: Path) -> list[Path]:
    """The files that declare something: all in the folders below ``templates``."""
    return sorted((root / TEMPLATES).glob("*/**/*.sql"))


def _read(
    file: Path, environment: Environment, root: Path, *, case_sensitive: bool
) -> Iterator[Declaration]:
    rendered: Rendered = render(file, environment, [root / TEMPLATES])
    home = environment.connection.database
    for statement in script.read(rendered.text, home, rendered.place):
        demand_secrets(statement, environment)
        source = Source(rendered, statement.start, statement.start + len(statement.text))
        yield Declaration(statement, parsed(statement, case_sensitive=case_sensitive), source)


# What a template may hold, and its rank: what is declared first.
_RANKS: Mapping[type[Command], int] = {
    principals.CreateRole: 0,
    principals.CreateUser: 1,
    principals.CreateGroup: 2,
    principals.AlterUser: 3,
    principals.AlterRole: 3,
    principals.AlterGroup: 4,
    databases.CreateDatabase: 5,
    databases.AlterDatabase: 6,
    schemas.CreateSchema: 7,
    schemas.CreateExternalSchema: 7,
    schemas.AlterSchema: 8,
    grants.DefaultPrivileges: 9,
    Verbatim: 10,
    views.CreateView: 11,
    views.CreateMaterializedView: 11,
    views.AlterMaterializedView: 12,
    routines.CreateRoutine: 12,
    databases.CreateDatashare: 12,
    views.AlterRelation: 13,
    policies.AttachRls: 14,
    policies.AttachMasking: 14,
    policies.AlterRowSecurity: 14,
    routines.AlterRoutine: 13,
    databases.AlterDatashare: 14,
    grants.Grant: 15,
    grants.Revoke: 16,
    views.Comment: 17,
}


def _demand_declaring(declaration: Declaration) -> None:
    match declaration.command:
        case (
            views.AlterRelation(owner=str())
            | schemas.AlterSchema(owner=str())
            | databases.AlterDatabase(rename=None)
            | principals.AlterRole(owner=str())
            | routines.AlterRoutine(owner=str())
            | databases.AlterDatashare(owner=str())
            | databases.AlterDatashare(add=True)
            | databases.AlterDatashare(include_new=(True, _))
            | principals.AlterGroup(drop=(), rename=None)
            | grants.DefaultPrivileges(option_for=False)
            | grants.Revoke(option_for=False)
            | views.Comment(text=str())
            | policies.AttachRls()
            | policies.AttachMasking()
            | policies.AlterRowSecurity(on=True)
            | policies.AlterRowSecurity(for_datashares=True)
            | Verbatim(action="CREATE")
        ):
            return
        case principals.AlterUser(rename=None, password=None, options=options) if options.settings:
            return
        case views.AlterMaterializedView(row_level_security=(True, _)):
            return
        case command if type(command) in _RANKS and type(command).__name__.startswith(
            ("Create", "Grant")
        ):
            return
    words = " ".join(declaration.statement.text.split()[:2]).upper()
    raise GrammarError(
        f"a template declares what is, and {words} does something: {declaration.statement.summary}",
        place=declaration.statement.place,
        way_out="change the CREATE statement itself, or remove it, and run redlake revision",
    )


def _demand_once(declarations: Iterable[Declaration]) -> None:
    """Raises for an object that is created in two places, naming both."""
    places: dict[Key, Place | None] = {}
    for declaration in declarations:
        key = _created(declaration)
        if key is None:
            continue
        place = declaration.statement.place
        if key in places:
            raise StateError(
                f"{key} is declared twice: {places[key]} has it too",
                place=place,
                way_out="keep one of them",
            )
        places[key] = place


def _created(declaration: Declaration) -> Key | None:
    """The key of the object that the statement creates, if it creates one with a name."""
    here = declaration.statement.database
    match declaration.command:
        case principals.CreateUser(name=name):
            return keys.user(name)
        case principals.CreateGroup(name=name):
            return keys.group(name)
        case principals.CreateRole(name=name):
            return keys.role(name)
        case databases.CreateDatabase(name=name):
            return keys.database(name)
        case databases.CreateDatashare(name=name):
            return Key("datashare", here, name=name)
        case schemas.CreateSchema(name=name) | schemas.CreateExternalSchema(name=name):
            return keys.schema(here, name)
        case views.CreateView(name=relation) | views.CreateMaterializedView(name=relation):
            return keys.relation(relation, here)
        case routines.CreateRoutine(type=type, name=relation, arguments=arguments):
            return keys.routine(type, relation, arguments, here)
        case Verbatim() as verbatim:
            return key_of(verbatim, here)
    return None


def _sorted(declarations: Sequence[Declaration]) -> list[Declaration]:
    """By rank; views, and what is kept as text, after what they name."""
    by_key = {_created(declaration): n for n, declaration in enumerate(declarations)}
    functions: dict[tuple[str, str, str], list[int]] = {}
    for number, declaration in enumerate(declarations):
        if isinstance(declaration.command, routines.CreateRoutine):
            name = declaration.command.name
            where = (declaration.statement.database, name.schema, name.name)
            functions.setdefault(where, []).append(number)

    def needs(number: int) -> Iterator[int]:
        names, calls = _named_by(declarations[number].command)
        here = declarations[number].statement.database
        for name in sorted(names):
            if (found := by_key.get(keys.relation(name, here), number)) != number:
                yield found
        for name in sorted(calls):
            yield from functions.get((name.database or here, name.schema, name.name), ())

    def rank(number: int) -> tuple[float, int]:
        command = declarations[number].command
        if isinstance(command, routines.CreateRoutine) and command.type == "FUNCTION":
            return _RANKS[Verbatim] - 0.5, number  # tables, policies and views may call it
        return _RANKS[type(command)], number

    try:
        order = sorted_by_need(range(len(declarations)), needs, rank)
    except CircleError as error:
        circle = [declarations[number] for number in error.circle]
        named = " -> ".join(
            f"{_created(each)} ({each.statement.place})" for each in [*circle, circle[0]]
        )
        raise StateError(
            f"these need each other, in a circle: {named}",
            place=circle[0].statement.place,
            way_out="take one of them out of the circle",
        ) from None
    return [declarations[number] for number in order]


def _named_by(command: Command) -> tuple[Collection[Relation], Collection[Relation]]:
    """The relations that a declaration reads or may mention, and what it may call."""
    match command:
        case views.CreateView(query=query) | views.CreateMaterializedView(query=query):
            return query.relations, query.calls
        case Verbatim(text=text):
            return mentioned(text)
    return (), ()


def _perform(declaration: Declaration, draft: Draft) -> list[Any]:
    """Adds what is declared; the keys of the objects that came or changed by it."""
    draft.touched = set()
    try:
        perform(declaration.command, declaration.statement, draft)
    except ViolationError as violation:
        error = StateError(
            f"{declaration.statement.summary}: {violation}",
            place=declaration.statement.place,
            way_out=_declare(violation),
        )
        error.sqlstate = violation.sqlstate
        raise error from None
    return list(draft.touched)


def _declare(violation: ViolationError) -> str | None:
    if violation.way_out is None or not violation.way_out.startswith("create it"):
        return violation.way_out
    return violation.way_out.replace("create it before", "declare it in a template")


def _give_to(owner: str, draft: Draft) -> None:
    """Makes the environment's owner that of everything for which no template names one."""
    key = keys.user(owner)
    draft.lenient = True
    for thing in list(draft.objects.values()):
        if getattr(thing, "owner", owner) is None:
            given: Object = replace(thing, owner=key)  # type: ignore[type-var]
            draft.change(given)
