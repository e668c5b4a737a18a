"""CREATE, ALTER and DROP of DATABASE and DATASHARE."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.databases import (
    AlterDatabase,
    AlterDatashare,
    CreateDatabase,
    CreateDatashare,
    DropDatabase,
    DropDatashare,
)
from redlake.grammar.names import Relation, literal, quoted
from tests.grammar.strategies import names, relations, some, texts, users

limits = st.just("UNLIMITED") | st.integers(0, 500)
collations = st.sampled_from(("CASE_SENSITIVE", "CASE_INSENSITIVE"))
isolations = st.sampled_from(("SNAPSHOT", "SERIALIZABLE"))
optional_flags = st.none() | st.booleans()

_literals = texts.map(literal)
_catalogs = st.builds(
    "ARN {} WITH {}{}".format,
    _literals,
    st.just("NO DATA CATALOG SCHEMA")
    | (names.map(quoted) | _literals).map("DATA CATALOG SCHEMA {}".format),
    st.just("") | st.just(" IAM_ROLE DEFAULT") | _literals.map(" IAM_ROLE {}".format),
)
_datashares = st.builds(
    "DATASHARE {} OF{} NAMESPACE {}".format,
    names.map(quoted),
    st.just("") | _literals.map(" ACCOUNT {}".format),
    _literals,
)


@st.composite
def _integrations(draw: st.DrawFn) -> str:
    source = f"INTEGRATION {draw(_literals)}"
    if draw(st.booleans()):
        source += f" DATABASE {draw(names.map(quoted) | _literals)}"
    words = (
        draw(st.sampled_from(("", f"{option} = TRUE", f"{option} = FALSE")))
        if option != "REFRESH_INTERVAL"
        else draw(st.just("") | st.integers(0, 999).map("REFRESH_INTERVAL {}".format))
        for option in (
            "ACCEPTINVCHARS",
            "QUERY_ALL_STATES",
            "REFRESH_INTERVAL",
            "TRUNCATECOLUMNS",
            "HISTORY_MODE",
        )
    )
    settings = " ".join(filter(None, words))
    return f"{source} SET {settings}" if settings else source


def _created(sources: st.SearchStrategy[str | None]) -> st.SearchStrategy[CreateDatabase]:
    return st.builds(
        CreateDatabase,
        names,
        st.none() | users,
        st.none() | limits,
        st.none() | collations,
        st.none() | isolations,
        sources,
    )


_types = st.sampled_from(("integer", "character varying", "double precision", "super"))


@st.composite
def _functions(draw: st.DrawFn) -> AlterDatashare:
    named: dict[Relation, tuple[str, ...]] = draw(
        st.dictionaries(relations, st.lists(_types, max_size=2).map(tuple), min_size=1, max_size=3)
    )
    return AlterDatashare(
        draw(names), draw(st.booleans()), "FUNCTION", tuple(named), tuple(named.values())
    )


commands: st.SearchStrategy[Command] = st.one_of(
    _created(st.none() | _integrations()),
    st.builds(CreateDatabase, names, source=_catalogs),
    st.builds(CreateDatabase, names, source=_datashares, with_permissions=st.booleans()),
    st.builds(AlterDatabase, names, rename=names),
    st.builds(AlterDatabase, names, owner=users),
    st.builds(AlterDatabase, names, connection_limit=limits),
    st.builds(AlterDatabase, names, collation=collations),
    st.builds(AlterDatabase, names, isolation=isolations),
    st.builds(DropDatabase, names, st.booleans()),
    st.builds(CreateDatashare, names, optional_flags),
    st.builds(AlterDatashare, names, st.booleans(), st.just("TABLE"), some(relations)),
    _functions(),
    st.builds(
        AlterDatashare,
        names,
        st.booleans(),
        st.sampled_from(("SCHEMA", "ALL TABLES", "ALL FUNCTIONS")),
        schemas=some(names),
    ),
    st.builds(AlterDatashare, names, public=st.booleans()),
    st.builds(AlterDatashare, names, owner=users),
    st.builds(AlterDatashare, names, include_new=st.tuples(st.booleans(), names)),
    st.builds(DropDatashare, names),
)
