"""Commands of each family, any that its statements can say; and what they are made of."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TypeVar

from hypothesis import strategies as st

from redlake.grammar.names import Relation

Drawn = TypeVar("Drawn")

ODD_NAMES = (
    "user",
    "public",
    "if",
    "with",
    "group",
    "order by",
    'a"b',
    "a.b",
    "a;--",
    "Ünïcode",
    "1a",
)

_characters = st.characters(codec="utf-8", exclude_characters="\0")
_lower = st.characters(codec="utf-8", exclude_characters="\0" + ascii_uppercase)
_plain = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)

texts = st.text(_characters, max_size=12)
"""What a string holds."""

names = _plain | st.sampled_from(ODD_NAMES) | st.text(_lower, min_size=1, max_size=8)
"""Names of anything but users, folded."""

users = (names | st.sampled_from(("IAM:ann", "IAMR:Etl-Role", "Bob")) | texts).filter(
    lambda name: name not in ("", "public")
)
"""Names of users, which keep their case."""

relations = st.builds(Relation, names, names, st.just("") | names)


def some(strategy: st.SearchStrategy[Drawn]) -> st.SearchStrategy[tuple[Drawn, ...]]:
    """One or a few."""
    return st.lists(strategy, min_size=1, max_size=3).map(tuple)
