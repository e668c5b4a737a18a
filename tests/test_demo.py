"""The demonstration, and that the README shows what it prints."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT, Done, run


@pytest.fixture(scope="module")
def demonstration() -> Done:
    return run("redlake", "demo", root=ROOT)


def test_it_shows_both_ways_in_and_the_rollback(demonstration: Done) -> None:
    said = demonstration.said

    assert demonstration.code == 0, said
    assert "dev: a Serverless workgroup" in said
    assert "prod: a provisioned cluster" in said
    assert said.count("The grants are equal before and after.") == 2
    assert said.count("wrote 200 rows as glue_connector") == 2
    assert said.count("ERROR: permission denied for relation") == 4
    assert "UPDATE redlake.alembic_version SET version_num='0006'" in said


def test_the_readme_shows_what_it_prints(demonstration: Done) -> None:
    readme = (ROOT / "README.md").read_text()
    transcript = next(
        block for block in readme.split("```") if "$ alembic -x env=dev upgrade head" in block
    )
    printed = {settled(line) for line in demonstration.said.splitlines()}

    missing = [
        line for line in transcript.strip().splitlines() if settled(line) not in printed | {"…", ""}
    ]
    assert missing == []


def settled(line: str) -> str:
    """A line without what differs from run to run: ports and seconds."""
    return re.sub(r"(:\d{4,5}|\d+\.\d s)", "", line.rstrip())
