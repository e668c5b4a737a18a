"""PostgreSQL's errors and notices, with Redshift's names in them."""

from __future__ import annotations

import re

from redlake.sandbox import wire
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import not_imitated
from redlake.sandbox.wire import Message

# A place in the translated text, or in PostgreSQL's source, is none of the client's.
_INTERNAL = ("F", "L", "R", "W", "q", "p", "P")
_CANCELLED = "Query (0) cancelled on user's request"
_REPORTED = frozenset({"application_name", "client_encoding", "DateStyle", "TimeZone"})


def for_client(message: Message, database: str) -> Message | None:
    """``message`` of PostgreSQL's as a session in ``database`` gets it; None: not at all."""
    if message.tag in (b"E", b"N"):
        return Message(message.tag, _renamed(message, database).body)
    if message.tag == b"S":
        (name, _), _ = wire.strings(message.body, 2)
        return message if name in _REPORTED else None
    return message


def _renamed(message: Message, database: str) -> Message:
    fields = wire.error_fields(message)
    for key in ("M", "D", "H"):
        if key in fields:
            fields[key] = in_redshifts_words(fields[key], database)
    if fields.get("C") == "42883" and (what := _converted(fields["M"])):
        told = not_imitated(f"a value that becomes text by itself: {what}")
        fields |= {"C": told.code, "M": told.message, "H": ""}
    if "s" in fields:
        fields["s"] = fields["s"].removeprefix(f"{database}.")
    return wire.error_response(
        {key: text for key, text in fields.items() if text and key not in _INTERNAL}
    )


_TEXT = r"(?:text|character varying|character|bpchar)"
_OTHER = r"(?:smallint|integer|bigint|numeric|real|double precision|date|timestamp with.*)"
_OPERATOR = re.compile(rf"operator does not exist: (?:({_TEXT}|{_OTHER}) \S+ ({_TEXT}|{_OTHER}))")
_FUNCTION = re.compile(
    r"function (?:concat|initcap|length|lower|lpad|ltrim|btrim|position|repeat|replace|reverse"
    r"|rpad|rtrim|strpos|substr|substring|translate|upper|left|right)"
    r"\((.*)\) does not exist"
)


def _converted(said: str) -> str | None:
    """What a sentence says is not there for want of an implicit conversion that Redshift has.

    Numbers and times become text there ("Implicit conversion types", Amazon Redshift Database
    Developer Guide), and in PostgreSQL since 8.3 they do not.
    """
    if found := _OPERATOR.fullmatch(said):
        of_text = [re.fullmatch(_TEXT, side) is not None for side in found.groups()]
        if any(of_text) or " || " in said:
            return said.removeprefix("operator does not exist: ")
    elif (found := _FUNCTION.fullmatch(said)) and re.search(_OTHER, found[1]):
        return said.removeprefix("function ").removesuffix(" does not exist")
    return None


def in_redshifts_words(said: str, database: str) -> str:
    """A sentence of PostgreSQL's, with users, groups, roles, schemas, databases and such apart.

    Example:
        >>> in_redshifts_words('role "group:ops" does not exist', "dev")
        'group "ops" does not exist'
        >>> in_redshifts_words('permission denied for schema dev.sales', "dev")
        'permission denied for schema sales'
        >>> in_redshifts_words('permission denied for schema dev', "dev")
        'permission denied for database dev'
    """
    # The catalog's relations.
    said = re.sub(r'"redshift\.(?=\w+")', '"', said)
    # As PostgreSQL 8.0 says it: https://github.com/mage-ai/mage-ai/issues/2754, and
    # https://github.com/philsch/ansible-redshift/issues/11 for owners.
    said = re.sub(
        r"^(permission denied for|must be owner of) (table|(materialized )?view) ",
        r"\1 relation ",
        said,
    )
    said = re.sub(r'schema ("?)share:', r"datashare \1", said)
    here = re.escape(database)
    # What looks like a database's schema and has no dot in its name is the database.
    said = re.sub(
        rf'(for|of) schema ({here}|{names.CATALOG_DATABASE})(?![\w."])', r"\1 database \2", said
    )
    said = re.sub(rf'"{here}\.([^".]+)"(?=\.)', r"\1", said)
    said = re.sub(rf'"{here}\.(?=[^"]+")', '"', said)
    said = re.sub(rf'(?<![\w."$]){here}\.(?=\w)', "", said)
    said = said.replace("function redshift.", "function ")
    said = re.sub(r'role "(?!group:|role:)', 'user "', said)
    said = re.sub(r'role "(group|role):', r'\1 "', said)
    # Redshift keeps no keys, so that it has no such error.
    said = re.sub(r"^(duplicate key value violates)", r"sandbox: \1", said)
    # Redshift's own words: DROP VIEW in its Database Developer Guide; dialects' issues.
    said = re.sub(
        r"^canceling statement due to (statement timeout|user request)$", _CANCELLED, said
    )
    said = re.sub(r'^relation (".*" already exists)', r"Relation \1", said)
    return re.sub(r"^cannot drop view ", "can't drop view ", said)
