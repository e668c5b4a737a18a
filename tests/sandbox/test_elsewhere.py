"""What lies elsewhere: kept and shown, granted and owned, and never read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Not-a-secret-1"
ROLE = "arn:aws:iam::123456789012:role/reads"
SHARE = "OF ACCOUNT '123456789012' NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d'"


@pytest.fixture(scope="module")
def ann(lake: Lake, admin: Session) -> Session:
    """A user who owns nothing."""
    admin.run(f"CREATE USER ann PASSWORD '{PASSWORD}'")
    return lake.connect("ann", PASSWORD)


@pytest.fixture(autouse=True)
def _nothing_stays(admin: Session) -> Iterator[None]:
    yield
    for (name,) in admin.run("SELECT schemaname FROM svv_external_schemas"):
        admin.run(f"DROP SCHEMA {name} CASCADE")
    for (name,) in admin.run(
        "SELECT database_name FROM svv_redshift_databases WHERE database_name <> 'dev'"
    ):
        admin.run(f"DROP DATABASE {name}")


SOURCES = [
    ("HIVE METASTORE DATABASE 'h' URI '10.0.0.1' PORT 99 IAM_ROLE DEFAULT", 2, "h"),
    ("POSTGRES DATABASE 'crm' SCHEMA 's' URI 'crm' IAM_ROLE DEFAULT SECRET_ARN 'a'", 3, "crm"),
    ("REDSHIFT DATABASE 'dev' SCHEMA 'public'", 4, "dev"),
    ("REDSHIFT DATABASE 'shared' SCHEMA 'public'", 5, "shared"),
    ("MYSQL DATABASE 'm' URI 'm' IAM_ROLE DEFAULT SECRET_ARN 'a'", 8, "m"),
    (f"KINESIS IAM_ROLE '{ROLE}'", 9, None),
    (f"MSK IAM_ROLE '{ROLE}' AUTHENTICATION iam URI 'b:9098'", 10, None),
    ("KAFKA IAM_ROLE DEFAULT AUTHENTICATION none URI 'b:9092'", 10, None),
]


@pytest.mark.parametrize(("source", "kind", "database"), SOURCES, ids=[s for s, _, _ in SOURCES])
def test_external_schema_is_shown(
    admin: Session, source: str, kind: int, database: str | None
) -> None:
    admin.run(f"CREATE EXTERNAL SCHEMA elsewhere FROM {source}")
    shown = "SELECT eskind, databasename FROM svv_external_schemas"

    assert [[kind, database]] == admin.run(shown)
    assert (
        admin.value("SELECT schema_type FROM svv_all_schemas WHERE schema_name = 'elsewhere'")
        == "external"
    )
    refused = ("0A000", "sandbox: not imitated: t, which lies elsewhere: ")
    code, said = admin.refused("SELECT * FROM elsewhere.t")
    assert refused == (code, said[: len(refused[1])])


def test_options_of_an_external_schema(admin: Session) -> None:
    admin.run(
        "CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' SCHEMA 's' URI 'crm' PORT 5432"
        " IAM_ROLE DEFAULT SECRET_ARN 'secret'"
    )
    options = json.loads(admin.value("SELECT esoptions FROM svv_external_schemas"))

    expected = {"IAM_ROLE": "default", "SCHEMA": "s", "SECRET_ARN": "secret"}
    assert expected | {"URI": "crm", "PORT": "5432"} == options


def test_what_can_be_altered(admin: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA k FROM KAFKA IAM_ROLE DEFAULT URI 'old' AUTHENTICATION none")
    admin.run("ALTER EXTERNAL SCHEMA k URI 'new' AUTHENTICATION iam")
    options = json.loads(admin.value("SELECT esoptions FROM svv_external_schemas"))

    assert options == {"IAM_ROLE": "default", "URI": "new", "AUTHENTICATION": "iam"}
    admin.run("CREATE EXTERNAL SCHEMA s FROM KINESIS IAM_ROLE DEFAULT")
    assert admin.refused(f"ALTER EXTERNAL SCHEMA s IAM_ROLE '{ROLE}'")[0] == "0A000"
    assert admin.refused("CREATE EXTERNAL SCHEMA m FROM MYSQL DATABASE 'm'")[0] == "42601"


def test_what_is_done_in_such_a_schema(admin: Session, ann: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA s FROM KINESIS IAM_ROLE DEFAULT")

    denied = ("42501", "permission denied for schema s")
    assert denied == ann.refused("SELECT * FROM s.clicks")
    assert denied == ann.refused("CREATE MATERIALIZED VIEW v AS SELECT a FROM s.clicks")
    admin.run("GRANT USAGE ON SCHEMA s TO ann")
    assert ann.refused("SELECT * FROM s.clicks")[0] == "0A000"
    assert denied == admin.refused("CREATE TABLE s.t (id int)")
    for sql, said in (
        ("GRANT SELECT ON s.clicks TO ann", "Operation not supported on external tables"),
        ("CREATE VIEW v AS SELECT a FROM s.clicks", "External tables are not supported in views"),
        ("SHOW TABLES FROM SCHEMA dev.s", "sandbox: not imitated: what is in schema s"),
        ("SHOW COLUMNS FROM TABLE s.clicks", "sandbox: not imitated: clicks, which lies elsewh"),
        ("INSERT INTO s.clicks VALUES (1)", "sandbox: not imitated: clicks, which lies elsewhere"),
    ):
        code, message = admin.refused(sql)
        assert ("0A000", said) == (code, message[: len(said)])


def test_late_binding_view_on_what_lies_elsewhere(admin: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA s FROM KINESIS IAM_ROLE DEFAULT")
    admin.run("CREATE VIEW late AS SELECT a FROM s.clicks WITH NO SCHEMA BINDING")

    assert admin.refused("SELECT * FROM late")[1].startswith("sandbox: not imitated: clicks")
    admin.run("DROP VIEW late")


def test_materialized_view_over_a_stream(admin: Session, ann: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA s FROM KINESIS IAM_ROLE DEFAULT")
    text = "CREATE MATERIALIZED VIEW clicks AUTO REFRESH YES AS SELECT kinesis_data FROM s.clicks"
    admin.run(text)

    assert admin.run("SELECT trim(name), is_stale, autorefresh FROM svv_mv_info") == [
        ["clicks", "u", True]
    ]
    assert text == admin.value("SHOW VIEW clicks")
    assert ann.refused("SELECT * FROM clicks") == ("42501", "permission denied for relation clicks")
    admin.run("GRANT SELECT ON clicks TO ann")
    assert "sandbox: not imitated: clicks, whose" in ann.refused("SELECT * FROM clicks")[1]
    assert ann.refused("REFRESH MATERIALIZED VIEW clicks")[0] == "42501"
    assert admin.refused("REFRESH MATERIALIZED VIEW clicks") == (
        "0A000",
        "sandbox: not imitated: a refresh of clicks",
    )
    admin.run("CREATE MATERIALIZED VIEW n AS SELECT count(*) AS n FROM clicks")
    assert "sandbox: not imitated: n, whose" in admin.refused("SELECT * FROM n")[1]
    assert admin.refused("CREATE VIEW v AS SELECT * FROM clicks")[0] == "0A000"
    assert admin.refused("DROP SCHEMA s")[0] == "2BP01"
    admin.run("DROP SCHEMA s CASCADE")
    assert admin.run("SELECT name FROM svv_mv_info") == []


def test_only_streams_refresh_automatically(admin: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA m FROM MYSQL DATABASE 'm' URI 'm' SECRET_ARN 'a'")
    admin.run("CREATE EXTERNAL SCHEMA s FROM KINESIS IAM_ROLE DEFAULT")
    admin.run("CREATE MATERIALIZED VIEW federated AS SELECT id FROM m.orders")
    admin.run("CREATE MATERIALIZED VIEW streamed AS SELECT kinesis_data FROM s.clicks")

    admin.run("ALTER MATERIALIZED VIEW streamed AUTO REFRESH YES")
    cannot = "cannot refresh automatically"
    assert cannot in admin.refused("ALTER MATERIALIZED VIEW federated AUTO REFRESH YES")[1]
    create = "CREATE MATERIALIZED VIEW other AUTO REFRESH YES AS SELECT id FROM m.orders"
    assert cannot in admin.refused(create)[1]


def test_database_of_a_datashare(lake: Lake, admin: Session, ann: Session) -> None:
    admin.run(f"CREATE DATABASE shared WITH PERMISSIONS FROM DATASHARE sales {SHARE}")
    (shown,) = admin.run(
        "SELECT database_type, database_isolation_level, database_options"
        " FROM svv_redshift_databases WHERE database_name = 'shared'"
    )

    assert shown[:2] == ["shared", "UNKNOWN"]
    assert json.loads(shown[2]) == {
        "datashare_name": "sales",
        "datashare_producer_account": "123456789012",
        "datashare_producer_namespace": "13b8833d-17c6-4f16-8fe4-1a018f5ed00d",
        "permissions": True,
    }
    denied = ("42501", "permission denied for database shared")
    assert denied == ann.refused("SELECT * FROM shared.public.t")
    admin.run("GRANT USAGE ON DATABASE shared TO ann")
    assert ann.refused("SELECT * FROM shared.public.t")[1].startswith("sandbox: not imitated: t, ")
    assert admin.refused("SHOW SCHEMAS FROM DATABASE shared") == (
        "0A000",
        "sandbox: not imitated: what is in database shared",
    )
    assert admin.run("SELECT * FROM svv_redshift_schemas WHERE database_name = 'shared'") == []
    said = lake.refused_login("admin", lake.admin_password, "shared")
    assert (
        said["C"],
        said["M"],
    ) == ("0A000", "sandbox: not imitated: a session in database shared")
    assert admin.refused("CREATE VIEW v AS SELECT * FROM shared.public.t")[0] == "0A000"
    admin.run("CREATE VIEW late AS SELECT * FROM shared.public.t WITH NO SCHEMA BINDING")
    assert admin.refused("SELECT * FROM late")[1].startswith("sandbox: not imitated: t, which lies")
    admin.run("DROP VIEW late")


def test_database_of_the_data_catalog(admin: Session) -> None:
    arn = "arn:aws:glue:eu-west-1:123456789012:database/sales"
    admin.run(f"CREATE DATABASE glue_sales FROM ARN '{arn}' WITH NO DATA CATALOG SCHEMA")
    admin.run("ALTER DATABASE glue_sales OWNER TO admin")
    (shown,) = [row for row in admin.run("SHOW DATABASES") if row[0] == "glue_sales"]

    assert shown[2] == "external"
    assert {"arn": arn} == json.loads(shown[4])
    assert admin.refused("CREATE DATABASE i FROM INTEGRATION 'id'")[1].startswith(
        "sandbox: not imitated: CREATE DATABASE … FROM INTEGRATION"
    )


def test_database_that_ignores_case(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE folding COLLATE CI")
    session = lake.connect(database="folding")

    assert session.value("SELECT db_collation()") == "case_insensitive"
    assert admin.value("SELECT db_collation()") == "case_sensitive"
    session.run("CREATE SCHEMA marts")
    assert ["marts"] in session.run("SELECT nspname FROM pg_namespace WHERE nspname = 'marts'")
    session.run("CREATE TABLE marts.names (name varchar(20))")
    not_imitated = "sandbox: not imitated: "
    for sql in (
        "INSERT INTO marts.names VALUES ('a')",
        "SELECT name FROM marts.names",
        "SELECT 'a' = 'A'",
    ):
        code, said = session.refused(sql)
        assert ("0A000", not_imitated) == (code, said[: len(not_imitated)])
    assert "CASE_INSENSITIVE" in admin.refused("SELECT * FROM folding.marts.names")[1]
    session.close()
