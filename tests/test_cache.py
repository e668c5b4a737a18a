"""What was found out about queries is kept between runs; whatever becomes of the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from redlake.cache import remembering
from redlake.grammar import lineage
from redlake.grammar.lineage import sources

QUERY = "SELECT a FROM s.t JOIN u USING (a)"
EXPECTED = frozenset({("s", "t"), ("u",)})


@pytest.fixture(autouse=True)
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are parsed."""
    found: list[str] = []
    parse = lineage.parsed

    def noting(sql: str) -> object:
        found.append(sql)
        return parse(sql)

    monkeypatch.setattr(lineage, "parsed", noting)
    return found


def asked(root: Path, query: str = QUERY) -> frozenset[tuple[str, ...]]:
    """What a new run would say."""
    sources.cache_clear()
    with remembering(root):
        return sources(query)


def cache(root: Path) -> Path:
    return root / ".redlake" / "cache" / "lineage.json"


def test_a_query_is_parsed_once(tmp_path: Path, parsed: list[str]) -> None:
    assert [asked(tmp_path), asked(tmp_path)] == [EXPECTED, EXPECTED]
    assert parsed == [QUERY]


def test_another_query_adds_to_what_is_kept(tmp_path: Path, parsed: list[str]) -> None:
    other = "SELECT 1 AS a FROM other.t"
    for query in (QUERY, other, QUERY, other):
        asked(tmp_path, query)

    assert parsed == [QUERY, other]


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"entries": 3}', "\0", "[" * 99_999])
def test_a_damaged_file_counts_for_nothing(damage: str, tmp_path: Path, parsed: list[str]) -> None:
    asked(tmp_path)
    cache(tmp_path).write_text(damage)

    assert asked(tmp_path) == EXPECTED
    assert len(parsed) == 2
    assert json.loads(cache(tmp_path).read_text())["entries"], "and it is written anew"


@pytest.mark.parametrize(("old", "new"), [('"t"', '"x"'), ('"program": "', '"program": "0')])
def test_what_this_program_did_not_find_out_counts_for_nothing(
    old: str, new: str, tmp_path: Path, parsed: list[str]
) -> None:
    asked(tmp_path)
    text = cache(tmp_path).read_text()
    assert old in text
    cache(tmp_path).write_text(text.replace(old, new))

    assert asked(tmp_path) == EXPECTED
    assert len(parsed) == 2


def test_where_nothing_can_be_written_the_answer_is_the_same(tmp_path: Path) -> None:
    (tmp_path / ".redlake").touch()

    assert asked(tmp_path) == EXPECTED


def test_outside_nothing_is_kept(tmp_path: Path) -> None:
    asked(tmp_path)

    assert lineage.known is None


def test_runs_at_the_same_time_leave_a_file_that_can_be_read(
    tmp_path: Path, parsed: list[str]
) -> None:
    script = (
        "import sys; from pathlib import Path; from redlake.cache import remembering\n"
        "from redlake.grammar.lineage import sources\n"
        "for n in range(30):\n"
        "    with remembering(Path(sys.argv[1])): sources(f'SELECT a FROM {sys.argv[2]}.t{n}')\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "xyz"]

    assert [one.wait(60) for one in runs] == [0, 0, 0]
    assert json.loads(cache(tmp_path).read_text())["entries"]
    assert [path.name for path in cache(tmp_path).parent.iterdir()] == ["lineage.json"]
