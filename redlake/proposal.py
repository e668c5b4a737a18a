"""A revision that writes itself: from plan(recorded, declared) of all environments to SQL.

What a template wrote goes back as the template wrote it, expressions, layout and comments
included; what no template declares any more is literal. What only some environments need
stands under a condition on ``env.name``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redlake.authoring import Planned, author
from redlake.declared import Declaration, Declared
from redlake.environment import Environment
from redlake.grammar.command import Command
from redlake.grammar.grants import Grant
from redlake.grammar.names import Relation
from redlake.grammar.routines import CreateRoutine
from redlake.grammar.schemas import CreateExternalSchema
from redlake.grammar.script import Statement
from redlake.grammar.tokens import tokenize
from redlake.grammar.verbatim import Verbatim
from redlake.grammar.views import CreateMaterializedView, CreateView
from redlake.kinds.late_binding_view import LateBindingView
from redlake.kinds.relation import View
from redlake.plan import Plan, Step, plan
from redlake.state import UNMANAGED_LINE, State

NOTHING = "-- There is nothing to do here.\n"
NO_QUESTION = "-- redlake asks nothing here; write what must be true afterwards, as a SELECT.\n"

QUESTION_ENDINGS = ("can still be queried", "can be queried")
"""How the comments end of the questions that redlake asks by itself."""

_NOBODY: Mapping[str, Sequence[Planned]] = {}


@dataclass(frozen=True)
class Proposal:
    """The SQL of a revision, as Jinja, and each environment's plans behind it."""

    upgrade: str
    downgrade: str
    verify: str
    plans: Mapping[str, Plan]

    @property
    def texts(self) -> dict[str, str]:
        """What goes into which file."""
        return {"upgrade": self.upgrade, "downgrade": self.downgrade, "verify": self.verify}

    def __bool__(self) -> bool:
        return any(self.plans.values())


def propose(
    environments: Mapping[str, Environment],
    before: Mapping[str, State],
    after: Mapping[str, Declared],
    *,
    then: Mapping[str, Sequence[Planned]] = _NOBODY,
    first_back: Mapping[str, Sequence[Planned]] = _NOBODY,
) -> Proposal:
    """What leads each environment from ``before`` to ``after``, and back.

    Args:
        environments: all, by their names.
        before: what there is in each.
        after: what is declared for each.
        then: what else is done in each, after what leads there.
        first_back: what undoes that, before what leads back.

    Raises:
        PlanError: redlake would not go that way by itself.
    """
    up = {name: plan(before[name], after[name].state) for name in environments}
    down = {name: plan(after[name].state, before[name]) for name in environments}
    there = {
        name: [*as_declared(up[name], after[name]), *then.get(name, ())] for name in environments
    }
    back = {
        name: [*first_back.get(name, ()), *as_declared(down[name], after[name], before[name])]
        for name in environments
    }
    questions = {
        name: [Planned(each) for each in to_ask(up[name], after[name].state)]
        for name in environments
    }
    return Proposal(
        author(there, environments) or NOTHING,
        author(back, environments) or NOTHING,
        author(questions, environments) or NO_QUESTION,
        up,
    )


def as_declared(found: Plan, after: Declared, goal: State | None = None) -> list[Planned]:
    """A plan's statements, each in the words of the template that declares it, if one does.

    ``goal`` is where the plan leads, if that is not what is declared.
    """
    objects = (goal or after.state).objects
    return [
        _as_declared(
            step,
            _behind(step, after),
            as_is=all(objects.get(key) == after.state.objects.get(key) for key in step.keys),
        )
        for step in found.steps
    ]


def to_ask(found: Plan, after: State) -> list[Statement]:
    """Questions for late-binding views: Redshift ties them to nothing, so only a query shows
    whether they fit.

    Those that stand over what was dropped and made anew are asked, and those that were
    created or replaced where all that they read is kept by redlake. Over a table of the Data
    Catalog a view may come before the table.
    """
    replaced = {key for step in found.steps if step.sign == "-" for key in step.keys}
    made = {key for step in found.steps if step.sign == "+" for key in step.keys}
    written = {
        key for step in found.steps if isinstance(step.command, CreateView) for key in step.keys
    }
    moved = replaced & made
    reading = {key: thing.reads for key, thing in after.objects.items() if isinstance(thing, View)}
    questions = []
    for key in sorted(reading):
        if not isinstance(after.objects[key], LateBindingView):
            continue
        if key not in made and _reaches(key, moved, reading):
            ending = QUESTION_ENDINGS[0]
        elif key in written and _reads_what_is_kept(key, after):
            ending = QUESTION_ENDINGS[1]
        else:
            continue
        name = Relation(key.schema, key.name).sql()
        questions.append(
            Statement(
                f"SELECT count(*) = 0 FROM (SELECT * FROM {name} LIMIT 0) AS no_rows",
                key.database,
                comment=f"the late-binding view {key.shown} {ending}",
            )
        )
    return questions


def _reads_what_is_kept(key: Any, after: State) -> bool:
    """Whether redlake keeps all that a view reads, late-binding views between included."""
    seen, found = set(), [key]
    while found:
        at = found.pop()
        if at in seen:
            continue
        seen.add(at)
        thing = after.managed.get(at)
        if thing is None:
            return False
        if isinstance(thing, LateBindingView):
            found += thing.reads
    return True


def _reaches(key: Any, goals: set[Any], reading: Mapping[Any, Sequence[Any]]) -> bool:
    seen, found = set(), [key]
    while found:
        at = found.pop()
        if at in seen:
            continue
        seen.add(at)
        if at in goals:
            return True
        found += reading.get(at, ())
    return False


def _behind(step: Step, after: Declared) -> list[Declaration]:
    """The declarations that the step's objects come from, each once."""
    found: dict[int, Declaration] = {}
    for key in step.keys:
        for declaration in after.declarations.get(key, ()):
            found.setdefault(id(declaration), declaration)
    return list(found.values())


def _as_declared(step: Step, behind: Sequence[Declaration], *, as_is: bool) -> Planned:
    """The step; its objects are to be as the declarations behind it say, if ``as_is``."""
    statement, sources = step.statement, tuple(each.source for each in behind)
    for each in behind if as_is else ():
        text = _words_of(each, step.command)
        if text is not None:
            whole = isinstance(step.command, _BY_KIND)
            own = replace(
                statement,
                text=text,
                comment=_with_comments(statement, [each.statement.comment]),
                preface=each.statement.preface if whole else (),
            )
            return Planned(own, (each.source,))
    if as_is and step.sign == "+" and isinstance(step.command, Grant):
        said = [_without_marks(each.statement.comment) for each in behind]
        statement = replace(statement, comment=_with_comments(statement, said))
    return Planned(statement, sources)


def _with_comments(statement: Statement, said: Iterable[str]) -> str:
    """The comments of declarations, each once, and below them the planned statement's."""
    lines = [line for text in dict.fromkeys(said) if text for line in text.split("\n")]
    own = [line for line in statement.comment.split("\n") if line and line not in lines]
    return "\n".join([*lines, *own])


def _without_marks(comment: str) -> str:
    """Without what makes a statement lenient: of a planned one, its plan decides that."""
    return "\n".join(line for line in comment.split("\n") if not UNMANAGED_LINE.match(line))


_BY_KIND = (CreateView, CreateMaterializedView, CreateRoutine, CreateExternalSchema, Verbatim)
"""Commands that say all of what they make, so that the object tells which one made it."""


def _words_of(declaration: Declaration, wanted: Command) -> str | None:
    """The declaration's text, if it does what is wanted; with OR REPLACE where that is."""
    declared = declaration.command
    text = declaration.statement.text
    if type(declared) is not type(wanted):
        return None
    if isinstance(wanted, _BY_KIND):
        if isinstance(wanted, Verbatim) and wanted.action != "CREATE":
            return None
        if getattr(wanted, "or_replace", False) and not getattr(declared, "or_replace", False):
            create = tokenize(text)[0]
            return f"{text[: create.end]} OR REPLACE{text[create.end :]}"
        return text
    return text if _bare(declared) == _bare(wanted) else None


def _bare(command: Command) -> object:
    """The command without what may be said or not, and without the order of a GRANT."""
    if isinstance(command, Grant):
        return frozenset(command.privileges), command.on, frozenset(command.to)
    if getattr(command, "if_not_exists", False):
        return replace(command, if_not_exists=False)  # type: ignore[type-var]
    return command
