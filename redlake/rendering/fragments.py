"""Strings that are SQL already, and remember what they were made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from redlake.errors import Place, RenderingError

Maker = Literal["value", "filter", "template"]


@dataclass(frozen=True)
class Piece:
    """Text from ``start`` to the next piece's start, and where a template wrote it.

    A template's own text goes on over the lines of its file; what an expression gave stays
    on the line of the expression, however long it is.
    """

    start: int
    place: Place
    verbatim: bool


@dataclass(frozen=True)
class Expression:
    """The ``{{ source }}`` that made the text from ``start`` up to ``end``.

    Expressions nest: one that calls a macro holds those in the macro. ``made_by`` says
    whether the text is a plain value, the work of a filter (``ident``, ``literal``), or
    that of other template text (a macro). ``names`` are those it reads; it is ``local`` if
    they mean something only where it stands: a loop's variable, a macro's parameter.
    """

    start: int
    end: int
    source: str
    place: Place
    made_by: Maker
    names: frozenset[str]
    local: bool


class Sql(str):
    """SQL that a filter made. Whatever is computed out of it is a plain string again."""

    __slots__ = ()

    def __str__(self) -> str:
        # Jinja puts str() around everything it outputs, which would forget what this is.
        return self


class Fragment(Sql):
    """SQL that template text made."""

    pieces: tuple[Piece, ...]
    expressions: tuple[Expression, ...]

    def __new__(
        cls, text: str, pieces: tuple[Piece, ...], expressions: tuple[Expression, ...] = ()
    ) -> Fragment:
        self = super().__new__(cls, text)
        self.pieces = pieces
        self.expressions = expressions
        return self


def concat(parts: Iterable[str]) -> Fragment:
    """The parts as one fragment, every origin kept."""
    texts: list[str] = []
    pieces: list[Piece] = []
    expressions: list[Expression] = []
    length = 0
    for part in parts:
        if isinstance(part, Fragment):
            pieces += (replace(piece, start=piece.start + length) for piece in part.pieces)
            expressions += (
                replace(expression, start=expression.start + length, end=expression.end + length)
                for expression in part.expressions
            )
        elif part:
            raise RenderingError(
                f"{_shown(part)} was put out by something that is no macro",
                way_out="write it as an {{ expression }}",
            )
        texts.append(part)
        length += len(part)
    return Fragment("".join(texts), tuple(pieces), tuple(expressions))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
