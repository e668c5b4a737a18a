"""A sandbox is met whatever the user's own variables say of AWS and of proxies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from redlake.environment import load
from redlake.testing import Sandbox
from tests.conftest import ROOT
from tests.sandbox.lake import GLUE, Lake

WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


@pytest.fixture
def elsewhere(lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lake:
    config = tmp_path / "config"
    config.write_text("[profile broken\nregion=")
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(config))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    return lake


def test_the_sandbox_itself_is_asked(elsewhere: Lake) -> None:
    running = elsewhere.running
    variables = running.variables(GLUE)

    login = running.login(variables)
    running.control.reset()

    assert login["PGUSER"] == f"IAMR:{GLUE}"


def test_commands_in_it_ask_the_sandbox(elsewhere: Lake) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHO],
        env=elsewhere.running.variables(GLUE),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert f":assumed-role/{GLUE}/" in done.stdout


def test_the_fixture_asks_the_sandbox(elsewhere: Lake) -> None:
    sandbox = Sandbox(ROOT, load("dev", ROOT), elsewhere.running)

    assert f":assumed-role/{GLUE}/" in sandbox.aws("sts", GLUE).get_caller_identity()["Arn"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"user": "admin", "role": "analyst"}, "role: analyst is no way in for the user admin"),
        ({"password": "x"}, "password: whose"),
    ],
)
def test_what_would_be_ignored_is_refused(lake: Lake, asked: dict[str, str], said: str) -> None:
    sandbox = Sandbox(ROOT, load("dev", ROOT), lake.running)

    with pytest.raises(ValueError, match=said):
        cast("Any", sandbox).connect(**asked)
