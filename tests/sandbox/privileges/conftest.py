"""A user with a role, and a schema that it may look into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


@pytest.fixture
def reader(lake: Lake, admin: Session) -> Iterator[Session]:
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    admin.run("CREATE ROLE held")
    admin.run("GRANT ROLE held TO reader")
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
    admin.run("REVOKE ALL PRIVILEGES FROM ROLE held")
    admin.run("DROP ROLE held FORCE")
    admin.run("DROP USER reader")


@pytest.fixture
def marts(admin: Session, reader: Session) -> Iterator[None]:
    """A schema with a table, and a user who may look into it."""
    admin.run("CREATE SCHEMA marts")
    admin.run("CREATE TABLE marts.stock AS SELECT 1 AS id")
    admin.run("GRANT USAGE ON SCHEMA marts TO reader")
    yield
    admin.run("DROP SCHEMA IF EXISTS marts CASCADE")
