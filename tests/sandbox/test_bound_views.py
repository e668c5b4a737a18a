"""Bound views that stand on late-binding ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Not-a-secret-1"
LATE = "WITH NO SCHEMA BINDING"


@pytest.fixture(scope="module")
def ann(lake: Lake, admin: Session) -> Session:
    """A user who owns nothing."""
    admin.run(f"CREATE USER ann PASSWORD '{PASSWORD}'")
    return lake.connect("ann", PASSWORD)


@pytest.fixture(autouse=True)
def _views(admin: Session) -> Iterator[None]:
    for sql in (
        "CREATE SCHEMA marts",
        "CREATE TABLE marts.sales AS SELECT 1 AS id, 'a'::varchar(5) AS region",
        f"CREATE VIEW marts.late AS SELECT * FROM marts.sales {LATE}",
        'CREATE VIEW marts.bound ("Key") AS SELECT id FROM marts.late',
    ):
        admin.run(sql)
    yield
    admin.run("DROP SCHEMA marts CASCADE")


def test_view_is_read_late(admin: Session) -> None:
    assert admin.run("SELECT key FROM marts.bound WHERE key = 1") == [[1]]
    admin.run("INSERT INTO marts.sales VALUES (2, 'b')")
    assert admin.run("SELECT * FROM marts.bound ORDER BY 1") == [[1], [2]]
    admin.run(f"CREATE OR REPLACE VIEW marts.late AS SELECT 7 AS id {LATE}")
    assert admin.run("SELECT * FROM marts.bound") == [[7]]
    admin.run(f"CREATE OR REPLACE VIEW marts.late AS SELECT 7::bigint AS id {LATE}")
    assert admin.refused("SELECT * FROM marts.bound") == (
        "0A000",
        "sandbox: not imitated: bound, since views below it have other columns now",
    )
    admin.run(f"CREATE OR REPLACE VIEW marts.late AS SELECT 7 AS other {LATE}")
    assert admin.refused("SELECT * FROM marts.bound")[0] == "42703"


def test_views_stand_on_each_other(admin: Session) -> None:
    admin.run("CREATE VIEW marts.upper AS SELECT key + 1 AS n FROM marts.bound")
    admin.run(f"CREATE VIEW marts.over AS SELECT n FROM marts.upper {LATE}")

    assert admin.run("SELECT n FROM marts.over") == [[2]]
    assert admin.refused("DROP VIEW marts.late")[0] == "2BP01"
    assert admin.refused("DROP VIEW marts.bound")[0] == "2BP01"
    admin.run("DROP VIEW marts.late CASCADE")
    assert admin.run("SELECT viewname FROM pg_views WHERE schemaname = 'marts'") == [["over"]]
    assert admin.refused("SELECT * FROM marts.over")[0] == "42P01"


def test_catalog_shows_a_view_like_others(admin: Session) -> None:
    assert admin.run(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'bound'"
    ) == [["key", "integer"]]
    assert admin.value("SHOW VIEW marts.bound") == "SELECT id FROM marts.late"


def test_view_is_read_with_its_owners_rights(lake: Lake, admin: Session, ann: Session) -> None:
    admin.run("GRANT USAGE ON SCHEMA marts TO ann")
    assert ann.refused("SELECT * FROM marts.bound")[0] == "42501"
    admin.run("GRANT SELECT ON marts.bound TO ann")
    assert ann.run("SELECT * FROM marts.bound") == [[1]]
    admin.run("ALTER TABLE marts.bound OWNER TO ann")
    assert ann.refused("SELECT * FROM marts.bound") == (
        "42501",
        "permission denied for relation late",
    )
    admin.run("GRANT SELECT ON marts.late TO ann")
    assert ann.run("SELECT * FROM marts.bound") == [[1]]


def test_privilege_on_some_columns_does_not_open_the_others(admin: Session, ann: Session) -> None:
    admin.run("CREATE VIEW marts.two AS SELECT id, region FROM marts.late")
    admin.run("GRANT USAGE ON SCHEMA marts TO ann")
    admin.run("GRANT SELECT (id) ON marts.two TO ann")

    assert ann.refused("SELECT region FROM marts.two")[0] == "42501"


def test_view_reads_what_was_meant_when_it_was_made(lake: Lake, admin: Session) -> None:
    session = lake.connect()
    session.run("SET search_path TO marts")
    session.run("CREATE VIEW public.plain AS SELECT late.id FROM late")

    assert admin.run("SELECT * FROM public.plain") == [[1]]
    session.run("DROP VIEW public.plain")
    session.close()


def test_view_is_replaced_by_one_of_the_same_columns(admin: Session) -> None:
    replace = "CREATE OR REPLACE VIEW marts.bound AS SELECT"
    admin.run(f"{replace} id * 10 AS key FROM marts.late")
    assert admin.run("SELECT * FROM marts.bound") == [[10]]
    assert admin.refused(f"{replace} region AS key FROM marts.late")[0] == "42P16"
    assert admin.refused(f"{replace} id, region FROM marts.late")[0] == "42P16"
    admin.run(f"{replace} id AS key FROM marts.sales")
    admin.run("DROP VIEW marts.late")
    assert admin.run("SELECT * FROM marts.bound") == [[1]]


def test_view_in_a_procedure_is_not_imitated(admin: Session) -> None:
    code, said = admin.refused(
        "CREATE PROCEDURE marts.fill() AS"
        " $$ BEGIN INSERT INTO marts.sales SELECT key FROM marts.bound; END $$ LANGUAGE plpgsql"
    )

    assert (
        code,
        said,
    ) == ("0A000", "sandbox: not imitated: late-binding view bound in what runs later")
