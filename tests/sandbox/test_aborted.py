"""An aborted transaction can be ended, whatever was set before it."""

from __future__ import annotations

import pytest
from redshift_connector.error import ProgrammingError

from tests.sandbox.lake import Lake


def test_rollback_after_a_setting_and_an_error(lake: Lake) -> None:
    session = lake.connect()
    session.run("SET statement_timeout TO 5000")
    session.run("BEGIN")
    with pytest.raises(ProgrammingError, match="42P01"):
        session.run("SELECT * FROM nowhere")

    session.run("ROLLBACK")

    assert session.run("SELECT 1") == [[1]]
