"""What is granted on the objects that a user will create."""

from __future__ import annotations

from itertools import product

from redlake.grammar.tokens import Cursor
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Context,
    Source,
    Translating,
    Translation,
    boolean,
    not_imitated,
    unread,
)
from redlake.sandbox.translation.names import array, listed, literal, user_name
from redlake.sandbox.wire import SqlError

# ALTER is not among them, and ALL is all of them.
_PRIVILEGES = {
    "TABLES": ("SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "REFERENCES", "TRUNCATE"),
    "FUNCTIONS": ("EXECUTE",),
    "PROCEDURES": ("EXECUTE",),
}


def alter_default_privileges(source: Source, context: Context) -> Translating:
    yield from ()
    at = source.cursor
    at.expect("ALTER", "DEFAULT", "PRIVILEGES")
    owners = listed(at, user_name) if at.take("FOR", "USER") else [context.user]
    schemas: list[str | None] = [None]
    if at.take("IN", "SCHEMA"):
        schemas = [names.schema(context.database, name) for name in listed(at, context.name)]
    verb = at.step().value.upper()
    if verb not in ("GRANT", "REVOKE"):
        raise SqlError("42601", f'syntax error at or near "{verb}"')
    option_for = verb == "REVOKE" and at.take("GRANT", "OPTION", "FOR")
    words = listed(at, _privilege)
    at.expect("ON")
    objects = at.step().value.upper()
    if objects not in _PRIVILEGES:
        raise SqlError("42601", f'syntax error at or near "{objects}"')
    privileges = array(dict.fromkeys(each for word in words for each in _expanded(word, objects)))
    at.expect("TO" if verb == "GRANT" else "FROM")
    recipients = listed(at, lambda at: _recipient(at, context))
    if not at.take("CASCADE"):
        at.take("RESTRICT")
    if not at.done():
        raise unread("ALTER DEFAULT PRIVILEGES", at)
    return Translation(
        tuple(
            f"SELECT sandbox.alter_default_privileges({literal(verb)}, {literal(owner)},"
            f" {literal(schema)}, {literal(objects)}, {privileges}, {literal(to)},"
            f" {boolean(option or option_for)})"
            for owner, schema, (to, option) in product(owners, schemas, recipients)
        ),
        "ALTER DEFAULT PRIVILEGES",
    )


def _privilege(at: Cursor) -> str:
    word = at.step().value.upper()
    if word == "ALL":
        at.take("PRIVILEGES")
    return word


def _expanded(word: str, objects: str) -> tuple[str, ...]:
    known = _PRIVILEGES[objects]
    if word == "ALL":
        return known
    if word not in known:
        raise not_imitated(f"privilege {word} on {objects.lower()} by default")
    return (word,)


def _recipient(at: Cursor, context: Context) -> tuple[str, bool]:
    """Reads a grantee, and WITH GRANT OPTION, which nobody but a user may have."""
    name = context.grantee(at)
    option = at.take("WITH", "GRANT", "OPTION")
    if option and name.startswith(("PUBLIC", '"group:', '"role:')):
        raise SqlError("0LP01", "grant options can only be granted to individual users")
    return name, option
