"""When two texts say the same, although a name is quoted in one and bare in the other."""

from __future__ import annotations

from functools import cached_property

from redlake.grammar import names
from redlake.grammar.script import Statement
from redlake.grammar.tokens import Kind, Token, scan

Meaning = tuple[str, str]


class Reading:
    """A text and its tokens, comments among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tuple(scan(text))

    @cached_property
    def meanings(self) -> list[Meaning]:
        """What each token means. A bare name and a quoted one may mean the same."""
        return [self._meaning(token) for token in self.tokens]

    def gap(self, index: int) -> str:
        """What stands before a token; for the number of tokens, what follows the last one."""
        start = self.tokens[index - 1].end if index else 0
        end = self.tokens[index].start if index < len(self.tokens) else len(self.text)
        return self.text[start:end]

    def alike(self, index: int, other: Reading, other_index: int) -> bool:
        """Whether one token can stand for the other in every session and at every place.

        Names are compared as a session that minds case does, for quoted user names always
        keep theirs. A bare word may be a keyword, unless it is one that ``names.quoted``
        leaves bare.
        """
        if self.meanings[index] != other.meanings[other_index]:
            return False
        token, other_token = self.tokens[index], other.tokens[other_index]
        return token.kind is other_token.kind or (_is_plain(token) and _is_plain(other_token))

    def shares(self, index: int, other: Reading, other_index: int, length: int) -> bool:
        """Whether ``length`` tokens from each index on are alike, and the space between them."""
        return (
            index + length <= len(self.tokens)
            and other_index + length <= len(other.tokens)
            and all(self.alike(index + n, other, other_index + n) for n in range(length))
            and all(self.gap(index + n) == other.gap(other_index + n) for n in range(1, length))
        )

    def _meaning(self, token: Token) -> Meaning:
        if token.kind in (Kind.WORD, Kind.NAME):
            return "name", names.folded(token, case_sensitive=True)
        return token.kind.name, self.text[token.start : token.end]


def same(a: Statement, b: Statement) -> bool:
    """Whether two statements say the same, in the same database, with the same comments.

    Space, strings, numbers and comments within them are equal to the character. Names and
    keywords are equal in what they mean: ``datalake_reader`` is ``"datalake_reader"``, and
    ``SELECT`` is ``select``; but ``"Reader"`` is not ``reader``, and ``"user"`` no keyword.
    """
    return (a.database, a.comment, a.preface) == (b.database, b.comment, b.preface) and same_text(
        a.text, b.text
    )


def same_text(a: str, b: str) -> bool:
    """What ``same`` says of two statements' texts."""
    if a == b:
        return True
    ours, theirs = Reading(a), Reading(b)
    count = len(ours.tokens)
    return (
        count == len(theirs.tokens)
        and ours.shares(0, theirs, 0, count)
        and (ours.gap(0), ours.gap(count)) == (theirs.gap(0), theirs.gap(count))
    )


def _is_plain(token: Token) -> bool:
    """Whether a name means the same with and without quotes."""
    return token.kind is Kind.NAME or names.quoted(token.value) == token.value
