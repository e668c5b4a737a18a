"""What a session and a login say, message by message, without sockets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from redlake.sandbox import wire
from redlake.sandbox.conversation import ToClient, ToServer, Turn
from redlake.sandbox.login import log_in
from redlake.sandbox.logins import Logins
from redlake.sandbox.session import Session
from redlake.sandbox.translation.base import Context
from redlake.sandbox.wire import Message, ProtocolViolation, SqlError
from tests.sandbox.playbook import Playbook, client, server

IDLE, IN_BLOCK, FAILED = (wire.ready_for_query(status) for status in "ITE")
REFUSED = wire.error_response({"S": "ERROR", "C": "25001", "M": "no"})


def session() -> Playbook:
    return Playbook(Session(Context("dev", "alice", iam=False), Turn()).run())


def relayed(playbook: Playbook, message: Message, *answers: Message) -> Playbook:
    """A message that goes on to PostgreSQL as it is, and so do the answers."""
    return (
        playbook
        >> client(message)
        << ToServer((message, wire.FLUSH))
        >> server(*answers)
        << (ToClient(answers))
    )


def synced(playbook: Playbook, ready: Message) -> Playbook:
    return (
        playbook
        >> client(wire.SYNC)
        << ToServer((wire.SYNC,))
        >> server(ready)
        << ToClient((ready,))
    )


def held(playbook: Playbook, name: str, sql: str) -> None:
    """A statement that takes several of PostgreSQL's is prepared: there, as an empty one."""
    playbook >> client(wire.parse(name, sql)) << ToServer((wire.parse(name, ""), wire.FLUSH))
    playbook >> server(wire.PARSE_COMPLETE) << ToClient((wire.PARSE_COMPLETE,))


def test_native_statement_is_relayed_step_by_step() -> None:
    playbook = session()
    done = wire.command_complete("BEGIN")

    relayed(playbook, wire.parse("s", "BEGIN"), wire.PARSE_COMPLETE)
    relayed(playbook, wire.bind("", "s"), wire.BIND_COMPLETE)
    relayed(playbook, wire.execute(""), done)
    synced(playbook, IN_BLOCK)
    playbook >> client(wire.TERMINATE) << ToServer((wire.TERMINATE,))

    assert playbook.ended


def test_statement_of_several_runs_at_execute() -> None:
    playbook = session()

    held(playbook, "", "DROP USER a, b")
    playbook >> client(wire.bind("", "")) << ToClient((wire.BIND_COMPLETE,))
    playbook >> client(wire.describe_portal("")) << ToClient((wire.NO_DATA,))
    playbook >> client(wire.execute(""))
    playbook.asks("sandbox.drop_user('a', false)").asks("sandbox.drop_user('b', false)")
    playbook << ToClient((wire.command_complete("DROP USER"),))
    synced(playbook, IDLE)


def test_everything_after_an_error_is_skipped_until_sync() -> None:
    playbook = session()

    playbook >> client(wire.parse("", "SAVEPOINT a"))
    playbook.asks_in_vain("sandbox.refuse('0A000'", REFUSED)
    playbook << ToClient((REFUSED,))
    playbook >> client(wire.bind("", ""), wire.execute(""), wire.parse("", "SELECT 1"))
    synced(playbook, IDLE)
    relayed(playbook, wire.parse("", "COMMIT"), wire.PARSE_COMPLETE)


def test_create_database_in_a_block_is_refused() -> None:
    playbook = session()
    relayed(playbook, wire.parse("", "BEGIN"), wire.PARSE_COMPLETE)
    relayed(playbook, wire.bind("", ""), wire.BIND_COMPLETE)
    relayed(playbook, wire.execute(""), wire.command_complete("BEGIN"))

    # No Sync came, so PostgreSQL has not said yet that a block is open.
    playbook >> client(wire.parse("", "CREATE DATABASE x"))
    playbook.asks_in_vain(
        "sandbox.refuse('25001', 'CREATE DATABASE cannot run inside a transaction block'", REFUSED
    )
    playbook << ToClient((REFUSED,))
    synced(playbook, FAILED)


def test_create_database_among_others_is_refused() -> None:
    playbook = session()

    playbook >> client(Message(b"Q", wire.text("CREATE DATABASE x; SELECT 1")))
    playbook.asks_in_vain("inside a multiple commands statement", REFUSED)
    playbook << ToClient((REFUSED,))
    playbook << ToServer((wire.SYNC,)) >> server(IDLE) << ToClient((IDLE,))


def test_failed_block_is_postgresqls_to_refuse() -> None:
    playbook = session()
    synced(playbook, FAILED)

    playbook >> client(wire.parse("", "CREATE EXTERNAL SCHEMA not even sql"))
    playbook.asks_in_vain("SELECT", REFUSED)
    playbook << ToClient((REFUSED,))
    synced(playbook, FAILED)
    relayed(playbook, wire.parse("", "ROLLBACK"), wire.PARSE_COMPLETE)


def test_error_speaks_redshifts_names() -> None:
    playbook = session()
    error = wire.error_response({"M": 'role "bob" does not exist', "P": "7", "F": "x.c"})
    parse = wire.parse("", "COMMIT")

    playbook >> client(parse) << ToServer((parse, wire.FLUSH)) >> server(error)
    playbook << ToClient((wire.error_response({"M": 'user "bob" does not exist'}),))


def test_rows_are_sent_on_in_batches_of_bytes() -> None:
    playbook = session()
    relayed(playbook, wire.parse("", "COMMIT"), wire.PARSE_COMPLETE)
    relayed(playbook, wire.bind("", ""), wire.BIND_COMPLETE)
    big, small = Message(b"D", b"x" * 70_000), Message(b"D", b"x")
    done = wire.command_complete("COMMIT")

    playbook >> client(wire.execute("")) << ToServer((wire.execute(""), wire.FLUSH))
    playbook >> server(big) << ToClient((big,))
    playbook >> server(small, small, done) << ToClient((small, small, done))


# portals and prepared statements by name


def whole(sql: str) -> ToServer:
    """How a statement of a Query runs."""
    return ToServer(
        (
            wire.parse("", sql),
            wire.bind("", ""),
            wire.describe_portal(""),
            wire.FLUSH,
            wire.execute(""),
            wire.close_portal(""),
            wire.FLUSH,
        )
    )


def bound(playbook: Playbook, portal: str = "", statement: str = "", sql: str = "BEGIN") -> None:
    relayed(playbook, wire.parse(statement, sql), wire.PARSE_COMPLETE)
    relayed(playbook, wire.bind(portal, statement), wire.BIND_COMPLETE)


def refused(playbook: Playbook, message: Message, part: str) -> Playbook:
    """The client's ``message`` is refused with an error that holds ``part``."""
    playbook >> client(message)
    return playbook.asks_in_vain(part, REFUSED) << ToClient((REFUSED,))


def test_rows_come_as_many_as_are_asked_for() -> None:
    playbook = session()
    row, suspended, done = Message(b"D", b"x"), Message(b"s"), wire.command_complete("SELECT")
    bound(playbook, "c", "s")

    relayed(playbook, wire.execute("c", 2), row, row, suspended)
    relayed(playbook, wire.execute("c", 2), row, done)
    relayed(playbook, Message(b"C", b"Pc\0"), wire.CLOSE_COMPLETE)
    refused(playbook, wire.execute("c"), """'34000', 'portal "c" does not exist'""")
    synced(playbook, IDLE)


def test_questions_of_the_sandbox_leave_the_clients_portals_alone() -> None:
    playbook = session()
    suspended = Message(b"s")
    bound(playbook)
    relayed(playbook, wire.execute("", 1), suspended)

    playbook >> client(wire.parse("t", "TRUNCATE public.t"))
    wanted = playbook.wanted
    assert isinstance(wanted, ToServer)
    assert not {b"P\0", b"S\0"} & {m.body for m in wanted.messages if m.tag == b"C"}
    assert all(not m.body.startswith(b"\0") for m in wanted.messages if m.tag in b"PBE")
    playbook.asks("t")
    playbook << ToServer((wire.parse("t", ""), wire.FLUSH))
    playbook >> server(wire.PARSE_COMPLETE) << ToClient((wire.PARSE_COMPLETE,))
    relayed(playbook, wire.execute("", 1), suspended)


def test_portal_that_another_takes_the_place_of_is_closed() -> None:
    playbook = session()
    bound(playbook)
    held(playbook, "s", "DROP USER a")

    playbook >> client(wire.bind("", "s")) << ToServer((wire.close_portal(""), wire.FLUSH))
    playbook >> server(wire.CLOSE_COMPLETE) << ToClient((wire.BIND_COMPLETE,))


def test_portal_whose_statement_ran_cannot_run_again() -> None:
    playbook = session()
    held(playbook, "", "DROP USER a")
    playbook >> client(wire.bind("p", "")) << ToClient((wire.BIND_COMPLETE,))
    playbook >> client(wire.execute("p"))
    playbook.asks("drop_user") << ToClient((wire.command_complete("DROP USER"),))

    refused(playbook, wire.execute("p"), """'55000', 'portal "p" cannot be run'""")
    synced(playbook, IDLE)


@pytest.mark.parametrize(
    ("message", "part"),
    [
        (wire.bind("", ""), "'26000', 'unnamed prepared statement does not exist'"),
        (wire.bind("", "s"), """'26000', 'prepared statement "s" does not exist'"""),
        (wire.describe_statement("s"), "'26000'"),
        (wire.execute(""), """'34000', 'portal "" does not exist'"""),
        (wire.parse("x" * 64, "COMMIT"), "'0A000', 'sandbox: not imitated: a prepared statement"),
        (wire.parse("sandbox:", "COMMIT"), "'0A000', 'sandbox: not imitated"),
        (wire.parse("s", "COMMIT; COMMIT"), "'42601', 'cannot insert multiple commands"),
    ],
)
def test_message_that_cannot_be_met(message: Message, part: str) -> None:
    playbook = session()

    refused(playbook, message, part)
    playbook >> client(wire.FLUSH, message)
    synced(playbook, IDLE)


def test_portal_that_only_postgresql_knows_is_described_by_it() -> None:
    """A cursor that was declared is one."""
    playbook = session()

    relayed(playbook, wire.describe_portal("declared"), wire.NO_DATA)
    playbook >> client(wire.describe_portal("p"))
    playbook << ToServer((wire.describe_portal("p"), wire.FLUSH)) >> server(REFUSED)
    playbook << ToClient((REFUSED,))


def test_statement_that_is_deallocated_is_there_no_more() -> None:
    playbook = session()
    held(playbook, "s", "DROP USER a")
    relayed(playbook, wire.parse("", 'DEALLOCATE "s"'), wire.PARSE_COMPLETE)
    relayed(playbook, wire.bind("", ""), wire.BIND_COMPLETE)
    relayed(playbook, wire.execute(""), wire.command_complete("DEALLOCATE"))

    refused(playbook, wire.bind("", "s"), """'26000', 'prepared statement "s" does not exist'""")


def test_name_that_is_taken() -> None:
    playbook = session()
    bound(playbook, "c", "s")

    refused(playbook, wire.bind("c", "s"), """'42P03', 'cursor "c" already exists'""")
    synced(playbook, IN_BLOCK)
    refused(playbook, wire.parse("s", "COMMIT"), "'42P05'")
    synced(playbook, FAILED)


def test_close_of_what_is_not_there_is_no_error() -> None:
    playbook = session()

    playbook >> client(wire.close_statement("s")) << ToClient((wire.CLOSE_COMPLETE,))
    playbook >> client(wire.close_portal("p")) << ToClient((wire.CLOSE_COMPLETE,))


def test_parameters_for_a_statement_that_has_none() -> None:
    playbook = session()
    held(playbook, "", "DROP USER a")

    one_value = b"\0\0" + b"\0\1" + b"\0\0\0\1x" + b"\0\0"
    refused(playbook, wire.bind("", "", one_value), "supplies 1 parameters")


# what no client should say


def test_function_call_is_refused_and_needs_no_sync() -> None:
    playbook = session()

    refused(playbook, Message(b"F", b"\0" * 10), "'0A000', 'sandbox: not imitated: calls of")
    playbook << ToServer((wire.SYNC,)) >> server(IDLE) << ToClient((IDLE,))


@pytest.mark.parametrize("tag", [b"p", b"Z", b"\0"])
def test_message_of_no_client_ends_the_session(tag: bytes) -> None:
    with pytest.raises(ProtocolViolation, match=f"invalid frontend message type {tag[0]}"):
        session() >> client(Message(tag))


def test_copy_data_without_a_copy_is_passed_over() -> None:
    playbook = session()

    playbook >> client(Message(b"d", b"1\n"), Message(b"c"), Message(b"f", b"no\0"))
    synced(playbook, IDLE)


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("COPY t FROM STDIN", "STDIN"),
        ("copy public.t (a, b) from stdin csv", "stdin"),
        ("COPY t TO STDOUT", "STDOUT"),
        ("COPY (SELECT 1) TO STDOUT", "("),
    ],
)
def test_copy_from_or_to_the_client_is_no_grammar(sql: str, near: str) -> None:
    playbook = session()

    playbook >> client(Message(b"Q", wire.text(sql)))
    playbook.asks_in_vain(f"""'42601', 'syntax error at or near "{near}"'""", REFUSED)
    playbook << ToClient((REFUSED,)) << ToServer((wire.SYNC,)) >> server(IDLE)


def test_statement_that_is_too_long() -> None:
    playbook = session()
    said = "Statement is too large. Statement Size: 16777217 bytes. Maximum Allowed: 16777216 bytes"

    refused(playbook, wire.parse("", "SELECT 1" + " " * 16777209), f"'42601', '{said}'")


def test_error_among_several_statements_ends_them() -> None:
    playbook = session()

    playbook >> client(Message(b"Q", wire.text("BEGIN; COMMIT; BEGIN")))
    done = wire.command_complete("BEGIN")
    playbook << whole("BEGIN")
    playbook >> server(wire.PARSE_COMPLETE, wire.BIND_COMPLETE, wire.NO_DATA, done)
    playbook >> server(wire.CLOSE_COMPLETE) << ToClient((done,))
    playbook << whole("COMMIT") >> server(REFUSED)
    playbook << ToClient((REFUSED,))
    playbook << ToServer((wire.SYNC,)) >> server(FAILED) << ToClient((FAILED,))


# logging in


def challenged(logins: Logins, *rows: tuple[str | None]) -> tuple[Playbook, bytes]:
    """A login up to its MD5 challenge, and the challenge's salt."""
    conversation = log_in({"user": "IAMR:job", "database": "dev"}, logins)
    playbook = Playbook(conversation).asks("SELECT password", *rows, columns="password")
    wanted = playbook.wanted
    assert isinstance(wanted, ToClient)
    playbook << wanted
    return playbook, wanted.messages[0].body[4:]


def answer(password: str, salt: bytes) -> Message:
    inner = hashlib.md5((password + "IAMR:job").encode()).hexdigest()
    digest = hashlib.md5(inner.encode() + salt).hexdigest()
    return Message(b"p", wire.text("md5" + digest))


def test_expired_password_does_not_let_in() -> None:
    logins = Logins()
    login = logins.mint("IAMR:job", "IAMR:job", seconds=0, create=True, iam=True)
    assert login.expired(datetime.now(UTC))
    playbook, salt = challenged(logins)

    with pytest.raises(SqlError) as caught:
        playbook >> client(answer(login.password, salt))

    assert (caught.value.code, caught.value.severity) == ("28000", "FATAL")


def test_first_login_makes_the_user_before_it_is_let_in() -> None:
    logins = Logins()
    login = logins.mint("IAMR:job", "IAMR:job", seconds=900, create=True, iam=True)
    playbook, salt = challenged(logins)

    playbook >> client(answer(login.password, salt))
    playbook.asks("FROM sandbox.users").asks("sandbox.enter_user('IAMR:job')")
    playbook.asks("sandbox.enter_database('dev')", ("t",), columns="done")
    playbook.asks("FROM sandbox.databases", ("local", None), columns="type collating")
    while playbook.wanted != ToServer((wire.SYNC,)):
        playbook.asks("SE")  # settings, and whose session it is
    playbook << ToServer((wire.SYNC,)) >> server(IDLE)
    playbook << ToClient((wire.authentication(0),))
    playbook << playbook.wanted

    assert playbook.returned == Context("dev", "IAMR:job", iam=True)


def test_unknown_user_is_not_made_unless_the_credentials_say_so() -> None:
    logins = Logins()
    login = logins.mint("IAMR:job", "job", seconds=900, create=False, iam=False)
    playbook, salt = challenged(logins)

    playbook >> client(answer(login.password, salt))
    with pytest.raises(SqlError, match="password authentication failed"):
        playbook.asks("FROM sandbox.users WHERE name = 'job'")


def test_answer_that_is_no_password_does_not_let_in() -> None:
    playbook, _ = challenged(Logins(), (None,))

    with pytest.raises(SqlError, match="password authentication failed"):
        playbook >> client(wire.TERMINATE)
