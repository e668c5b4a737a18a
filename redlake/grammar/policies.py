"""Row-level security and masking: which policies act on which relations, and for whom.

The policies themselves are kept as text, and read with ``verbatim``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from redlake.grammar.command import Command
from redlake.grammar.grantees import Grantee, Rule, grantees_sql, read_grantee, read_grantees
from redlake.grammar.names import Relation, quoted
from redlake.grammar.reader import Reader

DEFAULT_PRIORITY = 0
"""Of a masking policy (https://docs.aws.amazon.com/redshift/latest/dg/t_ddm-hierarchy.html)."""

_ATTACHED_TO = Rule("policies that are attached", ("USER", "ROLE", "PUBLIC"))


@dataclass(frozen=True)
class AttachRls(Command):
    """ATTACH RLS POLICY: one policy to every one of ``relations``, for every one of ``to``."""

    policy: str
    relations: tuple[Relation, ...]
    to: tuple[Grantee, ...]

    def sql(self) -> str:
        return f"ATTACH {_rls(self.policy, self.relations)} TO {grantees_sql(self.to)}"


@dataclass(frozen=True)
class DetachRls(Command):
    policy: str
    relations: tuple[Relation, ...]
    grantees: tuple[Grantee, ...]

    def sql(self) -> str:
        return f"DETACH {_rls(self.policy, self.relations)} FROM {grantees_sql(self.grantees)}"


@dataclass(frozen=True)
class AttachMasking(Command):
    """ATTACH MASKING POLICY.

    ``columns`` are masked, ``using`` is what the policy reads instead of them, if anything.
    Each is SQL: a column, or with dots the path to a part of a SUPER value.
    """

    policy: str
    relation: Relation
    columns: tuple[str, ...]
    to: Grantee
    using: tuple[str, ...] = ()
    priority: int = DEFAULT_PRIORITY

    def sql(self) -> str:
        using = f" USING ({', '.join(self.using)})" if self.using else ""
        priority = f" PRIORITY {self.priority}" if self.priority != DEFAULT_PRIORITY else ""
        masking = _masking(self.policy, self.relation, self.columns)
        return f"ATTACH {masking}{using} TO {grantees_sql([self.to])}{priority}"


@dataclass(frozen=True)
class DetachMasking(Command):
    policy: str
    relation: Relation
    columns: tuple[str, ...]
    grantee: Grantee

    def sql(self) -> str:
        masking = _masking(self.policy, self.relation, self.columns)
        return f"DETACH {masking} FROM {grantees_sql([self.grantee])}"


@dataclass(frozen=True)
class AlterRowSecurity(Command):
    """ALTER TABLE … ROW LEVEL SECURITY, which is for views too.

    ``conjunction`` is AND, OR, or empty where nothing is said.
    """

    name: Relation
    on: bool
    conjunction: str = ""
    for_datashares: bool = False

    def sql(self) -> str:
        conjunction = f" CONJUNCTION TYPE {self.conjunction}" if self.conjunction else ""
        datashares = " FOR DATASHARES" if self.for_datashares else ""
        on = "ON" if self.on else "OFF"
        return f"ALTER TABLE {self.name.sql()} ROW LEVEL SECURITY {on}{conjunction}{datashares}"


def _rls(policy: str, relations: Sequence[Relation]) -> str:
    return f"RLS POLICY {quoted(policy)} ON {', '.join(each.sql() for each in relations)}"


def _masking(policy: str, relation: Relation, columns: Sequence[str]) -> str:
    return f"MASKING POLICY {quoted(policy)} ON {relation.sql()} ({', '.join(columns)})"


def read_row_security(at: Reader, name: Relation) -> AlterRowSecurity:
    """Reads what follows ROW LEVEL SECURITY."""
    on = at.choose("ON", "OFF") == "ON"
    conjunction = at.choose("AND", "OR") if at.take("CONJUNCTION", "TYPE") else ""
    for_datashares = at.take("FOR", "DATASHARES")
    at.end()
    return AlterRowSecurity(name, on, conjunction, for_datashares)


def _read_rls(at: Reader) -> tuple[str, tuple[Relation, ...]]:
    policy = at.name("a policy's name")
    at.expect("ON")
    # TABLE is reserved, so no relation is called so without quotes.
    at.take("TABLE")
    return policy, at.listed(at.relation)


def _attach_rls(at: Reader) -> AttachRls:
    policy, relations = _read_rls(at)
    at.expect("TO")
    attached = AttachRls(policy, relations, read_grantees(at, _ATTACHED_TO))
    at.end()
    return attached


def _detach_rls(at: Reader) -> DetachRls:
    policy, relations = _read_rls(at)
    at.expect("FROM")
    detached = DetachRls(policy, relations, read_grantees(at, _ATTACHED_TO))
    at.end()
    return detached


def _read_masking(at: Reader) -> tuple[str, Relation, tuple[str, ...]]:
    policy = at.name("a policy's name")
    at.expect("ON")
    return policy, at.relation(), _read_paths(at)


def _read_paths(at: Reader) -> tuple[str, ...]:
    at.expect("(")
    paths = at.listed(lambda: _read_path(at))
    at.expect(")")
    return paths


def _read_path(at: Reader) -> str:
    parts = [quoted(at.name("a column"))]
    while at.take("."):
        parts.append(quoted(at.name("a part of the column")))
    return ".".join(parts)


def _attach_masking(at: Reader) -> AttachMasking:
    policy, relation, columns = _read_masking(at)
    using = _read_paths(at) if at.take("USING") else ()
    at.expect("TO")
    to = read_grantee(at, _ATTACHED_TO)
    priority = at.number() if at.take("PRIORITY") else DEFAULT_PRIORITY
    at.end()
    return AttachMasking(policy, relation, columns, to, using, priority)


def _detach_masking(at: Reader) -> DetachMasking:
    policy, relation, columns = _read_masking(at)
    at.expect("FROM")
    detached = DetachMasking(policy, relation, columns, read_grantee(at, _ATTACHED_TO))
    at.end()
    return detached


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "ATTACH RLS POLICY": _attach_rls,
    "DETACH RLS POLICY": _detach_rls,
    "ATTACH MASKING POLICY": _attach_masking,
    "DETACH MASKING POLICY": _detach_masking,
}
