"""Comments that Redshift keeps: COMMENT ON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from redlake.grammar import views
from redlake.grammar.command import Command
from redlake.grammar.names import quoted
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import tokenize
from redlake.kinds import keys
from redlake.kinds.applying import applied
from redlake.kinds.draft import Draft
from redlake.kinds.keys import Key
from redlake.kinds.object import Object, OnDrop, Use


class CommentKey(NamedTuple):
    type: str
    database: str
    on: str


@dataclass(frozen=True, slots=True)
class Comment(Object):
    """``word`` is the command's: TABLE, VIEW, COLUMN, CONSTRAINT or DATABASE.

    ``part`` is the name of the column or constraint of what it is ``about``.
    """

    word: str
    about: Key
    part: str
    text: str

    label = "comment"
    rank = 12

    @property
    def on(self) -> str:
        """As the command has it."""
        match self.word:
            case "COLUMN":
                return f"COLUMN {self.about.shown}.{quoted(self.part)}"
            case "CONSTRAINT":
                return f"CONSTRAINT {quoted(self.part)} ON {self.about.shown}"
        return f"{self.word} {self.about.shown}"

    @property
    def key(self) -> CommentKey:
        database = self.about.name if self.about.type == "database" else self.about.database
        return CommentKey("comment", database, self.on)

    def uses(self) -> Iterable[Use]:
        yield Use(self.about, OnDrop.GOES)

    def create(self) -> Iterator[Command]:
        yield views.Comment(self.on, self.text)

    def alter(self, after: Comment) -> Iterator[Command]:
        yield views.Comment(after.on, after.text)

    def drop(self) -> Iterator[Command]:
        yield views.Comment(self.on, None)

    def __str__(self) -> str:
        return f"comment on {self.on}"


@applied.register
def _applied(command: views.Comment, draft: Draft) -> None:
    word, about, part = _about(command.on, draft)
    draft.demand(about)
    comment = Comment(word, about, part, command.text or "")
    if draft.find(comment.key) is not None:
        draft.remove(comment.key)
    if command.text is not None:
        draft.add(comment)


def _about(on: str, draft: Draft) -> tuple[str, Key, str]:
    """The command's word, what the comment is about, and which part of that."""
    at = Reader(on, tokenize(on), case_sensitive=True)
    match word := at.choose("TABLE", "VIEW", "COLUMN", "CONSTRAINT", "DATABASE"):
        case "DATABASE":
            return word, keys.database(at.name()), ""
        case "CONSTRAINT":
            constraint = at.name()
            at.expect("ON")
            return word, keys.relation(at.relation(), draft.database), constraint
        case "COLUMN":
            parts = [draft.database, at.name()]
            while at.take("."):
                parts.append(at.name())
            database, schema, name, column = parts[-4:]
            return word, Key("relation", database, schema, name), column
    return word, keys.relation(at.relation(), draft.database), ""
