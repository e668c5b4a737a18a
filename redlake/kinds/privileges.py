"""What ALL means, and when a set of privileges is ALL again.

No page says whether ALL on a table includes the younger ALTER and TRUNCATE; a set that is
whole goes back as ALL, so that the answer does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from redlake.grammar.privileges import ALL, BY_DEFAULT, ON, ON_COLUMNS, SYSTEM_PRIVILEGES

PURPOSES = ("COPY", "UNLOAD", "EXTERNAL FUNCTION", "CREATE MODEL")
"""What ASSUMEROLE may be granted for."""

_WORDS = {"relation": "TABLE"}


@cache
def _all_of(of: str) -> tuple[str, ...]:
    """All privileges on what has this key type, or is of this scope; ALL too if one may say it."""
    special: Mapping[str, tuple[str, ...]] = {
        "iam role": (ALL, *PURPOSES),
        "system": (ALL, *SYSTEM_PRIVILEGES),
        **{f"{objects} by default": names for objects, names in BY_DEFAULT.items()},
    }
    return special.get(of) or ON[_word(of)]


def _word(of: str) -> str:
    return _WORDS.get(of, of.upper())


def expanded(names: Iterable[str], of: str, *, of_columns: bool = False) -> list[str]:
    """The privileges that these names stand for, ALL taken apart."""
    every = ON_COLUMNS[_word(of)] if of_columns else _all_of(of)
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(every if name == ALL else (name,)))
    found.pop(ALL, None)
    return list(found)


def folded(names: Iterable[str], of: str) -> list[str]:
    """The names for these privileges: ALL where the set is whole, in the order of AWS's page."""
    held = set(names)
    if len(held) > 1 and held == _whole(of):
        return [ALL]
    order = _order(of)
    return sorted(held, key=lambda name: (order.get(name, len(order)), name))


@cache
def _order(of: str) -> Mapping[str, int]:
    known = [name for name in _all_of(of) if name != ALL]
    return {name: number for number, name in enumerate(known)}


@cache
def _whole(of: str) -> frozenset[str]:
    """The privileges that ALL stands for; none where it may not be said."""
    return frozenset(_order(of)) if ALL in _all_of(of) else frozenset()
