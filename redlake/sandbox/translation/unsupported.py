"""What PostgreSQL reads in queries and tables, and Redshift does not.

Documented under "Unsupported PostgreSQL features" and "Unsupported PostgreSQL data types"
(Amazon Redshift Database Developer Guide). What PostgreSQL 8.0 could not read either is a
syntax error there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from sqlglot import exp

from redlake.grammar.tokens import Kind, Token
from redlake.sandbox.translation.base import Source, not_imitated
from redlake.sandbox.translation.column_types import UNKNOWN, UNSUPPORTED
from redlake.sandbox.wire import SqlError

SYSTEM_COLUMNS = frozenset({"cmax", "cmin", "ctid", "oid", "tableoid", "xmax", "xmin"})

_OF_SPECTRUM = ("$path", "$size", "$spectrum_oid")

Kinds: TypeAlias = dict[type[exp.Expr], str]

_SYNTAX_ERRORS: Kinds = {
    exp.ExcludeColumnConstraint: "EXCLUDE",
    exp.Fetch: "FETCH",
    exp.Filter: "FILTER",
    exp.JSON: "JSON",
    exp.Lateral: "LATERAL",
    exp.PartitionedByProperty: "PARTITION",
    exp.RecursiveWithSearch: "SEARCH",
    exp.TableSample: "TABLESAMPLE",
    exp.TableSpaceProperty: "TABLESPACE",
}
# https://github.com/jazzband/django-redshift-backend/issues/14 and …/pull/15; the sentence on
# INHERITS is the sandbox's own.
_CHECK = "ALTER/CREATE TABLE column CHECK constraint is not supported"
_SENTENCES: Kinds = {
    exp.CheckColumnConstraint: _CHECK,
    exp.InheritsProperty: "CREATE TABLE INHERITS is not supported",
}
_TEXT = ("CHARACTER", "NVARCHAR", "TEXT", "VARCHAR")
# There, but PostgreSQL has nothing for it; or in PostgreSQL 8.0, and not documented to run.
_NOT_IMITATED: Kinds = {
    exp.Bracket: "navigation into SUPER",
    exp.CollateColumnConstraint: "COLLATE",
    exp.Connect: "CONNECT BY",
    exp.IgnoreNulls: "IGNORE NULLS",
    exp.Lock: "SELECT … FOR UPDATE",
    exp.OnCommitProperty: "ON COMMIT",
    exp.Pivot: "PIVOT and UNPIVOT",
    exp.UnicodeString: "U&'…'",
    exp.Unnest: "UNNEST",
}
_NO_TYPES = {
    exp.DataType.Type.SUPER: "type SUPER",
    exp.DataType.Type.HLLSKETCH: "type HLLSKETCH",
    exp.DataType.Type.GEOMETRY: "type GEOMETRY",
    exp.DataType.Type.GEOGRAPHY: "type GEOGRAPHY",
    exp.DataType.Type.VARBINARY: "type VARBYTE",
}


def refuse(tree: exp.Expr, source: Source) -> None:
    """Sees to it that a statement holds nothing that PostgreSQL alone can read.

    Raises:
        SqlError: it does, as Redshift refuses it; or it holds what the sandbox does not imitate.
    """
    _refuse_statement(tree, source)
    # "Amazon Redshift SQL does not implicitly define system columns." A table of the catalog
    # has a column named oid.
    unknown = SYSTEM_COLUMNS - {"oid"}
    unknown -= {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    for node in tree.walk():
        for kinds, error in (
            (_SYNTAX_ERRORS, syntax_error),
            (_SENTENCES, _not_supported),
            (_NOT_IMITATED, not_imitated),
        ):
            said = kinds.get(type(node))
            if said is not None and not _is_of_an_array(node):
                raise error(said)
        _refuse_node(node, tree)
        if isinstance(node, exp.DataType):
            _refuse_type(node)
        elif isinstance(node, exp.ColumnDef):
            demand_column_name(node.name)
        elif isinstance(node, exp.Column) and node.name.lower() in _OF_SPECTRUM:
            raise not_imitated(f'column "{node.name.lower()}"')
        elif isinstance(node, exp.Column) and node.name.lower() in unknown:
            raise SqlError("42703", f'column "{node.name.lower()}" does not exist')


def _is_of_an_array(node: exp.Expr) -> bool:
    """Whether it is an element of what a function of the catalog's returns."""
    if not isinstance(node, exp.Bracket):
        return False
    array = node.this.unnest()
    called = array.expression if isinstance(array, exp.Dot) else array
    return isinstance(called, exp.CurrentSchemas) or called.name.lower() == "current_schemas"


def refuse_changed_column(rest: Source) -> None:
    """The same for what follows ALTER TABLE's name: one action on one column.

    Raises:
        SqlError: there are more, or Redshift has no such action.
    """
    if rest.tokens[0].is_word("ALTER"):
        action = rest.tokens[3:]
        if not (len(action) > 1 and action[0].is_word("TYPE") and action[1].is_word(*_TEXT)):
            # The documented actions are ENCODE and TYPE, for "columns that have a VARCHAR data
            # type" (ALTER TABLE, Amazon Redshift Database Developer Guide).
            raise _not_supported("ALTER COLUMN changes nothing but the size of a VARCHAR column")
    elif rest.tokens[0].is_word("RENAME"):
        demand_column_name(rest.tokens[-1].value)
    elif rest.tokens[0].is_word("ADD") and len(rest.tokens) > 2:
        demand_column_name(rest.tokens[2].value)
    depth = 0
    for token, following in pairwise((*rest.tokens, Token(Kind.SYMBOL, "", 0, 0))):
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0 and token.is_symbol(","):
            raise syntax_error(",")
        if token.is_word("CHECK") and following.is_symbol("("):
            raise _not_supported(_CHECK)
        if token.is_word("GENERATED", "USING"):
            raise syntax_error(token.value)


def demand_column_name(name: str) -> None:
    """Sees to it that a column of a table may have this name."""
    if name.lower() in SYSTEM_COLUMNS:
        raise SqlError("42701", f'column name "{name.lower()}" conflicts with a system column name')


def syntax_error(near: str) -> SqlError:
    return SqlError("42601", f'syntax error at or near "{near}"')


def _not_supported(sentence: str) -> SqlError:
    return SqlError("0A000", sentence)


def _refuse_statement(tree: exp.Expr, source: Source) -> None:
    """What is seen in its words, or only stands at its beginning or end."""
    if holds_array(tree) and tree.find(exp.Table) is None:
        raise not_imitated("an array")
    for token, following in pairwise(source.tokens):
        if token.kind is Kind.NUMBER and following.kind is Kind.WORD:
            if token.end == following.start:
                # 0x1F is a zero named x1F to PostgreSQL 8.0, and a number to this one.
                raise not_imitated(f"number {token.value}{following.value}")
        elif (
            isinstance(tree, exp.Create)
            and token.is_word("ON")
            and following.is_word("DELETE", "UPDATE")
        ):
            raise syntax_error(token.value)
    if isinstance(tree, exp.Insert) and tree.args.get("with_"):
        raise syntax_error("INSERT")
    if isinstance(tree, exp.Insert) and isinstance(tree.this, exp.Table) and tree.this.alias:
        raise syntax_error("AS")
    if isinstance(tree, exp.Insert) and tree.args.get("conflict"):
        raise syntax_error("CONFLICT")
    if isinstance(tree, exp.Insert | exp.Update | exp.Delete) and tree.args.get("returning"):
        raise syntax_error("RETURNING")
    if isinstance(tree, exp.Create) and isinstance(tree.expression, exp.Query):
        for name in tree.expression.named_selects:
            demand_column_name(name)


def _refuse_node(node: exp.Expr, tree: exp.Expr) -> None:
    """What is told by more than the kind of a node."""
    if isinstance(node, exp.Insert | exp.Update | exp.Delete) and node is not tree:
        raise syntax_error(node.key.upper())
    if isinstance(node, exp.CTE) and node.args.get("materialized") is not None:
        raise syntax_error("MATERIALIZED")
    if isinstance(node.parent, exp.Update) and isinstance(node.args.get("this"), exp.Tuple):
        raise syntax_error("(")
    if isinstance(node, exp.Values) and not isinstance(node.parent, exp.Insert):
        raise syntax_error("VALUES")
    if isinstance(node, exp.Anonymous) and node.name.upper() in ("ROW", "VALUES"):
        raise not_imitated("a row") if node.name.upper() == "ROW" else syntax_error("VALUES")
    if isinstance(node, exp.Tuple) and isinstance(node.parent, exp.Select):
        raise not_imitated("a row")
    if isinstance(node, exp.Distinct) and node.args.get("on") is not None:
        raise _not_supported("SELECT DISTINCT ON is not supported")
    if isinstance(node, exp.Star) and node.args.get("except_"):
        raise not_imitated("EXCLUDE")
    if isinstance(node, exp.LimitOptions) and node.args.get("with_ties"):
        raise syntax_error("WITH")
    if isinstance(node, exp.Table) and node.args.get("rows_from"):
        raise syntax_error("FROM")
    if isinstance(node, exp.Select) and node.args.get("windows"):
        raise not_imitated("WINDOW")
    if isinstance(node, exp.Group) and node.args.get("all"):
        raise not_imitated("GROUP BY ALL")
    if isinstance(node, exp.ParseJSON) and node.args.get("is_literal"):
        raise _no_type("json")
    if type(node) is exp.Property and isinstance(node.parent, exp.Properties):
        raise syntax_error("WITH")
    if isinstance(node, exp.LikeProperty):
        for option in node.expressions:
            if option.args["value"].name.upper() != "DEFAULTS":
                raise syntax_error(option.args["value"].name)


def holds_array(tree: exp.Expr) -> bool:
    """Whether there is an array in a statement: the leader node alone knows them."""
    return tree.find(exp.Array) is not None or any(
        type_.this is exp.DataType.Type.ARRAY for type_ in tree.find_all(exp.DataType)
    )


def _refuse_type(type_: exp.DataType) -> None:
    if type_.this in _NO_TYPES:
        raise not_imitated(_NO_TYPES[type_.this])
    known = type_.this.value if isinstance(type_.this, exp.DataType.Type) else type_.this
    name = str(type_.args.get("kind") or known).lower()
    if name in UNKNOWN:
        raise _no_type(name)
    if name in UNSUPPORTED:
        raise not_imitated(f"type {name}")


def _no_type(name: str) -> SqlError:
    return SqlError("42704", f'type "{name}" does not exist')
