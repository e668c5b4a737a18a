"""Runs that end in the middle: what the next one does, what a person is asked, what is refused."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable

import pytest

from redlake.sandbox.faults import Fault
from tests.conftest import Lake
from tests.holdings import admin, holdings, rows
from tests.interruptions.child import start
from tests.test_alembic import add_revision

CONSENT = ("-x", "allow_destructive=1")
HOME, ELSEWHERE = "dev", "syntheticgeneraldata_consume"


def killed(lake: Lake, fault: Fault, number: int = signal.SIGKILL) -> str:
    """An upgrade that a signal reaches where ``fault`` pauses it; what it said."""
    control = lake.running.control
    control.inject(fault)
    words = ["-x", "env=dev", *CONSENT, "upgrade", "head"]
    process = start(lake.root, lake.running.variables(), words)
    assert control.paused(60)
    assert process.pid is not None
    os.kill(process.pid, number)
    if number != signal.SIGKILL:
        control.release()
    process.join()
    control.reset()
    assert process.exitcode != 0
    return (lake.root / "said").read_text()


def truncating(lake: Lake, database: str) -> None:
    """Revision 0008 with a statement of which nobody can see whether it took effect."""
    there = "" if database == HOME else f'\\connect "{database}"\n'
    add_revision(
        lake,
        "0008",
        "0007",
        f"{there}CREATE TABLE public.loads (at DATE);\nTRUNCATE public.loads;\n",
        f"{there}DROP TABLE public.loads;\n",
    )


@pytest.mark.parametrize("database", [HOME, ELSEWHERE])
@pytest.mark.parametrize(("answer", "runs"), [("--took-effect", 0), ("--did-not", 1)])
def test_a_doubt_is_answered_by_a_person(database: str, answer: str, runs: int, dev: Lake) -> None:
    dev.upgraded()
    truncating(dev, database)
    killed(dev, Fault(matching="TRUNCATE", when="after", action="pause"))

    stopped = dev.alembic(*CONSENT, "upgrade", "head")
    status = dev.run("redlake", "status", "dev")
    asked = dev.run("redlake", "resolve", "dev")
    answered = dev.run("redlake", "resolve", "dev", answer)
    dev.running.control.reset()
    done = dev.alembic(*CONSENT, "upgrade", "head")

    assert stopped.code != 0
    assert "whether it took effect cannot be seen" in stopped.said
    assert "0008_more/rendered/dev/upgrade.sql" in stopped.said
    assert status.code == 2
    assert "in doubt: TRUNCATE public.loads; redlake resolve dev" in status.said
    assert "the last one is in doubt" in asked.said
    assert answered.code == 0, answered.said
    assert done.code == 0, done.said
    sent = [statement.sql for statement in dev.running.control.traffic().statements]
    assert len([sql for sql in sent if sql.startswith("TRUNCATE")]) == runs


def test_what_may_run_twice_is_no_doubt(dev: Lake) -> None:
    dev.upgraded()
    add_revision(dev, "0008", "0007", "VACUUM;\n", "ANALYZE;\n")
    killed(dev, Fault(matching="VACUUM", when="after", action="pause"))

    status = dev.run("redlake", "status", "dev")
    asked = dev.run("redlake", "resolve", "dev")
    refused = dev.run("redlake", "resolve", "dev", "--took-effect")
    done = dev.alembic("upgrade", "head")

    assert "half-finished: the upgrade of revision 0008" in status.said
    assert "in doubt" not in status.said
    assert "it needs no answer" in asked.said
    assert refused.code == 1
    assert done.code == 0, done.said


def test_what_was_undone_by_hand_begins_anew(dev: Lake) -> None:
    dev.upgraded()
    truncating(dev, HOME)
    killed(dev, Fault(matching="TRUNCATE", action="pause"))
    with admin(dev) as session:
        rows(session, "drop table public.loads")

    undone = dev.run("redlake", "resolve", "dev", "--undone")
    again = dev.run("redlake", "resolve", "dev", "--undone")
    done = dev.alembic(*CONSENT, "upgrade", "head")

    assert undone.code == 0, undone.said
    assert (again.code, "nothing is half-finished" in again.said) == (1, True)
    assert done.code == 0, done.said


def test_an_answer_is_not_given_to_another_environments_target(dev: Lake) -> None:
    dev.upgraded("0001")
    file = dev.root / "environments" / "dev.toml"
    file.rename(file.with_name("stage.toml"))

    refused = dev.run("redlake", "resolve", "stage", "--undone")

    assert refused.code == 1
    assert "this Redshift is stamped as dev's, not stage's" in refused.said


def test_a_statement_that_is_new_in_what_ran_is_refused(dev: Lake) -> None:
    dev.upgraded()
    text = "CREATE GROUP a;\nVACUUM;\nCREATE GROUP b;\n"
    add_revision(dev, "0008", "0007", text, "DROP GROUP a;\nDROP GROUP b;\n")
    dev.running.control.inject(
        Fault(matching="CREATE GROUP b", action="refuse", message="disk full")
    )
    failed = dev.alembic("upgrade", "head")
    (folder,) = dev.root.glob("migrations/versions/0008_*")
    (folder / "upgrade.sql").write_text("CREATE GROUP a;\nCREATE GROUP fix;\n" + text[16:])
    assert dev.run("redlake", "render", "0008").code == 0

    refused = dev.alembic("upgrade", "head")

    assert "disk full" in failed.said
    assert refused.code != 0
    assert "which the file does not say any more where it stood" in refused.said
    with admin(dev) as session:
        assert rows(session, "select 1 from pg_group where groname in ('fix', 'b')") == []


def test_a_target_whose_revision_is_not_here(dev: Lake) -> None:
    dev.upgraded()
    (folder,) = dev.root.glob("migrations/versions/0007_*")
    shutil.move(folder, dev.root / "away")

    upgrade = dev.run("redlake", "upgrade", "dev")
    status = dev.run("redlake", "status", "dev")

    assert upgrade.code == 1
    assert "dev is at 0007, and there is no such revision here" in upgrade.said
    assert "check out the commit that has it" in upgrade.said
    assert status.code == 2
    assert "there is no such revision here" in status.said
    assert "pending" not in status.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_in_a_statement_is_gone_on_with(number: int, dev: Lake) -> None:
    dev.upgraded("0006")
    said = killed(dev, Fault(matching="CREATE MATERIALIZED", action="pause"), number)

    done = dev.alembic("upgrade", "head")

    assert number == signal.SIGKILL or "interrupted: what was committed is in" in said
    assert "Traceback" not in said
    assert done.code == 0, done.said
    assert "nothing to do" in dev.alembic("upgrade", "head").said


def test_a_restamp_changes_nothing_else(dev: Lake) -> None:
    dev.upgraded()
    stamped = dev.run("redlake", "restamp", "dev")
    status = dev.run("redlake", "status", "dev")
    copy = dev.root / "environments" / "copy.toml"
    copy.write_text((dev.root / "environments" / "dev.toml").read_text())
    assert dev.run("redlake", "render").code == 0
    other = dev.run("redlake", "restamp", "copy")
    nothing = dev.run("redlake", "upgrade", "copy")

    assert (stamped.code, other.code) == (0, 0), stamped.said + other.said
    assert status.code == 0, status.said
    assert nothing.code == 0, nothing.said


def test_a_downgrade_that_broke_off_leaves_what_was_verified(dev: Lake) -> None:
    dev.upgraded()
    dev.running.control.inject(Fault(matching="DROP MATERIALIZED", action="cut"))
    broken = dev.alembic("downgrade", "-1")
    status = dev.run("redlake", "status", "dev")

    assert broken.code != 0
    assert status.code == 0, status.said


def test_a_dry_run_says_what_would_be_refused(dev: Lake) -> None:
    dev.upgraded()

    dry = dev.run("redlake", "downgrade", "dev", "--to", "5", "--dry-run")

    assert dry.code == 0, dry.said
    assert "would be refused: this destroys data in dev" in dry.said


def test_a_conflict_of_a_question_is_asked_again(dev: Lake) -> None:
    dev.upgraded("0001")
    dev.running.control.inject(
        Fault(matching="from pg_group where", action="refuse", message="1023")
    )

    done = dev.alembic("upgrade", "0002")

    assert done.code == 0, done.said
    assert done.said.count("a conflict, so it is run again") == 1
    assert done.said.count("verified: the readers' group exists") == 1


def test_a_lost_lock_stops_the_run(dev: Lake) -> None:
    dev.upgraded("0005")
    dev.running.control.inject(Fault(matching="^SELECT 1$", action="cut"))

    stopped = dev.alembic("upgrade", "head")
    done = dev.alembic("upgrade", "head")

    assert stopped.code != 0
    assert "the session that holds the lock was lost" in stopped.said
    assert done.code == 0, done.said


def test_what_redshift_still_does_for_a_run_that_is_over_is_waited_for(dev: Lake) -> None:
    dev.upgraded("0001")
    with admin(dev) as session:
        session.autocommit = False
        rows(session, "delete from redlake.journal where generation = 99")

        waited = dev.alembic("-x", "lock_timeout=2", "upgrade", "0002")
        session.rollback()

    assert waited.code != 0
    assert "Redshift has not ended a transaction of a run in dev yet" in waited.said
    assert "nothing was done" in waited.said
    assert dev.alembic("upgrade", "0002").code == 0


def test_so_is_what_it_still_does_in_another_database(dev: Lake) -> None:
    dev.upgraded()
    truncating(dev, ELSEWHERE)
    killed(dev, Fault(matching="TRUNCATE", action="pause"))
    with admin(dev, ELSEWHERE) as session:
        session.autocommit = False
        rows(session, "delete from redlake.journal where generation = 99")

        waited = dev.alembic(*CONSENT, "-x", "lock_timeout=2", "upgrade", "head")
        session.rollback()

    assert waited.code != 0
    assert "Redshift has not ended a transaction of a run in dev yet" in waited.said


def test_grants_by_others_follow_a_view_that_is_swapped(dev: Lake) -> None:
    dev.upgraded()
    view = "public.general_insurance_redshift_boxplot"
    with admin(dev) as session:
        rows(session, "create user tableau password disable")
        rows(session, f"grant select on {view} to tableau")
    add_revision(
        dev,
        "0008",
        "0007",
        "CREATE VIEW public.boxplot_new AS SELECT 1 AS minimum;\n"
        f"DROP VIEW {view};\n"
        "ALTER TABLE public.boxplot_new RENAME TO general_insurance_redshift_boxplot;\n",
        f"DROP VIEW {view};\n",
    )

    done = dev.alembic("upgrade", "head")

    assert done.code == 0, done.said
    assert f"restored: GRANT SELECT ON TABLE {view}" in re.sub(r'"', "", done.said)


def test_a_dry_run_says_what_a_rotation_would_do(dev: Lake) -> None:
    dev.upgraded()
    with admin(dev) as session:
        rows(session, "update redlake.journal set secrets = null")

    dry = dev.alembic("-x", "rotate=1", "-x", "dry_run=1", "upgrade", "head")

    assert dry.code == 0, dry.said
    assert "would run: ALTER USER glue_connector" in dry.said


def test_the_rights_that_a_run_needs_are_named(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    none = it.alembic("upgrade", "0001")
    with admin(it) as session:
        rows(session, 'grant create on database dev to "IAM:developer"')
    some = it.alembic("upgrade", "0001")
    folder = it.root / "migrations/versions/0001_glue_role"
    text = "CREATE SCHEMA reports;\nCREATE VIEW reports.one AS SELECT 1 AS a;\n"
    made = 'CREATE DATABASE one;\nCREATE DATABASE two;\n\\connect "two"\nCREATE SCHEMA more;\n'
    (folder / "upgrade.sql").write_text(text + made)
    undone = "DROP DATABASE two;\nDROP DATABASE one;\nDROP SCHEMA reports CASCADE;\n"
    (folder / "downgrade.sql").write_text(undone)
    (folder / "verify.sql").write_text("")
    assert it.run("redlake", "render", "0001").code == 0
    fewer = it.alembic("upgrade", "0001")
    with admin(it) as session:
        rows(session, 'alter user "IAM:developer" createdb')
    enough = it.alembic("upgrade", "0001")

    assert none.code != 0
    assert "lacks rights in dev that this run needs:\n" in none.said
    assert "\n  CREATE on database dev: redlake's own tables" in none.said
    assert "\n  superuser: CREATE USER" in none.said
    assert "redlake bootstrap dev" in none.said
    assert some.code != 0
    assert "\n  superuser: CREATE USER" in some.said
    assert "0001_glue_role/rendered/dev/upgrade.sql:" in some.said
    assert "needs:\n  CREATEDB: CREATE DATABASE one" in fewer.said
    assert enough.code == 0, enough.said


def test_a_squashed_history_is_gone_on_with(dev: Lake) -> None:
    dev.upgraded()
    squashed = dev.run("redlake", "squash")
    assert squashed.code == 0, squashed.said
    before = holdings(dev)

    nothing = dev.alembic("upgrade", "head")
    add_revision(dev, "0008", "0007", "CREATE GROUP a;\n", "DROP GROUP a;\n")
    more = dev.alembic("upgrade", "head")
    back = dev.alembic("downgrade", "0007")

    assert (nothing.code, more.code, back.code) == (0, 0, 0), more.said + back.said
    assert holdings(dev) == before
