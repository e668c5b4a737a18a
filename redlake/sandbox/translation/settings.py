"""SET, SHOW and RESET: the settings that Redshift has and PostgreSQL lacks."""

from __future__ import annotations

from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    not_imitated,
)
from redlake.sandbox.translation.names import listed, literal

# Kept, shown, and without effect, but for the first.
REDSHIFT_ONLY = frozenset(
    {
        "enable_case_sensitive_identifier",
        "enable_result_cache_for_session",
        "query_group",
        "wlm_query_slot_count",
    }
)


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
    name = context.name(at)
    if not at.take("TO"):
        at.expect("=")
    value = source.text[at.rest[0].start :]
    if name == "search_path":
        schemas = [names.schema(context.database, schema) for schema in listed(at, context.name)]
        path = ", ".join([*schemas, "redshift"])
        return Translation(
            (
                f"SET {scope}search_path TO {path}",
                f"SET {scope}redshift.search_path TO {literal(value)}",
            ),
            "SET",
        )
    if name in REDSHIFT_ONLY:
        return Translation((f"SET {scope}redshift.{name} TO {value}",), "SET")
    return Translation((source.text,))


def show(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("SHOW")
    name = context.name(at)
    if at.done() and (name in REDSHIFT_ONLY or name == "search_path"):
        default = {"search_path": '"$user", public', "query_group": "unset"}.get(name, "off")
        value = f"coalesce(current_setting('redshift.{name}', true), {literal(default)})"
        return Translation((f"SELECT {value} AS {names.quoted(name)}",))
    if at.done() or name == "transaction":
        return Translation((source.text,))
    raise not_imitated(source.text.split("\n")[0])


def reset(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("RESET")
    if at.sees("SESSION"):
        raise not_imitated("RESET SESSION AUTHORIZATION")
    name = context.name(at)
    if name == "search_path":
        raise not_imitated("RESET search_path")
    prefix = "redshift." if name in REDSHIFT_ONLY else ""
    return Translation((f"RESET {prefix}{name}",), "RESET")
