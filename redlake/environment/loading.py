"""Finds environment files, and says all that is wrong with one in one error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from redlake.environment.layers import KeyPath, Layers, read
from redlake.environment.model import Connection, Environment, Sections, facts
from redlake.environment.values import misreferences, resolve
from redlake.errors import EnvironmentFileError


def names(root: Path) -> list[str]:
    """The environments of the project, sorted.

    A file without a workgroup or cluster is only there to be extended. One that cannot be
    read is listed: ``load`` says what is wrong with it.
    """
    return [file.stem for file in _files(root) if _has_target(file)]


def load(name: str, root: Path) -> Environment:
    """The environment that ``environments/<name>.toml`` describes.

    Raises EnvironmentFileError before anything else can happen; several problems in a file
    come in one error.
    """
    file = _file(name, root)
    layers = read(file)
    sections = _validated(layers)
    problems = list(misreferences(sections.values, layers.place))
    if problems:
        raise _together(problems, file)
    values = resolve(sections.values, facts(name, sections.connection), layers.place)
    return Environment(
        name=name,
        file=file,
        connection=sections.connection,
        values=values,
        secrets=sections.secrets,
    )


def _files(root: Path) -> list[Path]:
    folder = root / "environments"
    if not folder.is_dir():
        raise EnvironmentFileError(
            "there is no environments folder",
            place=folder,
            way_out="run redlake in a project's root",
        )
    return sorted(folder.glob("*.toml"))


def _file(name: str, root: Path) -> Path:
    for file in _files(root):
        if file.stem == name:
            return file
    known = names(root)
    nearest = get_close_matches(name, known, n=1)
    choice = f'did you mean "{nearest[0]}"? ' if nearest else ""
    raise EnvironmentFileError(
        f'there is no environment "{name}"',
        place=root / "environments",
        way_out=f"{choice}known are {', '.join(known) or 'none yet'}",
    )


def _has_target(file: Path) -> bool:
    try:
        connection = read(file).data.get("connection")
    except EnvironmentFileError:
        return True
    return isinstance(connection, dict) and bool(connection.keys() & {"workgroup", "cluster"})


def _validated(layers: Layers) -> Sections:
    try:
        return Sections.model_validate(layers.data)
    except ValidationError as error:
        problems = [_problem(details, layers) for details in error.errors()]
        problems += _misreferences_despite(layers)
        raise _together(problems, layers.file) from error


def _misreferences_despite(layers: Layers) -> Iterator[EnvironmentFileError]:
    """What is wrong with the values of a file that has other problems too."""
    values = layers.data.get("values", {})
    return misreferences(values, layers.place) if isinstance(values, dict) else iter(())


def _together(problems: Sequence[EnvironmentFileError], file: Path) -> EnvironmentFileError:
    if len(problems) == 1:
        return problems[0]
    listed = "".join(f"\n  {problem}" for problem in problems)
    return EnvironmentFileError(f"{file.name} has {len(problems)} problems:{listed}")


_KNOWN_KEYS: Mapping[KeyPath, type[BaseModel]] = {(): Sections, ("connection",): Connection}

_TYPES = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a table",
    "mapping_type": "a table",
    "model_type": "a table",
}


def _problem(details: ErrorDetails, layers: Layers) -> EnvironmentFileError:
    # Pydantic marks a wrong key of a mapping by a last element of its own.
    path = tuple(str(part) for part in details["loc"] if part != "[key]")
    *table, key = path
    where = _within(table)
    message, way_out = f'"{key}"{where}: {details["msg"]}', "correct it"
    match details["type"]:
        case "extra_forbidden":
            message = f'unknown key "{key}"{where}'
            way_out = _nearest(key, tuple(table))
        case "missing":
            message = f'"{key}" is missing{where}'
            way_out = "add it"
        case "value_error":
            message, _, way_out = str(details["ctx"]["error"]).partition("; ")
            if not way_out:
                message, way_out = f'"{key}"{where}: {message}', "correct it"
        case "string_too_short":
            message = f'"{key}"{where} is empty'
            way_out = "fill it in, or remove it"
        case kind if kind in _TYPES:
            message = f'"{key}"{where} is not {_TYPES[kind]}'
            way_out = f"write {_TYPES[kind]}"
    return EnvironmentFileError(message, place=layers.place(path), way_out=way_out)


def _within(table: Sequence[str]) -> str:
    return f" in [{'.'.join(table)}]" if table else ""


def _nearest(key: str, table: KeyPath) -> str:
    known = list(_KNOWN_KEYS[table].model_fields)
    if table == ():
        known.append("extends")
    nearest = get_close_matches(key, known, n=1)
    return f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(known)}"
