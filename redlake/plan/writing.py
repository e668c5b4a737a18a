"""Steps, written down: each is applied to the draft in the same breath."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from redlake.errors import PlanError
from redlake.grammar.command import Command
from redlake.grammar.excerpt import without_secrets
from redlake.grammar.names import quoted
from redlake.grammar.script import Statement
from redlake.grammar.tokens import tokenize
from redlake.grammar.transactions import refuses_transaction
from redlake.kinds import default_privilege, grant
from redlake.kinds.default_privilege import DefaultPrivilege
from redlake.kinds.draft import Unmanaged
from redlake.kinds.grant import Grant
from redlake.kinds.keys import Key
from redlake.kinds.object import Object
from redlake.kinds.violations import ViolationError
from redlake.plan import hazards
from redlake.plan.difference import Difference
from redlake.plan.hazards import Hazard
from redlake.plan.values import Step
from redlake.state import UNMANAGED, State, perform

Atom = TypeVar("Atom", bound=Object)


class Writing(Difference):
    """``steps`` is what has been planned so far."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(before, after)
        self.steps: list[Step] = []

    def _bring(self, key: Any) -> None:
        """Makes of what is there what is wanted, or creates it."""
        now, then = self._now(key), self._then(key)
        assert then is not None
        if now is None and (others := self.draft.find(key)) is not None:
            raise PlanError(
                f"{others} belongs to others so far, and is declared now",
                way_out="keep saying so where it is named: -- managed = false; or drop it where"
                " it is kept, and plan again",
            )
        commands = then.create() if now is None else now.alter(then)
        if commands is None:
            raise PlanError(
                f"{now} cannot be changed in place, and redlake does not drop it by itself",
                way_out='write the statements by hand: redlake revision --empty -m "…"',
            )
        named = self._named(then)
        dangers = hazards.of_bringing(now, then, named)
        for number, command in enumerate(commands):
            new = now is None and number == 0
            what = named if new else f"{named}: {_change(command, key)}"
            self._emit(command, then.database, "+" if new else "~", what, (key,), dangers)
            dangers = []

    def _drop(self, thing: Object, *, replaced: bool) -> None:
        what = self._named(thing) + (", to be made anew" if replaced else "")
        if replaced and (owner := getattr(thing, "owner", None)) in self.wanted:
            self._owners[thing.key] = owner
        for command in thing.drop():
            self._emit(
                command,
                thing.database,
                "-",
                what,
                (thing.key,),
                hazards.of_dropping(thing, self._named(thing), replaced=replaced),
            )

    def _each(
        self,
        things: Iterable[Object],
        kind: type[Object],
        commands: Callable[[Object], Iterator[Command]],
        sign: str,
    ) -> None:
        for thing in things:
            if isinstance(thing, kind):
                for command in commands(thing):
                    self._emit(command, thing.database, sign, str(thing), (thing.key,))

    def _together(
        self,
        atoms: list[Atom],
        assemble: Callable[[list[Atom]], Iterator[tuple[Command, list[Atom]]]],
        database: str,
        sign: str,
        more: str = "",
    ) -> None:
        # The home database first, whatever its name is in this environment.
        at_home = [atom for atom in atoms if _on_database(atom, self.home)]
        others = [atom for atom in atoms if not _on_database(atom, self.home)]
        for command, given in [*assemble(at_home), *assemble(others)]:
            what = f"{self._told(given)}{more}"
            self._emit(command, database, sign, what, tuple(atom.key for atom in given))

    def _told(self, atoms: Sequence[Object]) -> str:
        match atoms[0]:
            case Grant(on=on):
                thing = self.wanted.get(on) or self.draft.find(on)
                return grant.told(
                    [atom for atom in atoms if isinstance(atom, Grant)],
                    None if thing is None else self._named(thing),
                )
        return default_privilege.told(
            [atom for atom in atoms if isinstance(atom, DefaultPrivilege)]
        )

    def _named(self, thing: Object) -> str:
        """What a person calls it; that it is in the home database goes without saying."""
        return str(thing).removesuffix(f" in {quoted(self.home)}")

    def _emit(
        self,
        command: Command,
        database: str,
        sign: str,
        what: str,
        keys: tuple[Any, ...],
        dangers: Iterable[Hazard] = (),
    ) -> None:
        text = command.sql()
        comment = [f"hazard: {hazard}" for hazard in dangers]
        if any(self._assumes(key) for key in keys):
            comment.append(UNMANAGED)
        statement = Statement(
            text,
            database or self.home,
            transactional=not refuses_transaction(tokenize(text)),
            comment="\n".join(comment),
        )
        try:
            perform(command, statement, self.draft)
        except ViolationError as violation:
            raise PlanError(
                f"Redshift would refuse {statement.summary}: {violation}",
                way_out=violation.way_out,
            ) from None
        self.steps.append(Step(sign, what, statement, command, keys, tuple(dangers)))

    def _assumes(self, key: Any) -> bool:
        """Whether the object uses what others own."""
        thing = self.wanted.get(key) or self.draft.find(key)
        if thing is None:
            return False
        used = (self.wanted.get(use.key) or self.draft.find(use.key) for use in thing.uses())
        return any(isinstance(one, Unmanaged) and not one.built_in for one in used)


def _on_database(atom: Object, name: str) -> bool:
    return isinstance(atom, Grant) and (atom.on.type, atom.on.name) == ("database", name)


def _change(command: Command, key: Any) -> str:
    """What an ALTER does, in its own words; that of a REPLACE is in its text."""
    if getattr(command, "or_replace", False):
        return "replaced in place"
    sql = without_secrets(command.sql())
    shown = key.shown if isinstance(key, Key) else ""
    _, name, tail = sql.partition(f"{shown} ") if shown else ("", "", "")
    return tail if name else sql
