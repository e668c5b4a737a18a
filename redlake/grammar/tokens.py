r"""Tokens of Redshift SQL, each with its place in the text.

Redshift reads SQL as PostgreSQL 8.0 does, and these rules are PostgreSQL's: a backslash in
a string escapes, comments of the ``/* */`` kind nest, a line comment ends at a carriage
return too, a dollar quote ends at its own tag, and every character beyond ASCII belongs to
a word. A backslash outside quotes is psql's: it begins a command that ends with its line.

sqlglot's tokenizer does not do here: it cannot say where a quote was opened that nothing
closes, and it takes the rest of a VACUUM or CALL for one token, up to a semicolon that may
stand in quotes.

Example:
    >>> [token.value for token in tokenize("ALTER USER \"IAM:job\" PASSWORD 'it''s' -- why")]
    ['ALTER', 'USER', 'IAM:job', 'PASSWORD', "it's"]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from redlake.errors import GrammarError


class Kind(Enum):
    """What a token is, as far as redlake tells tokens apart."""

    WORD = auto()  # a keyword or an unquoted name
    NAME = auto()  # a quoted name
    STRING = auto()  # 'text', or $$text$$
    NUMBER = auto()
    SYMBOL = auto()
    COMMENT = auto()  # of either kind; tokenize leaves it out
    COMMAND = auto()  # psql's: from a backslash to the end of the line


class Token(NamedTuple):
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


class UnreadableError(GrammarError):
    """Text that falls into no tokens; ``offset`` is where that begins."""

    def __init__(self, message: str, offset: int, way_out: str) -> None:
        super().__init__(message, way_out=way_out)
        self.offset = offset


# What ends in ++ or *+ never gives back what it took, so that a quote which nothing closes
# is found out in one pass.
_TOKEN = re.compile(
    r"""
    [ \t\n\r\f\v]*+ (?:
      (?P<bom>      \A\ufeff )
    | (?P<line>     --[^\n\r]*+ )
    | (?P<block>    /\* )
    | (?P<string>   (?: [bBeEnNxX] | [uU]& )? '(?P<text> (?: [^'\\]++ | \\. | '' )*+ )' )
    | (?P<dollars>  (?P<tag> \$ (?: [A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*+ )? \$ )
                    (?P<body> .*? ) (?P=tag) )
    | (?P<name>     "(?P<bare> (?: [^"]++ | "" )*+ )" )
    | (?P<word>     [A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*+
                  | \#[\w$\x80-\U0010ffff]++ )
    | (?P<number>   [0-9]++ (?: \.(?!\.)[0-9]*+ )?+ (?: [eE][+-]?[0-9]++ )? )
    | (?P<command>  \\[^\n\r]*+ )
    | (?P<unclosed> ' | " | \$ (?: [A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*+ )? \$ )
    | (?P<symbol>   :: | := | \|\| | <= | >= | <> | != | ->>? | !?~~?\*? | . )
    )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


_AS_IT_STANDS = {
    "word": Kind.WORD,
    "symbol": Kind.SYMBOL,
    "number": Kind.NUMBER,
    "command": Kind.COMMAND,
}


def tokenize(sql: str) -> list[Token]:
    """The tokens of ``sql``, comments left out.

    Raises:
        UnreadableError: a quote, dollar quote or comment is never closed, or a NUL is in it.
    """
    return [token for token in scan(sql) if token.kind is not Kind.COMMENT]


def scan(sql: str) -> Iterator[Token]:
    """The tokens of ``sql``, comments among them.

    Raises:
        UnreadableError: a quote, dollar quote or comment is never closed, or a NUL is in it.
    """
    if (nul := sql.find("\0")) >= 0:
        raise UnreadableError("a NUL is no part of SQL", nul, "remove it")
    at = 0
    while found := _TOKEN.match(sql, at):
        group = found.lastgroup
        assert group is not None
        start, at = found.span(group)
        if kind := _AS_IT_STANDS.get(group):
            yield Token(kind, found[group], start, at)
            continue
        match group:
            case "line":
                yield Token(Kind.COMMENT, sql[start + 2 : at], start, at)
            case "block":
                at = _comment_end(sql, start)
                yield Token(Kind.COMMENT, sql[start + 2 : at - 2], start, at)
            case "string":
                yield Token(Kind.STRING, _unescaped(found["text"]), start, at)
            case "dollars":
                yield Token(Kind.STRING, found["body"], start, at)
            case "name":
                yield Token(Kind.NAME, found["bare"].replace('""', '"'), start, at)
            case "unclosed":
                mark = found[group]
                what = {"'": "a string", '"': "a quoted name"}.get(mark, "a dollar quote")
                raise UnreadableError(f"{what} is never closed", start, f"close it: {mark}")


_ESCAPE = re.compile(r"''|\\(.)", re.DOTALL)
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unescaped(text: str) -> str:
    def meant(escape: re.Match[str]) -> str:
        return "'" if escape[1] is None else _CONTROLS.get(escape[1], escape[1])

    return _ESCAPE.sub(meant, text)


_COMMENT_MARK = re.compile(r"/\*|\*/")


def _comment_end(sql: str, start: int) -> int:
    depth = 0
    for mark in _COMMENT_MARK.finditer(sql, start):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    raise UnreadableError("a comment is never closed", start, "close it: */")


class Lines:
    """Where the lines of a text begin, for asking about many places in it."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of ``offset``, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


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
        tokens, at = self._tokens, self._at
        if at + len(words) > len(tokens):
            return False
        for token, word in zip(tokens[at : at + len(words)], words, strict=True):
            if token.kind is Kind.WORD:
                if token.value.upper() != word:
                    return False
            elif token.kind is not Kind.SYMBOL or token.value != word:
                return False
        return True

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
