"""What is kept of users, roles, databases and schemas, and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


@pytest.fixture(scope="module")
def standin(standin: StandIn) -> StandIn:
    return replace(standin, catalog={"lake": {"sales": {"id": "bigint", "day": "date"}}})


@pytest.fixture(autouse=True)
def _reader(admin: Session) -> Iterator[None]:
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    yield
    admin.run("DROP USER IF EXISTS reader")


def test_settings_of_a_user_hold_from_the_login_on(lake: Lake, admin: Session) -> None:
    admin.run("ALTER USER reader SET search_path TO lake, public")
    admin.run("ALTER USER reader SET query_group TO 'nightly'")
    admin.run("ALTER USER reader SET enable_case_sensitive_identifier TO on")
    session = lake.connect("reader", PASSWORD)

    assert session.value("SHOW search_path") == "lake, public"
    assert session.value("SHOW query_group") == "nightly"
    assert session.run('SELECT 1 AS "Up"') == [[1]]
    session.close()
    admin.run("ALTER USER reader RESET search_path")
    shown = admin.value("SELECT useconfig FROM pg_user WHERE usename = 'reader'")
    assert shown == ["enable_case_sensitive_identifier=on", "query_group=nightly"]


def test_setting_that_is_none_is_refused(admin: Session) -> None:
    code, _ = admin.refused("ALTER USER reader SET enable_seqscan TO off")

    assert code == "42704"


def test_renamed_user_has_no_password(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.own (id int)")
    admin.run("ALTER TABLE public.own OWNER TO reader")
    admin.run("ALTER USER reader RENAME TO writer")

    owner = admin.value("SELECT tableowner FROM pg_tables WHERE tablename = 'own'")
    assert owner == "writer"
    assert lake.refused_login("writer", PASSWORD)["C"] == "28000"
    admin.run("DROP TABLE public.own")
    admin.run("DROP USER writer")


def test_role_in_use_is_dropped_by_force_only(admin: Session) -> None:
    admin.run('CREATE ROLE night EXTERNALID "Idp-Night"')
    admin.run("GRANT ROLE night TO reader")
    admin.run("ALTER ROLE night RENAME TO day")
    admin.run("ALTER ROLE day OWNER TO reader")

    shown = "SELECT role_owner, external_id FROM svv_roles WHERE role_name = 'day'"
    assert admin.run(shown) == [["reader", "Idp-Night"]]
    assert admin.refused("DROP ROLE day")[0] == "2BP01"
    admin.run("DROP ROLE day FORCE")
    assert admin.value("SELECT count(*) FROM svv_user_grants WHERE role_name = 'day'") == 0


def test_renamed_group_keeps_members_and_grants(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.stock AS SELECT 1 AS id")
    admin.run("CREATE GROUP old_name WITH USER reader")
    admin.run("GRANT SELECT ON public.stock TO GROUP old_name")
    admin.run("ALTER GROUP old_name RENAME TO new_name")
    session = lake.connect("reader", PASSWORD)

    assert session.value("SELECT id FROM public.stock") == 1
    session.close()
    assert admin.run("SELECT groname FROM pg_group") == [["new_name"]]
    admin.run("REVOKE ALL ON public.stock FROM GROUP new_name")
    admin.run("DROP GROUP new_name")
    admin.run("DROP TABLE public.stock")


def test_renamed_database_holds_what_it_held(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE consume CONNECTION LIMIT 5 ISOLATION LEVEL SERIALIZABLE")
    inside = lake.connect(database="consume")
    inside.run("CREATE TABLE public.stock AS SELECT 1 AS id")
    refused = admin.refused("ALTER DATABASE consume RENAME TO consume_emea")
    inside.close()
    admin.run("ALTER DATABASE consume RENAME TO consume_emea")
    inside = lake.connect(database="consume_emea")

    assert refused == ("55006", 'database "consume" is being accessed by other users')
    assert inside.value("SELECT id FROM public.stock") == 1
    inside.close()
    assert admin.run(
        "SELECT datconnlimit, datconfig FROM pg_database_info WHERE datname = 'consume_emea'"
    ) == [["5", ["concurrency_model=2"]]]
    assert admin.run(
        "SELECT database_name FROM svv_redshift_databases"
        " WHERE database_isolation_level = 'Serializable'"
    ) == [["consume_emea"]]
    admin.run("DROP DATABASE consume_emea")


def test_public_is_not_its_databases_owners(admin: Session, lake: Lake) -> None:
    admin.run("CREATE DATABASE consume OWNER reader")
    inside = lake.connect("reader", PASSWORD, "consume")
    owner = inside.value(
        "SELECT usename FROM pg_namespace JOIN pg_user ON usesysid = nspowner"
        " WHERE nspname = 'public'"
    )
    inside.close()
    admin.run("DROP DATABASE consume")

    assert owner == "rdsdb"


def test_quota_of_a_schema(admin: Session) -> None:
    admin.run("CREATE SCHEMA marts QUOTA 2 GB")
    shown = "SELECT schema_name, quota FROM svv_redshift_schema_quota"

    assert admin.run(shown) == [["marts", 2048]]
    admin.run("ALTER SCHEMA marts QUOTA UNLIMITED")
    assert admin.run(shown) == []
    admin.run("DROP SCHEMA marts")


def test_temp_on_a_database_can_be_taken_from_everyone(admin: Session) -> None:
    has_temp = "SELECT has_database_privilege('reader', 'dev', 'temp')"
    admin.run("REVOKE TEMPORARY ON DATABASE dev FROM PUBLIC")

    assert admin.value(has_temp) is False
    admin.run("GRANT TEMP ON DATABASE dev TO reader")
    assert admin.value(has_temp) is True
    assert admin.refused("DROP USER reader")[0] == "55006"
    admin.run("REVOKE TEMP ON DATABASE dev FROM reader")
    admin.run("GRANT TEMP ON DATABASE dev TO PUBLIC")


def test_columns_are_granted_or_the_whole_relation(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.stock AS SELECT 1 AS id, 2 AS price")
    admin.run("GRANT SELECT (id) ON public.stock TO reader")
    session = lake.connect("reader", PASSWORD)

    assert session.value("SELECT id FROM public.stock") == 1
    assert session.refused("SELECT price FROM public.stock")[0] == "42501"
    session.close()
    assert admin.refused("GRANT SELECT ON public.stock TO reader") == (
        "0A000",
        "sandbox: not imitated: one privilege on a relation and on its columns",
    )
    admin.run("REVOKE SELECT (id) ON public.stock FROM reader")
    admin.run("GRANT SELECT ON public.stock TO reader")
    admin.run("DROP TABLE public.stock")


def test_external_schema_gets_another_role_and_holds_external_tables_only(admin: Session) -> None:
    admin.run(
        "CREATE EXTERNAL SCHEMA ext FROM DATA CATALOG DATABASE 'lake' REGION 'us-east-2'"
        " IAM_ROLE DEFAULT CREATE EXTERNAL DATABASE IF NOT EXISTS"
    )
    admin.run("ALTER EXTERNAL SCHEMA ext IAM_ROLE 'arn:aws:iam::111122223333:role/other'")

    shown = admin.value("SELECT esoptions FROM svv_external_schemas")
    assert '"REGION": "us-east-2"' in shown
    assert '"IAM_ROLE": "arn:aws:iam::111122223333:role/other"' in shown
    refused = ("42501", "permission denied for schema ext")
    for sql in (
        "CREATE TABLE ext.own (id int)",
        "CREATE VIEW ext.own AS SELECT 1 AS id WITH NO SCHEMA BINDING",
        "CREATE PROCEDURE ext.own() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql",
    ):
        assert admin.refused(sql) == refused
    admin.run("DROP SCHEMA ext")


def test_materialized_view_on_external_tables_is_not_set_to_refresh(admin: Session) -> None:
    admin.run("CREATE EXTERNAL SCHEMA ext FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT")
    admin.run("CREATE MATERIALIZED VIEW public.m AS SELECT id FROM ext.sales")

    assert admin.refused("ALTER MATERIALIZED VIEW public.m AUTO REFRESH YES")[0] == "0A000"
    admin.run("ALTER MATERIALIZED VIEW public.m AUTO REFRESH NO")
    admin.run("DROP MATERIALIZED VIEW public.m")
    admin.run("DROP SCHEMA ext")


def test_schema_and_database_that_a_late_binding_view_reads_must_exist(admin: Session) -> None:
    late = "CREATE VIEW public.late AS SELECT 1 AS a FROM {} WITH NO SCHEMA BINDING"

    assert admin.refused(late.format("nowhere.stock"))[0] == "3F000"
    assert admin.refused(late.format("other.nowhere.stock"))[0] == "3D000"
    admin.run(late.format("public.not_yet"))
    admin.run("DROP VIEW public.late")


def test_function_of_an_expression(admin: Session) -> None:
    admin.run(
        "CREATE FUNCTION public.f_longer(text, INT) RETURNS boolean STABLE AS"
        " $$ SELECT len($1) > $2 $$ LANGUAGE sql"
    )

    assert admin.value("SELECT public.f_longer('abc'::varchar, 2)") is True
    admin.run("ALTER FUNCTION public.f_longer(VARCHAR, INTEGER) RENAME TO f_long")
    admin.run("DROP FUNCTION public.f_long(varchar(10), int4)")


def test_procedure_is_known_by_the_types_of_its_arguments(admin: Session) -> None:
    admin.run(
        "CREATE PROCEDURE public.load(day DATE, n INT) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql"
    )

    admin.run("GRANT EXECUTE ON PROCEDURE public.load(DATE, INT) TO reader")
    admin.run("ALTER PROCEDURE public.load(date, integer) OWNER TO reader")
    admin.run("DROP PROCEDURE public.load(day DATE, n INT)")


@pytest.mark.parametrize(
    ("made", "kind", "name", "dropped"),
    [
        ("CREATE TABLE public.said (a int)", "TABLE", "said", "TABLE"),
        ("CREATE VIEW public.said AS SELECT 1 AS a", "VIEW", "said", "VIEW"),
        (
            "CREATE VIEW public.said AS SELECT 1 AS a WITH NO SCHEMA BINDING",
            "VIEW",
            "said",
            "VIEW",
        ),
        (
            "CREATE MATERIALIZED VIEW public.said AS SELECT 1 AS a",
            "TABLE",
            "said",
            "MATERIALIZED VIEW",
        ),
    ],
)
def test_comment_on_a_relation(
    admin: Session, made: str, kind: str, name: str, dropped: str
) -> None:
    admin.run(made)
    admin.run(f"COMMENT ON {kind} public.{name} IS 'it''s all'")

    shown = f"SELECT obj_description(oid) FROM pg_class WHERE relname = '{name}'"
    assert admin.value(shown) == "it's all"
    wrong = "VIEW" if dropped == "TABLE" else "TABLE"
    if dropped != "MATERIALIZED VIEW":
        assert admin.refused(f"COMMENT ON {wrong} public.{name} IS NULL")[0] == "42809"
    admin.run(f"COMMENT ON {kind} public.{name} IS NULL")
    assert admin.value(shown) is None
    admin.run(f"DROP {dropped} public.{name}")


def test_identity_counts(admin: Session) -> None:
    admin.run("CREATE TABLE public.counted (id BIGINT IDENTITY(10, 5), a int)")
    admin.run("INSERT INTO public.counted (a) VALUES (1), (2)")

    assert admin.run("SELECT id FROM public.counted ORDER BY 1") == [[10], [15]]
    admin.run("DROP TABLE public.counted")
