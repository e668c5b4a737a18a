"""Rows and columns as the Data API spells them.

https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Field.html
https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ColumnMetadata.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from redlake.sandbox.wire import Column

_BOOL, _NUMERIC = 16, 1700
_BPCHAR = 1042
_INTEGERS = {21: ("int2", 5), 23: ("int4", 10), 20: ("int8", 19), 26: ("oid", 10)}
_FLOATS = {700: ("float4", 8), 701: ("float8", 17)}
_OTHERS = {
    _BOOL: ("bool", 1),
    19: ("name", 63),
    1082: ("date", 13),
    1083: ("time", 15),
    1114: ("timestamp", 29),
    1184: ("timestamptz", 35),
}
_HEADER = 4  # what a type modifier counts beside the length


def fields(columns: Sequence[Column], row: Sequence[str | None]) -> list[Mapping[str, Any]]:
    """One row, each value by its type; what has no type of its own there is a string."""
    return [_field(column.type_oid, value) for column, value in zip(columns, row, strict=True)]


def _field(type_oid: int, value: str | None) -> Mapping[str, Any]:
    if value is None:
        return {"isNull": True}
    if type_oid in _INTEGERS:
        return {"longValue": int(value)}
    if type_oid in _FLOATS and math.isfinite(float(value)):
        return {"doubleValue": float(value)}  # JSON has no other numbers
    if type_oid == _BOOL:
        return {"booleanValue": value == "t"}
    return {"stringValue": value}


def metadata(column: Column) -> Mapping[str, Any]:
    """A column; which table it is of, and whether that lets it be null, is not known here."""
    name, precision, scale = _type(column)
    number = column.type_oid in _INTEGERS or column.type_oid in _FLOATS or name == "numeric"
    return {
        "name": column.name,
        "label": column.name,
        "typeName": name,
        "precision": precision,
        "scale": scale,
        "length": 0,
        "nullable": 2,
        "isSigned": number,
        "isCurrency": False,
        "isCaseSensitive": not number and name in ("varchar", "bpchar", "name"),
        "schemaName": "",
        "tableName": "",
    }


def _type(column: Column) -> tuple[str, int, int]:
    """The type's name with its precision and scale."""
    known = {**_INTEGERS, **_FLOATS, **_OTHERS}.get(column.type_oid)
    if known is not None:
        return (*known, 0)
    if column.type_oid == _NUMERIC:
        if column.type_modifier < 0:
            return "numeric", 0, 0
        modifier = column.type_modifier - _HEADER
        return "numeric", modifier >> 16, modifier & 0xFFFF
    length = column.type_modifier - _HEADER if column.type_modifier >= 0 else 0
    # All other text is varchar to Redshift.
    return ("bpchar" if column.type_oid == _BPCHAR else "varchar"), length, 0
