"""A secret's password, and the digest made of it, reach Redshift and nothing else."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable

import pytest
import redshift_connector

from redlake.connection import Warehouse
from redlake.credentials import Redacted, redshift_password_hash
from redlake.environment import load
from redlake.errors import StatementError
from redlake.grammar import script
from redlake.grammar.verbatim import Verbatim
from redlake.runner import tables
from redlake.runner.lock import Lock
from redlake.runner.running import Runner
from redlake.steps import UPGRADE, Action, Part, Step
from tests.conftest import ROOT, Lake
from tests.holdings import secret


def test_the_user_logs_in_with_the_password_of_the_secret(lake: Callable[[str], Lake]) -> None:
    it = lake("prod")
    it.upgraded()
    login = secret(it, load("prod", ROOT).secrets["glue_connector"])

    with (
        _variables(it),
        contextlib.closing(
            redshift_connector.connect(
                host="localhost",
                port=it.running.port,
                user=login["username"],
                password=login["password"],
                database="syntheticgeneraldata_consume",
                ssl=True,
                sslmode="verify-full",
            )
        ) as session,
    ):
        cursor = session.cursor()
        cursor.execute("select current_user")
        assert cursor.fetchall() == (["glue_connector"],)


def test_nothing_that_a_run_writes_holds_it(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    password = secret(it, load("dev", ROOT).secrets["glue_connector"])["password"]
    it.run("redlake", "bootstrap", "dev")

    done = it.alembic("upgrade", "head")

    assert done.code == 0, done.said
    written = [file.read_text(errors="replace") for file in it.root.rglob("*") if file.is_file()]
    for text in (done.said, *written):
        assert password not in text
        assert "sha256|" not in text


def test_no_error_and_no_log_holds_it(
    lake: Callable[[str], Lake], caplog: pytest.LogCaptureFixture
) -> None:
    """Where Redshift quotes what it could not read, the digest is blotted out."""
    it = lake("dev")
    it.run("redlake", "bootstrap", "dev")
    environment = load("dev", it.root)
    password = secret(it, environment.secrets["glue_connector"])["password"]
    (statement,) = script.read("CREATE USER x IN :'secret_glue_connector';", "dev")
    part = Part("dev", True, (Action(statement, Verbatim("RUN", statement.text)),))
    step = Step("0008", "0008_more", UPGRADE, (part,))
    caplog.set_level(logging.DEBUG)

    with _variables(it):
        warehouse = Warehouse(environment)
        with (
            contextlib.closing(Lock(warehouse)) as lock,
            Runner(warehouse, lock, lambda _: None, run="1") as runner,
        ):
            tables.make_at_home(lock.open())
            runner.fetch(["glue_connector"])
            with pytest.raises(StatementError) as caught:
                runner.run(step, 1)

    said = [
        str(caught.value),
        repr(caught.value),
        *(record.getMessage() for record in caplog.records),
    ]
    assert "secret_glue_connector" in said[0]
    for text in said:
        assert password not in text
        assert "sha256|" not in text
    assert caught.value.__cause__ is None


def test_a_digest_is_new_each_time() -> None:
    password = Redacted("Correct-horse1")

    assert redshift_password_hash(password) != redshift_password_hash(password)
    assert "Correct" not in repr(password)


@contextlib.contextmanager
def _variables(it: Lake):  # type: ignore[no-untyped-def]
    before = dict(os.environ)
    os.environ.update(it.running.variables())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
