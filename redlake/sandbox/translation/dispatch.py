"""One table: the words a statement opens with, and what translates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from redlake.errors import GrammarError
from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation import (
    access,
    comments,
    cursors,
    databases,
    datashares,
    default_privileges,
    definitions,
    external_schemas,
    grants,
    models,
    names,
    policies,
    prepared,
    procedures,
    queries,
    settings,
    shows,
    tables,
    views,
)
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    not_imitated,
    refused,
)
from redlake.sandbox.translation.openings import mistyped
from redlake.sandbox.wire import SqlError

Translator: TypeAlias = Callable[[Source, Context], Translating]


def _as_written(source: Source, _: Context) -> Translating:
    yield from ()
    for token in source.tokens:
        if token.is_word("CHAIN", "PREPARED"):
            raise SqlError("42601", f'syntax error at or near "{token.value}"')
    return Translation((source.text,))


def _refused(source: Source, _: Context) -> Translating:
    yield from ()
    raise refused(source.text.split("\n")[0])


def _not_imitated(source: Source, _: Context) -> Translating:
    yield from ()
    raise not_imitated(source.opening(3))


def _explain(source: Source, context: Context) -> Translating:
    explained = yield from translate(Source.of(source.text[source.tokens[0].end :]), context)
    if explained.tag is not None:
        raise not_imitated(source.opening(3))
    return Translation((f"EXPLAIN {explained.sql[0]}",))


def _copy(source: Source, _: Context) -> Translating:
    """COPY from or to the client does not exist; the one from S3 is not imitated."""
    yield from ()
    for word, following in pairwise(source.tokens):
        from_client = word.is_word("FROM") and following.is_word("STDIN")
        to_client = word.is_word("TO") and following.is_word("STDOUT")
        if from_client or to_client or (word.is_word("COPY") and following.is_symbol("(")):
            raise SqlError("42601", f'syntax error at or near "{following.value}"')
    raise not_imitated(
        f"{source.opening(2)}; what is in files is served by redlake sandbox start --data DIR"
    )


def _unload(source: Source, _: Context) -> Translating:
    yield from ()
    raise not_imitated(
        f"{source.opening(1)}: it writes no files; redlake sandbox start --data DIR reads them"
    )


def _create_procedure(source: Source, context: Context) -> Translating:
    return procedures.create_procedure(source, context, translate)


def _create_function(source: Source, context: Context) -> Translating:
    return procedures.create_function(source, context, translate)


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
    ("SHOW", "DATABASES"): shows.show_databases,
    ("SHOW", "SCHEMAS"): shows.show_schemas,
    ("SHOW", "TABLES"): shows.show_tables,
    ("SHOW", "COLUMNS"): shows.show_columns,
    ("SHOW", "PROCEDURES"): shows.show_procedures,
    ("SHOW", "FUNCTIONS"): shows.show_functions,
    ("SHOW", "PARAMETERS"): shows.show_parameters,
    ("SHOW", "CONSTRAINTS"): shows.show_constraints,
    ("SHOW", "VIEW"): definitions.show_view,
    ("SHOW", "TABLE"): definitions.show_table,
    ("SHOW", "DATASHARES"): shows.show_datashares,
    ("DESC", "DATASHARE"): shows.describe_datashare,
    ("SHOW", "MODEL"): _not_imitated,
    ("SHOW", "POLICIES"): _not_imitated,
    ("SHOW", "EXTERNAL", "TABLE"): _not_imitated,
    ("SHOW", "PROCEDURE"): definitions.show_procedure,
    ("SHOW", "GRANTS"): shows.show_grants,
    ("SHOW", "COLUMN", "GRANTS"): shows.show_column_grants,
    ("RESET",): settings.reset,
    ("CREATE", "USER"): access.create_user,
    ("ALTER", "USER"): access.alter_user,
    ("DROP", "USER"): access.drop_user,
    ("CREATE", "GROUP"): access.create_group,
    ("ALTER", "GROUP"): access.alter_group,
    ("DROP", "GROUP"): access.drop_group,
    ("CREATE", "ROLE"): access.create_role,
    ("ALTER", "ROLE"): access.alter_role,
    ("DROP", "ROLE"): access.drop_role,
    ("GRANT",): grants.grant,
    ("REVOKE",): grants.grant,
    ("ALTER", "DEFAULT", "PRIVILEGES"): default_privileges.alter_default_privileges,
    ("CREATE", "DATABASE"): databases.create_database,
    ("ALTER", "DATABASE"): databases.alter_database,
    ("DROP", "DATABASE"): databases.drop_database,
    ("CREATE", "DATASHARE"): datashares.create_datashare,
    ("ALTER", "DATASHARE"): datashares.alter_datashare,
    ("DROP", "DATASHARE"): datashares.drop_datashare,
    ("CREATE", "SCHEMA"): databases.create_schema,
    ("CREATE", "EXTERNAL", "SCHEMA"): external_schemas.create_external_schema,
    ("ALTER", "SCHEMA"): databases.alter_schema,
    ("ALTER", "EXTERNAL", "SCHEMA"): external_schemas.alter_external_schema,
    ("DROP", "SCHEMA"): databases.drop_schema,
    ("CREATE", "VIEW"): views.create_view,
    ("CREATE", "OR", "REPLACE", "VIEW"): views.create_view,
    ("DROP", "VIEW"): views.drop_view,
    ("CREATE", "MATERIALIZED", "VIEW"): views.create_materialized_view,
    ("ALTER", "MATERIALIZED", "VIEW"): views.alter_materialized_view,
    ("DROP", "MATERIALIZED", "VIEW"): views.drop_materialized_view,
    ("REFRESH", "MATERIALIZED", "VIEW"): views.refresh,
    ("CREATE", "PROCEDURE"): _create_procedure,
    ("CREATE", "OR", "REPLACE", "PROCEDURE"): _create_procedure,
    ("CREATE", "FUNCTION"): _create_function,
    ("CREATE", "OR", "REPLACE", "FUNCTION"): _create_function,
    ("ALTER", "PROCEDURE"): procedures.alter_routine,
    ("ALTER", "FUNCTION"): procedures.alter_routine,
    ("DROP", "PROCEDURE"): procedures.drop_routine,
    ("DROP", "FUNCTION"): procedures.drop_routine,
    ("CALL",): procedures.call,
    ("CREATE", "TABLE"): tables.create_table,
    ("CREATE", "TEMP", "TABLE"): tables.create_table,
    ("CREATE", "TEMPORARY", "TABLE"): tables.create_table,
    ("ALTER", "TABLE"): tables.alter_table,
    ("DROP", "TABLE"): tables.drop_table,
    ("TRUNCATE",): tables.truncate,
    ("LOCK",): tables.lock,
    ("VACUUM",): tables.vacuum,
    ("ANALYZE",): tables.analyze,
    ("SELECT",): queries.query,
    ("WITH",): queries.query,
    ("(",): queries.query,
    ("INSERT",): queries.query,
    ("UPDATE",): queries.query,
    ("DELETE",): queries.query,
    ("DECLARE",): cursors.declare,
    ("FETCH",): cursors.fetch,
    ("CLOSE",): cursors.close,
    ("PREPARE",): prepared.prepare,
    ("EXECUTE",): prepared.execute,
    ("DEALLOCATE",): prepared.deallocate,
    ("UNLOAD",): _unload,
    ("COPY",): _copy,
    ("VALUES",): queries.query,
    ("EXPLAIN",): _explain,
    ("COMMENT", "ON"): comments.comment,
    ("ATTACH", "RLS", "POLICY"): policies.attach_policy,
    ("ATTACH", "MASKING", "POLICY"): policies.attach_policy,
    ("DETACH", "RLS", "POLICY"): policies.detach_policy,
    ("DETACH", "MASKING", "POLICY"): policies.detach_policy,
    ("CREATE", "RLS", "POLICY"): policies.create_policy,
    ("CREATE", "MASKING", "POLICY"): policies.create_policy,
    ("CREATE", "MODEL"): models.create_model,
    ("ALTER", "RLS", "POLICY"): policies.alter_policy,
    ("ALTER", "MASKING", "POLICY"): policies.alter_policy,
    ("ALTER", "MODEL"): models.alter_model,
    ("DROP", "RLS", "POLICY"): policies.drop_policy,
    ("DROP", "MASKING", "POLICY"): policies.drop_policy,
    ("DROP", "MODEL"): models.drop_model,
}
_LONGEST_OPENING = max(len(words) for words in _TRANSLATORS)


def translate(source: Source, context: Context) -> Translating:
    """What PostgreSQL runs for ``source``.

    Raises:
        SqlError: Redshift refuses the statement, or the sandbox does not imitate it.
    """
    _refuse_names(source.tokens)
    opening = tuple(
        token.value.upper() if token.kind is not Kind.STRING else ""
        for token in source.tokens[:_LONGEST_OPENING]
    )
    for length in range(len(opening), 0, -1):
        translator = _TRANSLATORS.get(opening[:length])
        if translator is not None:
            try:
                return (yield from translator(source, context))
            except GrammarError as error:
                raise SqlError("42601", f"syntax error: {error.message}") from None
    if (word := mistyped(source.tokens)) is not None:
        raise SqlError("42601", f'syntax error at or near "{word}"')
    raise not_imitated(source.opening(3))


def _refuse_names(tokens: Sequence[Token]) -> None:
    """Names that PostgreSQL would cut."""
    for token in tokens:
        if token.kind in (Kind.WORD, Kind.NAME):
            names.identifier(token.value)
