"""QUALIFY, which filters by window functions: the query becomes a subquery of one that does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from sqlglot import exp

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Asking,
    Context,
    Describe,
    Edit,
    Source,
    Translating,
    not_imitated,
    spliced,
)
from redlake.sandbox.translation.calls import at_depth, text_of
from redlake.sandbox.translation.relations import parsed
from redlake.sandbox.translation.rewriting import SET_OPERATORS, block
from redlake.sandbox.wire import Column, SqlError

_BEHIND = ("ORDER", "LIMIT", "OFFSET")


def unqualified(
    source: Source, context: Context, query: Callable[[Source, Context], Translating]
) -> Asking[Source]:
    """The same without QUALIFY. ``query`` is what a query whose columns are asked goes through.

    Raises:
        SqlError: Redshift refuses how it is written, or the sandbox does not imitate it.
    """
    while True:
        places = [at for at, token in enumerate(source.tokens) if _is_clause(source.tokens, at)]
        if not places:
            return source
        edit = yield from _rewritten(source, places[-1], context, query)
        source = Source.of(spliced(source.text, [edit]))


def _is_clause(tokens: Sequence[Token], at: int) -> bool:
    if not tokens[at].is_word("QUALIFY") or not 0 < at < len(tokens) - 1:
        return False
    return not tokens[at - 1].is_symbol(".") and not tokens[at - 1].is_word("AS")


def _rewritten(
    source: Source, at: int, context: Context, query: Callable[[Source, Context], Translating]
) -> Asking[Edit]:
    tokens = source.tokens
    start, end = block(tokens, at)
    places = list(at_depth(tokens, start, end))
    froms = [
        place
        for place in places
        if tokens[place].is_word("FROM") and not tokens[place - 1].is_word("DISTINCT")
    ]
    if not froms or froms[0] > at:
        raise SqlError("42601", 'syntax error at or near "qualify"')
    behind = [place for place in places if place > at and tokens[place].is_word(*_BEHIND)]
    condition_end = behind[0] if behind else end
    limits = [place for place in behind if not tokens[place].is_word("ORDER")]
    order_end = limits[0] if limits else end
    first = start + 1
    distinct = tokens[first].is_word("DISTINCT")
    if distinct or tokens[first].is_word("ALL"):
        first += 1
    if start and tokens[start - 1].is_word(*SET_OPERATORS, "ALL"):
        order_end = condition_end  # what follows is the whole set operation's
    if distinct and order_end > condition_end:
        raise not_imitated("QUALIFY with DISTINCT and ORDER BY")
    selected = text_of(source, first, froms[0])
    body = text_of(source, froms[0], at)
    columns = _names(selected)
    if columns is None:
        asked = Source.of(f"{_defined_before(source, start)}SELECT {selected} {body}")
        translation = yield from query(asked, context)
        described: list[Column] = yield Describe(translation.sql[0], context.user)
        columns = [column.name for column in described]
    condition = _without_aliases(Source.of(text_of(source, at + 1, condition_end)), selected)
    order = text_of(source, condition_end, order_end)
    shown = ", ".join(f"q.c{number} AS {names.quoted(name)}" for number, name in enumerate(columns))
    aliases = ", ".join(f"c{number}" for number in range(len(columns)))
    text = (
        f"SELECT {'DISTINCT ' * distinct}{shown}"
        f" FROM (SELECT {selected}, ({condition}) {body} {order}) AS q({aliases}, qualifies)"
        f" WHERE q.qualifies {text_of(source, order_end, end)}"
    )
    return Edit(tokens[start].start, tokens[end - 1].end, text.rstrip())


def _items(selected: str) -> list[exp.Expr]:
    tree = parsed(Source.of(f"SELECT {selected}"))
    items: list[exp.Expr] = tree.expressions
    return items


def _names(selected: str) -> list[str] | None:
    """The names of the columns; None where PostgreSQL has to be asked."""
    items = _items(selected)
    if any(item.is_star or not isinstance(item, exp.Alias | exp.Column) for item in items):
        return None
    return [item.alias_or_name for item in items]


def _defined_before(source: Source, start: int) -> str:
    """The WITH clause as far as a query at ``start`` knows it."""
    tokens = source.tokens
    outermost = list(at_depth(tokens, 0, start))
    withs = [place for place in outermost if tokens[place].is_word("WITH")]
    if not withs:
        return ""
    ends = [
        place
        for place in outermost
        if place > withs[-1] and (tokens[place].is_word("SELECT") or tokens[place].is_symbol(","))
    ]
    main = [place for place in ends if tokens[place].is_word("SELECT")]
    if main:
        return text_of(source, withs[-1], main[0]) + " "
    if _closes(tokens, start) == 0:
        return text_of(source, withs[-1], start) + " "
    return text_of(source, withs[-1], ends[-1]) + " " if ends else ""


def _closes(tokens: Sequence[Token], start: int) -> int:
    """How many parentheses are open at ``start``."""
    opened = sum(token.is_symbol("(") for token in tokens[:start])
    return opened - sum(token.is_symbol(")") for token in tokens[:start])


def _without_aliases(condition: Source, selected: str) -> str:
    """The condition, with window functions in the place of the names that they are given."""
    edits = []
    for item in _windows(Source.of(selected)):
        *expression, alias = item
        if expression[-1].is_word("AS"):
            expression.pop()
        meant = selected[expression[0].start : expression[-1].end]
        for at, token in enumerate(condition.tokens):
            named = token.kind in (Kind.WORD, Kind.NAME) and (
                token.value.lower() == alias.value.lower()
            )
            if named and not (at and condition.tokens[at - 1].is_symbol(".")):
                edits.append(Edit(token.start, token.end, f"({meant})"))
    return spliced(condition.text, edits)


def _windows(selected: Source) -> list[Sequence[Token]]:
    """The columns that are window functions with a name."""
    tokens = selected.tokens
    commas = [at for at in at_depth(tokens, 0, len(tokens)) if tokens[at].is_symbol(",")]
    edges = [-1, *commas, len(tokens)]
    items = [tokens[before + 1 : after] for before, after in pairwise(edges)]
    return [
        item
        for item in items
        if any(token.is_word("OVER") for token in item)
        and item[-1].kind in (Kind.WORD, Kind.NAME)
        and not item[-1].is_word("END", "NULL")
    ]
