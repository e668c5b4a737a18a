"""What State refuses, a server refuses too, with the same SQLSTATE.

The scripts are State's own. What redlake refuses by a rule of its own, about what others keep,
is left out: Redshift knows nothing of it.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from dataclasses import replace

import pytest
from redshift_connector.error import Error

from redlake.grammar import script
from redlake.grammar.script import Statement
from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake
from tests.sandbox.scripts import CATALOG, HOME, Scripts
from tests.state.test_violations import CASES as ALL
from tests.state.test_violations import Refused

CASES = [
    case
    for case in ALL
    if not case.message.endswith("is not redlake's to change")
    and "managed = false" not in case.script
]

ACCEPTED = "accepted"
OTHER_DATABASE = "cross-database reference not supported for this statement"

# The last statement, State's message, and what the sandbox says instead.
OTHERWISE = {
    # Redshift looks at the current database alone; redlake would leave nobody's schema behind.
    (
        "DROP USER ann",
        "user ann can't be dropped because it owns some object: schema lake in consume",
    ): ACCEPTED,
    # PostgreSQL 8.0 finds the circle when the view is read.
    (
        "CREATE OR REPLACE VIEW daily AS SELECT one FROM weekly",
        "infinite recursion: view public.daily in dev would read itself",
    ): ACCEPTED,
    # The sandbox looks there; all of its databases are one.
    ("CREATE TABLE other.public.sales (id BIGINT)", OTHER_DATABASE): ACCEPTED,
    ("DROP TABLE other.public.sales", OTHER_DATABASE): "42P01",
    ("ALTER TABLE other.public.sales RENAME TO refunds", OTHER_DATABASE): "42P01",
    ("ALTER TABLE other.public.sales ADD COLUMN day DATE", OTHER_DATABASE): "42P01",
    ("REFRESH MATERIALIZED VIEW other.public.daily", OTHER_DATABASE): "42P01",
    ("ALTER PROCEDURE other.public.load() OWNER TO ann", OTHER_DATABASE): "42883",
    ("DROP PROCEDURE other.public.load()", OTHER_DATABASE): "42883",
    # Two things are wrong with them, and which one is told is not documented.
    ("ALTER SCHEMA lake OWNER TO ann", "schema lake does not exist in dev"): "42704",
    (
        "ALTER PROCEDURE refresh() OWNER TO ann",
        "procedure public.refresh() does not exist in dev",
    ): "42704",
    (
        "CREATE MATERIALIZED VIEW daily AS SELECT id FROM lake.sales",
        "schema lake does not exist in dev",
    ): "42P01",
    (
        "CREATE TABLE spectrum.sales (id BIGINT)",
        "permission denied for external schema spectrum in dev: it holds external tables only",
    ): "42P07",
    (
        "CREATE MATERIALIZED VIEW daily AUTO REFRESH YES AS SELECT id FROM consume.marts.sales",
        "AUTO REFRESH YES is not supported for what reads consume.marts.sales",
    ): "42P01",
    (
        "GRANT SELECT (id) ON daily TO ROLE reader",
        "privileges on columns are not supported for late-binding view public.daily in dev",
    ): "42703",
    # The sandbox is more patient than Redshift.
    (
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO ROLE reader",
        "conflicting GRANT: role reader has SELECT on columns of table public.sales in dev",
    ): ACCEPTED,
    (
        "CREATE USER ann PASSWORD DISABLE CREATEUSER",
        "the password of a superuser cannot be disabled",
    ): ACCEPTED,
    (
        "ALTER USER ann CREATEUSER PASSWORD DISABLE",
        "the password of a superuser cannot be disabled",
    ): ACCEPTED,
    # Not documented.
    (
        "CREATE OR REPLACE VIEW daily AS SELECT 1 AS one WITH NO SCHEMA BINDING",
        "view public.daily in dev cannot be replaced by a late-binding view",
    ): "42P07",
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
def scripts(running: Scripts) -> Iterator[Scripts]:
    yield running
    running.clear()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_last_statement_is_refused_as_state_refuses_it(scripts: Scripts, case: Refused) -> None:
    *before, last = script.read(case.script, HOME)
    code, said = _outcome(scripts, before, last)

    assert OTHERWISE.get((last.summary, case.message), case.sqlstate) == code, said


def test_every_difference_is_one() -> None:
    refused = {(script.read(case.script, HOME)[-1].summary, case.message) for case in CASES}

    assert refused >= OTHERWISE.keys()


def _outcome(scripts: Scripts, before: list[Statement], last: Statement) -> tuple[str, str]:
    """SQLSTATE and message of what is refused first; nothing stays of the last statement."""
    found = ACCEPTED, ""
    with warnings.catch_warnings():
        # Where a login is refused, the driver leaves its socket to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            scripts.run(script.segments(before))
            session = scripts.session(last.database)
            session.connection.autocommit = not last.transactional
            session.run(last.text)
            session.connection.rollback()
        except Error as error:
            said = error.args[0]
            found = said["C"], said["M"]
        if last.database != HOME:
            gc.collect()
    return found
