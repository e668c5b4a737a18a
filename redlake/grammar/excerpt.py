"""The line of SQL that an error is about, with a caret under the place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from redlake.grammar.tokens import Kind, Token, UnreadableError, scan

_INDENT = "  "
_WIDTH = 100  # characters of the line that are shown
_LEAD = 60  # of these before the caret, where the line is longer

_BEFORE_SECRETS = ("PASSWORD", "CREDENTIALS", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
_SIGNS = (*_BEFORE_SECRETS, "USER", "IDENTITY")  # a text without any holds no secret
_HIDDEN = "'***'"
_UNCLOSED = "\0"

# What may follow a user's password.
_OPTIONS = (
    *("CREATEDB", "NOCREATEDB", "CREATEUSER", "NOCREATEUSER", "SYSLOG", "IN", "VALID"),
    *("CONNECTION", "SESSION", "EXTERNALID", "SET", "RESET", "RENAME"),
)


def excerpt(text: str, offset: int) -> str:
    r"""The line at ``offset``, and on a second one a caret under it.

    A password in the text is not shown, a line's ends are left out where it is long.

    Example:
        >>> print(excerpt("GRANT SELECT\nONN lake.sales", 13))
          ONN lake.sales
          ^
    """
    text, offset = _without_secrets(text, offset)
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = re.split(r"[\r\n]", text[start:], maxsplit=1)[0].rstrip()
    column = min(offset - start, len(line))
    if len(line) > _WIDTH:
        first = max(0, min(column - _LEAD, len(line) - _WIDTH))
        shown = line[first : first + _WIDTH]
        ahead = "…" if first else ""
        behind = "…" if first + _WIDTH < len(line) else ""
        line, column = f"{ahead}{shown}{behind}", column - first + len(ahead)
    line = "".join(_printable(character) for character in line)
    padding = "".join(map(_blank, line[:column]))
    return f"{_INDENT}{line}\n{_INDENT}{padding}^"


def without_secrets(text: str) -> str:
    """The text as it may be shown: without its passwords."""
    return _without_secrets(text, 0)[0]


def _without_secrets(text: str, offset: int) -> tuple[str, int]:
    moved = offset
    for start, end in sorted(_secrets(text), reverse=True):
        text = text[:start] + _HIDDEN + text[end:]
        if offset >= end:
            moved += len(_HIDDEN) - (end - start)
        elif offset > start:
            moved = moved - (offset - start)
    return text, moved


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    """Where it begins and ends that is nobody's business; no two overlap."""
    whole = text.upper()
    if not any(sign in whole for sign in _SIGNS):
        return  # a long text falls into many tokens, and most texts hold no secret
    found: list[tuple[int, int]] = []
    for statement in _statements(text):
        found += _strings(statement)
        if is_secretive(statement):
            found += _passwords(statement)
    end = 0
    for start, stop in sorted(found, key=lambda place: (place[0], -place[1])):
        if start >= end:
            yield start, stop
            end = stop


def _statements(text: str) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for token in _tokens(text):
        if token.is_symbol(";"):
            yield statement
            statement = []
        else:
            statement.append(token)
    yield statement


def _strings(statement: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Those after certain words, and of some statements all. The name of a psql variable is none.

    For a password may stand in the wrong place.
    """
    every = is_secretive(statement)
    for index, token in enumerate(statement):
        before = statement[max(index - 3, 0) : index]
        if token.kind is Kind.STRING and not (before and before[-1].is_symbol(":")):
            about = [word for word in before if not (word.is_word("AS") or word.is_symbol("="))]
            if every or (about and about[-1].is_word(*_BEFORE_SECRETS)):
                yield token.start, token.end


def _passwords(statement: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """What follows PASSWORD up to an option, for who forgets the quotes shows it all the same."""
    for index, word in enumerate(statement[3:], 4):
        if not word.is_word("PASSWORD"):
            continue
        said = list(takewhile(lambda token: not token.is_word(*_OPTIONS), statement[index:]))
        if not said or said[0].is_word("DISABLE"):
            continue
        if said[0].is_symbol(":") and said[1:] and said[1].kind is Kind.STRING:
            continue
        if said[0].kind is Kind.STRING and all(token.value != _UNCLOSED for token in said):
            # It ends as it should; what follows right upon it may belong to it.
            gap = next((n for n, (a, b) in enumerate(pairwise(said), 1) if a.end < b.start), None)
            said = said[:gap]
        yield said[0].start, said[-1].end


def is_secretive(statement: Sequence[Token]) -> bool:
    """Whether any string in it may be a secret: of users, and of identity providers."""
    if len(statement) < 2:
        return False
    if statement[1].is_word("USER"):
        return True
    # However its first words are misspelt.
    at = 4 if statement[3:4] and statement[3].is_word("WITH") else 3
    if statement[at : at + 1] and statement[at].is_word("PASSWORD"):
        return True
    return statement[1].is_word("IDENTITY") and statement[0].is_word("CREATE", "ALTER")


def _tokens(text: str) -> Iterator[Token]:
    """The tokens, up to the end of a string that nothing closes: that may be the very error."""
    try:
        yield from (
            token for token in scan(text.replace("\0", " ")) if token.kind is not Kind.COMMENT
        )
    except UnreadableError as error:
        yield Token(Kind.STRING, _UNCLOSED, error.offset, len(text))


def _printable(character: str) -> str:
    return character if character.isprintable() or character == "\t" else "?"


def _blank(character: str) -> str:
    """White space as wide as the character."""
    if character == "\t":
        return character
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
