"""What Redshift writes and PostgreSQL cannot be told in place: text becomes other text.

It stays Redshift's SQL for whatever reads it next. The last place goes first, so that what
stands inside of it is done already.
"""

from __future__ import annotations

from collections.abc import Sequence

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Edit, Source, not_imitated, spliced
from redlake.sandbox.translation.calls import (
    Call,
    at_depth,
    calls,
    deeper,
    text_of,
)
from redlake.sandbox.wire import SqlError

SET_OPERATORS = ("UNION", "INTERSECT", "EXCEPT", "MINUS")


def rewritten(source: Source) -> Source:
    """The same without DECODE, RATIO_TO_REPORT, LISTAGG in windows, and TOP; DELETE has a FROM.

    Raises:
        SqlError: Redshift refuses how one is written, or the sandbox does not imitate it.
    """
    while True:
        edit = _delete(source) or _last_call(source) or _last_top(source)
        if edit is None:
            return source
        source = Source.of(spliced(source.text, edit))


def _delete(source: Source) -> list[Edit] | None:
    """``DELETE table``: PostgreSQL wants a FROM."""
    if not source.tokens or not source.tokens[0].is_word("DELETE", "WITH"):
        return None
    for at in at_depth(source.tokens, 0, len(source.tokens) - 1):
        token = source.tokens[at]
        if token.is_word("DELETE") and not source.tokens[at + 1].is_word("FROM"):
            return [Edit(token.end, token.end, " FROM")]
    return None


def _last_call(source: Source) -> list[Edit] | None:
    for call in reversed(list(calls(source.tokens))):
        if call.name == "decode":
            return [Edit(call.start, call.end, _decode(source, call))]
        over = call.group_behind("OVER")
        if call.name == "ratio_to_report" and over is not None:
            return [_edit(source, call, over[1], _ratio(source, call, over))]
        if call.name == "listagg":
            group = call.group_behind("WITHIN", "GROUP")
            last = call.closing if group is None else group[1]
            over = call.group_behind("OVER", start=last + 1)
            if over is not None:
                return [_edit(source, call, over[1], _listagg(source, call, group, over))]
    return None


def _edit(source: Source, call: Call, last: int, text: str) -> Edit:
    return Edit(call.start, source.tokens[last].end, text)


def _decode(source: Source, call: Call) -> str:
    """``DECODE(value, search, result, …, default)``, where a null is another's equal."""
    value, *rest = call.texts(source) or [""]
    if len(rest) < 2:
        raise SqlError("42601", 'syntax error at or near "decode"')
    cases = [
        f"WHEN ({value}) IS NOT DISTINCT FROM ({search}) THEN ({result})"
        for search, result in zip(rest[::2], rest[1::2], strict=False)
    ]
    default = f" ELSE ({rest[-1]})" if len(rest) % 2 else ""
    return f"CASE {' '.join(cases)}{default} END"


def _ratio(source: Source, call: Call, over: tuple[int, int]) -> str:
    (value,) = call.texts(source) or [""]
    window = text_of(source, over[0], over[1] + 1)
    return f"(({value})::float8 / sum(({value})::float8) OVER {window})"


def _listagg(
    source: Source, call: Call, group: tuple[int, int] | None, over: tuple[int, int]
) -> str:
    """In a window, PostgreSQL wants the order there, and knows no DISTINCT."""
    first = call.opening + 1
    distinct = source.tokens[first].is_word("DISTINCT")
    texts = call.texts(source)
    name = "listagg_in_window"
    if distinct:
        name = "listagg_distinct"
        texts[0] = f"({text_of(source, first + 1, call.arguments[0][1])})::varchar"
        texts += ["''"] * (len(texts) == 1)
    window = text_of(source, over[0] + 1, over[1])
    if group is not None:
        window += (
            f" {text_of(source, group[0] + 1, group[1])}"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
        )
    return f"{name}({', '.join(texts)}) OVER ({window})"


def _last_top(source: Source) -> list[Edit] | None:
    """``SELECT TOP n``: a limit, which stands at the end of the query."""
    tokens = source.tokens
    for at in range(len(tokens) - 2, 0, -1):
        if not (tokens[at].is_word("TOP") and tokens[at + 1].kind is Kind.NUMBER):
            continue
        if not tokens[at - 1].is_word("SELECT", "DISTINCT", "ALL"):
            continue
        start, end = block(tokens, at)
        if end < len(tokens) and tokens[end].is_word(*SET_OPERATORS):
            raise not_imitated("TOP in a set operation")
        if start and tokens[start - 1].is_word(*SET_OPERATORS, "ALL"):
            raise not_imitated("TOP in a set operation")
        limit = tokens[end - 1].end
        return [
            Edit(tokens[at].start, tokens[at + 1].end, ""),
            Edit(limit, limit, f" LIMIT {tokens[at + 1].value}"),
        ]
    return None


def block(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The SELECT that a token stands in, and where it ends: at a set operator at the latest."""
    start = at
    depth = 0
    while start > 0 and not (depth == 0 and tokens[start].is_word("SELECT")):
        depth -= deeper(tokens[start])
        start -= 1
    end = at
    for end in at_depth_until_closed(tokens, start):
        if tokens[end].is_word(*SET_OPERATORS):
            return start, end
    return start, end + 1


def at_depth_until_closed(tokens: Sequence[Token], start: int) -> Sequence[int]:
    """The tokens from ``start`` to where a parenthesis around them closes, in no others."""
    depth = 0
    for end in range(start, len(tokens)):
        depth += deeper(tokens[end])
        if depth < 0:
            return list(at_depth(tokens, start, end))
    return list(at_depth(tokens, start, len(tokens)))
