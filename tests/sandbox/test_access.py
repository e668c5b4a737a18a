"""Privileges are enforced, not only kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake, Session

PASSWORD = "Passw0rd"


@pytest.fixture(scope="module")
def standin(standin: StandIn) -> StandIn:
    """A cluster: it knows logins that count as IAM ones, and logins that do not."""
    return replace(standin, workgroup=None, cluster="lake-dev")


@pytest.fixture
def user(lake: Lake, admin: Session) -> Iterator[Session]:
    admin.run(f"CREATE USER reader PASSWORD '{PASSWORD}'")
    session = lake.connect("reader", PASSWORD)
    yield session
    session.close()
    admin.run("DROP USER reader")


@pytest.fixture
def table(admin: Session) -> Iterator[str]:
    admin.run("CREATE TABLE public.stock AS SELECT 1 AS id")
    yield "public.stock"
    admin.run("DROP TABLE public.stock")


READ = "SELECT id FROM public.stock"
DENIED = ("42501", "permission denied for relation stock")


@pytest.mark.parametrize(
    ("before", "grantee", "after"),
    [
        ((), "reader", ()),
        ((), "PUBLIC", ()),
        (
            ("CREATE GROUP same", "ALTER GROUP same ADD USER reader"),
            "GROUP same",
            ("DROP GROUP same",),
        ),
        (
            ("CREATE ROLE same", "GRANT ROLE same TO reader"),
            "ROLE same",
            ("REVOKE ROLE same FROM reader", "DROP ROLE same"),
        ),
        (
            (
                "CREATE ROLE same",
                "CREATE ROLE inner_one",
                "GRANT ROLE same TO ROLE inner_one",
                "GRANT ROLE inner_one TO reader",
            ),
            "ROLE same",
            ("REVOKE ROLE inner_one FROM reader", "DROP ROLE inner_one", "DROP ROLE same"),
        ),
    ],
    ids=["user", "public", "group", "role", "role of a role"],
)
def test_grant_and_revoke(
    admin: Session,
    user: Session,
    table: str,
    before: tuple[str, ...],
    grantee: str,
    after: tuple[str, ...],
) -> None:
    for sql in before:
        admin.run(sql)
    assert user.refused(READ) == DENIED

    admin.run(f"GRANT SELECT ON {table} TO {grantee}")
    assert user.run(READ) == [[1]]
    name = grantee.split()[-1].lower()
    kind = grantee.split()[0].lower() if " " in grantee or grantee == "PUBLIC" else "user"
    assert admin.run(
        "SELECT privilege_type, identity_name, identity_type FROM svv_relation_privileges"
        " WHERE relation_name = 'stock'"
    ) == [["SELECT", name, kind]]

    admin.run(f"REVOKE SELECT ON {table} FROM {grantee}")
    assert user.refused(READ) == DENIED
    for sql in after:
        admin.run(sql)


def test_users_groups_and_roles_are_namespaces_of_their_own(admin: Session) -> None:
    admin.run("CREATE USER twin PASSWORD DISABLE")
    admin.run("CREATE GROUP twin WITH USER twin")

    assert admin.refused("CREATE ROLE twin") == ("42710", 'user "twin" already exists')
    assert admin.value("SELECT count(*) FROM pg_user WHERE usename = 'twin'") == 1
    assert admin.run(
        "SELECT usename FROM pg_user, pg_group WHERE usesysid = ANY(grolist) AND groname = 'twin'"
    ) == [["twin"]]
    admin.run("DROP GROUP twin")
    admin.run("DROP USER twin")


def test_quoted_user_keeps_its_case_and_a_quoted_role_does_not(admin: Session) -> None:
    admin.run('CREATE USER "IAMR:Admin" PASSWORD DISABLE')
    admin.run('CREATE ROLE "Readers"')
    admin.run('GRANT ROLE "READERS" TO "IAMR:Admin"')

    assert admin.run("SELECT user_name, role_name FROM svv_user_grants") == [
        ["IAMR:Admin", "readers"]
    ]
    assert admin.refused("GRANT ROLE readers TO iamr_admin")[0] == "42704"
    assert admin.refused("DROP ROLE readers") == (
        "2BP01",
        "cannot drop this role since it has been granted on a user",
    )
    admin.run('DROP USER "IAMR:Admin"')
    admin.run("DROP ROLE readers")


def test_default_privileges_in_another_database(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE elsewhere")
    admin.run(f"CREATE USER maker PASSWORD '{PASSWORD}'")
    admin.run(f"CREATE USER taker PASSWORD '{PASSWORD}'")
    there = lake.connect(database="elsewhere")
    there.run(
        "ALTER DEFAULT PRIVILEGES FOR USER maker IN SCHEMA public GRANT SELECT ON TABLES TO taker"
    )
    for database in ("dev", "elsewhere"):
        maker = lake.connect("maker", PASSWORD, database)
        maker.run("CREATE TABLE public.made AS SELECT 1 AS id")
        maker.close()

    taker = lake.connect("taker", PASSWORD)
    assert taker.run("SELECT * FROM elsewhere.public.made") == [[1]]
    assert taker.refused("SELECT * FROM public.made")[0] == "42501"
    count = "SELECT count(*) FROM svv_default_privileges"
    assert (admin.value(count), there.value(count)) == (0, 1)
    taker.close()

    # DROP USER looks at the current database only.
    assert there.refused("DROP USER taker") == (
        "55006",
        'user "taker" can\'t be dropped because the user has a privilege on some object',
    )
    assert admin.refused("DROP USER maker") == (
        "55006",
        'user "maker" can\'t be dropped because the user owns some object',
    )
    admin.run("DROP TABLE public.made")
    admin.run("DROP USER maker")
    assert there.run("SELECT tableowner FROM pg_tables WHERE tablename = 'made'") == [["unknown"]]
    there.close()
    admin.run("DROP USER taker")
    admin.run("DROP DATABASE elsewhere")


def test_database_in_use_is_not_dropped(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE busy")
    there = lake.connect(database="busy")

    assert admin.refused("DROP DATABASE busy") == (
        "55006",
        'database "busy" is being accessed by other users',
    )
    there.close()
    admin.run("DROP DATABASE busy")
    assert admin.run("SELECT database_name FROM svv_redshift_databases") == [["dev"]]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE USER other PASSWORD DISABLE",
        "ALTER USER admin CONNECTION LIMIT 1",
        "CREATE GROUP other",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "CREATE SCHEMA other",
        "DROP SCHEMA public",
        "CREATE EXTERNAL SCHEMA e FROM DATA CATALOG DATABASE 'syntheticgeneraldata_consume'",
        "DROP TABLE public.stock",
        "ALTER TABLE public.stock OWNER TO reader",
        "GRANT SELECT ON public.stock TO reader",
        "ALTER DEFAULT PRIVILEGES FOR USER admin IN SCHEMA public GRANT SELECT ON TABLES TO reader",
    ],
)
def test_ordinary_user_is_refused(user: Session, table: str, sql: str) -> None:
    assert user.refused(sql)[0] == "42501"


def test_data_catalog_needs_iam_credentials(lake: Lake, admin: Session) -> None:
    sql = "SELECT count(*) > 0 FROM awsdatacatalog.syntheticgeneraldata_consume.policydata"
    client = lake.aws("redshift", "analyst")
    with_iam = client.get_cluster_credentials_with_iam(ClusterIdentifier="lake-dev", DbName="dev")
    session = lake.connect(with_iam["DbUser"], with_iam["DbPassword"])

    assert session.value("SELECT current_user") == "IAMR:analyst"
    assert session.refused(sql) == ("42501", "permission denied for database awsdatacatalog")
    admin.run('GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:analyst"')
    assert session.value(sql) is True
    assert admin.run(
        "SELECT privilege_type, identity_name FROM svv_database_privileges"
        " WHERE database_name = 'awsdatacatalog'"
    ) == [["USAGE", "IAMR:analyst"]]

    plain = lake.aws("redshift").get_cluster_credentials(
        ClusterIdentifier="lake-dev", DbUser="admin", DbName="dev"
    )
    as_admin = lake.connect(plain["DbUser"], plain["DbPassword"])
    assert plain["DbUser"] == "IAM:admin"
    assert as_admin.value("SELECT current_user") == "admin"
    assert as_admin.refused(sql)[0] == "28000"
    session.close()
    as_admin.close()


def test_credentials_of_an_unknown_user(lake: Lake, admin: Session) -> None:
    client = lake.aws("redshift")

    def credentials(create: bool) -> tuple[str, str]:
        found = client.get_cluster_credentials(
            ClusterIdentifier="lake-dev", DbUser="fresh", DbName="dev", AutoCreate=create
        )
        return found["DbUser"], found["DbPassword"]

    assert lake.refused_login(*credentials(create=False))["C"] == "28000"
    lake.connect(*credentials(create=True)).close()
    assert admin.value("SELECT count(*) FROM pg_user WHERE usename = 'fresh'") == 1


def test_first_logins_at_the_same_time(lake: Lake, admin: Session) -> None:
    found = lake.aws("redshift").get_cluster_credentials_with_iam(
        ClusterIdentifier="lake-dev", DbName="dev"
    )
    failures: list[Exception] = []
    together = threading.Barrier(6)

    def log_in() -> None:
        together.wait()
        try:
            lake.connect(found["DbUser"], found["DbPassword"]).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=log_in) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert admin.value(f"SELECT count(*) FROM pg_user WHERE usename = '{found['DbUser']}'") == 1


def test_privilege_functions_speak_of_redshifts_names(
    admin: Session, user: Session, table: str
) -> None:
    assert user.value("SELECT has_schema_privilege('reader', 'public', 'usage')") is True
    assert user.value("SELECT has_table_privilege('reader', 'public.stock', 'select')") is False
    assert user.value("SELECT has_database_privilege('reader', 'dev', 'create')") is False
    admin.run("GRANT SELECT ON public.stock TO reader")
    assert user.value("SELECT has_table_privilege('public.stock', 'select')") is True
    admin.run("REVOKE SELECT ON public.stock FROM reader")
