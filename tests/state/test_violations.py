"""What Redshift refuses: every case under ``violations/``, with SQLSTATE, message and place.

A file holds cases with lines of ``====`` between them; each is a script of which the last
statement is refused. Above that stand the header's comments: ``-- refused: SQLSTATE message``
and, where the message names a way out, ``-- way out: …``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from redlake.errors import Place, StateError
from redlake.grammar import script
from redlake.state import State, replay

HOME = "dev"
FILE = Path("upgrade.sql")
FILES = Path(__file__).parent / "violations"
_HEADER = re.compile(r"-- (?P<key>refused|way out): (?P<value>.+)\n")


class Refused(NamedTuple):
    name: str
    sqlstate: str
    message: str
    way_out: str | None
    script: str


def _cases() -> Iterator[Refused]:
    for file in sorted(FILES.glob("*.sql")):
        for number, text in enumerate(file.read_text(encoding="utf-8").split("====\n"), 1):
            said: dict[str, str] = {}
            rest = text.lstrip()
            while header := _HEADER.match(rest):
                said[header["key"]] = header["value"]
                rest = rest[header.end() :]
            sqlstate, _, message = said["refused"].partition(" ")
            yield Refused(f"{file.stem}-{number}", sqlstate, message, said.get("way out"), rest)


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_redshift_would_refuse_the_last_statement(case: Refused) -> None:
    statements = script.read(case.script, HOME, script.locator(FILE, case.script))
    *before, refused = statements
    there = replay(State.empty(HOME), before)
    place = Place(FILE, case.script[: refused.start].count("\n") + 1, 1)

    with pytest.raises(StateError) as caught:
        there.apply(refused)

    error = caught.value
    said = (error.sqlstate, error.message, error.place)
    assert (case.sqlstate, f"{refused.summary}: {case.message}", place) == said
    if case.way_out is not None:
        assert case.way_out == error.way_out
