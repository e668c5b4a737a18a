"""The Redshift Data API of a sandbox, through boto3."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.lake import Lake


class DataApi:
    """The Data API of a sandbox, as the IAM user ``developer`` or as a role."""

    def __init__(self, lake: Lake, role: str | None = None) -> None:
        self.client = lake.aws("redshift-data", role)
        self.at = {"WorkgroupName": lake.workgroup, "Database": "dev"}

    def execute(self, sql: str, **options: Any) -> Any:
        """Runs a statement, and describes it once it has ended."""
        return self.ended(self.client.execute_statement(**{**self.at, "Sql": sql, **options}))

    def batch(self, *sqls: str) -> Any:
        return self.ended(self.client.batch_execute_statement(**self.at, Sqls=list(sqls)))

    def ended(self, submitted: Any) -> Any:
        for _ in range(300):
            described = self.client.describe_statement(Id=submitted["Id"])
            if described["Status"] in ("FINISHED", "FAILED", "ABORTED"):
                return described
            time.sleep(0.1)
        pytest.fail(f"it does not end: {described}")

    def records(self, sql: str, **options: Any) -> Any:
        described = self.execute(sql, **options)
        assert described["Status"] == "FINISHED", described.get("Error")
        return self.client.get_statement_result(Id=described["Id"])["Records"]

    def refused(self, **options: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as raised:
            self.client.execute_statement(**{"Sql": "select 1", **options})
        error = raised.value.response["Error"]
        return error["Code"], error["Message"]
