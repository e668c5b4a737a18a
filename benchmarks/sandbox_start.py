"""How long a sandbox takes to its first query, and how much it carries then.

    python benchmarks/sandbox_start.py

Starts a sandbox as ``redlake sandbox start`` does, several times, and asks one query through
the driver; then connects, runs statements and reads rows with the last one. Times are by the
clock: most of the work is done in other processes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import redshift_connector

from redlake.sandbox import process
from redlake.sandbox.process import Running
from redlake.sandbox.standin import StandIn

BAR = 3.0
"""The most seconds from a start to the answer to the first query, on two quiet cores."""

_SECRET = "arn:aws:secretsmanager:us-east-2:111122223333:secret:lake/admin-AbC123"  # noqa: S105
_STANDIN = StandIn(
    environment="benchmark",
    account="111122223333",
    region="us-east-2",
    database="dev",
    workgroup="benchmark",
    admin_secret=_SECRET,
)


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def password(running: Running) -> str:
    """The admin's; asking for it is no part of what is measured."""
    variables = running.variables()
    client = boto3.client(
        "secretsmanager",
        region_name=running.region,
        endpoint_url=running.endpoint,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    found: str = json.loads(client.get_secret_value(SecretId=_SECRET)["SecretString"])["password"]
    return found


def connect(running: Running, secret: str) -> Any:
    os.environ["SSL_CERT_FILE"] = running.certificate
    connection = redshift_connector.connect(
        host="localhost",
        port=running.port,
        user="admin",
        password=secret,
        database="dev",
        ssl=True,
        sslmode="verify-full",
    )
    connection.autocommit = True
    return connection


def ask(connection: Any, sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[Any] = cursor.fetchall()
        return found


def start(folder: Path) -> tuple[float, Running, str]:
    """Starts a sandbox; the seconds to its first answer, and how to reach it."""
    began = time.perf_counter()
    running = process.start(_STANDIN, folder, os.getpid())
    started = time.perf_counter() - began
    secret = password(running)

    def first() -> None:
        connection = connect(running, secret)
        ask(connection, "SELECT 1")
        connection.close()

    return started + seconds(first), running, secret


def starts(folder: Path, rounds: int) -> tuple[list[float], Running, str]:
    """Several starts after one another; the last sandbox still runs."""
    taken = []
    for number in range(rounds):
        spent, running, secret = start(folder)
        taken.append(spent)
        if number < rounds - 1:
            process.stop(running)
    return taken, running, secret


def carried(running: Running, secret: str, many: int) -> dict[str, float]:
    """What one client gets in a second, one thing after another."""

    def come_and_go() -> None:
        for _ in range(many):
            connect(running, secret).close()

    connection = connect(running, secret)

    def statements() -> None:
        for number in range(10 * many):
            ask(connection, f"SELECT {number}")  # each another text: none is kept prepared

    rows = 5000 * many
    query = f"SELECT n, 'some text', n * 1.5 FROM generate_series(1, {rows}) n"
    found = {
        "connections": many / seconds(come_and_go),
        "statements": 10 * many / seconds(statements),
        "rows": rows / seconds(lambda: ask(connection, query)),
    }
    connection.close()
    return found


def report(taken: list[float], found: dict[str, float]) -> bool:
    """Writes a table; whether the starts are within the bar."""
    median = statistics.median(taken)
    lines = [f"{'seconds to the first answer':34}{median:10.2f}{max(taken):10.2f} at most"]
    lines += [f"{what + ' per second':34}{rate:10,.0f}" for what, rate in found.items()]
    lines.append(f"a start takes {median:.2f} seconds; bar {BAR}")
    sys.stdout.write("\n".join([*lines, ""]))
    return median <= BAR


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--many", type=int, default=50)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken, running, secret = starts(Path(folder), given.rounds)
        try:
            found = carried(running, secret, given.many)
        finally:
            process.stop(running)
    return 0 if report(taken, found) else 1


if __name__ == "__main__":
    sys.exit(main())
