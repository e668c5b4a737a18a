"""Hazards: what a person should know before a statement runs."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from redlake.kinds.database import Database
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.materialized_view import MaterializedView
from redlake.kinds.object import Object
from redlake.kinds.relation import View
from redlake.kinds.routine import Routine
from redlake.kinds.verbatim import Verbatim


class HazardType(Enum):
    """The kinds of hazards; a destroying one needs a word of consent."""

    DESTROYS_DATA = "destroys data"
    NOT_REVERSIBLE = "not reversible"
    READERS_MISS = "readers see it missing"
    LOSES_GRANTS = "loses grants"
    LONG_RUNNING = "long-running"
    RENAMES = "renames"


class Hazard(NamedTuple):
    """``message`` is a sentence without its full stop."""

    type: HazardType
    message: str

    def __str__(self) -> str:
        return f"{self.type.value}: {self.message}"


def of_dropping(thing: Object, named: str, *, replaced: bool) -> list[Hazard]:
    """What to know before ``thing`` is dropped, and created again if it is ``replaced``.

    ``named`` is what people call it.
    """
    match thing:
        case Database():
            return [Hazard(HazardType.DESTROYS_DATA, f"{named} with all that is in it")]
        case Verbatim() if "TABLE" in thing.created.type and "EXTERNAL" not in thing.created.type:
            return [Hazard(HazardType.DESTROYS_DATA, f"{named} with its rows")]
        case Verbatim() if thing.created.type == "MODEL":
            return [Hazard(HazardType.DESTROYS_DATA, f"{named} with what it has learned")]
        case Verbatim() if thing.altered:
            return [
                Hazard(HazardType.NOT_REVERSIBLE, f"{named} was changed by hand since its creation")
            ]
        case View() if replaced:
            # The runner gives back what others granted on it.
            return [Hazard(HazardType.READERS_MISS, f"{named}, until the transaction ends")]
        case ExternalSchema() | Routine() if replaced:
            return [
                Hazard(HazardType.READERS_MISS, f"{named}, until the transaction ends"),
                Hazard(HazardType.LOSES_GRANTS, f"those on {named} that redlake did not make"),
            ]
    return []


def of_bringing(now: Object | None, then: Object, named: str) -> list[Hazard]:
    """What to know before ``then``, which people call ``named``, is created or made of ``now``."""
    if not isinstance(then, MaterializedView):
        return []
    if not isinstance(now, MaterializedView):
        return [Hazard(HazardType.LONG_RUNNING, f"{named} is filled with the rows of its query")]
    if now.storage != then.storage:
        return [Hazard(HazardType.LONG_RUNNING, f"the rows of {named} are laid out anew")]
    return []
