"""One table: the words a statement opens with, and what translates it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from redlake.errors import GrammarError
from redlake.grammar.tokens import Kind
from redlake.sandbox.translation import access, objects, queries, settings
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    not_imitated,
    refused,
)
from redlake.sandbox.wire import SqlError

Translator: TypeAlias = Callable[[Source, Context], Translating]


def _as_written(source: Source, _: Context) -> Translating:
    yield from ()
    return Translation((source.text,))


def _refused(source: Source, _: Context) -> Translating:
    yield from ()
    raise refused(source.text.split("\n")[0])


def _explain(source: Source, context: Context) -> Translating:
    explained = yield from translate(Source.of(source.text[source.tokens[1].start :]), context)
    if explained.tag is not None:
        raise not_imitated(source.text.split("\n")[0])
    return Translation((f"EXPLAIN {explained.sql[0]}",), volatile=explained.volatile)


_TRANSLATORS: dict[tuple[str, ...], Translator] = {
    ("BEGIN",): _as_written,
    ("START", "TRANSACTION"): _as_written,
    ("COMMIT",): _as_written,
    ("END",): _as_written,
    ("ROLLBACK", "TO"): _refused,
    ("ROLLBACK",): _as_written,
    ("ABORT",): _as_written,
    ("SAVEPOINT",): _refused,
    ("RELEASE",): _refused,
    ("CREATE", "INDEX"): _refused,
    ("CREATE", "UNIQUE", "INDEX"): _refused,
    ("CREATE", "TYPE"): _refused,
    ("CREATE", "EXTENSION"): _refused,
    ("CREATE", "SEQUENCE"): _refused,
    ("CREATE", "TRIGGER"): _refused,
    ("SET",): settings.set_,
    ("SHOW",): settings.show,
    ("RESET",): settings.reset,
    ("CREATE", "USER"): access.create_user,
    ("ALTER", "USER"): access.alter_user,
    ("DROP", "USER"): access.drop_user,
    ("CREATE", "GROUP"): access.create_group,
    ("ALTER", "GROUP"): access.alter_group,
    ("DROP", "GROUP"): access.drop_group,
    ("CREATE", "ROLE"): access.create_role,
    ("DROP", "ROLE"): access.drop_role,
    ("GRANT",): access.grant,
    ("REVOKE",): access.grant,
    ("ALTER", "DEFAULT", "PRIVILEGES"): access.alter_default_privileges,
    ("CREATE", "DATABASE"): objects.create_database,
    ("DROP", "DATABASE"): objects.drop_database,
    ("CREATE", "SCHEMA"): objects.create_schema,
    ("CREATE", "EXTERNAL", "SCHEMA"): objects.create_external_schema,
    ("DROP", "SCHEMA"): objects.drop_schema,
    ("CREATE", "VIEW"): objects.create_view,
    ("CREATE", "OR", "REPLACE", "VIEW"): objects.create_view,
    ("DROP", "VIEW"): objects.drop_view,
    ("CREATE", "MATERIALIZED", "VIEW"): objects.create_materialized_view,
    ("DROP", "MATERIALIZED", "VIEW"): objects.drop_materialized_view,
    ("REFRESH", "MATERIALIZED", "VIEW"): objects.refresh,
    ("CREATE", "PROCEDURE"): objects.create_procedure,
    ("CREATE", "OR", "REPLACE", "PROCEDURE"): objects.create_procedure,
    ("DROP", "PROCEDURE"): objects.drop_procedure,
    ("CALL",): objects.call,
    ("CREATE", "TABLE"): objects.create_table,
    ("CREATE", "TEMP", "TABLE"): objects.create_table,
    ("CREATE", "TEMPORARY", "TABLE"): objects.create_table,
    ("ALTER", "TABLE"): objects.alter_table,
    ("DROP", "TABLE"): objects.drop_table,
    ("TRUNCATE",): objects.truncate,
    ("LOCK",): objects.lock,
    ("SELECT",): queries.query,
    ("WITH",): queries.query,
    ("(",): queries.query,
    ("INSERT",): queries.query,
    ("UPDATE",): queries.query,
    ("DELETE",): queries.query,
    ("EXPLAIN",): _explain,
}
_LONGEST_OPENING = max(len(words) for words in _TRANSLATORS)


def translate(source: Source, context: Context) -> Translating:
    """What PostgreSQL runs for ``source``.

    Raises:
        SqlError: Redshift refuses the statement, or the sandbox does not imitate it.
    """
    _refuse_grammar(source)
    opening = tuple(
        token.value.upper() if token.kind is not Kind.STRING else ""
        for token in source.tokens[:_LONGEST_OPENING]
    )
    for length in range(len(opening), 0, -1):
        translator = _TRANSLATORS.get(opening[:length])
        if translator is not None:
            try:
                translation = yield from translator(source, context)
            except GrammarError as error:
                raise SqlError("42601", f"syntax error: {error.message}") from None
            return translation
    raise not_imitated(" ".join(token.value for token in source.tokens[:3]))


def _refuse_grammar(source: Source) -> None:
    """Words that PostgreSQL reads and Redshift does not."""
    if not source.tokens or not source.tokens[0].is_word("INSERT", "UPDATE", "DELETE"):
        return
    for token, following in zip(source.tokens, (*source.tokens[1:], None), strict=True):
        if token.is_word("RETURNING"):
            raise SqlError("42601", 'syntax error at or near "RETURNING"')
        if token.is_word("ON") and following is not None and following.is_word("CONFLICT"):
            raise SqlError("42601", 'syntax error at or near "CONFLICT"')
