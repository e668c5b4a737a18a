"""CREATE, ALTER and REFRESH of materialized views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from redlake.grammar.columns import columns_sql, read_columns
from redlake.grammar.command import Command
from redlake.grammar.names import Relation, literal, quoted
from redlake.grammar.options import refuse_if_not_exists
from redlake.grammar.query import BINDING, Query, read_query
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Token, UnreadableError


@dataclass(frozen=True)
class Storage:
    """How a materialized view's rows lie; None where the statement does not say.

    ``distkey`` and ``sortkey`` are columns; a sort key may also be ``AUTO`` or ``NONE`` in
    ALTER, then ``sortkey_style`` says so. ``iceberg`` is the SQL from USING ICEBERG on.
    """

    backup: bool | None = None
    diststyle: str | None = None  # EVEN, ALL, KEY; in ALTER also AUTO
    distkey: str | None = None
    sortkey: tuple[str, ...] | None = None
    sortkey_style: str | None = None  # COMPOUND, INTERLEAVED; in ALTER also AUTO, NONE
    iceberg: str | None = None


@dataclass(frozen=True)
class CreateMaterializedView(Command):
    """``refresh_interval`` is in seconds, and goes with ``auto_refresh``."""

    name: Relation
    query: Query
    columns: tuple[str, ...] = ()
    storage: Storage = Storage()
    auto_refresh: bool | None = None
    refresh_interval: int | None = None

    def sql(self) -> str:
        storage = self.storage
        clauses = [f"CREATE MATERIALIZED VIEW {self.name.sql()}"]
        if self.columns:
            clauses.append(columns_sql(self.columns))
        if storage.backup is not None:
            clauses.append(f"BACKUP {_yes(storage.backup)}")
        if storage.diststyle is not None:
            clauses.append(f"DISTSTYLE {storage.diststyle}")
        if storage.distkey is not None:
            clauses.append(f"DISTKEY ({quoted(storage.distkey)})")
        if storage.sortkey is not None:
            clauses.append(_sortkey(storage))
        if storage.iceberg is not None:
            clauses.append(storage.iceberg)
        if self.auto_refresh is not None:
            clauses.append(_auto_refresh(self.auto_refresh, self.refresh_interval))
        return f"{' '.join(clauses)} AS\n{self.query.text}"


@dataclass(frozen=True)
class AlterMaterializedView(Command):
    """One of its clauses. ``row_level_security`` is (on, the rest of the clause as SQL)."""

    name: Relation
    storage: Storage = Storage()
    auto_refresh: bool | None = None
    row_level_security: tuple[bool, str] | None = None
    refresh_interval: int | None = None

    def sql(self) -> str:
        return f"ALTER MATERIALIZED VIEW {self.name.sql()} {self._clause}"

    @property
    def _clause(self) -> str:
        storage = self.storage
        if self.auto_refresh is not None:
            return _auto_refresh(self.auto_refresh, self.refresh_interval)
        if self.row_level_security is not None:
            on, rest = self.row_level_security
            return f"ROW LEVEL SECURITY {'ON' if on else 'OFF'} {rest}".rstrip()
        if storage.sortkey is not None or storage.sortkey_style is not None:
            return f"ALTER {_sortkey(storage)}"
        style = "" if storage.diststyle is None else f" DISTSTYLE {storage.diststyle}"
        key = "" if storage.distkey is None else f" DISTKEY {quoted(storage.distkey)}"
        return f"ALTER{style}{key}"


@dataclass(frozen=True)
class RefreshMaterializedView(Command):
    name: Relation
    cascade: bool | None = None  # True CASCADE, False RESTRICT

    def sql(self) -> str:
        behaviour = {None: "", True: " CASCADE", False: " RESTRICT"}[self.cascade]
        return f"REFRESH MATERIALIZED VIEW {self.name.sql()}{behaviour}"


def _yes(value: bool) -> str:
    return "YES" if value else "NO"


def _auto_refresh(auto: bool, interval: int | None) -> str:
    return f"AUTO REFRESH {_yes(auto)}" + ("" if interval is None else f" INTERVAL {interval}")


def _sortkey(storage: Storage) -> str:
    if storage.sortkey is None:
        return f"SORTKEY {storage.sortkey_style}"
    style = "" if storage.sortkey_style is None else f"{storage.sortkey_style} "
    return f"{style}SORTKEY {columns_sql(storage.sortkey)}"


def _create(at: Reader) -> CreateMaterializedView:
    refuse_if_not_exists(at, "CREATE MATERIALIZED VIEW")
    name = at.relation()
    columns = read_columns(at) if at.sees("(") else ()
    clauses: dict[str, Any] = {}
    while (start := at.token) is not None and not at.take("AS"):
        said = _read_clause(at)
        if said.keys() & clauses.keys():
            _refuse(start, f"a second {_word(start)} clause", "leave one of them")
        clauses |= said
        if "iceberg" in clauses and clauses.keys() & _OF_REDSHIFT_STORAGE:
            _refuse(start, f"{_word(start)} does not go with USING ICEBERG", "remove one of them")
    if start is None:
        at.fail("AS and its query")
    binding = at.rest[-len(BINDING) :]
    query, late_binding = read_query(at)
    if late_binding:
        _refuse(binding[0], "a materialized view is never WITH NO SCHEMA BINDING", "remove it")
    auto_refresh, interval = clauses.pop("auto_refresh", (None, None))
    return CreateMaterializedView(name, query, columns, Storage(**clauses), auto_refresh, interval)


_OF_REDSHIFT_STORAGE = frozenset(("backup", "diststyle", "distkey", "sortkey"))


def _refuse(token: Token, message: str, way_out: str) -> NoReturn:
    raise UnreadableError(message, token.start, way_out)


def _word(token: Token) -> str:
    return token.value.upper()


def _read_clause(at: Reader) -> dict[str, Any]:
    """Reads one clause between a materialized view's name and AS: what it says, by field."""
    match at.choose(*_CLAUSES):
        case "BACKUP":
            return {"backup": _read_yes(at)}
        case "DISTSTYLE":
            # Without AUTO, which a table may be (https://docs.aws.amazon.com/redshift/latest/dg/
            # materialized-view-create-sql-command.html).
            return {"diststyle": at.choose("EVEN", "ALL", "KEY")}
        case "DISTKEY":
            at.expect("(")
            column = at.name("a column")
            at.expect(")")
            return {"distkey": column}
        case "SORTKEY":
            return {"sortkey": read_columns(at)}
        case "COMPOUND SORTKEY" | "INTERLEAVED SORTKEY" as style:
            return {"sortkey": read_columns(at), "sortkey_style": style.split()[0]}
        case "AUTO REFRESH":
            return {"auto_refresh": _read_auto_refresh(at)}
        case _:
            return {"iceberg": _read_iceberg(at)}


_CLAUSES = (
    "BACKUP",
    "DISTSTYLE",
    "DISTKEY",
    "SORTKEY",
    "COMPOUND SORTKEY",
    "INTERLEAVED SORTKEY",
    "USING ICEBERG",
    "AUTO REFRESH",
    "AS",
)


def _read_yes(at: Reader) -> bool:
    return at.choose("YES", "NO") == "YES"


def _read_auto_refresh(at: Reader) -> tuple[bool, int | None]:
    auto = _read_yes(at)
    return auto, at.number() if auto and at.take("INTERVAL") else None


def _read_iceberg(at: Reader) -> str:
    clauses = ["USING ICEBERG"]
    if at.take("LOCATION"):
        clauses.append(f"LOCATION {literal(at.string())}")
    if at.take("PARTITIONED", "BY"):
        at.expect("(")
        clauses.append(f"PARTITIONED BY ({', '.join(at.listed(lambda: _read_transform(at)))})")
        at.expect(")")
    if at.take("TABLE", "PROPERTIES"):
        at.expect("(")
        clauses.append(f"TABLE PROPERTIES ({', '.join(at.listed(lambda: _read_property(at)))})")
        at.expect(")")
    return " ".join(clauses)


def _read_transform(at: Reader) -> str:
    """Reads ``column``, ``YEAR(column)`` or ``BUCKET(4, column)``."""
    function = at.token
    name = at.name("a column or a transform")
    if function is None or not at.take("("):
        return quoted(name)
    size = ""
    if function.is_word("BUCKET", "TRUNCATE"):
        size = f"{at.number()}, "
        at.expect(",")
    elif not function.is_word("YEAR", "MONTH", "DAY", "HOUR"):
        at.fail("YEAR, MONTH, DAY, HOUR, BUCKET or TRUNCATE", function)
    column = at.name("a column")
    at.expect(")")
    return f"{name.upper()}({size}{quoted(column)})"


def _read_property(at: Reader) -> str:
    name = literal(at.string())
    at.expect("=")
    return f"{name} = {literal(at.string())}"


def _alter(at: Reader) -> AlterMaterializedView:
    view = AlterMaterializedView(at.relation())
    _refuse_as_table(at)
    if at.take("AUTO", "REFRESH"):
        auto, interval = _read_auto_refresh(at)
        view = replace(view, auto_refresh=auto, refresh_interval=interval)
    elif at.take("ROW", "LEVEL", "SECURITY"):
        on = at.choose("ON", "OFF") == "ON"
        view = replace(view, row_level_security=(on, _read_security(at)))
    elif at.take("ALTER"):
        view = replace(view, storage=_read_altered(at))
    else:
        at.fail("AUTO REFRESH, ALTER or ROW LEVEL SECURITY")
    at.end()
    return view


def _refuse_as_table(at: Reader) -> None:
    if at.token is not None and at.token.is_word("RENAME"):
        _refuse(at.token, "a materialized view cannot be renamed", "drop it, and create it anew")
    if at.token is not None and at.token.is_word("OWNER"):
        _refuse(
            at.token,
            "ALTER MATERIALIZED VIEW has no OWNER TO",
            "write ALTER TABLE, which takes views of all kinds",
        )


def _read_security(at: Reader) -> str:
    rest = []
    if at.take("CONJUNCTION", "TYPE"):
        rest.append(f"CONJUNCTION TYPE {at.choose('AND', 'OR')}")
    if at.take("FOR", "DATASHARES"):
        rest.append("FOR DATASHARES")
    return " ".join(rest)


def _read_altered(at: Reader) -> Storage:
    match at.choose("DISTKEY", "DISTSTYLE", "SORTKEY", "COMPOUND SORTKEY"):
        case "DISTKEY":
            return Storage(distkey=at.name("a column"))
        case "DISTSTYLE":
            style = at.choose("ALL", "EVEN", "AUTO", "KEY DISTKEY")
            if style == "KEY DISTKEY":
                return Storage(diststyle="KEY", distkey=at.name("a column"))
            return Storage(diststyle=style)
        case "COMPOUND SORTKEY":
            return Storage(sortkey=read_columns(at), sortkey_style="COMPOUND")
        case _ if at.sees("("):
            return Storage(sortkey=read_columns(at))
        case _:
            return Storage(sortkey_style=at.choose("AUTO", "NONE"))


def _refresh(at: Reader) -> RefreshMaterializedView:
    name = at.relation()
    cascade = None if at.done() else at.choose("RESTRICT", "CASCADE") == "CASCADE"
    at.end()
    return RefreshMaterializedView(name, cascade)


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE MATERIALIZED VIEW": _create,
    "ALTER MATERIALIZED VIEW": _alter,
    "REFRESH MATERIALIZED VIEW": _refresh,
}
