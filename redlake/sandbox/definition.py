"""A table of the Data Catalog as Glue describes it, and the formats that files have there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Columns = tuple[tuple[str, str], ...]

_OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
_LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
_HIVE = "org.apache.hadoop.hive.ql.io"
CSV: Mapping[str, Any] = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": f"{_HIVE}.HiveIgnoreKeyTextOutputFormat",
    "SerdeInfo": {"SerializationLibrary": _OPEN_CSV, "Parameters": {"separatorChar": ","}},
}
CSV_HEADER = {"skip.header.line.count": "1", "classification": "csv"}
PARQUET: Mapping[str, Any] = {
    "InputFormat": f"{_HIVE}.parquet.MapredParquetInputFormat",
    "OutputFormat": f"{_HIVE}.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": f"{_HIVE}.parquet.serde.ParquetHiveSerDe"},
}


@dataclass(frozen=True)
class Definition:
    """What SQL must know of a table of Glue's; two are equal if SQL sees no difference.

    Names are in lower case, as Redshift sees them. ``storage`` and ``parameters`` are
    Glue's StorageDescriptor, without its columns, and the table's parameters, as JSON.
    """

    database: str
    name: str
    kind: str
    columns: Columns
    partitions: Columns
    location: str
    storage: str
    parameters: str

    @classmethod
    def of(cls, database: str, table: Mapping[str, Any]) -> Definition:
        """Reads a table of Glue's."""
        storage = dict(table.get("StorageDescriptor") or {})
        columns = _columns(storage.pop("Columns", None) or ())
        return cls(
            database.lower(),
            str(table["Name"]).lower(),
            table.get("TableType") or "EXTERNAL_TABLE",
            columns,
            _columns(table.get("PartitionKeys") or ()),
            storage.get("Location") or "",
            json.dumps(storage, sort_keys=True, default=str),
            json.dumps(table.get("Parameters") or {}, sort_keys=True, default=str),
        )

    @property
    def separator(self) -> tuple[str, bool]:
        """What stands between the fields of a text file, and whether they may be in quotes.

        Raises ValueError for one that is no single character.
        """
        serde = json.loads(self.storage).get("SerdeInfo") or {}
        parameters = serde.get("Parameters") or {}
        if serde.get("SerializationLibrary") == _LAZY:
            said = parameters.get("field.delim", parameters.get("serialization.format"))
            return _hives_separator(said), False
        return _one_character(parameters.get("separatorChar") or ","), True

    @property
    def header_lines(self) -> int:
        """How many lines a text file begins with that are no rows.

        Raises ValueError for what is no number of lines.
        """
        said = str(json.loads(self.parameters).get("skip.header.line.count") or "0")
        if not re.fullmatch(r"[0-9]{1,9}", said):
            raise ValueError(f"skip.header.line.count is no number of lines: {said}")
        return int(said)

    @property
    def described(self) -> str:
        """JSON for the catalog's views."""
        storage = json.loads(self.storage)
        serde = storage.get("SerdeInfo") or {}
        return json.dumps(
            {
                "location": self.location,
                "input_format": storage.get("InputFormat"),
                "output_format": storage.get("OutputFormat"),
                "serialization_lib": serde.get("SerializationLibrary"),
                "serde_parameters": json.dumps(serde.get("Parameters") or {}),
                "compressed": int(bool(storage.get("Compressed"))),
                "parameters": self.parameters,
                "columns": [
                    *({"name": name, "type": type_, "key": 0} for name, type_ in self.columns),
                    *(
                        {"name": name, "type": type_, "key": key}
                        for key, (name, type_) in enumerate(self.partitions, 1)
                    ),
                ],
            }
        )


def postgres_type(glue_type: str) -> str:
    """The PostgreSQL type that holds what a column of ``glue_type`` holds.

    Raises ValueError for a type that has no plain counterpart (arrays, structs, maps).
    """
    name = glue_type.strip().lower()
    if name in _POSTGRES_TYPES:
        return _POSTGRES_TYPES[name]
    sized = re.fullmatch(r"(decimal|char|varchar)\(\s*(\d{1,5})\s*(?:,\s*(\d{1,5})\s*)?\)", name)
    if sized is not None and _is_possible(sized[1], int(sized[2]), sized[3]):
        return name
    raise ValueError(f'no PostgreSQL type for the Glue type "{glue_type}"')


_POSTGRES_TYPES = {
    "string": "varchar",
    "boolean": "boolean",
    "tinyint": "smallint",
    "smallint": "smallint",
    "int": "integer",
    "bigint": "bigint",
    "float": "real",
    "double": "double precision",
    "decimal": "decimal(10,0)",
    "date": "date",
    "timestamp": "timestamp",
}


def _is_possible(name: str, size: int, scale: str | None) -> bool:
    # https://docs.aws.amazon.com/athena/latest/ug/data-types.html
    if name == "decimal":
        return 1 <= size <= 38 and int(scale or 0) <= size
    return scale is None and 1 <= size <= {"char": 255, "varchar": 65535}[name]


def _hives_separator(said: Any) -> str:
    """As Hive reads it: a number is the byte's, and nothing is Control-A.

    https://github.com/apache/hive/blob/master/serde/src/java/org/apache/hadoop/hive/serde2/lazy/LazyUtils.java
    """
    text = "1" if said in (None, "") else str(said)
    if re.fullmatch(r"\d{1,3}", text, re.ASCII) and int(text) < 128:
        text = chr(int(text))
    return _one_character(text)


def _one_character(said: Any) -> str:
    text = str(said)
    if len(text) != 1 or text in '\r\n\0"':
        raise ValueError(f"the separator is not one character between fields: {text!r}")
    return text


def _columns(columns: Any) -> Columns:
    return tuple((str(each["Name"]).lower(), str(each.get("Type") or "")) for each in columns)
