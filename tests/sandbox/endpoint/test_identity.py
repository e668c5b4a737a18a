"""Who signs is who acts; roles are assumed as their trust policies say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore import UNSIGNED

from tests.sandbox.endpoint.account import (
    Aws,
    Keys,
    allow,
    deny,
    policy,
    refused,
)


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
