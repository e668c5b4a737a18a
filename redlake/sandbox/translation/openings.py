"""The words that Redshift's statements begin with, to tell what is not imitated from a typo."""

from __future__ import annotations

from collections.abc import Sequence

from redlake.grammar.tokens import Kind, Token

# https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
_MADE = (
    *("DATABASE", "DATASHARE", "EXTERNAL", "FUNCTION", "GROUP", "IDENTITY", "LIBRARY", "MASKING"),
    *("MATERIALIZED", "MODEL", "PROCEDURE", "RLS", "ROLE", "SCHEMA", "TABLE", "TEMPLATE", "USER"),
    "VIEW",
)
_SECOND = {
    "ALTER": (*_MADE, "DEFAULT", "SYSTEM"),
    "CREATE": (*_MADE, "LOCAL", "OR", "RECURSIVE", "TEMP", "TEMPORARY"),
    "DROP": _MADE,
}
_FIRST = (
    *("ABORT", "ANALYZE", "ATTACH", "BEGIN", "CALL", "CANCEL", "CLOSE", "COMMENT", "COMMIT"),
    *("COPY", "DEALLOCATE", "DECLARE", "DELETE", "DESC", "DESCRIBE", "DETACH", "END", "EXECUTE"),
    *("EXPLAIN", "FETCH", "GRANT", "INSERT", "LOCK", "MERGE", "PREPARE", "REFRESH", "RESET"),
    *("REVOKE", "ROLLBACK", "SELECT", "SET", "SHOW", "START", "TRUNCATE", "UNLOAD", "UPDATE"),
    *("USE", "VACUUM", "VALUES", "WITH"),
)


def mistyped(statement: Sequence[Token]) -> str | None:
    """The word with which no statement of Redshift's goes on; None where one may."""
    if not statement:
        return None
    first = statement[0]
    if first.kind is not Kind.WORD:
        return first.value
    second = _SECOND.get(first.value.upper())
    if second is None:
        return None if first.is_word(*_FIRST) else first.value
    if len(statement) > 1 and not statement[1].is_word(*second):
        return statement[1].value
    return None
