"""Every case under ``cases/``: its golden plans, and the planner's law.

``REWRITE_GOLDEN=1 pytest tests/plan`` writes what is planned now into the case files, for
review as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from redlake.grammar.grants import Grant as GrantCommand
from redlake.kinds.grant import Grant
from redlake.plan import plan
from tests.plan import law
from tests.plan.written import CASES, Case

FILES = sorted(CASES.glob("*/*.sql"))
KINDS = {
    "attachment",
    "bound_view",
    "comment",
    "database",
    "datashare",
    "default_privilege",
    "external_schema",
    "function",
    "grant",
    "group",
    "late_binding_view",
    "materialized_view",
    "membership",
    "procedure",
    "role",
    "row_security",
    "schema",
    "user",
    "verbatim",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_plan_is_golden_and_keeps_the_law(file: Path) -> None:
    case = Case.read(file)
    golden = case.golden(*law.keep_law(case.before, case.after))
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(case.text(golden), encoding="utf-8")
        case = Case.read(file)

    assert {name: case.sections[name] for name in golden} == golden


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_case_can_be_built_from_nothing_and_taken_away(file: Path) -> None:
    case = Case.read(file)
    empty = law.state("")

    law.keep_law(empty, case.before)
    law.keep_law(empty, case.after)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_grants_know_whether_their_statement_refuses_a_transaction(file: Path) -> None:
    case = Case.read(file)
    for step in (*plan(case.before, case.after).steps, *plan(law.state(""), case.after).steps):
        if isinstance(step.command, GrantCommand):
            grants = [case.after.objects[key] for key in step.keys]

            assert {grant.refuses_transaction for grant in grants if isinstance(grant, Grant)} == {
                not step.statement.transactional
            }


def test_every_kind_has_cases() -> None:
    kinds = {file.parent.name for file in FILES}

    assert kinds == KINDS


def test_nothing_is_planned_where_nothing_changes() -> None:
    empty = law.state("")

    assert not plan(empty, empty)
