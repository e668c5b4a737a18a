"""One client's session: what is said to it, and to PostgreSQL. No sockets here.

Rules:

1. Every message of the client is dealt with before the next is read. PostgreSQL is
   spoken to in the extended protocol only, each step followed by a Flush, so that its
   answer is there before the next step; a Sync is the client's alone.
2. A statement is translated before it is parsed. What needs several of PostgreSQL's
   statements is never prepared there: it runs, in the client's transaction, at Execute.
3. An error, PostgreSQL's or the sandbox's own, aborts PostgreSQL's transaction, and
   everything up to the client's next Sync is skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from redlake.errors import GrammarError
from redlake.grammar.tokens import Token, tokenize
from redlake.grammar.transactions import refuses_transaction
from redlake.sandbox import wire
from redlake.sandbox.conversation import (
    FROM_CLIENT,
    FROM_SERVER,
    Conversation,
    ServerError,
    ToClient,
    ToServer,
    ask,
    describe,
)
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Describe,
    Question,
    Source,
    Translation,
)
from redlake.sandbox.translation.dispatch import translate
from redlake.sandbox.wire import Message, SqlError

_BATCH = 64  # rows sent on at once
_AT_BLOCK_BEGIN = ("BEGIN", "START")
_AT_BLOCK_END = ("COMMIT", "END", "ROLLBACK", "ABORT")


@dataclass(frozen=True)
class Prepared:
    """A statement by name: as the client wrote it, and as it was last translated."""

    source: Source
    types: bytes
    translation: Translation

    @property
    def native(self) -> bool:
        """Whether PostgreSQL itself holds the statement."""
        return self.translation.tag is None


class Session:
    """The conversation with one client that has proved who it is."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._status = "I"
        self._statements: dict[str, Prepared] = {}
        self._portals: dict[str, Prepared] = {}

    def run(self) -> Conversation:
        """Serves the client until it says goodbye; returns nothing."""
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
            try:
                if message.tag == b"Q":
                    yield from self._query(message)
                else:
                    yield from self._step(message)
            except ServerError as error:
                yield ToClient((self._unmapped(error.message),))
                self._status = "E" if self._status != "I" else "I"
                if message.tag == b"Q":
                    yield from self._sync()
                else:
                    skipping = True

    # the extended protocol

    def _step(self, message: Message) -> Conversation:
        if message.tag == b"P":
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
            kind, (name,) = message.body[:1], wire.strings(message.body[1:], 1)[0]
            held = self._statements if kind == b"S" else self._portals
            prepared = held.pop(name, None)
            if prepared is not None and prepared.native:
                yield from self._relay(message, until=b"3", to_client=False)
            yield ToClient((wire.CLOSE_COMPLETE,))
        elif message.tag != b"H":
            yield from self._refuse(SqlError("08P01", "sandbox: not imitated: this message"))

    def _parse(self, name: str, sql: str, types: bytes) -> Conversation:
        yield from self._close(name)
        whole = yield from self._source(sql)
        sources = _split(whole)
        if len(sources) > 1:
            yield from self._refuse(
                SqlError("42601", "cannot insert multiple commands into a prepared statement")
            )
        if not sources:
            self._statements[name] = Prepared(whole, types, Translation(("",)))
            yield from self._relay(wire.parse(name, "", types), until=b"1")
            return
        (source,) = sources
        translation = yield from self._translate(source)
        prepared = Prepared(source, types, translation)
        if prepared.native:
            yield from self._relay(wire.parse(name, translation.sql[0], types), until=b"1")
        else:
            yield ToClient((Message(b"1"),))
        self._statements[name] = prepared

    def _close(self, name: str) -> Conversation:
        """Forgets what a statement's name stood for; only the unnamed one may be reused."""
        if name == "":
            self._statements.pop(name, None)
        elif name in self._statements:
            yield from self._refuse(
                SqlError("42P05", f'prepared statement "{name}" already exists')
            )

    def _bind(self, message: Message) -> Conversation:
        (portal, name), rest = wire.strings(message.body, 2)
        prepared = yield from self._held(self._statements, name, "prepared statement")
        if prepared.translation.volatile:
            translation = yield from self._translate(prepared.source)
            if translation != prepared.translation:
                prepared = replace(prepared, translation=translation)
                self._statements[name] = prepared
                close = wire.close_statement(name)
                yield from self._relay(close, until=b"3", to_client=False)
                parse = wire.parse(name, translation.sql[0], prepared.types)
                yield from self._relay(parse, until=b"1", to_client=False)
        self._portals[portal] = prepared
        if prepared.native:
            yield from self._relay(wire.bind(portal, name, rest), until=b"2")
        else:
            yield ToClient((wire.BIND_COMPLETE,))

    def _describe(self, message: Message) -> Conversation:
        kind, (name,) = message.body[:1], wire.strings(message.body[1:], 1)[0]
        of_statement = kind == b"S"
        prepared = yield from self._held(
            self._statements if of_statement else self._portals,
            name,
            "prepared statement" if of_statement else "portal",
        )
        if prepared.native:
            yield from self._relay(message, until=b"Tn")
        elif of_statement:
            yield ToClient((wire.NO_PARAMETERS, wire.NO_DATA))
        else:
            yield ToClient((wire.NO_DATA,))

    def _execute(self, portal: str, message: Message) -> Conversation:
        prepared = yield from self._held(self._portals, portal, "portal")
        yield from self._check_transaction(prepared.source.tokens, several=False)
        if prepared.native:
            yield from self._relay(message, until=b"CsI")
            self._follow(prepared.source.tokens)
        else:
            yield from self._run(prepared.translation)

    def _held(self, held: dict[str, Prepared], name: str, what: str) -> Conversation:
        if name not in held:
            yield from self._refuse(SqlError("26000", f'{what} "{name}" does not exist'))
        return held[name]

    def _sync(self) -> Conversation:
        yield ToServer((wire.SYNC,))
        while (message := (yield FROM_SERVER)).tag != b"Z":
            yield ToClient((message,))
        self._status = message.body.decode()
        yield ToClient((message,))

    # the simple protocol

    def _query(self, message: Message) -> Conversation:
        (sql,), _ = wire.strings(message.body, 1)
        self._statements.pop("", None)
        whole = yield from self._source(sql)
        sources = _split(whole)
        for source in sources:
            yield from self._check_transaction(source.tokens, several=len(sources) > 1)
            translation = yield from self._translate(source)
            if translation.tag is not None:
                yield from self._run(translation)
                continue
            parse = wire.parse("", translation.sql[0])
            yield from self._relay(parse, until=b"1", to_client=False)
            yield from self._relay(wire.bind("", ""), until=b"2", to_client=False)
            yield from self._relay(wire.describe_portal(""), until=b"Tn", hidden=b"n")
            yield from self._relay(wire.execute(""), until=b"CI")
            self._follow(source.tokens)
        if not sources:
            yield ToClient((wire.EMPTY_QUERY,))
        yield from self._sync()

    # what both share

    def _source(self, sql: str) -> Conversation:
        try:
            return Source.of(sql)
        except GrammarError as error:
            yield from self._refuse(SqlError("42601", f"syntax error: {error.message}"))

    def _translate(self, source: Source) -> Conversation:
        """The translation; in a failed transaction block PostgreSQL may say so itself."""
        if self._status == "E":
            return Translation((source.text,))
        translating = translate(source, self._context)
        answer: Any = None
        try:
            while True:
                answer = yield from self._answer(translating.send(answer))
        except StopIteration as done:
            return done.value
        except SqlError as error:
            yield from self._refuse(error)

    def _answer(self, question: Question) -> Conversation:
        """The rows or the columns that a translation asked for."""
        other = question.user if question.user != self._context.user else None
        if other is not None:
            yield from ask(f"SET SESSION AUTHORIZATION {names.quoted(other)}")
        if isinstance(question, Ask):
            answer = yield from ask(question.sql)
        else:
            answer = yield from self._columns(question)
        if other is not None:
            user = names.quoted(self._context.user)
            yield from ask(f"SET SESSION AUTHORIZATION {user}")
        return answer

    def _columns(self, question: Describe) -> Conversation:
        return (yield from describe(question.sql))

    def _run(self, translation: Translation) -> Conversation:
        for sql in translation.sql:
            yield from ask(sql)
        assert translation.tag is not None
        yield ToClient((wire.command_complete(translation.tag),))

    def _refuse(self, error: SqlError) -> Conversation:
        """Has PostgreSQL raise ``error``, so that its transaction fails as it should."""
        arguments = (names.literal(text) for text in (error.code, error.message, error.hint))
        yield from ask(f"SELECT sandbox.refuse({', '.join(arguments)})")
        raise AssertionError("sandbox.refuse returned")

    def _check_transaction(self, tokens: tuple[Token, ...], *, several: bool) -> Conversation:
        if not (tokens and refuses_transaction(tokens)) or _may_run_in_block(tokens):
            return
        command = " ".join(token.value.upper() for token in tokens[:2])
        if tokens[0].is_word("GRANT", "REVOKE", "VACUUM"):
            command = tokens[0].value.upper()
        if self._status == "T":
            yield from self._refuse(
                SqlError("25001", f"{command} cannot run inside a transaction block")
            )
        if several and self._status == "I":
            yield from self._refuse(
                SqlError("25001", f"{command} cannot run inside a multiple commands statement")
            )

    def _follow(self, tokens: tuple[Token, ...]) -> None:
        """Keeps track of transaction blocks between two Syncs."""
        if tokens and tokens[0].is_word(*_AT_BLOCK_BEGIN):
            self._status = "T"
        elif tokens and tokens[0].is_word(*_AT_BLOCK_END):
            self._status = "I"

    def _relay(
        self, message: Message, *, until: bytes, to_client: bool = True, hidden: bytes = b""
    ) -> Conversation:
        """Sends one message to PostgreSQL, and its answer on to the client."""
        yield ToServer((message, wire.FLUSH))
        batch: list[Message] = []
        while True:
            answer = yield FROM_SERVER
            if answer.tag == b"E":
                if batch:
                    yield ToClient(tuple(batch))
                raise ServerError(answer)
            if answer.tag in (b"N", b"S") or (to_client and answer.tag not in hidden):
                batch.append(answer)
            last = answer.tag in until
            if batch and (last or len(batch) >= _BATCH):
                yield ToClient(tuple(batch))
                batch = []
            if last:
                return

    def _unmapped(self, error: Message) -> Message:
        """An error with Redshift's names instead of PostgreSQL's."""
        database = re.escape(self._context.database)
        fields = wire.error_fields(error)
        for key in ("M", "D", "H"):
            if key in fields:
                said = fields[key]
                said = re.sub(rf"(?<![\w.]){database}\.(?=[\w\"])", "", said)
                said = re.sub(r'role "(group|role):', r'\1 "', said)
                fields[key] = re.sub(rf"schema {database}$", f"database {database}", said)
        for internal in ("F", "L", "R", "W", "q", "p"):
            fields.pop(internal, None)
        return wire.error_response({key: text for key, text in fields.items() if text})


def _may_run_in_block(tokens: tuple[Token, ...]) -> bool:
    """What redlake runs outside a transaction for safety, and Redshift runs in one too."""
    return tokens[0].is_word("TRUNCATE", "REFRESH")


def _split(source: Source) -> list[Source]:
    """The statements of a text, at its semicolons."""
    pieces: list[list[Token]] = [[]]
    for token in source.tokens:
        if token.is_symbol(";"):
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [Source.of(source.text[piece[0].start : piece[-1].end]) for piece in pieces if piece]
