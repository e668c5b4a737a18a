"""A sandbox for each module that asks for one, in a process of its own.

moto keeps an account in the memory of its process, so a test process that started
several sandboxes itself would mix them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from redlake.sandbox import process
from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import ACCOUNT, ADMIN_SECRET, GLUE, REGION, Lake, Session


@pytest.fixture(scope="module")
def standin() -> StandIn:
    """What the module's sandbox stands in for; a module may have its own."""
    return StandIn(
        environment="dev",
        account=ACCOUNT,
        region=REGION,
        database="dev",
        workgroup="lake-dev",
        admin_secret=ADMIN_SECRET,
        roles=(GLUE, "analyst"),
    )


@pytest.fixture(scope="module")
def lake(standin: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    directory = tmp_path_factory.mktemp("sandbox")
    running = process.start(standin, directory, os.getpid())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", running.certificate)
        lake = Lake(running)
        try:
            yield lake
        finally:
            lake.close()
            process.stop(running)


@pytest.fixture(scope="module")
def admin(lake: Lake) -> Session:
    return lake.connect()
