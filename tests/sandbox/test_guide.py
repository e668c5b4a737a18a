"""Every statement of the integration guide for Redshift, with its real effect.

Its steps stand on each other: each is a fixture that says what was so before it, and the
tests say what is so after it.
"""

from __future__ import annotations

import pytest

from tests.sandbox.lake import GLUE, Lake, Session

USER = f'"IAMR:{GLUE}"'
SCHEMA = '"datalake_syntheticgeneraldata_consume"'
CONSUME = "syntheticgeneraldata_consume"


@pytest.fixture(scope="module")
def glue(lake: Lake, admin: Session) -> Session:
    """The Glue jobs' role, with access to the database and the Data Catalog."""
    first = lake.iam(GLUE)  # its first login makes the user, without rights
    assert first.refused(f"SELECT * FROM awsdatacatalog.{CONSUME}.policydata") == (
        "42501",
        "permission denied for database awsdatacatalog",
    )
    assert first.refused("CREATE SCHEMA glue") == ("42501", "permission denied for database dev")
    first.close()
    admin.run(f"DROP USER {USER}")

    admin.run(f"CREATE USER {USER} PASSWORD DISABLE")
    admin.run(f'GRANT USAGE ON DATABASE "awsdatacatalog" TO {USER}')
    admin.run(f'GRANT CREATE ON DATABASE "dev" TO {USER}')
    return lake.iam(GLUE)


@pytest.fixture(scope="module")
def external_schema(admin: Session, glue: Session) -> str:
    create = (
        f"CREATE EXTERNAL SCHEMA IF NOT EXISTS {SCHEMA} FROM DATA CATALOG"
        f" DATABASE '{CONSUME}' IAM_ROLE DEFAULT"
    )
    admin.run(create)
    admin.run(create)
    assert glue.refused(f"SELECT * FROM {SCHEMA}.policydata") == (
        "42501",
        "permission denied for schema datalake_syntheticgeneraldata_consume",
    )

    admin.run(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {USER}")
    admin.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {USER}")
    return SCHEMA


@pytest.fixture(scope="module")
def _views(admin: Session, external_schema: str) -> None:
    """What a run of the workflow makes."""
    admin.run(
        "CREATE OR REPLACE VIEW general_insurance_redshift_spectrum AS"
        ' SELECT policynumber AS "Policy Number"'
        f" FROM awsdatacatalog.{CONSUME}.policydata WITH NO SCHEMA BINDING"
    )
    admin.run("DROP MATERIALIZED VIEW IF EXISTS general_insurance_redshift_materialized")
    admin.run(
        "CREATE MATERIALIZED VIEW general_insurance_redshift_materialized BACKUP NO"
        " DISTKEY ( policynumber ) AUTO REFRESH NO AS"
        f" SELECT * FROM {external_schema}.policydata"
    )
    admin.run("GRANT SELECT ON general_insurance_redshift_spectrum TO PUBLIC")


@pytest.fixture(scope="module")
def _consume(admin: Session, glue: Session) -> None:
    admin.run("CREATE USER glue_connector PASSWORD 'Connect0r'")
    admin.run(f'CREATE DATABASE "{CONSUME}"')
    admin.run(f'GRANT CREATE ON DATABASE "{CONSUME}" TO {USER}')


def test_glue_role_may_read_the_data_catalog_and_create(glue: Session) -> None:
    assert glue.value("SELECT current_user") == f"IAMR:{GLUE}"
    assert glue.value(f"SELECT count(*) FROM awsdatacatalog.{CONSUME}.policydata") > 1000
    glue.run("CREATE SCHEMA glue")
    assert glue.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'glue'") == 1


def test_data_catalog_is_read_with_iam_credentials_only(admin: Session, glue: Session) -> None:
    sql = f"SELECT * FROM awsdatacatalog.{CONSUME}.policydata LIMIT 100"

    assert admin.refused(sql) == ("28000", "Current user is not authenticated with IAM credentials")
    assert len(glue.run(sql)) == 100


def test_external_schema_is_read(admin: Session, glue: Session, external_schema: str) -> None:
    read = f"SELECT count(*) FROM {external_schema}.policydata"

    assert glue.value(read) == admin.value(read) > 1000


@pytest.mark.usefixtures("_views")
def test_views_of_the_workflow(admin: Session, glue: Session) -> None:
    spectrum = "select * from general_insurance_redshift_spectrum limit 100"

    assert len(admin.run("select * from general_insurance_redshift_materialized limit 100")) == 100
    assert admin.refused(spectrum)[0] == "28000"
    with glue.connection.cursor() as cursor:
        cursor.execute(spectrum)
        assert len(cursor.fetchall()) == 100
        assert cursor.description[0][0] == "policy number"


@pytest.mark.usefixtures("_consume")
def test_consume_database(lake: Lake, admin: Session, glue: Session) -> None:
    job = lake.connect("glue_connector", "Connect0r", CONSUME)
    job.run("CREATE TABLE policydata (policynumber bigint)")
    job.run("INSERT INTO policydata VALUES (1), (2)")
    job.close()
    there = lake.iam(GLUE, CONSUME)
    there.run("CREATE SCHEMA more")
    there.close()

    read = f"select * from {CONSUME}.public.policydata limit 100"
    assert admin.run(read) == [[1], [2]]
    assert glue.refused(read) == ("42501", "permission denied for relation policydata")
