"""The AWS endpoint, asked by boto3 as redlake asks AWS."""

from __future__ import annotations

import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
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


def seconds_left(expires: datetime) -> float:
    return (expires - datetime.now(UTC)).total_seconds()


class TestServerless:
    def test_credentials_are_minted_for_the_user(self, serverless: Aws) -> None:
        answer = serverless.client("redshift-serverless").get_credentials(
            workgroupName="lake-dev", dbName="lake"
        )

        login = serverless.logins.of("IAM:developer")[0]
        assert answer["dbUser"] == login.name == login.user
        assert answer["dbPassword"] == login.password
        assert login.create
        assert login.iam
        assert abs(answer["expiration"] - login.expires) < timedelta(seconds=1)
        assert 890 < seconds_left(answer["expiration"]) <= 900
        assert answer["nextRefreshTime"] == answer["expiration"]

    def test_credentials_of_a_role_forget_the_session(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless", serverless.assume("reader"))

        answer = client.get_credentials(workgroupName="lake-dev")

        assert answer["dbUser"] == "IAMR:reader"
        assert serverless.logins.of("IAMR:reader")[0].password == answer["dbPassword"]

    @pytest.mark.parametrize("seconds", [900, 3600])
    def test_credentials_last_as_long_as_asked(self, serverless: Aws, seconds: int) -> None:
        answer = serverless.client("redshift-serverless").get_credentials(
            workgroupName="lake-dev", durationSeconds=seconds
        )

        assert seconds - 10 < seconds_left(answer["expiration"]) <= seconds

    @pytest.mark.parametrize(
        ("seconds", "bound"),
        [(899, "greater than or equal to 900"), (3601, "less than or equal to 3600")],
    )
    def test_other_durations_are_refused(self, serverless: Aws, seconds: int, bound: str) -> None:
        with refused("ValidationException", bound):
            serverless.client("redshift-serverless").get_credentials(
                workgroupName="lake-dev", durationSeconds=seconds
            )

    def test_a_workgroup_must_be_named(self, serverless: Aws) -> None:
        with refused("ValidationException", "workgroupName or customDomainName"):
            serverless.client("redshift-serverless").get_credentials()

    def test_no_custom_domain_is_known(self, serverless: Aws) -> None:
        with refused("ResourceNotFoundException", "lake.example.org"):
            serverless.client("redshift-serverless").get_credentials(
                customDomainName="lake.example.org"
            )

    def test_workgroup_says_where_the_warehouse_listens(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless")

        workgroup = client.get_workgroup(workgroupName="lake-dev")["workgroup"]

        assert workgroup["endpoint"]["address"] == "localhost"
        assert workgroup["endpoint"]["port"] == PORT
        assert workgroup["status"] == "AVAILABLE"
        assert re.fullmatch(
            rf"arn:aws:redshift-serverless:{REGION}:111122223333:workgroup/[0-9a-f-]{{36}}",
            workgroup["workgroupArn"],
        )
        assert workgroup["workgroupArn"].endswith(workgroup["workgroupId"])
        assert abs(seconds_left(workgroup["creationDate"])) < 600
        assert client.list_workgroups()["workgroups"] == [workgroup]

    def test_namespace_says_its_admin(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless")
        workgroup = client.get_workgroup(workgroupName="lake-dev")["workgroup"]

        namespace = client.get_namespace(namespaceName=workgroup["namespaceName"])["namespace"]

        assert namespace["adminUsername"] == "admin"
        assert namespace["adminPasswordSecretArn"] == SERVERLESS.admin_secret
        assert namespace["dbName"] == "lake"
        assert namespace["namespaceId"] != workgroup["workgroupId"]

    def test_what_is_not_there_is_not_found(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless")

        with refused("ResourceNotFoundException", "workgroup lake-test not found"):
            client.get_workgroup(workgroupName="lake-test")
        with refused("ResourceNotFoundException", "workgroup lake-test not found"):
            client.get_credentials(workgroupName="lake-test")
        with refused("ResourceNotFoundException", "namespace lake-test not found"):
            client.get_namespace(namespaceName="lake-test")

    def test_nothing_is_in_another_region(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless", region=ELSEWHERE)

        assert client.list_workgroups()["workgroups"] == []
        with refused("ResourceNotFoundException", "workgroup lake-dev not found"):
            client.get_credentials(workgroupName="lake-dev")

    def test_there_is_no_cluster_beside_it(self, serverless: Aws) -> None:
        assert serverless.client("redshift").describe_clusters()["Clusters"] == []


class TestProvisioned:
    def test_credentials_for_a_named_user(self, provisioned: Aws) -> None:
        answer = provisioned.client("redshift").get_cluster_credentials(
            ClusterIdentifier="lake-prod",
            DbUser="anna",
            DbName="lake",
            AutoCreate=False,
            DbGroups=[],  # redshift_connector sends both always
        )

        login = provisioned.logins.of("IAM:anna")[0]
        assert answer["DbUser"] == "IAM:anna"
        assert answer["DbPassword"] == login.password
        assert 890 < seconds_left(answer["Expiration"]) <= 900
        assert (login.user, login.create, login.iam) == ("anna", False, False)

    def test_credentials_for_a_user_to_be_created(self, provisioned: Aws) -> None:
        answer = provisioned.client("redshift").get_cluster_credentials(
            ClusterIdentifier="Lake-Prod",
            DbUser="berta",
            AutoCreate=True,
            DbGroups=["analysts"],
            DurationSeconds=3600,
        )

        login = provisioned.logins.of("IAMA:berta")[0]
        assert answer["DbUser"] == "IAMA:berta"
        assert 3590 < seconds_left(answer["Expiration"]) <= 3600
        assert (login.user, login.create, login.iam) == ("berta", True, False)

    def test_credentials_with_iam_are_the_callers_own(self, provisioned: Aws) -> None:
        for keys, name in [(None, "IAM:developer"), (provisioned.assume("reader"), "IAMR:reader")]:
            answer = provisioned.client("redshift", keys).get_cluster_credentials_with_iam(
                ClusterIdentifier="lake-prod", DbName="lake", DurationSeconds=900
            )

            login = provisioned.logins.of(name)[0]
            assert answer["DbUser"] == name
            assert answer["DbPassword"] == login.password
            assert answer["NextRefreshTime"] == answer["Expiration"]
            assert (login.user, login.create, login.iam) == (name, True, True)

    @pytest.mark.parametrize("seconds", [899, 3601])
    def test_other_durations_are_refused(self, provisioned: Aws, seconds: int) -> None:
        with refused("ValidationError", "durationSeconds"):
            provisioned.client("redshift").get_cluster_credentials_with_iam(
                ClusterIdentifier="lake-prod", DurationSeconds=seconds
            )

    def test_cluster_says_where_the_warehouse_listens(self, provisioned: Aws) -> None:
        client = provisioned.client("redshift")

        (cluster,) = client.describe_clusters(ClusterIdentifier="lake-prod")["Clusters"]

        assert cluster["ClusterIdentifier"] == "lake-prod"
        assert cluster["Endpoint"] == {"Address": "localhost", "Port": PORT}
        assert cluster["ClusterStatus"] == "available"
        assert cluster["DBName"] == "lake"
        assert client.describe_clusters()["Clusters"] == [cluster]

    def test_an_unknown_cluster_is_not_found(self, provisioned: Aws) -> None:
        client = provisioned.client("redshift")
        calls: list[Callable[[], Any]] = [
            lambda: client.describe_clusters(ClusterIdentifier="lake-test"),
            lambda: client.get_cluster_credentials(ClusterIdentifier="lake-test", DbUser="anna"),
            lambda: client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-test"),
        ]
        for call in calls:
            with refused("ClusterNotFound", "Cluster lake-test not found."):
                call()

    def test_modelled_exceptions_are_raised(self, provisioned: Aws, serverless: Aws) -> None:
        redshift = provisioned.client("redshift")
        with pytest.raises(redshift.exceptions.ClusterNotFoundFault):
            redshift.describe_clusters(ClusterIdentifier="lake-test")
        client = serverless.client("redshift-serverless")
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_workgroup(workgroupName="lake-test")

    def test_a_cluster_must_be_named(self, provisioned: Aws) -> None:
        with refused("ValidationError", "ClusterIdentifier or CustomDomainName"):
            provisioned.client("redshift").get_cluster_credentials_with_iam()

    def test_no_custom_domain_is_known(self, provisioned: Aws) -> None:
        client = provisioned.client("redshift")

        assert client.describe_custom_domain_associations()["Associations"] == []
        with refused("CustomDomainAssociationNotFoundFault"):
            client.describe_custom_domain_associations(CustomDomainName="localhost")
        with refused("ClusterNotFound"):
            client.get_cluster_credentials_with_iam(CustomDomainName="localhost")

    def test_nothing_is_in_another_region(self, provisioned: Aws) -> None:
        client = provisioned.client("redshift", region=ELSEWHERE)

        assert client.describe_clusters()["Clusters"] == []
        with refused("ClusterNotFound"):
            client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-prod")

    def test_there_is_no_workgroup_beside_it(self, provisioned: Aws) -> None:
        client = provisioned.client("redshift-serverless")

        assert client.list_workgroups()["workgroups"] == []
        with refused("ResourceNotFoundException"):
            client.get_credentials(workgroupName="lake-prod")


class TestIdentity:
    """Who signs is who acts, in the words of each protocol."""

    def test_the_developer_is_a_user(self, serverless: Aws) -> None:
        answer = serverless.client("sts").get_caller_identity()

        assert answer["Arn"] == "arn:aws:iam::111122223333:user/developer"
        assert answer["Account"] == "111122223333"

    def test_a_role_is_a_session(self, serverless: Aws) -> None:
        answer = serverless.client("sts", serverless.assume("reader")).get_caller_identity()

        assert answer["Arn"] == "arn:aws:sts::111122223333:assumed-role/reader/session"

    CALLS = pytest.mark.parametrize(
        ("service", "method", "dialect"),
        [
            ("redshift-serverless", "list_workgroups", "json"),
            ("redshift-data", "list_statements", "json"),
            ("glue", "get_databases", "json"),
            ("secretsmanager", "list_secrets", "json"),
            ("redshift", "describe_clusters", "query"),
            ("iam", "list_roles", "query"),
            ("sts", "get_caller_identity", "query"),
            ("ec2", "describe_subnets", "ec2"),
        ],
    )

    @CALLS
    def test_the_developer_is_let_in(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        answer = getattr(serverless.client(service), method)()

        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200

    @CALLS
    def test_an_unknown_key_is_refused(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        stranger = serverless.client(service, Keys("AKIAIOSFODNN7EXAMPLE", "secret"))
        code = {
            "json": "UnrecognizedClientException",
            "query": "InvalidClientTokenId",
            "ec2": "AuthFailure",
        }[dialect]

        with refused(code, "The security token included in the request is invalid"):
            getattr(stranger, method)()

    @CALLS
    def test_a_wrong_secret_is_refused(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        forger = serverless.client(service, Keys(serverless.endpoint.access_key_id, "secret"))
        code = {
            "json": "InvalidSignatureException",
            "query": "SignatureDoesNotMatch",
            "ec2": "AuthFailure",
        }[dialect]

        with refused(code):
            getattr(forger, method)()

    @CALLS
    def test_an_expired_session_is_refused(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        keys = serverless.assume("reader", DurationSeconds=900)
        age(serverless, keys, seconds=901)
        code = {
            "json": "ExpiredTokenException",
            "query": "ExpiredToken",
            "ec2": "RequestExpired",
        }[dialect]

        with refused(code, "The security token included in the request is expired"):
            getattr(serverless.client(service, keys), method)()

    @CALLS
    def test_no_signature_is_refused(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        nobody = serverless.client(service, signature_version=UNSIGNED)
        code = {
            "json": "MissingAuthenticationTokenException",
            "query": "MissingAuthenticationToken",
            "ec2": "MissingAuthenticationToken",  # unsigned, it does not look like EC2's
        }[dialect]

        with refused(code):
            getattr(nobody, method)()

    @CALLS
    def test_a_role_without_a_policy_may_nothing(
        self, serverless: Aws, service: str, method: str, dialect: str
    ) -> None:
        role = serverless.new_role(f"nothing-{service}")
        client = serverless.client(service, serverless.assume(role))
        code = {
            "json": "AccessDeniedException",
            "query": "AccessDenied",
            "ec2": "UnauthorizedOperation",
        }[dialect]

        if service == "sts":
            client.get_caller_identity()
        else:
            with refused(code, f"assumed-role/{role}/session is not authorized to perform"):
                getattr(client, method)()

    def test_a_session_lasts_until_it_expires(self, serverless: Aws) -> None:
        keys = serverless.assume("reader", DurationSeconds=900)
        age(serverless, keys, seconds=890)

        serverless.client("sts", keys).get_caller_identity()

    def test_a_session_needs_its_own_token(self, serverless: Aws) -> None:
        one, another = serverless.assume("reader"), serverless.assume("reader")

        for token in (None, another.token):
            with refused("InvalidClientTokenId"):
                client = serverless.client("sts", Keys(one.id, one.secret, token))
                client.get_caller_identity()

    def test_a_key_that_is_inactive_or_deleted_is_unknown(self, serverless: Aws) -> None:
        iam = serverless.client("iam")
        iam.create_user(UserName="leaver")
        key = iam.create_access_key(UserName="leaver")["AccessKey"]
        sts = serverless.client("sts", Keys(key["AccessKeyId"], key["SecretAccessKey"]))
        sts.get_caller_identity()

        iam.update_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"], Status="Inactive")
        with refused("InvalidClientTokenId"):
            sts.get_caller_identity()
        iam.delete_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"])
        with refused("InvalidClientTokenId"):
            sts.get_caller_identity()

    def test_a_session_ends_with_its_role(self, serverless: Aws) -> None:
        keys = serverless.assume(serverless.new_role("short-lived"))
        serverless.client("iam").delete_role(RoleName="short-lived")

        with refused("InvalidClientTokenId"):
            serverless.client("sts", keys).get_caller_identity()


def age(aws: Aws, keys: Keys, *, seconds: int) -> None:
    """Let a session grow old, where moto keeps it."""
    from moto.sts.models import sts_backends

    session = sts_backends[aws.standin.account]["aws"].get_assumed_role_from_access_key(keys.id)
    assert session is not None
    session.expiration -= timedelta(seconds=seconds)


class TestAssumption:
    def test_a_role_that_does_not_exist_is_denied(self, serverless: Aws) -> None:
        with refused(
            "AccessDenied",
            "User: arn:aws:iam::111122223333:user/developer is not authorized to perform: "
            "sts:AssumeRole on resource: arn:aws:iam::111122223333:role/nobody",
        ):
            serverless.assume("nobody")

    def test_a_role_takes_a_policy_to_assume_another(self, serverless: Aws) -> None:
        with refused("AccessDenied"):
            serverless.assume("deployer", serverless.assume("reader"))

        chain = serverless.new_role(
            "chain", allow("sts:AssumeRole", serverless.role_arn("deployer"))
        )
        deployer = serverless.assume("deployer", serverless.assume(chain))
        identity = serverless.client("sts", deployer).get_caller_identity()
        assert "assumed-role/deployer/" in identity["Arn"]

    def test_a_trust_policy_that_names_the_caller_is_enough(self, serverless: Aws) -> None:
        trusted = {"AWS": serverless.role_arn("reader")}
        role = serverless.new_role("trusts-reader", trust=trusted)

        serverless.assume(role, serverless.assume("reader"))
        refuses = serverless.new_role("refuses", deny("sts:*"))
        trusted = {"AWS": serverless.role_arn(refuses)}
        refused_role = serverless.new_role("trusts-refuses", trust=trusted)
        with refused("AccessDenied", "explicit deny"):
            serverless.assume(refused_role, serverless.assume(refuses))
        with refused("AccessDenied"):
            serverless.assume(role, serverless.assume("deployer"))

    def test_a_trust_policy_for_a_service_lets_nobody_in(self, serverless: Aws) -> None:
        role = serverless.new_role("for-glue", trust={"Service": "glue.amazonaws.com"})

        with refused("AccessDenied"):
            serverless.assume(role)

    def test_a_session_policy_takes_away(self, serverless: Aws) -> None:
        limited = serverless.assume(
            "reader", Policy=policy(allow("redshift-serverless:GetWorkgroup"))
        )
        client = serverless.client("redshift-serverless", limited)

        client.get_workgroup(workgroupName="lake-dev")
        with refused("AccessDeniedException", "because no session policy allows"):
            client.get_credentials(workgroupName="lake-dev")

    def test_other_ways_to_a_session_are_not_answered(self, serverless: Aws) -> None:
        with refused("InvalidAction", "does not answer sts:GetSessionToken"):
            serverless.client("sts").get_session_token()


class TestPolicies:
    """Permissions go by the resources that AWS names for the call."""

    def credentials(self, aws: Aws, role: str, **options: Any) -> Any:
        client = aws.client("redshift", aws.assume(role))
        return client.get_cluster_credentials(
            **{"ClusterIdentifier": "lake-prod", "DbUser": "anna", "DbName": "lake"} | options
        )

    def resource(self, aws: Aws, name: str) -> str:
        return f"arn:aws:redshift:{REGION}:{aws.standin.account}:{name}"

    def test_denied_serverless_credentials_name_the_workgroup(self, serverless: Aws) -> None:
        client = serverless.client("redshift-serverless")
        arn = client.get_workgroup(workgroupName="lake-dev")["workgroup"]["workgroupArn"]
        role = serverless.new_role("no-credentials")
        client = serverless.client("redshift-serverless", serverless.assume(role))

        with refused(
            "AccessDeniedException",
            "User: arn:aws:sts::111122223333:assumed-role/no-credentials/session is not "
            f"authorized to perform: redshift-serverless:GetCredentials on resource: {arn} "
            "because no identity-based policy allows the redshift-serverless:GetCredentials",
        ):
            client.get_credentials(workgroupName="lake-dev")

        serverless.client("iam").put_role_policy(
            RoleName=role,
            PolicyName="credentials",
            PolicyDocument=policy(allow("redshift-serverless:GetCredentials", arn)),
        )
        assert client.get_credentials(workgroupName="lake-dev")["dbUser"] == f"IAMR:{role}"
        with refused("AccessDeniedException", "redshift-serverless:GetWorkgroup"):
            client.get_workgroup(workgroupName="lake-dev")

    def test_the_role_policy_lets_a_new_role_in(self, serverless: Aws, provisioned: Aws) -> None:
        for aws in (serverless, provisioned):
            role = aws.new_role("let-in", *aws.endpoint.role_policy()["Statement"])
            keys = aws.assume(role)
            if aws is serverless:
                client = aws.client("redshift-serverless", keys)
                client.get_workgroup(workgroupName="lake-dev")
                client.get_credentials(workgroupName="lake-dev")
            else:
                client = aws.client("redshift", keys)
                client.describe_clusters(ClusterIdentifier="lake-prod")
                client.describe_custom_domain_associations()
                client.get_cluster_credentials_with_iam(
                    ClusterIdentifier="lake-prod", DbName="lake"
                )
                self.credentials(aws, role, AutoCreate=True, DbGroups=["analysts"])
            with refused("AccessDenied"):
                aws.client("iam", keys).list_roles()

    def test_credentials_with_iam_go_by_database(self, provisioned: Aws) -> None:
        database = self.resource(provisioned, "dbname:lake-prod/lake")
        action = "redshift:GetClusterCredentialsWithIAM"
        role = provisioned.new_role("one-database", allow(action, database))
        client = provisioned.client("redshift", provisioned.assume(role))

        client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-prod", DbName="lake")
        with refused("AccessDenied", "dbname:lake-prod/other"):
            client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-prod", DbName="other")
        with refused("AccessDenied", "dbname:lake-prod/*"):
            client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-prod")

    def test_credentials_go_by_database_and_user(self, provisioned: Aws) -> None:
        database = self.resource(provisioned, "dbname:lake-prod/lake")
        user = self.resource(provisioned, "dbuser:lake-prod/an?a")
        action = "redshift:GetClusterCredentials"
        role = provisioned.new_role("only-user", allow(action, user))

        self.credentials_without_database(provisioned, role)
        with refused("AccessDenied", "dbname:lake-prod/lake"):
            self.credentials(provisioned, role)

        role = provisioned.new_role("user-and-database", allow(action, [user, database]))
        self.credentials(provisioned, role)
        with refused("AccessDenied", "dbuser:lake-prod/berta"):
            self.credentials(provisioned, role, DbUser="berta")

    def credentials_without_database(self, aws: Aws, role: str) -> None:
        client = aws.client("redshift", aws.assume(role))
        client.get_cluster_credentials(ClusterIdentifier="lake-prod", DbUser="anna")

    def test_creating_and_joining_take_permissions_of_their_own(self, provisioned: Aws) -> None:
        group = self.resource(provisioned, "dbgroup:lake-prod/analysts")
        get = allow("redshift:GetClusterCredentials")
        role = provisioned.new_role("gets", get)
        with refused("AccessDenied", "redshift:CreateClusterUser"):
            self.credentials(provisioned, role, AutoCreate=True)
        with refused("AccessDenied", f"redshift:JoinGroup on resource: {group}"):
            self.credentials(provisioned, role, DbGroups=["analysts"])

        role = provisioned.new_role(
            "creates-and-joins",
            get,
            allow("redshift:CreateClusterUser"),
            allow("redshift:JoinGroup", group),
        )
        self.credentials(provisioned, role, AutoCreate=True, DbGroups=["analysts"])
        with refused("AccessDenied", "redshift:JoinGroup"):
            self.credentials(provisioned, role, DbGroups=["analysts", "admins"])

    def test_a_deny_outweighs(self, provisioned: Aws) -> None:
        role = provisioned.new_role(
            "not-admin",
            allow("redshift:*"),
            deny("redshift:Get*", self.resource(provisioned, "dbuser:*/admin")),
        )

        self.credentials(provisioned, role)
        with refused("AccessDenied", "with an explicit deny in an identity-based policy"):
            self.credentials(provisioned, role, DbUser="admin")

    def test_not_action_and_not_resource(self, provisioned: Aws) -> None:
        role = provisioned.new_role(
            "everything-but",
            {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
            {
                "Effect": "Deny",
                "Action": "redshift:GetClusterCredentials",
                "NotResource": [
                    self.resource(provisioned, "dbuser:lake-prod/anna"),
                    self.resource(provisioned, "dbname:lake-prod/*"),
                ],
            },
        )

        self.credentials(provisioned, role)
        with refused("AccessDenied"):
            self.credentials(provisioned, role, DbUser="berta")
        with refused("AccessDenied"):
            provisioned.client("iam", provisioned.assume(role)).list_roles()

    @pytest.mark.parametrize(
        ("name", "condition", "holds"),
        [
            ("equal", {"StringEquals": {"redshift:DbUser": ["anna", "berta"]}}, True),
            ("unequal", {"StringNotEquals": {"redshift:DbUser": "anna"}}, False),
            ("case", {"StringEqualsIgnoreCase": {"redshift:DbUser": "ANNA"}}, True),
            ("like", {"StringLike": {"redshift:dbname": "l*"}}, True),
            ("region", {"StringEquals": {"aws:RequestedRegion": ELSEWHERE}}, False),
            ("arn", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/condition-arn"}}, True),
            ("unknown-key", {"StringEquals": {"aws:SourceIp": "127.0.0.1"}}, False),
            ("unknown-operator", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
            ("variable", {"StringEquals": {"redshift:DbUser": "${aws:username}"}}, False),
        ],
    )
    def test_conditions(
        self, provisioned: Aws, name: str, condition: dict[str, Any], holds: bool
    ) -> None:
        statement = allow("redshift:GetClusterCredentials", Condition=condition)
        role = provisioned.new_role(f"condition-{name}", statement)

        if holds:
            self.credentials(provisioned, role)
        else:
            with refused("AccessDenied"):
                self.credentials(provisioned, role)

    def test_a_deny_that_cannot_be_judged_denies(self, provisioned: Aws) -> None:
        unknown = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
        role = provisioned.new_role("needs-mfa", allow("*"), deny("redshift:*", Condition=unknown))

        with refused("AccessDenied", "explicit deny"):
            self.credentials(provisioned, role)

    def test_policies_of_groups_and_managed_policies_count(self, serverless: Aws) -> None:
        iam = serverless.client("iam")
        iam.create_user(UserName="carla")
        key = iam.create_access_key(UserName="carla")["AccessKey"]
        carla = Keys(key["AccessKeyId"], key["SecretAccessKey"])
        client = serverless.client("redshift-serverless", carla)
        iam.create_group(GroupName="analysts")
        iam.add_user_to_group(GroupName="analysts", UserName="carla")
        iam.put_group_policy(
            GroupName="analysts",
            PolicyName="workgroup",
            PolicyDocument=policy(allow("redshift-serverless:GetWorkgroup")),
        )
        client.get_workgroup(workgroupName="lake-dev")
        with refused("AccessDeniedException"):
            client.get_credentials(workgroupName="lake-dev")

        managed = iam.create_policy(
            PolicyName="credentials",
            PolicyDocument=policy(allow("redshift-serverless:GetCredentials")),
        )
        iam.attach_user_policy(UserName="carla", PolicyArn=managed["Policy"]["Arn"])
        answer = client.get_credentials(workgroupName="lake-dev")
        assert answer["dbUser"] == "IAM:carla"

    def test_secrets_go_by_arn(self, serverless: Aws) -> None:
        arn = SERVERLESS.secrets["glue_connector"]
        role = serverless.new_role("one-secret", allow("secretsmanager:GetSecretValue", arn))
        client = serverless.client("secretsmanager", serverless.assume(role))

        client.get_secret_value(SecretId=arn)
        client.get_secret_value(SecretId="dev/glue_connector")
        with refused("AccessDeniedException", f"on resource: {SERVERLESS.admin_secret}"):
            client.get_secret_value(SecretId=SERVERLESS.admin_secret)

    def test_tables_go_by_catalog_database_and_table(self, serverless: Aws) -> None:
        serverless.endpoint.add_catalog_table("guarded", "t", [("a", "int")], location="s3://l/t")
        glue = f"arn:aws:glue:{REGION}:111122223333:"
        some = [f"{glue}catalog", f"{glue}database/guarded"]
        lists = serverless.new_role("no-tables", allow("glue:*", some))
        client = serverless.client("glue", serverless.assume(lists))
        client.get_databases()
        client.get_database(Name="guarded")
        with refused("AccessDeniedException", f"{glue}table/guarded/*"):
            client.get_tables(DatabaseName="guarded")

        reads = serverless.new_role("table", allow("glue:*", [*some, f"{glue}table/guarded/t"]))
        client = serverless.client("glue", serverless.assume(reads))
        client.get_table(DatabaseName="guarded", Name="t")
        with refused("AccessDeniedException", "database/another"):
            client.get_table(DatabaseName="another", Name="t")
        with refused("AccessDeniedException", "on resource: *"):
            client.get_crawlers()

    def test_roles_go_by_name(self, serverless: Aws) -> None:
        own = serverless.role_arn("looks-at-itself")
        role = serverless.new_role("looks-at-itself", allow("iam:GetRole", own))
        client = serverless.client("iam", serverless.assume(role))

        client.get_role(RoleName=role)
        with refused("AccessDenied", "role/reader"):
            client.get_role(RoleName="reader")


class TestSecrets:
    def test_a_secret_is_found_by_arn_and_by_name(self, serverless: Aws) -> None:
        client = serverless.client("secretsmanager")
        arn = SERVERLESS.secrets["glue_connector"]

        found = client.get_secret_value(SecretId=arn)

        assert (found["ARN"], found["Name"]) == (arn, "dev/glue_connector")
        by_name = client.get_secret_value(SecretId="dev/glue_connector")
        assert by_name["SecretString"] == found["SecretString"]
        assert client.describe_secret(SecretId=arn)["ARN"] == arn

    def test_a_secret_says_how_to_log_in(self, serverless: Aws, provisioned: Aws) -> None:
        for aws, user, belongs in [
            (serverless, "glue_connector", {"namespaceName": "lake-dev"}),
            (provisioned, "tableau", {"dbClusterIdentifier": "lake-prod"}),
        ]:
            client = aws.client("secretsmanager")
            found = client.get_secret_value(SecretId=aws.standin.secrets[user])
            value = json.loads(found["SecretString"])

            password = value.pop("password")
            assert value == {
                "engine": "redshift",
                "host": "localhost",
                "port": PORT,
                "username": user,
                "dbname": "lake",
                **belongs,
            }
            assert re.fullmatch(r"""[^'"\\/@ ]{8,64}""", password)
            assert all(re.search(kind, password) for kind in ("[A-Z]", "[a-z]", "[0-9]"))

    def test_the_admin_secret_holds_the_admin_password(self, serverless: Aws) -> None:
        client = serverless.client("secretsmanager")

        found = client.get_secret_value(SecretId=SERVERLESS.admin_secret)

        value = json.loads(found["SecretString"])
        assert value["username"] == "admin"
        assert value["password"] == serverless.endpoint.admin_password

    def test_there_is_an_admin_password_without_a_secret(self, provisioned: Aws) -> None:
        assert len(provisioned.endpoint.admin_password) >= 8
        listed = provisioned.client("secretsmanager").list_secrets()["SecretList"]
        assert [secret["Name"] for secret in listed] == ["prod/tableau"]

    def test_a_secret_is_not_in_another_region(self, serverless: Aws) -> None:
        client = serverless.client("secretsmanager", region=ELSEWHERE)

        with refused("ResourceNotFoundException"):
            client.get_secret_value(SecretId=SERVERLESS.secrets["glue_connector"])

    def test_an_unknown_secret_is_not_found(self, serverless: Aws) -> None:
        with refused("ResourceNotFoundException"):
            serverless.client("secretsmanager").get_secret_value(SecretId="dev/nothing")

    def test_a_secret_may_be_rotated_by_hand(self, serverless: Aws) -> None:
        client = serverless.client("secretsmanager")
        client.create_secret(Name="dev/rotated", SecretString="old")

        client.put_secret_value(SecretId="dev/rotated", SecretString="new")

        assert client.get_secret_value(SecretId="dev/rotated")["SecretString"] == "new"

    def test_no_secret_is_in_the_endpoints_repr(self, serverless: Aws) -> None:
        endpoint = serverless.endpoint

        for text in (repr(endpoint), repr(vars(endpoint))):
            assert endpoint.admin_password not in text
            assert endpoint.secret_access_key not in text


class TestCatalog:
    def test_a_table_is_seen_with_its_columns(self, serverless: Aws) -> None:
        serverless.endpoint.add_catalog_table(
            "policies",
            "policy",
            [("id", "bigint"), ("premium", "decimal(18,2)")],
            partitions=[("year", "string")],
            location="s3://lake/policies/policy/",
        )
        client = serverless.client("glue")

        (table,) = client.get_tables(DatabaseName="policies")["TableList"]

        assert table["Name"] == "policy"
        assert table["StorageDescriptor"]["Columns"] == [
            {"Name": "id", "Type": "bigint"},
            {"Name": "premium", "Type": "decimal(18,2)"},
        ]
        assert table["StorageDescriptor"]["Location"] == "s3://lake/policies/policy/"
        assert table["PartitionKeys"] == [{"Name": "year", "Type": "string"}]
        names = [database["Name"] for database in client.get_databases()["DatabaseList"]]
        assert "policies" in names

    def test_a_table_that_is_there_gets_a_new_version(self, serverless: Aws) -> None:
        for kind in ("int", "bigint"):
            serverless.endpoint.add_catalog_table(
                "versions", "t", [("a", kind)], location="s3://lake/t"
            )

        table = serverless.client("glue").get_table(DatabaseName="versions", Name="t")["Table"]
        assert table["StorageDescriptor"]["Columns"] == [{"Name": "a", "Type": "bigint"}]

    def test_the_catalog_is_empty_in_another_region(self, serverless: Aws) -> None:
        client = serverless.client("glue", region=ELSEWHERE)

        assert client.get_databases()["DatabaseList"] == []

    def test_an_unknown_table_is_not_found(self, serverless: Aws) -> None:
        with refused("EntityNotFoundException"):
            serverless.client("glue").get_table(DatabaseName="nothing", Name="t")


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
