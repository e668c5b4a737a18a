"""An AWS endpoint of its own, without a warehouse, and boto3's clients for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from redlake.sandbox.endpoint import Endpoint
from redlake.sandbox.faults import Traffic
from redlake.sandbox.logins import Logins
from redlake.sandbox.standin import StandIn

REGION = "eu-central-1"
ELSEWHERE = "us-east-1"
PORT = 15439


def secret_arn(account: str, name: str) -> str:
    return f"arn:aws:secretsmanager:{REGION}:{account}:secret:{name}"


SERVERLESS = StandIn(
    environment="dev",
    account="111122223333",
    region=REGION,
    database="lake",
    workgroup="lake-dev",
    admin_secret=secret_arn("111122223333", "redshift/lake-dev/admin-AbC123"),
    secrets={"glue_connector": secret_arn("111122223333", "dev/glue_connector-xYz789")},
    roles=("deployer", "reader"),
)
CLUSTER = StandIn(
    environment="prod",
    account="444455556666",
    region=REGION,
    database="lake",
    cluster="lake-prod",
    secrets={"tableau": secret_arn("444455556666", "prod/tableau-QwErTy")},
    roles=("reader",),
)


@dataclass(frozen=True)
class Keys:
    """The credentials of somebody."""

    id: str
    secret: str
    token: str | None = None


class Aws:
    """An endpoint that runs, and boto3's clients for it."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.session: Any = boto3.Session()
        self.logins = Logins()
        self.endpoint = Endpoint(
            standin, self.logins, Traffic(), host="localhost", port=PORT, certificate=b""
        )

    @property
    def developer(self) -> Keys:
        return Keys(self.endpoint.access_key_id, self.endpoint.secret_access_key)

    def client(
        self,
        service: str,
        keys: Keys | None = None,
        region: str = REGION,
        **config: Any,
    ) -> Any:
        who = keys or self.developer
        return self.session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint.url,
            aws_access_key_id=who.id,
            aws_secret_access_key=who.secret,
            aws_session_token=who.token,
            config=Config(retries={"total_max_attempts": 1}, **config),
        )

    def role_arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.standin.account}:role/{name}"

    def assume(self, role: str, keys: Keys | None = None, **options: Any) -> Keys:
        answer = self.client("sts", keys).assume_role(
            RoleArn=self.role_arn(role), RoleSessionName="session", **options
        )
        found = answer["Credentials"]
        return Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    def new_role(self, name: str, *statements: dict[str, Any], trust: Any = None) -> str:
        """A role with these statements as its policy, that the account may assume."""
        iam = self.client("iam")
        principal = trust or {"AWS": f"arn:aws:iam::{self.standin.account}:root"}
        trusting = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trusting))
        if statements:
            iam.put_role_policy(
                RoleName=name, PolicyName="policy", PolicyDocument=policy(*statements)
            )
        return name


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


@contextmanager
def refused(code: str, message: str = "") -> Iterator[None]:
    with pytest.raises(ClientError) as raised:
        yield
    error = raised.value.response["Error"]
    assert error["Code"] == code
    assert message in error["Message"]


@contextmanager
def running(standin: StandIn) -> Iterator[Aws]:
    aws = Aws(standin)
    aws.endpoint.start()
    yield aws
    aws.endpoint.stop()


def seconds_left(expires: datetime) -> float:
    return (expires - datetime.now(UTC)).total_seconds()
