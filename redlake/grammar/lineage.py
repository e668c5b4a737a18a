"""The relations that a query reads, by the names it gives them.

sqlglot parses the query. What it cannot parse may yet be Redshift's SQL, for its grammar is
not AWS's: then the tokens tell, if less exactly.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256

from sqlglot import exp, parse_one

from redlake.grammar.lineage_by_tokens import Name, names_by_tokens
from redlake.grammar.names import folded
from redlake.grammar.tokens import Kind, Token, tokenize

_CACHED = 4096  # queries
_LONGEST = 3  # parts; what is longer is a path into a SUPER column


Names = frozenset[Name]


class Known:
    """What earlier runs found out about queries; ``used`` is what this run needs of it."""

    def __init__(self, kept: Mapping[str, Names]) -> None:
        self._kept = kept
        self.used: dict[str, Names] = {}

    def get(self, key: str) -> Names | None:
        found = self._kept.get(key)
        if found is not None:
            self.used[key] = found
        return found


known: Known | None = None
"""For whoever keeps what was found out between runs."""


def fingerprint(sql: str, *, case_sensitive: bool) -> str:
    """What tells a query from all others, as sessions of this kind read it."""
    return sha256(f"{case_sensitive} {sql}".encode()).hexdigest()


@lru_cache(maxsize=_CACHED)
def sources(sql: str, *, case_sensitive: bool = False) -> Names:
    """The relations that the query names, as it names them.

    These are none: names of WITH clauses where they are in scope, functions, and SUPER
    columns that stand in FROM as if they were tables (``FROM orders o, o.items``).

    Raises:
        UnreadableError: a quote or comment in it is never closed.
    """
    key = fingerprint(sql, case_sensitive=case_sensitive)
    found = None if known is None else known.get(key)
    if found is None:
        found = _sources(sql, case_sensitive)
        if known is not None:
            known.used[key] = found
    return found


def _sources(sql: str, case_sensitive: bool) -> Names:
    tree = parsed(sql)
    if tree is None:
        return names_by_tokens(tokenize(sql), case_sensitive=case_sensitive)
    return frozenset((*_by_tree(tree, case_sensitive), *_taken_for_columns(tree, case_sensitive)))


def parsed(sql: str) -> exp.Query | None:
    """The query as sqlglot's tree; None if it is nothing that sqlglot can parse."""
    try:
        with _quiet():
            tree = parse_one(sql, dialect="redshift")
    # Beside its own errors, sqlglot lets TypeError, ValueError and others out for what it
    # does not expect, and RecursionError for what is deep.
    except Exception:
        return None
    return tree if isinstance(tree, exp.Query) else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without sqlglot's warnings, which would reach a person's terminal."""
    logger = logging.getLogger("sqlglot")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _by_tree(tree: exp.Expr, case_sensitive: bool) -> Iterator[Name]:
    for table in tree.find_all(exp.Table):
        name = _name(table, case_sensitive)
        if name is None or isinstance(table.parent, exp.Into):
            continue
        if len(name) == 1:
            if not _is_cte(table, name[0], case_sensitive):
                yield name
        elif len(name) <= _LONGEST and not _is_column(table, name, case_sensitive):
            yield name


def _taken_for_columns(tree: exp.Expr, case_sensitive: bool) -> Iterator[Name]:
    """Relations that sqlglot takes for SUPER columns: the second of ``sales.sales, sales.items``.

    The name before the dot is the first one's, which has no alias, and its schema's as well.
    """
    for unnest in tree.find_all(exp.Unnest):
        select = unnest.find_ancestor(exp.Select)
        for path in unnest.expressions:
            if select is None or not isinstance(path, exp.Column) or len(path.parts) != 2:
                continue
            name = tuple(identified(part, case_sensitive) for part in path.parts)
            first = (name[0], name[0])
            if any(
                isinstance(source, exp.Table)
                and _alias(source, case_sensitive) is None
                and _name(source, case_sensitive) == first
                for source in _from(select)
            ):
                yield name


def _name(table: exp.Table, case_sensitive: bool) -> Name | None:
    """The parts of the table's name; None of a function in FROM."""
    parts = table.parts
    if not all(isinstance(part, exp.Identifier) for part in parts):
        return None
    return tuple(identified(part, case_sensitive) for part in parts)


def identified(identifier: exp.Expr, case_sensitive: bool) -> str:
    """What an identifier of the tree names."""
    kind = Kind.NAME if identifier.args.get("quoted") else Kind.WORD
    return folded(Token(kind, identifier.name, 0, 0), case_sensitive=case_sensitive)


def _is_cte(table: exp.Table, name: str, case_sensitive: bool) -> bool:
    """Whether a WITH clause around the table defines its name, and does so before it."""
    inner: exp.Expr = table
    node = table.parent
    within: exp.Expr | None = None  # the CTE that the table stands in
    while node is not None:
        if isinstance(inner, exp.CTE):
            within = inner
        if isinstance(node, exp.With):
            inner, node = node, node.parent
            continue
        clause = node.args.get("with_")
        if isinstance(clause, exp.With):
            for cte in clause.expressions:
                own = inner is clause and cte is within
                if _alias(cte, case_sensitive) == name and (clause.recursive or not own):
                    return True
                if own:
                    break
        inner, node = node, node.parent
    return False


def _alias(node: exp.Expr, case_sensitive: bool) -> str | None:
    alias = node.args.get("alias")
    if isinstance(alias, exp.TableAlias):
        alias = alias.this
    return identified(alias, case_sensitive) if isinstance(alias, exp.Identifier) else None


def _is_column(table: exp.Table, name: Name, case_sensitive: bool) -> bool:
    """Whether the name is a path into a SUPER column of what stands in FROM beside or around.

    An alias is taken for what the path begins with. A table's own name too, but if it also
    is its schema's, which ``FROM sales.sales, sales.items`` more likely means.
    """
    node: exp.Expr | None = table
    while node is not None:
        if isinstance(node, exp.Select):
            for source in _from(node):
                if source is table:
                    continue
                alias = _alias(source, case_sensitive)
                if alias is None and isinstance(source, exp.Table):
                    own = _name(source, case_sensitive)
                    alias = own[-1] if own and own[-2:-1] != own[-1:] else None
                if alias == name[0]:
                    return True
        node = node.parent
    return False


def _from(select: exp.Select) -> Iterator[exp.Expr]:
    clause = select.args.get("from_")
    if clause is not None:
        yield clause.this
    for join in select.args.get("joins") or ():
        yield join.this
    yield from select.args.get("laterals") or ()
