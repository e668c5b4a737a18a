"""The corpus: statements as people write them, what each prints as, and what is refused where.

Items stand in ``corpus/valid/<family>.sql`` and ``corpus/invalid/<family>.sql``, with lines
of ``----`` between them. Header lines come first: of a valid statement ``-- prints:`` (where
that is not the statement as it stands; a line ends in it at each backslash and n) and
``-- sqlfluff:`` (why sqlfluff cannot read it), of an invalid one ``-- error:`` and ``-- at:``
(what begins at the error's offset, or ``end``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlfluff.core import Linter

from redlake.grammar.parse import parse
from redlake.grammar.tokens import UnreadableError

CORPUS = Path(__file__).parent / "corpus"
AT_LEAST = 400
HEADER = re.compile(r"-- (?P<key>prints|sqlfluff|error|at): (?P<value>.+)\n")

linter = Linter(dialect="redshift")


class Item(NamedTuple):
    place: str
    headers: dict[str, str]
    statement: str


def items(folder: str) -> Iterator[Item]:
    for file in sorted((CORPUS / folder).glob("*.sql")):
        line = 1
        for text in file.read_text(encoding="utf-8").split("\n----\n"):
            yield item(f"{file.name}:{line}", text.strip("\n"))
            line += text.count("\n") + 2


def item(place: str, text: str) -> Item:
    headers: dict[str, str] = {}
    while found := HEADER.match(text):
        assert found["key"] not in headers, f"{place}: two headers of one kind"
        headers[found["key"]] = found["value"]
        text = text[found.end() :]
    return Item(place, headers, text)


VALID = list(items("valid"))
INVALID = list(items("invalid"))

each_valid = pytest.mark.parametrize("item", [pytest.param(item, id=item.place) for item in VALID])
each_invalid = pytest.mark.parametrize(
    "item", [pytest.param(item, id=item.place) for item in INVALID]
)


@each_valid
def test_a_valid_statement_prints_as_the_corpus_says(item: Item) -> None:
    assert item.headers.keys() <= {"prints", "sqlfluff"}

    printed = item.headers.get("prints", item.statement).replace("\\n", "\n")

    assert printed == parse(item.statement).sql()


@each_valid
def test_what_is_printed_says_the_same(item: Item) -> None:
    command = parse(item.statement)

    assert command == parse(command.sql())


@each_valid
def test_sqlfluff_reads_it_too(item: Item) -> None:
    reads = not linter.parse_string(f"{item.statement};\n").violations

    if "sqlfluff" in item.headers:
        assert not reads, "a gap has closed: take the mark off"
    else:
        assert reads


@each_invalid
def test_an_invalid_statement_is_refused_where_it_goes_wrong(item: Item) -> None:
    assert item.headers.keys() == {"error", "at"}

    with pytest.raises(UnreadableError) as refusal:
        parse(item.statement)

    assert item.headers["error"] == refusal.value.message
    rest = item.statement[refusal.value.offset :].strip()
    assert rest.startswith(item.headers["at"]) if item.headers["at"] != "end" else not rest
    assert refusal.value.way_out


def test_the_corpus_is_large() -> None:
    assert len(VALID) + len(INVALID) >= AT_LEAST


def test_no_statement_is_in_the_corpus_twice() -> None:
    statements = [item.statement for item in VALID + INVALID]

    assert sorted(set(statements)) == sorted(statements)
