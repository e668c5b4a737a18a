"""Faults that a test asks for befall redlake's sessions, and what these send is counted."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import InterfaceError, ProgrammingError
from werkzeug.test import Client

from redlake.sandbox import wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.control import Control
from redlake.sandbox.endpoint.door import TOKEN, Door
from redlake.sandbox.faults import Fault, Sent, Traffic
from redlake.sandbox.logins import Logins
from tests.sandbox.lake import Lake, Session
from tests.sandbox.test_lifetime import data_directory, until


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


def test_a_message_of_several_statements_is_refused_and_answered(
    lake: Lake, control: Control
) -> None:
    control.inject(Fault(matching="GROUP", action="refuse", message="1023", times=2))
    commands = ("CREATE GROUP simple", "BEGIN", "CREATE GROUP simple", "SELECT 1", "ROLLBACK")
    last = ("SELECT 'still here'",)

    # psql's are simple Queries: it waits for ReadyForQuery after each, without a Sync.
    said = lake.psql(*(f"-c{sql}" for sql in commands + last), PGAPPNAME="redlake/psql")

    codes = [line.split()[1] for line in said.stderr.splitlines() if line.startswith("ERROR:")]
    assert codes == ["XX000:", "XX000:", "25P02:"]
    assert said.stdout.split("\n") == ["BEGIN", "ROLLBACK", "still here", ""]
    assert "simple" not in groups(lake)


def test_the_end_of_a_failed_transaction_is_refused_too(control: Control, watched: Session) -> None:
    control.inject(Fault(matching="^rollback", action="refuse", sqlstate="58000", message="no"))
    watched.run("BEGIN")
    watched.refused("SELECT nothing")

    refused = watched.refused("ROLLBACK")

    assert refused == ("58000", "no")
    assert watched.refused("SELECT 1")[0] == "25P02"
    watched.run("ROLLBACK")
    assert watched.value("SELECT 1") == 1


def test_each_fault_counts_every_statement(control: Control, watched: Session) -> None:
    control.inject(
        Fault(at=2, action="refuse", message="second"),
        Fault(at=2, action="refuse", message="hidden by it"),
        Fault(at=4, action="refuse", message="fourth"),
    )

    said = [
        watched.fields("SELECT 1")["M"] if at in (2, 4) else watched.run("SELECT 1")
        for at in range(1, 6)
    ]

    assert said == [[[1]], "second", [[1]], "fourth", [[1]]]


def test_what_a_dead_client_sent_does_not_run(
    lake: Lake, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = lake.connect(application_name="redlake/dead", max_prepared_statements=0)
    there = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'redlake/dead'"
    admin = lake.connect()
    control.inject(Fault(matching="^commit", action="pause"))

    session.run("BEGIN")
    session.run("CREATE GROUP dead")

    def dies(cursor: Any) -> None:
        raise InterruptedError

    # Where the driver has sent the statement and is to read the answer.
    monkeypatch.setattr(session.connection, "handle_messages_merge_socket_read", dies)
    with session.connection.cursor() as cursor, pytest.raises(InterruptedError):
        cursor.execute("COMMIT", merge_socket_read=True)
    assert control.paused(10)
    assert admin.value(there) == 1
    # Its farewell still lies there to be read, the end comes after that.
    session.connection.close()
    control.release()

    until(lambda: admin.value(there) == 0)
    assert "dead" not in groups(lake)


def test_looking_reads_to_the_end_and_keeps_what_it_read() -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    long = wire.Message(b"Q", b"x" * 100_000)
    with ours, theirs:
        theirs.sendall(long.encode())

        connection.look()
        assert connection.message() == long

        theirs.sendall(long.encode())
        theirs.close()
        with pytest.raises(Closed):
            connection.look()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", "during"),
        ("action", "burn"),
        ("sqlstate", "xx000"),
        ("sqlstate", "XX0000"),
        ("matching", "("),
        ("at", 0),
        ("at", "1"),
        ("at", True),
        ("times", 0),
        ("message", 5),
        ("message", None),
        ("message", "a\0b"),
        ("matching", None),
    ],
)
def test_a_fault_that_cannot_be(
    field: str, value: Any, lake: Lake, control: Control, watched: Session
) -> None:
    with pytest.raises(ValueError, match=f"^{field}: ") as refused:
        Fault(**{field: value})
    request = urllib.request.Request(
        f"{lake.running.endpoint}/sandbox/faults",
        json.dumps([{field: value}]).encode(),
        {TOKEN: lake.running.token},
    )
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request, timeout=10)

    with answer.value as said:
        assert (said.code, said.read().decode()) == (400, str(refused.value))
    assert watched.value("SELECT 1") == 1


def test_a_refusal_after_the_statement_took_effect_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"^when: "):
        Fault(when="after", action="refuse")


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_what_the_door_refuses_the_control_raises(
    seconds: float, control: Control, watched: Session
) -> None:
    with pytest.raises(ValueError, match=r"^delay: "):
        control.delay(seconds)

    assert watched.value("SELECT 1") == 1


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), 1e300])
def test_nobody_waits_for_ever_for_a_pause(seconds: float, control: Control) -> None:
    with pytest.raises(ValueError, match=r"^paused: not from 0 to 3600 seconds"):
        control.paused(seconds)


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


def test_what_is_read_while_more_is_sent() -> None:
    traffic = Traffic()
    door = Client(Door(lambda *_: [], traffic, Logins(), lambda: None, "secret"))
    one = Sent("SELECT 1", "admin", "dev", "test")
    for _ in range(3000):
        traffic.meet(one)
    done = threading.Event()

    def send() -> None:
        while not done.is_set():
            traffic.meet(one)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        answers = [
            door.post("/sandbox/traffic", json={}, headers={TOKEN: "secret"}) for _ in range(5)
        ]
    finally:
        done.set()
        sender.join()

    assert [answer.status_code for answer in answers] == [200] * 5
    assert all(len(answer.get_json()["statements"]) >= 3000 for answer in answers)


@pytest.mark.parametrize(
    ("method", "headers"), [("POST", {}), ("POST", {TOKEN: "other"}), ("GET", {TOKEN: "own"})]
)
def test_the_door_opens_to_its_token_only(lake: Lake, method: str, headers: dict[str, str]) -> None:
    given = {name: lake.running.token if it == "own" else it for name, it in headers.items()}
    request = urllib.request.Request(
        f"{lake.running.endpoint}/sandbox/traffic", b"{}", given, method=method
    )

    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request, timeout=10)

    with answer.value as said:
        assert (said.code, b"statements" in said.read()) == (403, False)


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


def test_a_timeout_is_told_in_redshifts_words(lake: Lake) -> None:
    session = lake.connect()
    session.run("SET statement_timeout TO 50")

    said = session.refused("SELECT pg_sleep(5)")

    assert said == ("57014", "Query (0) cancelled on user's request")


def test_who_a_lock_belongs_to_once_a_pid_is_anothers(lake: Lake, watched: Session) -> None:
    directory = str(data_directory(lake.running))

    def superuser(sql: str) -> str:
        there = {"PGHOST": directory, "PGPORT": "5432", "PGDATABASE": "postgres"}
        said = lake.psql("-c", sql, user="rdsdb", PGSSLMODE="disable", **there)
        assert said.returncode == 0, said.stderr
        return said.stdout

    admin = lake.connect()
    admin.run("CREATE TABLE public.reused (a int)")
    pid = admin.value("SELECT pg_backend_pid()")
    admin.run("BEGIN")
    admin.run("LOCK public.reused")
    held = f"SELECT count(*) > 0 FROM svv_transactions WHERE pid = {pid}"
    assert watched.value(held)

    # As if the pid had been that of a session that is over.
    superuser(f"UPDATE sandbox.sessions SET started = '2020-01-01' WHERE pid = {pid}")

    assert not watched.value(held)
    lake.connect()
    assert superuser("SELECT count(*) FROM sandbox.sessions WHERE started < '2021-01-01'") == "0\n"
    admin.run("ROLLBACK")
