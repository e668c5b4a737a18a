"""Glue's Data Catalog of the stand-in's account, for whoever reads its tables in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from moto.glue.models import GlueBackend, glue_backends

from redlake.sandbox.definition import Columns, Definition
from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.refusals import Conflict, Invalid
from redlake.sandbox.lake import Busy, Read
from redlake.sandbox.standin import StandIn
from redlake.sandbox.translation import names
from redlake.sandbox.wire import SqlError

Follower: TypeAlias = Callable[[Read], None]

# What is in none of Glue's own texts:
# https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")

_READING = ("Get", "List", "Search", "BatchGet", "Query", "Check")


class Catalog:
    """The databases and tables in moto's memory, in the stand-in's own Region.

    ``follower`` is called with a way to all of them after each call that may have changed one.
    """

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._added: list[tuple[str, str, dict[str, Any]]] = []
        self.follower: Follower | None = None

    @property
    def _glue(self) -> GlueBackend:
        # Not kept: an account that is emptied has another one.
        return glue_backends[self._standin.account][self._standin.region]

    def databases(self) -> list[str]:
        return list(dict.fromkeys(name.lower() for name in self._glue.databases))

    def definitions(self) -> list[Definition]:
        return [
            Definition.of(database.name, table.as_dict())
            for database in self._glue.databases.values()
            for table in database.tables.values()
        ]

    def admit(self, call: Call) -> None:
        """Refuse a call that would make what SQL could not name, or not even hold."""
        if any(map(_NO_TEXT.search, _texts(call.parameters))):
            raise Invalid("sandbox: a text with a NUL, or with half of a surrogate pair")
        try:
            for database, name in _named(call.parameters):
                names.schema(names.CATALOG_DATABASE, database.lower())
                names.identifier(name)
        except SqlError as error:
            raise Invalid(error.message) from error

    def changed(self, call: Call) -> None:
        """What ``call`` has done, if it may have changed anything, is followed."""
        if self.follower is None or call.action.startswith(_READING):
            return
        try:
            self.follower(lambda: (self.databases(), self.definitions()))
        except Busy as error:
            raise Conflict(
                "sandbox: a session holds what this changes; SQL sees it with the next change"
            ) from error

    def add(
        self,
        database: str,
        table: str,
        columns: Columns,
        partitions: Columns,
        location: str,
        storage: Mapping[str, Any],
        parameters: Mapping[str, str],
    ) -> None:
        """Put a table into the Data Catalog, with its database where that is missing."""
        definition = {
            "Name": table,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE", **parameters},
            "StorageDescriptor": {
                "Columns": [{"Name": name, "Type": kind} for name, kind in columns],
                "Location": location,
                **storage,
            },
            "PartitionKeys": [{"Name": name, "Type": kind} for name, kind in partitions],
        }
        self._added.append((database, table, definition))
        self._put(database, table, definition)

    def renew(self) -> None:
        """Put all that was added into a Data Catalog that has been emptied."""
        for added in self._added:
            self._put(*added)

    def _put(self, database: str, table: str, definition: dict[str, Any]) -> None:
        if database not in self._glue.databases:
            self._glue.create_database(database, {"Name": database})
        if table in self._glue.databases[database].tables:
            self._glue.update_table(database, table, definition)
        else:
            self._glue.create_table(database, table, definition)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a call's parameters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.items():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _named(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The database and the names of what a call is to make."""
    if "DatabaseInput" in parameters:
        yield parameters["DatabaseInput"].get("Name", ""), ""
    table = parameters.get("TableInput")
    if table is not None:
        database = parameters.get("DatabaseName", "")
        yield database, table.get("Name", "")
        described = (table.get("StorageDescriptor") or {}).get("Columns") or []
        for column in (*described, *(table.get("PartitionKeys") or [])):
            yield database, column.get("Name", "")
