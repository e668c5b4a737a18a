"""What a client may say that no driver says, and what it is told when its backend is gone."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from redshift_connector.error import Error

from redlake.sandbox import wire
from redlake.sandbox.connection import Closed, Connection
from redlake.sandbox.control import Control
from redlake.sandbox.faults import Sent, Tap, Traffic
from redlake.sandbox.postgres import Postgres
from redlake.sandbox.superuser import PostgresRefused, Superuser
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake, Session
from tests.sandbox.raw import raw_session, receive, until_ready


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message(b"?", b"22000\0mine\0"), "invalid frontend message type 63"),
        (Message(b"!", b"22000\0mine\0"), "invalid frontend message type 33"),
        (Message(b"Q", b"SELECT 1\0; DROP TABLE x\0"), "invalid message format"),
    ],
)
def test_what_no_client_may_say_ends_the_session(lake: Lake, message: Message, said: str) -> None:
    with raw_session(lake) as tls:
        tls.sendall(message.encode())
        fields = wire.error_fields(receive(tls))

    assert (fields["S"], fields["C"], fields["M"]) == ("FATAL", "08P01", said)


def test_a_named_portal_ends_with_its_transaction(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.emptied (a int)")

    def tags(*messages: Message) -> list[bytes]:
        tls.sendall(wire.encode((*messages, wire.SYNC)))
        return [message.tag for message in until_ready(tls)]

    with raw_session(lake) as tls:
        opened = (wire.parse("one", "SELECT 1"), wire.bind("p", "one"))
        began = tags(wire.parse("", "BEGIN"), wire.bind("", ""), wire.execute(""), *opened)
        emptied = tags(
            wire.parse("", "TRUNCATE public.emptied"), wire.bind("q", ""), wire.execute("q")
        )
        again = tags(wire.bind("p", "one"), wire.execute("p"))

    assert began == [*(b"1", b"2", b"C"), *(b"1", b"2"), b"Z"]
    assert emptied == [b"1", b"2", b"C", b"Z"]
    assert again == [b"2", b"D", b"C", b"Z"]


def test_portals_are_not_kept_for_ever() -> None:
    traffic = Traffic()
    tap = Tap(traffic, {})
    tap.hear(wire.parse("", "SELECT 1"))
    tap.hear(wire.bind("p", ""))
    tap.answered((wire.ready_for_query("T"),))
    tap.hear(wire.execute("p"))
    tap.answered((wire.ready_for_query("I"),))
    tap.hear(wire.execute("p"))

    assert traffic.counted()[1] == [Sent("SELECT 1", "", "", ""), Sent("", "", "", "")]


def test_an_idle_client_learns_that_its_backend_is_gone(lake: Lake, admin: Session) -> None:
    with raw_session(lake) as tls:
        tls.sendall(Message(b"Q", wire.text("SELECT pg_backend_pid()")).encode())
        (row,) = [message for message in until_ready(tls) if message.tag == b"D"]
        (pid,) = wire.data_row(row)

        admin.run(f"SELECT pg_terminate_backend({pid})")

        fields = wire.error_fields(receive(tls))
        assert tls.recv(1) == b""
    assert (fields["S"], fields["C"]) == ("FATAL", "57P01")


@pytest.fixture
def control(lake: Lake) -> Iterator[Control]:
    yield lake.running.control
    lake.running.control.reset()


def test_who_takes_their_time_does_not_keep_a_renewal_waiting(lake: Lake, control: Control) -> None:
    slow = lake.connect(application_name="redlake/slow", max_prepared_statements=0)
    control.delay(3600)
    before = control.traffic().round_trips
    said: list[str] = []

    def wait() -> None:
        try:
            slow.run("SELECT 1")
        except (Error, OSError) as error:
            said.append(type(error).__name__)

    thread = threading.Thread(target=wait)
    thread.start()
    while control.traffic().round_trips == before:
        time.sleep(0.05)

    control.reset()
    thread.join(60)

    assert not thread.is_alive()
    assert said == []


def test_who_says_a_byte_now_and_then_is_not_waited_for_longer() -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours, patience=0.5)
    ended = threading.Event()

    def trickle() -> None:
        while not ended.wait(0.1):
            theirs.sendall(b"x")

    with ours, theirs:
        theirs.sendall(struct.pack("!i", 1000))
        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            with pytest.raises(Closed):
                connection.packet()
        finally:
            ended.set()
            thread.join()


class Refusing(Postgres):
    """One that lets nobody in, or refuses a COPY."""

    def __init__(self, *messages: Message) -> None:
        self._said = wire.encode(messages)

    def connect(self) -> socket.socket:
        ours, self.theirs = socket.socketpair()
        self.theirs.sendall(self._said)
        return ours


REFUSAL = wire.SqlError("53300", "sorry, too many clients already", severity="FATAL").encode()


def test_why_the_superuser_is_not_let_in() -> None:
    postgres = Refusing(REFUSAL)

    with pytest.raises(PostgresRefused, match="too many clients"):
        closing(postgres)


def closing(postgres: Refusing) -> None:
    thread = threading.Timer(0.1, lambda: postgres.theirs.shutdown(socket.SHUT_WR))
    thread.start()
    try:
        Superuser(postgres)
    finally:
        thread.join()
        postgres.theirs.close()


def test_a_copy_that_is_refused_at_once_is_no_wait_for_ever() -> None:
    ready = wire.ready_for_query("I")
    postgres = Refusing(ready, REFUSAL, ready)
    superuser = Superuser(postgres)

    with pytest.raises(PostgresRefused, match="too many clients"):
        superuser.copy("nothing", [])

    superuser.close()
    postgres.theirs.close()
