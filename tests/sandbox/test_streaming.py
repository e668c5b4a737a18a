"""Results of any size go through the sandbox, and are never held in it."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Callable

import psutil
import pytest

from redlake.sandbox import wire
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake, Session
from tests.sandbox.raw import raw_session, receive

MEGABYTE = 1_000_000
SIZE = 1000 if os.environ.get("REDLAKE_FULL") else 200
"""Megabytes of the result that is streamed."""

RUNNING = "FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series%'"
MINE = "AND pid <> pg_backend_pid()"


def test_big_result_is_streamed(lake: Lake) -> None:
    server = psutil.Process(lake.running.pid)
    before = most = server.memory_info().rss
    with raw_session(lake) as tls:
        query(tls, f"SELECT repeat('x', 1000) FROM generate_series(1, {SIZE * 1000})")
        received, last = 0, b""
        ready = wire.ready_for_query("I").encode()
        while not last.endswith(ready):
            chunk = tls.recv(1 << 20)
            assert chunk, "the connection was closed"
            received += len(chunk)
            last = (last + chunk)[-len(ready) :]
            most = max(most, server.memory_info().rss)

    assert received > SIZE * MEGABYTE
    assert most - before < 20 * MEGABYTE


def test_client_that_does_not_read_holds_up_postgresql(lake: Lake, admin: Session) -> None:
    server = psutil.Process(lake.running.pid)
    before = server.memory_info().rss
    with raw_session(lake) as tls:
        query(tls, "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)")
        until(lambda: admin.run(f"SELECT wait_event {RUNNING} {MINE}") == [["ClientWrite"]])

        assert server.memory_info().rss - before < 20 * MEGABYTE


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT repeat('x', 1000) FROM generate_series(1, 100000000)",
        "SELECT repeat('x', 1000), CASE WHEN n > 50 THEN pg_sleep(600) END"
        " FROM generate_series(1, 51) n",
        # PostgreSQL sends what fills its buffer: half a row, and no more for ten minutes.
        "SELECT repeat('x', 10000), CASE WHEN n > 1 THEN pg_sleep(600) END"
        " FROM generate_series(1, 2) n",
    ],
    ids=["in the midst of rows", "between rows", "in the midst of a row"],
)
def test_client_that_goes_away_ends_the_work(lake: Lake, admin: Session, sql: str) -> None:
    with raw_session(lake) as tls:
        query(tls, sql)
        assert receive(tls).tag == b"T"
        until(lambda: admin.value(f"SELECT count(*) {RUNNING} {MINE}") == 1)
        socket.socket.shutdown(tls, socket.SHUT_RDWR)

    until(lambda: admin.value(f"SELECT count(*) {RUNNING} {MINE}") == 0)


def query(tls: ssl.SSLSocket, sql: str) -> None:
    tls.sendall(Message(b"Q", wire.text(sql)).encode())


def until(condition: Callable[[], bool]) -> None:
    """Waits; the test's own time limit is the only one."""
    while not condition():
        time.sleep(0.05)
