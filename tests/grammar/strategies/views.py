"""Views of all kinds, and what is done to relations by their name."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.names import Relation, literal, quoted
from redlake.grammar.query import Query
from redlake.grammar.views import (
    AlterMaterializedView,
    AlterRelation,
    Comment,
    CreateMaterializedView,
    CreateView,
    DropRelation,
    RefreshMaterializedView,
    Storage,
)
from tests.grammar.strategies import names, relations, some, texts, users


def _select(columns: tuple[str, ...], relation: Relation, said: str) -> str:
    listed = ", ".join(quoted(column) for column in columns)
    return f"SELECT {listed} -- why\n FROM {relation.sql()} /* here */ WHERE x = {literal(said)}"


selects = st.builds(_select, some(names), relations, texts)
queries = st.one_of(
    selects,
    selects.map(lambda select: f"({select})"),
    st.builds(lambda one, two: f"({one}) UNION ALL ({two})", selects, selects),
    st.builds(lambda name, select: f"WITH {quoted(name)} AS ({select}) {select}", names, selects),
).map(Query)
columns = st.just(()) | some(names)
flags = st.none() | st.booleans()
intervals = st.tuples(st.just(True), st.integers(1, 86400)) | st.tuples(flags, st.none())

sortkeys = st.tuples(some(names), st.sampled_from((None, "COMPOUND", "INTERLEAVED")))
icebergs = st.builds(
    lambda location, column, key: (
        f"USING ICEBERG LOCATION {literal(location)}"
        f" PARTITIONED BY ({quoted(column)}, BUCKET(4, {quoted(column)}))"
        f" TABLE PROPERTIES ({literal(key)} = {literal(location)})"
    ),
    texts,
    names,
    texts,
)
storages = st.builds(
    lambda backup, style, distkey, sortkey: Storage(backup, style, distkey, *sortkey),
    flags,
    st.sampled_from((None, "EVEN", "ALL", "KEY")),
    st.none() | names,
    st.just((None, None)) | sortkeys,
) | icebergs.map(lambda iceberg: Storage(iceberg=iceberg))

altered = st.one_of(
    st.builds(Storage, distkey=names),
    st.builds(Storage, diststyle=st.sampled_from(("ALL", "EVEN", "AUTO"))),
    st.builds(Storage, diststyle=st.just("KEY"), distkey=names),
    st.builds(Storage, sortkey=some(names), sortkey_style=st.sampled_from((None, "COMPOUND"))),
    st.builds(Storage, sortkey_style=st.sampled_from(("AUTO", "NONE"))),
)
securities = st.tuples(
    st.booleans(),
    st.sampled_from(("", "CONJUNCTION TYPE AND", "CONJUNCTION TYPE OR FOR DATASHARES")),
)

commented = st.one_of(
    st.builds(
        lambda type_, on: f"{type_} {on.sql()}", st.sampled_from(("TABLE", "VIEW")), relations
    ),
    st.builds(lambda on, column: f"COLUMN {on.sql()}.{quoted(column)}", relations, names),
    st.builds(lambda name, on: f"CONSTRAINT {quoted(name)} ON {on.sql()}", names, relations),
    st.builds(lambda name: f"DATABASE {quoted(name)}", names),
)

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(CreateView, relations, queries, columns, st.booleans(), st.booleans()),
    st.builds(
        lambda name, query, columns, storage, refresh: CreateMaterializedView(
            name, query, columns, storage, *refresh
        ),
        relations,
        queries,
        columns,
        storages,
        intervals,
    ),
    st.builds(AlterMaterializedView, relations, altered),
    st.builds(AlterMaterializedView, relations, row_level_security=securities),
    st.builds(
        lambda name, refresh: AlterMaterializedView(
            name, auto_refresh=refresh[0], refresh_interval=refresh[1]
        ),
        relations,
        intervals.filter(lambda refresh: refresh[0] is not None),
    ),
    st.builds(RefreshMaterializedView, relations, flags),
    st.builds(AlterRelation, relations, rename=names),
    st.builds(AlterRelation, relations, owner=users),
    st.builds(
        DropRelation,
        st.sampled_from(("TABLE", "VIEW", "MATERIALIZED VIEW")),
        some(relations),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Comment, commented, st.none() | texts),
)
