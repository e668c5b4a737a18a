"""The wire, with real clients: the driver, psql, and whatever else finds the port."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import socket
import struct
import threading
import warnings

import psutil
import pytest
import trustme
from redshift_connector.error import InterfaceError

from redlake.sandbox import wire
from redlake.sandbox.wire import Message
from tests.sandbox.lake import Lake, Session
from tests.sandbox.raw import (
    SSL_REQUEST,
    dialled,
    raw_session,
    receive,
    secured,
    until_ready,
)

# logging in


@pytest.mark.parametrize(
    "stored",
    [
        "Mypassword1",
        "sha256|Mypassword1",
        "md5" + hashlib.md5(b"Mypassword1digester").hexdigest(),
        "sha256|"
        + hashlib.sha256(b"Mypassword1" + bytes.fromhex("ab" * 32)).hexdigest()
        + "|"
        + "ab" * 32,
    ],
    ids=["md5", "digest", "given md5", "given digest"],
)
def test_password_lets_in(lake: Lake, admin: Session, stored: str) -> None:
    admin.run(f"CREATE USER digester PASSWORD '{stored}'")
    try:
        session = lake.connect("digester", "Mypassword1")
        assert session.value("SELECT current_user") == "digester"
        session.close()
        assert lake.refused_login("digester", "Mypassword2")["C"] == "28000"
    finally:
        admin.run("DROP USER digester")


def test_password_that_does_not_let_in(lake: Lake, admin: Session) -> None:
    admin.run("CREATE USER disabled PASSWORD DISABLE")
    admin.run("CREATE USER outdated PASSWORD 'Mypassword1' VALID UNTIL '2020-01-01'")
    minted = lake.aws("redshift-serverless").get_credentials(workgroupName="lake-dev")["dbPassword"]
    for user, password in (
        ("admin", "wrong"),
        ("nobody", "wrong"),
        ("disabled", ""),
        ("outdated", "Mypassword1"),
        ("admin", minted),  # somebody else's
    ):
        said = lake.refused_login(user, password)
        assert (said["S"], said["C"], said["M"]) == (
            "FATAL",
            "28000",
            f'password authentication failed for user "{user}"',
        )


def test_names_with_a_backslash(lake: Lake, admin: Session) -> None:
    admin.run("CREATE USER \"back\\slash's\" PASSWORD 'Mypassword1'")
    session = lake.connect("back\\slash's", "Mypassword1", application_name="C:\\it's")

    assert session.value("SELECT current_user") == "back\\slash's"
    assert session.value("SHOW application_name") == "C:\\it's"
    session.close()
    admin.run('DROP USER "back\\slash\'s"')


def test_database_that_does_not_exist(lake: Lake) -> None:
    said = lake.refused_login("admin", lake.admin_password, "nowhere")

    assert (said["C"], said["M"]) == ("3D000", 'database "nowhere" does not exist')


def test_name_that_cannot_be_kept(lake: Lake) -> None:
    said = lake.refused_login("x" * 64, "wrong")

    assert said["M"].startswith("sandbox: not imitated: names as long as")


def test_certificate_of_another_authority_is_refused(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with trustme.CA().cert_pem.tempfile() as other:
        monkeypatch.setenv("SSL_CERT_FILE", other)
        with warnings.catch_warnings():
            # The driver leaves its socket to the collector then.
            warnings.simplefilter("ignore", ResourceWarning)
            with pytest.raises(InterfaceError, match="communication error"):
                lake.connect()
            gc.collect()
        said = lake.psql("-c", "SELECT 1", PGSSLROOTCERT=other)
    assert "certificate verify failed" in said.stderr


def test_certificate_is_for_localhost_only(lake: Lake) -> None:
    said = lake.psql("-c", "SELECT 1", PGHOST="127.0.0.1")

    assert "does not match host name" in said.stderr


def test_connection_without_tls_is_refused(lake: Lake) -> None:
    said = lake.psql("-c", "SELECT 1", PGSSLMODE="disable")

    assert "sandbox: connections need SSL" in said.stderr


# what comes to the port that is no client


GARBAGE = {
    "nothing": b"",
    "half a length": b"\0\0",
    "http": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "tls at once": b"\x16\x03\x01\x02\x00" + b"\0" * 64,
    "huge": struct.pack("!i", 0x7FFFFFFF),
    "negative": struct.pack("!i", -1),
    "no room for a code": struct.pack("!i", 5) + b"\0",
    "another protocol": struct.pack("!ii", 8, 2 << 16),
    "data before the handshake": SSL_REQUEST + b"\0" * 20,
}


@pytest.mark.parametrize("sent", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_let_go(lake: Lake, admin: Session, sent: bytes) -> None:
    with dialled(lake) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while raw.recv(4096):
                pass

    assert admin.value("SELECT 1") == 1


@pytest.mark.parametrize(
    "packet",
    [
        SSL_REQUEST,
        struct.pack("!ii", 12, wire.PROTOCOL_3) + b"user",
        struct.pack("!ii", 14, wire.PROTOCOL_3) + b"\xff\0a\0\0\0",
    ],
    ids=["tls inside tls", "no end", "no utf-8"],
)
def test_garbage_inside_tls_is_answered(lake: Lake, admin: Session, packet: bytes) -> None:
    with dialled(lake) as raw, secured(lake, raw) as tls:
        tls.sendall(packet)
        assert tls.recv(1) == b"E"

    assert admin.value("SELECT 1") == 1


def test_client_that_stalls_keeps_nobody_waiting(lake: Lake) -> None:
    with dialled(lake) as one, dialled(lake) as two:
        one.sendall(SSL_REQUEST)
        assert one.recv(1) == b"S"  # and no handshake follows
        two.sendall(b"\0")
        session = lake.connect()
        assert session.value("SELECT 1") == 1
        session.close()


def test_threads_end_with_their_clients(lake: Lake, admin: Session) -> None:
    server = psutil.Process(lake.running.pid)
    admin.value("SELECT 1")
    before = server.num_threads()
    for _ in range(5):
        with dialled(lake) as raw:
            raw.sendall(GARBAGE["http"])
        lake.connect().close()

    while server.num_threads() > before:  # the test's own time limit ends this
        pass


# sessions


def test_unknown_startup_parameters_are_accepted(lake: Lake) -> None:
    said = lake.psql("-c", "SELECT 1", PGOPTIONS="-c anything=1", PGAPPNAME="some tool")

    assert said.stdout == "1\n"


def test_several_statements_are_one_transaction(lake: Lake, admin: Session) -> None:
    said = lake.psql("-c", "CREATE TABLE public.a (n int); SELECT 1; SELECT nothing")
    assert said.stdout == "CREATE TABLE\n1\n"
    assert '42703: column "nothing" does not exist' in said.stderr
    assert admin.value("SELECT count(*) FROM pg_tables WHERE tablename = 'a'") == 0

    said = lake.psql("-c", "BEGIN; CREATE TABLE public.a (n int); COMMIT; SELECT 1/0")
    assert said.stdout == "BEGIN\nCREATE TABLE\nCOMMIT\n"
    assert admin.value("SELECT count(*) FROM pg_tables WHERE tablename = 'a'") == 1
    admin.run("DROP TABLE public.a")


def test_statements_of_one_pipeline_are_one_transaction(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.b (n int)")
    with raw_session(lake) as tls:
        tls.sendall(
            wire.encode(
                (
                    wire.parse("", "INSERT INTO public.b VALUES (1)"),
                    wire.bind("", ""),
                    wire.execute(""),
                    wire.parse("", "CREATE DATABASE other"),
                    wire.bind("", ""),
                    wire.execute(""),
                    wire.parse("", "never reached"),
                    wire.SYNC,
                )
            )
        )
        answers = list(until_ready(tls))

    assert [answer.tag for answer in answers] == [b"1", b"2", b"C", b"E", b"Z"]
    assert wire.error_fields(answers[3])["C"] == "25001"
    assert answers[4] == wire.ready_for_query("I")
    assert admin.run("SELECT * FROM public.b") == []
    admin.run("DROP TABLE public.b")


def test_failed_block_says_so_until_it_ends(lake: Lake) -> None:
    session = lake.connect(autocommit=False)
    assert session.refused("SELECT 1/0")[0] == "22012"
    for sql in (
        "SELECT 1",
        "CREATE USER u PASSWORD DISABLE",
        "CREATE EXTERNAL SCHEMA s FROM",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC",
        "nonsense",
    ):
        assert session.refused(sql)[0] == "25P02", sql
    session.connection.commit()
    assert session.value("SELECT 1") == 1
    session.close()


def test_commit_of_a_failed_block_rolls_back(lake: Lake) -> None:
    said = lake.psql(
        script="BEGIN;\nCREATE TABLE public.lost (n int);\nSELECT 1/0;\n"
        "COMMIT;\nSELECT * FROM lost;\n"
    )

    assert said.stdout == "BEGIN\nCREATE TABLE\nROLLBACK\n"
    assert '42P01: relation "lost" does not exist' in said.stderr


def test_error_has_no_place_in_the_translated_text(admin: Session) -> None:
    fields = admin.fields("SELECT nothing FROM pg_catalog.pg_user")

    assert not {"P", "F", "L", "R", "q", "W"} & set(fields)


def test_parameters(admin: Session) -> None:
    with admin.connection.cursor() as cursor:
        cursor.execute("SELECT %s::int + 1, %s::varchar", (1, "it's"))
        assert [list(row) for row in cursor.fetchall()] == [[2, "it's"]]
        cursor.execute("CREATE TABLE public.many (n int, t varchar)")
        cursor.executemany("INSERT INTO public.many VALUES (%s, %s)", [(n, "x") for n in range(50)])
    assert admin.value("SELECT count(*) FROM public.many") == 50
    admin.run("DROP TABLE public.many")


def test_names_fold_unless_the_session_keeps_their_case(lake: Lake) -> None:
    session = lake.connect(autocommit=False)
    session.run('CREATE TABLE public."Folded" ("Id" int)')
    assert session.run("SELECT id FROM public.folded") == []
    session.run("SET enable_case_sensitive_identifier TO true")
    session.run('CREATE TABLE public."Kept" ("Id" int)')
    assert session.run('SELECT "Id" FROM public."Kept"') == []
    assert session.value("SHOW enable_case_sensitive_identifier") == "true"
    session.connection.rollback()

    session.run('CREATE TABLE public."Folded" (id int)')
    assert session.run("SELECT id FROM public.folded") == []
    session.connection.rollback()
    session.close()


def test_search_path(lake: Lake) -> None:
    session = lake.connect(autocommit=False)
    session.run("CREATE SCHEMA sales")
    session.run("CREATE TABLE sales.found AS SELECT 1 AS n")
    session.run("SET search_path TO '$user', sales, public")
    assert session.run("SELECT n FROM found") == [[1]]
    assert session.value("SELECT current_schema()") == "sales"
    assert session.value("SHOW search_path") == "'$user', sales, public"
    session.run("RESET search_path")
    assert session.value("SELECT current_schema()") == "public"
    session.connection.rollback()
    session.close()


def test_cancel(lake: Lake) -> None:
    session = lake.connect()
    key = session.connection._backend_key_data
    failed: list[tuple[str, str]] = []
    running = threading.Thread(
        target=lambda: failed.append(session.refused("SELECT pg_sleep(600)"))
    )
    running.start()
    while running.is_alive():  # until the query has begun, a cancel finds nothing
        with dialled(lake) as raw:
            raw.sendall(struct.pack("!ii", 16, wire.CANCEL_REQUEST) + key)
            assert raw.recv(1) == b""
        running.join(0.05)

    assert failed == [("57014", "Query (0) cancelled on user's request")]
    assert session.value("SELECT 1") == 1
    session.close()


def test_cancel_with_a_foreign_key_does_nothing(lake: Lake, admin: Session) -> None:
    with dialled(lake) as raw:
        raw.sendall(struct.pack("!ii", 16, wire.CANCEL_REQUEST) + b"x" * 8)
        assert raw.recv(1) == b""
    assert admin.value("SELECT 1") == 1


def test_client_that_dies_frees_its_locks(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.held (n int)")
    with raw_session(lake) as tls:
        sql = "BEGIN; LOCK public.held; SELECT pg_sleep(600)"
        tls.sendall(Message(b"Q", wire.text(sql)).encode())
        while receive(tls).tag != b"T":  # the sleep has begun
            pass
        socket.socket.shutdown(tls, socket.SHUT_RDWR)

    admin.run("DROP TABLE public.held")  # waits for the lock
