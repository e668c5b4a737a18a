"""What a value may do to the SQL around it: nothing.

Rule 1: outside ``ident`` and ``literal``, a value holds nothing that could end a name, a
string, a comment or a statement.
Rule 2: no such mark comes about where a value touches its neighbours, as in ``-{{ n }}``
with -1.
Rule 3: what ``ident`` and ``literal`` made stands on its own, not within other quotes,
where its own quotes would end them; in a comment or a procedure's body it may stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from redlake.errors import RenderingError
from redlake.rendering.fragments import Expression

_UNSAFE = re.compile(r"""['";\\]|--|/\*|\*/|\$\w*\$|[\r\n\0]""")

_UNSAFE_NAMES = {
    "'": "a single quote",
    '"': "a double quote",
    ";": "a semicolon",
    "\\": "a backslash",
    "\n": "a line break",
    "\r": "a line break",
    "\0": "a NUL",
}

_MARKS = frozenset({"--", "/*", "*/", "$$"})

_REGION = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | '(?: [^'\\] | \\. | '' )*'
    | "(?: [^"] | "" )*"
    | \$(?P<tag>\w*)\$ (?P<body>.*?) \$(?P=tag)\$
    """,
    re.DOTALL | re.VERBOSE,
)


def unsafe_mark(text: str) -> str | None:
    """What in the text may not stand in SQL outside a filter, in words."""
    found = _UNSAFE.search(text)
    if found is None:
        return None
    return _UNSAFE_NAMES.get(found[0], found[0])


def kind_of(value: object) -> str:
    """What a message calls the value."""
    kinds = {list: "a list", tuple: "a list", dict: "a table", type(None): "nothing (none)"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def check(text: str, expressions: Iterable[Expression]) -> None:
    """Raises RenderingError for the first expression that breaks rule 2 or 3."""
    regions = _Regions(text)
    for expression in expressions:
        if expression.made_by == "template":
            continue
        for edge in (expression.start, expression.end):
            mark = text[max(0, edge - 1) : edge + 1]
            if mark in _MARKS:
                raise RenderingError(
                    f"{{{{ {expression.source} }}}} makes {mark} with the text beside it",
                    place=expression.place,
                    way_out="put a space or parentheses between them",
                )
        if expression.made_by == "filter" and not regions.let_stand(
            expression.start, expression.end
        ):
            raise RenderingError(
                f"{{{{ {expression.source} }}}} stands within quotes, and brings its own",
                place=expression.place,
                way_out="remove the quotes around it, or build the whole text first: "
                '{{ ("a" ~ b) | literal }}',
            )


class _Regions:
    """The strings, quoted names, comments and bodies of a text."""

    def __init__(self, text: str) -> None:
        self._found = list(_REGION.finditer(text))
        self._starts = [region.start() for region in self._found]

    def let_stand(self, start: int, end: int) -> bool:
        """Whether SQL from start to end is cut by no region, nor within a quoted one."""
        return all(_lets_stand(region, start, end) for region in self._overlapping(start, end))

    def _overlapping(self, start: int, end: int) -> Iterator[re.Match[str]]:
        first = max(0, bisect_right(self._starts, start) - 1)
        for region in self._found[first:]:
            if region.start() >= end:
                return
            if region.end() > start:
                yield region


def _lets_stand(region: re.Match[str], start: int, end: int) -> bool:
    if start <= region.start() and region.end() <= end:
        return True
    if not (region.start() <= start and end <= region.end()):
        return False
    if region["body"] is None:
        return region["comment"] is not None
    offset = region.start("body")
    return _Regions(region["body"]).let_stand(start - offset, end - offset)
