"""How long ``redlake check`` takes, beside plain ``alembic upgrade head --sql``.

    python benchmarks/check.py

Makes a project with three environments and 200 revisions in a temporary folder, released on
``main`` but for the last revision, and runs both commands in it by turns: a check without
what earlier ones remembered, a check with it, and Alembic, which prints the SQL of one
environment. Times are by the clock and of the processor, the median of all rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import project

BAR = 2.0
"""The most that a check may take, of what Alembic takes for one environment."""

_BIN = Path(sys.executable).parent
_CACHE = Path(".redlake", "cache")
_ALEMBIC = "alembic upgrade head --sql, dev"
_COLD, _WARM = "redlake check, nothing remembered", "redlake check, as usual"
_AUTHOR = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com")


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor."""

    clock: float
    processor: float


def run(root: Path, program: str, *arguments: str) -> Spent:
    """Runs a program of the virtual environment; its output goes nowhere."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(  # noqa: S603, the caller's words
        [_BIN / program, *arguments], cwd=root, check=True, stdout=subprocess.DEVNULL
    )
    clock, after = time.perf_counter() - start, os.times()
    user = after.children_user - before.children_user
    return Spent(clock, user + after.children_system - before.children_system)


def make(root: Path, revisions: int) -> None:
    """Writes the project, rendered, and commits it; all but the last revision on ``main``."""
    project.write(root, revisions)
    run(root, "redlake", "render")
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--", ".", f":!migrations/versions/{revisions:04}_*"),
        (*_AUTHOR, "commit", "--quiet", "--message=released"),
        ("switch", "--quiet", "--create", "next"),
        ("add", "."),
        (*_AUTHOR, "commit", "--quiet", "--message=next"),
    ):
        subprocess.run(["git", *command], cwd=root, check=True)  # noqa: S603, S607, as above


def measure(root: Path, rounds: int) -> dict[str, list[Spent]]:
    found: dict[str, list[Spent]] = {_ALEMBIC: [], _COLD: [], _WARM: []}
    for number in range(rounds + 1):
        shutil.rmtree(root / _CACHE, ignore_errors=True)
        cold = run(root, "redlake", "check")
        plain = run(root, "alembic", "-x", "env=dev", "upgrade", "head", "--sql")
        warm = run(root, "redlake", "check")
        if number:  # the first round compiles bytecode, and brings files into memory
            for what, spent in ((_ALEMBIC, plain), (_COLD, cold), (_WARM, warm)):
                found[what].append(spent)
    return found


def report(found: dict[str, list[Spent]]) -> bool:
    """Writes a table; whether both kinds of check are within the bar."""
    medians = {what: _median(rounds) for what, rounds in found.items()}
    lines = [f"{'seconds':34}{'clock':>8}{'slowest':>9}{'processor':>11}{'ratio':>8}"]
    for what, spent in medians.items():
        slowest = max(each.clock for each in found[what])
        ratio = spent.processor / medians[_ALEMBIC].processor
        lines.append(
            f"{what:34}{spent.clock:8.2f}{slowest:9.2f}{spent.processor:11.2f}{ratio:8.2f}"
        )
    worst = max(medians[_COLD].processor, medians[_WARM].processor) / medians[_ALEMBIC].processor
    lines.append(f"a check takes at most {worst:.2f} times what Alembic takes; bar {BAR}")
    sys.stdout.write("\n".join([*lines, ""]))
    return worst <= BAR


def _median(rounds: Sequence[Spent]) -> Spent:
    return Spent(*(statistics.median(each) for each in zip(*rounds, strict=True)))


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--revisions", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), given.revisions)
        return 0 if report(measure(Path(folder), given.rounds)) else 1


if __name__ == "__main__":
    sys.exit(main())
