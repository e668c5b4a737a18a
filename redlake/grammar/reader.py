"""Reads one statement's tokens into what they mean; what is wrong is shown where it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from redlake.grammar.names import PUBLIC_SCHEMA, RESERVED, Relation, folded
from redlake.grammar.tokens import Cursor, Kind, Token, UnreadableError

Read = TypeVar("Read")

_WHOLE = re.compile(r"[0-9]{1,18}")  # what fits a BIGINT
_LONGEST_NAME = 127
"""In bytes (https://docs.aws.amazon.com/redshift/latest/dg/r_names.html)."""


class Reader(Cursor):
    """A Cursor that folds names, and raises UnreadableError only.

    Example:
        >>> from redlake.grammar.tokens import tokenize
        >>> sql = 'DROP VIEW "Sales".daily'
        >>> at = Reader(sql, tokenize(sql))
        >>> at.take("DROP", "VIEW"), at.relation(), at.done()
        (True, Relation(schema='sales', name='daily', database=''), True)
    """

    def __init__(self, sql: str, tokens: Sequence[Token], *, case_sensitive: bool = False) -> None:
        super().__init__(tokens)
        self.sql = sql
        self.case_sensitive = case_sensitive

    @property
    def whole(self) -> str:
        """The statement's text, without the white space and comments around it."""
        return self.sql[self._tokens[0].start : self._tokens[-1].end] if self._tokens else ""

    def remainder(self) -> Sequence[Token]:
        """Reads all that is left."""
        left = self.rest
        self._at = len(self._tokens)
        return left

    def fail(self, expected: str, token: Token | None = None) -> NoReturn:
        """Raises for the given token, or else for the one to be read next."""
        token = token or self.token
        if token is None:
            end = self._tokens[-1].end if self._tokens else 0
            raise UnreadableError(f"expected {expected}, found the end", end, "complete it")
        raise UnreadableError(
            f"expected {expected}, found {self.sql[token.start : token.end]}",
            token.start,
            "correct it",
        )

    def step(self) -> Token:
        if self.token is None:
            self.fail("more")
        return super().step()

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            self.fail(" ".join(words))

    def choose(self, *words: str) -> str:
        """Reads one of these words or sequences of words, the longest that comes next."""
        longest_first = sorted(words, key=len, reverse=True)
        found = next((choice for choice in longest_first if self.take(*choice.split())), None)
        if found is None:
            self.fail(" or ".join(words))
        return found

    def name(self, what: str = "a name") -> str:
        """Reads a name, folded. A reserved word must be quoted to be one."""
        return folded(self._name(what), case_sensitive=self.case_sensitive)

    def user(self) -> str:
        """Reads a user's name, which keeps its case in quotes."""
        return folded(self._name("a user name"), case_sensitive=self.case_sensitive, user=True)

    def relation(self) -> Relation:
        """Reads ``name``, ``schema.name`` or ``database.schema.name``."""
        parts = [self.name()]
        while len(parts) < 3 and self.take("."):
            parts.append(self.name())
        match parts:
            case [name]:
                return Relation(PUBLIC_SCHEMA, name)
            case [schema, name]:
                return Relation(schema, name)
        return Relation(parts[1], parts[2], parts[0])

    def string(self) -> str:
        if self.token is None or self.token.kind is not Kind.STRING:
            self.fail("a string")
        return super().string()

    def number(self) -> int:
        """Reads a whole number, with its sign."""
        sign = -1 if self.take("-") else 1
        token = self.token
        if token is None or token.kind is not Kind.NUMBER or not _WHOLE.fullmatch(token.value):
            self.fail("a whole number")
        return sign * int(self.step().value)

    def listed(self, read: Callable[[], Read]) -> tuple[Read, ...]:
        """Reads one or more, with commas between them."""
        found = [read()]
        while self.take(","):
            found.append(read())
        return tuple(found)

    def end(self) -> None:
        """Sees that nothing is left."""
        if (token := self.token) is not None:
            raise UnreadableError(
                f"expected the end, found {self.sql[token.start : token.end]}",
                token.start,
                "correct it; or is a semicolon missing before it?",
            )

    def _name(self, what: str) -> Token:
        token = self.token
        if token is None or token.kind not in (Kind.WORD, Kind.NAME):
            self.fail(what)
        if token.kind is Kind.NAME and not token.value:
            self.fail(what)
        if token.kind is Kind.WORD and token.value.upper() in RESERVED:
            self.fail(f"{what} (this word is reserved: quote it)")
        if (size := len(token.value.encode())) > _LONGEST_NAME:
            raise UnreadableError(
                f"this name has {size} bytes, and may have {_LONGEST_NAME}",
                token.start,
                "shorten it",
            )
        return self.step()
