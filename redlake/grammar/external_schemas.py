"""CREATE and ALTER of EXTERNAL SCHEMA."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from redlake.grammar.command import Command
from redlake.grammar.names import literal, quoted
from redlake.grammar.options import Option, Refused, count, iam_role, read_options, says
from redlake.grammar.reader import Reader

DATA_CATALOG = "DATA CATALOG"
EXTERNAL_DATABASE = "CREATE EXTERNAL DATABASE IF NOT EXISTS"


@dataclass(frozen=True)
class CreateExternalSchema(Command):
    """``options`` are in the order of AWS's page, each as (option, SQL of its value).

    Options: DATABASE, SCHEMA, REGION, IAM_ROLE, AUTHENTICATION, AUTHENTICATION_ARN,
    SECRET_ARN, URI, PORT, CLUSTER_ARN, CATALOG_ROLE, CREATE EXTERNAL DATABASE IF NOT EXISTS
    with an empty value, and CATALOG_ID. A string's SQL is its literal, a word's is upper case.
    """

    name: str
    source: str  # DATA CATALOG, HIVE METASTORE, POSTGRES, MYSQL, KINESIS, MSK, KAFKA, REDSHIFT
    options: tuple[tuple[str, str], ...] = ()
    if_not_exists: bool = False

    @property
    def option(self) -> Mapping[str, str]:
        return dict(self.options)

    def sql(self) -> str:
        start = f"CREATE EXTERNAL SCHEMA {'IF NOT EXISTS ' * self.if_not_exists}"
        return f"{start}{quoted(self.name)} FROM {self.source}{_printed(self.options)}"


@dataclass(frozen=True)
class AlterExternalSchema(Command):
    """``options`` as those of CreateExternalSchema; IAM_ROLE, AUTHENTICATION,
    AUTHENTICATION_ARN, SECRET_ARN and URI can be altered.
    """

    name: str
    options: tuple[tuple[str, str], ...]

    def sql(self) -> str:
        return f"ALTER EXTERNAL SCHEMA {quoted(self.name)}{_printed(self.options)}"


def _printed(options: tuple[tuple[str, str], ...]) -> str:
    return "".join(f" {option} {value}".rstrip() for option, value in options)


_Options = tuple[tuple[str, str], ...]


def _says(option: str, read: Callable[[Reader], str]) -> Callable[[Reader], _Options]:
    return lambda at: ((option, read(at)),)


def _literal(at: Reader) -> str:
    return literal(at.string())


def _authentication(at: Reader) -> str:
    return at.choose("NONE", "IAM", "MTLS")


def _address(at: Reader) -> _Options:
    """Reads what follows URI."""
    uri = ("URI", _literal(at))
    if at.take("PORT"):
        return uri, ("PORT", str(count(at, "a port's number")))
    return (uri,)


# In the order of https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_SCHEMA.html,
# whose examples have them in other orders too.
_OPTIONS: Mapping[str, Option] = {
    "DATABASE": ("database", _says("DATABASE", _literal)),
    "SCHEMA": ("schema", _says("SCHEMA", _literal)),
    "REGION": ("region", _says("REGION", _literal)),
    "IAM_ROLE": ("role", _says("IAM_ROLE", iam_role)),
    "AUTHENTICATION": ("authentication", _says("AUTHENTICATION", _authentication)),
    "AUTHENTICATION_ARN": ("certificate", _says("AUTHENTICATION_ARN", _literal)),
    "SECRET_ARN": ("certificate", _says("SECRET_ARN", _literal)),
    "URI": ("address", _address),
    "CLUSTER_ARN": ("cluster", _says("CLUSTER_ARN", _literal)),
    "CATALOG_ROLE": ("catalog role", _says("CATALOG_ROLE", _literal)),
    EXTERNAL_DATABASE: ("external database", says(((EXTERNAL_DATABASE, ""),))),
    "CATALOG_ID": ("catalog", _says("CATALOG_ID", _literal)),
}
OPTIONS_IN_ORDER = [
    word for option in _OPTIONS for word in ((option, "PORT") if option == "URI" else (option,))
]

_NEEDED = {
    DATA_CATALOG: ("DATABASE",),
    "HIVE METASTORE": ("DATABASE", "URI"),
    "POSTGRES": ("DATABASE", "URI"),
    "MYSQL": ("DATABASE", "URI"),
    "KINESIS": (),
    "MSK": (),
    "KAFKA": ("URI",),
    "REDSHIFT": ("DATABASE",),
}
"""The sources, and what each must be given."""

_PORT: Refused = {"PORT": ("PORT stands apart from a URI", "write it right after the URI")}

_LACKING: Mapping[str, Refused] = {
    "MYSQL": {"SCHEMA": ("MYSQL has no SCHEMA", "remove it: in MySQL a database is the schema")},
    "HIVE METASTORE": {
        "CREATE EXTERNAL DATABASE": (
            "HIVE METASTORE has no CREATE EXTERNAL DATABASE",
            "create the database in Hive",
        )
    },
}
"""What AWS's page has for other sources only."""


def _create_external_schema(at: Reader) -> CreateExternalSchema:
    if_not_exists = at.take("IF", "NOT", "EXISTS")
    name = at.name("a schema's name")
    at.expect("FROM")
    # DATA CATALOG goes without saying.
    source = DATA_CATALOG if at.sees("DATABASE") else at.choose(*_NEEDED)
    refused = {**_PORT, **_LACKING.get(source, {})}
    said = _read(at, _OPTIONS, "an option of CREATE EXTERNAL SCHEMA", refused)
    for option in _NEEDED[source]:
        if option not in dict(said):
            at.fail(f"{option}, which {source} needs")
    return CreateExternalSchema(name, source, said, if_not_exists)


_ALTERABLE: Mapping[str, Option] = {
    **{
        words: _OPTIONS[words]
        for words in ("IAM_ROLE", "AUTHENTICATION", "AUTHENTICATION_ARN", "SECRET_ARN")
    },
    "URI": ("address", _says("URI", _literal)),
}

_FIXED: Refused = {
    **{
        words: (
            f"ALTER EXTERNAL SCHEMA cannot change {words}",
            "drop the schema and create it again",
        )
        for words in ("PORT", *(words for words in _OPTIONS if words not in _ALTERABLE))
    },
    **{
        words: (f"ALTER EXTERNAL SCHEMA has no {words}", f"write ALTER SCHEMA … {words} …")
        for words in ("OWNER TO", "RENAME TO")
    },
}


def _alter_external_schema(at: Reader) -> AlterExternalSchema:
    name = at.name("a schema's name")
    what = "an option of ALTER EXTERNAL SCHEMA"
    if at.done():
        at.fail(what)
    return AlterExternalSchema(name, _read(at, _ALTERABLE, what, _FIXED))


def _read(at: Reader, options: Mapping[str, Option], what: str, refused: Refused) -> _Options:
    said: Iterable[_Options] = read_options(at, options, what, refused).values()
    in_order = sorted(said, key=lambda options: OPTIONS_IN_ORDER.index(options[0][0]))
    return tuple(chain.from_iterable(in_order))


READERS: Mapping[str, Callable[[Reader], Command]] = {
    "CREATE EXTERNAL SCHEMA": _create_external_schema,
    "ALTER EXTERNAL SCHEMA": _alter_external_schema,
}
