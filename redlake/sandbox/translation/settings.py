"""SET, SHOW and RESET: the settings that Redshift has, and which of them mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from redlake.grammar.tokens import Cursor, Kind, Token
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    demand_end,
    not_imitated,
)
from redlake.sandbox.translation.names import listed, literal
from redlake.sandbox.wire import SqlError

CASE_SENSITIVE = "enable_case_sensitive_identifier"

# Kept and shown; only the first has an effect.
_KEPT = frozenset(
    {
        CASE_SENSITIVE,
        "analyze_threshold_percent",
        "cast_super_null_on_error",
        "describe_field_name_in_uppercase",
        "downcase_delimited_identifier",
        "enable_case_sensitive_super_attribute",
        "enable_result_cache_for_session",
        "enable_vacuum_boost",
        "json_serialization_enable",
        "json_serialization_parse_nested_strings",
        "mv_enable_aqmv_for_session",
        "navigate_super_null_on_error",
        "parse_super_null_on_error",
        "query_group",
        "spectrum_query_maxerror",
        "wlm_query_slot_count",
    }
)
_DEFAULTS = {
    "search_path": '"$user", public',
    "query_group": "unset",
    "spectrum_query_maxerror": "-1",
}

# PostgreSQL's settings of the same name and meaning.
_SHARED = frozenset(
    {
        "application_name",
        "client_encoding",
        "client_min_messages",
        "datestyle",
        "extra_float_digits",
        "statement_timeout",
        "timezone",
    }
)


def sets_case(statement: Sequence[Token]) -> bool:
    """Whether the statement may change how names are read."""
    return bool(statement) and statement[0].is_word("SET", "RESET")


def set_(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SET")
    scope = "LOCAL " if at.take("LOCAL") else ""
    at.take("SESSION")
    if at.sees("AUTHORIZATION") or at.sees("SESSION"):
        raise not_imitated("SET SESSION AUTHORIZATION")
    if at.sees("TRANSACTION") or at.sees("CHARACTERISTICS"):
        return Translation((source.text,))
    if at.take("TIME", "ZONE"):
        return Translation((f"SET {scope}timezone TO {source.rest(at)}",), "SET")
    name = context.name(at).lower()
    if not at.take("TO"):
        at.expect("=")
    value = source.rest(at)
    if name == "search_path":
        shown = _DEFAULTS[name] if at.take("DEFAULT") else value
        path = _search_path(Source.of(shown).cursor, context)
        return Translation(
            (
                f"SET {scope}search_path TO {path}",
                f"SET {scope}redshift.search_path TO {literal(shown)}",
            ),
            "SET",
        )
    if name == "client_encoding" and at.step().value.lower() not in ("utf8", "utf-8", "unicode"):
        raise not_imitated(f"client_encoding {value}")
    return Translation((f"SET {scope}{_known(name)} TO {value}",), "SET")


def of_a_user(source: Source, at: Cursor, context: Context) -> tuple[str, str]:
    """Reads ``name TO value`` of ALTER USER … SET; the value stays SQL.

    Raises:
        SqlError: there is no such setting.
    """
    name = context.name(at).lower()
    if name != "search_path":
        _known(name)
    if not at.take("TO"):
        at.expect("=")
    start = at.token
    values = listed(at, Cursor.step)
    assert start is not None
    return name, source.text[start.start : values[-1].end]


def at_login(settings: Mapping[str, str], context: Context) -> Iterator[str]:
    """What gives a user's session the settings that ALTER USER … SET keeps."""
    for name, value in settings.items():
        translating = set_(Source.of(f"SET {names.quoted(name)} TO {value}"), context)
        try:
            next(translating)
        except StopIteration as done:
            yield from done.value.sql


def keeps_case(settings: Mapping[str, str]) -> bool:
    """Whether a user's sessions begin with names that keep their case in quotes."""
    return settings.get(CASE_SENSITIVE, "").strip("'").lower() in ("on", "true", "yes", "1")


def default_search_path(context: Context) -> str:
    """What a session begins with, as PostgreSQL has it."""
    return _search_path(Source.of(_DEFAULTS["search_path"]).cursor, context)


def _search_path(at: Cursor, context: Context) -> str:
    said = listed(at, lambda at: _searched(at, context))
    demand_end(at)
    schemas = [
        context.user if name == "$user" else name
        for name in said
        if name != "$user" or names.has_schema(context.database, context.user)
    ]
    return ", ".join([*(names.schema(context.database, name) for name in schemas), "redshift"])


def _searched(at: Cursor, context: Context) -> str:
    token = at.token
    return at.string() if token is not None and token.kind is Kind.STRING else context.name(at)


def _known(name: str) -> str:
    """The setting as PostgreSQL knows it."""
    if name in _KEPT:
        return f"redshift.{name}"
    if name in _SHARED:
        return name
    raise SqlError("42704", f'unrecognized configuration parameter "{name}"')


def show(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SHOW")
    if at.take("TRANSACTION", "ISOLATION", "LEVEL") and at.done():
        return Translation((source.text,))
    name = context.name(at).lower()
    if not at.done():
        raise not_imitated(source.text.split("\n")[0])
    if name in _KEPT or name == "search_path":
        default = literal(_DEFAULTS.get(name, "off"))
        value = f"coalesce(nullif(current_setting('redshift.{name}', true), ''), {default})"
        return Translation((f"SELECT {value} AS {names.quoted(name)}",))
    if name in ("server_version", "server_encoding"):
        return Translation((source.text,))
    return Translation((f"SHOW {_known(name)}",))


def reset(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("RESET")
    if at.sees("SESSION") or at.sees("ALL"):
        raise not_imitated(source.opening(2))
    name = context.name(at).lower()
    if name == "search_path":
        translation = yield from set_(Source.of("SET search_path TO DEFAULT"), context)
        demand_end(at)
        return Translation(translation.sql, "RESET")
    demand_end(at)
    return Translation((f"RESET {_known(name)}",), "RESET")
