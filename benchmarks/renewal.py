"""How long a sandbox takes to start, and to be renewed.

    python benchmarks/renewal.py

Before each renewal the project of this repository is upgraded in it, so that there is something
to undo. There is no bar: both are mostly PostgreSQL's, and times of the clock.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from redlake.testing import sandbox

ROOT = Path(__file__).parent.parent
_ROUNDS = 5


def seconds(does: Callable[[], object]) -> float:
    """By the clock."""
    start = time.perf_counter()
    does()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        start = time.perf_counter()
        with sandbox(ROOT, "dev", None, Path(directory)) as started:
            start_up = time.perf_counter() - start
            renewals = []
            for _ in range(_ROUNDS):
                for command in ("bootstrap", "upgrade"):
                    done = started.redlake(command, "dev")
                    assert done.code == 0, done.said
                renewals.append(seconds(started.renew))
    typical = statistics.median(renewals)
    listed = ", ".join(f"{each:.2f}" for each in renewals)
    sys.stdout.write(
        f"start-up {start_up:.2f} s, renewals {listed} s: {start_up / typical:.0f} : 1\n"
    )


if __name__ == "__main__":
    main()
