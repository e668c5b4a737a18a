"""COMMENT ON: what people are told about a relation, a column or a database."""

from __future__ import annotations

from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Source,
    Translating,
    Translation,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import literal
from redlake.sandbox.translation.relations import Kind, look_up
from redlake.sandbox.wire import SqlError

_KINDS = {
    "TABLE": (Kind.TABLE, Kind.MATERIALIZED_VIEW),
    "VIEW": (Kind.VIEW, Kind.LATE_BINDING_VIEW, Kind.MATERIALIZED_VIEW),
}
# A late-binding view is a table to PostgreSQL.
_POSTGRES_WORDS = {
    Kind.VIEW: "VIEW",
    Kind.MATERIALIZED_VIEW: "MATERIALIZED VIEW",
}


def comment(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("COMMENT", "ON")
    if at.take("DATABASE"):
        name = context.name(at)
        yield Ask(f"SELECT sandbox.demand_database({literal(name)})")
        target = f"SCHEMA {names.identifier(name)}"
    elif at.take("COLUMN"):
        *relation, column = context.dotted(at)
        if not relation:
            raise SqlError("42601", "syntax error: a column stands behind its table's name")
        (found,) = yield from look_up([tuple(relation)], context)
        if found is not None and found.kind is Kind.LATE_BINDING_VIEW:
            raise not_imitated("a comment on a column of a late-binding view")
        if found is not None and found.kind is Kind.EXTERNAL_TABLE:
            # https://docs.aws.amazon.com/redshift/latest/dg/r_COMMENT.html
            raise SqlError("0A000", "Comments on external columns are not supported")
        target = f"COLUMN {context.relation(relation)}.{names.identifier(column)}"
    else:
        word = next((word for word in _KINDS if at.take(word)), None)
        if word is None:
            raise unread("COMMENT ON", at)
        parts = context.dotted(at)
        (found,) = yield from look_up([parts], context)
        kind = Kind.TABLE if found is None else found.kind
        if found is not None and kind not in _KINDS[word]:
            raise SqlError("42809", f'"{parts[-1]}" is not a {word.lower()}')
        target = f"{_POSTGRES_WORDS.get(kind, 'TABLE')} {context.relation(parts)}"
    at.expect("IS")
    text = None if at.take("NULL") else at.string()
    if not at.done():
        raise unread("COMMENT ON", at)
    return Translation((f"COMMENT ON {target} IS {literal(text)}",), "COMMENT")
