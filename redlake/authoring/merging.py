"""Sequences of several environments -> one that keeps the order of each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True)
class Run(Generic[Item]):
    """Items in a row that exactly these environments have."""

    environments: frozenset[str]
    items: tuple[Item, ...]


def merge(sequences: Mapping[str, Sequence[Item]]) -> list[Run[Item]]:
    """The items of all environments, each environment's in its order.

    Where environments have the same item at corresponding places, it is there once.
    """
    merged: list[tuple[Item, frozenset[str]]] = []
    for name, sequence in sequences.items():
        merged = _with(merged, sequence, frozenset({name}))
    return [
        Run(environments, tuple(item for item, _ in group))
        for environments, group in groupby(merged, key=lambda entry: entry[1])
    ]


def _with(
    merged: Sequence[tuple[Item, frozenset[str]]], sequence: Sequence[Item], name: frozenset[str]
) -> list[tuple[Item, frozenset[str]]]:
    items = [item for item, _ in merged]
    matcher = SequenceMatcher(None, items, sequence, autojunk=False)
    found: list[tuple[Item, frozenset[str]]] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            found += ((item, names | name) for item, names in merged[start:end])
        else:
            found += merged[start:end]
            found += ((item, name) for item in sequence[new_start:new_end])
    return found
