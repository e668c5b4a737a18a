"""The sandbox passes every case that `redlake conformance` runs, and each names its source."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from redlake.conformance import cases
from redlake.sandbox.faults import Fault
from tests.conftest import Lake
from tests.holdings import admin, rows


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_sandbox_conforms(environment: str, lake: Callable[[str], Lake]) -> None:
    it = lake(environment)
    assert it.run("redlake", "bootstrap", environment).code == 0
    if environment == "prod":
        # What an environment sets is not what the cases are about.
        file = it.root / "environments" / "prod.toml"
        setting = "[connection]\ncase_sensitive_identifiers = true\n"
        file.write_text(file.read_text().replace("[connection]\n", setting, 1))
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


@pytest.mark.parametrize("name", ["DEV", "", "select", "a b", 'a"b'])
def test_a_name_that_is_none_is_refused(name: str, dev: Lake) -> None:
    done = dev.run("redlake", "conformance", "dev", "--scratch-database", name)

    assert done.code == 1
    assert done.said.startswith(f'redlake: no name for a scratch database: "{name}"; name one of')


def test_what_the_cases_say_is_not_there_must_not_be(dev: Lake) -> None:
    with admin(dev) as session:
        rows(session, "create user redlake_conformance_nobody password disable")
        rows(session, "create database redlake_conformance")

    done = dev.run("redlake", "conformance", "dev")

    assert done.code == 1
    assert (
        "drop it: DROP DATABASE redlake_conformance; DROP USER redlake_conformance_nobody;"
        " or name another --scratch-database; nothing ran" in done.said
    )
    with admin(dev) as session:
        found = rows(session, "select 1 from pg_user where usename like 'redlake_conf%'")
        assert len(found) == 1


def test_a_runner_that_is_no_superuser_is_refused(dev: Lake) -> None:
    with admin(dev) as session:
        rows(session, 'alter user "IAM:developer" nocreateuser')

    done = dev.run("redlake", "conformance", "dev")

    assert done.code == 1
    assert done.said.startswith("redlake: the runner in dev is no superuser")


def test_a_warehouse_that_does_not_answer_is_told(dev: Lake) -> None:
    dev.running.control.inject(
        Fault(matching="FROM pg_database", action="refuse", sqlstate="57014", message="too late")
    )

    done = dev.run("redlake", "conformance", "dev")

    assert done.code == 1
    assert done.said.startswith("redlake: dev did not answer what the cases must ask: 57014 too")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(matching="^SELECT getdate"), "redlake: dev did not answer"),
        (
            Fault(matching="^DROP ROLE redlake_conformance_role FORCE", at=3, action="refuse"),
            "redlake: what a case made stays: DROP ROLE redlake_conformance_role FORCE",
        ),
    ],
)
def test_what_breaks_off_tells_what_came_and_leaves_nothing(
    fault: Fault, said: str, dev: Lake
) -> None:
    with admin(dev) as session:
        before = _there(session)
    dev.running.control.inject(fault)

    done = dev.run("redlake", "conformance", "dev", "--report", "report.md")

    assert done.code == 1
    assert said in done.said
    assert f" of {len(cases())} cases, 0 differ in dev" in done.said
    assert (dev.root / "report.md").read_text().count("\n| as expected |") > 5
    with admin(dev) as session:
        assert _there(session) == before


def test_a_session_that_ends_late_is_waited_for_and_what_stays_is_named(dev: Lake) -> None:
    in_use = Fault(
        # The first is a case.
        matching="DROP DATABASE redlake_conformance$",
        at=2,
        action="refuse",
        sqlstate="55006",
        message="in use",
        times=3,
    )
    dev.running.control.inject(in_use)
    waited = dev.run("redlake", "conformance", "dev")
    dev.running.control.inject(replace(in_use, times=1000))

    stays = dev.run("redlake", "conformance", "dev")

    assert waited.code == 0
    assert stays.code == 1
    assert "remove them: DROP DATABASE redlake_conformance\n" in stays.said
    with admin(dev) as session:
        rows(session, "drop database redlake_conformance")
        assert rows(session, "select 1 from pg_user where usename like 'redlake_conf%'") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_stopped_leaves_nothing(number: signal.Signals, dev: Lake) -> None:
    with admin(dev) as session:
        before = _there(session)
    dev.running.control.inject(Fault(matching="^SELECT getdate", action="pause"))
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "redlake"), "conformance", "dev"],
        cwd=dev.root,
        env=dev.running.variables(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert dev.running.control.paused(60)

    process.send_signal(number)
    dev.running.control.release()
    said, _ = process.communicate(timeout=60)

    assert process.returncode == 130
    assert f" of {len(cases())} cases, 0 differ in dev" in said
    with admin(dev) as session:
        assert _there(session) == before


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
