"""A sandbox that holds what is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import GLUE, Lake, Session
from tests.sandbox.show.contents import (
    MADE,
    PASSWORD,
)


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    admin.run(f'CREATE USER "IAMR:{GLUE}" PASSWORD DISABLE')
    for sql in MADE:
        admin.run(sql)


@pytest.fixture(scope="module")
def reader(lake: Lake, made: None) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
