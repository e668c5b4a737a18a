"""Tokens of Redshift SQL, each with its place in the text.

The tokenizer is sqlglot's for Redshift; this module adds what redlake needs of it: an
error with a place, and no statement whose rest is swallowed as one token (sqlglot does
so for CALL, SHOW, VACUUM and others, and would end them at a semicolon inside quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlglot.dialects.redshift import Redshift
from sqlglot.errors import TokenError
from sqlglot.tokens import TokenType

from redlake.errors import GrammarError


class Kind(Enum):
    """What a token is, as far as redlake tells tokens apart."""

    WORD = auto()  # a keyword or an unquoted name
    NAME = auto()  # a quoted name
    STRING = auto()  # 'text', or $$text$$
    NUMBER = auto()
    SYMBOL = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """``value`` is what the token means: a name without its quotes, a string's content.

    ``start`` and ``end`` are offsets into the text, the end exclusive.
    """

    kind: Kind
    value: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of ``words`` (given in upper case), in any case."""
        return self.kind is Kind.WORD and self.value.upper() in words

    def is_symbol(self, symbol: str) -> bool:
        return self.kind is Kind.SYMBOL and self.value == symbol


class _Tokenizer(Redshift.Tokenizer):
    COMMANDS: set[TokenType] = set()  # noqa: RUF012


_STRINGS = {
    TokenType.STRING,
    TokenType.HEREDOC_STRING,
    TokenType.NATIONAL_STRING,
    TokenType.RAW_STRING,
    TokenType.BYTE_STRING,
    TokenType.HEX_STRING,
    TokenType.BIT_STRING,
    TokenType.UNICODE_STRING,
}
_WORD = re.compile(r"[^\W\d][\w$]*|#[\w$]+")


def tokenize(sql: str) -> list[Token]:
    """The tokens of ``sql``, comments left out.

    Raises:
        GrammarError: a quote, dollar quote or comment is not closed. The message
            carries the line and column in ``sql``.
    """
    try:
        raws = _Tokenizer(dialect="redshift").tokenize(sql)
    except TokenError:
        line, column = _unclosed(sql)
        raise GrammarError(
            f"unreadable SQL: what opens at line {line}, column {column} is never closed"
        ) from None
    return [token for raw in raws for token in _tokens(raw, sql)]


def _tokens(raw: Any, sql: str) -> Iterator[Token]:
    start, end = raw.start, raw.end + 1
    text = sql[start:end]
    if raw.token_type in _STRINGS:
        yield Token(Kind.STRING, raw.text, start, end)
    elif raw.token_type is TokenType.IDENTIFIER:
        yield Token(Kind.NAME, raw.text, start, end)
    elif raw.token_type is TokenType.NUMBER:
        yield Token(Kind.NUMBER, text, start, end)
    elif _WORD.match(text):
        for word in re.finditer(r"\S+", text):  # sqlglot reads GROUP BY as one token
            yield Token(Kind.WORD, word[0], start + word.start(), start + word.end())
    else:
        yield Token(Kind.SYMBOL, text, start, end)


_OPENERS = re.compile(
    r"""
      --[^\n]*
    | (?P<comment>/\*)
    | (?P<string>'(?:[^'\\]|\\.|'')*(?P<string_end>'|\Z))
    | (?P<name>"(?:[^"]|"")*(?P<name_end>"|\Z))
    | (?P<dollar>\$\w*\$)
    """,
    re.VERBOSE | re.DOTALL,
)


def _unclosed(sql: str) -> tuple[int, int]:
    """Line and column of the quote or comment that nothing closes."""
    at = 0
    while match := _OPENERS.search(sql, at):
        at = match.end()
        if match["comment"]:
            end = _comment_end(sql, match.start())
        elif match["dollar"]:
            found = sql.find(match["dollar"], at)
            end = None if found < 0 else found + len(match["dollar"])
        elif match["string"] is not None:
            end = at if match["string_end"] else None
        elif match["name"] is not None:
            end = at if match["name_end"] else None
        else:
            end = at
        if end is None:
            return line_and_column(sql, match.start())
        at = end
    return line_and_column(sql, len(sql))


def _comment_end(sql: str, start: int) -> int | None:
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(sql, start):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return None


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of ``offset``, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


class Cursor:
    """Reads one statement's tokens from left to right.

    Example:
        >>> at = Cursor(tokenize('DROP USER IF EXISTS "IAM:job"'))
        >>> at.take("DROP", "USER"), at.take("IF", "EXISTS"), at.name()
        (True, True, 'IAM:job')
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def token(self) -> Token | None:
        """The token to be read next, or None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    @property
    def rest(self) -> Sequence[Token]:
        return self._tokens[self._at :]

    def step(self) -> Token:
        """Reads one token, whatever it is.

        Raises:
            GrammarError: the statement ends here.
        """
        token = self.token
        if token is None:
            raise GrammarError("the statement ends too early")
        self._at += 1
        return token

    def sees(self, *words: str) -> bool:
        """Whether ``words`` come next; reads nothing."""
        ahead = self._tokens[self._at : self._at + len(words)]
        return len(ahead) == len(words) and all(
            token.is_word(word) or token.is_symbol(word)
            for token, word in zip(ahead, words, strict=True)
        )

    def take(self, *words: str) -> bool:
        """Reads ``words`` if they come next; says whether they did."""
        if not self.sees(*words):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Reads ``words``.

        Raises:
            GrammarError: something else comes next.
        """
        if not self.take(*words):
            found = "its end" if self.token is None else repr(self.token.value)
            raise GrammarError(f"expected {' '.join(words)}, found {found}")

    def name(self) -> str:
        """Reads a name, quoted or not, as written.

        Raises:
            GrammarError: no name comes next.
        """
        token = self.step()
        if token.kind not in (Kind.WORD, Kind.NAME):
            raise GrammarError(f"expected a name, found {token.value!r}")
        return token.value

    def string(self) -> str:
        """Reads a string literal's content.

        Raises:
            GrammarError: no string comes next.
        """
        token = self.step()
        if token.kind is not Kind.STRING:
            raise GrammarError(f"expected a string, found {token.value!r}")
        return token.value

    def dotted(self) -> tuple[str, ...]:
        """Reads ``a``, ``a.b`` or ``a.b.c``."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return tuple(parts)

    def done(self) -> bool:
        return self.token is None
