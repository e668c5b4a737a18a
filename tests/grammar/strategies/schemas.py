"""CREATE, ALTER and DROP of SCHEMA and EXTERNAL SCHEMA."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.names import literal
from redlake.grammar.schemas import (
    AlterExternalSchema,
    AlterSchema,
    CreateExternalSchema,
    CreateSchema,
    DropSchema,
)
from tests.grammar.strategies import names, some, texts, users

quotas = st.just("UNLIMITED") | st.builds(
    "{} {}".format, st.integers(1, 99), st.sampled_from(("MB", "GB", "TB"))
)

_literals = texts.map(literal)
_roles = st.just("DEFAULT") | _literals
_ports = st.integers(0, 65535).map(str)
_authentications = st.sampled_from(("NONE", "IAM", "MTLS"))

# In the order in which they are printed.
OPTIONS: Mapping[str, st.SearchStrategy[str]] = {
    "DATABASE": _literals,
    "SCHEMA": _literals,
    "REGION": _literals,
    "IAM_ROLE": _roles,
    "AUTHENTICATION": _authentications,
    "AUTHENTICATION_ARN": _literals,
    "SECRET_ARN": _literals,
    "URI": _literals,
    "PORT": _ports,
    "CLUSTER_ARN": _literals,
    "CATALOG_ROLE": _literals,
    "CREATE EXTERNAL DATABASE IF NOT EXISTS": st.just(""),
    "CATALOG_ID": _literals,
}

SOURCES: Mapping[str, tuple[str, str]] = {
    "DATA CATALOG": (
        "DATABASE",
        "REGION IAM_ROLE CATALOG_ROLE CREATE_EXTERNAL_DATABASE CATALOG_ID",
    ),
    "HIVE METASTORE": ("DATABASE URI", "PORT IAM_ROLE REGION"),
    "POSTGRES": ("DATABASE URI", "SCHEMA PORT IAM_ROLE SECRET_ARN"),
    "MYSQL": ("DATABASE URI", "PORT IAM_ROLE SECRET_ARN"),
    "KINESIS": ("", "IAM_ROLE AUTHENTICATION"),
    "MSK": ("", "URI IAM_ROLE AUTHENTICATION AUTHENTICATION_ARN CLUSTER_ARN"),
    "KAFKA": ("URI", "IAM_ROLE AUTHENTICATION SECRET_ARN"),
    "REDSHIFT": ("DATABASE", "SCHEMA"),
}
"""What each source must be given, and what it may."""


@st.composite
def _options(draw: st.DrawFn, needed: str, possible: str) -> tuple[tuple[str, str], ...]:
    said = {*needed.split(), *draw(st.sets(st.sampled_from(possible.split())))}
    return tuple(
        (option, draw(values))
        for option, values in OPTIONS.items()
        if option.split(" IF ")[0].replace(" ", "_") in said
    )


def _external(source: str) -> st.SearchStrategy[CreateExternalSchema]:
    return st.builds(
        CreateExternalSchema, names, st.just(source), _options(*SOURCES[source]), st.booleans()
    )


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(CreateSchema, names, st.booleans(), st.none() | users, st.none() | quotas),
    st.builds(AlterSchema, names, rename=names),
    st.builds(AlterSchema, names, owner=users),
    st.builds(AlterSchema, names, quota=quotas),
    st.builds(DropSchema, some(names), st.booleans(), st.booleans(), st.booleans()),
    *map(_external, SOURCES),
    st.builds(
        AlterExternalSchema,
        names,
        _options("URI", "IAM_ROLE AUTHENTICATION AUTHENTICATION_ARN")
        | _options("SECRET_ARN", "IAM_ROLE AUTHENTICATION"),
    ),
)
