"""Stored procedures and functions: their bodies are Redshift's SQL too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from redlake.grammar.tokens import Cursor, Kind, Token, tokenize
from redlake.sandbox.translation import names, ownership
from redlake.sandbox.translation.arguments import arguments
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
from redlake.sandbox.translation.queries import is_read
from redlake.sandbox.translation.relations import (
    as_json,
    parsed,
    parts_of,
    tables_of,
)
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
    may_replace = at.take("OR", "REPLACE")
    at.expect("PROCEDURE")
    parts, signature, edits = yield from _new_name(source, at, context)
    typed = ""
    for token in at.rest:
        if token.kind is Kind.STRING:
            tag, body = _dollar_quoted(source, token)
            translated = yield from _body(body, context, translate)
            edits.append(Edit(token.start, token.end, f"{tag}{translated}{tag}"))
            typed = body
    sql = [spliced(source.text, edits)]
    rows: Rows = yield Ask(f"SELECT to_regprocedure({literal(signature)}) IS NULL AS new")
    if rows[0]["new"] == "f" and not may_replace:
        raise SqlError("42723", f'procedure "{parts[-1]}" already exists with same argument types')
    sql.append(f"SELECT sandbox.record_body({literal(signature)}, {literal(typed)})")
    made = Translation(tuple(sql), "CREATE PROCEDURE")
    return (
        yield from ownership.created(
            made, "CREATE PROCEDURE", signature, "CREATE OR REPLACE PROCEDURE", replace_=may_replace
        )
    )


def create_function(
    source: Source, context: Context, translate: Callable[[Source, Context], Translating]
) -> Translating:
    """A function whose body is an expression, as LANGUAGE SQL has it.

    Everyone may run it, here and there.
    """
    at = source.cursor
    at.expect("CREATE")
    may_replace = at.take("OR", "REPLACE")
    at.expect("FUNCTION")
    _, signature, edits = yield from _new_name(source, at, context)
    definition = at.rest
    language = [token for before, token in pairwise(definition) if before.is_word("LANGUAGE")]
    if not (language and language[0].value.lower() == "sql"):
        raise not_imitated("a function in another language than SQL")
    for before, token in pairwise(definition):
        if before.is_word("AS") and token.kind is Kind.STRING:
            tag, body = _dollar_quoted(source, token)
            inner = yield from translate(Source.of(body.strip()), context.keeping())
            edits.append(Edit(token.start, token.end, f"{tag}{inner.sql[0]}{tag}"))
    made = Translation((spliced(source.text, edits),), "CREATE FUNCTION")
    return (
        yield from ownership.created(
            made, "CREATE FUNCTION", signature, "CREATE OR REPLACE FUNCTION", replace_=may_replace
        )
    )


def _new_name(
    source: Source, at: Cursor, context: Context
) -> Asking[tuple[tuple[str, ...], str, list[Edit]]]:
    """Reads what is created: the parts of its name, its signature, and how to splice both."""
    start = at.token
    parts = context.dotted(at)
    name = yield from context.new_relation(parts)
    opening = at.token
    read = arguments(source, at)
    assert start is not None and opening is not None  # noqa: PT018
    return parts, name + read.identity, [Edit(start.start, opening.start, name), *read.edits]


def _dollar_quoted(source: Source, token: Token) -> tuple[str, str]:
    text = source.text[token.start : token.end]
    if not text.startswith("$"):
        raise not_imitated("a procedure's body in single quotes")
    return text[: text.index("$", 1) + 1], token.value


def _body(
    text: str, context: Context, translate: Callable[[Source, Context], Translating]
) -> Asking[str]:
    """A procedure's text, with the names of its own statements spliced."""
    context = replace(context, in_body=True)
    edits = []
    tokens = tokenize(text)
    start = 0
    for stop, token in enumerate(tokens):
        if not token.is_symbol(";"):
            continue
        piece = _statement(tokens[start:stop])
        start = stop + 1
        if piece and piece[0].is_word("EXECUTE", "PERFORM", "EXCEPTION"):
            # What is after EXCEPTION runs in a transaction of its own, and the error goes on:
            # https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-trapping-errors.html
            raise not_imitated(f"{piece[0].value} in a procedure")
        if piece and piece[0].is_word(*_STATEMENTS):
            span = Source.of(text[piece[0].start : piece[-1].end])
            before = _demand_readable(span, context) if piece[0].is_word(*_READ) else ""
            inner = yield from translate(span, context.keeping())
            edits.append(Edit(piece[0].start, piece[-1].end, before + _in_a_body(inner)))
    return spliced(text, edits)


def _in_a_body(translation: Translation) -> str:
    """As PL/pgSQL runs it: what is called for its effect alone is PERFORMed there."""
    if translation.tag is None:
        return translation.sql[0]
    return "; ".join(re.sub("^SELECT ", "PERFORM ", sql) for sql in translation.sql) or "NULL"


def _demand_readable(statement: Source, context: Context) -> str:
    """What sees at each run whether a policy hides what the statement reads."""
    tree = parsed(statement)
    read = [parts_of(table, context) for table in tables_of(tree) if is_read(table, tree)]
    return f"PERFORM sandbox.demand_readable({as_json(read, context)}); " if read else ""


def _statement(piece: Sequence[Token]) -> Sequence[Token]:
    """What remains of ``piece`` without the control structure before its statement."""
    while piece and piece[0].kind is Kind.WORD and piece[0].value.upper() in _BEFORE:
        last = _BEFORE[piece[0].value.upper()]
        ends = [at for at, token in enumerate(piece) if token.is_word(last)]
        piece = piece[ends[0] + 1 :] if ends else ()
    return piece


def alter_routine(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER")
    kind = at.step().value.upper()
    signature = context.relation(context.dotted(at)) + arguments(source, at).identity
    if at.take("OWNER", "TO"):
        action = f"OWNER TO {names.identifier(user_name(at))}"
    elif at.take("RENAME", "TO"):
        action = f"RENAME TO {names.identifier(context.name(at))}"
    else:
        raise unread(f"ALTER {kind}", at)
    return Translation((f"ALTER {kind} {signature} {action}",), f"ALTER {kind}")


def drop_routine(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP")
    kind = at.step().value.upper()
    if_exists = "IF EXISTS " if at.take("IF", "EXISTS") else ""
    signature = context.relation(context.dotted(at))
    if at.sees("("):
        signature += arguments(source, at).identity
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    at.take("RESTRICT")
    if not at.done():
        raise unread(f"DROP {kind}", at)
    statement = f"DROP {kind} {if_exists}{signature}{behaviour}"
    return Translation((ownership.run(statement, [signature], f"DROP {kind}"),), f"DROP {kind}")


def call(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CALL")
    name = context.relation(context.dotted(at))
    return Translation((f"CALL {name}{source.rest(at)}",), "CALL")
