"""What others tied to a view: grants that redlake did not make, and what stands on it.

Both are read before the view is dropped, from the live catalog: nothing that was reviewed
can say it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from redlake.connection import rows
from redlake.errors import GuardError
from redlake.grammar.names import literal
from redlake.kinds import keys
from redlake.kinds.assembling import granted
from redlake.kinds.grant import Grant
from redlake.kinds.keys import EVERYONE, Key

_GRANTEES: Mapping[str, Callable[[str], Key]] = {
    "user": keys.user,
    "role": keys.role,
    "group": keys.group,
    "public": lambda _: EVERYONE,
}
_GRANTED = ("ALTER", "DELETE", "DROP", "INSERT", "REFERENCES", "SELECT", "TRUNCATE", "UPDATE")
"""What GRANT takes for a relation; PostgreSQL's ACLs also know RULE and TRIGGER."""

_DEPENDENTS = (
    "SELECT DISTINCT below.nspname, base.relname, above.nspname, reader.relname"
    " FROM pg_catalog.pg_depend AS dependency"
    " JOIN pg_catalog.pg_rewrite AS rule ON rule.oid = dependency.objid"
    " JOIN pg_catalog.pg_class AS reader ON reader.oid = rule.ev_class"
    " JOIN pg_catalog.pg_namespace AS above ON above.oid = reader.relnamespace"
    " JOIN pg_catalog.pg_class AS base ON base.oid = dependency.refobjid"
    " JOIN pg_catalog.pg_namespace AS below ON below.oid = base.relnamespace"
    " WHERE dependency.deptype = 'n' AND base.oid <> reader.oid AND ({condition})"
)
"""As AWS's own scripts for view dependencies ask
(https://github.com/awslabs/amazon-redshift-utils, v_view_dependency)."""


def grants(session: Any, views: Iterable[Key]) -> set[Grant]:
    """All grants on the views, those on their columns too, as the catalog has them now.

    Raises:
        GuardError: one is to what redlake does not know, and could not give back.
    """
    wanted = {(key.schema, key.name): key for key in views}
    found: set[Grant] = set()
    either = _either(wanted)
    for schema, relation, column, privilege, kind, name, option in rows(
        session,
        "SELECT namespace_name, relation_name, CAST('' AS VARCHAR(128)), privilege_type,"
        f" identity_type, identity_name, admin_option FROM svv_relation_privileges WHERE {either}"
        " UNION ALL SELECT namespace_name, relation_name, column_name, privilege_type,"
        f" identity_type, identity_name, false FROM svv_column_privileges WHERE {either}",
    ):
        on = wanted[_text(schema), _text(relation)]
        if _text(privilege).upper() not in _GRANTED:
            continue
        make = _GRANTEES.get(_text(kind).lower())
        if make is None:
            raise GuardError(
                f"{on.shown} is granted to {_text(kind)} {_text(name)}, which redlake does not"
                " know, and it is about to be dropped",
                way_out="revoke it by hand, and grant it again afterwards",
            )
        to = make(_text(name))
        found.add(Grant(_text(privilege), on, to, _text(column), option=bool(option)))
    return found


def to_give_back(live: Iterable[Grant], ours: Collection[Grant]) -> list[str]:
    """The statements that give back what others had granted: one for each grantee of a view."""
    known = {(grant.key, grant.option) for grant in ours}
    known |= {(key, False) for key, _ in known}
    missing = sorted(
        (grant for grant in live if (grant.key, grant.option) not in known),
        key=lambda grant: (grant.on, grant.to, grant.privilege, grant.column),
    )
    return [
        command.sql()
        for _, several in groupby(missing, key=lambda grant: (grant.on, grant.to))
        for command, _ in granted(list(several))
    ]


def dependents(session: Any, database: str, views: Sequence[Key]) -> dict[Key, set[Key]]:
    """The bound and materialized views that stand on each of the views."""
    found: dict[Key, set[Key]] = {}
    wanted = {(key.schema, key.name): key for key in views}
    condition = " OR ".join(
        f"(below.nspname = {literal(schema)} AND base.relname = {literal(name)})"
        for schema, name in wanted
    )
    for schema, name, above, reader in rows(session, _DEPENDENTS.format(condition=condition)):
        base = wanted[_text(schema), _text(name)]
        reading = Key("relation", database, _text(above), _text(reader))
        found.setdefault(base, set()).add(reading)
    return found


def _either(wanted: Iterable[tuple[str, str]]) -> str:
    return " OR ".join(
        f"(namespace_name = {literal(schema)} AND relation_name = {literal(name)})"
        for schema, name in wanted
    )


def _text(value: object) -> str:
    return str(value).strip()
