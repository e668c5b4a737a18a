"""Calls of functions in a text, by the places of their parentheses and commas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Source

# What stands before a name that is no function's, though parentheses follow.
_BEFORE_RELATIONS = ("INTO", "TABLE", "WITH")


@dataclass(frozen=True)
class Call:
    """``name(argument, …)``; all numbers are places in ``tokens``."""

    tokens: Sequence[Token]
    at: int
    closing: int
    commas: tuple[int, ...]

    @property
    def name(self) -> str:
        return self.tokens[self.at].value.lower()

    @property
    def opening(self) -> int:
        return self.at + 1

    @property
    def start(self) -> int:
        """Where the name begins in the text."""
        return self.tokens[self.at].start

    @property
    def end(self) -> int:
        """Where the text ends behind the parenthesis."""
        return self.tokens[self.closing].end

    @property
    def arguments(self) -> list[tuple[int, int]]:
        """First token and end of each argument; none where the parentheses are empty."""
        if self.closing == self.opening + 1:
            return []
        edges = (self.opening, *self.commas, self.closing)
        return [(before + 1, after) for before, after in pairwise(edges)]

    def texts(self, source: Source) -> list[str]:
        """The arguments as they are written."""
        return [text_of(source, *argument) for argument in self.arguments]

    def group_behind(self, *words: str, start: int | None = None) -> tuple[int, int] | None:
        """The parentheses that follow the call, or ``start``, behind ``words``."""
        at = self.closing + 1 if start is None else start
        for word in words:
            if at >= len(self.tokens) or not self.tokens[at].is_word(word):
                return None
            at += 1
        if at >= len(self.tokens) or not self.tokens[at].is_symbol("("):
            return None
        return at, closing_of(self.tokens, at)


def calls(tokens: Sequence[Token]) -> Iterator[Call]:
    """The calls of functions without a schema, in the order of their names."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind not in (Kind.WORD, Kind.NAME) or not tokens[at + 1].is_symbol("("):
            continue
        before = tokens[at - 1] if at else None
        if before is not None and (before.is_symbol(".") or before.is_word(*_BEFORE_RELATIONS)):
            continue
        closing = closing_of(tokens, at + 1)
        commas = tuple(
            place for place in at_depth(tokens, at + 2, closing) if tokens[place].is_symbol(",")
        )
        yield Call(tokens, at, closing, commas)


def closing_of(tokens: Sequence[Token], opening: int) -> int:
    """The parenthesis that closes the one at ``opening``; the end where none does."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += deeper(tokens[at])
        if depth == 0:
            return at
    return len(tokens) - 1


def at_depth(tokens: Sequence[Token], start: int, end: int) -> Iterator[int]:
    """The tokens from ``start`` to ``end`` that stand in no parentheses of their own."""
    depth = 0
    for at in range(start, end):
        change = deeper(tokens[at])
        depth += min(change, 0)
        if depth == 0:
            yield at
        depth += max(change, 0)


def deeper(token: Token) -> int:
    return int(token.is_symbol("(")) - int(token.is_symbol(")"))


def text_of(source: Source, start: int, end: int) -> str:
    """The text of the tokens from ``start`` to ``end``."""
    if start >= end:
        return ""
    return source.text[source.tokens[start].start : source.tokens[end - 1].end]
