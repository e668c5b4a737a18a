"""The named parameters of a statement of the Data API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from redlake.errors import GrammarError
from redlake.grammar.tokens import tokenize
from redlake.sandbox.endpoint.refusals import Invalid
from redlake.sandbox.translation.base import Edit, spliced

_NAME = re.compile(r"[0-9A-Za-z_]+")


def bound(sql: str, parameters: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    """``sql`` with ``$1`` for the first ``:name`` and so on, and the values in that order.

    What stands in quotes or comments is no parameter.

    Raises:
        Invalid: ``sql`` cannot be read, or a parameter is not used in it.
    """
    values = {parameter["name"]: parameter["value"] for parameter in parameters}
    places: dict[str, int] = {}
    edits = []
    try:
        tokens = tokenize(sql)
    except GrammarError as error:
        raise Invalid(f"The statement cannot be read: {error.message}") from error
    for token in tokens:
        named = _NAME.match(sql, token.end) if token.is_symbol(":") else None
        if named is not None and named[0] in values:
            place = places.setdefault(named[0], len(places) + 1)
            edits.append(Edit(token.start, named.end(), f"${place}"))
    unused = [name for name in values if name not in places]
    if unused:
        raise Invalid(
            f"Parameters list contains unused parameters. Unused parameters: [{', '.join(unused)}]"
        )
    return spliced(sql, edits), [values[name] for name in places]
