"""Late-binding, bound and materialized views, and external schemas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"
LATE = "WITH NO SCHEMA BINDING"
EXTERNAL = (
    "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'syntheticgeneraldata_consume'"
    " IAM_ROLE DEFAULT"
)


@pytest.fixture(scope="module")
def people(lake: Lake, admin: Session) -> Iterator[dict[str, Session]]:
    """A maker of views and a reader, who own nothing yet."""
    sessions = {}
    for name in ("maker", "reader"):
        admin.run(f"CREATE USER {name} PASSWORD '{PASSWORD}'")
        sessions[name] = lake.connect(name, PASSWORD)
    yield sessions
    for session in sessions.values():
        session.close()


@pytest.fixture
def clean(admin: Session) -> Iterator[None]:
    yield
    for schema, name, text in admin.run("SELECT schemaname, viewname, definition FROM pg_views"):
        kind = "MATERIALIZED VIEW" if "materialized" in text.lower() else "VIEW"
        admin.run(f'DROP {kind} IF EXISTS {schema}."{name}" CASCADE')
    for (name,) in admin.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        admin.run(f'DROP TABLE public."{name}" CASCADE')


pytestmark = pytest.mark.usefixtures("clean")


def test_late_binding_view_follows_its_base(admin: Session) -> None:
    admin.run(f"CREATE VIEW public.v AS SELECT * FROM public.base {LATE}")
    gone = ("42P01", 'relation "public.base" does not exist')
    assert admin.refused("SELECT * FROM public.v") == gone

    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    assert admin.run("SELECT * FROM public.v") == [[1]]
    admin.run("DROP TABLE public.base")
    assert admin.refused("SELECT * FROM public.v") == gone
    admin.run("CREATE TABLE public.base AS SELECT 'a'::varchar(3) AS name, 1.50::numeric(5,2) AS n")
    assert [str(value) for value in admin.run("SELECT * FROM v")[0]] == ["a", "1.50"]


def test_prepared_statement_whose_columns_change_is_refused(lake: Lake, admin: Session) -> None:
    other = lake.connect()
    other.run("CREATE TABLE public.base AS SELECT 1 AS id")
    other.run(f"CREATE VIEW public.v AS SELECT * FROM public.base {LATE}")
    assert admin.run("SELECT * FROM public.v") == [[1]]
    other.run("DROP TABLE public.base")
    other.run("CREATE TABLE public.base AS SELECT 2 AS id")
    assert admin.run("SELECT * FROM public.v") == [[2]]

    other.run("DROP TABLE public.base")
    other.run("CREATE TABLE public.base AS SELECT 'a'::text AS name")
    assert admin.refused("SELECT * FROM public.v") == (
        "0A000",
        "cached plan must not change result type",
    )
    other.close()


def test_name_that_changes_its_kind_between_two_runs(admin: Session) -> None:
    drop = "DROP VIEW public.v"
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    for binding in ("", LATE, ""):
        admin.run(f"CREATE VIEW public.v AS SELECT id FROM public.base {binding}")
        assert admin.run("SELECT id FROM public.v") == [[1]]
        admin.run(drop)


def test_replacing_a_late_binding_view_keeps_owner_and_grants(
    admin: Session, people: dict[str, Session]
) -> None:
    maker, reader = people["maker"], people["reader"]
    maker.run("CREATE TABLE public.base AS SELECT 1 AS id")
    maker.run(f"CREATE VIEW public.v AS SELECT id FROM public.base {LATE}")
    maker.run("GRANT SELECT ON public.v TO reader")

    admin.run(
        f"CREATE OR REPLACE VIEW public.v AS SELECT id + 1 AS more, 2 AS n FROM public.base {LATE}"
    )

    assert reader.run("SELECT * FROM public.v") == [[2, 2]]
    assert admin.run("SELECT viewowner FROM pg_views WHERE viewname = 'v'") == [["maker"]]
    assert reader.refused(f"CREATE OR REPLACE VIEW public.v AS SELECT 1 AS a {LATE}")[0] == "42501"
    assert admin.refused(f"CREATE VIEW public.v AS SELECT 1 AS a {LATE}") == (
        "42P07",
        'Relation "v" already exists',
    )


def test_view_is_read_with_its_owners_rights(admin: Session, people: dict[str, Session]) -> None:
    maker, reader = people["maker"], people["reader"]
    admin.run("CREATE TABLE public.secret AS SELECT 1 AS id")
    maker.run(f"CREATE VIEW public.inner_v AS SELECT id FROM public.secret {LATE}")
    admin.run(
        f"CREATE VIEW public.outer_v AS SELECT id, current_user AS who FROM public.inner_v {LATE}"
    )
    admin.run("GRANT SELECT ON public.outer_v TO reader")
    denied = ("42501", "permission denied for relation secret")
    assert reader.refused("SELECT * FROM public.outer_v") == denied

    admin.run("GRANT SELECT ON public.secret TO maker")
    assert reader.run("SELECT * FROM public.outer_v") == [[1, "reader"]]
    assert reader.refused("SELECT * FROM public.inner_v") == (
        "42501",
        "permission denied for relation inner_v",
    )
    assert reader.refused("SELECT * FROM public.secret") == denied
    admin.run("ALTER TABLE public.inner_v OWNER TO reader")
    assert reader.refused("SELECT * FROM public.outer_v") == denied


def test_text_of_a_view_is_kept_to_the_byte(admin: Session) -> None:
    late = f"create  view public.v as -- why\n select 'it''s' as \"A b\" from public.base {LATE}"
    made = "create materialized view public.m  as select 1 as a"
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    admin.run(late)
    admin.run(made)
    admin.run("CREATE VIEW public.b AS SELECT id FROM public.base")

    texts = dict(admin.run("SELECT viewname, definition FROM pg_views"))
    assert (texts["v"], texts["m"]) == (late, made)
    assert "dev." not in texts["b"]
    admin.run("ALTER TABLE public.v RENAME TO renamed")
    assert admin.run("SELECT * FROM public.renamed") == [["it's"]]


def test_late_binding_view_in_every_place_of_a_query(admin: Session) -> None:
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id, 'a' AS name")
    admin.run(f"CREATE VIEW public.v AS SELECT * FROM public.base {LATE}")
    for sql, rows in {
        "SELECT public.v.id, public.v.* FROM public.v": [[1, 1, "a"]],
        "SELECT x.id FROM public.v AS x JOIN dev.public.v y ON x.id = y.id": [[1]],
        "WITH v AS (SELECT id + 1 AS id FROM v) SELECT id FROM v": [[2]],
        "WITH v AS (SELECT 7 AS id), w AS (SELECT id FROM v) SELECT id FROM w": [[7]],
        "SELECT (SELECT max(id) FROM public.v)": [[1]],
        'SELECT "ID" FROM PUBLIC."V"': [[1]],
    }.items():
        assert admin.run(sql) == rows, sql
    admin.run("CREATE TABLE public.copy AS SELECT id FROM public.v")
    admin.run("INSERT INTO public.copy SELECT id + 1 FROM public.v")
    admin.run("DELETE FROM public.copy WHERE id IN (SELECT id FROM public.v)")
    assert admin.run("SELECT id FROM public.copy") == [[2]]


def test_view_on_itself_is_refused(admin: Session) -> None:
    admin.run(f"CREATE VIEW public.v AS SELECT 1 AS a {LATE}")
    admin.run(f"CREATE OR REPLACE VIEW public.v AS SELECT a FROM public.v {LATE}")

    assert admin.refused("SELECT * FROM public.v")[0] == "42P17"


def test_late_binding_view_in_a_read_only_block(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    admin.run(f"CREATE VIEW public.v AS SELECT id FROM public.base {LATE}")

    said = lake.psql("-c", "BEGIN READ ONLY; SELECT id FROM public.v; COMMIT")

    assert (said.stdout, said.stderr) == ("BEGIN\n1\nCOMMIT\n", "")


def test_bound_view_binds(admin: Session) -> None:
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    admin.run('CREATE VIEW public.bound ("Key") AS SELECT id FROM public.base')
    assert admin.run("SELECT key FROM public.bound") == [[1]]
    admin.run("CREATE OR REPLACE VIEW public.bound AS SELECT id + 1 AS key FROM public.base")
    assert admin.run("SELECT key FROM public.bound") == [[2]]

    fields = admin.fields("DROP TABLE public.base")
    assert fields["M"] == "cannot drop table base because other objects depend on it"
    assert fields["H"] == "Use DROP ... CASCADE to drop the dependent objects too."
    admin.run("DROP TABLE public.base CASCADE")
    assert admin.value("SELECT count(*) FROM pg_views") == 0


def test_bound_view_over_external_tables_is_refused(admin: Session) -> None:
    admin.run(EXTERNAL)

    fields = admin.fields("CREATE VIEW public.b AS SELECT * FROM lake.policydata")

    assert fields["M"] == "External tables are not supported in views"
    assert fields["H"] == (
        "Please use late binding view and add 'with no schema binding' at the query end."
    )
    admin.run("DROP SCHEMA lake")


def test_materialized_view_is_refreshed_by_its_owner_alone(
    admin: Session, people: dict[str, Session]
) -> None:
    reader = people["reader"]
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    admin.run(
        "CREATE MATERIALIZED VIEW public.m BACKUP NO DISTKEY (id) AS SELECT * FROM public.base"
    )
    admin.run("GRANT SELECT ON public.m TO reader")
    admin.run("INSERT INTO public.base VALUES (2)")
    assert reader.run("SELECT * FROM public.m") == [[1]]
    assert reader.refused("REFRESH MATERIALIZED VIEW public.m")[0] == "42501"

    admin.run(
        "CREATE OR REPLACE PROCEDURE public.refresh_m() AS $$\nBEGIN\n"
        "  REFRESH MATERIALIZED VIEW public.m;\nEND;\n$$ LANGUAGE plpgsql SECURITY DEFINER"
    )
    assert reader.refused("CALL public.refresh_m()")[0] == "42501"
    admin.run("GRANT EXECUTE ON PROCEDURE public.refresh_m() TO reader")
    reader.run("CALL public.refresh_m()")

    assert sorted(reader.run("SELECT id FROM public.m")) == [[1], [2]]
    admin.run("DROP PROCEDURE public.refresh_m()")


def test_materialized_view_auto_refresh(admin: Session) -> None:
    admin.run(EXTERNAL)
    admin.run("CREATE TABLE public.base AS SELECT 1 AS id")
    admin.run("CREATE MATERIALIZED VIEW public.m AUTO REFRESH YES AS SELECT * FROM public.base")
    kept = "SELECT autorefresh FROM svv_mv_info WHERE name = 'm'"
    assert admin.value(kept) is True
    admin.run("ALTER MATERIALIZED VIEW public.m AUTO REFRESH NO")
    admin.run("ALTER MATERIALIZED VIEW public.m ALTER DISTSTYLE ALL")
    assert admin.value(kept) is False

    assert (
        admin.refused(
            "CREATE MATERIALIZED VIEW public.n AUTO REFRESH YES AS SELECT * FROM lake.policydata"
        )[0]
        == "0A000"
    )
    admin.run("DROP SCHEMA lake")


def test_external_schema_is_not_granted_by_table(
    admin: Session, people: dict[str, Session]
) -> None:
    reader = people["reader"]
    admin.run(EXTERNAL)
    admin.run("GRANT USAGE ON SCHEMA lake TO reader")

    assert reader.value("SELECT count(*) > 0 FROM lake.policydata") is True
    assert admin.refused("GRANT SELECT ON lake.policydata TO reader")[0] == "0A000"
    admin.run("GRANT SELECT ON ALL TABLES IN SCHEMA lake TO reader")
    assert admin.value("SELECT count(*) FROM svv_relation_privileges") == 0
    assert admin.value("SELECT count(*) FROM pg_class WHERE relname = 'policydata'") == 0
    assert ["lake", "policydata"] in admin.run(
        "SELECT schemaname, tablename FROM svv_external_tables"
    )
    admin.run("REVOKE USAGE ON SCHEMA lake FROM reader")
    admin.run("DROP SCHEMA lake")
    assert admin.value("SELECT count(*) FROM svv_external_schemas") == 0


def test_notice_speaks_redshifts_names(lake: Lake) -> None:
    lake.psql("-c", "CREATE SCHEMA twice")

    said = lake.psql("-c", "CREATE SCHEMA IF NOT EXISTS twice; DROP TABLE IF EXISTS twice.nothing")

    assert 'Schema "twice" already exists and will not be created again.' in said.stderr
    assert "dev." not in said.stderr


def test_catalog_shows_the_current_database_only(lake: Lake, admin: Session) -> None:
    admin.run("CREATE TABLE public.here_only AS SELECT 1 AS id")
    admin.run(f"CREATE VIEW public.v AS SELECT id FROM public.here_only {LATE}")
    admin.run("CREATE DATABASE other_one")
    other = lake.connect(database="other_one")
    for sql, here, there in (
        ("SELECT relkind FROM pg_class WHERE relname = 'v'", [["v"]], []),
        ("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", [["here_only"]], []),
        (
            "SELECT table_schema, table_type FROM information_schema.tables"
            " WHERE table_name = 'here_only'",
            [["public", "BASE TABLE"]],
            [],
        ),
        (
            "SELECT column_name FROM information_schema.columns c WHERE c.table_name = 'here_only'",
            [["id"]],
            [],
        ),
        (
            "SELECT current_database(), current_schema()",
            [["dev", "public"]],
            [["other_one", "public"]],
        ),
        (
            "SELECT datname FROM pg_database WHERE datname = current_database()",
            [["dev"]],
            [["other_one"]],
        ),
    ):
        assert (admin.run(sql), other.run(sql)) == (here, there), sql
    other.close()
    admin.run("DROP DATABASE other_one")


def test_maker_of_a_late_binding_view_is_dropped_once_it_is_gone(
    lake: Lake, admin: Session
) -> None:
    admin.run(f"CREATE USER passing PASSWORD '{PASSWORD}'")
    passing = lake.connect("passing", PASSWORD)
    passing.run(f"CREATE VIEW public.v AS SELECT 1 AS a {LATE}")
    assert passing.run("SELECT a FROM public.v") == [[1]]
    passing.close()
    assert admin.refused("DROP USER passing") == (
        "55006",
        'user "passing" can\'t be dropped because the user owns some object',
    )

    admin.run("DROP VIEW public.v")
    admin.run("DROP USER passing")
    assert admin.value("SELECT count(*) FROM pg_user WHERE usename = 'passing'") == 0
