"""Redshift's functions as the embedded PostgreSQL has them: names and parentheses spliced.

Every edit is a point: what stands between the parentheses is left to other edits.
"""

from __future__ import annotations

from collections.abc import Iterator

from redlake.grammar.tokens import Kind
from redlake.sandbox.translation import lengths, names
from redlake.sandbox.translation.base import Edit, Source, not_imitated, spliced
from redlake.sandbox.translation.calls import Call, calls, text_of
from redlake.sandbox.wire import SqlError

# In schema redshift, by the names that they have in Redshift.
_OWN = {
    **{
        name: name
        for name in (
            *("add_months", "avg", "charindex", "concat", "convert_timezone", "date_trunc"),
            *("getdate", "is_valid_json", "is_valid_json_array", "json_array_length"),
            *("json_extract_array_element_text", "json_extract_path_text", "last_day", "len"),
            *("months_between", "next_day", "regexp_count", "regexp_instr"),
            *("regexp_replace", "regexp_substr", "sha2", "split_part", "stddev", "stddev_pop"),
            *("stddev_samp", "strtol", "to_date", "to_timestamp", "var_pop", "var_samp"),
            "variance",
        )
    },
    # What rewriting makes of LISTAGG in windows.
    "listagg_distinct": "listagg_distinct",
    "listagg_in_window": "listagg",
    "date_part": "pgdate_part",
    "dateadd": "date_add",
    "datediff": "date_diff",
    "pgdate_part": "pgdate_part",
    "textlen": "len",
}
# Their first argument names a part of a date, without quotes perhaps.
_OF_DATE_PARTS = ("date_part", "dateadd", "datediff", "date_trunc", "pgdate_part")
# The same in PostgreSQL, by another name.
_RENAMED = {"dexp": "exp", "dlog1": "ln", "dlog10": "log", "nvl": "coalesce"}

# Redshift has them; the sandbox has no type for what they return, or no algorithm.
_NOT_IMITATED = frozenset(
    """
    array array_concat array_flatten bpcharcmp bttext_pattern_cmp can_json_parse checksum
    collate crc32 current_aws_account current_namespace current_user_id date_cmp
    date_cmp_timestamp date_cmp_timestamptz date_part_year difference
    explain_model farmfingerprint64 farmhash64 fnv_hash from_hex from_varbyte func_sha1
    get_array_length getbit
    interval_cmp is_array is_bigint is_boolean is_char is_decimal is_float is_integer
    is_object is_scalar is_smallint is_varchar isnull json_parse json_serialize
    json_serialize_to_varbyte json_size json_typeof lower_attribute_names object
    object_transform octetindex pg_last_copy_count pg_last_copy_id pg_last_query_id
    pg_last_unload_count pg_last_unload_id role_is_member_of sha sha1 slice_num soundex
    split_to_array subarray text_to_int_alt text_to_numeric_alt timestamp_cmp
    timestamp_cmp_date timestamp_cmp_timestamptz timestamptz_cmp timestamptz_cmp_date
    timestamptz_cmp_timestamp to_varbyte upper_attribute_names user_is_member_of varbyte
    """.split()  # noqa: SIM905
)
_NOT_IMITATED_PREFIXES = ("h3_", "hll", "st_")

# PostgreSQL has them, and Redshift does not:
# https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-functions.html
_REFUSED = frozenset(
    (
        *(
            "array_agg",
            "bit_length",
            "clock_timestamp",
            "concat_ws",
            "convert_from",
            "convert_to",
            "corr",
        ),
        *(
            "covar_pop",
            "covar_samp",
            "div",
            "encode",
            "every",
            "format",
            "gen_random_uuid",
            "justify_days",
        ),
        *("justify_hours", "justify_interval", "overlay", "regexp_match", "regexp_matches"),
        *(
            "regexp_split_to_array",
            "regexp_split_to_table",
            "setseed",
            "string_agg",
            "string_to_array",
        ),
        *("transaction_timestamp", "width_bucket"),
        # Of a later PostgreSQL than Redshift's.
        *("array_to_json", "json_agg", "json_array_elements", "json_array_elements_text"),
        *("json_build_array", "json_build_object", "json_each", "json_each_text"),
        *("json_extract_path", "json_object", "json_object_agg", "json_populate_record"),
        *("json_strip_nulls", "json_to_record", "make_date", "make_interval", "make_time"),
        *("make_timestamp", "make_timestamptz", "row_to_json", "to_json", "to_jsonb"),
    )
)

_REFUSED_PREFIXES = ("jsonb_", "pg_advisory_", "pg_try_advisory_")

_SORTING = ("listagg", "median", "percentile_cont")


def edits(source: Source) -> Iterator[Edit]:
    """What is spliced where functions are called.

    Raises:
        SqlError: one is not imitated, or Redshift refuses how it is called.
    """
    for call in calls(source.tokens):
        if (own := own_name(call.name)) is not None:
            yield _named(call, own)
        elif call.name in _RENAMED:
            yield _named(call, _RENAMED[call.name])
        if call.name in _OF_DATE_PARTS and call.arguments:
            yield from _date_part(source, *call.arguments[0])
        elif call.name in _SPLICED:
            yield from _SPLICED[call.name](source, call)
    yield from _words(source)


def own_name(function: str) -> str | None:
    """What the sandbox calls a function that it has made anew; None for others.

    Raises:
        SqlError: it is not imitated, or there is none in Redshift.
    """
    if function in _NOT_IMITATED or function.startswith(_NOT_IMITATED_PREFIXES):
        raise not_imitated(f"function {function}")
    if function in _REFUSED or function.startswith(_REFUSED_PREFIXES):
        raise SqlError("42883", f"function {function}() does not exist")
    return f"redshift.{_OWN[function]}" if function in _OWN else None


def _named(call: Call, name: str) -> Edit:
    token = call.tokens[call.at]
    return Edit(token.start, token.end, name)


def _closed(source: Source, at: int, text: str) -> Edit:
    """``text`` behind the parenthesis at ``at``."""
    return _instead(source, at, at + 1, f"){text}")


def _instead(source: Source, start: int, end: int, text: str) -> Edit:
    """``text`` in the place of the tokens from ``start`` to ``end``."""
    return Edit(source.tokens[start].start, source.tokens[end - 1].end, text)


def _date_part(source: Source, start: int, end: int) -> Iterator[Edit]:
    token = source.tokens[start]
    if end == start + 1 and token.kind in (Kind.WORD, Kind.NAME):
        yield Edit(token.start, token.end, names.literal(token.value.lower()))


def _extract(source: Source, call: Call) -> Iterator[Edit]:
    """``EXTRACT(part FROM time)``."""
    part, from_ = call.opening + 1, call.opening + 2
    if from_ < call.closing and source.tokens[from_].is_word("FROM"):
        yield _named(call, "redshift.date_part")
        yield from _date_part(source, part, part + 1)
        yield _instead(source, from_, from_ + 1, ",")


def _nvl2(source: Source, call: Call) -> Iterator[Edit]:
    """``NVL2(value, if it is not null, if it is)``."""
    if len(call.commas) != 2:
        raise SqlError("42601", 'syntax error at or near "nvl2"')
    first, second = call.commas
    yield _instead(source, call.at, call.opening + 1, "CASE WHEN (")
    yield _instead(source, first, first + 1, ") IS NOT NULL THEN (")
    yield _instead(source, second, second + 1, ") ELSE (")
    yield _closed(source, call.closing, " END")


def _convert(source: Source, call: Call) -> Iterator[Edit]:
    """``CONVERT(type, value)``."""
    commas = call.commas
    if len(commas) != 1:
        raise SqlError("42601", 'syntax error at or near "convert"')
    type_ = _type(source, call.opening + 1, commas[0])
    yield _instead(source, call.at, commas[0] + 1, "CAST((")
    yield _closed(source, call.closing, f" AS {type_})")


def _try_cast(source: Source, call: Call) -> Iterator[Edit]:
    """``TRY_CAST(value AS type)``."""
    as_ = _as(source, call)
    type_ = _type(source, as_ + 1, call.closing)
    yield _instead(source, call.at, call.opening + 1, "redshift.try_cast((")
    yield _instead(source, as_, call.closing, f"), {names.literal(type_)}, CAST(NULL AS {type_})")


def _as(source: Source, call: Call) -> int:
    """The last AS between the parentheses."""
    for at in range(call.closing - 1, call.opening, -1):
        if source.tokens[at].is_word("AS"):
            return at
    raise SqlError("42601", f'syntax error at or near "{call.name}"')


def _type(source: Source, start: int, end: int) -> str:
    """A type as PostgreSQL reads it."""
    inside = Source.of(text_of(source, start, end))
    return spliced(inside.text, lengths.of_cast(inside.tokens) if inside.tokens else ())


def _listagg(source: Source, call: Call) -> Iterator[Edit]:
    """``LISTAGG(…) WITHIN GROUP (ORDER BY …)``: the order goes into the call."""
    yield _named(call, "redshift.listagg")
    if (group := call.group_behind("WITHIN", "GROUP")) is not None:
        yield _instead(source, call.closing, group[0] + 1, " ")


def _median(source: Source, call: Call) -> Iterator[Edit]:
    """``MEDIAN(value)``, in a window or not."""
    yield _instead(source, call.at, call.opening + 1, "redshift.median(array_agg(")
    over = call.group_behind("OVER")
    yield _closed(source, call.closing if over is None else over[1], ")")


def _percentile(source: Source, call: Call) -> Iterator[Edit]:
    """``PERCENTILE_CONT(number) WITHIN GROUP (ORDER BY value)``, in a window or not."""
    group = call.group_behind("WITHIN", "GROUP")
    if group is None or not source.tokens[group[0] + 1].is_word("ORDER"):
        raise SqlError("42601", f'syntax error at or near "{call.name}"')
    over = call.group_behind("OVER", start=group[1] + 1)
    if call.name == "percentile_disc" and over is None:
        raise not_imitated("percentile_disc without OVER")
    last = group[1] - 1
    descending = source.tokens[last].is_word("DESC")
    from_above = descending and call.name == "percentile_cont"
    yield _instead(
        source, call.at, call.opening + 1, f"redshift.{call.name}({'1 - ' * from_above}("
    )
    yield _instead(source, call.closing, group[0] + 3, "), array_agg(")
    if source.tokens[last].is_word("ASC", "DESC"):
        yield _instead(source, last, last + 1, "")
    which = f", {str(descending).lower()}" if call.name == "percentile_disc" else ""
    yield _closed(source, group[1] if over is None else over[1], f"{which})")


_SPLICED = {
    "convert": _convert,
    "extract": _extract,
    "listagg": _listagg,
    "median": _median,
    "nvl2": _nvl2,
    "percentile_cont": _percentile,
    "percentile_disc": _percentile,
    "try_cast": _try_cast,
}


def _words(source: Source) -> Iterator[Edit]:
    """Words of Redshift's that are no calls."""
    for at, token in enumerate(source.tokens):
        if token.kind is not Kind.WORD:
            continue
        before = source.tokens[at - 1] if at else None
        free = before is None or not (before.is_symbol(".") or before.is_word("AS"))
        following = source.tokens[at + 1 : at + 3]
        if token.is_word("SYSDATE") and free:
            yield Edit(token.start, token.end, "redshift.sysdate()")
        elif token.is_word("APPROXIMATE") and following:
            if not following[0].is_word("COUNT"):
                raise not_imitated(f"APPROXIMATE {following[0].value}")
            yield Edit(token.start, token.end, "")
        elif token.is_word("RESPECT") and following and following[0].is_word("NULLS"):
            yield Edit(token.start, following[0].end, "")
        elif token.is_word("MINUS") and following and following[0].is_word("SELECT", "ALL"):
            yield Edit(token.start, token.end, "EXCEPT")


def demand_one_order(source: Source) -> None:
    """Refuses aggregates of one query that sort by different things.

    https://docs.aws.amazon.com/redshift/latest/dg/r_PERCENTILE_CONT.html
    """
    orders: dict[int, str] = {}
    for call in calls(source.tokens):
        if call.name not in _SORTING:
            continue
        group = call.group_behind("WITHIN", "GROUP")
        last = call.closing if group is None else group[1]
        if call.group_behind("OVER", start=last + 1) is not None:
            continue
        if call.name == "median":
            order = call.texts(source)[0] if call.arguments else ""
        elif group is None:
            continue
        else:
            order = text_of(source, group[0] + 3, group[1])
        tokens = [token.value.lower() for token in Source.of(order).tokens]
        said = " ".join(tokens).removesuffix(" asc")
        if orders.setdefault(_query_of(source, call.at), said) != said:
            raise SqlError(
                "0A000", "within group ORDER BY clauses for aggregate functions must be the same"
            )


def _query_of(source: Source, at: int) -> int:
    """The SELECT that a token belongs to."""
    depth = 0
    for place in range(at, -1, -1):
        token = source.tokens[place]
        if token.is_symbol(")"):
            depth += 1
        elif token.is_symbol("("):
            depth = max(depth - 1, 0)
        elif depth == 0 and token.is_word("SELECT"):
            return place
    return 0
