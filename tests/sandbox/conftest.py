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

PASSWORD = "Passw0rd"


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


@pytest.fixture
def owner(lake: Lake, admin: Session) -> Iterator[Session]:
    """The admin, in a database of the test's own, with a table of cards."""
    admin.run("CREATE DATABASE consume")
    session = lake.connect(database="consume")
    session.run("CREATE TABLE cards (id INT, card VARCHAR(16))")
    session.run("INSERT INTO cards VALUES (1, '4532')")
    yield session
    session.close()
    admin.run("DROP DATABASE consume")


@pytest.fixture
def reader(lake: Lake, admin: Session, owner: Session) -> Iterator[Session]:
    """A user with all rights on the cards, and with a role."""
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    admin.run("CREATE ROLE analyst")
    admin.run("GRANT ROLE analyst TO reader")
    owner.run("GRANT ALL ON cards TO reader")
    session = lake.connect("reader", PASSWORD, "consume")
    yield session
    session.close()
    owner.run("DROP TABLE IF EXISTS cards CASCADE")
    admin.run("DROP ROLE analyst FORCE")
    admin.run("DROP USER reader")
