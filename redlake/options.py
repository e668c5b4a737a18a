"""What a person may say of a run, on the command line or with Alembic's -x."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from redlake.errors import InputError

DEFAULT_LOCK_SECONDS = 600.0


@dataclass(frozen=True)
class Options:
    """``lock_timeout`` is in seconds."""

    allow_destructive: bool = False
    lock_timeout: float = DEFAULT_LOCK_SECONDS
    dry_run: bool = False
    rotate: bool = False

    def words(self) -> list[str]:
        """As they are given to alembic behind -x."""
        flags = {
            "allow_destructive": self.allow_destructive,
            "dry_run": self.dry_run,
            "rotate": self.rotate,
        }
        said = [f"{name}=1" for name, value in flags.items() if value]
        return [*said, f"lock_timeout={self.lock_timeout:g}"]


_SWITCHES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
NAMES = ("env", "allow_destructive", "lock_timeout", "dry_run", "rotate")


def read(given: Mapping[str, str]) -> Options:
    """The options in what was given with -x.

    Raises:
        InputError: one is not known, or has a value that it cannot have.
    """
    for name in given:
        if name not in NAMES:
            raise InputError(
                f"-x {name}= is not known",
                way_out=f"those that redlake knows are {', '.join(f'-x {n}=' for n in NAMES)}",
            )
    try:
        seconds = float(given.get("lock_timeout", DEFAULT_LOCK_SECONDS))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(
            f"-x lock_timeout={given['lock_timeout']} is no number of seconds",
            way_out="say how long to wait for another run, as -x lock_timeout=60",
        )
    return Options(
        allow_destructive=_switch("allow_destructive", given),
        lock_timeout=seconds,
        dry_run=_switch("dry_run", given),
        rotate=_switch("rotate", given),
    )


def _switch(name: str, given: Mapping[str, str]) -> bool:
    value = given.get(name, "0")
    if value.lower() not in _SWITCHES:
        raise InputError(f"-x {name}={value} is neither 0 nor 1", way_out=f"say -x {name}=1")
    return _SWITCHES[value.lower()]
