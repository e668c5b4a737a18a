"""The sandbox passes every case that `redlake conformance` runs, and each names its source."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from redlake.conformance import cases
from redlake.sandbox.faults import Fault
from tests.conftest import Lake
from tests.holdings import admin, rows


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_sandbox_conforms(environment: str, lake: Callable[[str], Lake]) -> None:
    it = lake(environment)
    assert it.run("redlake", "bootstrap", environment).code == 0
    with admin(it) as session:
        before = _there(session)

    done = it.run("redlake", "conformance", environment, "--report", "report.md")

    assert done.code == 0, done.said
    assert done.said == f"{len(cases())} cases, 0 differ in {environment}\n"
    report = (it.root / "report.md").read_text()
    assert report.count("\n| as expected |") == len(cases())
    with admin(it) as session:
        assert _there(session) == before


def test_what_differs_is_told(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.run("redlake", "bootstrap", "dev")
    it.running.control.inject(
        Fault(matching="^SELECT getdate", action="refuse", sqlstate="55000", message="not now")
    )

    done = it.run("redlake", "conformance", "dev", "--json")

    assert done.code == 2
    (differing,) = [case for case in json.loads(done.said) if not case["conforms"]]
    assert differing["feature"] == "GETDATE"
    assert differing["came"] == "55000 not now"


def test_what_is_there_is_not_touched(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.run("redlake", "bootstrap", "dev")
    with admin(it) as session:
        rows(session, "create group redlake_conformance_group")

    refused = it.run("redlake", "conformance", "dev")
    own = it.run("redlake", "conformance", "dev", "--scratch-database", "dev")

    assert (refused.code, own.code) == (1, 1)
    assert "group redlake_conformance_group exists in dev" in refused.said
    assert "dev is dev's own database" in own.said
    with admin(it) as session:
        found = rows(session, "select 1 from pg_group where groname like 'redlake_conf%'")
        assert len(found) == 1


def test_each_case_is_one_and_has_its_source() -> None:
    seen = [(case.before, case.sql, case.in_block) for case in cases()]

    assert len(set(seen)) == len(seen)
    for case in cases():
        assert case.source.startswith("https://"), case


def _there(session: object) -> list[list[tuple[object, ...]]]:
    return [
        rows(session, f"select {name} from {catalog} order by 1")
        for name, catalog in (
            ("usename", "pg_user"),
            ("groname", "pg_group"),
            ("role_name", "svv_roles"),
            ("share_name", "svv_datashares"),
            ("datname", "pg_database"),
        )
    ]
