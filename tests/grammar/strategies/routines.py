"""CREATE, ALTER and DROP of PROCEDURE and FUNCTION."""

from __future__ import annotations

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.names import Relation, quoted
from redlake.grammar.routines import AlterRoutine, CreateRoutine, DropRoutine
from tests.grammar.strategies import names, relations, texts, users

types = st.sampled_from(
    (
        ("INT", "integer"),
        ("float8", "double precision"),
        ("varchar (20)", "character varying"),
        ("NUMERIC(10, 2)", "numeric"),
        ("timestamptz", "timestamp with time zone"),
        ("interval day to second", "interval day to second"),
        ("super", "super"),
    )
)
modes = st.sampled_from(("", "IN", "INOUT", "OUT"))
arguments = st.lists(st.tuples(names, modes, types), max_size=3)
verbs = st.sampled_from(("CREATE", "create /* or replace */", "CREATE OR REPLACE"))
named = st.lists(types.map(lambda spelled: spelled[1]), max_size=3).map(tuple)


def _procedure(
    verb: str,
    name: Relation,
    taken: list[tuple[str, str, tuple[str, str]]],
    body: str,
    or_replace: bool,
) -> CreateRoutine:
    said = ", ".join(f"{quoted(name)} {mode} {spelled}" for name, mode, (spelled, _) in taken)
    text = f"{verb} PROCEDURE {name.sql()}({said}) AS $body${body}$body$ LANGUAGE plpgsql"
    types = tuple(type_ for _, mode, (_, type_) in taken if mode != "OUT")
    return CreateRoutine("PROCEDURE", name, types, text, or_replace)


def _function(
    verb: str, name: Relation, taken: list[tuple[str, str]], body: str, or_replace: bool
) -> CreateRoutine:
    said = ", ".join(spelled for spelled, _ in taken)
    text = (
        f"{verb} FUNCTION {name.sql()}({said}) RETURNS int STABLE AS $body${body}$body$"
        " LANGUAGE sql"
    )
    return CreateRoutine("FUNCTION", name, tuple(type_ for _, type_ in taken), text, or_replace)


bodies = texts.map(lambda text: text.replace("$", ""))

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(_procedure, verbs, relations, arguments, bodies, st.booleans()),
    st.builds(_function, verbs, relations, st.lists(types, max_size=3), bodies, st.booleans()),
    st.builds(AlterRoutine, st.just("PROCEDURE"), relations, named, rename=names),
    st.builds(AlterRoutine, st.just("FUNCTION"), relations, named, owner=users),
    st.builds(
        DropRoutine,
        st.sampled_from(("PROCEDURE", "FUNCTION")),
        relations,
        named,
        st.booleans(),
        st.booleans(),
    ),
)
