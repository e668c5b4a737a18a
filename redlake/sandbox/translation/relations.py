"""The relations that a statement names: where they stand in it, and what they are."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from redlake.grammar.tokens import Kind as TokenKind
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Asking,
    Context,
    Edit,
    Rows,
    Source,
    not_imitated,
    spliced,
)
from redlake.sandbox.wire import SqlError

# It warns of every statement that it takes for a bare command.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


class Kind(Enum):
    """What a relation is; the values are those of ``sandbox.relations``."""

    TABLE = "table"
    VIEW = "view"
    LATE_BINDING_VIEW = "late-binding view"
    MATERIALIZED_VIEW = "materialized view"
    EXTERNAL_TABLE = "external table"
    ELSEWHERE = "elsewhere"  # whatever it is there

    @property
    def is_view(self) -> bool:
        return self in (Kind.VIEW, Kind.LATE_BINDING_VIEW)


class Bound(NamedTuple):
    """A column of a bound view: its name, and what its query had there when it was made."""

    name: str
    found: str
    type: str


@dataclass(frozen=True)
class Found:
    """A relation that exists.

    ``marker`` is the relation's name in PostgreSQL: a late-binding view's is the empty
    table that carries its owner and grants. ``query`` is the text of a view that is late-binding
    or stands on such a one, and ``executor`` what runs it with its owner's rights; ``columns``
    are those that a bound one was made with. ``unread`` is what who reads it is told, where it
    cannot be read, and ``met`` what a policy hides of it from whoever reads, in words.
    ``schema`` is where it stands, if that is in the session's database.
    """

    kind: Kind
    name: str
    marker: str
    owner: str
    query: str | None = None
    executor: str | None = None
    unread: str | None = None
    schema: str | None = None
    columns: tuple[Bound, ...] | None = None
    met: str | None = None

    @property
    def denied(self) -> bool:
        """Whether the session could not read it wherever it were."""
        return self.unread is not None and self.unread.startswith("permission denied")

    def demand_readable(self) -> None:
        """Sees that its rows are here, and its strings as PostgreSQL has them.

        Raises:
            SqlError: they are not.
        """
        if self.unread is not None:
            raise SqlError("42501" if self.denied else "0A000", self.unread)


Bases: TypeAlias = Sequence[tuple[tuple[str, ...], Found | None]]


def look_up(wanted: Sequence[tuple[str, ...]], context: Context) -> Asking[list[Found | None]]:
    """What each of these names is now, None where there is no such relation.

    Raises:
        SqlError: one stands in the Data Catalog and the session may not look there.
    """
    if not context.iam and any(
        len(parts) == 3 and parts[0] == names.CATALOG_DATABASE for parts in wanted
    ):
        raise SqlError("28000", "Current user is not authenticated with IAM credentials")
    found: list[Found | None] = [None] * len(wanted)
    if wanted:
        reader = names.literal(context.reader or context.user)
        rows: Rows = yield Ask(
            f"SELECT * FROM sandbox.relations({as_json(wanted, context)}, {reader})", context.user
        )
        for row in rows:
            name, marker, owner = row["name"], row["marker"], row["owner"]
            assert name is not None and marker is not None and owner is not None  # noqa: PT018
            found[int(row["at"] or 0)] = Found(
                Kind(row["kind"]),
                name,
                marker,
                owner,
                row["query"],
                row["executor"],
                row["unread"],
                row["schema"],
                _columns(row["columns"]),
                row["met"],
            )
    return found


def _columns(said: str | None) -> tuple[Bound, ...] | None:
    return None if said is None else tuple(Bound(*column) for column in json.loads(said))


def bases_of(text: Source, context: Context) -> Asking[Bases]:
    """The relations that a query names, and what they are."""
    parts = [parts_of(table, context) for table in tables_of(parsed(text))]
    found = yield from look_up(parts, context)
    return list(zip(parts, found, strict=True))


def missing(parts: tuple[str, ...]) -> SqlError:
    """What is answered where there is no relation of that name."""
    return SqlError("42P01", f'relation "{".".join(parts)}" does not exist')


def as_json(wanted: Sequence[tuple[str, ...]], context: Context) -> str:
    """Names of relations as the sandbox's own functions take them."""
    return names.literal(json.dumps([_asked(parts, context) for parts in wanted]))


def _asked(parts: tuple[str, ...], context: Context) -> dict[str, str | None]:
    *qualified, name = parts
    return {
        "database": qualified[0] if len(qualified) == 2 else context.database,
        "schema": qualified[-1] if qualified else None,
        "name": name,
    }


def parsed(source: Source) -> exp.Expr:
    """What sqlglot makes of a statement; its text is never printed from this.

    Raises:
        SqlError: sqlglot cannot read it.
    """
    try:
        tree = parse_one(_without_parameters(source), dialect="redshift")
    except RecursionError:
        raise SqlError("54001", "stack depth limit exceeded") from None
    except SqlglotError as error:
        problems = getattr(error, "errors", None) or [{}]
        near = problems[0].get("highlight") or ""
        raise SqlError("42601", f'syntax error at or near "{near}"') from None
    if isinstance(tree, exp.Command):
        raise not_imitated(source.opening(3))
    return tree


def _without_parameters(source: Source) -> str:
    """The text with ``_1`` for ``$1``: of ``$1,$2`` sqlglot takes ``$1,$`` for a quote.

    Nor does it read a type in its schema, as in ``::pg_catalog.text``.
    """
    signs = (
        Edit(sign.start, sign.end, "_")
        for sign, number in pairwise(source.tokens)
        if sign.is_symbol("$") and number.kind is TokenKind.NUMBER and number.start == sign.end
    )
    schemas = (
        Edit(schema.start, dot.end, " " * (dot.end - schema.start))
        for before, schema, dot in zip(
            source.tokens, source.tokens[1:], source.tokens[2:], strict=False
        )
        if (before.is_symbol("::") or before.is_word("AS"))
        and (schema.is_word("PG_CATALOG") and dot.is_symbol("."))
    )
    return spliced(source.text, (*signs, *schemas))


def tables_of(tree: exp.Expr) -> Iterator[exp.Table]:
    """The names in a statement that are relations: no CTE, no function."""
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not _is_cte(table):
            yield table


def _is_cte(table: exp.Table) -> bool:
    """Whether a WITH around the name defines it, and defines it before this place."""
    if table.args.get("db"):
        return False
    inner: exp.Expr = table
    node = table.parent
    while node is not None:
        clause = node.args.get("with_") or node.args.get("with")
        if clause is not None and clause is not inner:
            if any(_defines(cte, table) for cte in clause.expressions):
                return True
        elif isinstance(node, exp.With):
            for cte in node.expressions:
                if cte is inner and not node.args.get("recursive"):
                    break
                if _defines(cte, table):
                    return True
        inner, node = node, node.parent
    return False


def _defines(cte: exp.Expr, table: exp.Table) -> bool:
    return cte.alias.lower() == table.name.lower()


def parts_of(table: exp.Table, context: Context) -> tuple[str, ...]:
    """The parts of a relation's name, folded."""
    return tuple(
        context.folded(part.name, quoted=bool(part.args.get("quoted"))) for part in table.parts
    )


def span_of(table: exp.Table) -> tuple[int, int]:
    """Where the name of a relation stands in the text, its alias left out."""
    parts = [part for part in table.parts if isinstance(part, exp.Identifier)]
    return parts[0].meta["start"], parts[-1].meta["end"] + 1
