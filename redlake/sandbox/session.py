"""One client's session: what is said to it, and to PostgreSQL. No sockets here.

Rules:

1. Every message of the client is dealt with before the next is read. PostgreSQL is
   spoken to in the extended protocol only, each step followed by a Flush, so that its
   answer is there before the next step; a Sync is the client's alone, but for what was asked
   before a CALL, which may commit only where nothing ran before it. Several statements
   in one Query are therefore one transaction, as Redshift has it. A portal that has read a
   table keeps it from being dropped, so none stays open longer than the client's own would.
2. A statement is translated before it is parsed. What needs several of PostgreSQL's
   statements is prepared there as an empty one, for its name: it runs, in the client's
   transaction, at Execute.
3. A translation that looked something up is made again at every Bind: a view may have
   been replaced since, or the table under it.
4. An error, PostgreSQL's or the sandbox's own, aborts PostgreSQL's transaction, and
   everything up to the client's next Sync is skipped.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

from redlake.sandbox import wire
from redlake.sandbox.conversation import (
    FROM_CLIENT,
    FROM_SERVER,
    OWN,
    Conversation,
    ServerError,
    ToClient,
    ToServer,
    Turn,
    Wanted,
    ask,
    is_step,
)
from redlake.sandbox.faults import Refusable
from redlake.sandbox.interpreter import Interpreter, refuse
from redlake.sandbox.prepared import NOTHING_YET, Portal, Prepared, demand_columns
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import Context, Source, Translation, not_imitated
from redlake.sandbox.translation.blocks import (
    begins_block,
    commits_so_far,
    ends_block,
    lacks_block,
    refusal,
    runs_alone,
)
from redlake.sandbox.translation.messages import for_client
from redlake.sandbox.wire import Message, ProtocolViolation, SqlError

_BATCH = 1 << 16  # bytes of rows that are kept before they are sent on


class Session:
    """The conversation with one client that has proved who it is."""

    def __init__(self, context: Context, turn: Turn) -> None:
        self._interpreter = Interpreter(context)
        self._status = "I"
        self._executed = False  # something, since the last Sync
        self._turn = turn
        self._statements: dict[str, Prepared] = {}
        self._portals: dict[str, Portal] = {}

    def run(self) -> Conversation[None]:
        """Serves the client until it says goodbye.

        Raises:
            ProtocolViolation: the client sent what no client may send.
        """
        serving = self._serve()
        answer: Any = None
        while True:
            try:
                wanted = serving.send(answer)
            except StopIteration:
                return
            while is_step(wanted) and self._turn.take_cancel():
                wanted = serving.throw((yield from self._cancellation()))
            answer = yield self._in_redshifts_words(wanted)

    def _cancellation(self) -> Conversation[ServerError]:
        """A cancel that found PostgreSQL at no work: fails the step that is next."""
        error = SqlError("57014", "canceling statement due to user request")
        with contextlib.suppress(ServerError):  # 25P02, where it has failed already
            yield from refuse(error)
        return ServerError(error.encode())

    def _in_redshifts_words(self, wanted: Wanted) -> Wanted:
        if not isinstance(wanted, ToClient):
            return wanted
        told = (for_client(message, self._interpreter.database) for message in wanted.messages)
        return ToClient(tuple(message for message in told if message is not None))

    def _serve(self) -> Conversation[None]:
        skipping = False
        while True:
            message = yield FROM_CLIENT
            if message.tag == b"X":
                yield ToServer((wire.TERMINATE,))
                return
            if message.tag == b"S":
                skipping = False
                yield from self._sync()
                continue
            if skipping:
                continue
            simple = message.tag in (b"Q", b"F")
            try:
                if simple:
                    yield from self._query(message)
                else:
                    yield from self._step(message)
            except ServerError as error:
                yield ToClient((error.message,))
                self._status = "E" if self._status != "I" else "I"
                if simple:
                    yield from self._sync()
                else:
                    skipping = True

    # the extended protocol

    def _step(self, message: Message) -> Conversation[None]:
        if isinstance(message, Refusable):
            yield from self._refuse_on_purpose(message)
        elif message.tag == b"P":
            (name, sql), types = wire.strings(message.body, 2)
            yield from self._parse(name, sql, types)
        elif message.tag == b"B":
            yield from self._bind(message)
        elif message.tag == b"D":
            yield from self._describe(message)
        elif message.tag == b"E":
            (portal,), _ = wire.strings(message.body, 1)
            yield from self._execute(portal, message)
        elif message.tag == b"C":
            yield from self._close(message)
        elif message.tag not in b"Hdcf":  # a Flush is done already; copy data comes too late
            raise ProtocolViolation(f"invalid frontend message type {message.tag[0]}")

    def _parse(self, name: str, sql: str, types: bytes) -> Conversation[None]:
        if name == "":  # the only one that may be reused
            self._statements.pop(name, None)
        elif name in self._statements:
            yield from refuse(SqlError("42P05", f'prepared statement "{name}" already exists'))
        yield from self._check_name(name)
        whole = yield from self._interpreter.read(sql)
        sources = whole.statements()
        if len(sources) > 1:
            yield from refuse(
                SqlError("42601", "cannot insert multiple commands into a prepared statement")
            )
        source = sources[0] if sources else Source("", ())
        yield from self._check_block(source, several=False)
        prepared = Prepared(source, types, (yield from self._translated(source)))
        yield from self._hold(name, prepared)
        self._statements[name] = prepared

    def _hold(self, name: str, prepared: Prepared, *, to_client: bool = True) -> Conversation[None]:
        """Has PostgreSQL know the name, if only of an empty statement."""
        empty = wire.parse(name, "")
        sql = prepared.translation.sql
        parse = wire.parse(name, sql[0], prepared.types) if prepared.native else empty
        yield from self._relay(parse, until=b"1", to_client=to_client)

    def _bind(self, message: Message) -> Conversation[None]:
        (portal, name), rest = wire.strings(message.body, 2)
        prepared = yield from self._prepared(name)
        if portal != "" and portal in self._portals:
            yield from refuse(SqlError("42P03", f'cursor "{portal}" already exists'))
        yield from self._check_name(portal)
        if prepared.translation.volatile:
            prepared = yield from self._translated_again(name, prepared)
        yield from self._let_commit(prepared.source, several=bool(self._portals))
        if prepared.native:
            yield from self._relay(wire.bind(portal, name, rest), until=b"2")
        elif (given := wire.parameter_count(rest)) > 0:
            said = f'bind message supplies {given} parameters, but prepared statement "{name}"'
            yield from refuse(SqlError("08P01", f"{said} requires 0"))
        else:
            if portal == "":
                yield from self._close_unnamed_portal()
            yield ToClient((wire.BIND_COMPLETE,))
        self._portals[portal] = Portal(prepared)

    def _translated(self, source: Source) -> Conversation[Translation]:
        return (yield from self._interpreter.translate(source, in_block=self._in_block))

    @property
    def _in_block(self) -> bool:
        return self._status == "T"

    def _translated_again(self, name: str, prepared: Prepared) -> Conversation[Prepared]:
        translation = yield from self._translated(prepared.source)
        if translation == prepared.translation:
            return prepared
        again = replace(prepared, translation=translation)
        yield from demand_columns(again)
        # Until it is parsed, PostgreSQL holds nothing by that name.
        self._statements[name] = replace(prepared, translation=NOTHING_YET)
        yield from self._relay(wire.close_statement(name), until=b"3", to_client=False)
        yield from self._hold(name, again, to_client=False)
        self._statements[name] = again
        return again

    def _describe(self, message: Message) -> Conversation[None]:
        kind, (name,) = message.body[:1], wire.strings(message.body[1:], 1)[0]
        of_statement = kind == b"S"
        if of_statement:
            prepared = yield from self._prepared(name)
        elif name in self._portals:
            prepared = self._portals[name].prepared
        else:  # PostgreSQL knows of cursors that were declared
            yield from self._relay(message, until=b"Tn")
            return
        if prepared.native:
            answer = yield from self._relay(message, until=b"Tn")
            if of_statement:
                columns = tuple(wire.row_description(answer)) if answer.tag == b"T" else ()
                self._statements[name] = replace(prepared, described=columns)
        else:
            yield ToClient((wire.NO_PARAMETERS, wire.NO_DATA) if of_statement else (wire.NO_DATA,))

    def _execute(self, name: str, message: Message) -> Conversation[None]:
        portal = yield from self._portal(name)
        prepared = portal.prepared
        if portal.done:
            yield from refuse(SqlError("55000", f'portal "{name}" cannot be run'))
        yield from self._check_block(prepared.source, several=False)
        self._executed = True
        if prepared.native:
            yield from self._relay(message, until=b"CsI")
            self._follow(prepared.source)
        else:
            yield from self._run(prepared.source, prepared.translation)
            if name in self._portals:  # it may have ended the transaction
                self._portals[name] = replace(portal, done=True)

    def _close(self, message: Message) -> Conversation[None]:
        kind, (name,) = message.body[:1], wire.strings(message.body[1:], 1)[0]
        if kind == b"S":
            held = self._statements.pop(name, None) is not None
        else:
            portal = self._portals.pop(name, None)
            held = portal is not None and portal.prepared.native
        if held:
            yield from self._relay(message, until=b"3", to_client=False)
        yield ToClient((wire.CLOSE_COMPLETE,))

    def _prepared(self, name: str) -> Conversation[Prepared]:
        if name not in self._statements:
            what = f'prepared statement "{name}"' if name else "unnamed prepared statement"
            yield from refuse(SqlError("26000", f"{what} does not exist"))
        return self._statements[name]

    def _portal(self, name: str) -> Conversation[Portal]:
        if name not in self._portals:
            yield from refuse(SqlError("34000", f'portal "{name}" does not exist'))
        return self._portals[name]

    def _close_unnamed_portal(self) -> Conversation[None]:
        """What PostgreSQL does where another one takes its place."""
        portal = self._portals.pop("", None)
        if portal is not None and portal.prepared.native:
            yield from self._relay(wire.close_portal(""), until=b"3", to_client=False)

    def _check_name(self, name: str) -> Conversation[None]:
        """Refuses a statement's or portal's name that PostgreSQL would cut, or that is taken."""
        if len(name.encode()) > names.LONGEST or name == OWN:
            yield from refuse(not_imitated(f"a prepared statement or portal named {name}"))

    def _sync(self) -> Conversation[None]:
        yield ToServer((wire.SYNC,))
        while (message := (yield FROM_SERVER)).tag != b"Z":
            yield ToClient((message,))
        self._status = message.body.decode()
        self._turn.end()
        self._executed = False
        if self._status == "I":
            self._portals.clear()
        yield ToClient((message,))

    # the simple protocol

    def _query(self, message: Message) -> Conversation[None]:
        if message.tag == b"F":
            yield from refuse(not_imitated("calls of functions by their number"))
        self._statements.pop("", None)
        yield from self._close_unnamed_portal()
        if isinstance(message, Refusable):
            yield from self._refuse_on_purpose(message)
        (sql,), rest = wire.strings(message.body, 1)
        if rest:
            raise ProtocolViolation("invalid message format")
        whole = yield from self._interpreter.read(sql)
        sources = whole.statements()
        for source in sources:
            yield from self._check_block(source, several=len(sources) > 1)
            translation = yield from self._translated(source)
            yield from self._let_commit(source, several=len(sources) > 1)
            self._executed = True
            if translation.tag is not None:
                yield from self._run(source, translation)
                continue
            yield from self._relay(
                wire.parse("", translation.sql[0]),
                wire.bind("", ""),
                wire.describe_portal(""),
                wire.FLUSH,  # the first row may take its time
                wire.execute(""),
                wire.close_portal(""),
                until=b"3",
                hidden=b"12n3",
            )
            self._follow(source)
        if not sources:
            yield ToClient((wire.EMPTY_QUERY,))
        yield from self._sync()

    # what both share

    def _refuse_on_purpose(self, message: Refusable) -> Conversation[None]:
        if self._status == "E":  # PostgreSQL would refuse to refuse, with 25P02
            raise ServerError(message.refusal.encode())
        yield from refuse(message.refusal)

    def _run(self, source: Source, translation: Translation) -> Conversation[None]:
        for sql in translation.sql:
            yield from ask(sql)
        if self._status == "T" and commits_so_far(source.tokens):
            yield from ask("COMMIT AND CHAIN")
            self._portals.clear()
        assert translation.tag is not None
        yield ToClient((wire.command_complete(translation.tag),))

    def _let_commit(self, source: Source, *, several: bool) -> Conversation[None]:
        """Before a CALL, ends the transaction in which only the sandbox asked something.

        In one with something of the client's in it, the procedure learns of that.
        """
        if not runs_alone(source.tokens):
            return
        if several or self._executed or self._status != "I":
            yield from ask("SELECT set_config('sandbox.in_block', 'on', true)")
            return
        yield ToServer((wire.SYNC,))
        while (yield FROM_SERVER).tag != b"Z":
            pass

    def _check_block(self, source: Source, *, several: bool) -> Conversation[None]:
        if self._status == "E" and not ends_block(source.tokens):
            yield from ask("SELECT")  # PostgreSQL says 25P02
        error = refusal(
            source.tokens,
            in_block=self._in_block or (self._executed and not several),
            several=several,
        )
        if error is None and not self._in_block:
            error = lacks_block(source.tokens)
        if error is not None:
            yield from refuse(error)

    def _follow(self, source: Source) -> None:
        """Keeps track of transaction blocks between two Syncs, and of what is prepared."""
        if begins_block(source.tokens):
            self._status = "T"
        elif ends_block(source.tokens):
            self._status = "I"
            self._portals.clear()
        elif (name := self._interpreter.deallocated(source)) is not None:
            self._statements.pop(name, None)

    def _relay(
        self, *messages: Message, until: bytes, to_client: bool = True, hidden: bytes = b""
    ) -> Conversation[Message]:
        """Sends messages to PostgreSQL, and their answers on; returns the last one."""
        yield ToServer((*messages, wire.FLUSH))
        batch: list[Message] = []
        size = 0
        while True:
            answer = yield FROM_SERVER
            if answer.tag == b"E":
                if batch:
                    yield ToClient(tuple(batch))
                raise ServerError(answer)
            if answer.tag in b"NS" or (to_client and answer.tag not in hidden):
                batch.append(answer)
                size += len(answer.body)
            last = answer.tag in until
            if batch and (last or size >= _BATCH or answer.tag == b"T"):
                yield ToClient(tuple(batch))
                batch, size = [], 0
            if last:
                return answer
