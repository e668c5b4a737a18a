"""Jinja that marks each piece of text and each expression with its origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import nodes

from redlake.environment.jinja import RESERVED_NAMES, StrictJinja
from redlake.errors import Place, RenderingError
from redlake.rendering.filters import ident, join, literal
from redlake.rendering.fragments import Expression, Fragment, Maker, Piece, Sql, concat
from redlake.rendering.safety import kind_of, unsafe_mark

_REFUSED_TAGS = {
    "print": "write {{ … }}",
    "filter": "apply the filter to an {{ expression }}",
    "autoescape": "SQL has ident and literal instead",
}
"""Tags whose output could not be traced, and what to do instead."""


@dataclass(frozen=True)
class _Site:
    """An ``{{ expression }}`` in a template."""

    place: Place
    source: str
    names: frozenset[str]


class TracingJinja(StrictJinja):
    """Renders to a Fragment."""

    concat: Final = staticmethod(concat)  # type: ignore[misc]

    def __init__(self, folders: Sequence[Path], public: Mapping[str, Any]) -> None:
        super().__init__(_ConfinedLoader(folders))
        self.filters.update(ident=ident, literal=literal, join=join)
        # Globals, so that imported macros see them too.
        self.globals.update(public)
        self._public = frozenset(public)
        self._files: list[Path] = []
        self._sites: list[_Site] = []
        self._bound = set(RESERVED_NAMES - {"env"})

    @property
    def files(self) -> Sequence[Path]:
        """The templates that were read."""
        return self._files

    def is_local(self, expression: Expression) -> bool:
        """Whether it reads a name that some template binds, or that no value bears."""
        return bool(expression.names & self._bound or expression.names - self._public)

    def text(self, file: int, line: int, data: str) -> Fragment:
        """Called by compiled templates for their own text."""
        return Fragment(data, (Piece(0, Place(self._files[file], line), verbatim=True),))

    def output(self, number: int, value: object) -> Fragment:
        """Called by compiled templates for each ``{{ expression }}``."""
        site = self._sites[number]
        text = _as_sql(value, site)
        maker: Maker = "value"
        pieces: tuple[Piece, ...] = (Piece(0, site.place, verbatim=False),)
        inner: tuple[Expression, ...] = ()
        if isinstance(value, Fragment):
            maker, pieces, inner = "template", value.pieces, value.expressions
        elif isinstance(value, Sql):
            maker = "filter"
        whole = Expression(0, len(text), site.source, site.place, maker, site.names, local=False)
        return Fragment(text, pieces, (whole, *inner))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        assert filename is not None, "templates come from the loader, which names their file"
        file = Path(filename)
        self._files.append(file)
        self._bound.update(_names_bound_in(tree))
        sources = iter(list(_expressions(self.lex(source, name, filename), file)))
        for output in tree.find_all(nodes.Output):
            output.nodes = [self._traced(node, sources, file) for node in output.nodes]
        return tree

    def _traced(
        self, node: nodes.Expr, sources: Iterator[tuple[int, str]], file: Path
    ) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData):
            number = len(self._files) - 1
            return _call("text", node.lineno, number, node.lineno, node.data)
        line, source = next(sources)
        names = frozenset(name.name for name in _names_read_in(node))
        self._sites.append(_Site(Place(file, line), source, names))
        return _call("output", line, len(self._sites) - 1, node)


class _ConfinedLoader(jinja2.FileSystemLoader):
    """Reads within its folders only, symbolic links included."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders)
        self._folders = [folder.resolve() for folder in folders]

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, filename, up_to_date = super().get_source(environment, template)
        file = Path(filename).resolve()
        if not any(file.is_relative_to(folder) for folder in self._folders):
            raise RenderingError(
                f'the template "{template}" is a link that leads out of the project',
                way_out="put the file itself there",
            )
        return source, filename, up_to_date


def _as_sql(value: object, site: _Site) -> str:
    """The value as it goes out, if it may."""
    match value:
        case Sql():
            return value
        case jinja2.Undefined():
            return str(value)  # raises, naming what is undefined
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            if mark := unsafe_mark(value):
                raise RenderingError(
                    f"{{{{ {site.source} }}}} gives {value!r}, which holds {mark}"
                    f"{_read_from(site)}",
                    place=site.place,
                    way_out=f"write {{{{ {_in_parentheses(site.source)} | ident }}}} for a name "
                    f"or {{{{ {_in_parentheses(site.source)} | literal }}}} for a text",
                )
            return value
    raise RenderingError(
        f"{{{{ {site.source} }}}} is {kind_of(value)}, which is no SQL{_read_from(site)}",
        place=site.place,
        way_out="loop over a list, name a key of a table, or use | literal for none",
    )


def _read_from(site: _Site) -> str:
    names = ", ".join(f'"{name}"' for name in sorted(site.names))
    return f" (from {names})" if names else ""


def _in_parentheses(source: str) -> str:
    """A filter binds tighter than operators do."""
    return source if source.replace(".", "_").isidentifier() else f"({source})"


def _call(method: str, line: int, *arguments: int | str | nodes.Expr) -> nodes.Call:
    expressions = [
        argument if isinstance(argument, nodes.Expr) else nodes.Const(argument)
        for argument in arguments
    ]
    call = nodes.Call(nodes.EnvironmentAttribute(method), expressions, [], None, None)
    call.set_lineno(line)
    return call


def _names_read_in(node: nodes.Expr) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _names_bound_in(tree: nodes.Template) -> Iterator[str]:
    """Every name that the template itself gives a meaning to."""
    for name in tree.find_all(nodes.Name):
        if name.ctx in ("store", "param"):
            yield name.name
    for macro in tree.find_all(nodes.Macro):
        yield macro.name
    for module in tree.find_all(nodes.Import):
        yield module.target
    for imported in tree.find_all(nodes.FromImport):
        for item in imported.names:
            yield item[1] if isinstance(item, tuple) else item


def _expressions(tokens: Iterator[tuple[int, str, str]], file: Path) -> Iterator[tuple[int, str]]:
    """Line and source of each ``{{ expression }}``, in order."""
    for line, kind, _ in tokens:
        if kind == "block_begin":
            _refuse_untraceable(tokens, file)
        elif kind == "variable_begin":
            parts = []
            for _, kind, text in tokens:
                if kind == "variable_end":
                    break
                parts.append(text)
            yield line, "".join(parts).strip()


def _refuse_untraceable(tokens: Iterator[tuple[int, str, str]], file: Path) -> None:
    line, tag = next((line, text) for line, kind, text in tokens if kind == "name")
    if tag in _REFUSED_TAGS:
        raise RenderingError(
            f"{{% {tag} %}} has no place in SQL templates",
            place=Place(file, line),
            way_out=_REFUSED_TAGS[tag],
        )
