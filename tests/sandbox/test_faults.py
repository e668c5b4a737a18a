"""Faults that a test asks for befall redlake's sessions, and what these send is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redshift_connector.error import InterfaceError, ProgrammingError

from redlake.sandbox.control import Control
from redlake.sandbox.faults import Fault
from tests.sandbox.lake import Lake, Session


@pytest.fixture
def control(lake: Lake) -> Iterator[Control]:
    control = lake.running.control
    control.reset()
    yield control
    control.reset()


@pytest.fixture
def watched(lake: Lake) -> Session:
    """A session like redlake's, in autocommit."""
    return lake.connect(application_name="redlake/test", max_prepared_statements=0)


def groups(lake: Lake) -> set[str]:
    return {str(row[0]) for row in lake.connect().run("SELECT groname FROM pg_group")}


@pytest.mark.parametrize(("when", "there"), [("before", False), ("after", True)])
def test_a_cut_before_or_after_a_statement_took_effect(
    when: str, there: bool, lake: Lake, control: Control, watched: Session
) -> None:
    control.inject(Fault(matching="CREATE GROUP", when=when))

    with pytest.raises((InterfaceError, OSError)):
        watched.run(f"CREATE GROUP cut_{when}")

    assert (f"cut_{when}" in groups(lake)) is there


@pytest.mark.parametrize(("when", "there"), [("before", False), ("after", True)])
def test_a_cut_at_commit(
    when: str, there: bool, lake: Lake, control: Control, watched: Session
) -> None:
    control.inject(Fault(matching="^commit", when=when))
    watched.run("BEGIN")
    watched.run(f"CREATE GROUP committed_{when}")

    with pytest.raises((InterfaceError, OSError)):
        watched.run("COMMIT")

    assert (f"committed_{when}" in groups(lake)) is there


def test_refused_so_often_and_then_no_more(lake: Lake, control: Control, watched: Session) -> None:
    control.inject(Fault(matching="GROUP", action="refuse", message="1023", times=2))

    for _ in range(2):
        watched.run("BEGIN")
        with pytest.raises(ProgrammingError, match=r"XX000.*1023"):
            watched.run("CREATE GROUP later")
        with pytest.raises(ProgrammingError, match="25P02"):
            watched.run("SELECT 1")
        watched.run("ROLLBACK")
    watched.run("CREATE GROUP later")

    assert "later" in groups(lake)


def test_other_sessions_stay_whole(lake: Lake, control: Control) -> None:
    control.inject(Fault())

    assert lake.connect().run("SELECT 1") == [[1]]


def test_what_is_sent_is_counted_and_kept_without_passwords(
    lake: Lake, control: Control, watched: Session
) -> None:
    control.reset()
    watched.run("CREATE USER somebody PASSWORD 'Correct-horse1'")

    traffic = control.traffic()

    # One to prepare it, one to run it.
    assert traffic.round_trips == 2
    assert [each.application for each in traffic.statements] == ["redlake/test"]
    assert "CREATE USER somebody PASSWORD" in traffic.statements[0].sql
    assert "Correct-horse1" not in traffic.statements[0].sql


def test_expired_credentials_let_nobody_in(lake: Lake, control: Control) -> None:
    found = lake.aws("redshift-serverless").get_credentials(workgroupName=lake.workgroup)
    control.expire_credentials()

    said = lake.refused_login(found["dbUser"], found["dbPassword"])

    assert said["C"] == "28000"


def test_who_holds_a_lock_and_since_when(lake: Lake, watched: Session) -> None:
    admin = lake.connect()
    admin.run("CREATE TABLE public.locked (a int)")
    oid = admin.value("SELECT oid FROM pg_class WHERE relname = 'locked'")
    watched.run("BEGIN")
    watched.run("LOCK public.locked")

    query = f"SELECT txn_owner, granted FROM svv_transactions WHERE relation = {oid}"
    held = admin.run(f"{query} AND lock_mode = 'AccessExclusiveLock'")
    admin.run("SET statement_timeout TO 300")
    admin.run("BEGIN")
    with pytest.raises(ProgrammingError, match="57014"):
        admin.run("LOCK public.locked")
    admin.run("ROLLBACK")
    watched.connection.close()
    admin.run("BEGIN")
    admin.run("LOCK public.locked")

    assert held == [["admin", True]]
    admin.run("ROLLBACK")
