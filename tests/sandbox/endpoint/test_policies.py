"""Permissions, as IAM judges them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.endpoint.account import (
    ELSEWHERE,
    REGION,
    SERVERLESS,
    Aws,
    Keys,
    allow,
    deny,
    policy,
    refused,
)


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
