"""Options of a statement: read in any order, each once; and what several statements share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from redlake.grammar.names import literal
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, Token, UnreadableError

UNLIMITED = "UNLIMITED"

Option = tuple[str, Callable[[Reader], Any]]
"""The field that an option fills, and how what follows its leading words is read."""

Refused = Mapping[str, tuple[str, str]]
"""Words that must not come, with the message and the way out for each."""


class Named(NamedTuple):
    """What an option says that may come again with another name."""

    name: str
    value: Any


def read_options(
    at: Reader, options: Mapping[str, Option], what: str, refused: Refused = MappingProxyType({})
) -> dict[str, Any]:
    """Reads options up to the end of the statement: what they say, by field.

    The field of Named ones holds a tuple of them.

    Args:
        at: what is left of it.
        options: by leading words; where some begin as others do, the longer ones first.
        what: what may stand there, for messages.
        refused: what looks like an option, and is none.
    """
    found: dict[str, Any] = {}
    said: dict[str, str] = {}
    while (token := at.token) is not None:
        for wrong, (message, way_out) in refused.items():
            refuse(at, wrong, message, way_out)
        words = next((words for words in options if at.take(*words.split())), None)
        if words is None:
            at.fail(what)
        field, read = options[words]
        value = read(at)
        once = field
        if isinstance(value, Named):
            once, words = f"{field} {value.name}", f"{words} {value.name}"
            value = (*found.get(field, ()), value)
        if once in said:
            _refuse_second(token, words, said[once])
        said[once] = words
        found[field] = value
    return found


def _refuse_second(token: Token, second: str, first: str) -> NoReturn:
    if second == first:
        raise UnreadableError(f"{second} is said twice", token.start, "say it once")
    raise UnreadableError(f"{second} does not go with {first}", token.start, "keep one of them")


def says(value: object) -> Callable[[Reader], Any]:
    """For an option that is its leading words and nothing else: what they say."""
    return lambda _: value


def refuse(at: Reader, words: str, message: str, way_out: str) -> None:
    """Refuses ``words`` if they come next."""
    token = at.token
    if token is not None and at.sees(*words.split()):
        raise UnreadableError(message, token.start, way_out)


def refuse_if_not_exists(at: Reader, command: str) -> None:
    refuse(at, "IF NOT", f"{command} has no IF NOT EXISTS", "remove it")


def refuse_if_exists(at: Reader, command: str) -> None:
    refuse(at, "IF EXISTS", f"{command} has no IF EXISTS", "remove it")


def refuse_list(at: Reader, command: str) -> None:
    refuse(at, ",", f"{command} drops one at a time", "write a statement for each")


def refuse_more(at: Reader, command: str, *words: str) -> None:
    """Sees that the statement ends here, and that no other change begins with ``words``."""
    if at.token is not None and at.token.is_word(*words):
        message = f"{command} changes one thing at a time"
        raise UnreadableError(message, at.token.start, "write a statement for each change")
    at.end()


def count(at: Reader, what: str) -> int:
    """Reads a whole number that is not negative."""
    if at.token is None or at.token.kind is not Kind.NUMBER:
        at.fail(what)
    return at.number()


def limit(at: Reader) -> int | str:
    """Reads what follows CONNECTION LIMIT.

    -1 is no limit, as in PostgreSQL, and as the Terraform provider for Redshift says it.
    """
    if at.take(UNLIMITED):
        return UNLIMITED
    minus = at.token
    found = -count(at, "1") if at.take("-") else count(at, "a number or UNLIMITED")
    if found < -1:
        at.fail("a number or UNLIMITED", minus)
    return UNLIMITED if found == -1 else found


def flag(at: Reader) -> bool:
    """Reads ``[=] TRUE`` or ``[=] FALSE``."""
    at.take("=")
    return at.choose("TRUE", "FALSE") == "TRUE"


def iam_role(at: Reader) -> str:
    """Reads what follows IAM_ROLE, as SQL: DEFAULT, or a literal."""
    if at.take("DEFAULT"):
        return "DEFAULT"
    if at.token is None or at.token.kind is not Kind.STRING:
        at.fail("'a role's ARN', 'SESSION' or DEFAULT")
    return literal(at.string())


def boolean(value: bool) -> str:
    return "TRUE" if value else "FALSE"
