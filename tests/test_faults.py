"""Other runs, conflicts, expired credentials and slow networks: what a run makes of them."""

from __future__ import annotations

import os

import pytest

from redlake.environment import load
from redlake.sandbox.faults import Fault
from tests.conftest import ROOT, Lake
from tests.holdings import admin, holdings, rows, secret
from tests.interruptions.child import start
from tests.test_alembic import add_revision

FULL = bool(os.environ.get("REDLAKE_FULL"))
RUNNERS, ROUNDS = 8, 20 if FULL else 3

CONFLICTS = (
    "1023",
    "could not complete because of conflict with concurrent transaction",
)


@pytest.mark.timeout(900)
def test_of_several_runs_at_once_each_revision_is_applied_once(dev: Lake) -> None:
    words = ["-x", "env=dev", "-x", "allow_destructive=1"]
    for turn in range(1, ROUNDS + 1):
        processes = [
            start(
                dev.root,
                dev.running.variables(),
                [*words, "upgrade", "0002"],
                output=f"said{number}",
            )
            for number in range(RUNNERS)
        ]
        for process in processes:
            process.join()
        said = [(dev.root / f"said{number}").read_text() for number in range(RUNNERS)]
        assert [process.exitcode for process in processes] == [0] * RUNNERS, said
        with admin(dev) as session:
            closed = rows(
                session,
                "select revision, count(*) from redlake.journal"
                " where event = 'closed' and direction = 'upgrade' group by 1 order by 1",
            )
        assert closed == [("0001", turn), ("0002", turn)]
        assert sum("nothing to do: dev is at 0002" in text for text in said) == RUNNERS - 1
        down = dev.alembic("-x", "allow_destructive=1", "downgrade", "base")
        assert down.code == 0, down.said


@pytest.mark.parametrize("message", CONFLICTS)
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    "where", ["GRANT CREATE ON DATABASE", "^commit", "INTO redlake.alembic_version"]
)
def test_a_conflict_is_run_again(message: str, times: int, where: str, dev: Lake) -> None:
    before = dev.alembic("upgrade", "0001")
    expected = holdings(dev)
    assert dev.alembic("-x", "allow_destructive=1", "downgrade", "base").code == 0, before.said
    dev.running.control.reset()
    # Without the commit of the record of the run, which comes before anything is run.
    at = 2 if where == "^commit" else 1
    fault = Fault(at=at, matching=where, action="refuse", message=message, times=times)
    dev.running.control.inject(fault)

    done = dev.alembic("upgrade", "0001")

    assert done.code == 0, done.said
    assert done.said.count("a conflict, so it is run again") == times
    assert holdings(dev) == expected


@pytest.mark.parametrize("message", CONFLICTS)
def test_conflicts_without_end_are_an_error(message: str, dev: Lake) -> None:
    dev.running.control.inject(
        Fault(matching="GRANT CREATE ON DATABASE", action="refuse", message=message, times=1000)
    )

    failed = dev.alembic("upgrade", "head")
    dev.running.control.reset()
    resumed = dev.alembic("upgrade", "0001")

    assert failed.code != 0
    assert f"{message} (XX000)" in failed.said
    assert failed.said.count("a conflict, so it is run again") == 5
    assert resumed.code == 0, resumed.said


def test_another_error_is_not_run_again(dev: Lake) -> None:
    dev.running.control.inject(
        Fault(matching="GRANT CREATE", action="refuse", message="disk full", times=1000)
    )

    failed = dev.alembic("upgrade", "0001")

    assert failed.code != 0
    assert "disk full (XX000)" in failed.said
    assert "run again" not in failed.said.splitlines()[-2]


def test_credentials_that_expire_in_mid_run_are_renewed(dev: Lake) -> None:
    control = dev.running.control
    dev.upgraded("0005")
    control.inject(Fault(matching="CREATE DATABASE", action="pause"))
    process = start(dev.root, dev.running.variables(), ["-x", "env=dev", "upgrade", "head"])
    assert control.paused(60)
    control.expire_credentials()
    control.release()
    process.join()

    assert process.exitcode == 0, (dev.root / "said").read_text()


def test_the_round_trips_of_a_run_are_few(dev: Lake) -> None:
    words = ("-x", "allow_destructive=1")
    runs = [("upgrade", "head"), (*words, "downgrade", "base"), ("upgrade", "head")]
    first, _, again, nothing = [round_trips(dev, *run) for run in (*runs, ("upgrade", "head"))]

    segments, statements = size(dev)
    few = 2 * statements + 6 * segments + 40
    assert again <= few
    assert first <= few
    assert nothing <= 30


def round_trips(lake: Lake, *words: str) -> int:
    lake.running.control.reset()
    done = lake.alembic(*words)
    assert done.code == 0, done.said
    return lake.running.control.traffic().round_trips


def size(lake: Lake) -> tuple[int, int]:
    """The segments of all upgrades, closing ones too, and the statements, questions too."""
    from redlake.history import history
    from redlake.revisions import read, verifications

    environment = load(lake.environment, lake.root)
    line = history(lake.root)
    cut = [segment for revision in line for segment in read(revision, "upgrade", environment)]
    questions = sum(len(verifications(revision, environment)) for revision in line)
    # The version row is a statement of the closing segment.
    statements = sum(len(segment.statements) for segment in cut) + questions + len(line)
    return len(cut) + len(line), statements


def test_a_run_ends_where_it_would_on_a_slow_network(dev: Lake) -> None:
    dev.running.control.delay(0.01)

    assert dev.alembic("upgrade", "0002").code == 0


def test_a_password_is_nowhere(dev: Lake) -> None:
    """In what a run prints, writes and logs, and in the warehouse and its logs."""
    control = dev.running.control
    control.reset()
    password = secret(dev, load("dev", ROOT).secrets["glue_connector"])["password"]
    add_revision(
        dev,
        "0008",
        "0007",
        "ALTER USER \"glue_connector\" PASSWORD :'secret_glue_connector' CREATEDB;\n",
        'ALTER USER "glue_connector" NOCREATEDB;\n',
    )
    control.inject(Fault(matching="ALTER USER", action="refuse", message="no", times=1))

    failed = dev.alembic("upgrade", "head", variables={"PYTHONLOGLEVEL": "DEBUG"})
    done = dev.run("redlake", "upgrade", "dev", "--json")

    assert failed.code != 0
    assert done.code == 0, done.said
    with admin(dev) as session:
        kept = repr(rows(session, "select * from redlake.journal"))
        kept += repr(rows(session, "select * from redlake.runs"))
    sent = "\n".join(each.sql for each in control.traffic().statements)
    files = [file.read_text(errors="replace") for file in dev.root.rglob("*") if file.is_file()]
    assert "secret_glue_connector" in kept
    assert "CREATE USER" in sent
    for text in (failed.said, done.said, kept, sent, *files):
        assert password not in text
        assert "sha256|" not in text
