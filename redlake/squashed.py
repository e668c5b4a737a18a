"""Whether one revision stands in the place of released ones, as ``redlake squash`` puts it.

Released revisions may be gone only for that: the first revision has the id of a later one of
them, all of them up to that one are gone, and it makes of every warehouse what they made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from redlake.environment import Environment
from redlake.errors import InputError, PlanError, RevisionError
from redlake.history import VERSIONS, Revision, history
from redlake.plan import plan
from redlake.recorded import recorded
from redlake.released import Released
from redlake.state import State


@dataclass(frozen=True)
class Squashed:
    """The folders in whose place one stands, and an error where it makes something else."""

    folders: frozenset[Path] = frozenset()
    errors: tuple[tuple[str, RevisionError], ...] = ()
    """With the environment in which it does."""


def squashed(
    released: Released, root: Path, line: Sequence[Revision], environments: Iterable[Environment]
) -> Squashed:
    """What the first of the revisions stands in the place of, compared with what it makes."""
    if not line or not released.gone or released.ids(line[:1], root):
        return Squashed()
    with TemporaryDirectory() as directory:
        released.copy(Path(directory))
        try:
            before = history(Path(directory))
        except RevisionError:
            return Squashed()
        ids = [revision.id for revision in before]
        if line[0].id not in ids[1:]:
            return Squashed()
        before = before[: ids.index(line[0].id) + 1]
        folders = frozenset(VERSIONS / revision.folder.name for revision in before)
        gone = set(released.gone)
        if any(
            file not in gone and (root / file).is_file()
            for file in released.files
            if Path(*file.parts[: len(VERSIONS.parts) + 1]) in folders
        ):
            return Squashed()
        errors = tuple(_differences(released.reference, before, line[0], environments))
    return Squashed(folders, errors)


def _differences(
    reference: str,
    before: Sequence[Revision],
    instead: Revision,
    environments: Iterable[Environment],
) -> Iterator[tuple[str, RevisionError]]:
    for environment in environments:
        if not any(revision.rendered("upgrade", environment.name).is_file() for revision in before):
            continue  # it came later
        try:
            now = recorded(environment, [instead])
        except InputError:
            continue  # that it cannot be replayed is said of the file
        lacking = _lacking(environment, before, now)
        if lacking:
            yield (
                environment.name,
                RevisionError(
                    f"{instead.folder.name} is in the place of released revisions, and does not"
                    f" make what they made in {environment.name}; it would still have to do:"
                    + "".join(f"\n  {words}" for words in lacking),
                    place=instead.folder,
                    way_out=f"restore them: git checkout {reference} -- {VERSIONS.as_posix()};"
                    " then squash them again: redlake squash",
                ),
            )


def _lacking(environment: Environment, before: Sequence[Revision], now: State) -> list[str]:
    """What is to be done yet for ``now`` to be what the revisions made."""
    try:
        then = recorded(environment, before)
        # Where no owner is declared, two States that differ may need no statement.
        return plan(now, then).words or plan(then, now).words
    except PlanError as error:
        return [str(error)]
    except InputError as error:
        return [f"what they made is not known: {error.message}"]
