"""A folder of files that is served as a Data Catalog.

``DIR/<database>/<table>.csv`` or ``.parquet`` is a table, and so is a folder
``DIR/<database>/<table>/`` with any number of them, in ``key=value`` folders or not. A
CSV file begins with a line of column names; its columns' types are inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from redlake.sandbox.definition import Columns
from redlake.sandbox.files import SUFFIXES, Unreadable, parquet_columns, partitions_of, records
from redlake.sandbox.translation import names
from redlake.sandbox.wire import SqlError


@dataclass(frozen=True)
class FolderTable:
    """A table of the folder; ``key`` is where it lies below, as a key of a bucket."""

    database: str
    name: str
    columns: Columns
    partitions: Columns
    key: str
    is_csv: bool


def tables(folder: Path) -> list[FolderTable]:
    """The tables of ``folder``, whose CSV files have been read to their ends.

    Raises:
        Unreadable: something in it is not part of a table that can be served; it names all
            tables of which that is so.
    """
    found: list[FolderTable] = []
    problems: list[Unreadable] = []
    for database in _visible(folder):
        try:
            entries = _visible(_demand_folder(database))
        except Unreadable as error:
            problems.append(error)
            continue
        for entry in entries:
            try:
                found.append(_table(database, entry))
            except Unreadable as error:
                problems.append(error)
    if len(problems) > 1:
        listed = "".join(f"\n{problem}" for problem in problems)
        raise Unreadable(folder, f"{len(problems)} of what is in it cannot be served{listed}")
    if problems:
        raise problems[0]
    if not found:
        raise Unreadable(folder, "no <database>/<table>.csv or .parquet is in it")
    seen: dict[tuple[str, str], FolderTable] = {}
    for table in found:
        other = seen.setdefault((table.database, table.name), table)
        if other is not table:
            raise Unreadable(folder / table.key, f"{folder / other.key} is this table already")
    return found


def files(root: Path, above: tuple[Path, ...] = ()) -> list[Path]:
    """The files of a table, in order; what Redshift does not look at is left out.

    ``above`` are the folders that it lies in, as far as they were looked into.

    Raises:
        Unreadable: a folder cannot be looked into, or leads back to one that it lies in.
    """
    if not root.is_dir():
        return [root]
    place = root.resolve()
    if place in above:
        raise Unreadable(root, f"is a link to {place}, which it lies in")
    return [file for entry in _visible(root) for file in files(entry, (*above, place))]


def _visible(directory: Path) -> list[Path]:
    """What is in a directory, but for names that Redshift Spectrum ignores."""
    try:
        entries = sorted(directory.iterdir())
    except OSError as error:
        raise Unreadable(directory, error.strerror or str(error)) from error
    return [
        entry for entry in entries if entry.name[0] not in "._#" and not entry.name.endswith("~")
    ]


def _demand_folder(database: Path) -> Path:
    if not database.is_dir():
        raise Unreadable(database, "is no folder; tables lie in a folder named for their database")
    return database


def _table(database: Path, entry: Path) -> FolderTable:
    found = files(entry)
    if not found:
        raise Unreadable(entry, "no .csv or .parquet file is in it")
    for file in found:
        if file.suffix not in SUFFIXES:
            reason = "is neither .csv nor .parquet; a name that begins with _ or . is left out"
            raise Unreadable(file, reason)
        if file.suffix != found[0].suffix:
            raise Unreadable(file, f"is {file.suffix}, and {found[0]} is {found[0].suffix}")
    is_file = entry.suffix in SUFFIXES and entry.is_file()
    name = (entry.stem if is_file else entry.name).lower()
    is_csv = found[0].suffix == ".csv"
    columns = _csv_columns(found) if is_csv else _parquet_columns(found)
    partitions = _partitions(entry, found)
    _demand_names(entry, database.name.lower(), name, (*columns, *partitions))
    key = f"{database.name}/{entry.stem if is_file else entry.name}"
    return FolderTable(database.name.lower(), name, columns, partitions, key, is_csv)


def _partitions(entry: Path, found: list[Path]) -> Columns:
    """The keys of ``key=value`` folders, which all files must have alike."""
    keys = list(partitions_of(found[0], entry if entry.is_dir() else entry.parent))
    for file in found[1:]:
        if list(partitions_of(file, entry)) != keys:
            raise Unreadable(file, f"does not lie in the same key=value folders as {found[0]}")
    return tuple((key, "string") for key in keys)


def _demand_names(entry: Path, database: str, name: str, columns: Columns) -> None:
    try:
        names.schema(names.CATALOG_DATABASE, database)
        for each in (name, *(column for column, _ in columns)):
            names.identifier(each)
    except SqlError as error:
        raise Unreadable(entry, error.message.removeprefix("sandbox: ")) from error
    seen = set()
    for column, _ in columns:
        if not column:
            raise Unreadable(entry, "a column has no name")
        if column in seen:
            raise Unreadable(entry, f"two columns are named {column}")
        seen.add(column)


def _parquet_columns(found: list[Path]) -> Columns:
    columns = _lower(parquet_columns(found[0]))
    for file in found[1:]:
        if _lower(parquet_columns(file)) != columns:
            raise Unreadable(file, f"has other columns than {found[0]}")
    return columns


def _lower(columns: list[tuple[str, str]]) -> Columns:
    return tuple((name.lower(), type_) for name, type_ in columns)


def _csv_columns(found: list[Path]) -> Columns:
    """The columns of CSV files, of the first type that all their fields are of."""
    header: list[str] | None = None
    possible: list[list[str]] = []
    for file in found:
        rows = records(file)
        first = _header(file, rows)
        if header is None:
            header = first
            possible = [list(_TYPES) for _ in header]
        elif first != header:
            raise Unreadable(file, f"has other columns than {found[0]}")
        for line, row in rows:
            if len(row) != len(header):
                reason = f"line {line} has {len(row)} fields, and the header {len(header)}"
                raise Unreadable(file, reason)
            for types, field in zip(possible, row, strict=True):
                if field:
                    types[:] = [type_ for type_ in types if _TYPES[type_](field)]
    assert header is not None
    empty = list(_TYPES)
    return tuple(
        (name, "string" if not types or types == empty else types[0])
        for name, types in zip(header, possible, strict=True)
    )


def _header(file: Path, rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    _, header = next(rows, (0, None))
    if header is None:
        raise Unreadable(file, "is empty; it begins with a line of column names")
    return [name.strip().lower() for name in header]


# A number that begins with a zero is a code, not a number.
_INTEGER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_DOUBLE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)


def _is_integer(field: str, bits: int) -> bool:
    if not _INTEGER.fullmatch(field) or len(field) > 20:
        return False
    return -(1 << bits - 1) <= int(field) < 1 << bits - 1


def _is_double(field: str) -> bool:
    return _DOUBLE.fullmatch(field) is not None and abs(float(field)) < float("1e308")


def _is_date(field: str) -> bool:
    return _DATE.fullmatch(field) is not None and _passes(date.fromisoformat, field)


def _is_timestamp(field: str) -> bool:
    return _TIMESTAMP.fullmatch(field) is not None and _passes(datetime.fromisoformat, field[:19])


def _passes(read: Callable[[str], object], field: str) -> bool:
    try:
        read(field)
    except ValueError:
        return False
    return True


# In the order of preference; a column that is none of these is a string.
_TYPES: dict[str, Callable[[str], bool]] = {
    "int": lambda field: _is_integer(field, 32),
    "bigint": lambda field: _is_integer(field, 64),
    "double": _is_double,
    "date": _is_date,
    "timestamp": _is_timestamp,
    "boolean": lambda field: field.lower() in ("true", "false"),
}
