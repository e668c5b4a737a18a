"""Conditions that Redshift reads and PostgreSQL does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from redlake.grammar.tokens import Kind
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import Ask, Asking, Context, Edit, Rows, Source, not_imitated

_AFTER_A_CONDITION = ("AND", "OR", "GROUP", "HAVING", "LIMIT", "ORDER", "UNION", "QUALIFY")


def numbers(source: Source) -> Iterator[Edit]:
    """``WHERE 1``, which is true there."""
    tokens = source.tokens
    for at, token in enumerate(tokens[1:], start=1):
        if token.kind is Kind.NUMBER and tokens[at - 1].is_word("WHERE"):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is None or (
                following.is_word(*_AFTER_A_CONDITION) or following.is_symbol(")")
            ):
                yield Edit(token.start, token.end, f"({token.value} <> 0)")


def aliases(tree: exp.Expr, known: Mapping[int, str], context: Context) -> Asking[list[Edit]]:
    """``SELECT n.nspname AS schema … WHERE schema = …``: a column's other name in conditions.

    A column of what is read, there or by a query around it, comes before such a name, so
    PostgreSQL is asked for those.
    What is read are relations, or functions with a list of their columns, or nothing is edited;
    ``known`` has the relations' names in PostgreSQL, by the ``id`` of their place.

    Raises:
        SqlError: it is the name of an expression.
    """
    edits: list[Edit] = []
    for select in tree.find_all(exp.Select):
        meant = {
            context.folded(each.alias, quoted=bool(each.args["alias"].args.get("quoted"))): each
            for each in select.expressions
            if isinstance(each, exp.Alias)
        }
        used = [
            (column, name)
            for column in _unqualified(select)
            if (name := _name(column.this, context)) in meant
        ]
        places = list(_in_sight(select))
        defined = [_defined(each) for each in places]
        sources = [known.get(id(each)) for each in places]
        if not used or any(
            source is None and not columns for source, columns in zip(sources, defined, strict=True)
        ):
            continue
        columns: Rows = yield Ask(
            "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid"
            f" IN (SELECT to_regclass(name) FROM unnest({names.array(filter(None, sources))}) name)"
            f" AND attname::text = ANY ({names.array(name for _, name in used)})",
            context.user,
        )
        own = {row["attname"] for row in columns}.union(*defined)
        for column, name in used:
            if name not in own:
                place = column.this.meta
                text = _text(meant[name], context)
                edits.append(Edit(place["start"], place["end"] + 1, text))
    return edits


def _text(named: exp.Alias, context: Context) -> str:
    if not isinstance(named.this, exp.Column):
        raise not_imitated(f"in a condition, {named.alias} for an expression")
    return ".".join(names.quoted(_name(part, context)) for part in named.this.parts)


def _unqualified(select: exp.Select) -> Iterator[exp.Column]:
    """The columns in a query's own condition that do not say whose they are."""
    condition = select.args.get("where")
    if condition is not None:
        for column in condition.find_all(exp.Column):
            mine = column.find_ancestor(exp.Select) is select
            if mine and not column.table and isinstance(column.this, exp.Identifier):
                yield column


def _in_sight(select: exp.Select) -> Iterator[exp.Expr]:
    """What a query reads, and what those read in whose expressions it stands."""
    node: exp.Expr | None = select
    while node is not None and not isinstance(node, exp.From | exp.Join | exp.CTE):
        if isinstance(node, exp.Select):
            yield from _read(node)
        node = node.parent


def _defined(read: exp.Expr) -> set[str]:
    """The columns that a definition behind a function names: ``f() AS f(a name, b int)``."""
    alias = read.args.get("alias")
    if isinstance(read.this, exp.Identifier) or not isinstance(alias, exp.TableAlias):
        return set()
    return {column.name.lower() for column in alias.columns if isinstance(column, exp.ColumnDef)}


def _read(select: exp.Select) -> Iterator[exp.Expr]:
    clause = select.args.get("from_") or select.args.get("from")
    if clause is not None:
        yield clause.this
    for join in select.args.get("joins") or ():
        yield join.this


def _name(identifier: exp.Expr, context: Context) -> str:
    return context.folded(identifier.name, quoted=bool(identifier.args.get("quoted")))
