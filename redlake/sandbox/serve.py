"""The sandbox's own process: serves until it is told to end, or its starter is gone.

``python -m redlake.sandbox.serve STATE PARENT READY`` reads a stand-in as JSON from
standard input, writes how to reach it to the file STATE, says so on the file descriptor
READY, and watches PARENT.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

import psutil

from redlake.sandbox.files import Unreadable
from redlake.sandbox.process import is_running
from redlake.sandbox.server import PortTaken
from redlake.sandbox.standin import StandIn
from redlake.sandbox.warehouse import Warehouse

_GLANCE = 0.2  # seconds between looks at the starter


def serve(standin: StandIn, state: Path, parent: int, ready: int) -> None:
    """Serves ``standin`` until SIGTERM or SIGINT, or until process ``parent`` ends."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    try:
        starter = psutil.Process(parent)
    except psutil.NoSuchProcess:
        return
    files = [state, state.with_suffix(".pem"), state.with_suffix(".config")]
    try:
        started = Warehouse(standin)
    except (Unreadable, PortTaken) as error:
        sys.exit(str(error))
    with started as warehouse:
        try:
            _write_state(warehouse, *files)
            os.write(ready, b"ready")
            os.close(ready)
            while not ended.wait(_GLANCE) and is_running(starter):
                pass
        finally:
            for file in files:
                file.unlink(missing_ok=True)


def _write_state(warehouse: Warehouse, state: Path, certificate: Path, config: Path) -> None:
    """Writes how to reach ``warehouse``; nobody but its owner may read the keys."""
    standin, endpoint = warehouse.standin, warehouse.endpoint
    certificate.write_bytes(warehouse.certificate)
    section = "default" if standin.profile in (None, "default") else f"profile {standin.profile}"
    _write_secret(
        config,
        f"[{section}]\n"
        f"aws_access_key_id = {endpoint.access_key_id}\n"
        f"aws_secret_access_key = {endpoint.secret_access_key}\n",
    )
    said = {
        "environment": standin.environment,
        "pid": os.getpid(),
        "started": psutil.Process().create_time(),
        "endpoint": endpoint.url,
        "port": warehouse.server.port,
        "account": standin.account,
        "region": standin.region,
        "database": standin.database,
        "certificate": str(certificate),
        "config": str(config),
        "access_key_id": endpoint.access_key_id,
        "secret_access_key": endpoint.secret_access_key,
        "admin_password": endpoint.admin_password,
        "token": endpoint.token,
        "workgroup": standin.workgroup,
        "cluster": standin.cluster,
    }
    written = state.with_suffix(".new")
    _write_secret(written, json.dumps(said))
    written.rename(state)


def _write_secret(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)


if __name__ == "__main__":
    given = StandIn.from_json(sys.stdin.read())
    if os.fork() == 0:  # the starter waits for this one; nobody for its child
        serve(given, Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
