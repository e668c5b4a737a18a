r"""Statements of all environments, printed as Jinja SQL.

What every environment runs stands plainly, the rest under ``{% if env.name … %}``. Each
such part begins and ends in the home database, so that what follows it does not depend on
whether it ran.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from redlake.authoring.merging import merge
from redlake.authoring.provenance import Piece, Source, pieces
from redlake.environment import Environment
from redlake.errors import GrammarError
from redlake.grammar.script import Statement

_HOME = "\\connect {{ env.database | ident }}"
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Planned:
    """A statement that an environment is to run, and the declarations that it comes from.

    ``sources`` is empty for what no template declares, such as a DROP: it is literal.
    """

    statement: Statement
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class _Authored:
    """A statement as Jinja SQL. ``database`` is None at home, wherever that is."""

    database: str | None
    text: str
    comment: str
    preface: tuple[str, ...]


def author(
    planned: Mapping[str, Sequence[Planned]], environments: Mapping[str, Environment]
) -> str:
    """The Jinja SQL that gives each environment the statements planned for it.

    Rendered for one of ``environments``, it gives exactly that environment's statements, in
    order: each is ``same`` as the planned one, for a name is printed as its declaration has
    it, bare or quoted. Without any statement it is empty.

    Raises:
        GrammarError: a statement holds a carriage return, which would not survive.
    """
    runs = merge(
        {
            name: [_authored(one, environment) for one in planned[name]]
            for name, environment in environments.items()
        }
    )
    parts = [
        _conditional(
            "\n\n".join(_by_database(run.items)),
            [name for name in environments if name in run.environments],
            environments,
        )
        for run in runs
    ]
    return "\n\n".join(parts) + "\n" if parts else ""


def _authored(planned: Planned, environment: Environment) -> _Authored:
    statement = planned.statement
    if "\r" in statement.text:
        raise GrammarError(
            f"{statement.summary} holds a carriage return, which Jinja makes a line feed of",
            place=statement.place,
            way_out="remove it from the template or the value",
        )
    home = environment.connection.database
    return _Authored(
        database=None if statement.database == home else statement.database,
        text=_jinja(pieces(statement.text, planned.sources)),
        comment=statement.comment,
        preface=statement.preface,
    )


def _conditional(text: str, names: Sequence[str], environments: Iterable[str]) -> str:
    if set(names) == set(environments):
        return text
    quoted = [json.dumps(name, ensure_ascii=False) for name in names]
    condition = f"== {quoted[0]}" if len(quoted) == 1 else f"in [{', '.join(quoted)}]"
    return f"{{% if env.name {condition} %}}\n{text}\n{{% endif %}}"


def _by_database(statements: Iterable[_Authored]) -> Iterator[str]:
    """The statements, from home back to home."""
    groups = [
        (database, "\n\n".join(_printed(statement) for statement in group))
        for database, group in groupby(statements, key=lambda statement: statement.database)
    ]
    following = [database for database, _ in groups[1:]] + [None]
    for (database, text), after in zip(groups, following, strict=True):
        lines = [text] if database is None else [_connect(database), text]
        if database is not None and after is None:
            lines.append(_HOME)
        yield "\n".join(lines)


def _connect(database: str) -> str:
    escaped = database.replace('"', '""')
    return _jinja([f'\\connect "{escaped}"'])


def _printed(statement: _Authored) -> str:
    paragraphs = [_dashed(paragraph) for paragraph in statement.preface]
    above = f"{_dashed(statement.comment)}\n" if statement.comment else ""
    return "\n\n".join([*paragraphs, f"{above}{statement.text};"])


def _dashed(comment: str) -> str:
    return "\n".join(_jinja([f"-- {line}".rstrip()]) for line in _LINE_END.split(comment))


_MARKUP = re.compile(r"\{[{%#]")
_MARKUP_AT_END = re.compile(r"\{[{%#]|\{\Z")


def _jinja(found: Sequence[Piece]) -> str:
    """The pieces as a template that gives their text."""
    parts: list[str] = []
    literal = ""
    for piece in found:
        if isinstance(piece, str):
            literal += piece
        else:
            # A brace before an expression would make markup together with it.
            parts += [_MARKUP_AT_END.sub(_quoted, literal), f"{{{{ {piece.source} }}}}"]
            literal = ""
    return "".join([*parts, _MARKUP.sub(_quoted, literal)])


def _quoted(markup: re.Match[str]) -> str:
    return f'{{{{ "{markup[0]}" }}}}'
