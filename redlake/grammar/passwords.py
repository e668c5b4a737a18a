"""Which passwords Redshift takes (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html)."""

from __future__ import annotations

import re
from itertools import pairwise

from redlake.grammar.tokens import Kind, tokenize

_HASHED = re.compile(r"md5[0-9a-fA-F]{32}|sha256\|.*", re.DOTALL)
_SHORTEST, _LONGEST = 8, 64
_RULES = (
    (re.compile(r"[A-Z]"), "it has no upper-case letter"),
    (re.compile(r"[a-z]"), "it has no lower-case letter"),
    (re.compile(r"[0-9]"), "it has no digit"),
    (re.compile(r"\A[!-~]*\Z"), "it has a space, or a character beyond ASCII"),
    (re.compile(r"""\A[^'"\\/@]*\Z"""), "it has a quote, a slash, a backslash or an @"),
)


def password_flaw(password: str) -> str | None:
    """What is wrong with a password as SQL has it; None of a hash, DISABLE and a variable.

    It never says the password itself, nor any part of it.
    """
    token = tokenize(password)[0]
    if token.kind is not Kind.STRING or _HASHED.fullmatch(token.value):
        return None
    if not _SHORTEST <= len(token.value) <= _LONGEST:
        return f"it must have {_SHORTEST} to {_LONGEST} characters"
    return next((flaw for good, flaw in _RULES if not good.search(token.value)), None)


def has_password(sql: str) -> bool:
    """Whether CREATE USER or ALTER USER brings a password itself, in clear text or as a digest."""
    tokens = tokenize(sql)
    if len(tokens) < 2 or not (tokens[0].is_word("CREATE", "ALTER") and tokens[1].is_word("USER")):
        return False
    return any(
        word.is_word("PASSWORD") and value.kind is Kind.STRING for word, value in pairwise(tokens)
    )
