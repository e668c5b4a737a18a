"""Stored procedures and functions: their bodies are Redshift's SQL too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from redlake.grammar.tokens import Cursor, Kind, Token, tokenize
from redlake.sandbox.translation import functions, names, ownership
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
from redlake.sandbox.translation.blocks import commits_so_far
from redlake.sandbox.translation.calls import at_depth
from redlake.sandbox.translation.embedded import Embedded, control, declared_types, own, targets
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
    *("ALTER", "ANALYZE", "CALL", "COMMENT", "COPY", "CREATE", "DELETE", "DROP", "GRANT"),
    *("INSERT", "LOCK", "MERGE", "REFRESH", "RESET", "REVOKE", "SELECT", "SET", "TRUNCATE"),
    *("UNLOAD", "UPDATE", "VACUUM", "WITH"),
)
_READ = ("DELETE", "INSERT", "SELECT", "UPDATE", "WITH")


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
            translated = yield from _body(body, context, translate, commits=_may_commit(at.rest))
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


def _may_commit(definition: Sequence[Token]) -> bool:
    """Whether PostgreSQL lets it: no procedure with its owner's rights, or with settings."""
    return not any(token.is_word("DEFINER", "SET") for token in definition)


def _body(
    text: str,
    context: Context,
    translate: Callable[[Source, Context], Translating],
    *,
    commits: bool,
) -> Asking[str]:
    """A procedure's text, with the names of its own statements spliced.

    Where it ``commits``, TRUNCATE does.
    """
    context = replace(context, in_body=True)
    edits: list[Edit] = []
    tokens = tokenize(text)
    start = 0
    declaring = False
    for stop, token in enumerate(tokens):
        if not token.is_symbol(";"):
            continue
        whole = tokens[start:stop]
        found, at = control(whole)
        piece = whole[at:]
        start = stop + 1
        for word in whole[:at]:
            declaring = word.is_word("DECLARE") or (declaring and not word.is_word("BEGIN"))
        if declaring:
            edits += declared_types(text, whole, context)
        if piece and piece[0].is_word("EXECUTE", "PERFORM", "EXCEPTION"):
            # What is after EXCEPTION runs in a transaction of its own, and the error goes on:
            # https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-trapping-errors.html
            raise not_imitated(f"{piece[0].value} in a procedure")
        if piece and piece[0].is_word(*_STATEMENTS):
            edits.append((yield from _statement(text, piece, context, translate, commits)))
        else:
            found += own(whole, at)
        edits += yield from _embedded(text, whole, found, context, translate)
    return spliced(text, edits)


def _statement(
    text: str,
    piece: Sequence[Token],
    context: Context,
    translate: Callable[[Source, Context], Translating],
    commits: bool,
) -> Asking[Edit]:
    """What a statement of a body becomes."""
    span = Source.of(text[piece[0].start : piece[-1].end])
    named = ""
    if variables := targets(piece):
        named = text[piece[0].start : piece[variables - 1].end]
        span = Source.of(f"SELECT{text[piece[variables - 1].end : piece[-1].end]}")
    before = _demand_readable(span, context) if piece[0].is_word(*_READ) else ""
    said = _in_a_body((yield from translate(span, context.keeping())))
    if named:
        said = named + said.removeprefix("SELECT")
    if commits_so_far(piece):
        said = f"PERFORM sandbox.commit_in_procedure(); {said}{'; COMMIT' * commits}"
    return Edit(piece[0].start, piece[-1].end, before + said)


def _embedded(
    text: str,
    piece: Sequence[Token],
    found: Sequence[Embedded],
    context: Context,
    translate: Callable[[Source, Context], Translating],
) -> Asking[list[Edit]]:
    """The SQL inside of PL/pgSQL's own statements."""
    edits = []
    for each in found:
        tokens = piece[each.start : each.end]
        if not tokens or tokens[0].is_word("OTHERS"):
            continue
        start, end = tokens[0].start, tokens[-1].end
        select = "" if each.is_query else "SELECT "
        span = Source.of(select + text[start:end])
        # A loop may also be over a cursor.
        if not each.is_query or tokens[0].is_word("SELECT", "WITH") or tokens[0].is_symbol("("):
            inner = yield from translate(span, context.keeping())
            edits.append(Edit(start, end, inner.sql[0].removeprefix(select)))
    return edits


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
    """CALL, where what only comes out is not written.

    Source: CALL, Amazon Redshift Database Developer Guide.
    """
    at = source.cursor
    at.expect("CALL")
    parts = context.dotted(at)
    name = context.relation(parts)
    said = Source.of(source.rest(at))
    given = spliced(said.text, list(functions.edits(said)))
    tokens = Source.of(given).tokens
    if len(tokens) < 2 or not tokens[0].is_symbol("("):
        return Translation((f"CALL {name}{given}",))
    end = len(tokens) - 1
    commas = [place for place in at_depth(tokens, 1, end) if tokens[place].is_symbol(",")]
    edges = [0, *commas, end]
    texts = [given[tokens[a].end : tokens[b].start] for a, b in pairwise(edges)]
    if end == 1:
        texts = []
    rows: Rows = yield Ask(
        "SELECT DISTINCT array_to_string(proargmodes, '') AS modes FROM pg_proc"
        f" WHERE prokind = 'p' AND proname = {literal(parts[-1])} AND pronargs = {len(texts)}"
        f" AND {_in_its_schema(name, parts)} AND 'o' = ANY (proargmodes)"
    )
    if len(rows) > 1:
        raise not_imitated("CALL where several procedures of the name have OUT arguments")
    if not rows:
        return Translation((f"CALL {name}{given}",))
    ins = iter(texts)
    texts = ["NULL" if mode == "o" else next(ins) for mode in rows[0]["modes"] or ""]
    return Translation((f"CALL {name}({', '.join(texts)})",))


def _in_its_schema(name: str, parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return "pg_function_is_visible(oid)"
    schema = name[: -len(names.identifier(parts[-1])) - 1]
    return f"pronamespace = to_regnamespace({literal(schema)})"
