"""What statements leave: every case under ``what_is_left/``.

A file holds cases with lines of ``====`` between them; each is a comment, a script, and below
a line of ``---- leaves`` another script that leads to the same State.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from redlake.grammar import script
from redlake.state import State, replay

HOME = "dev"
FILES = sorted((Path(__file__).parent / "what_is_left").glob("*.sql"))
CASES = {
    f"{file.stem}-{number}": text.split("---- leaves\n")
    for file in FILES
    for number, text in enumerate(file.read_text(encoding="utf-8").split("====\n"), 1)
}


@pytest.mark.parametrize("name", CASES)
def test_statements_leave_what_redshift_would(name: str) -> None:
    done, left = (replay(State.empty(HOME), script.read(text, HOME)) for text in CASES[name])

    assert left.managed == done.managed
    assert left.objects.keys() == done.objects.keys()
