"""The endpoint of a workgroup and that of a cluster, for each module that asks for one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.sandbox.endpoint.account import (
    CLUSTER,
    SERVERLESS,
    Aws,
    running,
)


@pytest.fixture(scope="module", autouse=True)
def nobodys_configuration() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        yield


@pytest.fixture(scope="module")
def serverless(nobodys_configuration: None) -> Iterator[Aws]:
    with running(SERVERLESS) as aws:
        yield aws


@pytest.fixture(scope="module")
def provisioned(nobodys_configuration: None) -> Iterator[Aws]:
    with running(CLUSTER) as aws:
        yield aws
