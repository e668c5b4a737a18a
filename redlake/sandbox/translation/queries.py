"""Statements that read and write rows: names spliced, late-binding views unfolded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from sqlglot import exp

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation import (
    catalog,
    conditions,
    functions,
    late_binding,
    lengths,
    models,
    names,
    unsupported,
    windows,
)
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Describe,
    Edit,
    Rows,
    Source,
    Translating,
    Translation,
    not_imitated,
    spliced,
)
from redlake.sandbox.translation.inserts import parted
from redlake.sandbox.translation.qualify import unqualified
from redlake.sandbox.translation.relations import (
    Found,
    look_up,
    parsed,
    parts_of,
    span_of,
    tables_of,
)
from redlake.sandbox.translation.relations import Kind as RelationKind
from redlake.sandbox.translation.rewriting import rewritten
from redlake.sandbox.wire import Column, SqlError

# PostgreSQL says its own names here; Redshift's guide does not have them without parentheses.
_NO_WORDS = ("CURRENT_CATALOG", "CURRENT_ROLE", "CURRENT_SCHEMA")
_DEEPEST = 32  # views on views; Redshift's own limit is not documented


def query(source: Source, context: Context) -> Translating:
    """SELECT, INSERT, UPDATE, DELETE, CREATE TABLE and whatever else sqlglot can read."""
    source, more_rows = parted(source)
    functions.demand_one_order(source)
    source = yield from unqualified(rewritten(source), context, query)
    tree = parsed(source)
    unsupported.refuse(tree, source)
    windows.refuse(tree)
    tables = list(tables_of(tree))
    found = yield from look_up([parts_of(table, context) for table in tables], context)
    _demand_qualified(tables, found)
    _refuse_targets(tree, tables, found, context)
    yield from _refuse_columns_elsewhere(tables, found, context)
    for table, relation in zip(tables, found, strict=True):
        if relation is not None and relation.met is not None and is_read(table, tree):
            raise not_imitated(f"reading {relation.met}")
    yield from models.refuse_calls(tree)
    made = _made(tree)
    if (
        made is not None
        and not made.args.get("db")
        and not (_is_temporary(tree) or context.in_body)
    ):
        yield Ask("SELECT sandbox.demand_schema()")
    _demand_readable(
        [
            (table, relation)
            for table, relation in zip(tables, found, strict=True)
            if table is not made
        ],
        source,
        context,
    )
    catalog.refuse(tree, source, tables, found, context)
    described = yield from _late_columns(source, tables, context)
    unfolded: set[tuple[str, ...]] = set()
    edits: list[Edit] = []
    known: dict[int, str] = {}
    for table, relation in zip(tables, found, strict=True):
        late = relation is not None and relation.query is not None
        if relation is not None and late and table is not made:
            if context.kept:
                raise not_imitated(f"late-binding view {relation.name} in what runs later")
            replacement = yield from _unfolded(relation, context)
            parts = parts_of(table, context)
            unfolded.add(parts)
            alias = "" if table.alias else f" AS {names.quoted(parts[-1])}"
            edits.append(Edit(*span_of(table), replacement + alias))
        elif (renamed := _renamed(table, context)) is not None:
            name = renamed.text.removesuffix(f" AS {table.name.lower()}")
            known[id(table)] = name
            if name == f"redshift.{late_binding.RELATION}":
                renamed = replace(renamed, text=f"{name}({described})")
            edits.append(renamed)
        elif not late:
            known[id(table)] = context.relation(parts_of(table, context))
    edits += _outside(edits, _columns(tree, context, unfolded))
    edits += _outside(edits, functions.edits(source))
    edits += _outside(edits, lengths.edits(source))
    edits += _outside(edits, _functions(source, context, described))
    edits += _outside(edits, catalog.regclasses(source))
    edits += _outside(edits, conditions.numbers(source))
    edits += _outside(edits, iter((yield from conditions.aliases(tree, known, context))))
    edits += _outside(edits, folding(source, context))
    return Translation((spliced(source.text, edits) + more_rows,))


def _demand_readable(
    tables: list[tuple[exp.Table, Found | None]], source: Source, context: Context
) -> None:
    """Sees that rows are here, and are compared as PostgreSQL compares them."""
    for _, relation in tables:
        if relation is not None:
            relation.demand_readable()
    strings = any(token.kind is Kind.STRING for token in source.tokens)
    asks_catalog = any(catalog.renamed(parts_of(table, context)) for table, _ in tables)
    if context.ignores_case and strings and not asks_catalog:
        raise not_imitated("strings in a database that is CASE_INSENSITIVE")


def _late_columns(source: Source, tables: list[exp.Table], context: Context) -> Asking[str]:
    """What late-binding views have for columns, if the statement asks for it."""
    asked = late_binding.FUNCTION in catalog.called(source) or any(
        catalog.named(parts_of(table, context)) == late_binding.RELATION for table in tables
    )
    if not asked:
        return ""
    if context.kept:
        raise not_imitated("the columns of late-binding views in what runs later")
    return (yield from late_binding.columns(context, query))


def _outside(edits: list[Edit], others: Iterator[Edit]) -> list[Edit]:
    """Those of ``others`` that touch nothing that is edited already."""
    edits = sorted(edits)
    starts = [edit.start for edit in edits]
    ends = [0, *accumulate((edit.end for edit in edits), max)]
    # Of those that begin before the other ends, none ends after it begins.
    return [other for other in others if ends[bisect_left(starts, other.end)] <= other.start]


def _made(tree: exp.Expr) -> exp.Expr | None:
    """The table that the statement makes; what has its name now does not matter."""
    if isinstance(tree, exp.Create):
        return _target(tree)
    into = tree.args.get("into")
    return into.this if isinstance(into, exp.Into) else None


def _is_temporary(tree: exp.Expr) -> bool:
    into = tree.args.get("into")
    return bool(into is not None and into.args.get("temporary")) or (
        tree.find(exp.TemporaryProperty) is not None
    )


def _target(tree: exp.Expr) -> exp.Expr:
    """What a statement writes to, without its list of columns."""
    target: exp.Expr = tree.this
    if isinstance(target, exp.Schema):
        target = target.this
    return target


def is_read(table: exp.Table, tree: exp.Expr) -> bool:
    """Whether policies count where a statement names a relation.

    Not where rows are inserted, nor where a table is made or is made alike ("Using RLS policies
    in SQL statements", Amazon Redshift Database Developer Guide).
    """
    if isinstance(table.parent, exp.LikeProperty):
        return False
    return not (isinstance(tree, exp.Create | exp.Insert) and table is _target(tree))


def _demand_qualified(tables: list[exp.Table], found: list[Found | None]) -> None:
    """Refuses external tables without their schema, which no search path leads to.

    https://docs.aws.amazon.com/redshift/latest/dg/r_search_path.html
    """
    for table, relation in zip(tables, found, strict=True):
        external = relation is not None and relation.kind is RelationKind.EXTERNAL_TABLE
        if external and not table.args.get("db"):
            raise SqlError("42P01", f'relation "{table.name.lower()}" does not exist')


def _refuse_targets(
    tree: exp.Expr, tables: list[exp.Table], found: list[Found | None], context: Context
) -> None:
    """Refuses what is written to views, and to external tables.

    Of the latter only INSERT is Redshift's, and writes files; UPDATE and DELETE there are not:
    https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-overview.html
    """
    if not isinstance(tree, exp.Insert | exp.Update | exp.Delete):
        return
    target = _target(tree)
    what = {exp.Insert: "insert into", exp.Update: "update", exp.Delete: "delete from"}[type(tree)]
    for table, relation in zip(tables, found, strict=True):
        if table is not target or relation is None:
            continue
        if relation.kind.is_view:
            raise SqlError("0A000", f"cannot {what} a view")
        if relation.kind is RelationKind.EXTERNAL_TABLE:
            if isinstance(tree, exp.Insert) and context.in_block:
                said = "INSERT INTO EXTERNAL TABLE cannot run inside a transaction block"
                raise SqlError("25001", said)
            if isinstance(tree, exp.Insert):
                raise not_imitated("INSERT into an external table")
            raise SqlError("0A000", "Operation not supported on external tables")


def _refuse_columns_elsewhere(
    tables: list[exp.Table], found: list[Found | None], context: Context
) -> Asking[None]:
    """No query reads a table of another database with privileges on columns.

    https://docs.aws.amazon.com/redshift/latest/dg/cross-database_limitation.html; the sentence
    is the sandbox's own.
    """
    own = (context.database, names.CATALOG_DATABASE)
    for table, relation in zip(tables, found, strict=True):
        parts = parts_of(table, context)
        if relation is None or len(parts) != 3 or parts[0] in own:
            continue
        rows: Rows = yield Ask(
            "SELECT FROM pg_attribute WHERE attacl IS NOT NULL"
            f" AND attrelid = to_regclass({names.literal(relation.marker)}) LIMIT 1"
        )
        if rows:
            raise SqlError(
                "0A000",
                f"{'.'.join(parts)} has privileges on columns:"
                " cross-database reference not supported",
            )


def _unfolded(view: Found, context: Context) -> Asking[str]:
    """A late-binding view as PostgreSQL reads it: its text, run with its owner's rights.

    So is a bound view on one. The marker that stands in for the view, and is empty, is asked
    too, so that PostgreSQL checks the reader's right on it.
    """
    assert view.query is not None
    if view.marker in context.views:
        raise SqlError("42P17", f'infinite recursion detected in view "{view.name}"')
    if len(context.views) == _DEEPEST:
        raise not_imitated(f"more than {_DEEPEST} views on each other")
    inner = yield from query(Source.of(view.query), context.inside(view.marker, view.owner))
    (sql,) = inner.sql
    columns = yield from described(sql, context.columns_by or view.owner)
    asked = ""
    if view.columns is not None:
        asked = "* "  # all of its columns, since the text reads them whoever may
        if columns != [(column.found, column.type) for column in view.columns]:
            raise not_imitated(f"{view.name}, since views below it have other columns now")
        columns = [(column.name, column.type) for column in view.columns]
    known = [names.quoted(name) for name, _ in columns]
    shown = "*"
    if len(set(known)) < len(known):
        # PostgreSQL wants them told apart where it asks for their types, and nowhere else.
        shown = ", ".join(f"c{at} AS {name}" for at, name in enumerate(known))
        known = [f"c{at}" for at in range(len(known))]
    named = ", ".join(f"{name} {type_}" for name, (_, type_) in zip(known, columns, strict=True))
    return (
        f"(SELECT {shown} FROM {view.executor}({names.literal(sql)}) AS f({named})"
        f" WHERE NOT EXISTS (SELECT {asked}FROM {view.marker}))"
    )


def described(sql: str, user: str) -> Asking[list[tuple[str, str]]]:
    """Names and types of the columns of a query that ``user`` may read."""
    columns: list[Column] = yield Describe(sql, user)
    types: Rows = yield Ask(
        "SELECT name FROM unnest(ARRAY[{}]::text[]) WITH ORDINALITY type(name, at)"
        " ORDER BY at".format(
            ", ".join(f"format_type({c.type_oid}, {c.type_modifier})" for c in columns)
        )
    )
    return [(column.name, str(type_["name"])) for column, type_ in zip(columns, types, strict=True)]


def _renamed(table: exp.Table, context: Context) -> Edit | None:
    parts = parts_of(table, context)
    if (ours := catalog.renamed(parts)) is not None:
        alias = "" if table.alias or ours.endswith(f".{parts[-1]}") else f" AS {parts[-1]}"
        return Edit(*span_of(table), ours + alias)
    if len(parts) == 1:
        return None
    return Edit(*span_of(table), context.relation(parts))


def _columns(tree: exp.Expr, context: Context, unfolded: set[tuple[str, ...]]) -> Iterator[Edit]:
    """``schema.table.column``: the schema is another one to PostgreSQL."""
    for column in tree.find_all(exp.Column):
        if not column.args.get("db"):
            continue
        qualifiers = [part for part in column.parts[:-1] if isinstance(part, exp.Identifier)]
        relation = tuple(
            context.folded(part.name, quoted=bool(part.args.get("quoted"))) for part in qualifiers
        )
        start, end = qualifiers[0].meta["start"], qualifiers[-1].meta["end"] + 1
        if relation in unfolded or relation[0] in names.CATALOG_SCHEMAS:
            yield Edit(start, end, names.quoted(relation[-1]))
        else:
            yield Edit(start, end, context.relation(relation))


def folding(source: Source, context: Context) -> Iterator[Edit]:
    """Quoted names lose their case, as Redshift's do."""
    for token in source.tokens:
        if token.kind is Kind.WORD and token.value.startswith("#"):
            yield Edit(token.start, token.end, names.quoted(token.value.lower()))
    if context.case_sensitive:
        return
    for token in source.tokens:
        if token.kind is Kind.NAME and token.value != token.value.lower():
            yield Edit(token.start, token.end, names.quoted(token.value.lower()))


def _functions(source: Source, context: Context, described: str) -> Iterator[Edit]:
    """Functions that PostgreSQL has too, and answers otherwise; and those in schemas.

    ``described`` is what late-binding views have for columns.
    """
    for at, token in enumerate(source.tokens):
        if token.kind not in (Kind.WORD, Kind.NAME):
            continue
        name = token.value.lower()
        called = at + 1 < len(source.tokens) and source.tokens[at + 1].is_symbol("(")
        schema = _schema_before(source.tokens, at)
        if schema is None and not called and token.is_word(*_NO_WORDS) and _is_free(source, at):
            raise not_imitated(token.value.upper())
        if (
            context.views
            and schema is None
            and token.is_word("CURRENT_USER", "USER")
            and _is_free(source, at)
        ):
            # The text runs as the view's owner; Redshift says who reads.
            yield Edit(token.start, token.end, 'redshift."current_user"()')
        elif called and name == "set_config":
            raise not_imitated(name)
        elif called and name == late_binding.FUNCTION and _of_catalog(schema):
            opening = source.tokens[at + 1]
            start = token.start if schema is None else schema.start
            yield Edit(start, opening.end, f"redshift.{name}({described}")
        elif called and schema is None and name in catalog.FUNCTIONS:
            yield Edit(token.start, token.end, f"redshift.{name}")
        elif called and schema is not None and schema.value.lower() == "pg_catalog":
            if name in catalog.FUNCTIONS:
                yield Edit(schema.start, token.end, f"redshift.{name}")
            elif (own := functions.own_name(name)) is not None:
                yield Edit(schema.start, token.end, own)
        elif called and schema is not None:
            mapped = names.schema(context.database, schema.value.lower())
            yield Edit(schema.start, schema.end, mapped)


def _of_catalog(schema: Token | None) -> bool:
    return schema is None or schema.value.lower() == "pg_catalog"


def _is_free(source: Source, at: int) -> bool:
    """Whether the word is no other name of a column."""
    return not (at and source.tokens[at - 1].is_word("AS"))


def _schema_before(tokens: tuple[Token, ...], at: int) -> Token | None:
    if at >= 2 and tokens[at - 1].is_symbol("."):
        return tokens[at - 2]
    return None
