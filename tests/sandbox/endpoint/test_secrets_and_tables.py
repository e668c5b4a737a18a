"""Secrets Manager and the Data Catalog."""

from __future__ import annotations

import json
import re

from tests.sandbox.endpoint.account import (
    ELSEWHERE,
    PORT,
    SERVERLESS,
    Aws,
    refused,
)


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
