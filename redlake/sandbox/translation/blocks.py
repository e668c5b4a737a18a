"""Transaction blocks: what opens and ends one, and what Redshift refuses inside."""

from __future__ import annotations

from collections.abc import Sequence

from redlake.grammar.tokens import Token
from redlake.grammar.transactions import refuses_transaction
from redlake.sandbox.wire import SqlError


def begins_block(statement: Sequence[Token]) -> bool:
    return bool(statement) and statement[0].is_word("BEGIN", "START")


def ends_block(statement: Sequence[Token]) -> bool:
    return bool(statement) and statement[0].is_word("COMMIT", "END", "ROLLBACK", "ABORT")


def commits_so_far(statement: Sequence[Token]) -> bool:
    """Whether the statement commits what ran before it in its block, and itself.

    Source: TRUNCATE, Amazon Redshift Database Developer Guide.
    """
    return bool(statement) and statement[0].is_word("TRUNCATE")


def lacks_block(statement: Sequence[Token]) -> SqlError | None:
    """Why the statement may not run outside of a transaction block; None if it may."""
    if not statement or not statement[0].is_word("DECLARE"):
        return None
    return SqlError("25P01", "DECLARE CURSOR may only be used in transaction blocks")


def runs_alone(statement: Sequence[Token]) -> bool:
    """Whether it matters to PostgreSQL that nothing ran before it in its transaction.

    A procedure may commit only then.
    """
    return bool(statement) and statement[0].is_word("CALL")


def refusal(statement: Sequence[Token], *, in_block: bool, several: bool) -> SqlError | None:
    """Why the statement may not run where it stands; None if it may.

    ``in_block`` says that a transaction block is open, ``several`` that the statement came
    with others in one Query, which is a transaction as well.
    """
    if not refuses_transaction(statement) or _redlakes_caution(statement):
        return None
    if in_block:
        where = "a transaction block"
    elif several:
        where = "a multiple commands statement"
    else:
        return None
    return SqlError("25001", f"{_command(statement)} cannot run inside {where}")


def _redlakes_caution(statement: Sequence[Token]) -> bool:
    """What redlake runs outside a transaction for safety, and Redshift runs in one too."""
    return statement[0].is_word("TRUNCATE", "REFRESH")


def _command(statement: Sequence[Token]) -> str:
    words = [token.value.upper() for token in statement]
    if words[0] in ("GRANT", "REVOKE", "VACUUM"):
        return words[0]
    if words[:2] == ["ALTER", "TABLE"]:
        return "ALTER TABLE APPEND" if "APPEND" in words else "ALTER TABLE ALTER COLUMN"
    return " ".join(words[: 3 if words[1] == "EXTERNAL" else 2])
