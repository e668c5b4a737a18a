"""Grants, as atoms: one privilege, on one thing, to one grantee.

On objects, their columns and all that is in a schema; scoped; of system privileges, roles
and the right to assume an IAM role. How atoms are printed together is in ``assembling``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.kinds import keys, privileges
from redlake.kinds.assembling import granted, revoked, without_option
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use

ROLE = "ROLE"
"""The privilege of having a role; it is granted ``on`` that role."""

_OF_A_DATABASE = ("language", "copy job")
"""Types of what goes with its database, and is no object that a State holds."""


class GrantKey(NamedTuple):
    type: str
    on: Key
    to: Key
    privilege: str
    column: str

    @property
    def database(self) -> str:
        """Where it is granted; empty for what belongs to the whole of a warehouse."""
        return self.on.database


@dataclass(frozen=True, slots=True)
class Grant(Object):
    """``option``: the grantee may grant it on; of a role, the admin option.

    ``on`` is an object's key, or one of these types: ``all in`` (all tables of an external
    schema, of which Redshift keeps nothing each), ``external table``, ``scope``, ``system``,
    ``iam role``; the last two have the privilege, or the purpose, as ``privilege``.
    """

    privilege: str
    on: Key
    to: Key
    column: str = ""
    option: bool = False

    label = "grant"
    rank = 10

    @property
    def key(self) -> GrantKey:
        return GrantKey("grant", self.on, self.to, self.privilege, self.column)

    def uses(self) -> Iterable[Use]:
        on, to = self.on, self.to
        if self.privilege == ROLE:
            yield Use(on, OnDrop.CASCADES)
            yield Use(to, OnDrop.GOES)
            return
        if on.type in ("all in", "external table"):
            yield Use(keys.schema(on.database, on.schema), OnDrop.GOES)
        elif on.type == "scope":
            database, schema = keys.database(on.database), keys.schema(on.database, on.schema)
            yield Use(schema if on.schema else database, OnDrop.GOES)
        else:
            yield Use(on, OnDrop.GOES)
            if on.type in _OF_A_DATABASE:
                yield Use(keys.database(on.database), OnDrop.GOES)
        yield Use(to, OnDrop.HOLDS, "has a privilege on some object")

    def create(self) -> Iterator[Command]:
        yield from (command for command, _ in granted([self]))

    def alter(self, after: Grant) -> Iterator[Command]:
        if after.option:
            yield from (command for command, _ in granted([after]))
        elif self.option:
            yield from (command for command, _ in without_option([self]))

    def drop(self) -> Iterator[Command]:
        yield from (command for command, _ in revoked([self]))

    @property
    def refuses_transaction(self) -> bool:
        """Whether its GRANT and REVOKE do, as ``grammar.transactions`` says of statements."""
        return (
            self.on.type == "external table"
            or self.to.type == "iam role"
            or self.on == keys.database(keys.CATALOG)
        )

    @property
    def what(self) -> str:
        """The privilege with its column, in words."""
        if self.on.type == "iam role":
            return f"ASSUMEROLE for {self.privilege}"
        return f"{self.privilege} ({self.column})" if self.column else self.privilege

    def __str__(self) -> str:
        return told([self])


def told(grants: Sequence[Grant], on: str | None = None) -> str:
    """Grants on one thing in words, each privilege and each grantee once."""
    first = grants[0]
    to = ", ".join(dict.fromkeys(str(grant.to) for grant in grants))
    if first.privilege == ROLE:
        return f"{first.on} to {to}"
    whats = dict.fromkeys(grant.what for grant in grants)
    of = first.on.name if first.on.type in ("all in", "scope") else first.on.type
    what = ", ".join(privileges.folded(whats, of))
    if first.on.type == "system":
        return f"{what} to {to}"
    return f"{what} on {on or _shown(first.on)} to {to}"


def _shown(on: Key) -> str:
    if on.type == "all in":
        return f"all {on.name.lower()} in schema {on.schema}"
    if on.type == "scope":
        within = f"schema {on.schema}" if on.schema else f"database {on.database}"
        return f"{on.name.lower()} in {within}, now and later"
    return str(on)
