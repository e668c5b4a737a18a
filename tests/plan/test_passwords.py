"""A password that a plan holds is in its statements' texts, and is not shown."""

from __future__ import annotations

from redlake.plan import plan
from tests.plan import law

BEFORE = law.state("")
AFTER = law.state("CREATE USER ann PASSWORD 'Hunter2Zx' CREATEDB;")


def test_a_plan_runs_the_password_and_does_not_show_it() -> None:
    (step,) = (planned := plan(BEFORE, AFTER)).steps

    assert step.statement.text == "CREATE USER ann PASSWORD 'Hunter2Zx' CREATEDB"
    assert step.sql == "CREATE USER ann PASSWORD '***' CREATEDB"
    for shown in (repr(planned), repr(planned.segments), repr(AFTER.objects), *planned.words):
        assert "Hunter2Zx" not in shown
