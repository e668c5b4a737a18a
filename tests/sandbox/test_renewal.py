"""A sandbox that is renewed holds what it held at the start, and nothing of what came since."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from redshift_connector.error import Error, InterfaceError

from redlake.sandbox.faults import Fault
from tests.sandbox import inventory
from tests.sandbox.lake import ACCOUNT, ADMIN_SECRET, GLUE, REGION, Lake, Session

PASSWORD = "Correct-horse1"


@pytest.fixture(autouse=True)
def renewed(lake: Lake) -> Iterator[None]:
    yield
    lake.running.control.renew()


def held(lake: Lake) -> inventory.Inventory:
    """What the catalog shows to an administrator."""
    return inventory.take("dev", lambda database: lake.connect(database=database))


def reader(lake: Lake) -> Session:
    """A session that may read the Data Catalog."""
    session = lake.iam()
    lake.connect().run('GRANT USAGE ON DATABASE awsdatacatalog TO "IAM:developer"')
    return session


def test_what_sql_has_changed_is_undone(lake: Lake) -> None:
    before = held(lake)
    admin = lake.connect()
    for sql in (
        f"CREATE USER somebody PASSWORD '{PASSWORD}' CREATEUSER",
        "CREATE GROUP readers WITH USER somebody",
        "CREATE ROLE reader",
        "CREATE ROLE writer",
        "GRANT ROLE reader TO ROLE writer",
        "GRANT ROLE writer TO somebody",
        "CREATE DATABASE other",
        "CREATE SCHEMA mart AUTHORIZATION somebody",
        "CREATE TABLE mart.facts (a int)",
        "INSERT INTO mart.facts VALUES (1)",
        "CREATE VIEW public.shown AS SELECT a FROM mart.facts",
        "CREATE VIEW public.late AS SELECT a FROM mart.facts WITH NO SCHEMA BINDING",
        "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'syntheticgeneraldata'"
        " IAM_ROLE DEFAULT",
        "GRANT USAGE ON SCHEMA lake TO GROUP readers",
        "GRANT SELECT ON mart.facts TO ROLE reader",
        "GRANT CREATE ON DATABASE dev TO somebody",
        "GRANT SELECT, DROP FOR TABLES IN DATABASE dev TO ROLE reader",
        "GRANT USAGE FOR SCHEMAS IN DATABASE dev TO somebody",
        "GRANT CREATE USER TO ROLE reader",
        "GRANT ROLE sys:monitor TO somebody",
        "REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA mart GRANT SELECT ON TABLES TO GROUP readers",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    ):
        admin.run(sql)
    assert held(lake) != before

    lake.running.control.renew()

    assert inventory.differences(before, held(lake)) == []
    again = lake.connect()
    again.run(f"CREATE USER somebody PASSWORD '{PASSWORD}'")
    again.run("CREATE ROLE reader")
    again.run("CREATE DATABASE other")
    again.run("GRANT SELECT FOR TABLES IN DATABASE dev TO ROLE reader")


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER USER admin PASSWORD 'Another-h0rse'",
        "ALTER USER admin RENAME TO former",
        "DROP USER admin",
    ],
)
def test_the_admin_user_is_back_whatever_became_of_it(lake: Lake, sql: str) -> None:
    lake.connect().run(f"CREATE USER other PASSWORD '{PASSWORD}' CREATEUSER")
    other = lake.connect("other", PASSWORD)

    other.run(sql)

    lake.running.control.renew()

    session = lake.connect()
    assert session.value("SELECT usesuper FROM pg_user WHERE usename = 'admin'")
    # It may do what it could before, under the oid that it had.
    session.run("CREATE TABLE public.made (a int)")
    session.run("CREATE VIEW public.late AS SELECT a FROM public.made WITH NO SCHEMA BINDING")
    assert session.run("SELECT * FROM public.late") == []


def test_sessions_are_ended_and_what_they_held_is_free(lake: Lake) -> None:
    lake.connect().run("CREATE TABLE public.held (a int)")
    holder = lake.connect(autocommit=False)
    holder.run("LOCK public.held")
    waiting = lake.connect()
    said: list[str] = []

    def wait() -> None:
        try:
            waiting.run("SELECT pg_sleep(600)")
        except (Error, OSError) as error:
            said.append(type(error).__name__)

    thread = threading.Thread(target=wait)
    thread.start()
    lake.running.control.renew()
    thread.join()

    assert said
    with pytest.raises((InterfaceError, OSError)):
        holder.run("SELECT 1")
    lake.connect().run("CREATE TABLE public.held (a int)")


def test_the_data_catalog_is_back(lake: Lake) -> None:
    glue = lake.aws("glue")
    names = {each["Name"] for each in glue.get_databases()["DatabaseList"]}
    query = "SELECT count(*) FROM awsdatacatalog.syntheticgeneraldata_consume.policydata"
    rows = reader(lake).value(query)
    columns = [{"Name": "a", "Type": "int"}]
    table = {"Name": "t", "StorageDescriptor": {"Columns": columns, "Location": "s3://b/t"}}

    def change() -> None:
        glue.create_database(DatabaseInput={"Name": "more"})
        glue.create_table(DatabaseName="more", TableInput=table)
        glue.delete_table(DatabaseName="syntheticgeneraldata_consume", Name="policydata")

    change()
    assert reader(lake).run("SELECT * FROM awsdatacatalog.more.t") == []

    lake.running.control.renew()

    assert {each["Name"] for each in glue.get_databases()["DatabaseList"]} == names
    assert reader(lake).value(query) == rows > 0
    # SQL follows Glue from here on as it did from the start.
    change()
    session = reader(lake)
    assert session.refused(query)[0] == "42P01"
    assert session.run("SELECT * FROM awsdatacatalog.more.t") == []


def test_the_account_is_back(lake: Lake) -> None:
    secrets, iam = lake.aws("secretsmanager"), lake.aws("iam")
    password = json.loads(secrets.get_secret_value(SecretId=ADMIN_SECRET)["SecretString"])
    secrets.put_secret_value(SecretId=ADMIN_SECRET, SecretString="{}")
    secrets.create_secret(Name="another", SecretString="x")
    iam.delete_role_policy(RoleName=GLUE, PolicyName="Warehouse")
    iam.delete_role(RoleName=GLUE)
    iam.create_user(UserName="colleague")
    key = iam.create_access_key(UserName="developer")["AccessKey"]["AccessKeyId"]
    vpcs = len(lake.aws("ec2").describe_vpcs()["Vpcs"])
    lake.aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")

    lake.running.control.renew()

    found = secrets.get_secret_value(SecretId=ADMIN_SECRET)
    assert json.loads(found["SecretString"]) == password
    assert [each["ARN"] for each in secrets.list_secrets()["SecretList"]] == [ADMIN_SECRET]
    assert [each["UserName"] for each in iam.list_users()["Users"]] == ["developer"]
    (left,) = iam.list_access_keys(UserName="developer")["AccessKeyMetadata"]
    assert left["AccessKeyId"] == lake.running.access_key_id != key
    assert lake.iam(GLUE).value("SELECT current_user") == f"IAMR:{GLUE}"
    assert len(lake.aws("ec2").describe_vpcs()["Vpcs"]) == vpcs


def test_what_was_handed_out_is_worth_nothing(lake: Lake) -> None:
    serverless = lake.aws("redshift-serverless", GLUE)
    login = serverless.get_credentials(workgroupName=lake.workgroup)
    data = lake.aws("redshift-data")
    asked = {"WorkgroupName": lake.workgroup, "Database": "dev", "Sql": "SELECT 1"}
    statement = data.execute_statement(**asked)["Id"]

    lake.running.control.renew()

    assert lake.refused_login(login["dbUser"], login["dbPassword"])["C"] == "28000"
    with pytest.raises(ClientError, match=r"UnrecognizedClientException|InvalidClientTokenId"):
        serverless.get_credentials(workgroupName=lake.workgroup)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        data.describe_statement(Id=statement)
    assert data.list_statements()["Statements"] == []


def test_faults_and_counts_are_gone(lake: Lake) -> None:
    control = lake.running.control
    control.inject(Fault())
    control.delay(5)
    lake.connect().run("SELECT 1")

    control.renew()

    assert control.traffic().statements == ()
    assert lake.connect(application_name="redlake/test").value("SELECT 1") == 1


def test_it_is_the_same_sandbox(lake: Lake) -> None:
    before = lake.running

    before.control.renew()

    assert before.alive
    assert lake.aws("sts").get_caller_identity()["Account"] == ACCOUNT
    found = lake.aws("redshift-serverless").get_workgroup(workgroupName=lake.workgroup)
    assert found["workgroup"]["endpoint"]["port"] == before.port
    assert lake.aws("glue").meta.region_name == REGION
