"""Procedures and functions: who they are is read, what they do is kept as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redlake.grammar.command import Command
from redlake.grammar.names import Relation, quoted
from redlake.grammar.reader import Reader
from redlake.grammar.sameness import essence, essences
from redlake.grammar.tokens import Kind, Token, UnreadableError, tokenize
from redlake.grammar.types import read_type


@dataclass(frozen=True, eq=False)
class CreateRoutine(Command):
    """``type`` is PROCEDURE or FUNCTION (also an EXTERNAL FUNCTION's).

    ``arguments`` are the types that tell routines of one name apart, each as Redshift names
    it (``integer``, ``character varying``); the name of ``INT`` is ``integer``. OUT arguments
    are not among them. ``text`` is the whole statement as written; two are equal if they
    differ in white space and comments outside the body, or in OR REPLACE only.
    """

    type: str
    name: Relation
    arguments: tuple[str, ...]
    text: str
    or_replace: bool = False

    def sql(self) -> str:
        """Its text, with or without OR REPLACE as ``or_replace`` says."""
        tokens = tokenize(self.text)
        replaces = _replaces(tokens)
        if replaces == self.or_replace:
            return self.text
        create = self.text[: tokens[0].end]
        if self.or_replace:
            return f"{create} OR REPLACE{self.text[tokens[0].end :]}"
        return f"{create}{self.text[tokens[2].end :]}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CreateRoutine):
            return NotImplemented
        return self.text == other.text or self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    def keeps_types_of(self, other: CreateRoutine) -> bool:
        """Whether it surely takes and returns the types of ``other``, OUT arguments among them.

        Then it may replace it
        (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_PROCEDURE.html).
        """
        return self._head == other._head

    @property
    def _head(self) -> object:
        """What the text says of arguments and of what is returned."""
        tokens = tokenize(self.text)
        first = next(index for index, token in enumerate(tokens) if token.is_symbol("("))
        head: list[Token] = []
        depth = 0
        for token in tokens[first:]:
            depth += token.is_symbol("(") - token.is_symbol(")")
            if depth == 0 and token.is_word(*_AFTER_TYPES):
                break
            head.append(token)
        return tuple(essences(self.text, head, case_sensitive=True))

    @property
    def _said(self) -> object:
        # Its names may be of any kind, users' among them, which keep their case in quotes.
        said = essence(self.text, case_sensitive=True)
        replaces = said[1:3] == (("name", "or"), ("name", "replace"))
        return (*said[:1], *said[3:]) if replaces else said


_AFTER_TYPES = ("NONATOMIC", "VOLATILE", "STABLE", "IMMUTABLE", "AS")


def _replaces(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 2 and tokens[1].is_word("OR") and tokens[2].is_word("REPLACE")


@dataclass(frozen=True)
class AlterRoutine(Command):
    """One of ``rename`` and ``owner``."""

    type: str
    name: Relation
    arguments: tuple[str, ...]
    rename: str | None = None
    owner: str | None = None

    def sql(self) -> str:
        new = f"RENAME TO {quoted(self.rename)}" if self.rename is not None else ""
        if self.owner is not None:
            new = f"OWNER TO {quoted(self.owner)}"
        return f"ALTER {self.type} {_signature(self)} {new}"


@dataclass(frozen=True)
class DropRoutine(Command):
    type: str
    name: Relation
    arguments: tuple[str, ...]
    if_exists: bool = False
    cascade: bool = False

    def sql(self) -> str:
        if_exists = "IF EXISTS " if self.if_exists else ""
        cascade = " CASCADE" if self.cascade else ""
        return f"DROP {self.type} {if_exists}{_signature(self)}{cascade}"


def _signature(routine: AlterRoutine | DropRoutine) -> str:
    return f"{routine.name.sql()}({', '.join(routine.arguments)})"


def read_arguments(at: Reader) -> tuple[str, ...]:
    """Reads a routine's arguments in their parentheses; returns the types that identify it."""
    if not at.take("("):
        at.fail("the types of its arguments in parentheses")
    if at.take(")"):
        return ()
    types = at.listed(lambda: _argument(at))
    at.expect(")")
    return tuple(type_ for type_ in types if type_ is not None)


def _argument(at: Reader) -> str | None:
    """Reads ``[mode] [name] [mode] type``; returns no type for what only comes out."""
    out = at.take("OUT")
    if not out and not at.take("IN"):
        at.take("INOUT")
    if not _is_type_alone(at):
        at.name("a name or a data type")
        # AWS has the mode behind the name, PostgreSQL before it
        # (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_PROCEDURE.html).
        out = at.take("OUT") or out
        if not at.take("IN"):
            at.take("INOUT")
    type_ = read_type(at)
    return None if out else type_


def _is_type_alone(at: Reader) -> bool:
    """Whether an argument without a name comes next; reads nothing."""
    ahead = Reader(at.sql, at.rest, case_sensitive=at.case_sensitive)
    try:
        read_type(ahead)
    except UnreadableError:
        return False
    return ahead.sees(",") or ahead.sees(")")


def _create(type_: str) -> Callable[[Reader], CreateRoutine]:
    def read(at: Reader) -> CreateRoutine:
        name, arguments = at.relation(), read_arguments(at)
        if type_ == "FUNCTION":
            at.expect("RETURNS")
            read_type(at)
        if not _has_body(at.remainder()):
            at.fail("AS and its body in dollar quotes")
        return CreateRoutine(type_, name, arguments, at.whole, _replaces(tokenize(at.whole)))

    return read


def _has_body(definition: Sequence[Token]) -> bool:
    return any(
        before.is_word("AS", "LAMBDA") and body.kind is Kind.STRING
        for before, body in pairwise(definition)
    )


def _alter(type_: str) -> Callable[[Reader], AlterRoutine]:
    def read(at: Reader) -> AlterRoutine:
        name, arguments = at.relation(), read_arguments(at)
        rename = owner = None
        if at.choose("RENAME TO", "OWNER TO") == "RENAME TO":
            rename = at.name()
        else:
            owner = at.user()
        at.end()
        return AlterRoutine(type_, name, arguments, rename, owner)

    return read


def _drop(type_: str) -> Callable[[Reader], DropRoutine]:
    def read(at: Reader) -> DropRoutine:
        if_exists = at.take("IF", "EXISTS")
        name, arguments = at.relation(), read_arguments(at)
        cascade = at.take("CASCADE")
        if not cascade:
            at.take("RESTRICT")
        at.end()
        return DropRoutine(type_, name, arguments, if_exists, cascade)

    return read


READERS: Mapping[str, Callable[[Reader], Command]] = {
    f"{verb} {words}": read(type_)
    for type_ in ("PROCEDURE", "FUNCTION")
    for verb, words, read in (
        ("CREATE", type_, _create),
        ("CREATE OR REPLACE", type_, _create),
        ("ALTER", type_, _alter),
        ("DROP", type_, _drop),
    )
} | {
    "CREATE EXTERNAL FUNCTION": _create("FUNCTION"),
    "CREATE OR REPLACE EXTERNAL FUNCTION": _create("FUNCTION"),
}
