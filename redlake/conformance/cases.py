"""The cases, as cases.toml has them: plain data, each with its source.

In their SQL ``{schema}``, ``{user}``, ``{other}``, ``{group}``, ``{role}``, ``{share}`` and
``{database}`` stand for names of the run's own, ``{nobody}`` and ``{nowhere}`` for names that
nothing has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Row: TypeAlias = Sequence[str | int | bool]
"""Numbers with a fraction, dates and times as text; null as ``"null"``."""


@dataclass(frozen=True)
class Case:
    """One statement, and what Redshift makes of it.

    Either it is refused, with a ``sqlstate`` and a ``message`` that begins so, or it answers
    ``rows``; None where only that it is accepted matters. It runs in a transaction block if
    ``in_block``, after ``before``.
    """

    feature: str
    sql: str
    source: str
    before: tuple[str, ...] = ()
    sqlstate: str | None = None
    message: str = ""
    rows: tuple[Row, ...] | None = None
    in_block: bool = False

    @property
    def expected(self) -> str:
        """In words."""
        if self.sqlstate is not None:
            return f"{self.sqlstate} {self.message}".strip()
        return "accepted" if self.rows is None else shown(self.rows)


@dataclass(frozen=True)
class Difference:
    """Where the sandbox is not as Redshift; ``source`` is empty where none says it."""

    feature: str
    redshift: str
    sandbox: str
    source: str = ""


def cases() -> tuple[Case, ...]:
    """All of them, in their order."""
    read = _read()
    setups: Mapping[str, list[str]] = read.get("setup", {})
    return tuple(_case(entry, setups) for entry in read["case"])


def differences() -> tuple[Difference, ...]:
    return tuple(Difference(**entry) for entry in _read()["difference"])


def shown(rows: Sequence[Row]) -> str:
    """Rows in one line."""
    return "; ".join(", ".join(map(str, row)) for row in rows) or "no rows"


def _case(entry: Mapping[str, Any], setups: Mapping[str, list[str]]) -> Case:
    known = dict(entry)
    before = [*setups.get(known.pop("setup", ""), ()), *known.pop("before", ())]
    rows = known.pop("rows", None)
    return Case(
        **known, before=tuple(before), rows=None if rows is None else tuple(map(tuple, rows))
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("redlake.conformance") / "cases.toml").read_text("utf-8"))
