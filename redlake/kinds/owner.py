"""Owners. None stands for whoever runs the revisions: so it does not matter who that is."""

from __future__ import annotations

from collections.abc import Iterator

from redlake.kinds.keys import Key
from redlake.kinds.object import OnDrop, Use


def owned(owner: Key | None) -> Iterator[Use]:
    """How an object uses its owner."""
    if owner is not None:
        yield Use(owner, OnDrop.HOLDS, "owns some object")


def given_away(before: Key | None, after: Key | None) -> str | None:
    """The name of the new owner, if there is one; where none is declared, the old one stays."""
    return None if after is None or after == before else after.name
