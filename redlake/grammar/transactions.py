"""Which statements Redshift refuses inside a transaction block.

The list is the one under SVL_MULTI_STATEMENT_VIOLATIONS in the Amazon Redshift Database
Developer Guide, with what the pages of ALTER TABLE, ALTER DATABASE and GRANT add. Outside a
transaction everything runs, so where no page settles the question the answer is yes:

- ``GRANT … ON DATABASE awsdatacatalog``: the list has "GRANT on external resources", and
  the page of GRANT does not say which these are;
- ``ALTER TABLE … ALTER c``, without the word COLUMN, as PostgreSQL allows it;
- ``REFRESH MATERIALIZED VIEW``, which "runs as a transaction of its own".

TRUNCATE may stand in a transaction, and commits what ran before it: it too gets to be alone.

What the text does not show is not known here: DROP TABLE, ALTER TABLE … RENAME or INSERT on
a table that happens to be an external one, and the COPY that Redshift refuses.
"""

from __future__ import annotations

from collections.abc import Sequence

from redlake.errors import GrammarError
from redlake.grammar.tokens import Cursor, Kind, Token

_OPENINGS: tuple[tuple[str, ...], ...] = (
    ("CREATE", "DATABASE"),
    ("DROP", "DATABASE"),
    ("CREATE", "EXTERNAL", "TABLE"),
    ("DROP", "EXTERNAL", "TABLE"),
    ("ALTER", "EXTERNAL", "TABLE"),
    ("RENAME", "EXTERNAL", "TABLE"),
    ("CREATE", "LIBRARY"),
    ("CREATE", "OR", "REPLACE", "LIBRARY"),
    ("DROP", "LIBRARY"),
    ("CREATE", "TABLESPACE"),
    ("DROP", "TABLESPACE"),
    ("REINDEX", "DATABASE"),
    ("REBUILDCAT",),
    ("INDEXCAT",),
    ("CLUSTER",),
    ("VACUUM",),
    ("REFRESH", "MATERIALIZED", "VIEW"),
    ("TRUNCATE",),
)

_BY_FIRST_WORD: dict[str, list[tuple[str, ...]]] = {}
for _words in _OPENINGS:
    _BY_FIRST_WORD.setdefault(_words[0], []).append(_words)

_ALTERED_IN_PLACE = ("DISTKEY", "DISTSTYLE", "SORTKEY", "COMPOUND", "ENCODE")
"""What ALTER TABLE alters that is no column."""

_OF_EXTERNAL_TABLES: tuple[tuple[str, ...], ...] = (
    ("ADD", "PARTITION", "("),
    ("ADD", "IF", "NOT", "EXISTS", "PARTITION"),
    ("DROP", "PARTITION", "("),
    ("PARTITION", "("),
    ("SET", "LOCATION"),
    ("SET", "FILE", "FORMAT"),
    ("SET", "TABLE", "PROPERTIES"),
)
"""What ALTER TABLE does to external tables only."""


def refuses_transaction(statement: Sequence[Token]) -> bool:
    """Whether the statement of these tokens must run outside a transaction block."""
    at = Cursor(statement)
    first = statement[0].value.upper() if statement else ""
    if any(at.sees(*words) for words in _BY_FIRST_WORD.get(first, ())):
        return True
    if at.take("ALTER", "TABLE"):
        return _alters_alone(at)
    if at.take("ALTER", "DATABASE"):
        return bool(_dotted(at)) and at.sees("ISOLATION", "LEVEL")
    if at.take("GRANT") or at.take("REVOKE"):
        return _on_external(at)
    return False


def _alters_alone(at: Cursor) -> bool:
    """Whether ALTER TABLE, read up to the table's name, refuses a transaction."""
    if not _dotted(at):
        return False
    if at.take("ALTER"):
        return at.token is not None and not at.token.is_word(*_ALTERED_IN_PLACE)
    return at.sees("APPEND", "FROM") or any(at.sees(*words) for words in _OF_EXTERNAL_TABLES)


def _on_external(at: Cursor) -> bool:
    """Whether GRANT or REVOKE is on what lies outside of Redshift."""
    while (token := at.token) is not None:
        if not token.is_word("ON", "IAM_ROLE"):
            at.step()
            continue
        if at.take("ON", "EXTERNAL", "TABLE") or at.take("ON", "EXTERNAL", "SCHEMA"):
            return True
        if at.take("ON", "DATABASE"):
            databases = [_dotted(at)]
            while at.take(","):
                databases.append(_dotted(at))
            return ("awsdatacatalog",) in databases
        if at.take("IAM_ROLE") and at.token is not None and at.token.kind is Kind.STRING:
            return True
        if not at.done():
            at.step()
    return False


def _dotted(at: Cursor) -> tuple[str, ...]:
    """Reads a name, in lower case, for Redshift folds quoted ones too; nothing if none comes.

    What is no SQL is for Redshift to refuse.
    """
    try:
        return tuple(part.lower() for part in at.dotted())
    except GrammarError:
        return ()
