"""Revisions that are not released, after others that came first: kept, or planned again.

What a person wrote stays as it is, if it still leads to what the templates declare, and
back. Otherwise redlake plans anew, says what is gone, and keeps what no State shows.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from redlake.authoring import Planned
from redlake.authoring.sameness import Reading
from redlake.baselines import files
from redlake.by_hand import is_unmodelled, planned, questions, source
from redlake.errors import InputError, PlanError, RevisionError, StateError
from redlake.folders import Drafted, demand_message, next_id, set_aside
from redlake.grammar.script import Statement
from redlake.history import Revision, found, line_of
from redlake.proposal import NOTHING, Proposal, propose
from redlake.recorded import statements
from redlake.revising import Lake, Revised, demand_leading, leads, write_rendered
from redlake.state import State

KEPT = "kept its SQL as it was written: it leads to what the templates declare, and back"


def rebase(
    root: Path,
    which: Sequence[str],
    released: Collection[Path] = (),
    *,
    discard: bool = False,
) -> Revised:
    """Gives revisions the last of the others as parent, as one.

    Their former folders are set aside. Before, what the others lack for an environment is
    rendered: one of two branches may have added it.

    Args:
        root: the project.
        which: their ids, or the names of their folders.
        released: files, by their paths from the root, whose revisions stay as they are.
        discard: give up what no plan writes again.

    Raises:
        InputError: there is no such revision, it is released, another follows it, or the
            others make no line.
    """
    everything = found(root)
    old = _in_order(list(dict.fromkeys(_named(each, everything) for each in which)))
    for revision in old:
        _demand_open(revision, released, root)
    others = [revision for revision in everything if revision not in old]
    _demand_nothing_follows(old, others)
    line = line_of(others)
    lake = Lake.of(root)
    with _completed(line, lake) as written:
        before = _recorded_without(old, line, lake)
        revised = _Rebase(lake, old, line, before, discard=discard).done()
    wrote = (f"wrote {path.relative_to(root).as_posix()}" for path in written)
    return replace(revised, remarks=(*wrote, *revised.remarks))


@dataclass(frozen=True)
class _Rebase:
    """What ``old`` is to become after ``line``, which makes ``before`` of each environment."""

    lake: Lake
    old: Sequence[Revision]
    line: Sequence[Revision]
    before: Mapping[str, State]
    discard: bool

    def done(self) -> Revised:
        new = _id_after(self.line, self.old[0])
        with Drafted(
            self.lake.root,
            new,
            self.line[-1].id if self.line else None,
            _message(self.old[0]),
            name=f"{new}_{self.old[0].folder.name.partition('_')[2] or 'rebased'}",
            instead_of=self.old,
        ) as drafted:
            if self._keeps(drafted):
                return self._kept(drafted, self._planned_or_none(), (KEPT,))
            proposal = self._proposal()
            if proposal.upgrade == proposal.downgrade == NOTHING:
                lines = self._dropped({})
                return Revised(None, proposal.plans, set_aside(self.old, self.lake.root), lines)
            asked = {"verify": questions(self._sources("verify"), proposal.verify)}
            self._write(drafted, proposal.texts | asked)
            lines = self._dropped(
                {
                    name: list(statements(drafted.revision, "upgrade", environment))
                    for name, environment in self.lake.environments.items()
                }
            )
            return self._kept(drafted, proposal, lines)

    def _keeps(self, drafted: Drafted) -> bool:
        """Whether the SQL as it was written does; then the draft has it."""
        proposal = self._planned_or_none()
        texts = {
            "upgrade": _joined(self._sources("upgrade")),
            "downgrade": _joined(list(reversed(self._sources("downgrade")))),
            "verify": questions(self._sources("verify"), proposal.verify)
            if proposal is not None
            else _joined(self._sources("verify")),
        }
        drafted.write_sources(texts)
        try:
            write_rendered(drafted, self.lake)
            return all(
                leads(drafted.revision, self.lake, self.before, name)
                for name in self.lake.environments
            )
        except InputError:
            return False

    def _planned_or_none(self) -> Proposal | None:
        """What redlake would write by itself; None where it would not go that way."""
        try:
            return propose(self.lake.environments, self.before, self.lake.declared)
        except PlanError:
            return None

    def _proposal(self) -> Proposal:
        return propose(
            self.lake.environments,
            self.before,
            self.lake.declared,
            then=self._unmodelled("upgrade", self.old),
            first_back=self._unmodelled("downgrade", list(reversed(self.old))),
        )

    def _unmodelled(self, file: str, old: Sequence[Revision]) -> Mapping[str, Sequence[Planned]]:
        """What no plan writes again."""
        if self.discard:
            return {}
        return {
            name: [
                each
                for each in planned(old, file, environment, self.lake.root)
                if is_unmodelled(each.statement, environment)
            ]
            for name, environment in self.lake.environments.items()
        }

    def _write(self, drafted: Drafted, texts: Mapping[str, str]) -> None:
        drafted.write_sources(texts)
        try:
            write_rendered(drafted, self.lake)
            demand_leading(drafted.revision, self.lake, self.before)
        except StateError as error:
            names = " ".join(revision.folder.name for revision in self.old)
            raise RevisionError(
                f"what was written into {names} by hand does not work after"
                f" {self.line[-1].id if self.line else 'nothing'}: {error.message}",
                place=self.old[0].folder,
                way_out=f"correct it, or give it up: redlake rebase --discard {names}",
            ) from None

    def _kept(
        self, drafted: Drafted, proposal: Proposal | None, remarks: tuple[str, ...]
    ) -> Revised:
        kept, aside = drafted.keep()
        return Revised(kept, proposal.plans if proposal is not None else {}, aside, remarks)

    def _dropped(self, new: Mapping[str, Iterable[Statement]]) -> tuple[str, ...]:
        """A line for each statement of the old upgrade that the new one does not have."""
        gone: dict[str, list[str]] = {}
        for name, environment in self.lake.environments.items():
            there = {_meaning(each) for each in new.get(name, ())}
            for each in planned(self.old, "upgrade", environment, self.lake.root):
                if _meaning(each.statement) not in there:
                    gone.setdefault(each.statement.summary, []).append(name)
        return tuple(
            f"dropped from upgrade.sql: {summary}"
            + (f" ({', '.join(where)})" if len(where) < len(self.lake.environments) else "")
            for summary, where in gone.items()
        )

    def _sources(self, file: str) -> list[str]:
        return [source(revision, file) for revision in self.old]


def _meaning(statement: Statement) -> tuple[object, ...]:
    return statement.database, *Reading(statement.text).meanings


def _joined(texts: Sequence[str]) -> str:
    return "\n".join([text for text in texts if text != NOTHING] or texts[:1])


@contextmanager
def _completed(line: Sequence[Revision], lake: Lake) -> Iterator[list[Path]]:
    """What a new environment lacks of these revisions is there; taken back if anything fails."""
    environments = list(lake.environments.values())
    former: dict[Path, str | None] = {}
    try:
        wanted = {
            each.path: each.fresh
            for each in files(line, environments, lake.root)
            if each.current is None or (each.baseline is not None and each.stale)
        }
        for path, text in wanted.items():
            former[path] = path.read_text(encoding="utf-8") if path.is_file() else None
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        yield list(wanted)
    except BaseException:
        for path, before in former.items():
            if before is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(before, encoding="utf-8", newline="\n")
        raise


def _in_order(old: Sequence[Revision]) -> list[Revision]:
    """Each after those that it follows."""
    by_id = {revision.id: revision for revision in old}

    def depth(revision: Revision) -> int:
        seen: set[str] = set()
        at: Revision | None = revision
        while at is not None and at.id not in seen:
            seen.add(at.id)
            at = None if at.parent is None else by_id.get(at.parent)
        return len(seen)

    return sorted(old, key=depth)


def _id_after(line: Sequence[Revision], old: Revision) -> str:
    """The next number; the old id where there is none by itself, if it is free."""
    if line and not line[-1].id.isdecimal() and old.id not in {each.id for each in line}:
        return old.id
    return next_id(line)


def _demand_open(revision: Revision, released: Collection[Path], root: Path) -> None:
    if (revision.folder / "revision.py").relative_to(root) in released:
        raise InputError(
            f"{revision.folder.name} is released, and stays as it is",
            place=revision.folder,
            way_out="name the revision that is not, by its folder's name: redlake rebase FOLDER",
        )


def _demand_nothing_follows(old: Sequence[Revision], others: Sequence[Revision]) -> None:
    left = {revision.id for revision in others}
    for other in others:
        for revision in old:
            # Of two with one id, the other one may be meant.
            if other.parent == revision.id and revision.id not in left:
                raise InputError(
                    f"revision {other.id} follows {revision.id}",
                    place=other.folder,
                    way_out=f"name it too, to plan both again as one: {_rebase([*old, other])}",
                )


def _recorded_without(
    old: Sequence[Revision], line: Sequence[Revision], lake: Lake
) -> Mapping[str, State]:
    """What the others make. One may have been meant to follow what is taken out."""
    try:
        return lake.recorded(line)
    except StateError as error:
        ids = {revision.id for revision in old}
        following = [revision for revision in line if revision.parent in ids]
        if not following:
            raise
        raise RevisionError(
            f"{following[0].folder.name} does not work without what is planned again: {error}",
            place=following[0].folder,
            way_out=f"name it too, to plan them again as one: {_rebase([*old, *following])}",
        ) from None


def _rebase(revisions: Iterable[Revision]) -> str:
    return " ".join(["redlake rebase", *(revision.folder.name for revision in revisions)])


def _message(revision: Revision) -> str:
    """What its revision.py says it does, as far as that fits into a line; else its name."""
    said = ast.get_docstring(ast.parse((revision.folder / "revision.py").read_bytes())) or ""
    try:
        return demand_message(said.partition("\n")[0])
    except InputError:
        return revision.folder.name.replace("_", " ")


def _named(which: str, everything: Sequence[Revision]) -> Revision:
    by_folder = [revision for revision in everything if revision.folder.name == which]
    by_id = [revision for revision in everything if revision.id == which]
    match by_folder or by_id:
        case [revision]:
            return revision
        case []:
            known = ", ".join(revision.folder.name for revision in everything) or "none yet"
            raise InputError(f"there is no revision {which}", way_out=f"known are {known}")
        case several:
            named = " or ".join(revision.folder.name for revision in several)
            raise InputError(f"two revisions have the id {which}", way_out=f"name one: {named}")
