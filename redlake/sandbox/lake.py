"""The Data Catalog's tables in PostgreSQL, as Glue says that they are now."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from redlake.sandbox import files, folder
from redlake.sandbox.definition import Columns, Definition, postgres_type
from redlake.sandbox.files import Unreadable
from redlake.sandbox.postgres import Postgres
from redlake.sandbox.sample import CatalogTable
from redlake.sandbox.superuser import PostgresRefused, Superuser
from redlake.sandbox.translation import names
from redlake.sandbox.translation.names import literal

Read: TypeAlias = Callable[[], tuple[Iterable[str], Iterable[Definition]]]

_MOST_COLUMNS = 1600  # of PostgreSQL's relations
_LOCKED = "55P03"
# What Redshift says of a file that it cannot read; the reason is in its hint here.
_SCAN = ("XX000", "Spectrum Scan Error")


class Busy(Exception):
    """A session holds a table, so that SQL does not see it as Glue has it now."""


class Storage:
    """What lies where the tables of the Data Catalog say: in place of S3.

    ``generated`` are tables whose rows are made, by location. All other locations are
    looked for in ``directory``: the key of any bucket is a path in it, with or without
    the file's suffix. What is not there has no rows.
    """

    def __init__(self, generated: Mapping[str, CatalogTable], directory: Path | None) -> None:
        self._generated = generated
        self._directory = directory

    def state(self, definition: Definition) -> object:
        """Equal as long as the rows are surely the same.

        Raises:
            Unreadable: they cannot even be looked for.
        """
        _, found = self._files(definition)
        try:
            return [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in found]
        except OSError as error:
            raise Unreadable(Path(error.filename), error.strerror or str(error)) from error

    def rows(self, definition: Definition) -> Iterator[str]:
        """The rows, as lines of COPY's text format.

        Raises:
            Unreadable: a file is not one for this table.
        """
        generated = self._generated.get(definition.location)
        if generated is not None:
            yield from generated.rows()
            return
        root, found = self._files(definition)
        for file in found:
            if file.suffix not in files.SUFFIXES:
                raise Unreadable(file, "is neither .csv nor .parquet")
        yield from files.lines(definition, root, found)

    def _files(self, definition: Definition) -> tuple[Path, list[Path]]:
        """A table's files, and the folder below which its partitions are."""
        key = unquote(urlsplit(definition.location).path).strip("/")
        if self._directory is None or not key:
            return Path(), []
        try:
            place = (self._directory / key).resolve()
            suffixed = (place.with_name(place.name + suffix) for suffix in files.SUFFIXES)
            for root in (place, *suffixed):
                if root.exists() and root.is_relative_to(self._directory.resolve()):
                    return (root if root.is_dir() else root.parent), folder.files(root)
        except (OSError, ValueError) as error:  # as a path with a NUL
            raise Unreadable(Path(definition.database, definition.name), str(error)) from error
        return Path(), []


class Lake:
    """Keeps PostgreSQL's tables as Glue and the storage have them; for all threads."""

    def __init__(self, postgres: Postgres, storage: Storage) -> None:
        self._postgres = postgres
        self._storage = storage
        self._lock = threading.Lock()
        self._databases: set[str] = set()
        self._known: dict[tuple[str, str], tuple[Definition, object]] = {}
        self._begun = (self._databases, self._known)

    def follow(self, read: Read) -> None:
        """Makes what is new, changes what has changed and drops what is gone.

        ``read`` says what there is; nobody else changes a table between that and the end.
        A table that cannot be read is there, and says why when it is read.

        Raises:
            Busy: a session holds one of them. What is left is done the next time.
        """
        with self._lock:
            self._change(*read(), demanding=False)

    def begin(self, databases: Iterable[str], definitions: Iterable[Definition]) -> None:
        """The same at the beginning, when every table must be readable.

        Raises:
            Unreadable: one is not.
        """
        with self._lock:
            self._change(databases, definitions, demanding=True)
        self._begun = (set(self._databases), dict(self._known))

    @contextlib.contextmanager
    def renewed(self) -> Iterator[None]:
        """Within it, PostgreSQL and Glue become what they were after the beginning.

        What changes in Glue meanwhile is followed afterwards.
        """
        with self._lock:
            yield
            self._databases, self._known = set(self._begun[0]), dict(self._begun[1])

    def _change(
        self, databases: Iterable[str], definitions: Iterable[Definition], *, demanding: bool
    ) -> None:
        wanted = {(each.database, each.name): each for each in definitions}
        with contextlib.closing(Superuser(self._postgres)) as admin:
            admin.run(
                "SET standard_conforming_strings = off; SET escape_string_warning = off;"
                " SET lock_timeout = '5s'"
            )
            try:
                self._follow(admin, set(databases), wanted, demanding)
            except PostgresRefused as error:
                if error.fields["C"] != _LOCKED:
                    raise
                raise Busy from error

    def _follow(
        self,
        admin: Superuser,
        databases: set[str],
        wanted: Mapping[tuple[str, str], Definition],
        demanding: bool,
    ) -> None:
        for database in sorted(databases - self._databases):
            schema = names.schema(names.CATALOG_DATABASE, database)
            admin.run(f"CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC")
            self._databases.add(database)
        for place in [place for place in self._known if place not in wanted]:
            admin.run("SELECT sandbox.remove_external_table({}, {})".format(*map(literal, place)))
            del self._known[place]
        for place, definition in wanted.items():
            self._follow_table(admin, place, definition, demanding)
        for database in sorted(self._databases - databases):
            admin.run(f"DROP SCHEMA {names.schema(names.CATALOG_DATABASE, database)}")
            self._databases.remove(database)

    def _follow_table(
        self, admin: Superuser, place: tuple[str, str], definition: Definition, demanding: bool
    ) -> None:
        """One table; what goes wrong with it is told to who reads it, and to nobody else."""
        columns = (*definition.columns, *definition.partitions)
        state: object = None
        try:
            state = self._storage.state(definition)
            if self._known.get(place) == (definition, state):
                return
            _put(admin, definition, self._load(admin, definition))
        except (Unreadable, ArithmeticError, LookupError, TypeError, ValueError) as error:
            # The latter come of files that their readers do not expect.
            if demanding:
                raise
            _put(admin, definition, _failing(columns, *_SCAN, f"sandbox: {error}"))
        except PostgresRefused as error:
            said = error.fields["M"]
            if demanding:
                raise Unreadable(Path(*place), said) from error
            if error.fields["C"] == _LOCKED:
                raise
            _put(admin, definition, _failing(columns, *_SCAN, f"sandbox: {said}"))
        self._known[place] = definition, state

    def _load(self, admin: Superuser, definition: Definition) -> str | None:
        """Fills ``sandbox_loading.rows`` with the rows; or a query that says why that failed."""
        columns = (*definition.columns, *definition.partitions)
        admin.run("DROP TABLE IF EXISTS sandbox_loading.rows")
        try:
            types = _types(definition.kind, columns)
        except ValueError as error:
            return _failing(columns, "0A000", f"sandbox: not imitated: {error}", None)
        listed = ", ".join(f"{names.quoted(name)} {type_}" for name, type_ in types)
        admin.run(f"CREATE TABLE sandbox_loading.rows ({listed})")
        admin.copy("sandbox_loading.rows", self._storage.rows(definition))
        return None


def _put(admin: Superuser, definition: Definition, failing: str | None) -> None:
    arguments = (definition.database, definition.name, failing, definition.described)
    admin.run(f"SELECT sandbox.put_external_table({', '.join(map(literal, arguments))})")


def _types(kind: str, columns: Columns) -> list[tuple[str, str]]:
    if kind == "VIRTUAL_VIEW":
        raise ValueError("a view of the Data Catalog")
    return [(name, postgres_type(type_)) for name, type_ in columns]


def _failing(columns: Columns, code: str, message: str, hint: str | None) -> str:
    """A query with these columns that fails when it is read."""
    said = ", ".join(map(literal, (code, message, hint)))
    nulls = []
    for name, glue_type in list(dict(columns).items())[:_MOST_COLUMNS]:
        try:
            type_ = postgres_type(glue_type)
        except ValueError:
            type_ = "varchar"
        nulls.append(f"NULL::{type_} AS {names.quoted(name)}")
    return f"SELECT {', '.join(nulls)} FROM sandbox.refuse({said})"
