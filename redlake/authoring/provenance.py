"""A planned text -> the text with the expressions that made it.

A planned statement comes from one declaration or several, and may say the same in other
words: CREATE OR REPLACE VIEW instead of CREATE VIEW, or a GRANT put together from several.
So its tokens are aligned with those of each declaration, and what made a declared token
makes the planned one. Tokens that no declaration has at such a place are looked up by what
they mean.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from redlake.authoring.sameness import Meaning, Reading, same_text
from redlake.rendering import Expression, Rendered


@dataclass(frozen=True)
class Source:
    """A statement as a template declares it for one environment.

    ``start`` and ``end`` are the offsets of the statement's text in ``rendered.text``.
    """

    rendered: Rendered
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.rendered.text[self.start : self.end]


@dataclass(frozen=True)
class Made:
    """Text, and the source of the expression that makes it."""

    text: str
    source: str
    start: int
    end: int


Piece = str | Made


def pieces(text: str, sources: Sequence[Source]) -> list[Piece]:
    """The text of a planned statement in pieces: literal ones, and what expressions make.

    An expression is used where it made whole tokens, or where the tokens that it made parts
    of are the planned ones; of several, that of the first source. One that reads a loop's
    variable or a macro's parameter means nothing elsewhere: what it made is literal.

    Together the pieces' texts are ``same_text`` as ``text``: a name is in quotes or bare as
    the source has it.
    """
    planned = Reading(text)
    declared = [_Declared(source) for source in sources]
    # What it learns of its second sequence serves every source.
    nothing: list[Meaning] = []
    matcher = SequenceMatcher(None, nothing, planned.meanings, autojunk=False)
    spans: list[_Span] = []
    aligned: set[int] = set()
    for declaration in declared:
        matcher.set_seq1(declaration.reading.meanings)
        for run in _runs(matcher.get_matching_blocks(), planned, declaration.reading):
            aligned.update(range(run.planned, run.planned + run.length))
            for span in _spans(run, planned, declaration):
                if all(span.end <= taken.start or taken.end <= span.start for taken in spans):
                    spans.append(span)
    spans += _by_meaning(planned, declared, aligned)
    found = _filled(text, sorted(spans, key=lambda span: span.start))
    # A bare name for a quoted one may grow together with the text beside it, as in AS"x".
    return found if same_text(text, _plain(found)) else [text]


class _Declared:
    """A source's tokens, and the expressions in it that mean something elsewhere."""

    def __init__(self, source: Source) -> None:
        self.reading = Reading(source.text)
        self.made = [
            _made(expression, source)
            for expression in source.rendered.expressions
            if source.start <= expression.start
            and expression.end <= source.end
            # Of nested ones the innermost: the outer ones are calls of macros.
            and expression.made_by != "template"
            and not expression.local
        ]


def _made(expression: Expression, source: Source) -> Made:
    return Made(
        source.rendered.text[expression.start : expression.end],
        expression.source,
        expression.start - source.start,
        expression.end - source.start,
    )


@dataclass(frozen=True)
class _Run:
    """Tokens in a row that planned and declared text share, the space between included.

    ``planned`` and ``declared`` are the indexes of the first one.
    """

    planned: int
    declared: int
    length: int


@dataclass(frozen=True)
class _Span:
    """The planned text from start to end, in pieces."""

    start: int
    end: int
    pieces: list[Piece]


def _runs(
    blocks: Iterable[tuple[int, int, int]], planned: Reading, declared: Reading
) -> Iterator[_Run]:
    """The blocks of like meaning in declared and planned text, cut where they are not alike."""
    for j, i, size in blocks:
        length = 0
        for step in range(size):
            alike = planned.alike(i + step, declared, j + step)
            if length and not (alike and planned.gap(i + step) == declared.gap(j + step)):
                yield _Run(i + step - length, j + step - length, length)
                length = 0
            length += alike
        if length:
            yield _Run(i + size - length, j + size - length, length)


def _spans(run: _Run, planned: Reading, declaration: _Declared) -> Iterator[_Span]:
    """The tokens of a run that expressions have a part in.

    Tokens are taken over whole, as the source has them: a part of a name in quotes is no
    part of the same name without.
    """
    planned_offset: dict[int, int] = {}
    for step in range(run.length):
        token = declaration.reading.tokens[run.declared + step]
        counterpart = planned.tokens[run.planned + step]
        planned_offset[token.start] = counterpart.start
        planned_offset[token.end] = counterpart.end
    edges = list(planned_offset)
    for group, first, last in _grouped(declaration.made, edges):
        start, end = edges[first], edges[last]
        yield _Span(
            planned_offset[start],
            planned_offset[end],
            list(_cut(declaration.reading.text, start, end, group)),
        )


def _grouped(made: Sequence[Made], edges: Sequence[int]) -> Iterator[tuple[list[Made], int, int]]:
    """What was made between the first and last edge, by the stretches of edges it touches."""
    group: list[Made] = []
    first = last = 0
    for one in made:
        if not (edges[0] <= one.start and one.end <= edges[-1]):
            continue
        # What made nothing belongs to the token that follows.
        begin = min(bisect_right(edges, one.start), len(edges) - 1) - 1
        end = max(bisect_left(edges, one.end), begin + 1)
        if group and begin >= last:
            yield group, first, last
            group = []
        if not group:
            first, last = begin, end
        group.append(one)
        last = max(last, end)
    if group:
        yield group, first, last


def _cut(text: str, start: int, end: int, group: Sequence[Made]) -> Iterator[Piece]:
    for made in group:
        yield text[start : made.start]
        yield made
        start = made.end
    yield text[start:end]


def _by_meaning(
    planned: Reading, declared: Sequence[_Declared], aligned: set[int]
) -> Iterator[_Span]:
    """The tokens outside ``aligned`` that are just what an expression made."""
    candidates = defaultdict(list)
    for declaration in declared:
        for made, first, length in _whole(declaration):
            beginning = declaration.reading.meanings[first]
            candidates[beginning].append((made, declaration.reading, first, length))
    index = 0
    while index < len(planned.tokens):
        for made, reading, first, length in candidates[planned.meanings[index]]:
            stop = index + length
            if aligned.isdisjoint(range(index, stop)) and planned.shares(
                index, reading, first, length
            ):
                yield _Span(planned.tokens[index].start, planned.tokens[stop - 1].end, [made])
                index = stop
                break
        else:
            index += 1


def _whole(declaration: _Declared) -> Iterator[tuple[Made, int, int]]:
    """What expressions made whole tokens: the index of the first one, and how many."""
    starts = {token.start: index for index, token in enumerate(declaration.reading.tokens)}
    ends = {token.end: index for index, token in enumerate(declaration.reading.tokens)}
    for made in declaration.made:
        if made.start in starts and made.end in ends and made.text:
            first = starts[made.start]
            yield made, first, ends[made.end] - first + 1


def _filled(text: str, spans: Sequence[_Span]) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for span in spans:
        found += [text[at : span.start], *span.pieces]
        at = span.end
    return [*found, text[at:]]


def _plain(found: Sequence[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in found)
