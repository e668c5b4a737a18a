"""What owners alone may do, and whoever holds a privilege for it.

PostgreSQL knows of owners only. ``sandbox.run`` decides when the statement runs; who may create
something by a system privilege is lent CREATE on the schema while it is created.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from redlake.sandbox.translation.base import Ask, Asking, Rows, Translation
from redlake.sandbox.translation.names import array, literal


def run(
    statement: str, objects: Sequence[str], system_privilege: str, privilege: str | None = None
) -> str:
    """What runs ``statement`` for those who own ``objects``, or hold one of the privileges.

    ``privilege`` is granted on relations; without one ``objects`` may be routines too.
    """
    return (
        f"SELECT sandbox.run({literal(statement)}, {literal(privilege)},"
        f" {literal(system_privilege)}, {array(objects)})"
    )


def created(
    translation: Translation, tag: str, name: str, system_privilege: str, *, replace_: bool = False
) -> Asking[Translation]:
    """``translation`` as it runs where the user may create ``name`` by a system privilege alone."""
    rows: Rows = yield Ask(
        f"SELECT sandbox.creating({literal(name)}, {literal(system_privilege)}) AS how"
    )
    how = rows[0]["how"] if rows else None
    if how == "as its owner" and replace_:
        statement, *others = translation.sql
        sql = (run(statement, [name], system_privilege), *others)
    elif how == "on a loan":
        sql = (
            f"SELECT sandbox.lend({literal(name)}, {literal(system_privilege)})",
            *translation.sql,
            "SELECT sandbox.take_back()",
        )
    else:
        return translation
    return replace(translation, sql=sql, tag=translation.tag or tag, volatile=True)
