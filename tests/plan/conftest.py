"""How the planner's tests are run: ``--rewrite-golden``, and how many random States.

``pytest tests/plan --rewrite-golden`` writes what is planned now into the case files; what
changed in them is then reviewed like any other text. ``REDLAKE_FULL=1`` in the environment
asks for ten times as many random States.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

# A failing pair is printed whole: cutting it down to its core would take minutes.
_ALIKE = settings(
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

settings.register_profile("redlake", _ALIKE, max_examples=200)
settings.register_profile("redlake-full", _ALIKE, max_examples=2000)
PROFILE = settings.get_profile("redlake-full" if os.environ.get("REDLAKE_FULL") else "redlake")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what is planned now into tests/plan/cases, for review",
    )
