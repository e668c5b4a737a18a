"""The line of SQL that an error is about, with a caret under the place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from redlake.grammar.tokens import Kind, Token, UnreadableError, scan

_INDENT = "  "
_WIDTH = 100  # characters of the line that are shown
_LEAD = 60  # of these before the caret, where the line is longer

_BEFORE_SECRETS = ("PASSWORD", "CREDENTIALS", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
_HIDDEN = "'***'"


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
    """Where strings begin and end that are nobody's business.

    These are all of CREATE and ALTER USER, for a password may stand in the wrong place, and
    elsewhere those after certain words. The name of a psql variable is none.
    """
    statement: list[Token] = []
    for token in _tokens(text):
        if token.is_symbol(";"):
            statement = []
            continue
        if token.kind is Kind.STRING and not (statement and statement[-1].is_symbol(":")):
            about = [word for word in statement[-3:] if not word.is_word("AS")]
            about = [word for word in about if not word.is_symbol("=")]
            if _is_of_user(statement) or (about and about[-1].is_word(*_BEFORE_SECRETS)):
                yield token.start, token.end
        statement.append(token)


def _is_of_user(statement: Sequence[Token]) -> bool:
    return (
        len(statement) > 1
        and statement[0].is_word("CREATE", "ALTER")
        and statement[1].is_word("USER")
    )


def _tokens(text: str) -> Iterator[Token]:
    """The tokens, up to the end of a string that nothing closes: that may be the very error."""
    try:
        yield from (
            token for token in scan(text.replace("\0", " ")) if token.kind is not Kind.COMMENT
        )
    except UnreadableError as error:
        yield Token(Kind.STRING, "", error.offset, len(text))


def _printable(character: str) -> str:
    return character if character.isprintable() or character == "\t" else "?"


def _blank(character: str) -> str:
    """White space as wide as the character."""
    if character == "\t":
        return character
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
