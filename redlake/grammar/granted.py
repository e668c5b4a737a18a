"""What is granted on: objects, routines, schemas, scopes, roles, the system; read and written.

The forms are those of https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar.names import Relation, literal, quoted
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, Token, UnreadableError
from redlake.grammar.types import read_type


@dataclass(frozen=True)
class OnObjects:
    """``type``: TABLE, SCHEMA, DATABASE, LANGUAGE, DATASHARE, COPY JOB, MODEL, EXTERNAL TABLE,
    EXTERNAL SCHEMA, TEMPLATE. Of tables, models, templates and external tables the names are
    ``relations``, of all others ``names``. EXTERNAL TABLE's columns are its privileges'.
    ``database`` is where schemas stand, if that is not the statement's own: one that was
    created from a datashare.
    """

    type: str
    names: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    database: str = ""

    def sql(self) -> str:
        names = _qualified(self.names, self.database)
        return f"ON {self.type} {', '.join([*names, *(name.sql() for name in self.relations)])}"


class Routine(NamedTuple):
    """``arguments`` as in CreateRoutine."""

    name: Relation
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnRoutines:
    """``type``: FUNCTION or PROCEDURE."""

    type: str
    routines: tuple[Routine, ...]

    def sql(self) -> str:
        routines = (f"{name.sql()}({', '.join(types)})" for name, types in self.routines)
        return f"ON {self.type} {', '.join(routines)}"


@dataclass(frozen=True)
class OnAllIn:
    """ON ALL … IN SCHEMA; ``type``: TABLES, FUNCTIONS or PROCEDURES. ``database`` as in
    OnObjects.
    """

    type: str
    schemas: tuple[str, ...]
    database: str = ""

    def sql(self) -> str:
        schemas = ", ".join(_qualified(self.schemas, self.database))
        return f"ON ALL {self.type} IN SCHEMA {schemas}"


@dataclass(frozen=True)
class Scope:
    """FOR … IN, what exists and what will: scoped permissions.

    ``type``: SCHEMAS, TABLES, FUNCTIONS, PROCEDURES, LANGUAGES, COPY JOBS. With a schema,
    ``database`` may be empty: the statement's own.
    """

    type: str
    schema: str = ""
    database: str = ""

    def sql(self) -> str:
        schema = f" SCHEMA {quoted(self.schema)}" if self.schema else ""
        database = f" DATABASE {quoted(self.database)}" if self.database else ""
        return f"FOR {self.type} IN{schema}{database}"


@dataclass(frozen=True)
class OnSystem:
    """No object: system privileges, CREATE MODEL, and CONNECT (``workgroup`` for ON WORKGROUP)."""

    workgroup: bool = False

    def sql(self) -> str:
        return "ON WORKGROUP" if self.workgroup else ""


@dataclass(frozen=True)
class OnRoles:
    """Roles granted to users and roles; the command's privileges are empty."""

    names: tuple[str, ...]

    def sql(self) -> str:
        return ", ".join(f"ROLE {quoted(name)}" for name in self.names)


@dataclass(frozen=True)
class OnIamRoles:
    """ASSUMEROLE. ``arns`` are ARNs, or the single words ``default`` or ``ALL``.

    ``purposes``: ALL, COPY, UNLOAD, EXTERNAL FUNCTION, CREATE MODEL.
    """

    arns: tuple[str, ...]
    purposes: tuple[str, ...]

    def sql(self) -> str:
        """Without the purposes, which follow the grantees."""
        arns = (arn.upper() if arn in _ANY_IAM_ROLE else literal(arn) for arn in self.arns)
        return f"ON {', '.join(arns)}"


On = OnObjects | OnRoutines | OnAllIn | Scope | OnSystem | OnRoles | OnIamRoles

_ANY_IAM_ROLE = ("default", "ALL")
_OF_RELATIONS = ("TABLE", "MODEL", "TEMPLATE", "EXTERNAL TABLE")
_ALWAYS_KEYWORDS = ("TABLE", "LANGUAGE", "EXTERNAL TABLE", "EXTERNAL SCHEMA", "COPY JOB")
_KEYWORDS_BEFORE_NAMES = (
    "DATABASE",
    "SCHEMA",
    "FUNCTION",
    "PROCEDURE",
    "DATASHARE",
    "MODEL",
    "TEMPLATE",
)
_PURPOSES = ("ALL", "COPY", "UNLOAD", "EXTERNAL FUNCTION", "CREATE MODEL")


def read_on(at: Reader) -> OnObjects | OnRoutines | OnAllIn:
    """Reads what follows ON."""
    if at.take("ALL"):
        kind = at.choose("TABLES", "FUNCTIONS", "PROCEDURES")
        at.expect("IN", "SCHEMA")
        return OnAllIn(kind, *_schemas(at))
    kind = _type(at)
    if kind in ("FUNCTION", "PROCEDURE"):
        return OnRoutines(kind, at.listed(lambda: _routine(at)))
    if kind in _OF_RELATIONS:
        return OnObjects(kind, relations=at.listed(at.relation))
    if kind == "SCHEMA":
        names, database = _schemas(at)
        return OnObjects(kind, names, database=database)
    if kind == "DATASHARE":
        return OnObjects(kind, (at.name(),))
    return OnObjects(kind, at.listed(at.name))


def read_scope(at: Reader) -> Scope:
    """Reads what follows FOR."""
    kind = at.choose("SCHEMAS", "TABLES", "FUNCTIONS", "PROCEDURES", "LANGUAGES", "COPY JOBS")
    at.expect("IN")
    if kind in ("TABLES", "FUNCTIONS", "PROCEDURES") and at.choose("SCHEMA", "DATABASE") == (
        "SCHEMA"
    ):
        schema = at.name()
        return Scope(kind, schema, at.name() if at.take("DATABASE") else "")
    if kind in ("SCHEMAS", "LANGUAGES", "COPY JOBS"):
        at.expect("DATABASE")
    return Scope(kind, database=at.name())


def read_iam_roles(at: Reader) -> tuple[str, ...]:
    """Reads what ASSUMEROLE is on, after ON."""
    for word in _ANY_IAM_ROLE:
        if at.take(word.upper()):
            return (word,)
    return at.listed(lambda: read_arn(at))


def read_arn(at: Reader) -> str:
    """Reads a literal that holds an ARN."""
    token = at.token
    if token is None or token.kind is not Kind.STRING or not token.value.startswith("arn:"):
        at.fail("an ARN in quotes")
    return at.string()


def read_purposes(at: Reader) -> tuple[str, ...]:
    """Reads what ASSUMEROLE is for, with its FOR."""
    at.expect("FOR")
    purposes: list[str] = []
    while True:
        token = at.token
        purpose = at.choose(*_PURPOSES)
        assert token is not None
        if purpose in purposes or (purposes and "ALL" in (purpose, *purposes)):
            raise UnreadableError(
                f"{purpose} adds nothing to {', '.join(purposes)}",
                token.start,
                "name each purpose once, or ALL alone",
            )
        purposes.append(purpose)
        if not at.take(","):
            return tuple(purposes)


def read_role(at: Reader) -> str:
    """Reads a role's name.

    AWS writes the names of system roles without quotes, colon and all
    (https://docs.aws.amazon.com/redshift/latest/dg/r_roles-default.html).
    """
    first = at.token
    name = at.name("a role name")
    colon = at.token
    if _adjoins(first, colon) and at.take(":"):
        return f"{name}:{at.name('a role name')}"
    return name


def _adjoins(word: Token | None, next_one: Token | None) -> bool:
    return (
        word is not None
        and next_one is not None
        and word.kind is Kind.WORD
        and word.end == next_one.start
    )


def _type(at: Reader) -> str:
    """Reads the words that say what kind of object comes; a table's may be left out."""
    for kind in _ALWAYS_KEYWORDS:
        if at.take(*kind.split()):
            return kind
    for kind in _KEYWORDS_BEFORE_NAMES:
        # These words are names too: ON schema.t and ON model TO … speak of tables.
        if at.sees(kind) and not any(at.sees(kind, after) for after in (".", ",", "TO", "FROM")):
            at.step()
            return kind
    return "TABLE"


def _schemas(at: Reader) -> tuple[tuple[str, ...], str]:
    """Reads schemas, and the database they stand in where they are qualified with one."""
    names: list[str] = []
    database = ""
    while True:
        token = at.token
        name = at.name()
        before, name = (name, at.name()) if at.take(".") else ("", name)
        if names and before != database:
            assert token is not None
            raise UnreadableError(
                "schemas of several databases do not go together",
                token.start,
                "write a statement for each database",
            )
        database = before
        names.append(name)
        if not at.take(","):
            return tuple(names), database


def _routine(at: Reader) -> Routine:
    name = at.relation()
    at.expect("(")
    if at.take(")"):
        return Routine(name)
    arguments = at.listed(lambda: _argument(at))
    at.expect(")")
    return Routine(name, arguments)


_TYPES_GO_ON: Mapping[str, tuple[str, ...]] = {
    "CHARACTER": ("VARYING",),
    "CHAR": ("VARYING",),
    "NCHAR": ("VARYING",),
    "BINARY": ("VARYING",),
    "NATIONAL": ("CHARACTER", "CHAR"),
    "DOUBLE": ("PRECISION",),
    "TIME": ("WITH", "WITHOUT"),
    "TIMESTAMP": ("WITH", "WITHOUT"),
    "INTERVAL": ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"),
}
"""How types of several words go on. A word that any other follows is an argument's name."""


def _argument(at: Reader) -> str:
    """Reads ``[name] type``."""
    if any(at.sees(word, after) for word, afters in _TYPES_GO_ON.items() for after in afters):
        return read_type(at)
    following = at.rest[1:2]
    if following and following[0].kind in (Kind.WORD, Kind.NAME):
        at.name()
    return read_type(at)


def _qualified(names: tuple[str, ...], database: str) -> list[str]:
    prefix = f"{quoted(database)}." if database else ""
    return [f"{prefix}{quoted(name)}" for name in names]
