"""Data types: every spelling that Redshift takes, and the one name it has for the type.

What a type is called tells routines of one name apart; its length and precision do not
(https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html).
"""

from __future__ import annotations

from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind

_SPELLINGS = {
    "smallint": "smallint, int2",
    "integer": "integer, int, int4",
    "bigint": "bigint, int8",
    "numeric": "numeric, decimal, dec",
    "real": "real, float4",
    "double precision": "double precision, float, float8",
    "boolean": "boolean, bool",
    "character": "character, char, nchar, bpchar, national character, national char",
    "character varying": "varchar, nvarchar, text, character varying, char varying,"
    " nchar varying, national character varying, national char varying",
    "varbyte": "varbyte, varbinary, binary varying",
    "date": "date",
    "time without time zone": "time, time without time zone",
    "time with time zone": "timetz, time with time zone",
    "timestamp without time zone": "timestamp, timestamp without time zone",
    "timestamp with time zone": "timestamptz, timestamp with time zone",
    "interval": "interval",
    "interval year to month": "intervaly2m",
    "interval day to second": "intervald2s",
    "super": "super",
    "geometry": "geometry",
    "geography": "geography",
    "hllsketch": "hllsketch",
    "refcursor": "refcursor",
    "anyelement": "anyelement",
    "record": "record",
    "oid": "oid",
    "name": "name",
}
_NAMES = {
    spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split(", ")
}
_LONGEST_FIRST = sorted(_NAMES, key=len, reverse=True)
_ZONES = ("with time zone", "without time zone")
_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
_OF_FLOAT4 = 24  # bits of its mantissa


def read_type(at: Reader) -> str:
    """Reads a data type in any spelling; returns Redshift's full name for it, in lower case.

    Raises:
        UnreadableError: no data type comes next.

    Example:
        >>> from redlake.grammar.tokens import tokenize
        >>> sql = "NATIONAL character varying(20)"
        >>> read_type(Reader(sql, tokenize(sql)))
        'character varying'
    """
    spelling = next((known for known in _LONGEST_FIRST if _take(at, known)), None)
    if spelling is None:
        at.fail("a data type")
    if spelling == "interval":
        return _interval(at)
    length = _length(at)
    if spelling == "float" and length is not None and length <= _OF_FLOAT4:
        return "real"
    if spelling in ("time", "timestamp"):
        # The precision stands between: TIMESTAMP (6) WITH TIME ZONE.
        zone = next((zone for zone in _ZONES if _take(at, zone)), _ZONES[1])
        return f"{spelling} {zone}"
    return _NAMES[spelling]


def _take(at: Reader, spelling: str) -> bool:
    return at.take(*spelling.upper().split())


def _length(at: Reader) -> int | None:
    """Reads ``(n)``, ``(p, s)`` or ``(MAX)``; returns the first number."""
    if not at.take("("):
        return None
    length = None
    if not at.take("MAX"):
        length = at.number()
        if at.take(","):
            at.number()
    at.expect(")")
    return length


def _interval(at: Reader) -> str:
    fields = []
    while at.token is not None and at.token.kind is Kind.WORD and at.token.is_word(*_FIELDS):
        fields.append(at.step().value.upper())
        _length(at)
        if not at.take("TO"):
            break
        if at.token is None or not at.token.is_word(*_FIELDS):
            at.fail(" or ".join(_FIELDS))
    if not fields:
        _length(at)
        return "interval"
    of_months = fields[0] in ("YEAR", "MONTH")
    return "interval year to month" if of_months else "interval day to second"
