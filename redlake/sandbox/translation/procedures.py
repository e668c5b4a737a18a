"""Stored procedures: their bodies are Redshift's SQL too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from redlake.grammar.tokens import Cursor, Kind, Token, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Edit,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
    unread,
)
from redlake.sandbox.translation.names import literal, user_name
from redlake.sandbox.translation.relations import Kind as RelationKind
from redlake.sandbox.translation.relations import look_up, parsed, parts_of, tables_of
from redlake.sandbox.wire import SqlError

_STATEMENTS = (
    *("ALTER", "CALL", "CREATE", "DELETE", "DROP", "GRANT", "INSERT", "LOCK", "REFRESH"),
    *("RESET", "REVOKE", "SELECT", "SET", "TRUNCATE", "UPDATE"),
)
_READ = ("DELETE", "INSERT", "SELECT", "UPDATE")
# What may stand before a statement, and where it ends.
_BEFORE = {
    "BEGIN": "BEGIN",
    "DECLARE": "DECLARE",
    "ELSE": "ELSE",
    "LOOP": "LOOP",
    "ELSIF": "THEN",
    "IF": "THEN",
    "WHEN": "THEN",
    "FOR": "LOOP",
    "WHILE": "LOOP",
}


def create_procedure(
    source: Source, context: Context, translate: Callable[[Source, Context], Translating]
) -> Translating:
    """``translate`` is what a body's own statements go through."""
    at = source.cursor
    at.expect("CREATE")
    replace = at.take("OR", "REPLACE")
    at.expect("PROCEDURE")
    start = at.token
    parts = context.dotted(at)
    name = context.new_relation(parts)
    arguments, opening = _arguments(source, at)
    assert start is not None
    edits = [Edit(start.start, opening.start, name)]
    for token in at.rest:
        if token.kind is Kind.STRING:
            tag, body = _dollar_quoted(source, token)
            translated = yield from _body(body, context, translate)
            edits.append(Edit(token.start, token.end, f"{tag}{translated}{tag}"))
    sql = [spliced(source.text, edits)]
    rows: Rows = yield Ask(f"SELECT to_regprocedure({literal(name + arguments)}) IS NULL AS new")
    if rows[0]["new"] == "t":
        # PUBLIC may run new functions, but no new procedure.
        sql.append(f"REVOKE EXECUTE ON PROCEDURE {name}{arguments} FROM PUBLIC")
    elif not replace:
        raise SqlError("42723", f'procedure "{parts[-1]}" already exists with same argument types')
    return Translation(tuple(sql), "CREATE PROCEDURE")


def _arguments(source: Source, at: Cursor) -> tuple[str, Token]:
    """Reads ``(…)``; its text, and its first token."""
    opening = token = at.step()
    depth = 0
    while True:
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0:
            return source.text[opening.start : token.end], opening
        token = at.step()


def _dollar_quoted(source: Source, token: Token) -> tuple[str, str]:
    text = source.text[token.start : token.end]
    if not text.startswith("$"):
        raise not_imitated("a procedure's body in single quotes")
    return text[: text.index("$", 1) + 1], token.value


def _body(
    text: str, context: Context, translate: Callable[[Source, Context], Translating]
) -> Asking[str]:
    """A procedure's text, with the names of its own statements spliced."""
    edits = []
    tokens = tokenize(text)
    start = 0
    for stop, token in enumerate(tokens):
        if not token.is_symbol(";"):
            continue
        piece = _statement(tokens[start:stop])
        start = stop + 1
        if piece and piece[0].is_word("EXECUTE", "PERFORM"):
            raise not_imitated(f"{piece[0].value} in a procedure")
        if piece and piece[0].is_word(*_STATEMENTS):
            span = Source.of(text[piece[0].start : piece[-1].end])
            if piece[0].is_word(*_READ):
                yield from _refuse_late_binding(span, context)
            inner = yield from translate(span, context)
            edits.append(Edit(piece[0].start, piece[-1].end, _in_a_body(inner)))
    return spliced(text, edits)


def _in_a_body(translation: Translation) -> str:
    """As PL/pgSQL runs it: what is called for its effect alone is PERFORMed there."""
    if translation.tag is None:
        return translation.sql[0]
    return "; ".join(re.sub("^SELECT ", "PERFORM ", sql) for sql in translation.sql) or "NULL"


def _statement(piece: Sequence[Token]) -> Sequence[Token]:
    """What remains of ``piece`` without the control structure before its statement."""
    while piece and piece[0].kind is Kind.WORD and piece[0].value.upper() in _BEFORE:
        last = _BEFORE[piece[0].value.upper()]
        ends = [at for at, token in enumerate(piece) if token.is_word(last)]
        piece = piece[ends[0] + 1 :] if ends else ()
    return piece


def _refuse_late_binding(statement: Source, context: Context) -> Asking[None]:
    """A body is translated once; a late-binding view must be at each run."""
    tables = [parts_of(table, context) for table in tables_of(parsed(statement))]
    for found in (yield from look_up(tables, context)):
        if found is not None and found.kind is RelationKind.LATE_BINDING_VIEW:
            raise not_imitated(f"late-binding view {found.name} in a procedure")


def alter_procedure(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "PROCEDURE")
    name = context.relation(context.dotted(at))
    arguments, _ = _arguments(source, at)
    if not at.take("OWNER", "TO"):
        raise unread("ALTER PROCEDURE", at)
    owner = names.identifier(user_name(at))
    return Translation((f"ALTER PROCEDURE {name}{arguments} OWNER TO {owner}",), "ALTER PROCEDURE")


def drop_procedure(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "PROCEDURE")
    name = context.relation(context.dotted(at))
    arguments = "" if at.done() else source.rest(at)
    return Translation((f"DROP PROCEDURE {name}{arguments}",), "DROP PROCEDURE")


def call(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CALL")
    name = context.relation(context.dotted(at))
    return Translation((f"CALL {name}{source.rest(at)}",), "CALL")
