"""Reads a client's statements, and asks PostgreSQL what a translation has to know."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any, NoReturn

from redlake.errors import GrammarError
from redlake.grammar.tokens import Kind, scan
from redlake.sandbox.conversation import Conversation, ask, describe
from redlake.sandbox.translation import names
from redlake.sandbox.translation.base import (
    Ask,
    Context,
    Question,
    Source,
    Translation,
    not_imitated,
)
from redlake.sandbox.translation.blocks import ends_block
from redlake.sandbox.translation.dispatch import translate
from redlake.sandbox.translation.prepared import deallocated
from redlake.sandbox.translation.settings import CASE_SENSITIVE, sets_case
from redlake.sandbox.wire import SqlError

_LONGEST = 1 << 24  # bytes of what a client sends at once
_MOST = 4_000_000  # tokens, of some hundred bytes each


class Interpreter:
    """Translates for one session.

    All that it asks is asked in the client's transaction, and what it refuses fails there.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._case_was_set = False

    @property
    def database(self) -> str:
        return self._context.database

    def deallocated(self, source: Source) -> str | None:
        """The prepared statement that a statement does away with, if it is a DEALLOCATE."""
        if not source.tokens or not source.tokens[0].is_word("DEALLOCATE"):
            return None
        return deallocated(source, self._context)

    def read(self, sql: str) -> Conversation[Source]:
        """The tokens of what a client sent.

        Raises:
            ServerError: it is too long, or cannot be read.
        """
        size = len(sql.encode())
        if size > _LONGEST:
            said = f"Statement is too large. Statement Size: {size} bytes."
            yield from refuse(SqlError("42601", f"{said} Maximum Allowed: {_LONGEST} bytes"))
        tokens = (token for token in scan(sql) if token.kind is not Kind.COMMENT)
        try:
            source = Source(sql, tuple(islice(tokens, _MOST + 1)))
        except GrammarError as error:
            return (yield from refuse(SqlError("42601", f"syntax error: {error.message}")))
        if len(source.tokens) > _MOST:
            yield from refuse(not_imitated(f"more than {_MOST} words and signs at once"))
        return source

    def translate(self, source: Source, *, in_block: bool) -> Conversation[Translation]:
        """What PostgreSQL runs for a statement; volatile if something was looked up.

        Raises:
            ServerError: Redshift refuses it, or the sandbox does not imitate it.
        """
        if not source.tokens:
            return Translation(("",))
        # What ends a block has no names in it, and an aborted one lets nothing be asked.
        if self._case_was_set and not ends_block(source.tokens):
            yield from self._look_at_case()
        # It may be rolled back, so that PostgreSQL is asked from now on.
        self._case_was_set = self._case_was_set or sets_case(source.tokens)
        translating = translate(source, replace(self._context, in_block=in_block))
        asked = False
        answer: Any = None
        try:
            while True:
                question = translating.send(answer)
                asked = True
                answer = yield from self._answer(question)
        except StopIteration as done:
            translation: Translation = done.value
        except SqlError as error:
            return (yield from refuse(error))
        return replace(translation, volatile=asked)

    def _look_at_case(self) -> Conversation[None]:
        setting = f"nullif(current_setting('redshift.{CASE_SENSITIVE}', true), '')"
        rows = yield from ask(f"SELECT {setting}::boolean AS kept")
        self._context = replace(self._context, case_sensitive=rows[0]["kept"] == "t")

    def _answer(self, question: Question) -> Conversation[Any]:
        """The rows or the columns that a translation asked for.

        An error on the way takes the change of user back, with the transaction.
        """
        other = question.user if question.user != self._context.user else None
        if other is not None:
            yield from ask(f"SET SESSION AUTHORIZATION {names.quoted(other)}")
        answer: Any
        if isinstance(question, Ask):
            answer = yield from ask(question.sql)
        else:
            answer = yield from describe(question.sql)
        if other is not None:
            yield from ask(f"SET SESSION AUTHORIZATION {names.quoted(self._context.user)}")
        return answer


def refuse(error: SqlError) -> Conversation[NoReturn]:
    """Has PostgreSQL raise ``error``, so that its transaction fails as it should.

    Raises:
        ServerError: always.
    """
    arguments = (names.literal(text) for text in (error.code, error.message, error.hint))
    yield from ask(f"SELECT sandbox.refuse({', '.join(arguments)})")
    raise AssertionError("sandbox.refuse returned")
