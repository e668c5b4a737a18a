"""Row-level security and dynamic data masking: policies, and what they are attached to.

All of it is kept and shown. No row is filtered and no value masked: whoever would meet a
policy is refused, in ``queries`` and in ``sql/8_policies.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Rows,
    Source,
    Translating,
    Translation,
    boolean,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.calls import at_depth, closing_of, text_of
from redlake.sandbox.translation.names import array, listed, literal
from redlake.sandbox.translation.queries import query
from redlake.sandbox.translation.relations import Kind as RelationKind
from redlake.sandbox.translation.relations import look_up
from redlake.sandbox.wire import SqlError

# What a policy calls the relation where its author does not: seen in SVV_RLS_POLICY and
# SVV_MASKING_POLICY, and not documented.
_ALIASES = {"RLS": "rls_table", "MASKING": "masked_table"}


@dataclass(frozen=True)
class _Inputs:
    """What a policy takes: names, types as written, and what it calls the relation."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    alias: str


def create_policy(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("CREATE")
    kind = _kind(at)
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name = _name(at, context)
    if_not_exists = at.take("IF", "NOT", "EXISTS") or if_not_exists
    inputs = _inputs(source, at, kind, context)
    expressions = _expressions(source, at)
    sql = yield from _carried(inputs, expressions, context)
    return Translation(
        (
            f"SELECT sandbox.create_policy({literal(kind)}, {literal(name)},"
            f" {boolean(if_not_exists)}, {literal(inputs.alias)}, {array(inputs.columns)},"
            f" {array(expressions)}, {literal(sql)})",
        ),
        f"CREATE {kind} POLICY",
    )


def alter_policy(source: Source, context: Context) -> Translating:
    at = source.cursor
    at.expect("ALTER")
    kind = _kind(at)
    name = _name(at, context)
    expressions = _expressions(source, at)
    rows: Rows = yield Ask(
        "SELECT alias, c.name, c.type FROM sandbox.demand_policy"
        f"({literal(kind)}, {literal(name)}) p LEFT JOIN LATERAL"
        " sandbox.columns_of(p) c ON true ORDER BY c.at"
    )
    columns = [(row["name"] or "", row["type"] or "") for row in rows if row["name"] is not None]
    inputs = _Inputs(
        tuple(name for name, _ in columns),
        tuple(type_ for _, type_ in columns),
        rows[0]["alias"] or "",
    )
    sql = yield from _carried(inputs, expressions, context)
    return Translation(
        (
            f"SELECT sandbox.alter_policy({literal(kind)}, {literal(name)},"
            f" {array(expressions)}, {literal(sql)})",
        ),
        f"ALTER {kind} POLICY",
    )


def drop_policy(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("DROP")
    kind = _kind(at)
    if_exists = at.take("IF", "EXISTS")
    name = _name(at, context)
    # A masking policy is detached first: https://docs.aws.amazon.com/redshift/latest/dg/r_DROP_MASKING_POLICY.html
    cascade = kind == "RLS" and at.take("CASCADE")
    at.take("RESTRICT")
    if not at.done():
        raise unread(f"DROP {kind} POLICY", at)
    return Translation(
        (
            f"SELECT sandbox.drop_policy({literal(kind)}, {literal(name)},"
            f" {boolean(if_exists)}, {boolean(cascade)})",
        ),
        f"DROP {kind} POLICY",
    )


def attach_policy(source: Source, context: Context) -> Translating:
    return _attachment(source, context, "ATTACH", "TO")


def detach_policy(source: Source, context: Context) -> Translating:
    return _attachment(source, context, "DETACH", "FROM")


def _attachment(source: Source, context: Context, verb: str, preposition: str) -> Translating:
    at = source.cursor
    at.expect(verb)
    kind = _kind(at)
    name = _name(at, context)
    at.expect("ON")
    at.take("TABLE")
    read = context.dotted
    relations = listed(at, read) if kind == "RLS" else [read(at)]
    columns = [] if kind == "RLS" else _columns(at, context)
    inputs = columns
    if kind == "MASKING" and verb == "ATTACH" and at.take("USING"):
        inputs = _columns(at, context)
    at.expect(preposition)
    to = listed(at, lambda at: _grantee(at, context))
    priority = 0
    if kind == "MASKING" and verb == "ATTACH" and at.take("PRIORITY"):
        priority = _whole(at)
    if not at.done() or (kind == "MASKING" and len(to) > 1):
        raise unread(f"{verb} {kind} POLICY", at)
    found = yield from _attachable(relations, context)
    rest = "" if verb == "DETACH" else f", {array(inputs)}"
    last = "" if verb == "DETACH" else f", {priority}"
    return Translation(
        tuple(
            f"SELECT sandbox.{verb.lower()}_policy({literal(kind)}, {literal(name)},"
            f" {literal(relation)}, {array(columns)}{rest}, {literal(grantee)}{last})"
            for relation in found
            for grantee in to
        ),
        f"{verb} {kind} POLICY",
    )


def row_security(at: Cursor, parts: tuple[str, ...], context: Context) -> Asking[str]:
    """Reads what follows ROW LEVEL SECURITY; what it changes, as a statement.

    Raises:
        SqlError: the relation stands in another database, or in the Data Catalog.
    """
    (relation,) = yield from _attachable([parts], context)
    on = at.take("ON")
    if not on:
        at.expect("OFF")
    conjunction = None
    if at.take("CONJUNCTION", "TYPE"):
        conjunction = "and" if at.take("AND") else "or"
        if conjunction == "or":
            at.expect("OR")
    for_datashares = at.take("FOR", "DATASHARES")
    if not at.done():
        raise unread("ROW LEVEL SECURITY", at)
    return (
        f"SELECT sandbox.alter_row_security({literal(relation)}, {boolean(on)},"
        f" {literal(conjunction)}, {boolean(for_datashares)})"
    )


def _kind(at: Cursor) -> str:
    kind = at.step().value.upper()
    at.expect("POLICY")
    return kind


def _name(at: Cursor, context: Context) -> str:
    name = context.name(at)
    if at.sees("."):
        raise not_imitated("a policy of another database")
    return name


def _whole(at: Cursor) -> int:
    sign = -1 if at.take("-") else 1
    number = at.step().value
    if not number.isdigit():
        raise SqlError("42601", f'syntax error at or near "{number}"')
    return sign * int(number)


def _columns(at: Cursor, context: Context) -> list[str]:
    at.expect("(")
    found = listed(at, context.dotted)
    at.expect(")")
    if any(len(path) > 1 for path in found):
        raise not_imitated("a masking policy on a path into SUPER")
    return [path[0] for path in found]


def _grantee(at: Cursor, context: Context) -> str:
    if at.sees("GROUP"):
        raise SqlError("42601", 'syntax error at or near "group"')
    return context.grantee(at)


def _attachable(relations: list[tuple[str, ...]], context: Context) -> Asking[list[str]]:
    """The relations as PostgreSQL names them.

    What none of this is for: "ATTACH RLS POLICY", Amazon Redshift Database Developer Guide.
    """
    for parts in relations:
        if len(parts) == 3 and parts[0] != context.database:
            raise SqlError("0A000", "cross-database reference not supported for this statement")
        if parts[0] in names.CATALOG_SCHEMAS:
            raise SqlError("0A000", "Operation not supported on catalog tables")
    for found in (yield from look_up(relations, context)):
        if found is not None and found.kind is RelationKind.EXTERNAL_TABLE:
            raise SqlError("0A000", "Operation not supported on external tables")
    return [context.relation(parts) for parts in relations]


def _inputs(source: Source, at: Cursor, kind: str, context: Context) -> _Inputs:
    """Reads ``WITH (column type, …) [AS] alias``, if that comes next."""
    if not at.take("WITH"):
        return _Inputs((), (), _ALIASES[kind])
    columns, types = [], []
    for start, end in _between_parentheses(source, at):
        column = Source.of(text_of(source, start, end)).cursor
        columns.append(context.name(column))
        types.append(text_of(source, start + 1, end))
    alias = _ALIASES[kind]
    if kind == "RLS" and not at.sees("USING"):
        at.take("AS")
        alias = context.name(at)
    return _Inputs(tuple(columns), tuple(types), alias)


def _expressions(source: Source, at: Cursor) -> list[str]:
    """Reads ``USING (expression, …)``, to the end."""
    at.expect("USING")
    found = [text_of(source, start, end) for start, end in _between_parentheses(source, at)]
    if not at.done():
        raise unread("… USING (…)", at)
    if not all(found):
        raise SqlError("42601", 'syntax error at or near ")"')
    return found


def _between_parentheses(source: Source, at: Cursor) -> list[tuple[int, int]]:
    """Reads ``(…, …)``: the tokens between its commas, as first and end."""
    opening = len(source.tokens) - len(at.rest)
    at.expect("(")
    closing = closing_of(source.tokens, opening)
    commas = [
        place
        for place in at_depth(source.tokens, opening + 1, closing)
        if source.tokens[place].is_symbol(",")
    ]
    while len(source.tokens) - len(at.rest) <= closing:
        at.step()
    starts = [opening + 1, *(comma + 1 for comma in commas)]
    return list(zip(starts, [*commas, closing], strict=True))


def _carried(inputs: _Inputs, expressions: list[str], context: Context) -> Asking[str]:
    """A query over nothing that has what a policy takes and what it computes.

    Raises:
        SqlError: an expression is wrong, or not imitated.
    """
    taken = ", ".join(
        f"CAST(NULL AS {type_}) AS {names.quoted(column)}"
        for column, type_ in zip(inputs.columns, inputs.types, strict=True)
    )
    alias = names.quoted(inputs.alias)
    computed = ", ".join(f"({expression})" for expression in expressions)
    every = f"{alias}.*, " if inputs.columns else ""
    text = f"SELECT {every}{computed} FROM (SELECT {taken or '1'}) AS {alias}"
    translation = yield from query(Source.of(text), context)
    return translation.sql[0]
