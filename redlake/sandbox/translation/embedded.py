"""The queries and expressions inside of PL/pgSQL's own statements.

Conditions, loops, cursors, assignments and declarations of a procedure: what they hold is
Redshift's SQL, as the statements between them are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redlake.grammar.tokens import Token
from redlake.sandbox.translation.base import Context, Edit, Source, not_imitated
from redlake.sandbox.translation.calls import at_depth
from redlake.sandbox.translation.lengths import types

# PL/pgSQL's words that end where another one stands, with an expression between.
_UNTIL = {"IF": "THEN", "ELSIF": "THEN", "ELSEIF": "THEN", "WHILE": "LOOP", "WHEN": "THEN"}
_ALONE = ("BEGIN", "DECLARE", "ELSE", "LOOP")


@dataclass(frozen=True)
class Embedded:
    """SQL from token ``start`` to ``end`` of a piece, a whole query or an expression."""

    start: int
    end: int
    is_query: bool = False


def control(piece: Sequence[Token]) -> tuple[list[Embedded], int]:
    """What is before the statement of a piece, between two semicolons, and where that begins.

    Raises:
        SqlError: a loop is over what is run dynamically.
    """
    found: list[Embedded] = []
    at = 0
    while at < len(piece):
        token = piece[at]
        if token.is_word(*_ALONE):
            at += 1
        elif token.is_symbol("<"):  # <<label>>
            at = _place(piece, at, ">") + 2
        elif token.is_word(*_UNTIL):
            end = _place(piece, at, _UNTIL[token.value.upper()])
            found.append(Embedded(at + 1, end))
            at = end + 1
        elif token.is_word("CASE"):
            end = _place(piece, at, "WHEN")
            found.append(Embedded(at + 1, end))
            at = end
        elif token.is_word("FOR"):
            end = _place(piece, at, "LOOP")
            found += _looped(piece, _place(piece, at, "IN") + 1, end)
            at = end + 1
        else:
            break
    return found, min(at, len(piece))


def _looped(piece: Sequence[Token], start: int, end: int) -> Iterator[Embedded]:
    """What stands between FOR … IN and LOOP: a query, or numbers from one to another."""
    if start < end and piece[start].is_word("REVERSE"):
        start += 1
    dots = [at for at in at_depth(piece, start, end - 1) if _are_dots(piece, at)]
    if not dots:
        yield _query(piece, start, end)
        return
    last = min(_place(piece, dots[0], "BY"), end)
    yield Embedded(start, dots[0])
    yield Embedded(dots[0] + 2, last)
    yield Embedded(last + 1, end)


def _are_dots(piece: Sequence[Token], at: int) -> bool:
    return piece[at].is_symbol(".") and piece[at + 1].is_symbol(".")


def own(piece: Sequence[Token], at: int) -> Iterator[Embedded]:
    """What a statement of PL/pgSQL's own holds, or a declaration, that begins at ``at``.

    Raises:
        SqlError: it is a cursor of what is run dynamically.
    """
    if at == len(piece):
        return
    first, end = piece[at], len(piece)
    assigned = _place(piece, at, ":=")
    if assigned == end and at + 1 < end and piece[at + 1].is_symbol("="):
        assigned = at + 1
    if first.is_word("RETURN"):
        yield Embedded(at + 1, end)
    elif first.is_word("EXIT", "CONTINUE"):
        yield Embedded(_place(piece, at, "WHEN") + 1, end)
    elif first.is_word("RAISE"):
        yield from _listed(piece, _place(piece, at, ",") + 1)
    elif first.is_word("OPEN"):
        yield _query(piece, _place(piece, at, "FOR") + 1, end)
    elif assigned < end:
        yield Embedded(assigned + 1, end)
    elif (cursor := _place(piece, at, "CURSOR")) == at + 1:
        yield _query(piece, _place(piece, cursor, "FOR", _place(piece, cursor, "IS")) + 1, end)
    elif (default := _place(piece, at + 1, "DEFAULT")) > at + 1:
        yield Embedded(default + 1, end)


def targets(piece: Sequence[Token]) -> int:
    """How many tokens of ``SELECT INTO a, b.c …`` name variables, with SELECT and INTO; or 0."""
    if len(piece) < 3 or not (piece[0].is_word("SELECT") and piece[1].is_word("INTO")):
        return 0
    at = 3
    while at + 1 < len(piece) and (piece[at].is_symbol(",") or piece[at].is_symbol(".")):
        at += 2
    return at


def _listed(piece: Sequence[Token], start: int) -> Iterator[Embedded]:
    while start < len(piece):
        comma = _place(piece, start, ",")
        yield Embedded(start, comma)
        start = comma + 1


def _query(piece: Sequence[Token], start: int, end: int) -> Embedded:
    if start < end and piece[start].is_word("EXECUTE"):
        raise not_imitated("EXECUTE in a procedure")
    return Embedded(start, end, is_query=True)


def _place(piece: Sequence[Token], start: int, what: str, otherwise: int | None = None) -> int:
    """Where ``what`` stands next, in no parentheses, as PL/pgSQL looks; ``otherwise`` the end."""
    for at in at_depth(piece, start, len(piece)):
        if piece[at].is_word(what) or piece[at].is_symbol(what):
            return at
    return len(piece) if otherwise is None else otherwise


def declared_types(text: str, piece: Sequence[Token], context: Context) -> Iterator[Edit]:
    """The types of a declaration: VARCHAR(MAX), and those that a relation gives."""
    piece = piece[: min(_place(piece, 0, word) for word in (":=", "DEFAULT", "FOR", "BEGIN"))]
    if not piece:
        return
    offset = piece[0].start
    for edit in types(Source.of(text[offset : piece[-1].end])):
        yield Edit(edit.start + offset, edit.end + offset, edit.text)
    for at, token in enumerate(piece[:-1]):
        of_a_row = piece[at + 1].is_word("ROWTYPE")
        if not token.is_symbol("%") or not (of_a_row or piece[at + 1].is_word("TYPE")):
            continue
        start = at - 1
        while start >= 2 and piece[start - 1].is_symbol("."):
            start -= 2
        parts = [
            context.folded(part.value, quoted=text[part.start] == '"') for part in piece[start:at:2]
        ]
        relation = parts if of_a_row else parts[:-1]
        if len(relation) > 1:
            last = piece[at - 1 if of_a_row else at - 3]
            yield Edit(piece[start].start, last.end, context.relation(relation))
