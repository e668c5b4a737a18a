"""Procedures."""

from __future__ import annotations

from dataclasses import dataclass

from redlake.kinds.routine import Routine


@dataclass(frozen=True, slots=True)
class Procedure(Routine):
    label = "procedure"
