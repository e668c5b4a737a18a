"""Values that refer to other values, resolved in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any

import jinja2
import jinja2.meta

from redlake.environment.jinja import EnvironmentFacts, StrictJinja
from redlake.environment.layers import KeyPath
from redlake.errors import EnvironmentFileError, Place

PlaceOf = Callable[[KeyPath], Place]


def misreferences(values: Mapping[str, Any], place: PlaceOf) -> Iterator[EnvironmentFileError]:
    """All that is wrong with how values refer to each other, without resolving any."""
    jinja = _jinja()
    graph: dict[str, set[str]] = {name: set() for name in values}
    for path, text in _texts(values):
        try:
            references = jinja2.meta.find_undeclared_variables(jinja.parse(text))
        except jinja2.TemplateSyntaxError as error:
            yield EnvironmentFileError(
                f"value {_dotted(path)} is not a valid Jinja text: {error.message}",
                place=place(("values", *path)),
                way_out="correct what stands between {{ and }}",
            )
            continue
        for name in sorted(references - {"env"}):
            if name in values:
                graph[path[0]].add(name)
            else:
                yield EnvironmentFileError(
                    f'value {_dotted(path)} refers to "{name}", which is not a value',
                    place=place(("values", *path)),
                    way_out=_define(name, values),
                )
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = list(reversed(error.args[1]))
        yield EnvironmentFileError(
            f"values refer to each other in a circle: {' -> '.join(cycle)}",
            place=place(("values", cycle[0])),
            way_out="write one of them out",
        )


def resolve(
    values: Mapping[str, Any], environment: EnvironmentFacts, place: PlaceOf
) -> dict[str, Any]:
    """Every text rendered. Expects values in which ``misreferences`` found nothing."""
    jinja = _jinja()
    graph: dict[str, set[str]] = {name: set() for name in values}
    for path, text in _texts(values):
        graph[path[0]] |= jinja2.meta.find_undeclared_variables(jinja.parse(text)) & values.keys()
    resolved: dict[str, Any] = {}

    def render(value: Any, path: KeyPath) -> Any:
        match value:
            case str():
                try:
                    return jinja.from_string(value).render(resolved, env=environment)
                except Exception as error:
                    raise EnvironmentFileError(
                        f"value {_dotted(path)} cannot be resolved: {error}",
                        place=place(("values", *path)),
                        way_out="correct what stands between {{ and }}",
                    ) from error
            case list():
                return [render(item, path) for item in value]
            case dict():
                return {key: render(item, (*path, key)) for key, item in value.items()}
        return value

    for name in TopologicalSorter(graph).static_order():
        resolved[name] = render(values[name], (name,))
    return {name: resolved[name] for name in values}


def _jinja() -> StrictJinja:
    jinja = StrictJinja()
    jinja.globals.clear()
    jinja.finalize = _scalar
    return jinja


def _scalar(value: Any) -> Any:
    """What a text may take in; a list within a text would come out as Python writes it."""
    if isinstance(value, (str, int, float, jinja2.Undefined)):
        return value
    kind = {list: "a list", dict: "a table", type(None): "not set"}.get(type(value), "no text")
    raise TypeError(f"what it refers to is {kind}")


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    def walk(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
        match value:
            case str():
                yield path, value
            case list():
                for item in value:
                    yield from walk(item, path)
            case dict():
                for key, item in value.items():
                    yield from walk(item, (*path, key))

    for name, value in values.items():
        yield from walk(value, (name,))


def _dotted(path: KeyPath) -> str:
    return f'"{".".join(path)}"'


def _define(name: str, values: Mapping[str, Any]) -> str:
    nearest = get_close_matches(name, [*values, "env"], n=1)
    if nearest:
        return f'did you mean "{nearest[0]}"?'
    return f"define {name} under [values]"
