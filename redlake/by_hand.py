"""What people write into revisions, and no plan would write again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from redlake.authoring import Planned, Source
from redlake.environment import Environment
from redlake.errors import InputError, RevisionError
from redlake.grammar import script
from redlake.grammar.parse import command
from redlake.grammar.principals import AlterUser
from redlake.grammar.script import Statement
from redlake.grammar.verbatim import Verbatim
from redlake.grammar.views import RefreshMaterializedView
from redlake.history import Revision
from redlake.proposal import NO_QUESTION, QUESTION_ENDINGS
from redlake.recorded import statements
from redlake.rendering import render
from redlake.revisions import TEMPLATES

TO_WRITE: Mapping[str, str] = {
    "upgrade": "-- What this revision does, for every environment.\n",
    "downgrade": "-- What undoes it: it must restore all that upgrade.sql found.\n",
    "verify": "-- Questions whose answer is true afterwards; comments say them.\n",
}
"""What is in the files of a revision before a person has written them."""

_ENDINGS = "|".join(map(re.escape, QUESTION_ENDINGS))
_GENERATED = re.compile(
    rf"^--[^\n]*(?:{_ENDINGS})\nSELECT count\(\*\) = 0 FROM [^;]*;\n+", re.MULTILINE
)
_EMPTY_BLOCK = re.compile(r"^\{% if [^\n]* %\}\s*\{% endif %\}\n+", re.MULTILINE)


def is_unmodelled(statement: Statement, environment: Environment) -> bool:
    """Whether a statement does what no State shows: INSERT, REFRESH, CALL, a new password."""
    case_sensitive = bool(environment.connection.case_sensitive_identifiers)
    match command(statement, case_sensitive=case_sensitive):
        case Verbatim(action="RUN" | "ALTER") | RefreshMaterializedView():
            return True
        case AlterUser(password=password):
            return password is not None
    return False


def is_generated(question: Statement) -> bool:
    """Whether redlake asked it by itself."""
    return question.comment.endswith(QUESTION_ENDINGS)


def planned(
    revisions: Iterable[Revision], file: str, environment: Environment, root: Path
) -> list[Planned]:
    """The statements of revisions, in order, with where each comes from.

    Of one whose SQL cannot be rendered any more, what was rendered.
    """
    return [one for revision in revisions for one in _of_one(revision, file, environment, root)]


def _of_one(
    revision: Revision, file: str, environment: Environment, root: Path
) -> Iterator[Planned]:
    home = environment.connection.database
    try:
        rendered = render(revision.source(file), environment, [root / TEMPLATES])
        found = script.read(rendered.text, home, rendered.place)
    except InputError:
        if not revision.rendered(file, environment.name).is_file():
            raise
        yield from (Planned(each) for each in statements(revision, file, environment))
        return
    for each in found:
        yield Planned(each, (Source(rendered, each.start, each.start + len(each.text)),))


def questions(texts: Sequence[str], fresh: str) -> str:
    """A verify.sql of what redlake asks now, and of what people wrote into others.

    If those ask what redlake asks now already, they stay as they are.
    """
    asking = [text for text in texts if text not in ("", NO_QUESTION, TO_WRITE["verify"])]
    asked = {found for text in asking for found in _generated(text)}
    if asking and asked == set(_generated(fresh)):
        return "\n".join(asking)
    own = [_EMPTY_BLOCK.sub("", _GENERATED.sub("", text)).strip("\n") for text in asking]
    kept = [f"{text}\n" for text in own if text]
    return "\n".join([*([fresh] if fresh != NO_QUESTION else []), *kept]) or NO_QUESTION


def _generated(text: str) -> list[str]:
    return [found.strip() for found in _GENERATED.findall(text)]


def source(revision: Revision, file: str) -> str:
    """The SQL of a revision as it was written.

    Raises:
        RevisionError: it is not UTF-8.
    """
    path = revision.source(file)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RevisionError(
            f"{path.name} is not UTF-8: {error.reason} at byte {error.start}",
            place=path,
            way_out="save it as UTF-8",
        ) from None
