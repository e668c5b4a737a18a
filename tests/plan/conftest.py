"""How many random States: ``REDLAKE_FULL=1`` in the environment asks for ten times as many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

# A failing pair is printed whole: cutting it down to its core would take minutes.
_ALIKE = settings(
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

settings.register_profile("law", _ALIKE, max_examples=200)
settings.register_profile("law-full", _ALIKE, max_examples=2000)
PROFILE = settings.get_profile("law-full" if os.environ.get("REDLAKE_FULL") else "law")
