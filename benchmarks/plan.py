"""How long plan() takes, for warehouses of 10,000 and 100,000 objects.

    python benchmarks/plan.py

States come about as in real life: SQL is read, parsed and replayed. Each size runs in a
process of its own, whose peak memory is measured. Times are of the processor, and a plan's
the least of three rounds, so that other work on the machine counts for little. They also
depend on what the processor's cache holds; so the calls of functions are counted as well,
which grow with the work alone and hardly differ from run to run: where the bar is missed, they
tell whether the code is to blame or the machine.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from warehouse import HOME, Changed, Warehouse, a_few, one_in_twenty, same

from redlake.grammar import script
from redlake.plan import plan
from redlake.state import State, replay

SIZES = (10_000, 100_000)
BAR = 12.0
"""How many times the time of one ten times the objects may take: linear, but for sorting."""

_TO_MEGABYTES = 1024**2 if sys.platform == "darwin" else 1024
"""Of what getrusage counts in: bytes on macOS, kilobytes on Linux."""

_ROUNDS = 3

T = TypeVar("T")


class Watch:
    """Seconds of the processor, by what was done: the least of all rounds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, what: str, does: Callable[[], T]) -> T:
        gc.collect()
        start = time.process_time()
        result = does()
        seconds = time.process_time() - start
        self.seconds[what] = min(seconds, self.seconds.get(what, seconds))
        return result


def measure(objects: int) -> dict[str, Any]:
    """All figures for a warehouse of that size."""
    watch, empty = Watch(), State.empty(HOME)
    before = _made(objects, same, watch, empty)
    # Of these, much is known from before.
    few = _made(objects, a_few, Watch(), empty)
    many = _made(objects, one_in_twenty, Watch(), empty)
    pairs = {
        "plan(empty, S)": (empty, before),
        "plan(S, S'), a few changes": (before, few),
        "plan(S, S'), 5% changed": (before, many),
        "plan(S, empty)": (before, empty),
    }
    for _ in range(_ROUNDS):
        plans = {what: watch.time(what, partial(plan, *ends)) for what, ends in pairs.items()}
    calls = {what: _calls(partial(plan, *ends)) for what, ends in pairs.items()}
    return {
        "objects": len(before.managed),
        "seconds": watch.seconds,
        "calls": calls,
        "statements": {what: len(planned.steps) for what, planned in plans.items()},
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _TO_MEGABYTES,
    }


def _made(objects: int, changed: Changed, watch: Watch, empty: State) -> State:
    text = "\n".join(Warehouse(objects, changed).sql())
    statements = watch.time("read the SQL", lambda: script.read(text, HOME))
    return watch.time("parse and replay it", lambda: replay(empty, statements))


def _calls(does: Callable[[], object]) -> int:
    profile = cProfile.Profile()
    profile.runcall(does)
    return sum(entry.callcount for entry in profile.getstats())


def _measured_apart(objects: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", str(objects)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603, this file
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report(found: list[dict[str, Any]]) -> bool:
    """Writes a table of all sizes; whether each plan of the largest is within the bar."""
    first, last = found[0], found[-1]
    sizes = "".join(f"{each['objects']:>11,}" for each in found)
    lines = [
        f"{'seconds of the processor':28}{sizes}{'ratio':>8}{'of calls':>10}{'statements':>12}"
    ]
    ratios: list[float] = []
    for what in first["seconds"]:
        seconds = [each["seconds"][what] for each in found]
        line = f"{what:28}{''.join(f'{each:11.2f}' for each in seconds)}"
        line += f"{seconds[-1] / seconds[0]:8.1f}"
        if what in last["calls"]:
            ratios.append(seconds[-1] / seconds[0])
            calls = last["calls"][what] / first["calls"][what]
            line += f"{calls:10.1f}{last['statements'][what]:12,}"
        lines.append(line)
    memory = [each["megabytes"] for each in found]
    lines.append(f"{'peak memory, MB':28}{''.join(f'{one:11,.0f}' for one in memory)}")
    worst: float = max(ratios)
    grown: float = last["objects"] / first["objects"]
    bar = BAR * grown / 10
    verdict = f"at most {worst:.1f} times the time of plan(); bar {bar:.1f}"
    lines.append(f"{grown:.1f} times the objects: {verdict}")
    sys.stdout.write("\n".join([*lines, ""]))
    return worst <= bar


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--size", type=int, nargs="+", default=SIZES, metavar="OBJECTS")
    arguments.add_argument("--measure", type=int, metavar="OBJECTS", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        json.dump(measure(given.measure), sys.stdout)
        return 0
    return 0 if report([_measured_apart(size) for size in given.size]) else 1


if __name__ == "__main__":
    sys.exit(main())
