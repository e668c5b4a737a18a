"""Credentials for a workgroup and a cluster, and what is said of these."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.endpoint.account import (
    ELSEWHERE,
    PORT,
    REGION,
    SERVERLESS,
    Aws,
    refused,
    seconds_left,
)


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
