"""CREATE, ALTER and DROP of USER, GROUP and ROLE."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.names import literal, quoted
from redlake.grammar.principals import (
    AlterGroup,
    AlterRole,
    AlterUser,
    CreateGroup,
    CreateRole,
    CreateUser,
    DropGroup,
    DropRole,
    DropUser,
    UserOptions,
)
from tests.grammar.strategies import names, some, texts, users

limits = st.none() | st.just("UNLIMITED") | st.integers(0, 500)
timeouts = st.none() | st.integers(60, 1728000)
passwords = st.just("DISABLE") | texts.map(literal) | st.just(":'secret_ann'")

_value = texts.map(literal) | names.map(quoted) | st.integers(-9, 9).map(str) | st.just("off")
_values = st.just("DEFAULT") | st.lists(_value, min_size=1, max_size=3).map(", ".join)
settings = st.dictionaries(names, st.none() | _values, max_size=3).map(
    lambda settings: tuple(settings.items())
)


def _options(
    timeouts: st.SearchStrategy[int | str | None],
    settings: st.SearchStrategy[tuple[tuple[str, str | None], ...]],
) -> st.SearchStrategy[UserOptions]:
    return st.builds(
        UserOptions,
        createdb=st.none() | st.booleans(),
        superuser=st.none() | st.booleans(),
        syslog_access=st.sampled_from((None, "RESTRICTED", "UNRESTRICTED")),
        valid_until=st.none() | texts,
        connection_limit=limits,
        session_timeout=timeouts,
        external_id=st.none() | users,
        settings=settings,
    )


_alterations = st.builds(
    AlterUser,
    users,
    st.none() | passwords,
    _options(timeouts | st.just("RESET"), settings),
    st.none() | users,
).filter(lambda command: command != AlterUser(command.name))

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        CreateUser,
        users,
        passwords,
        _options(timeouts, st.just(())),
        st.just(()) | some(names),
    ),
    _alterations,
    st.builds(DropUser, some(users), st.booleans()),
    st.builds(CreateGroup, names, st.just(()) | some(users)),
    st.builds(AlterGroup, names, add=some(users)),
    st.builds(AlterGroup, names, drop=some(users)),
    st.builds(AlterGroup, names, rename=names),
    st.builds(DropGroup, names),
    st.builds(CreateRole, names, st.none() | users),
    st.builds(AlterRole, names, rename=names),
    st.builds(AlterRole, names, owner=users),
    st.builds(AlterRole, names, external_id=users),
    st.builds(DropRole, names, st.booleans()),
)
