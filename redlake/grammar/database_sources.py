"""What CREATE DATABASE … FROM makes a database of.

The forms are those of https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_DATABASE.html.
"""

from __future__ import annotations

from collections.abc import Mapping

from redlake.grammar.names import literal, quoted
from redlake.grammar.options import boolean, count, flag, iam_role
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, UnreadableError

_INTERVAL = "REFRESH_INTERVAL"
_ORDER = ("ACCEPTINVCHARS", "QUERY_ALL_STATES", _INTERVAL, "TRUNCATECOLUMNS", "HISTORY_MODE")


def read_catalog(at: Reader) -> str:
    """Reads what follows FROM ARN: a database of the Data Catalog, as SQL."""
    source = f"ARN {literal(at.string())}"
    if at.choose("WITH DATA CATALOG SCHEMA", "WITH NO DATA CATALOG SCHEMA").startswith("WITH NO"):
        source += " WITH NO DATA CATALOG SCHEMA"
    else:
        source += f" WITH DATA CATALOG SCHEMA {_name_or_literal(at)}"
    if at.take("IAM_ROLE"):
        source += f" IAM_ROLE {iam_role(at)}"
    return source


def read_datashare(at: Reader) -> str:
    """Reads what follows FROM DATASHARE, as SQL."""
    source = f"DATASHARE {quoted(at.name('a datashare'))}"
    at.expect("OF")
    account = f" ACCOUNT {literal(at.string())}" if at.take("ACCOUNT") else ""
    at.expect("NAMESPACE")
    return f"{source} OF{account} NAMESPACE {literal(at.string())}"


def read_integration(at: Reader) -> str:
    """Reads what follows FROM INTEGRATION, as SQL: a zero-ETL integration and its options."""
    source = f"INTEGRATION {literal(at.string())}"
    if at.take("DATABASE"):
        source += f" DATABASE {_name_or_literal(at)}"
    some = at.take("SET")
    said: dict[str, str] = {}
    while (token := at.token) is not None and token.is_word(*_ORDER):
        option = at.step().value.upper()
        if option in said:
            raise UnreadableError(f"{option} is said twice", token.start, "say it once")
        said[option] = _setting(at, option)
    if some and not said:
        at.fail(" or ".join(_ORDER))
    return source + _printed(said)


def _setting(at: Reader, option: str) -> str:
    if option == _INTERVAL:
        return f" {count(at, 'a number of seconds')}"
    return f" = {boolean(flag(at))}"


def _printed(said: Mapping[str, str]) -> str:
    settings = "".join(f" {option}{said[option]}" for option in _ORDER if option in said)
    return f" SET{settings}" if settings else ""


def _name_or_literal(at: Reader) -> str:
    """Reads a name for which AWS's page has a string in one place and a name in another."""
    if at.token is not None and at.token.kind is Kind.STRING:
        return literal(at.string())
    return quoted(at.name())
