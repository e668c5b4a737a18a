"""Statements and portals that a session holds by name."""

from __future__ import annotations

from dataclasses import dataclass

from redlake.sandbox.conversation import Conversation, describe
from redlake.sandbox.interpreter import refuse
from redlake.sandbox.translation.base import Source, Translation
from redlake.sandbox.wire import Column, SqlError

NOTHING_YET = Translation((), tag="", volatile=True)
"""What equals no statement's translation."""


@dataclass(frozen=True)
class Prepared:
    """A statement by name: as the client wrote it, and as it was last translated.

    ``described`` are the columns that the client was told of, None before it asked.
    """

    source: Source
    types: bytes
    translation: Translation
    described: tuple[Column, ...] | None = None

    @property
    def native(self) -> bool:
        """Whether PostgreSQL itself holds the statement."""
        return self.translation.tag is None


@dataclass(frozen=True)
class Portal:
    """A statement that is ready to run, or has run to its end."""

    prepared: Prepared
    done: bool = False


def demand_columns(prepared: Prepared) -> Conversation[None]:
    """Refuses rows of other columns than the client was told of, as PostgreSQL does."""
    if prepared.native and prepared.described is not None:
        columns = yield from describe(prepared.translation.sql[0])
        if tuple(columns) != prepared.described:
            yield from refuse(SqlError("0A000", "cached plan must not change result type"))
