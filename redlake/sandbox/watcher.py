"""Runs the embedded PostgreSQL, and ends it when the process that owns it is gone.

Run as a script of its own, with nothing but the standard library: standard input is the
read end of a pipe whose write end only the owner holds, so its end is the owner's,
however that went. ``watcher.py DIRECTORY USER COMMAND…``; an empty USER is the owner's.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PATIENCE = 10.0  # seconds


def watch(directory: Path, user: str | None, command: Sequence[str]) -> None:
    """Runs ``command`` until standard input ends, then erases ``directory``."""
    with (directory / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            start_new_session=True,
        )
    sys.stdin.buffer.read()
    server.send_signal(signal.SIGQUIT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(_PATIENCE)
    server.kill()
    server.wait()
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watch(Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3:])
