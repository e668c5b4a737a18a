"""The environments of a project, those among them that seem to be none by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from redlake.environment import Connection, names
from redlake.environment.layers import read
from redlake.errors import EnvironmentFileError
from redlake.history import VERSIONS


def targets(root: Path) -> list[str]:
    """The environments, and files that must be meant as some; ``load`` says why they are none.

    Without a workgroup or cluster a file is only there to be extended. Where revisions are
    rendered for it, or it has an unknown key beside where that would stand, one was lost.

    Raises:
        EnvironmentFileError: there is no folder of environments.
    """
    known = names(root)
    files = {file.stem: file for file in (root / "environments").glob("*.toml")}
    rendered = {folder.name for folder in (root / VERSIONS).glob("*/rendered/*")}
    misspelt = set(_misspelt(files)) if len(known) < len(files) else set()
    return sorted({*known, *(rendered & files.keys()), *misspelt})


def _misspelt(files: dict[str, Path]) -> Iterator[str]:
    """Files that no other extends, with a key in [connection] that there is not."""
    read_files = {}
    extended = set()
    for name, file in files.items():
        try:
            layers = read(file)
        except EnvironmentFileError:
            continue  # it counts as an environment anyway
        read_files[name] = layers.data.get("connection")
        extended |= {layer.file.stem for layer in layers.layers[1:]}
    for name, connection in read_files.items():
        if name in extended or not isinstance(connection, dict):
            continue
        if connection.keys() - Connection.model_fields.keys():
            yield name
