"""The planner's law on a real server: what is planned does what it says.

Every case of the planner's is run: up from ``before``, down and up again, and away. Each time
the catalog must hold what it holds where ``before`` or ``after`` is made from nothing, by
another way than the plan's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from redlake.sandbox.standin import StandIn
from tests.plan import law
from tests.plan.written import CASES, Case
from tests.sandbox.inventory import Inventory, differences
from tests.sandbox.lake import Lake, Session
from tests.sandbox.scripts import CATALOG, Scripts

FILES = {f"{file.parent.name}/{file.stem}": file for file in sorted(CASES.glob("*/*.sql"))}

# REDLAKE_FULL=1 in the environment asks for all of them.
RUN = list(FILES)[:: 1 if os.environ.get("REDLAKE_FULL") else 4]
NOTHING = law.state("")

# What others own, where a case is about it: how it is made, and taken away.
OTHERS = {
    "attachment/what_others_own": (
        "CREATE RLS POLICY of_others USING (true); CREATE ROLE auditor",
        "DROP ROLE auditor; DROP RLS POLICY of_others",
    ),
    "late_binding_view/over_what_others_own": (
        "CREATE SCHEMA finance; CREATE TABLE finance.ledger (id BIGINT)",
        "DROP SCHEMA finance CASCADE",
    ),
    "grant/on_what_others_own": (
        "CREATE SCHEMA finance;"
        "CREATE TABLE finance.ledger (id BIGINT);"
        'CREATE USER "IAMR:auditor" PASSWORD DISABLE',
        'DROP SCHEMA finance CASCADE; DROP USER "IAMR:auditor"',
    ),
}


@pytest.fixture(scope="module")
def standin(standin: StandIn) -> StandIn:
    return replace(standin, catalog=CATALOG)


@pytest.fixture(scope="module")
def running(lake: Lake) -> Iterator[Scripts]:
    scripts = Scripts(lake)
    yield scripts
    scripts.close()


@pytest.fixture
def scripts(running: Scripts, admin: Session, name: str) -> Iterator[Scripts]:
    """The sandbox, with nothing in it but what others own."""
    made, taken = OTHERS.get(name, ("", ""))
    for sql in filter(None, made.split(";")):
        admin.run(sql)
    yield running
    running.clear()
    for sql in filter(None, taken.split(";")):
        admin.run(sql)


@pytest.mark.parametrize("name", RUN)
def test_plans_do_what_they_say(scripts: Scripts, name: str) -> None:
    """Runs a case from nothing to nothing, and sees that each step leads where it should."""
    before, after = (_sections(name)[section] for section in ("before", "after"))
    there, here = law.state(after), law.state(before)
    nothing = scripts.inventory()
    scripts.make(before)
    found_here = scripts.inventory()
    scripts.go(there)
    found_there = scripts.inventory()
    scripts.go(here)
    demand(found_here, scripts)
    scripts.go(there)
    demand(found_there, scripts)
    scripts.go(NOTHING)
    demand(nothing, scripts)
    scripts.make(after)
    demand(found_there, scripts)


def demand(expected: Inventory, scripts: Scripts) -> None:
    found = differences(expected, scripts.inventory())

    assert found == []


def _sections(name: str) -> dict[str, str]:
    """The case's, without a role of the name that the sandbox's superuser has."""
    sections = Case.read(FILES[name]).sections
    return {key: text.replace("ROLE admin", "ROLE chief") for key, text in sections.items()}
