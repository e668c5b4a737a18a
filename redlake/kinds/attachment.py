"""Policies attached to relations: for rows, and for the columns that are masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar.command import Command
from redlake.grammar.grants import Grantee
from redlake.grammar.names import Relation
from redlake.grammar.policies import (
    DEFAULT_PRIORITY,
    AttachMasking,
    AttachRls,
    DetachMasking,
    DetachRls,
)
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.assembling import grantee, grantee_key
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use
from redlake.kinds.relation import here
from redlake.kinds.violations import ViolationError

RLS = "rls policy"
MASKING = "masking policy"


class AttachmentKey(NamedTuple):
    type: str
    database: str
    policy: Key
    relation: Key
    columns: tuple[str, ...]
    to: Key


@dataclass(frozen=True, slots=True)
class Attachment(Object):
    """One policy on one relation for one grantee.

    ``columns``, ``using`` and ``priority`` are a masking policy's, as the command has them.
    """

    policy: Key
    relation: Key
    to: Key
    columns: tuple[str, ...] = ()
    using: tuple[str, ...] = ()
    priority: int = DEFAULT_PRIORITY

    label = "attachment"
    rank = 11

    @property
    def key(self) -> AttachmentKey:
        return AttachmentKey(
            "attachment", self.relation.database, self.policy, self.relation, self.columns, self.to
        )

    def uses(self) -> Iterable[Use]:
        yield Use(self.relation, OnDrop.GOES)
        yield Use(self.policy, OnDrop.CASCADES)
        # https://docs.aws.amazon.com/redshift/latest/dg/t_rls_object_dependency.html
        if self.policy.type == RLS:
            yield Use(self.to, OnDrop.GOES)
        else:  # no page says what becomes of it
            yield Use(self.to, OnDrop.HOLDS, "has a policy attached")

    def create(self) -> Iterator[Command]:
        relation, to = self._relation, grantee(self.to)
        if self.policy.type == RLS:
            yield AttachRls(self.policy.name, (relation,), (to,))
        else:
            yield AttachMasking(
                self.policy.name, relation, self.columns, to, self.using, self.priority
            )

    def alter(self, after: Attachment) -> Iterator[Command] | None:
        return iter(()) if after == self else None

    def drop(self) -> Iterator[Command]:
        relation, to = self._relation, grantee(self.to)
        if self.policy.type == RLS:
            yield DetachRls(self.policy.name, (relation,), (to,))
        else:
            yield DetachMasking(self.policy.name, relation, self.columns, to)

    @property
    def _relation(self) -> Relation:
        return Relation(self.relation.schema, self.relation.name)

    def __str__(self) -> str:
        columns = f" ({', '.join(self.columns)})" if self.columns else ""
        return f"{self.policy} on {self.relation.shown}{columns} for {self.to}"


@applied.register
def _rls_attached(command: AttachRls, draft: Draft) -> None:
    for attachment in _of_rls(command.policy, command.relations, command.to, draft):
        draft.add(attachment)


@applied.register
def _rls_detached(command: DetachRls, draft: Draft) -> None:
    for attachment in _of_rls(command.policy, command.relations, command.grantees, draft):
        _detach(attachment, draft)


@applied.register
def _masking_attached(command: AttachMasking, draft: Draft) -> None:
    attachment = _of_masking(command, command.to, draft, command.using, command.priority)
    draft.add(attachment)


@applied.register
def _masking_detached(command: DetachMasking, draft: Draft) -> None:
    _detach(_of_masking(command, command.grantee, draft), draft)


def _of_rls(
    policy: str, relations: Iterable[Relation], grantees: Iterable[Grantee], draft: Draft
) -> Iterator[Attachment]:
    key = Key(RLS, draft.database, name=policy)
    to = [grantee_key(each) for each in grantees]
    for name in relations:
        relation = keys.relation(here(name, draft), draft.database)
        yield from (Attachment(key, relation, each) for each in to)


def _of_masking(
    command: AttachMasking | DetachMasking,
    to: Grantee,
    draft: Draft,
    using: tuple[str, ...] = (),
    priority: int = DEFAULT_PRIORITY,
) -> Attachment:
    policy = Key(MASKING, draft.database, name=command.policy)
    relation = keys.relation(here(command.relation, draft), draft.database)
    return Attachment(policy, relation, grantee_key(to), command.columns, using, priority)


def _detach(attachment: Attachment, draft: Draft) -> None:
    if draft.find(attachment.key) is None:
        raise ViolationError(
            "42704", f"{attachment} is not attached", "attach it before, or leave this out"
        )
    draft.remove(attachment.key)
