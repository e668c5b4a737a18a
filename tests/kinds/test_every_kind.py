"""What holds for the objects of every kind."""

from __future__ import annotations

from dataclasses import is_dataclass

import pytest

import redlake.kinds  # noqa: F401  (makes every kind known)
from redlake.grammar import script
from redlake.kinds.draft import Unmanaged
from redlake.kinds.object import Object
from redlake.state import State, replay

METHODS = ("key", "uses", "create", "alter", "drop")


def _kinds(base: type[Object] = Object) -> list[type[Object]]:
    found = [kind for kind in base.__subclasses__() if is_dataclass(kind)]
    return found + [deeper for kind in base.__subclasses__() for deeper in _kinds(kind)]


# A dataclass with slots is a second class in the place of the one that was written.
KINDS = {kind.__name__: kind for kind in _kinds() if kind.__name__ != Unmanaged.__name__}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kind_can_do_what_a_plan_asks_of_it(name: str) -> None:
    missing = [method for method in METHODS if not hasattr(KINDS[name], method)]

    assert not KINDS[name].__abstractmethods__
    assert not missing


def test_empty_warehouse_holds_what_redshift_brings_along() -> None:
    told = sorted(str(thing) for thing in State.empty("dev").managed.values())

    assert told == [
        'ASSUMEROLE for COPY on iam role "ALL" to PUBLIC',
        'ASSUMEROLE for CREATE MODEL on iam role "ALL" to PUBLIC',
        'ASSUMEROLE for EXTERNAL FUNCTION on iam role "ALL" to PUBLIC',
        'ASSUMEROLE for UNLOAD on iam role "ALL" to PUBLIC',
        "CREATE on schema public to PUBLIC",
        "EXECUTE on functions that whoever runs revisions creates in database dev to PUBLIC",
        "TEMPORARY on database dev to PUBLIC",
        "USAGE on schema public to PUBLIC",
    ]


def test_new_database_holds_the_same() -> None:
    state = replay(State.empty("dev"), script.read("CREATE DATABASE consume;", "dev"))
    empty = State.empty("dev")
    new = sorted(str(thing) for key, thing in state.managed.items() if key not in empty.managed)

    assert new == [
        "CREATE on schema public to PUBLIC",
        "EXECUTE on functions that whoever runs revisions creates in database consume to PUBLIC",
        "TEMPORARY on database consume to PUBLIC",
        "USAGE on schema public to PUBLIC",
        "database consume",
    ]
