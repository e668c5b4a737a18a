"""One template, rendered for one environment."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2

from redlake.environment import Environment
from redlake.errors import Place, RenderingError
from redlake.rendering import safety
from redlake.rendering.fragments import Expression, Fragment, Piece
from redlake.rendering.tracing import TracingJinja


@dataclass(frozen=True)
class Rendered:
    """SQL that knows where it came from.

    ``expressions`` come by their start, an outer one before those within it.
    """

    template: Path
    text: str
    expressions: tuple[Expression, ...]
    pieces: tuple[Piece, ...]

    def place(self, offset: int) -> Place:
        """Where a template wrote the character at ``offset``; for text from a macro, there."""
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} is outside a text of {len(self.text)} characters")
        index = bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1
        if index < 0:
            return Place(self.template, 1)
        piece = self.pieces[index]
        if not piece.verbatim:
            return piece.place
        lines_down = self.text.count("\n", piece.start, offset)
        return replace(piece.place, line=piece.place.line + lines_down)


def render(template: Path, environment: Environment, search: Sequence[Path]) -> Rendered:
    """The template as SQL for the environment.

    Includes and imports are found beside the template and in ``search``, nowhere else.
    Raises RenderingError, with the place in the file at fault.
    """
    public: Mapping[str, Any] = {**environment.values, "env": environment.facts}
    jinja = TracingJinja([template.parent, *search], public)
    try:
        fragment = jinja.get_template(template.name).render()
        assert isinstance(fragment, Fragment), "tracing makes fragments only"
        safety.check(fragment, fragment.expressions)
    except RenderingError as error:
        if error.place is None:
            error.place = _place_in(jinja.files, error.__traceback__) or template
        raise
    except jinja2.TemplateSyntaxError as error:
        raise RenderingError(
            f"not a valid template: {error.message}",
            place=Place(Path(error.filename or template), error.lineno),
            way_out="correct that line",
        ) from error
    except Exception as error:
        raise RenderingError(
            f"cannot render for {environment.name}: {_reason(error)}",
            place=_place_in(jinja.files, error.__traceback__) or template,
            way_out=_way_out(error, environment, public),
        ) from error
    return Rendered(
        template=template,
        text=str.__str__(fragment),
        expressions=tuple(
            replace(expression, local=jinja.is_local(expression))
            for expression in fragment.expressions
        ),
        pieces=fragment.pieces,
    )


def _place_in(files: Collection[Path], traceback: TracebackType | None) -> Place | None:
    """The innermost line of a template in a traceback, which Jinja makes to show them."""
    place = None
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file in files:
            place = Place(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _reason(error: Exception) -> str:
    match error:
        case jinja2.TemplateNotFound():
            return f'there is no template "{error.name}"'
        case jinja2.TemplateError():
            return error.message or type(error).__name__
    return f"{type(error).__name__}: {error}"


_UNDEFINED_NAME = re.compile(r"'(?P<name>\w+)' is undefined")


def _way_out(error: Exception, environment: Environment, public: Mapping[str, Any]) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return "put it beside the template or among the templates"
    undefined = _UNDEFINED_NAME.fullmatch(str(error))
    if undefined is None:
        return "correct the expression"
    nearest = get_close_matches(undefined["name"], public, n=1)
    if nearest:
        return f'did you mean "{nearest[0]}"?'
    return f"define {undefined['name']} under [values] in environments/{environment.file.name}"
