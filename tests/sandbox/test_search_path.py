"""Names without a schema: what they find, and where what is created goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PROCEDURE = "CREATE PROCEDURE made_procedure() AS $$ BEGIN SELECT 1; END $$ LANGUAGE plpgsql"
FUNCTION = "CREATE FUNCTION made_function() RETURNS int STABLE AS $$ SELECT 1 $$ LANGUAGE sql"

CREATED: list[tuple[str, str]] = [
    ("CREATE TABLE made (id int)", "DROP TABLE path_one.made"),
    ("SELECT id INTO made FROM public.stock", "DROP TABLE path_one.made"),
    ("CREATE VIEW made AS SELECT id FROM public.stock", "DROP VIEW path_one.made"),
    (
        "CREATE VIEW made AS SELECT id FROM public.stock WITH NO SCHEMA BINDING",
        "DROP VIEW path_one.made",
    ),
    (
        "CREATE MATERIALIZED VIEW made AS SELECT id FROM public.stock",
        "DROP MATERIALIZED VIEW path_one.made",
    ),
    (PROCEDURE, "DROP PROCEDURE path_one.made_procedure()"),
    (FUNCTION, "DROP FUNCTION path_one.made_function()"),
]


@pytest.fixture(scope="module", autouse=True)
def _schemas(admin: Session) -> None:
    admin.run("CREATE SCHEMA path_one")
    admin.run("CREATE TABLE public.stock (id int)")
    admin.run("CREATE USER path_rita PASSWORD 'Passw0rd-1'")
    admin.run("CREATE SCHEMA path_rita AUTHORIZATION path_rita")


@pytest.fixture
def session(lake: Lake) -> Iterator[Session]:
    session = lake.connect()
    yield session
    session.close()


@pytest.mark.parametrize(("create", "drop"), CREATED, ids=[create for create, _ in CREATED])
def test_it_goes_to_the_first_schema_that_there_is(
    session: Session, create: str, drop: str
) -> None:
    session.run("SET search_path TO path_none, path_one, public")

    session.run(create)

    session.run(drop)


@pytest.mark.parametrize("create", [create for create, _ in CREATED])
def test_without_any_it_is_refused(session: Session, create: str) -> None:
    session.run("SET search_path TO path_none")

    refused = session.refused(create)

    assert refused == ("3F000", "no schema has been selected to create in")


def test_a_user_with_a_schema_of_its_name_is_in_it(lake: Lake) -> None:
    rita = lake.connect("path_rita", "Passw0rd-1")

    rita.run("CREATE TABLE own (id int)")

    assert rita.value("SELECT current_schema()") == "path_rita"
    assert rita.value("SELECT count(*) FROM path_rita.own") == 0


def test_a_user_of_a_long_name_logs_in(lake: Lake, admin: Session) -> None:
    name = "u" * 63
    admin.run(f"CREATE USER {name} PASSWORD 'Passw0rd-1'")

    assert lake.connect(name, "Passw0rd-1").value("SELECT current_schema()") == "public"


@pytest.mark.parametrize("binding", ["", " WITH NO SCHEMA BINDING"])
def test_a_temporary_table_hides_a_view(session: Session, admin: Session, binding: str) -> None:
    admin.run(f"CREATE VIEW public.hidden AS SELECT 5 AS id FROM public.stock{binding}")
    session.run("CREATE TEMP TABLE hidden AS SELECT 1 AS id")

    session.run("INSERT INTO hidden VALUES (2)")
    found = session.run("SELECT id FROM hidden ORDER BY id")

    admin.run("DROP VIEW public.hidden")
    assert found == [[1], [2]]


def test_a_procedure_says_where_it_creates_views(session: Session) -> None:
    body = "BEGIN CREATE VIEW made AS SELECT 1 AS id; END"

    code, said = session.refused(f"CREATE PROCEDURE p() AS $$ {body} $$ LANGUAGE plpgsql")

    assert code == "0A000"
    assert said == "sandbox: not imitated: creating made in a procedure without its schema"
