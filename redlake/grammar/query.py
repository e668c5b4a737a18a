"""A view's query: its text to the byte, and what can be known of it without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from redlake.grammar.lineage import sources
from redlake.grammar.mentions import mentioned
from redlake.grammar.names import PUBLIC_SCHEMA, Relation
from redlake.grammar.outputs import output_names
from redlake.grammar.reader import Reader
from redlake.grammar.sameness import Essence, essence, essences
from redlake.grammar.tokens import Kind, Token, UnreadableError, tokenize

_SYSTEM_SCHEMA = "pg_catalog"
_OF_SYSTEM = ("pg_", "stl_", "stv_", "svl_", "svv_", "svcs_", "sys_")


@dataclass(frozen=True, eq=False)
class Query:
    """Two queries are equal if they differ in white space and comments only.

    Names and keywords are folded as Redshift folds them; ``case_sensitive`` says how.
    Strings are exact.
    """

    text: str
    case_sensitive: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Query):
            return NotImplemented
        if (self.text, self.case_sensitive) == (other.text, other.case_sensitive):
            return True
        return self._essence == other._essence

    def __hash__(self) -> int:
        return hash(self._essence)

    @cached_property
    def _essence(self) -> Essence:
        return essence(self.text, case_sensitive=self.case_sensitive)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations that it reads, sorted, each once; no names of its own WITH clauses.

        Unqualified names stand in ``public``, but for system tables and views (``pg_*``,
        ``stl_*``, ``stv_*``, ``svl_*``, ``svv_*``, ``svcs_*``, ``sys_*``): ``pg_catalog``.
        What sqlglot cannot parse is no query of Redshift's for that: then they are the names
        after FROM and JOIN.

        Raises:
            UnreadableError: it is no query.
        """
        return tuple(sorted({_relation(name) for name in self._sources}))

    @cached_property
    def unqualified(self) -> tuple[str, ...]:
        """The relations that it names without a schema, which a late-binding view may not.

        Raises:
            UnreadableError: it is no query.
        """
        return tuple(sorted({name[0] for name in self._sources if len(name) == 1}))

    @cached_property
    def columns(self) -> tuple[str, ...] | None:
        """The names of its columns; None where they are not to be told without a server."""
        return output_names(self.text, case_sensitive=self.case_sensitive)

    @cached_property
    def calls(self) -> tuple[Relation, ...]:
        """The functions that it calls, built-in ones among them, and all that looks like one.

        Raises:
            UnreadableError: it is no query.
        """
        found = mentioned(self.text, case_sensitive=self.case_sensitive)
        return tuple(sorted(found.calls))

    @cached_property
    def ordered(self) -> str | None:
        """ORDER BY, LIMIT or OFFSET, if it has one at its outermost level.

        Raises:
            UnreadableError: it falls into no tokens.
        """
        tokens = _without_parentheses(tokenize(self.text))
        for index, _ in _outermost(tokens):
            for words in _ORDERING:
                if _begins(tokens[index : index + 2], words):
                    return " ".join(words)
        return None

    @cached_property
    def _sources(self) -> frozenset[tuple[str, ...]]:
        demand_query(self.text, tokenize(self.text))
        return sources(self.text, case_sensitive=self.case_sensitive)

    def keeps_columns_of(self, other: Query) -> bool:
        """Whether its columns are surely those of ``other``, by name, type and order.

        Types are not known here: so all but the conditions, groups, order and limits of the
        outermost SELECT must be the same. A ``*`` there is never sure, unless the two are
        equal: it stands for what its relation had when the view was created.
        """
        if self == other:
            return True
        ours, theirs = _columns(self), _columns(other)
        return ours is not None and ours == theirs


def read_query(at: Reader) -> tuple[Query, bool]:
    """Reads a query up to the end, and whether WITH NO SCHEMA BINDING follows it."""
    tokens = at.remainder()
    binding = Reader(at.sql, tokens[-len(BINDING) :])
    late_binding = binding.take(*BINDING) and binding.done()
    if late_binding:
        tokens = tokens[: -len(BINDING)]
    if not tokens:
        at.fail("a query", binding.rest[0] if binding.rest else None)
    demand_query(at.sql, tokens)
    text = at.sql[tokens[0].start : tokens[-1].end]
    return Query(text, at.case_sensitive), late_binding


BINDING = ("WITH", "NO", "SCHEMA", "BINDING")


def demand_query(sql: str, tokens: Sequence[Token]) -> None:
    """Sees that the tokens may be a query.

    Raises:
        UnreadableError: they begin with neither SELECT nor WITH, hold more than one
            statement, or a parenthesis in them stands alone.
    """
    at = Reader(sql, tokens)
    while at.take("("):
        pass
    if not at.sees("SELECT") and not at.sees("WITH"):
        at.fail("SELECT or WITH")
    opened: list[Token] = []
    for token in tokens:
        if token.is_symbol(";") or token.kind is Kind.COMMAND:
            raise UnreadableError("a query ends here", token.start, "take one statement")
        if token.is_symbol("("):
            opened.append(token)
        elif token.is_symbol(")"):
            if not opened:
                raise UnreadableError(
                    "a parenthesis was never opened", token.start, "remove it, or open it: ("
                )
            opened.pop()
    if opened:
        raise UnreadableError("a parenthesis is never closed", opened[-1].start, "close it: )")


def _relation(name: tuple[str, ...]) -> Relation:
    match name:
        case (relation,):
            of_system = relation.startswith(_OF_SYSTEM)
            return Relation(_SYSTEM_SCHEMA if of_system else PUBLIC_SCHEMA, relation)
        case (schema, relation):
            return Relation(schema, relation)
    return Relation(name[1], name[2], name[0])


_ORDERING = (("ORDER", "BY"), ("LIMIT",), ("OFFSET",))
_CONDITIONS = (("WHERE",), ("GROUP", "BY"), ("HAVING",), *_ORDERING)
_SET_OPERATORS = ("UNION", "INTERSECT", "EXCEPT", "MINUS")


def _columns(query: Query) -> Essence | None:
    """What decides on the columns: all up to the first condition after the outermost FROM.

    None where that is not to be told: of set operations, and where a ``*`` does.
    """
    try:
        tokens = _without_parentheses(tokenize(query.text))
    except UnreadableError:
        return None
    from_ = end = None
    select = 0
    for index, token in _outermost(tokens):
        if token.is_word(*_SET_OPERATORS):
            return None
        if token.is_word("SELECT"):
            select = index
        elif from_ is None and token.is_word("FROM"):
            from_ = index
        elif from_ is not None and end is None and _begins_condition(tokens[index : index + 2]):
            end = index
    if any(_is_star(tokens, index) for index, _ in _outermost(tokens[:from_]) if index > select):
        return None
    deciding = tokens[:end]
    return tuple(essences(query.text, deciding, case_sensitive=query.case_sensitive))


def _begins_condition(ahead: Sequence[Token]) -> bool:
    return any(_begins(ahead, words) for words in _CONDITIONS)


def _begins(ahead: Sequence[Token], words: Sequence[str]) -> bool:
    return len(ahead) >= len(words) and all(
        token.is_word(word) for token, word in zip(ahead, words, strict=False)
    )


def _is_star(tokens: Sequence[Token], index: int) -> bool:
    """Whether this is a ``*`` for all columns, rather than one that multiplies."""
    if not tokens[index].is_symbol("*"):
        return False
    before, after = tokens[index - 1], tokens[index + 1 : index + 2]
    return (
        before.is_word("SELECT", "DISTINCT", "ALL")
        or before.is_symbol(".")
        or before.is_symbol(",")
        or not after
        or after[0].is_word("FROM", "EXCLUDE", "INTO")
        or after[0].is_symbol(",")
    )


def _without_parentheses(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without the parentheses around all of them."""
    while len(tokens) > 1 and tokens[0].is_symbol("(") and tokens[-1].is_symbol(")"):
        # Those of (a) UNION (b) are not around all.
        if 0 in accumulate(_deeper(token) for token in tokens[:-1]):
            break
        tokens = tokens[1:-1]
    return tokens


def _outermost(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens in no parentheses, with their index."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += _deeper(token)
        if depth == 0:
            yield index, token


def _deeper(token: Token) -> int:
    return int(token.is_symbol("(")) - int(token.is_symbol(")"))
