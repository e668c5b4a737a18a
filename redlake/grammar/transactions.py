"""Which statements Redshift refuses inside a transaction block.

The list is the one under SVL_MULTI_STATEMENT_VIOLATIONS in the Amazon Redshift
Database Developer Guide, with what the pages of ALTER TABLE, ALTER DATABASE and GRANT
add. Two statements stand here although no page settles them, since they run either way
outside a transaction: GRANT … ON DATABASE awsdatacatalog (the guide says "GRANT on
external resources") and REFRESH MATERIALIZED VIEW ("runs as a transaction of its own").
TRUNCATE is allowed, and commits whatever ran before it: it too gets to be alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from redlake.grammar.tokens import Token

_OPENINGS: tuple[tuple[str, ...], ...] = (
    ("CREATE", "DATABASE"),
    ("DROP", "DATABASE"),
    ("CREATE", "EXTERNAL", "TABLE"),
    ("DROP", "EXTERNAL", "TABLE"),
    ("ALTER", "EXTERNAL", "TABLE"),
    ("CREATE", "LIBRARY"),
    ("CREATE", "OR", "REPLACE", "LIBRARY"),
    ("DROP", "LIBRARY"),
    ("CREATE", "TABLESPACE"),
    ("DROP", "TABLESPACE"),
    ("REINDEX", "DATABASE"),
    ("VACUUM",),
    ("REFRESH", "MATERIALIZED", "VIEW"),
    ("TRUNCATE",),
)


def refuses_transaction(statement: Sequence[Token]) -> bool:
    """Whether the statement of these tokens must run outside a transaction block."""
    if any(_opens(statement, words) for words in _OPENINGS):
        return True
    if _opens(statement, ("ALTER", "TABLE")):
        return _holds(statement, ("APPEND", "FROM")) or _holds(statement, ("ALTER", "COLUMN"))
    if _opens(statement, ("ALTER", "DATABASE")):
        return _holds(statement, ("ISOLATION", "LEVEL"))
    if _opens(statement, ("GRANT",)) or _opens(statement, ("REVOKE",)):
        return (
            _holds(statement, ("ON", "EXTERNAL"))
            or _holds(statement, ("IAM_ROLE",))
            or _holds(statement, ("ON", "DATABASE", "AWSDATACATALOG"))
        )
    return False


def _opens(statement: Sequence[Token], words: tuple[str, ...]) -> bool:
    return len(statement) >= len(words) and all(
        token.is_word(word) for token, word in zip(statement, words, strict=False)
    )


def _holds(statement: Sequence[Token], words: tuple[str, ...]) -> bool:
    """Whether ``words`` stand side by side somewhere, the last one quoted or not."""
    values = [token.value.upper() for token in statement]
    return any(
        tuple(values[at : at + len(words)]) == words for at in range(len(values) - len(words) + 1)
    )
