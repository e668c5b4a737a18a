"""Default privileges: what new objects are granted by themselves, in one database or one schema."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"
FUNCTION = "CREATE FUNCTION {}() RETURNS INT IMMUTABLE AS $$ SELECT 1 $$ LANGUAGE sql"
PROCEDURE = "CREATE PROCEDURE {}() AS $$ BEGIN NULL; END $$ LANGUAGE plpgsql"


@pytest.fixture
def owner(lake: Lake, admin: Session) -> Iterator[Session]:
    """Who creates, in a database of the test's own; there are a user and its role beside."""
    admin.run(f"CREATE USER etl PASSWORD '{PASSWORD}'")
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    admin.run("CREATE ROLE analyst")
    admin.run("GRANT ROLE analyst TO reader")
    admin.run("CREATE DATABASE consume")
    admin.run("GRANT CREATE ON DATABASE consume TO etl")
    session = lake.connect("etl", PASSWORD, "consume")
    yield session
    session.close()
    admin.run("DROP DATABASE consume")
    admin.run("DROP ROLE analyst FORCE")
    admin.run("DROP USER reader")
    admin.run("DROP USER etl")


@pytest.fixture
def reader(lake: Lake, owner: Session) -> Iterator[Session]:
    session = lake.connect("reader", PASSWORD, "consume")
    yield session
    session.close()


@pytest.mark.parametrize("to", ["reader", "ROLE analyst", "PUBLIC"])
@pytest.mark.parametrize(
    "create",
    [
        "CREATE TABLE stock (id INT)",
        "CREATE TABLE stock AS SELECT 1 AS id",
        "CREATE VIEW stock AS SELECT 1 AS id",
        "CREATE VIEW stock AS SELECT 1 AS id WITH NO SCHEMA BINDING",
        "CREATE MATERIALIZED VIEW stock AS SELECT 1 AS id",
    ],
)
def test_a_new_relation_may_be_read(owner: Session, reader: Session, create: str, to: str) -> None:
    owner.run("CREATE TABLE before (id INT)")
    owner.run(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {to}")

    owner.run(create)

    reader.run("SELECT id FROM stock")
    assert reader.refused("SELECT id FROM before")[0] == "42501"


def test_they_are_of_one_user_and_one_schema(lake: Lake, owner: Session, reader: Session) -> None:
    owner.run("CREATE SCHEMA lake")
    owner.run("GRANT USAGE ON SCHEMA lake TO reader")
    owner.run("ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO reader")
    owner.run("CREATE TABLE lake.stock (id INT)")
    owner.run("CREATE TABLE public.stock (id INT)")
    others = lake.connect(database="consume")
    others.run("CREATE TABLE lake.others (id INT)")
    others.run("ALTER TABLE lake.others OWNER TO etl")
    others.close()

    reader.run("SELECT id FROM lake.stock")

    for name in ("public.stock", "lake.others"):
        assert reader.refused(f"SELECT id FROM {name}")[0] == "42501"


def test_another_database_has_its_own(lake: Lake, owner: Session, reader: Session) -> None:
    owner.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
    home = lake.connect("etl", PASSWORD)
    home.run("CREATE TABLE stock (id INT)")

    assert reader.refused("SELECT id FROM dev.public.stock")[0] == "42501"
    assert home.run("SELECT * FROM svv_default_privileges") == []
    home.run("DROP TABLE stock")
    home.close()


def test_what_is_replaced_keeps_its_grants(owner: Session, reader: Session) -> None:
    owner.run("CREATE VIEW stock AS SELECT 1 AS id")
    owner.run(FUNCTION.format("one"))
    owner.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
    owner.run("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")

    owner.run("CREATE OR REPLACE VIEW stock AS SELECT 2 AS id")
    owner.run(FUNCTION.format("one").replace("CREATE", "CREATE OR REPLACE"))

    assert reader.refused("SELECT id FROM stock")[0] == "42501"
    assert reader.value("SELECT one()") == 1


def test_new_functions_are_everyones_until_that_is_revoked(owner: Session, reader: Session) -> None:
    owner.run("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    owner.run(FUNCTION.format("one"))
    code, _ = reader.refused("SELECT one()")
    owner.run("DROP FUNCTION one()")
    owner.run("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")

    owner.run(FUNCTION.format("one"))

    assert code == "42501"
    assert reader.value("SELECT one()") == 1


@pytest.mark.parametrize("to", ["reader", "ROLE analyst", "PUBLIC"])
def test_new_procedures_may_be_run(owner: Session, reader: Session, to: str) -> None:
    owner.run(f"ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON PROCEDURES TO {to}")

    owner.run(PROCEDURE.format("one"))

    reader.run("CALL one()")


def test_those_of_functions_are_not_those_of_procedures(owner: Session, reader: Session) -> None:
    owner.run("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO reader")

    owner.run(PROCEDURE.format("one"))

    assert reader.refused("CALL one()")[0] == "42501"


def test_the_grant_option_is_given_and_taken(owner: Session, reader: Session) -> None:
    owner.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader WITH GRANT OPTION")
    owner.run("CREATE TABLE stock (id INT)")
    owner.run("ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR SELECT ON TABLES FROM reader")
    owner.run("CREATE TABLE later (id INT)")

    reader.run("GRANT SELECT ON stock TO PUBLIC")

    assert reader.run("SELECT id FROM later") == []
    assert (
        owner.value(
            "SELECT count(*) FROM svv_relation_privileges WHERE relation_name = 'stock'"
            " AND identity_type = 'public'"
        )
        == 1
    )
    assert reader.run(
        "SELECT relation_name, admin_option FROM svv_relation_privileges"
        " WHERE identity_name = 'reader' ORDER BY 1"
    ) == [["later", False], ["stock", True]]


def test_a_superuser_changes_those_of_others(lake: Lake, owner: Session, reader: Session) -> None:
    admin = lake.connect(database="consume")
    admin.run(
        "ALTER DEFAULT PRIVILEGES FOR USER etl"
        " GRANT SELECT, DROP ON TABLES TO reader WITH GRANT OPTION, ROLE analyst"
    )
    admin.run("ALTER DEFAULT PRIVILEGES FOR USER etl GRANT EXECUTE ON FUNCTIONS TO reader")

    assert admin.run(
        "SELECT schema_name, object_type, owner_name, owner_type, privilege_type, grantee_name,"
        " grantee_type, admin_option FROM svv_default_privileges ORDER BY 2 DESC, 5, 6"
    ) == [
        [None, "RELATION", "etl", "user", "DROP", "analyst", "role", False],
        [None, "RELATION", "etl", "user", "DROP", "reader", "user", True],
        [None, "RELATION", "etl", "user", "SELECT", "analyst", "role", False],
        [None, "RELATION", "etl", "user", "SELECT", "reader", "user", True],
        [None, "FUNCTION", "etl", "user", "EXECUTE", "reader", "user", False],
    ]
    assert admin.run(
        "SELECT defaclnamespace, defaclobjtype, array_to_string(defaclacl, '~')"
        " FROM pg_default_acl ORDER BY 2 DESC"
    ) == [
        [0, "r", "etl=arwdRxtDPA/etl~reader=r*D*/etl~role analyst=rD/etl"],
        [0, "f", "etl=X/etl~=X/etl~reader=X/etl"],
    ]
    admin.close()


def test_others_are_not_let_at_them(owner: Session, reader: Session) -> None:
    grant = "GRANT SELECT ON TABLES TO reader"

    assert reader.refused(f"ALTER DEFAULT PRIVILEGES FOR USER etl {grant}")[0] == "42501"
    owner.run("CREATE SCHEMA lake")
    assert reader.refused(f"ALTER DEFAULT PRIVILEGES IN SCHEMA lake {grant}") == (
        "42501",
        "permission denied for schema lake",
    )
    assert reader.run("SELECT * FROM pg_default_acl") == []


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message"),
    [
        ("GRANT SELECT ON TABLES TO nobody", "42704", 'user "nobody" does not exist'),
        ("GRANT SELECT ON TABLES TO ROLE nobody", "42704", 'role "nobody" does not exist'),
        ("IN SCHEMA no GRANT SELECT ON TABLES TO PUBLIC", "3F000", 'schema "no" does not exist'),
        (
            "GRANT SELECT ON TABLES TO PUBLIC WITH GRANT OPTION",
            "0LP01",
            "grant options can only be granted to individual users",
        ),
        (
            "GRANT ALTER ON TABLES TO PUBLIC",
            "0A000",
            "sandbox: not imitated: privilege ALTER on tables by default",
        ),
    ],
)
def test_what_is_wrong_is_told(owner: Session, sql: str, sqlstate: str, message: str) -> None:
    assert owner.refused(f"ALTER DEFAULT PRIVILEGES {sql}") == (sqlstate, message)


def test_they_keep_users_and_roles_from_being_dropped(lake: Lake, owner: Session) -> None:
    owner.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader, ROLE analyst")
    here = lake.connect(database="consume")
    here.run("REVOKE ROLE analyst FROM reader")

    held = [here.refused(f"DROP {what}")[0] for what in ("USER etl", "USER reader", "ROLE analyst")]

    assert held == ["55006"] * 3
    here.close()
