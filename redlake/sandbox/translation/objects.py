"""Databases, schemas, external schemas, tables, views and procedures."""

from __future__ import annotations

import json

from redlake.grammar.tokens import Cursor, Kind, tokenize
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Edit,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
)
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.translation.queries import EXTERNAL, LATE_BINDING, query, relations
from redlake.sandbox.wire import SqlError


def create_database(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "DATABASE")
    name, owner = context.name(at), context.user
    at.take("WITH")
    if at.take("OWNER"):
        at.take("=")
        owner = user_name(at)
    if not at.done():
        raise not_imitated(f"CREATE DATABASE … {' '.join(t.value for t in at.rest[:2])}")
    call = f"SELECT sandbox.create_database({literal(name)}, {literal(owner)})"
    return Translation((call,), "CREATE DATABASE")


def drop_database(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "DATABASE")
    name = context.name(at)
    if not at.done():
        raise not_imitated("DROP DATABASE … FORCE")
    return Translation((f"SELECT sandbox.drop_database({literal(name)})",), "DROP DATABASE")


def create_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "SCHEMA")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name, owner = context.name(at), context.user
    if at.take("AUTHORIZATION"):
        owner = user_name(at)
    if not at.done():
        raise not_imitated(f"CREATE SCHEMA … {at.rest[0].value}")
    call = (
        f"SELECT sandbox.create_schema({literal(name)}, {literal(owner)},"
        f" {str(if_not_exists).lower()})"
    )
    return Translation((call,), "CREATE SCHEMA")


def create_external_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CREATE", "EXTERNAL", "SCHEMA")
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name = context.name(at)
    at.expect("FROM")
    if not at.take("DATA", "CATALOG"):
        raise not_imitated(f"CREATE EXTERNAL SCHEMA … FROM {at.rest[0].value.upper()}")
    database: str | None = None
    options: dict[str, str] = {}
    while not at.done():
        if at.take("DATABASE"):
            database = at.string()
        elif at.sees("REGION") or at.sees("CATALOG_ID"):
            options[at.step().value.upper()] = at.string()
        elif at.take("IAM_ROLE"):
            options["IAM_ROLE"] = at.step().value
        else:
            raise not_imitated(f"CREATE EXTERNAL SCHEMA … {at.rest[0].value.upper()}")
    if database is None:
        raise SqlError("42601", "syntax error: FROM DATA CATALOG needs DATABASE")
    call = (
        f"SELECT sandbox.create_external_schema({literal(name)}, {str(if_not_exists).lower()},"
        f" {literal(database)}, {literal(json.dumps(options))})"
    )
    return Translation((call,), "CREATE SCHEMA")


def drop_schema(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "SCHEMA")
    if_exists = str(at.take("IF", "EXISTS")).lower()
    found = listed(at, context.name)
    if at.sees("DROP", "EXTERNAL", "DATABASE"):
        raise not_imitated("DROP SCHEMA … DROP EXTERNAL DATABASE")
    behaviour = literal("CASCADE" if at.take("CASCADE") else "RESTRICT")
    return Translation(
        tuple(
            f"SELECT sandbox.drop_schema({literal(name)}, {if_exists}, {behaviour})"
            for name in found
        ),
        "DROP SCHEMA",
    )


_TABLE_ATTRIBUTES = ("DISTSTYLE", "DISTKEY", "SORTKEY", "ENCODE", "BACKUP")


def create_table(source: Source, context: Context) -> Translating:
    """CREATE TABLE: what says where rows lie is accepted and left out."""
    edits: list[Edit] = []
    at = source.cursor
    while not at.done():
        token = at.step()
        if token.kind is not Kind.WORD:
            continue
        start, word = token.start, token.value.upper()
        if word in ("COMPOUND", "INTERLEAVED") and at.sees("SORTKEY"):
            at.step()
            word = "SORTKEY"
        if word in _TABLE_ATTRIBUTES:
            end = _attribute_end(at, word, token.end)
            edits.append(Edit(start, end, " " * (end - start)))
    translation = yield from query(Source.of(spliced(source.text, edits)), context)
    return translation


def _attribute_end(at: Cursor, word: str, end: int) -> int:
    if at.sees("("):
        while not at.sees(")"):
            at.step()
        return at.step().end
    if word in ("DISTSTYLE", "ENCODE", "BACKUP") or at.sees("AUTO"):
        return at.step().end
    return end


def create_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE")
    replace = at.take("OR", "REPLACE")
    at.expect("VIEW")
    parts = context.dotted(at)
    name = context.new_relation(parts)
    late = [token.value.upper() for token in source.tokens[-4:]] == [
        *("WITH", "NO", "SCHEMA", "BINDING")
    ]
    if at.sees("(") and late:
        raise not_imitated("a column list of a late-binding view")
    while not at.take("AS"):
        at.step()
    start = at.rest[0].start
    if late:
        text = source.text[start : source.tokens[-4].start].strip()
        yield from _demand_qualified(text, context)
        call = (
            f"SELECT sandbox.create_late_binding_view({literal(name)}, {literal(source.text)},"
            f" {literal(text)}, {str(replace).lower()})"
        )
        return Translation((call,), "CREATE VIEW")
    inner = yield from query(Source.of(source.text[start:]), context)
    if inner.volatile:
        raise not_imitated("a view over a late-binding view")
    yield from _refuse_external(source.text[start:], context)
    head = "CREATE OR REPLACE VIEW" if replace else "CREATE VIEW"
    between = source.text[source.tokens[_name_end(source)].end : start]
    return Translation((f"{head} {name}{between}{inner.sql[0]}",), "CREATE VIEW")


def _name_end(source: Source) -> int:
    """The index of the last token of the name after VIEW."""
    at = next(i for i, token in enumerate(source.tokens) if token.is_word("VIEW")) + 1
    while source.tokens[at + 1].is_symbol("."):
        at += 2
    return at


def _demand_qualified(text: str, context: Context) -> Translating:
    from redlake.sandbox.translation.queries import _parsed, _parts, _tables

    yield from ()
    for table in _tables(_parsed(Source.of(text))):
        if len(_parts(table)) == 1:
            raise SqlError(
                "42601",
                "All the relation names inside should be qualified when creating VIEW"
                " WITH NO SCHEMA BINDING.",
            )
    return Translation(())


def _refuse_external(text: str, context: Context) -> Translating:
    from redlake.sandbox.translation.queries import _parsed, _parts, _tables

    parts = [_parts(table) for table in _tables(_parsed(Source.of(text)))]
    found = yield from relations(parts, context)
    if any(row is not None and row["kind"] == EXTERNAL for row in found):
        raise SqlError(
            "0A000",
            "External tables are not supported in views",
            hint="Please use late binding view and add 'with no schema binding' at the query end.",
        )
    return Translation(())


def drop_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DROP", "VIEW")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    parts = listed(at, context.dotted)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    found = yield from relations(parts, context)
    sql = []
    for name, row in zip(parts, found, strict=True):
        kind = "TABLE" if row is not None and row["kind"] == LATE_BINDING else "VIEW"
        sql.append(f"DROP {kind}{if_exists} {context.relation(name)}{behaviour}")
    return Translation(tuple(sql), "DROP VIEW")


def create_materialized_view(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE", "MATERIALIZED", "VIEW")
    if at.sees("IF", "NOT"):
        raise SqlError("42601", 'syntax error at or near "NOT"')
    name = context.new_relation(context.dotted(at))
    while not at.take("AS"):
        if not (
            at.take("BACKUP", "YES")
            or at.take("BACKUP", "NO")
            or at.take("AUTO", "REFRESH", "NO")
            or _distribution(at)
        ):
            raise not_imitated(
                f"CREATE MATERIALIZED VIEW … {' '.join(t.value for t in at.rest[:3])}"
            )
    inner = yield from query(Source.of(source.text[at.rest[0].start :]), context)
    if inner.volatile:
        raise SqlError("0A000", "Materialized view definition cannot reference a late binding view")
    return Translation(
        (
            f"CREATE MATERIALIZED VIEW {name} AS {inner.sql[0]}",
            f"SELECT sandbox.record_materialized_view({literal(name)}, {literal(source.text)})",
        ),
        "CREATE MATERIALIZED VIEW",
    )


def _distribution(at: Cursor) -> bool:
    """Reads DISTSTYLE, DISTKEY or SORTKEY with what follows, if that comes next."""
    at.take("COMPOUND")
    if at.take("DISTSTYLE"):
        at.step()
        return True
    if at.take("DISTKEY") or at.take("SORTKEY"):
        at.expect("(")
        while not at.take(")"):
            at.step()
        return True
    return False


def drop_materialized_view(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "MATERIALIZED", "VIEW")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    found = ", ".join(context.relation(name) for name in listed(at, context.dotted))
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    return Translation(
        (f"DROP MATERIALIZED VIEW{if_exists} {found}{behaviour}",), "DROP MATERIALIZED VIEW"
    )


def refresh(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("REFRESH", "MATERIALIZED", "VIEW")
    name = context.relation(context.dotted(at))
    if not at.done():
        raise not_imitated("REFRESH MATERIALIZED VIEW … CASCADE")
    return Translation((f"REFRESH MATERIALIZED VIEW {name}",), "REFRESH")


def alter_table(source: Source, context: Context) -> Translating:
    """OWNER TO and RENAME TO, which tables share with every kind of view."""
    at = source.cursor
    at.expect("ALTER", "TABLE")
    parts = context.dotted(at)
    name = context.relation(parts)
    if at.take("OWNER", "TO"):
        action = f"OWNER TO {names.user(user_name(at))}"
    elif at.take("RENAME", "TO"):
        (found,) = yield from relations([parts], context)
        if found is not None and found["kind"] == "materialized view":
            raise SqlError("0A000", "cannot rename a materialized view")
        action = f"RENAME TO {names.quoted(context.name(at))}"
    else:
        raise not_imitated(f"ALTER TABLE … {' '.join(t.value for t in at.rest[:2])}")
    return Translation((f"ALTER TABLE {name} {action}",), "ALTER TABLE")


def drop_table(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DROP", "TABLE")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    parts = listed(at, context.dotted)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    found = yield from relations(parts, context)
    for name, row in zip(parts, found, strict=True):
        if row is not None and row["kind"] == LATE_BINDING:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
    dropped = ", ".join(context.relation(name) for name in parts)
    return Translation((f"DROP TABLE{if_exists} {dropped}{behaviour}",), "DROP TABLE")


def lock(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("LOCK")
    at.take("TABLE")
    found = ", ".join(context.relation(name) for name in listed(at, context.dotted))
    return Translation((f"LOCK TABLE {found}",), "LOCK TABLE")


def truncate(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("TRUNCATE")
    at.take("TABLE")
    return Translation(
        (f"TRUNCATE TABLE {context.relation(context.dotted(at))}",), "TRUNCATE TABLE"
    )


def create_procedure(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE")
    replace = at.take("OR", "REPLACE")
    at.expect("PROCEDURE")
    first = at.rest[0]
    parts = context.dotted(at)
    name = context.new_relation(parts)
    opening = at.rest[0]
    edits = [Edit(first.start, opening.start, name)]
    for token in source.tokens:
        if token.kind is Kind.STRING and source.text[token.start] == "$":
            tag = source.text[token.start : source.text.index("$", token.start + 1) + 1]
            body = yield from _body(token.value, context)
            edits.append(Edit(token.start, token.end, f"{tag}{body}{tag}"))
    arguments = source.text[opening.start : _closing(at).end]
    sql = [spliced(source.text, edits)]
    rows: Rows = yield Ask(f"SELECT to_regprocedure({literal(name + arguments)}) IS NULL AS new")
    if rows[0]["new"] == "t":
        # PUBLIC may run new functions, but no new procedure.
        sql.append(f"REVOKE EXECUTE ON PROCEDURE {name}{arguments} FROM PUBLIC")
    elif not replace:
        raise SqlError("42723", f'procedure "{parts[-1]}" already exists with same argument types')
    return Translation(tuple(sql), "CREATE PROCEDURE")


def _closing(at: Cursor):  # type: ignore[no-untyped-def]
    depth = 0
    while True:
        token = at.step()
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0:
            return token


def _body(text: str, context: Context) -> Translating:  # type: ignore[misc]
    """A procedure's text, with the names of its own statements spliced."""
    from redlake.sandbox.translation.dispatch import translate

    edits = []
    tokens = tokenize(text)
    start = 0
    for stop, token in enumerate(tokens):
        if not token.is_symbol(";"):
            continue
        piece = tokens[start:stop]
        while piece and piece[0].is_word("BEGIN", "THEN", "ELSE", "LOOP", "DECLARE"):
            piece = piece[1:]
        start = stop + 1
        if piece and piece[0].is_word(*_BODY_STATEMENTS):
            span = text[piece[0].start : piece[-1].end]
            inner = yield from translate(Source.of(span), context)
            if len(inner.sql) != 1:
                raise not_imitated(f"{piece[0].value} in a procedure")
            edits.append(Edit(piece[0].start, piece[-1].end, inner.sql[0]))
    return spliced(text, edits)


_BODY_STATEMENTS = ("REFRESH", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "GRANT", "REVOKE", "CALL")


def drop_procedure(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP", "PROCEDURE")
    first = at.rest[0]
    name = context.relation(context.dotted(at))
    opening = at.rest[0] if at.rest else first
    return Translation((f"DROP PROCEDURE {name}{source.text[opening.start :]}",), "DROP PROCEDURE")


def call(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("CALL")
    name = context.relation(context.dotted(at))
    return Translation((f"CALL {name}{source.text[at.rest[0].start :]}",), "CALL")
