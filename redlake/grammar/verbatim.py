"""Statements that are kept as text: tables, policies, models and all else that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from redlake.grammar.command import Command
from redlake.grammar.names import Relation
from redlake.grammar.reader import Reader
from redlake.grammar.sameness import essence


@dataclass(frozen=True, eq=False)
class Verbatim(Command):
    """A statement that redlake knows by its first words only, and runs as it stands.

    ``action`` is CREATE, ALTER, DROP, or RUN for what does nothing to an object that redlake
    knows of (INSERT, SET, CALL).
    ``type`` is that of the object: TABLE, EXTERNAL TABLE, EXTERNAL VIEW, MODEL, EXTERNAL
    MODEL, TEMPLATE, LIBRARY, RLS POLICY, MASKING POLICY, IDENTITY PROVIDER; empty for RUN,
    but for TEMPORARY TABLE where one is created.
    ``name`` is a Relation for tables, views, models and templates, and a folded name for all
    else. Two are equal if their texts differ in white space, comments and the case of
    keywords and unquoted names only.
    """

    action: str
    text: str = field(repr=False)  # there may be credentials in it
    type: str = ""
    name: Relation | str = ""
    if_not_exists: bool = False
    if_exists: bool = False
    cascade: bool = False

    def sql(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verbatim):
            return NotImplemented
        return self.text == other.text or self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> object:
        # Its names may be of any kind, users' among them, which keep their case in quotes.
        return essence(self.text, case_sensitive=True)


def run(at: Reader) -> Verbatim:
    """Reads the rest of a statement that makes and takes away nothing redlake knows of."""
    at.remainder()
    return Verbatim("RUN", at.whole)


_IN_SCHEMAS = ("TABLE", "EXTERNAL TABLE", "EXTERNAL VIEW", "MODEL", "EXTERNAL MODEL", "TEMPLATE")
_ELSEWHERE = ("LIBRARY", "RLS POLICY", "MASKING POLICY", "IDENTITY PROVIDER")
_TEMPORARY = "#"
TEMPORARY = "TEMPORARY TABLE"


def _create(type_: str) -> Callable[[Reader], Verbatim]:
    def read(at: Reader) -> Verbatim:
        if_not_exists = at.take("IF", "NOT", "EXISTS")
        name = _name(at, type_)
        # CREATE EXTERNAL VIEW has it behind the name.
        if_not_exists = at.take("IF", "NOT", "EXISTS") or if_not_exists
        if at.done():
            at.fail("its definition")
        at.remainder()
        if isinstance(name, Relation) and name.name.startswith(_TEMPORARY):
            return Verbatim("RUN", at.whole, TEMPORARY, name)
        return Verbatim("CREATE", at.whole, type_, name, if_not_exists=if_not_exists)

    return read


def _create_temporary(at: Reader) -> Verbatim:
    at.take("IF", "NOT", "EXISTS")
    name = at.relation()
    if at.done():
        at.fail("its definition")
    at.remainder()
    return Verbatim("RUN", at.whole, TEMPORARY, name)


def altered(at: Reader, type_: str, name: Relation | str) -> Verbatim:
    """Reads the rest of an ALTER, behind the name."""
    if at.done():
        at.fail("what to alter")
    at.remainder()
    return Verbatim("ALTER", at.whole, type_, name)


def _alter(type_: str) -> Callable[[Reader], Verbatim]:
    return lambda at: altered(at, type_, _name(at, type_))


def _drop(type_: str) -> Callable[[Reader], Verbatim]:
    def read(at: Reader) -> Verbatim:
        if_exists = at.take("IF", "EXISTS")
        name = _name(at, type_)
        if_exists = at.take("IF", "EXISTS") or if_exists
        # https://docs.aws.amazon.com/redshift/latest/dg/r_DROP_MASKING_POLICY.html
        cascade = type_ != "MASKING POLICY" and at.take("CASCADE")
        if not cascade:
            at.take("RESTRICT")
        at.end()
        return Verbatim("DROP", at.whole, type_, name, if_exists=if_exists, cascade=cascade)

    return read


def _name(at: Reader, type_: str) -> Relation | str:
    if type_ in _IN_SCHEMAS:
        return at.relation()
    name = at.name()
    if at.sees("."):
        # Of policies Redshift takes it, for another database that this one is joined with.
        at.fail("no database before the name")
    return name


def _run_more(at: Reader) -> Verbatim:
    if at.done():
        at.fail("more")
    return run(at)


_CREATED: Mapping[str, str] = {
    **{type_: type_ for type_ in (*_IN_SCHEMAS, *_ELSEWHERE)},
    "OR REPLACE TEMPLATE": "TEMPLATE",
    "OR REPLACE LIBRARY": "LIBRARY",
    "EXTERNAL PROTECTED VIEW": "EXTERNAL VIEW",
}

# DROP TABLE is also for external tables, and is read with the views'.
_DROPPED = [type_ for type_ in (*_IN_SCHEMAS, *_ELSEWHERE) if type_ not in ("TABLE",)]

# ALTER TABLE is also for external tables, and is read with the views'.
_ALTERED = [type_ for type_ in _DROPPED if type_ not in ("EXTERNAL TABLE", "LIBRARY")]

_TEMPORARILY = ("TEMP", "TEMPORARY", "LOCAL TEMP", "LOCAL TEMPORARY")

_RUN_AS_THEY_STAND = ("ANALYZE", "ANALYSE", "VACUUM")

_RUN_WITH_MORE = """
    ALTER SYSTEM, CALL, CANCEL, CLOSE, COPY, DEALLOCATE, DECLARE, DELETE, DESC, DESCRIBE,
    EXECUTE, EXPLAIN, FETCH, INSERT, LOCK, MERGE, PREPARE, RESET, SELECT, SET, SHOW, TRUNCATE,
    UNLOAD, UPDATE, USE, WITH
"""

READERS: Mapping[str, Callable[[Reader], Command]] = {
    **{f"CREATE {words}": _create(type_) for words, type_ in _CREATED.items()},
    **{f"CREATE {words} TABLE": _create_temporary for words in _TEMPORARILY},
    **{f"ALTER {type_}": _alter(type_) for type_ in _ALTERED},
    **{f"DROP {type_}": _drop(type_) for type_ in _DROPPED},
    **dict.fromkeys(_RUN_AS_THEY_STAND, run),
    **{" ".join(words.split()): _run_more for words in _RUN_WITH_MORE.split(",")},
}
