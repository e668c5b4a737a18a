"""Materialized views over what lies elsewhere: kept and shown, without rows or columns."""

from __future__ import annotations

from redlake.sandbox.translation.base import Context
from redlake.sandbox.translation.names import literal
from redlake.sandbox.translation.relations import Bases, Found, Kind


def concerns(bases: Bases) -> bool:
    """Whether rows of one of them lie elsewhere, or come from there."""
    return any(_unread(bases, Kind.ELSEWHERE, Kind.MATERIALIZED_VIEW))


def of_no_rows(bases: Bases, context: Context) -> tuple[list[str], str]:
    """A query that depends on all bases, and what has to run before it.

    Raises:
        SqlError: the session may not read one of them.
    """
    for _, found in _unread(bases, *Kind):
        if found.denied:
            found.demand_readable()
    before = []
    for (*qualified, relation), _ in _unread(bases, Kind.ELSEWHERE):
        schema = ".".join([context.database, *qualified][-2:])
        before.append(f"SELECT sandbox.stand_for({literal(schema)}, {literal(relation)})")
    sources = ", ".join(
        f"{context.relation(parts)} AS base{at}" for at, (parts, _) in enumerate(bases)
    )
    return before, f"SELECT FROM {sources} WHERE false"


def _unread(bases: Bases, *kinds: Kind) -> list[tuple[tuple[str, ...], Found]]:
    return [
        (parts, found)
        for parts, found in bases
        if found is not None and found.unread is not None and found.kind in kinds
    ]
