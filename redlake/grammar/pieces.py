"""A script, taken apart at its semicolons: each statement's tokens, and the comments about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from inspect import cleandoc

from redlake.grammar.excerpt import without_secrets
from redlake.grammar.tokens import Kind, Token, UnreadableError, scan

STOP_ON_ERROR = "\\set ON_ERROR_STOP on"
"""How a rendered script begins, after its header: without it psql would go on."""

LINE_END = re.compile(r"\r\n?|\n")


@dataclass
class Piece:
    """A statement and what leads up to it; without a body, what follows the last one."""

    above: list[Token] = field(default_factory=list)
    commands: list[Token] = field(default_factory=list)
    body: list[Token] = field(default_factory=list)
    beside: list[Token] = field(default_factory=list)


def pieces(text: str) -> list[Piece]:
    """The text, taken apart at its semicolons; the last piece has no body."""
    found = [Piece()]
    ended = 0
    for token in scan(text):
        piece = found[-1]
        if token.kind is Kind.COMMENT:
            if piece.body:
                piece.beside.append(token)
            elif len(found) > 1 and not LINE_END.search(text, ended, token.start):
                found[-2].beside.append(token)
            else:
                piece.above.append(token)
        elif token.kind is Kind.COMMAND:
            if piece.body:
                raise UnreadableError(
                    f"{token.value.rstrip()} stands within a statement",
                    token.start,
                    "end the statement before it with a semicolon",
                )
            if token.value.rstrip() == STOP_ON_ERROR:
                piece.above.clear()  # the header, which is about the file
            piece.commands.append(token)
        elif token.is_symbol(";"):
            ended = token.end
            if piece.body:
                found.append(Piece())
        else:
            piece.body.append(token)
            piece.beside.clear()  # they are within the statement after all, and its text
    if body := found[-1].body:
        first = without_secrets(text[body[0].start :]).splitlines()[0]
        raise UnreadableError(
            f"the last statement does not end: {first}", body[0].start, "end it with a semicolon"
        )
    return found


def paragraphs(text: str, comments: Sequence[Token]) -> list[str]:
    """What the comments say; those with no blank line between them say it together."""
    found: list[str] = []
    for index, comment in enumerate(comments):
        words = said(text, comment)
        if index and not blank_line(text, comments[index - 1].end, comment.start):
            found[-1] += f"\n{words}"
        else:
            found.append(words)
    return found


def blank_line(text: str, start: int, end: int) -> bool:
    """Whether one stands between two offsets."""
    return len(LINE_END.findall(text, start, end)) > 1


def said(text: str, comment: Token) -> str:
    """A comment's text without its marks, each line without trailing space."""
    if text.startswith("--", comment.start):
        return comment.value.removeprefix(" ").rstrip()
    lines = cleandoc(LINE_END.sub("\n", comment.value)).split("\n")
    return "\n".join(line.rstrip() for line in lines)
