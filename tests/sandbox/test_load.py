"""Many clients at once, and after one another, none of which leaves anything behind."""

from __future__ import annotations

import contextlib
import resource
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import psutil
import pytest

from redlake.sandbox import wire
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake, Session
from tests.sandbox.raw import SSL_REQUEST, dialled, raw_session, receive

AT_ONCE = 32
CYCLES = 200


class Held(NamedTuple):
    """What a sandbox's clients cost it."""

    descriptors: int
    threads: int
    processes: int
    sessions: int


@pytest.fixture
def server(lake: Lake) -> psutil.Process:
    return psutil.Process(lake.running.pid)


def held(server: psutil.Process, admin: Session) -> Held:
    # The sessions first: answering takes the thread, the descriptors and the process of one.
    sessions = admin.value("SELECT count(*) FROM pg_stat_activity WHERE backend_type ~ 'client'")
    return Held(
        server.num_fds(),
        server.num_threads(),
        len([one for one in server.children(recursive=True) if not is_worker(one)]),
        sessions,
    )


def is_worker(process: psutil.Process) -> bool:
    """Whether it is one of PostgreSQL's own, which come and go."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return "worker" in " ".join(process.cmdline())
    return True


@contextlib.contextmanager
def leaving_nothing(server: psutil.Process, admin: Session) -> Iterator[None]:
    """Waits until all is as it was before; the test's own time limit ends that."""
    before = settled(server, admin)
    yield
    while any(now > then for now, then in zip(held(server, admin), before, strict=True)):
        time.sleep(0.1)


def settled(server: psutil.Process, admin: Session) -> Held:
    """What is held once nothing goes away any more."""
    found = held(server, admin)
    while True:
        time.sleep(0.3)
        again = held(server, admin)
        if again == found:
            return found
        found = again


def at_once(count: int, run: Callable[[int], None]) -> None:
    """Runs ``run`` in ``count`` threads; raises what one of them raised."""
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(run, number) for number in range(count)]:
            done.result()


def test_many_sessions_at_once(lake: Lake, admin: Session, server: psutil.Process) -> None:
    admin.run("CREATE TABLE public.load (client int, n int)")

    def run(client: int) -> None:
        session = lake.connect(autocommit=False)
        for n in range(5):
            session.run(f"INSERT INTO public.load VALUES ({client}, {n})")
            assert session.refused("SELECT * FROM nowhere")[0] == "42P01"
            session.connection.rollback()
            session.run(f"INSERT INTO public.load VALUES ({client}, {n})")
            session.connection.commit()
        assert session.value(f"SELECT sum(n) FROM public.load WHERE client = {client}") == 10
        assert session.value("SELECT count(*) FROM generate_series(1, 10000)") == 10000
        session.close()

    with leaving_nothing(server, admin):
        at_once(AT_ONCE, run)

    assert admin.run("SELECT count(*), count(DISTINCT client) FROM public.load") == [[160, 32]]
    admin.run("DROP TABLE public.load")


def test_sessions_that_come_and_go(lake: Lake, admin: Session, server: psutil.Process) -> None:
    def cycle(_: int) -> None:
        for _ in range(CYCLES // 4):
            session = lake.connect()
            assert session.value("SELECT 1") == 1
            session.close()

    with leaving_nothing(server, admin):
        at_once(4, cycle)


def test_clients_that_drop_without_a_word(
    lake: Lake, admin: Session, server: psutil.Process
) -> None:
    idle = Message(b"Q", wire.text("SELECT 1"))
    in_block = Message(b"Q", wire.text("BEGIN; SELECT 1"))
    busy = Message(b"Q", wire.text("SELECT 1; SELECT pg_sleep(600)"))

    with leaving_nothing(server, admin):
        for message in (idle, in_block, busy) * 4:
            with raw_session(lake) as tls:
                tls.sendall(message.encode())
                while receive(tls).tag != b"D":
                    pass
                # A reset, as of a client that was killed.
                tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for bytes_sent in (b"", SSL_REQUEST, SSL_REQUEST[:5]):
            with dialled(lake) as raw:
                raw.sendall(bytes_sent)


def test_handshakes_that_never_finish_block_nobody(
    lake: Lake, admin: Session, server: psutil.Process
) -> None:
    with leaving_nothing(server, admin), contextlib.ExitStack() as stalled:
        for sent in (b"", SSL_REQUEST[:4], SSL_REQUEST, SSL_REQUEST + b"\x16\x03\x01\x02") * 25:
            raw = stalled.enter_context(dialled(lake))
            raw.sendall(sent)
        started = time.monotonic()
        session = lake.connect()
        assert session.value("SELECT 1") == 1
        session.close()

        assert time.monotonic() - started < 10


def test_long_statements_are_not_kept_for_ever(
    lake: Lake, admin: Session, server: psutil.Process
) -> None:
    with raw_session(lake) as tls:
        for number in range(140):
            if number == 40:  # as many as are kept, and what reading them takes
                before = server.memory_info().rss
            sql = f"SELECT length('{number}{'x' * 1_000_000}')"
            tls.sendall(Message(b"Q", wire.text(sql)).encode())
            while receive(tls).tag != b"Z":
                pass

    assert server.memory_info().rss - before < 50_000_000


def test_descriptors_that_ran_out_are_waited_for(
    lake: Lake, admin: Session, server: psutil.Process
) -> None:
    pid = lake.running.pid
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (server.num_fds() + 10, limits[1]))
    try:
        with contextlib.ExitStack() as opened:
            for _ in range(30):
                opened.enter_context(dialled(lake))
            time.sleep(0.5)
            assert admin.value("SELECT 1") == 1
        session = lake.connect()
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)

    assert session.value("SELECT 1") == 1
    session.close()


@pytest.mark.parametrize(
    ("version", "spoken"),
    [
        (ssl.TLSVersion.TLSv1, False),
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_versions_of_tls(lake: Lake, version: ssl.TLSVersion, spoken: bool) -> None:
    context = ssl.create_default_context(cafile=lake.running.certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")  # or this side itself would refuse the old ones
    context.minimum_version = context.maximum_version = version
    with dialled(lake) as raw:
        raw.sendall(SSL_REQUEST)
        assert raw.recv(1) == b"S"
        if spoken:
            with context.wrap_socket(raw, server_hostname="localhost") as tls:
                assert tls.version() == version.name.replace("_", ".")
        else:
            with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
                context.wrap_socket(raw, server_hostname="localhost")
