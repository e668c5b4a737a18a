"""What a command prints is read as that command, for any command of any family."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.parse import parse
from tests.grammar import strategies

FAMILIES = [
    name
    for _, name, _ in pkgutil.iter_modules(strategies.__path__)
    if hasattr(import_module(f"{strategies.__name__}.{name}"), "commands")
]


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
def test_what_a_command_prints_is_read_as_that_command(family: str, data: st.DataObject) -> None:
    commands: st.SearchStrategy[Command] = import_module(f"{strategies.__name__}.{family}").commands
    command = data.draw(commands)

    assert command == parse(command.sql())
