"""Every statement of the integration guide for Redshift, with its real effect."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import GLUE, Lake, Session

USER = f'"IAMR:{GLUE}"'
SCHEMA = '"datalake_syntheticgeneraldata_consume"'

# The guide's steps stand on each other, and are run in its order.
pytestmark = pytest.mark.xdist_group("guide")


def test_glue_role_may_read_the_data_catalog_and_create(lake: Lake, admin: Session) -> None:
    before = lake.iam(GLUE)  # a first login makes the user, without rights
    read = "SELECT count(*) FROM awsdatacatalog.syntheticgeneraldata_consume.policydata"
    assert before.refused(read) == ("42501", "permission denied for database awsdatacatalog")
    assert before.refused("CREATE SCHEMA glue")[0] == "42501"
    before.close()
    admin.run(f"DROP USER {USER}")

    admin.run(f"CREATE USER {USER} PASSWORD DISABLE")
    admin.run(f'GRANT USAGE ON DATABASE "awsdatacatalog" TO {USER}')
    admin.run(f'GRANT CREATE ON DATABASE "dev" TO {USER}')

    glue = lake.iam(GLUE)
    assert glue.value("SELECT current_user") == f"IAMR:{GLUE}"
    assert glue.value(read) > 1000
    glue.run("CREATE SCHEMA glue")
    assert glue.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'glue'") == 1
    glue.close()


def test_data_catalog_is_read_with_iam_credentials_only(lake: Lake, admin: Session) -> None:
    sql = "SELECT * FROM awsdatacatalog.syntheticgeneraldata_consume.policydata LIMIT 100"

    assert admin.refused(sql) == ("28000", "Current user is not authenticated with IAM credentials")
    glue = lake.iam(GLUE)
    assert len(glue.run(sql)) == 100
    glue.close()


def test_external_schema(lake: Lake, admin: Session) -> None:
    create = (
        f"CREATE EXTERNAL SCHEMA IF NOT EXISTS {SCHEMA} FROM DATA CATALOG"
        " DATABASE 'syntheticgeneraldata_consume' IAM_ROLE DEFAULT"
    )
    admin.run(create)
    admin.run(create)
    read = f"SELECT count(*) FROM {SCHEMA}.policydata"
    glue = lake.iam(GLUE)
    assert glue.refused(read) == (
        "42501",
        "permission denied for schema datalake_syntheticgeneraldata_consume",
    )

    admin.run(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {USER}")
    admin.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {USER}")

    assert glue.value(read) == admin.value(read)
    glue.close()


def test_views_of_the_workflow(lake: Lake, admin: Session) -> None:
    admin.run(
        "CREATE OR REPLACE VIEW general_insurance_redshift_spectrum AS SELECT policynumber AS"
        ' "Policy Number" FROM awsdatacatalog.syntheticgeneraldata_consume.policydata'
        " WITH NO SCHEMA BINDING"
    )
    admin.run("DROP MATERIALIZED VIEW IF EXISTS general_insurance_redshift_materialized")
    admin.run(
        "CREATE MATERIALIZED VIEW general_insurance_redshift_materialized BACKUP NO"
        " DISTKEY ( policynumber ) AUTO REFRESH NO AS"
        f" SELECT * FROM {SCHEMA}.policydata"
    )
    admin.run("GRANT SELECT ON general_insurance_redshift_spectrum TO PUBLIC")

    assert len(admin.run("select * from general_insurance_redshift_materialized limit 100")) == 100
    assert (
        admin.refused("select * from general_insurance_redshift_spectrum limit 100")[0] == "28000"
    )
    glue = lake.iam(GLUE)
    # The view's owner reads the Data Catalog: here admin, a superuser.
    with glue.connection.cursor() as cursor:
        cursor.execute("select * from general_insurance_redshift_spectrum limit 100")
        assert len(cursor.fetchall()) == 100
        assert cursor.description[0][0] == "policy number"
    glue.close()


def test_consume_database(lake: Lake, admin: Session) -> None:
    admin.run("CREATE USER glue_connector PASSWORD 'Connect0r'")
    admin.run('CREATE DATABASE "syntheticgeneraldata_consume"')
    admin.run(f'GRANT CREATE ON DATABASE "syntheticgeneraldata_consume" TO {USER}')

    job = lake.connect("glue_connector", "Connect0r", "syntheticgeneraldata_consume")
    job.run("CREATE TABLE policydata (policynumber bigint)")
    job.run("INSERT INTO policydata VALUES (1), (2)")
    glue = lake.iam(GLUE, "syntheticgeneraldata_consume")
    glue.run("CREATE SCHEMA more")

    read = "select * from syntheticgeneraldata_consume.public.policydata limit 100"
    assert admin.run(read) == [[1], [2]]
    assert glue.refused(read) == (
        "42501",
        "permission denied for table policydata",
    )
    job.close()
    glue.close()
