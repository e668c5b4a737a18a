"""What Redshift would refuse, with its SQLSTATE and, as far as is known, its words.

Sources: the pages of DROP USER, DROP GROUP, DROP ROLE, DROP VIEW and CREATE VIEW in the
Amazon Redshift Database Developer Guide. Where no page gives a code, PostgreSQL's stands.
"""

from __future__ import annotations

from redlake.grammar.names import quoted
from redlake.kinds.keys import Key
from redlake.kinds.object import Object


class ViolationError(Exception):
    """Redshift would refuse the statement. ``sqlstate`` is Redshift's."""

    def __init__(self, sqlstate: str, message: str, way_out: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.way_out = way_out


_EXISTS = {
    "relation": "42P07",
    "schema": "42P06",
    "database": "42P04",
    "procedure": "42723",
    "function": "42723",
}
_MISSING = {
    "relation": "42P01",
    "schema": "3F000",
    "database": "3D000",
    "procedure": "42883",
    "function": "42883",
}
_UNDEFINED = "42704"
_DUPLICATE = "42710"


def exists(there: Object) -> ViolationError:
    return ViolationError(
        _EXISTS.get(there.key[0], _DUPLICATE),
        f"{there} already exists",
        "drop it before, or leave this out",
    )


def missing(key: Key, *, assumable: bool = True) -> ViolationError:
    """``assumable``: whether the statement could say that others own it."""
    where = f" in {quoted(key.database)}" if key.database else ""
    return ViolationError(
        _MISSING.get(key.type, _UNDEFINED),
        f"{key} does not exist{where}",
        'create it before; if others own it, say so in a comment above: "-- managed = false"'
        if assumable
        else "create it before, or leave this out",
    )


def depends(thing: Object, user: Object) -> ViolationError:
    return ViolationError(
        "2BP01",
        f"{thing} cannot be dropped because {user} depends on it",
        "drop that before, or say CASCADE",
    )


def holds(thing: Object, why: str, user: Object) -> ViolationError:
    return ViolationError(
        "55006", f"{thing} can't be dropped because it {why}: {user}", "take that away before"
    )
