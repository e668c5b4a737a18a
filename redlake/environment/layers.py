"""TOML files that extend one another: their merged data, and where each key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from redlake.errors import EnvironmentFileError, Place

KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """One TOML file."""

    file: Path
    text: str
    data: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path) -> Layer:
        """Never guesses: what is not UTF-8 TOML is an EnvironmentFileError with its line."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentFileError(
                f"cannot read the environment file: {error}",
                place=file,
                way_out="save it as a readable UTF-8 text file",
            ) from error
        try:
            return cls(file, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise EnvironmentFileError(
                f"not valid TOML: {_without_position(error)}",
                place=Place(file, _line_of_error(error, text)),
                way_out="correct that line",
            ) from error

    @cached_property
    def lines(self) -> Mapping[KeyPath, int]:
        """The line on which each table and key first appears."""
        lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        for number, statement in _statements(self.text):
            paths = list(_paths(tomllib.loads(statement)))
            if statement.lstrip().startswith("["):
                table = paths[-1]
                for path in paths:
                    lines.setdefault(path, number)
            else:
                for path in paths:
                    lines.setdefault(table + path, number)
        return lines


@dataclass(frozen=True)
class Layers:
    """An environment's file and the files it extends, nearest first."""

    layers: tuple[Layer, ...]
    data: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        merged: Mapping[str, Any] = {}
        for layer in reversed(self.layers):
            merged = merge(merged, layer.data)
        object.__setattr__(
            self, "data", {key: value for key, value in merged.items() if key != "extends"}
        )

    @property
    def file(self) -> Path:
        return self.layers[0].file

    def place(self, path: KeyPath) -> Place:
        """Where the key is set, or else the nearest table around it."""
        for length in range(len(path), 0, -1):
            for layer in self.layers:
                if line := layer.lines.get(path[:length]):
                    return Place(layer.file, line)
        return Place(self.file, 1)


def read(file: Path) -> Layers:
    """The file with everything it extends."""
    layers = [Layer.read(file)]
    while (base := _extended_by(layers[-1])) is not None:
        if base in [layer.file for layer in layers]:
            chain = " -> ".join(path.stem for path in [*(layer.file for layer in layers), base])
            raise EnvironmentFileError(
                f"environment files extend each other in a circle: {chain}",
                place=Place(layers[-1].file, layers[-1].lines[("extends",)]),
                way_out="remove one of these extends",
            )
        layers.append(Layer.read(base))
    return Layers(tuple(layers))


def merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; anything else in ``own`` replaces what ``base`` has."""
    merged = dict(base)
    for key, value in own.items():
        inherited = merged.get(key)
        if isinstance(value, dict) and isinstance(inherited, dict):
            merged[key] = merge(inherited, value)
        else:
            merged[key] = value
    return merged


def _extended_by(layer: Layer) -> Path | None:
    if "extends" not in layer.data:
        return None
    place = Place(layer.file, layer.lines[("extends",)])
    name = layer.data["extends"]
    known = sorted(path.stem for path in layer.file.parent.glob("*.toml"))
    if not isinstance(name, str):
        raise EnvironmentFileError(
            "extends is not a name in quotes", place=place, way_out='write extends = "base"'
        )
    if name not in known:
        raise EnvironmentFileError(
            f'extends "{name}", which does not exist',
            place=place,
            way_out=f"extend one of {', '.join(known)}",
        )
    return layer.file.with_name(f"{name}.toml")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each ``key = value`` of valid TOML, with its first line."""
    start, statement = 1, ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if not statement:
            start = number
        statement += line
        try:
            complete = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue  # a list or a text that goes on
        if complete:
            yield start, statement
        statement = ""


def _paths(data: Mapping[str, Any]) -> Iterator[KeyPath]:
    """Every key in the data, outer before inner."""
    for key, value in data.items():
        yield (key,)
        if isinstance(value, dict):
            for inner in _paths(value):
                yield (key, *inner)


_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def _line_of_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    position = _POSITION.search(str(error))
    if position is not None and position["line"] is not None:
        return int(position["line"])
    return max(1, len(text.splitlines()))


def _without_position(error: tomllib.TOMLDecodeError) -> str:
    return _POSITION.sub("", str(error))
