"""The names of the columns that a query gives, as far as its text alone tells them."""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp

from redlake.grammar.lineage import identified, parsed

_CACHED = 4096  # queries


@lru_cache(maxsize=_CACHED)
def output_names(sql: str, *, case_sensitive: bool = False) -> tuple[str, ...] | None:
    """The names of the query's columns, in order.

    None if one of them is a ``*``, or an expression without a name: Redshift makes one up,
    and by which rule no page of AWS's says. Also None of what sqlglot cannot parse.
    """
    tree = parsed(sql)
    if tree is None:
        return None
    names = [_name(item, case_sensitive) for item in tree.selects]
    found = tuple(name for name in names if name is not None)
    return found if found and len(found) == len(names) else None


def _name(item: exp.Expr, case_sensitive: bool) -> str | None:
    if isinstance(item, exp.Alias):
        named = item.args.get("alias")
    elif isinstance(item, exp.Column):
        named = item.this
    else:
        return None
    return identified(named, case_sensitive) if isinstance(named, exp.Identifier) else None
