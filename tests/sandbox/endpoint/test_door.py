"""What the endpoint lets in, and how it begins and ends."""

from __future__ import annotations

import os
import socket
import time
import urllib.error
import urllib.request

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.endpoint.account import (
    REGION,
    Aws,
    refused,
    running,
)


class TestTheDoor:
    def test_calls_beyond_the_sandbox_say_so(self, serverless: Aws) -> None:
        with refused("UnknownOperationException", "does not answer redshift-serverless:List"):
            serverless.client("redshift-serverless").list_namespaces()
        with refused("InvalidAction", "does not answer redshift:DescribeTags"):
            serverless.client("redshift").describe_tags()
        with refused("UnknownOperationException", "does not answer dynamodb"):
            serverless.client("dynamodb").list_tables()

    def test_a_call_that_moto_lacks_says_so(self, serverless: Aws) -> None:
        with refused("UnknownOperationException", "does not answer glue:ListBlueprints"):
            serverless.client("glue").list_blueprints()

    def test_a_parameter_that_is_missing_is_named(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless", parameter_validation=False)
        with refused("ValidationException", "workgroupName"):
            client.get_workgroup()

    def test_motos_own_doors_are_shut(self, serverless: Aws) -> None:
        request = urllib.request.Request(
            f"{serverless.endpoint.url}/moto-api/reset", method="POST", data=b""
        )
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(request)
        raised.value.close()

        assert raised.value.code == 403
        serverless.client("sts").get_caller_identity()

    def test_it_listens_on_the_loopback_only(self, serverless: Aws) -> None:
        port = int(serverless.endpoint.url.rpartition(":")[2])

        with pytest.raises((ConnectionError, TimeoutError)):
            socket.create_connection(("127.0.0.2", port), timeout=1)

    def test_a_fault_is_said_and_logged(
        self, serverless: Aws, caplog: pytest.LogCaptureFixture
    ) -> None:
        nowhere = serverless.client("glue", region="mars-north-1")
        with refused("InternalServerException", "its log says why"):
            nowhere.get_databases()

        (record,) = caplog.records
        assert record.message == "The AWS endpoint failed to answer"
        assert record.exc_info

    def test_it_logs_no_requests(self, serverless: Aws, capfd: pytest.CaptureFixture[str]) -> None:
        serverless.client("sts").get_caller_identity()
        with refused("ResourceNotFoundException"):
            serverless.client("secretsmanager").get_secret_value(SecretId="dev/nothing")

        assert capfd.readouterr() == ("", "")


class TestLife:
    STANDIN = StandIn(
        environment="test", account="777788889999", region=REGION, database="d", workgroup="w-1"
    )

    def test_it_serves_soon_and_stops_for_good(self) -> None:
        began = time.perf_counter()
        with running(self.STANDIN) as aws:
            aws.client("sts").get_caller_identity()
            took = time.perf_counter() - began
            port = int(aws.endpoint.url.rpartition(":")[2])

        assert took < 5
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=1)
        aws.endpoint.stop()

    def test_a_new_one_holds_nothing_of_the_old(self) -> None:
        with running(self.STANDIN) as old:
            old.new_role("left-behind")
            old.endpoint.add_catalog_table("d", "t", [], location="s3://lake/t")
            old_keys = old.developer
        with running(self.STANDIN) as new:
            roles = [role["RoleName"] for role in new.client("iam").list_roles()["Roles"]]
            assert "left-behind" not in roles
            assert new.client("glue").get_databases()["DatabaseList"] == []
            with refused("InvalidClientTokenId"):
                new.client("sts", old_keys).get_caller_identity()

    def test_a_profile_of_the_person_is_not_looked_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with running(self.STANDIN) as aws:
            sts, ec2 = aws.client("sts"), aws.client("ec2")
            monkeypatch.setenv("AWS_PROFILE", "nobody")
            sts.get_caller_identity()
            ec2.describe_vpcs()

            assert os.environ["AWS_PROFILE"] == "nobody"
