"""Statements that are kept as text."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.names import Relation, literal, quoted
from redlake.grammar.verbatim import Verbatim
from tests.grammar.strategies import names, relations, texts

_IN_SCHEMAS = ("TABLE", "EXTERNAL TABLE", "EXTERNAL VIEW", "MODEL", "EXTERNAL MODEL", "TEMPLATE")
_ELSEWHERE = ("LIBRARY", "RLS POLICY", "MASKING POLICY", "IDENTITY PROVIDER")

objects = st.tuples(st.sampled_from(_IN_SCHEMAS), relations) | st.tuples(
    st.sampled_from(_ELSEWHERE), names
)


def _sql(name: Relation | str) -> str:
    return name.sql() if isinstance(name, Relation) else quoted(name)


def _create(what: tuple[str, Relation | str], said: str, unless: bool) -> Verbatim:
    type_, name = what
    if_not_exists = "IF NOT EXISTS " if unless else ""
    text = f"CREATE {type_} {if_not_exists}{_sql(name)} -- it's\n ({literal(said)})"
    return Verbatim("CREATE", text, type_, name, if_not_exists=unless)


def _drop(what: tuple[str, Relation | str], where: bool, cascade: bool) -> Verbatim:
    type_, name = what
    cascade = cascade and type_ != "MASKING POLICY"
    text = (
        f"DROP {type_} {'if exists ' if where else ''}{_sql(name)}{' cascade' if cascade else ''}"
    )
    return Verbatim("DROP", text, type_, name, if_exists=where, cascade=cascade)


def _alter(what: tuple[str, Relation | str], said: str) -> Verbatim:
    type_, name = what
    return Verbatim("ALTER", f"alter {type_} {_sql(name)} /**/ SET {literal(said)}", type_, name)


def _create_temporary(name: Relation, said: str) -> Verbatim:
    text = f"CREATE TEMP TABLE {name.sql()} ({literal(said)})"
    return Verbatim("RUN", text, "TEMPORARY TABLE", name)


def _run(words: str, said: str) -> Verbatim:
    return Verbatim("RUN", f"{words} {literal(said)}")


dropped = objects.filter(lambda what: what[0] != "TABLE")
altered = objects.filter(lambda what: what[0] not in ("EXTERNAL TABLE", "LIBRARY"))
running = st.sampled_from(("ANALYZE", "CANCEL 1", "CALL p", "COPY t FROM", "SELECT"))

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(_create, objects, texts, st.booleans()),
    st.builds(_drop, dropped, st.booleans(), st.booleans()),
    st.builds(_alter, altered, texts),
    st.builds(_create_temporary, relations, texts),
    st.builds(_run, running, texts),
)
