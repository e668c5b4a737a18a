"""Sorting by need: what is used comes before what uses it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Any, TypeVar

Node = TypeVar("Node", bound=Hashable)


class CircleError(Exception):
    """Some need each other, ``circle`` in that order: each needs the next, the last the first."""

    def __init__(self, circle: Sequence[Any]) -> None:
        super().__init__(" needs ".join(str(node) for node in [*circle, circle[0]]))
        self.circle = list(circle)


def sorted_by_need(
    nodes: Iterable[Node],
    needs: Callable[[Node], Iterable[Node]],
    rank: Callable[[Node], Any],
) -> list[Node]:
    """The nodes, each after those that it needs, else by rank.

    Needs that are no nodes do not matter. Linear but for the sorting.

    Raises:
        CircleError: some need each other.
    """
    waiting = dict.fromkeys(nodes, 0)
    needed_by: dict[Node, list[Node]] = {}
    for node in waiting:
        for need in set(needs(node)):
            if need in waiting and need != node:
                needed_by.setdefault(need, []).append(node)
                waiting[node] += 1
    numbers = {node: number for number, node in enumerate(sorted(waiting, key=rank))}
    by_number = list(numbers)
    ready = [numbers[node] for node, count in waiting.items() if count == 0]
    heapify(ready)
    found: list[Node] = []
    while ready:
        node = by_number[heappop(ready)]
        found.append(node)
        for other in needed_by.get(node, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                heappush(ready, numbers[other])
    if len(found) < len(waiting):
        raise CircleError(_circle({n for n, count in waiting.items() if count}, needs, numbers))
    return found


def _circle(
    left: set[Node], needs: Callable[[Node], Iterable[Node]], numbers: Mapping[Node, int]
) -> list[Node]:
    node = min(left, key=numbers.__getitem__)
    seen: list[Node] = []
    while node not in seen:
        seen.append(node)
        node = min((n for n in needs(node) if n in left), key=numbers.__getitem__)
    return seen[seen.index(node) :]
