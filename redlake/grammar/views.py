"""Views, and what is done to relations of all kinds by their name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redlake.grammar.columns import columns_sql, read_columns
from redlake.grammar.command import Command
from redlake.grammar.materialized_views import (
    AlterMaterializedView as AlterMaterializedView,
)
from redlake.grammar.materialized_views import (
    CreateMaterializedView as CreateMaterializedView,
)
from redlake.grammar.materialized_views import (
    RefreshMaterializedView as RefreshMaterializedView,
)
from redlake.grammar.materialized_views import Storage as Storage
from redlake.grammar.names import PUBLIC_SCHEMA, Relation, literal, quoted
from redlake.grammar.options import refuse_if_not_exists
from redlake.grammar.policies import read_row_security
from redlake.grammar.query import Query, read_query
from redlake.grammar.reader import Reader
from redlake.grammar.verbatim import altered


@dataclass(frozen=True)
class CreateView(Command):
    """A bound view, or with ``late_binding`` one WITH NO SCHEMA BINDING."""

    name: Relation
    query: Query
    columns: tuple[str, ...] = ()
    or_replace: bool = False
    late_binding: bool = False

    def sql(self) -> str:
        or_replace = "OR REPLACE " if self.or_replace else ""
        columns = f" {columns_sql(self.columns)}" if self.columns else ""
        opening = f"CREATE {or_replace}VIEW {self.name.sql()}{columns} AS"
        binding = ["WITH NO SCHEMA BINDING"] if self.late_binding else []
        return "\n".join([opening, self.query.text, *binding])


@dataclass(frozen=True)
class AlterRelation(Command):
    """ALTER TABLE … RENAME TO or OWNER TO, which is also for views and materialized views."""

    name: Relation
    rename: str | None = None
    owner: str | None = None

    def sql(self) -> str:
        if self.rename is not None:
            return f"ALTER TABLE {self.name.sql()} RENAME TO {quoted(self.rename)}"
        return f"ALTER TABLE {self.name.sql()} OWNER TO {quoted(self.owner or '')}"


@dataclass(frozen=True)
class DropRelation(Command):
    """``type`` is TABLE, VIEW or MATERIALIZED VIEW."""

    type: str
    names: tuple[Relation, ...]
    if_exists: bool = False
    cascade: bool = False

    def sql(self) -> str:
        if_exists = "IF EXISTS " if self.if_exists else ""
        names = ", ".join(name.sql() for name in self.names)
        return f"DROP {self.type} {if_exists}{names}{' CASCADE' if self.cascade else ''}"


@dataclass(frozen=True)
class Comment(Command):
    """COMMENT ON; ``on`` is SQL with its names folded; a text of None removes it."""

    on: str
    text: str | None

    def sql(self) -> str:
        return f"COMMENT ON {self.on} IS {'NULL' if self.text is None else literal(self.text)}"


def _create_view(or_replace: bool) -> Callable[[Reader], CreateView]:
    def read(at: Reader) -> CreateView:
        refuse_if_not_exists(at, "CREATE VIEW")
        name, columns = at.relation(), read_columns(at) if at.sees("(") else ()
        at.expect("AS")
        query, late_binding = read_query(at)
        return CreateView(name, query, columns, or_replace, late_binding)

    return read


def _alter_table(at: Reader) -> Command:
    name = at.relation()
    if at.take("RENAME", "TO"):
        renamed = AlterRelation(name, rename=at.name())
        at.end()
        return renamed
    if at.take("OWNER", "TO"):
        given = AlterRelation(name, owner=at.user())
        at.end()
        return given
    if at.take("ROW", "LEVEL", "SECURITY"):
        return read_row_security(at, name)
    return altered(at, "TABLE", name)


def _drop(type_: str) -> Callable[[Reader], DropRelation]:
    def read(at: Reader) -> DropRelation:
        if_exists = at.take("IF", "EXISTS")
        names = at.listed(at.relation)
        cascade = at.take("CASCADE")
        if not cascade:
            at.take("RESTRICT")
        at.end()
        return DropRelation(type_, names, if_exists, cascade)

    return read


def _comment(at: Reader) -> Comment:
    at.expect("ON")
    on = _read_commented(at)
    at.expect("IS")
    text = None if at.take("NULL") else at.string()
    at.end()
    return Comment(on, text)


def _read_commented(at: Reader) -> str:
    match at.choose("TABLE", "VIEW", "COLUMN", "CONSTRAINT", "DATABASE"):
        case "DATABASE":
            return f"DATABASE {quoted(at.name())}"
        case "CONSTRAINT":
            constraint = at.name()
            at.expect("ON")
            return f"CONSTRAINT {quoted(constraint)} ON {at.relation().sql()}"
        case "COLUMN":
            return f"COLUMN {_read_column(at)}"
        case relation:
            return f"{relation} {at.relation().sql()}"


def _read_column(at: Reader) -> str:
    parts = [at.name("a column of a table")]
    while at.take("."):
        parts.append(at.name("a column"))
    if len(parts) == 1:
        at.fail("a dot and the column")
    *table, column = parts
    relation = Relation(table[-2] if table[1:] else PUBLIC_SCHEMA, table[-1], ".".join(table[:-2]))
    return f"{relation.sql()}.{quoted(column)}"


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE VIEW": _create_view(or_replace=False),
    "CREATE OR REPLACE VIEW": _create_view(or_replace=True),
    "ALTER TABLE": _alter_table,
    "DROP TABLE": _drop("TABLE"),
    "DROP VIEW": _drop("VIEW"),
    "DROP MATERIALIZED VIEW": _drop("MATERIALIZED VIEW"),
    "COMMENT": _comment,
}
