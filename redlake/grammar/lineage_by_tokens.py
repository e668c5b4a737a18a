"""The relations that a query reads, as far as its tokens tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from redlake.grammar.names import RESERVED, folded
from redlake.grammar.tokens import Cursor, Kind, Token

Name = tuple[str, ...]
"""``(relation,)``, ``(schema, relation)`` or ``(database, schema, relation)``, folded."""

_LONGEST = 3  # parts; what is longer is a path into a SUPER column
_AFTER_FROM = (
    *("WHERE", "GROUP", "HAVING", "QUALIFY", "START", "CONNECT", "ORDER", "LIMIT", "OFFSET"),
    *("UNION", "INTERSECT", "EXCEPT", "MINUS"),
)


def names_by_tokens(tokens: Sequence[Token], *, case_sensitive: bool = False) -> frozenset[Name]:
    """The names after FROM, JOIN and the commas between FROM's items.

    Less exact than a parse: a name that some WITH clause defines is left out wherever it
    stands, and so is a dotted one that begins with an alias.
    """
    defined = set(_defined(tokens, case_sensitive))
    named = list(_Sources(tokens, case_sensitive).read())
    aliases = {alias for _, alias in named if alias}
    return frozenset(
        name
        for name, _ in named
        if not (len(name) == 1 and name[0] in defined)
        and not (len(name) > 1 and name[0] in aliases)
        and len(name) <= _LONGEST
    )


class _Clause(Enum):
    SELECT = auto()  # before FROM
    FROM = auto()
    OTHER = auto()


@dataclass
class _Sources:
    tokens: Sequence[Token]
    case_sensitive: bool

    def read(self) -> Iterator[tuple[Name, str | None]]:
        """The items of FROM, each with its alias."""
        at = Cursor(self.tokens)
        clauses = [_Clause.OTHER]  # one for each open parenthesis
        expected = False  # whether an item may come next
        while (token := at.token) is not None:
            if expected and token.kind in (Kind.WORD, Kind.NAME) and not token.is_word("SELECT"):
                if not (at.take("LATERAL") or at.take("ONLY")):
                    expected = False
                    yield from self._item(at)
                continue
            at.step()
            if token.is_symbol("("):
                # FROM (a JOIN b …): what was expected still is.
                clauses.append(_Clause.FROM if expected else _Clause.OTHER)
            elif token.is_symbol(")"):
                clauses.pop()
                clauses = clauses or [_Clause.OTHER]
                expected = False
            else:
                clauses[-1], expected = _next(token, clauses[-1])

    def _item(self, at: Cursor) -> Iterator[tuple[Name, str | None]]:
        if at.token is not None and at.token.is_word(*RESERVED):
            at.step()  # UNNEST, UNPIVOT, and what is no SQL
            return
        parts = [self._folded(at.step())]
        while at.take("."):
            if not _is_name(at.token):
                return
            parts.append(self._folded(at.step()))
        if at.sees("(") or at.sees("["):
            return
        alias = parts[-1] if parts[-2:-1] != parts[-1:] else None
        if (at.take("AS") or not _ends_item(at.token)) and _is_name(at.token):
            alias = self._folded(at.step())
        yield tuple(parts), alias

    def _folded(self, token: Token) -> str:
        return folded(token, case_sensitive=self.case_sensitive)


def _next(token: Token, clause: _Clause) -> tuple[_Clause, bool]:
    """The clause after the token, and whether an item of FROM comes next."""
    if token.is_word("SELECT"):
        return _Clause.SELECT, False
    # Only a SELECT's: EXTRACT (year FROM x) has one too.
    if token.is_word("FROM") and clause is _Clause.SELECT:
        return _Clause.FROM, True
    if clause is _Clause.FROM:
        if token.is_word("JOIN") or token.is_symbol(","):
            return clause, True
        if token.is_word(*_AFTER_FROM):
            return _Clause.OTHER, False
    return clause, False


def _is_name(token: Token | None) -> bool:
    return token is not None and token.kind in (Kind.WORD, Kind.NAME)


def _ends_item(token: Token | None) -> bool:
    """Whether this begins what follows an item that has no alias."""
    return token is not None and (token.is_word(*RESERVED) or token.is_word("JOIN", *_AFTER_FROM))


def _defined(tokens: Sequence[Token], case_sensitive: bool) -> Iterator[str]:
    """The names before ``AS (`` or ``(columns) AS (``, which only WITH clauses have."""
    opened: list[int] = []
    closed_at: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.is_symbol("("):
            opened.append(index)
            if index >= 2 and tokens[index - 1].is_word("AS"):
                named = closed_at.get(index - 2, index - 1) - 1
                if named >= 0 and _is_name(tokens[named]):
                    yield folded(tokens[named], case_sensitive=case_sensitive)
        elif token.is_symbol(")") and opened:
            closed_at[index] = opened.pop()
