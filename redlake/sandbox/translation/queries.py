"""Statements that read and write rows: names spliced, late-binding views unfolded."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterator
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Column,
    Context,
    Describe,
    Edit,
    Question,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
)
from redlake.sandbox.wire import SqlError

logging.getLogger("sqlglot").setLevel(logging.ERROR)

LATE_BINDING = "late-binding view"
EXTERNAL = "external table"

Parts = tuple[exp.Identifier, ...]


def query(source: Source, context: Context) -> Translating:
    """SELECT, INSERT, UPDATE, DELETE, CREATE TABLE and whatever else sqlglot can read."""
    parsed = _parsed(source)
    edits = [*_folded(source, context), *_functions(source), *_columns(parsed, context)]
    tables = list(_tables(parsed))
    found = yield from relations([_parts(table) for table in tables], context)
    volatile = False
    for table, row in zip(tables, found, strict=True):
        if row is not None and row["kind"] == LATE_BINDING:
            replacement = yield from _unfolded(row, context)
            alias = "" if table.alias else f" AS {names.quoted(_parts(table)[-1])}"
            edits = [edit for edit in edits if not _within(edit, table)]
            edits.append(Edit(*_span(table), replacement + alias))
            volatile = True
        elif edit := _renamed(table, context):
            edits = [other for other in edits if not _within(other, table)]
            edits.append(edit)
    return Translation((spliced(source.text, edits),), volatile=volatile)


def relations(
    parts: list[tuple[str, ...]], context: Context
) -> Generator[Question, Any, list[dict[str, str | None] | None]]:
    """What each of these names is now, None where there is no such relation.

    Raises:
        SqlError: one stands in the Data Catalog and the session may not look there.
    """
    if any(len(name) == 3 and name[0] == names.CATALOG_DATABASE for name in parts) and (
        not context.iam
    ):
        raise SqlError("28000", "Current user is not authenticated with IAM credentials")
    wanted = [_wanted(name, context) for name in parts]
    found: list[dict[str, str | None] | None] = [None] * len(parts)
    if wanted:
        rows: Rows = yield Ask(
            "SELECT at, kind, marker, owner, query"
            f" FROM sandbox.relations({names.literal(json.dumps(wanted))})",
            context.user,
        )
        for row in rows:
            found[int(row["at"] or 0)] = dict(row)
    return found


def _wanted(parts: tuple[str, ...], context: Context) -> dict[str, str | None]:
    *qualified, name = parts
    schema = qualified[-1] if qualified else None
    database = qualified[0] if len(qualified) == 2 else context.database
    return {"database": database, "schema": schema, "name": name}


def _unfolded(view: dict[str, str | None], context: Context) -> Generator[Question, Any, str]:
    """A late-binding view as PostgreSQL reads it: its text, run with its owner's rights.

    The empty marker that stands in for the view is asked too, so that PostgreSQL checks
    the reader's right on it.
    """
    owner, text = view["owner"], view["query"]
    assert owner is not None
    assert text is not None
    inner = yield from query(Source.of(text), context.as_owner(owner))
    (sql,) = inner.sql
    columns: list[Column] = yield Describe(sql, owner)
    types: Rows = yield Ask(
        "SELECT sandbox.ensure_executor({}), ARRAY[{}] AS types".format(
            names.literal(owner),
            ", ".join(f"format_type({c.type_oid}, {c.type_modifier})" for c in columns),
        )
    )
    described = ", ".join(
        f"{names.quoted(column.name)} {type_}"
        for column, type_ in zip(columns, _array(types[0]["types"] or ""), strict=True)
    )
    executor = f"sandbox.{names.quoted(f'as {owner}')}"
    return (
        f"(SELECT * FROM {executor}({names.literal(sql)}) AS f({described})"
        f" WHERE NOT EXISTS (SELECT FROM {view['marker']}))"
    )


def _array(value: str) -> list[str]:
    """The elements of a one-dimensional array of type names, in text format."""
    elements: list[str] = []
    at = 1
    while at < len(value) - 1:
        if value[at] == '"':
            end = value.index('"', at + 1)
            elements.append(value[at + 1 : end])
            at = end + 2
        else:
            end = value.find(",", at)
            end = len(value) - 1 if end < 0 else end
            elements.append(value[at:end])
            at = end + 1
    return elements


def _parsed(source: Source) -> exp.Expression:
    try:
        parsed = parse_one(source.text, dialect="redshift")
    except ParseError as error:
        problem = error.errors[0] if error.errors else {}
        raise SqlError(
            "42601", f'syntax error at or near "{problem.get("highlight") or ""}"'
        ) from None
    if isinstance(parsed, exp.Command):
        raise not_imitated(" ".join(token.value for token in source.tokens[:3]))
    return parsed


def _tables(parsed: exp.Expression) -> Iterator[exp.Table]:
    """The names in a statement that are relations: no CTE, no function, no catalog."""
    for table in parsed.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not _is_cte(table):
            yield table


def _is_cte(table: exp.Table) -> bool:
    if table.args.get("db"):
        return False
    node: exp.Expression | None = table
    while node is not None:
        clause = node.args.get("with_") or node.args.get("with")
        if clause and any(cte.alias.lower() == table.name.lower() for cte in clause.expressions):
            return True
        node = node.parent
    return False


def _parts(table: exp.Table) -> tuple[str, ...]:
    return tuple(part.name.lower() for part in table.parts)


def _span(table: exp.Expression) -> tuple[int, int]:
    """Where the name of a table, or of a column, stands in the text."""
    parts = [part for part in table.parts if isinstance(part, exp.Identifier)]  # type: ignore[attr-defined]
    return parts[0].meta["start"], parts[-1].meta["end"] + 1


def _within(edit: Edit, table: exp.Table) -> bool:
    start, end = _span(table)
    return start <= edit.start and edit.end <= end


def _renamed(table: exp.Table, context: Context) -> Edit | None:
    parts = _parts(table)
    if parts[-1] in names.CATALOG_RELATIONS and parts[:-1] in ((), ("pg_catalog",)):
        return Edit(*_span(table), f"redshift.{parts[-1]}")
    if len(parts) == 1:
        return None
    return Edit(*_span(table), context.relation(parts))


def _columns(parsed: exp.Expression, context: Context) -> Iterator[Edit]:
    """``schema.table.column``: the schema is another one to PostgreSQL."""
    for column in parsed.find_all(exp.Column):
        if column.args.get("db") and all(isinstance(p, exp.Identifier) for p in column.parts):
            *qualified, name = (part.name.lower() for part in column.parts)
            if qualified[0] not in names.CATALOG_SCHEMAS:
                yield Edit(*_span(column), f"{context.relation(qualified)}.{names.quoted(name)}")


def _folded(source: Source, context: Context) -> Iterator[Edit]:
    """Quoted names lose their case, as Redshift's do."""
    if context.case_sensitive:
        return
    for token in source.tokens:
        if token.kind is Kind.NAME and token.value != token.value.lower():
            yield Edit(token.start, token.end, names.quoted(token.value.lower()))


def _functions(source: Source) -> Iterator[Edit]:
    """Functions that PostgreSQL has too, and answers otherwise."""
    tokens = source.tokens
    for at, token in enumerate(tokens[:-1]):
        if (
            token.kind is Kind.WORD
            and token.value.lower() in names.CATALOG_FUNCTIONS
            and tokens[at + 1].is_symbol("(")
        ):
            start = _unqualified(tokens, at)
            if start is not None:
                yield Edit(start, token.end, f"redshift.{token.value.lower()}")


def _unqualified(tokens: tuple[Token, ...], at: int) -> int | None:
    """Where the function at ``at`` starts, with ``pg_catalog.``; None in another schema."""
    if at == 0 or not tokens[at - 1].is_symbol("."):
        return tokens[at].start
    return tokens[at - 2].start if tokens[at - 2].value.lower() == "pg_catalog" else None
