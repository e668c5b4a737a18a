"""A run of InsuranceLake's Cleanse-to-Consume job: its file, whole, through the Data API."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.data_api import DataApi
from tests.sandbox.lake import GLUE, Lake, Session

FILE = Path(__file__).parent / "glue" / "redshift-SyntheticGeneralData-CombinedData.sql"
CONSUME = "syntheticgeneraldata_consume"
ARGUMENTS = {"execution_id": "42", "target_database_name": CONSUME}
SPECTRUM = "general_insurance_redshift_spectrum"
MATERIALIZED = "general_insurance_redshift_materialized"
COUNT = f"SELECT count(*) FROM {MATERIALIZED}"
GRANTEES = (
    "SELECT DISTINCT identity_name FROM svv_relation_privileges"
    f" WHERE relation_name = '{MATERIALIZED}' AND identity_name <> 'IAMR:{GLUE}'"
)


@pytest.fixture(scope="module")
def job(lake: Lake, admin: Session) -> DataApi:
    """The Data API as the jobs' role, with what the integration guide grants it."""
    user = f'"IAMR:{GLUE}"'
    admin.run(f"CREATE USER {user} PASSWORD DISABLE")
    admin.run(f'GRANT USAGE ON DATABASE "awsdatacatalog" TO {user}')
    admin.run(
        f'CREATE EXTERNAL SCHEMA "datalake_{CONSUME}" FROM DATA CATALOG'
        f" DATABASE '{CONSUME}' IAM_ROLE DEFAULT"
    )
    admin.run(f'GRANT USAGE ON SCHEMA "datalake_{CONSUME}" TO {user}')
    admin.run("GRANT CREATE ON SCHEMA public TO " + user)
    admin.run("CREATE USER reader PASSWORD 'Reads-0nly'")
    return DataApi(lake, GLUE)


def send(job: DataApi) -> None:
    described = job.execute(FILE.read_text().format(**ARGUMENTS))

    assert described["Status"] == "FINISHED", described.get("Error")


def test_its_views_are_there_after_a_run(job: DataApi, admin: Session) -> None:
    send(job)

    assert admin.value(COUNT) > 1000
    (first, *_) = job.records(f'SELECT "Policy Number", "Territory" FROM {SPECTRUM} LIMIT 1')
    assert set(first[0]) == {"longValue"}
    assert first[1]["stringValue"] in ("West", "Central", "East")


def test_each_run_takes_away_what_others_were_granted(job: DataApi, admin: Session) -> None:
    send(job)
    for view in (SPECTRUM, MATERIALIZED):
        admin.run(f"GRANT SELECT ON {view} TO reader")
    assert admin.run(GRANTEES) == [["reader"]]

    send(job)

    assert admin.run(GRANTEES) == []
    kept = GRANTEES.replace(MATERIALIZED, SPECTRUM)
    assert admin.run(kept) == [["reader"]]


def test_a_run_that_fails_leaves_what_was_there(job: DataApi, admin: Session) -> None:
    send(job)
    admin.run(f"GRANT SELECT ON {MATERIALIZED} TO reader")

    described = job.execute(
        FILE.read_text().format(**ARGUMENTS).replace(f"datalake_{CONSUME}.policydata", "nowhere.t")
    )

    assert described["Status"] == "FAILED"
    assert 'relation "nowhere.t" does not exist' in described["Error"]
    assert admin.run(GRANTEES) == [["reader"]]


def test_a_file_that_only_refreshes_takes_nothing_away(job: DataApi, admin: Session) -> None:
    send(job)
    admin.run(f"GRANT SELECT ON {MATERIALIZED} TO reader")

    described = job.execute(f"REFRESH MATERIALIZED VIEW {MATERIALIZED};")

    assert described["Status"] == "FINISHED"
    assert admin.run(GRANTEES) == [["reader"]]
