"""Cases as files: what was, what is to be, and the plans both ways that lead there.

A file begins with a comment that says what it shows. Then come these sections, each below a
line of its own: ``---- before`` and ``---- after``, scripts as authors write them; ``---- up``
and ``---- down``, the rendered plans; ``---- hazards``, one to a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from redlake.plan import Plan
from redlake.state import State
from tests.plan import law

CASES = Path(__file__).parent / "cases"
_HEADING = re.compile(r"^---- (before|after|up|down|hazards)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    about: str
    sections: dict[str, str]

    @classmethod
    def read(cls, file: Path) -> Case:
        about, *parts = _HEADING.split(file.read_text(encoding="utf-8"))
        sections = {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
        return cls(about.strip(), sections)

    @property
    def before(self) -> State:
        return law.state(self.sections["before"])

    @property
    def after(self) -> State:
        return law.state(self.sections["after"])

    def golden(self, up: Plan, down: Plan) -> dict[str, str]:
        """The sections that these plans should have."""
        hazards = [
            f"{way}: {hazard}"
            for way, planned in (("up", up), ("down", down))
            for hazard in planned.hazards
        ]
        return {
            "up": law.rendered(up).strip(),
            "down": law.rendered(down).strip(),
            "hazards": "\n".join(hazards),
        }

    def text(self, golden: dict[str, str]) -> str:
        """The file, with these golden sections."""
        sections = {name: self.sections[name] for name in ("before", "after")} | golden
        parts = [
            f"---- {name}\n\n{text}\n" if text else f"---- {name}\n"
            for name, text in sections.items()
        ]
        return "\n".join([f"{self.about}\n", *parts])
