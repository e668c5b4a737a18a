"""CSV and Parquet files as lines of COPY's text format."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from redlake.sandbox.definition import Definition

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

SUFFIXES = (".csv", ".parquet")
_NULL = r"\N"
_DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_TEXT = re.compile(r"string|char\b.*|varchar\b.*")


class Unreadable(Exception):
    """A file that cannot be read as a table; says which, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


def lines(definition: Definition, root: Path, files: Sequence[Path]) -> Iterator[str]:
    """All rows of a table's files, its columns first and its partitions last.

    Raises:
        Unreadable: a file is no such file, or not one for the table.
    """
    for path in files:
        keys = partitions_of(path, root)
        last = []
        for name, _ in definition.partitions:
            if name not in keys:
                raise Unreadable(path, f"no folder {name}=… is above it")
            last.append(keys[name])
        read = _csv_rows if path.suffix == ".csv" else _parquet_rows
        for row in read(definition, path):
            yield "\t".join(_copied(value) for value in (*row, *last)) + "\n"


def partitions_of(path: Path, root: Path) -> dict[str, str | None]:
    """The partitions that the folders between a table's and a file's name say."""
    found: dict[str, str | None] = {}
    for folder in path.relative_to(root).parts[:-1]:
        key, is_one, value = folder.partition("=")
        if is_one:
            found[key.lower()] = None if value == _DEFAULT_PARTITION else unquote(value)
    return found


def _csv_rows(definition: Definition, path: Path) -> Iterator[list[str | None]]:
    """Fields by their place; one that is missing is null, as is an empty one of no text."""
    try:
        (separator, quoted), header_lines = definition.separator, definition.header_lines
    except ValueError as error:
        raise Unreadable(path, str(error)) from error
    text = [_TEXT.fullmatch(type_.lower()) is not None for _, type_ in definition.columns]
    rows = records(path, separator, quoted)
    for _, record in itertools.islice(rows, header_lines, None):
        yield [
            field if field or is_text else None
            for field, is_text in zip(record, text, strict=False)
        ] + [None] * (len(text) - len(record))


def records(
    path: Path, separator: str = ",", quoted: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The records of a text file, each with the number of its last line; empty lines are none.

    Raises:
        Unreadable: it is no CSV, or no UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(
                file,
                delimiter=separator,
                strict=True,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            )
            for record in reader:
                if any("\0" in field for field in record):
                    raise Unreadable(path, f"line {reader.line_num} holds a NUL")
                if record:
                    yield reader.line_num, record
    except UnicodeDecodeError as error:
        raise Unreadable(path, f"line {_undecodable(path)} is no UTF-8") from error
    except (TypeError, ValueError) as error:  # of csv, for a separator that it does not take
        raise Unreadable(path, str(error)) from error
    except csv.Error as error:
        raise Unreadable(path, f"line {reader.line_num}: {error}") from error
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error


def _undecodable(path: Path) -> int:
    """The number of the first line that is no UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.decode(errors="replace").encode() != line:
                return number
    raise AssertionError("every line is UTF-8")


def _parquet_rows(definition: Definition, path: Path) -> Iterator[list[str | None]]:
    """Columns by their names; one that the file lacks is null."""
    import pyarrow

    there = {name.lower(): (at, type_) for at, (name, type_) in enumerate(parquet_columns(path))}
    for name, type_ in definition.columns:
        if name in there and not _holds(type_, there[name][1]):
            reason = (
                f"column {name} is {there[name][1]} in the file, and {type_} in the Data Catalog"
            )
            raise Unreadable(path, reason)
    wanted = [there[name][0] if name in there else None for name, _ in definition.columns]
    try:
        with _opened(path) as file:
            for batch in file.iter_batches():
                nothing: list[str | None] = [None] * batch.num_rows
                values = [nothing if at is None else _values(batch.column(at)) for at in wanted]
                for row in range(batch.num_rows):
                    yield [column[row] for column in values]
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Unreadable(path, _first_line(error)) from error


def parquet_columns(path: Path) -> list[tuple[str, str]]:
    """The columns of a Parquet file, with Glue's types.

    Raises:
        Unreadable: it is no Parquet file, or a column has a type that is not imitated.
    """
    try:
        import pyarrow
    except ModuleNotFoundError:
        reason = 'Parquet takes pyarrow, which is missing: pip install "redlake[sandbox]"'
        raise Unreadable(path, reason) from None
    try:
        with _opened(path) as file:
            schema = file.schema_arrow
    except (pyarrow.ArrowException, OSError) as error:
        raise Unreadable(path, _first_line(error)) from error
    found = []
    for field in schema:
        type_ = _glue_type(field.type)
        if type_ is None:
            raise Unreadable(path, f"column {field.name} is {field.type}, which is not imitated")
        found.append((field.name, type_))
    return found


def _opened(path: Path) -> parquet.ParquetFile:
    from pyarrow import parquet

    return parquet.ParquetFile(path)


def _glue_type(type_: pyarrow.DataType) -> str | None:
    from pyarrow import types

    if types.is_dictionary(type_):
        return _glue_type(type_.value_type)
    if types.is_nested(type_) or types.is_binary(type_) or types.is_large_binary(type_):
        return _unreadable_type(type_)
    if types.is_timestamp(type_):
        return "timestamp"
    if types.is_decimal(type_):
        fits = 0 <= type_.scale <= type_.precision <= 38
        return f"decimal({type_.precision},{type_.scale})" if fits else None
    return _GLUE_TYPES.get(str(type_))


def _unreadable_type(type_: pyarrow.DataType) -> str | None:
    """Glue's name of a type that the table may have, and that fails when it is read."""
    from pyarrow import types

    if types.is_map(type_):
        inner = [_glue_type(type_.key_type), _glue_type(type_.item_type)]
        return None if None in inner else f"map<{','.join(map(str, inner))}>"
    if types.is_struct(type_):
        fields = [(field.name, _glue_type(field.type)) for field in type_]
        said = ",".join(f"{name}:{inner}" for name, inner in fields)
        return None if any(inner is None for _, inner in fields) else f"struct<{said}>"
    if types.is_nested(type_):
        element = _glue_type(type_.value_type) if hasattr(type_, "value_type") else None
        return None if element is None else f"array<{element}>"
    return "binary"


_GLUE_TYPES = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "uint8": "smallint",
    "uint16": "int",
    "uint32": "bigint",
    "float": "float",
    "double": "double",
    "string": "string",
    "large_string": "string",
    "date32[day]": "date",
    "date64[ms]": "date",
    "null": "string",
}


def _holds(declared: str, stored: str) -> bool:
    declared = declared.lower().replace(" ", "")
    if _TEXT.fullmatch(declared):
        return stored == "string"
    return {"decimal": "decimal(10,0)"}.get(declared, declared) == stored


def _values(column: pyarrow.Array) -> list[str | None]:
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_timestamp(column.type):
        # What is finer than a microsecond, Redshift has no place for either.
        import pyarrow

        column = column.cast(pyarrow.timestamp("us", column.type.tz), safe=False)
    return [None if value is None else _spelled(value) for value in column.to_pylist()]


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()
    return str(value)


def _copied(value: str | None) -> str:
    return _NULL if value is None else value.translate(_ESCAPED)


def _first_line(error: BaseException) -> str:
    return str(error).split("\n")[0].rstrip(". ")
