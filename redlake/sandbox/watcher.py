"""Ends the embedded PostgreSQL when the process that owns it is gone, however it went.

Run as a script of its own, with nothing but the standard library: standard input is the
read end of a pipe whose write end only the owner holds, so its end is the owner's.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path


def watch(server: int, directory: Path) -> None:
    """Waits for the end of standard input, then ends ``server`` and erases its files."""
    sys.stdin.buffer.read()
    try:
        os.kill(server, signal.SIGQUIT)
        while (directory / "data" / "postmaster.pid").exists():
            os.kill(server, 0)
            time.sleep(0.01)
    except ProcessLookupError:
        pass
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch(int(sys.argv[1]), Path(sys.argv[2]))
