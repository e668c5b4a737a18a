"""The Redshift Data API, asked by boto3 as a Glue job asks it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from redlake.sandbox import process
from redlake.sandbox.process import Running
from redlake.sandbox.standin import StandIn
from tests.sandbox.data_api import DataApi
from tests.sandbox.lake import ACCOUNT, ADMIN_SECRET, GLUE, REGION, Lake, Session

POLICIES = "awsdatacatalog.syntheticgeneraldata_consume.policydata"


def policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def data(lake: Lake, admin: Session) -> DataApi:
    admin.run('create user "IAM:developer" password disable')
    admin.run('alter user "IAM:developer" createuser')
    return DataApi(lake)


@pytest.fixture(scope="module")
def glue(lake: Lake, data: DataApi) -> DataApi:
    data.records("select 1")
    return DataApi(lake, GLUE)


def test_a_statement_is_followed_from_submission_to_its_rows(data: DataApi) -> None:
    submitted = data.client.execute_statement(**data.at, Sql="select 1 as one", StatementName="s")
    described = data.ended(submitted)
    result = data.client.get_statement_result(Id=submitted["Id"])

    assert submitted["DbUser"] == "IAM:developer"
    assert submitted["WorkgroupName"] == "lake-dev"
    assert (described["Status"], described["HasResultSet"]) == ("FINISHED", True)
    assert (described["QueryString"], described["ResultRows"]) == ("select 1 as one", 1)
    assert described["Duration"] > 0
    assert result["Records"] == [[{"longValue": 1}]]
    assert result["TotalNumRows"] == 1
    (column,) = result["ColumnMetadata"]
    assert (column["name"], column["label"], column["typeName"]) == ("one", "one", "int4")


def test_values_are_typed(data: DataApi) -> None:
    (row,) = data.records(
        "select 1::smallint, 2::bigint, 1.5::float8, 'a'::varchar(3), true, null::int,"
        " 1.50::numeric(10,2), '2024-02-29'::date, '2024-02-29 01:02:03'::timestamp"
    )

    assert row == [
        {"longValue": 1},
        {"longValue": 2},
        {"doubleValue": 1.5},
        {"stringValue": "a"},
        {"booleanValue": True},
        {"isNull": True},
        {"stringValue": "1.50"},
        {"stringValue": "2024-02-29"},
        {"stringValue": "2024-02-29 01:02:03"},
    ]


def test_columns_say_their_types(data: DataApi) -> None:
    described = data.execute("select 1.5::numeric(10,2) as n, 'x'::varchar(20) as v, 'y' as u")
    columns = data.client.get_statement_result(Id=described["Id"])["ColumnMetadata"]

    types = [(each["typeName"], each["precision"], each["scale"]) for each in columns]
    assert types == [("numeric", 10, 2), ("varchar", 20, 0), ("varchar", 0, 0)]


def test_parameters_are_values_wherever_they_stand(data: DataApi) -> None:
    records = data.records(
        "select :who::varchar, ':who', 1 where :n::int = 7 and :who <> 'x' -- :n",
        Parameters=[{"name": "who", "value": "o'hara"}, {"name": "n", "value": "7"}],
    )

    assert records == [[{"stringValue": "o'hara"}, {"stringValue": ":who"}, {"longValue": 1}]]


def test_parameters_that_nothing_uses_are_refused(data: DataApi) -> None:
    code, message = data.refused(
        **data.at, Sql="select ':id'", Parameters=[{"name": "id", "value": "1"}]
    )

    assert code == "ValidationException"
    assert message == "Parameters list contains unused parameters. Unused parameters: [id]"


def test_a_failure_says_what_the_warehouse_said(data: DataApi) -> None:
    described = data.execute("select * from nowhere.nothing")

    assert described["Status"] == "FAILED"
    assert described["Error"].startswith('ERROR: relation "nowhere.nothing" does not exist')
    with pytest.raises(data.client.exceptions.ResourceNotFoundException, match="have result"):
        data.client.get_statement_result(Id=described["Id"])


def test_what_the_sandbox_does_not_imitate_fails_as_in_any_session(data: DataApi) -> None:
    described = data.execute("unload ('select 1') to 's3://b/k' iam_role default")

    assert described["Error"].startswith("ERROR: sandbox: not imitated")


def test_a_file_of_several_statements_is_one_transaction(data: DataApi) -> None:
    failed = data.execute("create table public.half (a int); select * from nothing")
    there = data.records("select count(*) from pg_class where relname = 'half'")
    refused = data.execute("create table public.other (a int); create database other")
    alone = data.execute("create database other")

    assert failed["Error"] == 'ERROR: relation "nothing" does not exist'
    assert there == [[{"longValue": 0}]]
    assert refused["Error"] == (
        "ERROR: CREATE DATABASE cannot run inside a multiple commands statement"
    )
    assert alone["Status"] == "FINISHED"
    assert (alone["HasResultSet"], alone["ResultRows"]) == (False, 0)


def test_a_batch_is_one_transaction_with_a_result_for_each(data: DataApi) -> None:
    described = data.batch(
        "create table public.b (a int)", "insert into b values (1), (2);", "select * from b -- all"
    )

    subs = described["SubStatements"]
    assert described["Status"] == "FINISHED"
    assert described["HasResultSet"]
    assert [sub["Id"] for sub in subs] == [f"{described['Id']}:{n}" for n in (1, 2, 3)]
    assert [(sub["Status"], sub["HasResultSet"], sub["ResultRows"]) for sub in subs] == [
        ("FINISHED", False, 0),
        ("FINISHED", False, 2),
        ("FINISHED", True, 2),
    ]
    result = data.client.get_statement_result(Id=subs[2]["Id"])
    assert result["Records"] == [[{"longValue": 1}], [{"longValue": 2}]]
    with pytest.raises(data.client.exceptions.ValidationException, match="sub-statement id"):
        data.client.get_statement_result(Id=described["Id"])


def test_a_batch_that_fails_leaves_nothing(data: DataApi) -> None:
    described = data.batch("create table public.c (a int)", "select 1/0", "select 2")
    there = data.records("select count(*) from pg_class where relname = 'c'")
    vacuum = data.batch("select 1", "vacuum public.b")

    subs = described["SubStatements"]
    assert described["Status"] == "FAILED"
    assert described["Error"] == subs[1]["Error"] == "ERROR: division by zero"
    assert [sub["Status"] for sub in subs] == ["FINISHED", "FAILED", "ABORTED"]
    assert there == [[{"longValue": 0}]]
    assert vacuum["Error"] == "ERROR: VACUUM cannot run inside a multiple commands statement"


def test_a_role_runs_as_itself_with_the_data_catalog(data: DataApi, glue: DataApi) -> None:
    denied = glue.execute(f"select count(*) from {POLICIES}")
    data.execute(f'grant usage on database awsdatacatalog to "IAMR:{GLUE}"')

    assert denied["Error"].startswith("ERROR: permission denied for database awsdatacatalog")
    assert glue.records("select current_user") == [[{"stringValue": f"IAMR:{GLUE}"}]]
    ((count,),) = glue.records(f"select count(*) from {POLICIES}")
    assert count["longValue"] > 50_000


def test_a_secret_runs_as_its_user_without_the_data_catalog(data: DataApi) -> None:
    submitted = data.client.execute_statement(
        **data.at, SecretArn=ADMIN_SECRET, Sql="select current_user"
    )

    assert "DbUser" not in submitted
    data.ended(submitted)
    records = data.client.get_statement_result(Id=submitted["Id"])["Records"]
    assert records == [[{"stringValue": "admin"}]]
    described = data.execute(f"select 1 from {POLICIES}", SecretArn=ADMIN_SECRET)
    assert described["Error"] == "ERROR: Current user is not authenticated with IAM credentials"


def test_a_password_that_is_a_digest_is_proved(data: DataApi, lake: Lake) -> None:
    data.execute("create user loader password 'sha256|Password1'")
    lake.aws("secretsmanager").create_secret(
        Name="loader", SecretString=json.dumps({"username": "loader", "password": "Password1"})
    )

    records = data.records("select current_user", SecretArn="loader")

    assert records == [[{"stringValue": "loader"}]]


def test_a_login_that_fails_is_the_statements_failure(data: DataApi) -> None:
    described = data.execute("select 1", Database="nowhere")

    assert described["Status"] == "FAILED"
    assert described["Error"] == 'FATAL: database "nowhere" does not exist'


def test_what_a_policy_does_not_allow_is_denied(data: DataApi, lake: Lake, glue: DataApi) -> None:
    iam = lake.aws("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    allows = {"Effect": "Allow", "Action": "redshift-data:*", "Resource": "*"}
    iam.create_role(RoleName="half", AssumeRolePolicyDocument=policy(trust))
    iam.put_role_policy(RoleName="half", PolicyName="p", PolicyDocument=policy(allows))
    half = DataApi(lake, "half")

    code, message = half.refused(**half.at)
    assert code == "AccessDeniedException"
    assert "not authorized to perform: redshift-serverless:GetCredentials" in message
    code, message = half.refused(**half.at, SecretArn=ADMIN_SECRET)
    assert "not authorized to perform: secretsmanager:GetSecretValue" in message
    code, message = glue.refused(**glue.at, SecretArn=ADMIN_SECRET)
    assert "not authorized to perform: secretsmanager:GetSecretValue" in message


def test_what_is_not_said_or_not_there_is_refused(data: DataApi) -> None:
    assert data.refused(Database="dev") == (
        "ValidationException",
        "Either ClusterIdentifier or WorkgroupName needs to be specified.",
    )
    for elsewhere in ({"WorkgroupName": "other"}, {"ClusterIdentifier": "lake-dev"}):
        assert data.refused(Database="dev", **elsewhere) == (
            "ValidationException",
            "Redshift endpoint doesn't exist in this region.",
        )
    code, message = data.refused(**data.at, SessionKeepAliveSeconds=60)
    assert (code, message) == (
        "ValidationException",
        "sandbox: not imitated: SessionKeepAliveSeconds",
    )


def test_others_statements_are_not_there(data: DataApi, glue: DataApi) -> None:
    described = data.execute("select 1")

    with pytest.raises(glue.client.exceptions.ResourceNotFoundException, match="does not exist"):
        glue.client.describe_statement(Id=described["Id"])


def test_statements_are_listed_by_name_and_status(glue: DataApi) -> None:
    done = glue.execute("select 1", StatementName="job-1")["Id"]
    failed = glue.execute("select * from nothing", StatementName="job-2")["Id"]

    def listed(**options: Any) -> list[str]:
        found = glue.client.list_statements(**options)["Statements"]
        return [each["Id"] for each in found]

    assert listed(StatementName="job-") == [done]
    assert listed(StatementName="job-", Status="ALL") == [failed, done]
    assert listed(StatementName="job-", Status="FAILED") == [failed]
    assert listed(StatementName="other", Status="ALL") == []


def test_long_results_come_in_pages(data: DataApi) -> None:
    described = data.execute("select i from generate_series(1, 2500) as s(i)")
    pages = data.client.get_paginator("get_statement_result").paginate(Id=described["Id"])

    sizes = [len(page["Records"]) for page in pages]

    assert sizes == [1000, 1000, 500]


def test_a_statement_can_be_canceled_while_it_runs(data: DataApi) -> None:
    long_one = data.client.execute_statement(
        **data.at, Sql="select count(*) from generate_series(1, 10000000000)"
    )["Id"]
    while data.client.describe_statement(Id=long_one)["Status"] != "STARTED":
        time.sleep(0.05)

    assert data.client.cancel_statement(Id=long_one)["Status"]
    described = data.ended({"Id": long_one})
    assert described["Status"] == "ABORTED"
    with pytest.raises(data.client.exceptions.ValidationException, match="in ABORTED state"):
        data.client.cancel_statement(Id=long_one)


def test_one_token_is_one_statement(data: DataApi) -> None:
    first, second = (
        data.client.execute_statement(**data.at, Sql="select 1", ClientToken="again")["Id"]
        for _ in range(2)
    )

    assert first == second


def test_waiting_saves_the_polling(data: DataApi) -> None:
    answer = data.client.execute_statement(**data.at, Sql="select 1", WaitTimeSeconds=20)

    assert (answer["Status"], answer["HasResultSet"]) == ("FINISHED", True)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    standin = StandIn(
        environment="prod",
        account=ACCOUNT,
        region=REGION,
        database="dev",
        cluster="Lake-Prod",
        admin_secret=ADMIN_SECRET,
        roles=(GLUE,),
    )
    running = process.start(standin, tmp_path_factory.mktemp("cluster"), os.getpid())
    yield running
    process.stop(running)


@pytest.mark.parametrize(
    ("options", "user"),
    [
        ({}, f"IAMR:{GLUE}"),
        ({"DbUser": "admin"}, "admin"),
        ({"DbUser": "nobody"}, None),
    ],
)
def test_a_cluster_takes_the_callers_user_or_a_named_one(
    cluster: Running, options: dict[str, str], user: str | None
) -> None:
    variables = cluster.variables(GLUE)
    client: Any = boto3.Session(
        variables["AWS_ACCESS_KEY_ID"],
        variables["AWS_SECRET_ACCESS_KEY"],
        variables["AWS_SESSION_TOKEN"],
        region_name=REGION,
    ).client("redshift-data", endpoint_url=cluster.endpoint)

    answer = client.execute_statement(
        ClusterIdentifier="lake-prod",
        Database="dev",
        Sql="select current_user",
        WaitTimeSeconds=20,
        **options,
    )

    if user is None:
        said = client.describe_statement(Id=answer["Id"])["Error"]
        assert said == 'FATAL: password authentication failed for user "IAM:nobody"'
    else:
        records = client.get_statement_result(Id=answer["Id"])["Records"]
        assert (answer["DbUser"], records) == (user, [[{"stringValue": user}]])
