"""The sandbox's own process: serves until it is told to end, or its starter is gone.

``python -m redlake.sandbox.serve STATE PARENT`` reads a stand-in as JSON from standard
input, writes how to reach it to the file STATE when it is ready, and watches PARENT.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

import psutil

from redlake.sandbox.standin import StandIn
from redlake.sandbox.warehouse import Warehouse


def serve(standin: StandIn, state: Path, parent: int) -> None:
    """Serves ``standin`` until SIGTERM or SIGINT, or until process ``parent`` ends."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    try:
        starter = psutil.Process(parent)
    except psutil.NoSuchProcess:
        return
    with Warehouse(standin) as warehouse:
        certificate = state.with_suffix(".pem")
        certificate.write_bytes(warehouse.certificate)
        config = state.with_suffix(".config")
        config.touch(mode=0o600)
        profile = standin.profile or "default"
        config.write_text(
            f"[{'default' if profile == 'default' else f'profile {profile}'}]\n"
            f"aws_access_key_id = {warehouse.endpoint.access_key_id}\n"
            f"aws_secret_access_key = {warehouse.endpoint.secret_access_key}\n"
        )
        said = {
            "environment": standin.environment,
            "pid": os.getpid(),
            "started": psutil.Process().create_time(),
            "endpoint": warehouse.endpoint.url,
            "port": warehouse.server.port,
            "account": standin.account,
            "region": standin.region,
            "database": standin.database,
            "certificate": str(certificate),
            "config": str(config),
            "access_key_id": warehouse.endpoint.access_key_id,
            "secret_access_key": warehouse.endpoint.secret_access_key,
        }
        written = state.with_suffix(".new")
        written.touch(mode=0o600)
        written.write_text(json.dumps(said))
        written.rename(state)
        try:
            while not ended.wait(0.3) and _lives(starter):
                pass
        finally:
            for file in (state, certificate, config):
                file.unlink(missing_ok=True)


def _lives(process: psutil.Process) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    serve(StandIn.from_json(sys.stdin.read()), Path(sys.argv[1]), int(sys.argv[2]))
