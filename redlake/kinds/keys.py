"""Keys: what tells one object of a State from another."""

from __future__ import annotations

from typing import NamedTuple

from redlake.grammar.names import Relation, quoted


class Key(NamedTuple):
    """An object's identity.

    ``type`` says in which of Redshift's namespaces the name stands: relations of all kinds
    share one, and so do schemas and external schemas. ``database`` is empty for what belongs
    to the whole of a warehouse: users, groups, roles and the databases themselves.
    """

    type: str
    database: str = ""
    schema: str = ""
    name: str = ""

    def __str__(self) -> str:
        """As a message names it: ``schema sales``, ``relation sales.daily``, ``PUBLIC``."""
        if self.type == "public":
            return "PUBLIC"
        return f"{self.type} {self.shown}".rstrip()

    @property
    def shown(self) -> str:
        """Its name with its schema, as SQL has it."""
        bare, bracket, arguments = self.name.partition("(")
        if self.type not in ("procedure", "function"):
            bare, bracket, arguments = self.name, "", ""
        named = ".".join(quoted(part) for part in (self.schema, bare) if part)
        return f"{named}{bracket}{arguments}"


EVERYONE = Key("public")

CATALOG = "awsdatacatalog"
"""The database that Redshift mounts over the account's Data Catalog."""


def user(name: str) -> Key:
    return Key("user", name=name)


def group(name: str) -> Key:
    return Key("group", name=name)


def role(name: str) -> Key:
    return Key("role", name=name)


def database(name: str) -> Key:
    return Key("database", name=name)


def schema(database: str, name: str) -> Key:
    return Key("schema", database, name=name)


def relation(name: Relation, database: str) -> Key:
    """``database`` is where the statement runs that says ``name``."""
    return Key("relation", name.database or database, name.schema, name.name)


def routine(word: str, name: Relation, arguments: tuple[str, ...], database: str) -> Key:
    """``word`` is PROCEDURE or FUNCTION."""
    signature = f"{name.name}({', '.join(arguments)})"
    return Key(word.lower(), name.database or database, name.schema, signature)
