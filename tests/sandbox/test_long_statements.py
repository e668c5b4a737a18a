"""Long statements: what one session sends keeps no other one waiting, and can be ended."""

from __future__ import annotations

import struct
import threading
import time

import psutil
import pytest

from redlake.sandbox import faults, wire
from redlake.sandbox.faults import Sent, Traffic
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake, Session
from tests.sandbox.raw import dialled, keyed_session, raw_session, until_ready

LONG = "SELECT " + "1," * 60_000 + "1"  # which PostgreSQL refuses once it has been translated


def test_a_text_is_searched_for_secrets_outside_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def search(text: str) -> str:
        if text == "long":
            began.set()
            assert goes_on.wait(10)
        return text

    monkeypatch.setattr(faults, "without_secrets", search)
    traffic = Traffic()
    thread = threading.Thread(target=traffic.meet, args=(Sent("long", "u", "d", "a"),))
    thread.start()
    assert began.wait(10)
    other = threading.Thread(target=traffic.meet, args=(Sent("short", "u", "d", "a"),))
    other.start()
    other.join(10)

    done = [sent.sql for sent in traffic.counted()[1]] if not other.is_alive() else None

    goes_on.set()
    thread.join()
    assert done == ["short"]


def test_others_work_while_one_is_translated(lake: Lake) -> None:
    other = lake.connect()
    with raw_session(lake) as tls:
        tls.settimeout(60)
        answered = threading.Event()

        def wait() -> None:
            list(until_ready(tls))
            answered.set()

        tls.sendall(Message(b"Q", wire.text(LONG)).encode())
        thread = threading.Thread(target=wait)
        thread.start()
        meanwhile = 0
        while not answered.is_set():
            assert other.value("SELECT 1") == 1
            meanwhile += 1
        thread.join()

    assert meanwhile > 5


def test_a_cancel_during_a_translation_ends_the_statement(lake: Lake) -> None:
    with keyed_session(lake) as (tls, key):
        tls.settimeout(60)
        tls.sendall(Message(b"Q", wire.text("BEGIN")).encode())
        list(until_ready(tls))
        tls.sendall(Message(b"Q", wire.text(LONG)).encode())
        # It has been heard, and is being translated.
        while not any(sent.sql == LONG for sent in lake.running.control.traffic().statements):
            time.sleep(0.05)
        cancel(lake, key)
        *_, error, ready = until_ready(tls)
        tls.sendall(Message(b"Q", wire.text("SELECT 1")).encode())
        in_failed, still = until_ready(tls)
        tls.sendall(Message(b"Q", wire.text("ROLLBACK")).encode())
        rolled_back = list(until_ready(tls))
        cancel(lake, key)  # there is nothing to cancel
        tls.sendall(Message(b"Q", wire.text("SELECT 1")).encode())
        fine = [message.tag for message in until_ready(tls)]

    fields = wire.error_fields(error)
    assert (fields["C"], fields["M"]) == ("57014", "Query (0) cancelled on user's request")
    assert ready == wire.ready_for_query("E")
    assert wire.error_fields(in_failed)["C"] == "25P02"
    assert still == wire.ready_for_query("E")
    assert rolled_back[-1] == wire.ready_for_query("I")
    assert fine == [b"T", b"D", b"C", b"Z"]


def cancel(lake: Lake, key: bytes) -> None:
    with dialled(lake) as raw:
        raw.sendall(struct.pack("!ii", 8 + len(key), wire.CANCEL_REQUEST) + key)
        assert raw.recv(1) == b""


def test_who_left_meanwhile_changes_nothing(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.left_behind (a int)")
    rows = ",".join(["(1)"] * 30_000)
    with raw_session(lake) as tls:
        text = f"INSERT INTO public.left_behind SELECT a FROM (VALUES {rows}) AS v (a)"
        tls.sendall(Message(b"Q", wire.text(text)).encode())
    there = "SELECT count(*) FROM pg_stat_activity"
    sessions = admin.value(there)
    while admin.value(there) == sessions > 1:
        time.sleep(0.1)

    assert admin.value("SELECT count(*) FROM public.left_behind") == 0


@pytest.mark.parametrize("columns", ["", " (a, b, c)"])
def test_many_rows_of_literals_are_inserted_as_they_stand(admin: Session, columns: str) -> None:
    admin.run("DROP TABLE IF EXISTS public.many")
    admin.run('CREATE TABLE public.many (a int, b varchar(50), "C" float8)')
    rows = ",\n".join(f"({n}, 'it''s \\\\ \"{n}\"', -1.5)" for n in range(25_000))

    admin.run(f"INSERT INTO public.many{columns} VALUES {rows}, (NULL, DEFAULT, 1e3)")

    assert admin.run("SELECT count(*), count(a), sum(a), max(b), sum(c) FROM public.many") == [
        [25_001, 25_000, sum(range(25_000)), 'it\'s \\ "9999"', -36_500.0]
    ]


def test_rows_that_are_not_all_literals_are_translated(admin: Session) -> None:
    admin.run("CREATE TABLE public.some (a int, b int)")

    admin.run("INSERT INTO public.some VALUES (1, 2), (len('abc'), nvl(null, 4))")
    admin.run("INSERT INTO public.some SELECT 5, 6 WHERE 1 IN (SELECT 1 UNION SELECT 2)")

    assert admin.run("SELECT * FROM public.some ORDER BY a") == [[1, 2], [3, 4], [5, 6]]
    assert admin.refused("INSERT INTO public.some VALUES (1, 2), (3)")[0] == "42601"
    assert admin.refused("INSERT INTO public.some VALUES (1, 2), (3, x)")[0] == "42703"


def test_what_is_too_long_to_be_read_is_refused(admin: Session) -> None:
    code, message = admin.refused("SELECT " + "1," * 100_000 + "1")

    assert (code, message) == (
        "0A000",
        "sandbox: not imitated: a statement of more than 200000 words and signs, but for INSERT"
        " of literals",
    )


def test_what_is_sent_at_once_takes_no_gigabytes(lake: Lake) -> None:
    server = psutil.Process(lake.running.pid)
    before = server.memory_info().rss
    with raw_session(lake) as tls:
        tls.settimeout(100)
        text = "SELECT " + "1," * 7_000_000 + "1"
        tls.sendall(Message(b"Q", wire.text(text)).encode())
        error, _ = until_ready(tls)
        grown = server.memory_info().rss - before

    said = wire.error_fields(error)["M"]
    assert said == "sandbox: not imitated: more than 4000000 words and signs at once"
    assert grown < 1_500_000_000
