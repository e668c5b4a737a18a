"""Policies that are attached to relations."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.grants import Grantee
from redlake.grammar.names import quoted
from redlake.grammar.policies import (
    AlterRowSecurity,
    AttachMasking,
    AttachRls,
    DetachMasking,
    DetachRls,
)
from tests.grammar.strategies import names, relations, some, users

grantees = st.one_of(
    users.map(lambda name: Grantee("USER", name)),
    names.map(lambda name: Grantee("ROLE", name)),
    st.just(Grantee("PUBLIC")),
)
columns = some(some(names).map(lambda parts: ".".join(map(quoted, parts))))
no_columns: tuple[str, ...] = ()

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(AttachRls, names, some(relations), some(grantees)),
    st.builds(DetachRls, names, some(relations), some(grantees)),
    st.builds(
        AttachMasking,
        names,
        relations,
        columns,
        grantees,
        st.just(no_columns) | columns,
        st.integers(-5, 100),
    ),
    st.builds(DetachMasking, names, relations, columns, grantees),
    st.builds(
        AlterRowSecurity,
        relations,
        st.booleans(),
        st.sampled_from(("", "AND", "OR")),
        st.booleans(),
    ),
)
