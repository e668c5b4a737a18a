"""A workgroup and a cluster that hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.catalog.contents import MADE, PASSWORD
from tests.sandbox.lake import Lake, Session


@pytest.fixture(scope="module", params=["workgroup", "cluster"])
def standin(standin: StandIn, request: pytest.FixtureRequest) -> StandIn:
    if request.param == "workgroup":
        return standin
    return replace(standin, workgroup=None, cluster="lake-dev")


@pytest.fixture(scope="module")
def made(admin: Session) -> None:
    for sql in MADE:
        admin.run(sql)


@pytest.fixture(scope="module")
def reader(lake: Lake, made: None) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
