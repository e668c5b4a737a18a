"""Tables, and what views of every kind share with them."""

from __future__ import annotations

from redlake.grammar.tokens import Cursor, Kind
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Edit,
    Source,
    Translating,
    Translation,
    spliced,
    unread,
)
from redlake.sandbox.translation.names import listed, literal, user_name
from redlake.sandbox.translation.queries import folding, query
from redlake.sandbox.translation.relations import Kind as RelationKind
from redlake.sandbox.translation.relations import look_up
from redlake.sandbox.wire import SqlError

_STORAGE = ("DISTSTYLE", "DISTKEY", "SORTKEY", "ENCODE", "BACKUP")


def create_table(source: Source, context: Context) -> Translating:
    """CREATE TABLE: what says where rows lie is accepted and left out."""
    translation = yield from query(Source.of(_without_storage(source)), context)
    return translation


def _without_storage(source: Source) -> str:
    edits: list[Edit] = []
    at = source.cursor
    while not at.done():
        token = at.step()
        if token.kind is not Kind.WORD:
            continue
        word = token.value.upper()
        if word in ("COMPOUND", "INTERLEAVED") and at.sees("SORTKEY"):
            at.step()
            word = "SORTKEY"
        if word in _STORAGE:
            edits.append(Edit(token.start, _storage_end(at, word, token.end), " "))
    return spliced(source.text, edits)


def _storage_end(at: Cursor, word: str, end: int) -> int:
    if at.sees("("):
        while not at.sees(")"):
            at.step()
        return at.step().end
    if word in ("DISTSTYLE", "ENCODE", "BACKUP") or at.sees("AUTO"):
        return at.step().end
    return end


def alter_table(source: Source, context: Context) -> Translating:
    """OWNER TO and RENAME TO, which tables share with every kind of view; and columns."""
    at = source.cursor
    at.expect("ALTER", "TABLE")
    parts = context.dotted(at)
    name = context.relation(parts)
    (found,) = yield from look_up([parts], context)
    kind = found.kind if found is not None else RelationKind.TABLE
    if at.take("OWNER", "TO"):
        owner = user_name(at)
        sql = [f"ALTER TABLE {name} OWNER TO {names.identifier(owner)}"]
        if kind is RelationKind.LATE_BINDING_VIEW:
            sql.append(f"SELECT sandbox.ensure_executor({literal(owner)})")
        return Translation(tuple(sql), "ALTER TABLE")
    if at.take("RENAME", "TO"):
        if kind is RelationKind.MATERIALIZED_VIEW:
            raise SqlError("0A000", "cannot rename a materialized view")
        to = names.identifier(context.name(at))
        return Translation((f"ALTER TABLE {name} RENAME TO {to}",), "ALTER TABLE")
    if kind is not RelationKind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    for action in ("ADD COLUMN", "DROP COLUMN", "RENAME COLUMN", "ALTER COLUMN"):
        if at.sees(*action.split()):
            rest = Source.of(_without_storage(Source.of(source.rest(at))))
            return Translation(
                (f"ALTER TABLE {name} {spliced(rest.text, folding(rest, context))}",), "ALTER TABLE"
            )
    raise unread("ALTER TABLE", at)


def drop_table(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("DROP", "TABLE")
    if_exists = " IF EXISTS" if at.take("IF", "EXISTS") else ""
    parts = listed(at, context.dotted)
    behaviour = " CASCADE" if at.take("CASCADE") else ""
    found = yield from look_up(parts, context)
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is RelationKind.LATE_BINDING_VIEW:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
    dropped = ", ".join(context.relation(name) for name in parts)
    return Translation((f"DROP TABLE{if_exists} {dropped}{behaviour}",), "DROP TABLE")


def truncate(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("TRUNCATE")
    at.take("TABLE")
    parts = context.dotted(at)
    (found,) = yield from look_up([parts], context)
    if found is not None and found.kind is not RelationKind.TABLE:
        raise SqlError("42809", f'"{parts[-1]}" is not a table')
    return Translation((f"TRUNCATE TABLE {context.relation(parts)}",), "TRUNCATE TABLE")


def lock(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("LOCK")
    at.take("TABLE")
    parts = listed(at, context.dotted)
    if not at.done():
        raise SqlError("42601", f'syntax error at or near "{at.step().value}"')
    found = yield from look_up(parts, context)
    for name, relation in zip(parts, found, strict=True):
        if relation is not None and relation.kind is not RelationKind.TABLE:
            raise SqlError("42809", f'"{name[-1]}" is not a table')
    locked = ", ".join(context.relation(name) for name in parts)
    return Translation((f"LOCK TABLE {locked}",), "LOCK TABLE")


def vacuum(source: Source, _: Context) -> Translating:
    """VACUUM and ANALYZE: nothing to be seen of them, here or there."""
    yield from ()
    return Translation((), source.tokens[0].value.upper())
