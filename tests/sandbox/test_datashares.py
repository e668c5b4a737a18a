"""Datashares: what is in them, who may change them, and who may use them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.lake import ACCOUNT, Lake, Session

PASSWORD = "Not-a-secret-1"
NAMESPACE = "13b8833d-17c6-4f16-8fe4-1a018f5ed00d"


@pytest.fixture(scope="module", autouse=True)
def ann(lake: Lake, admin: Session) -> Session:
    """A user who owns nothing."""
    admin.run(f"CREATE USER ann PASSWORD '{PASSWORD}'")
    return lake.connect("ann", PASSWORD)


@pytest.fixture(autouse=True)
def _share(admin: Session) -> Iterator[None]:
    """A datashare with nothing in it, and a schema with one of each kind."""
    for sql in (
        "CREATE SCHEMA marts",
        "CREATE TABLE marts.sales (id int)",
        "CREATE VIEW marts.daily AS SELECT id FROM marts.sales",
        "CREATE VIEW marts.late AS SELECT id FROM marts.sales WITH NO SCHEMA BINDING",
        "CREATE MATERIALIZED VIEW marts.totals AS SELECT count(id) AS n FROM marts.sales",
        "CREATE FUNCTION marts.f_net(INT) RETURNS INT IMMUTABLE AS $$ SELECT $1 $$ LANGUAGE sql",
        "CREATE DATASHARE share",
    ):
        admin.run(sql)
    yield
    admin.run("DROP SCHEMA IF EXISTS marts CASCADE")
    for (name,) in admin.run("SELECT share_name FROM svv_datashares"):
        admin.run(f"DROP DATASHARE {name}")


def objects(session: Session) -> list[list[object]]:
    return session.run(
        "SELECT object_type, object_name, include_new FROM svv_datashare_objects"
        " ORDER BY object_name"
    )


def test_what_is_in_a_datashare(admin: Session) -> None:
    admin.run("ALTER DATASHARE share ADD SCHEMA marts")
    admin.run("ALTER DATASHARE share ADD ALL TABLES IN SCHEMA marts")
    admin.run("ALTER DATASHARE share ADD FUNCTION marts.f_net(INT)")

    expected = [
        ["schema", "marts", False],
        ["view", "marts.daily", None],
        ["function", "marts.f_net(integer)", None],
        ["late binding view", "marts.late", None],
        ["table", "marts.sales", None],
        ["materialized view", "marts.totals", None],
    ]
    assert expected == objects(admin)
    described = admin.run("DESC DATASHARE share")
    assert len(described) == len(expected)
    assert described[0][0] == ACCOUNT


def test_datashare_is_shown_with_its_producer(lake: Lake, admin: Session) -> None:
    admin.run("ALTER DATASHARE share SET PUBLICACCESSIBLE TRUE")
    namespace = lake.aws("redshift-serverless").get_namespace(namespaceName=lake.workgroup)
    (shown,) = admin.run("SHOW DATASHARES LIKE 'sha%'")

    assert [shown[0], *shown[2:5], shown[6]] == ["share", "dev", None, "outbound", True]
    assert [ACCOUNT, namespace["namespace"]["namespaceId"]] == shown[8:]
    assert admin.run("SHOW DATASHARES LIKE 'other%'") == []


REFUSED = [
    ("CREATE DATASHARE share", "42710", 'datashare "share" already exists'),
    ("DROP DATASHARE other", "42704", 'datashare "other" does not exist'),
    ("ALTER DATASHARE share ADD TABLE marts.sales", "3F000", 'schema "marts" is not in datashare'),
    ("ALTER DATASHARE share ADD SCHEMA no", "3F000", 'schema "no" does not exist'),
    ("ALTER DATASHARE share REMOVE SCHEMA marts", "3F000", 'schema "marts" is not in datashare'),
    ("ALTER DATASHARE share SET INCLUDENEW TRUE FOR SCHEMA marts", "3F000", 'schema "marts" is n'),
    ("ALTER DATASHARE share ADD TABLE marts.no", "42P01", 'relation "marts.no" does not exist'),
    ("ALTER DATASHARE share OWNER TO nobody", "42704", 'user "nobody" does not exist'),
    ("GRANT ALTER ON DATASHARE other TO ann", "42704", 'datashare "other" does not exist'),
    ("GRANT USAGE ON DATASHARE other TO ACCOUNT '1'", "42704", 'datashare "other" does not'),
    ("GRANT SELECT ON DATASHARE share TO ann", "42601", "syntax error"),
    ("CREATE DATASHARE adx MANAGEDBY ADX", "0A000", "sandbox: not imitated: CREATE DATASHARE … M"),
    ("DESC DATASHARE other", "42704", 'datashare "other" does not exist'),
]


@pytest.mark.parametrize(("sql", "code", "message"), REFUSED, ids=[sql for sql, _, _ in REFUSED])
def test_refusal(admin: Session, sql: str, code: str, message: str) -> None:
    said_code, said = admin.refused(sql)

    assert (code, message) == (said_code, said[: len(message)])


def test_what_is_in_it_is_not_added_again(admin: Session) -> None:
    admin.run("ALTER DATASHARE share ADD SCHEMA marts")
    admin.run("ALTER DATASHARE share ADD TABLE marts.sales")

    assert admin.refused("ALTER DATASHARE share ADD SCHEMA marts")[0] == "42P06"
    assert admin.refused("ALTER DATASHARE share ADD TABLE marts.sales")[0] == "42P06"
    admin.run("ALTER DATASHARE share ADD ALL TABLES IN SCHEMA marts")
    assert admin.refused("ALTER DATASHARE share REMOVE SCHEMA marts")[0] == "0A000"
    admin.run("ALTER DATASHARE share REMOVE ALL TABLES IN SCHEMA marts")
    admin.run("ALTER DATASHARE share REMOVE SCHEMA marts")
    assert objects(admin) == []


def test_what_is_dropped_goes_and_what_is_renamed_stays(admin: Session) -> None:
    admin.run("ALTER DATASHARE share ADD SCHEMA marts")
    admin.run("ALTER DATASHARE share ADD TABLE marts.sales, marts.late")
    admin.run("ALTER TABLE marts.sales RENAME TO orders")
    admin.run("DROP VIEW marts.late")

    assert objects(admin) == [["schema", "marts", False], ["table", "marts.orders", None]]
    admin.run("DROP SCHEMA marts CASCADE")
    assert objects(admin) == []


def test_new_ones_are_included(admin: Session) -> None:
    admin.run("ALTER DATASHARE share ADD SCHEMA marts")
    admin.run("ALTER DATASHARE share SET INCLUDENEW = TRUE FOR SCHEMA marts")
    admin.run("CREATE TABLE marts.one (id int)")
    admin.run("CREATE VIEW marts.two AS SELECT 1 AS a WITH NO SCHEMA BINDING")
    admin.run("CREATE MATERIALIZED VIEW marts.three AS SELECT id FROM marts.one")
    admin.run(
        "CREATE PROCEDURE marts.four() AS $$ BEGIN DELETE FROM marts.one; END $$ LANGUAGE plpgsql"
    )

    assert objects(admin) == [
        ["schema", "marts", True],
        ["table", "marts.one", None],
        ["materialized view", "marts.three", None],
        ["late binding view", "marts.two", None],
    ]
    admin.run("ALTER DATASHARE share SET INCLUDENEW = FALSE FOR SCHEMA marts")
    admin.run("CREATE TABLE marts.five (id int)")
    assert len(objects(admin)) == 4


def test_who_may_change_a_datashare(admin: Session, ann: Session) -> None:
    add = "ALTER DATASHARE share ADD SCHEMA marts"
    offer = f"GRANT USAGE ON DATASHARE share TO NAMESPACE '{NAMESPACE}'"
    assert ann.refused(add) == ("42501", "permission denied for datashare share")
    admin.run("GRANT ALTER ON DATASHARE share TO ann")
    assert ann.refused(add) == ("42501", "permission denied for schema marts")
    admin.run("GRANT USAGE ON SCHEMA marts TO ann")
    ann.run(add)
    table = "ALTER DATASHARE share ADD TABLE marts.sales"
    assert ann.refused(table) == ("42501", "permission denied for relation sales")
    admin.run("GRANT SELECT ON marts.sales TO ann")
    ann.run(table)
    include = "ALTER DATASHARE share SET INCLUDENEW = TRUE FOR SCHEMA marts"
    assert ann.refused(include)[0] == "42501"
    assert ann.refused(offer) == ("42501", "permission denied for datashare share")
    admin.run("GRANT SHARE ON DATASHARE share TO ann")
    ann.run(offer)
    assert ann.refused("DROP DATASHARE share") == ("42501", "must be owner of datashare share")
    assert ann.refused("CREATE DATASHARE d") == ("42501", "permission denied to create datashare")
    admin.run("REVOKE ALTER, SHARE ON DATASHARE share FROM ann")
    assert ann.refused("ALTER DATASHARE share REMOVE TABLE marts.sales")[0] == "42501"


def test_who_sees_a_datashare(admin: Session, ann: Session) -> None:
    admin.run("ALTER DATASHARE share ADD SCHEMA marts")
    admin.run(f"GRANT USAGE ON DATASHARE share TO ACCOUNT '{ACCOUNT}'")
    views = ("svv_datashares", "svv_datashare_objects", "svv_datashare_consumers")
    queries = [f"SELECT count(*) FROM {view}" for view in views]

    assert [ann.value(query) for query in queries] == [0, 0, 0]
    assert ann.run("SHOW DATASHARES") == []
    admin.run("GRANT SHARE ON DATASHARE share TO ann")
    assert [ann.value(query) for query in queries] == [1, 1, 1]


def test_consumers_and_grants_are_shown(admin: Session) -> None:
    admin.run("CREATE ROLE sharer")
    for sql in (
        f"GRANT USAGE ON DATASHARE share TO NAMESPACE '{NAMESPACE}'",
        "GRANT USAGE ON DATASHARE share TO ACCOUNT '123456789012'",
        "GRANT USAGE ON DATASHARE share TO ACCOUNT '123456789012' VIA DATA CATALOG",
        "GRANT ALTER ON DATASHARE share TO ann WITH GRANT OPTION",
        "GRANT ALTER, SHARE ON DATASHARE share TO ROLE sharer",
    ):
        admin.run(sql)

    assert admin.run(
        "SELECT consumer_account, consumer_namespace FROM svv_datashare_consumers"
        " ORDER BY consumer_namespace"
    ) == [
        [None, NAMESPACE],
        ["123456789012", "DataCatalog/123456789012"],
        ["123456789012", None],
    ]
    assert admin.run(
        "SELECT datashare_name, privilege_type, identity_name, identity_type, admin_option"
        " FROM svv_datashare_privileges ORDER BY identity_name, privilege_type"
    ) == [
        ["share", "ALTER", "ann", "user", True],
        ["share", "ALTER", "sharer", "role", False],
        ["share", "SHARE", "sharer", "role", False],
    ]
    assert admin.refused("DROP ROLE sharer")[0] == "55006"
    admin.run("REVOKE USAGE ON DATASHARE share FROM ACCOUNT '123456789012'")
    admin.run("REVOKE ALTER, SHARE ON DATASHARE share FROM ROLE sharer")
    admin.run("DROP ROLE sharer")
    assert admin.value("SELECT count(*) FROM svv_datashare_consumers") == 2


def test_owner_of_a_datashare_is_not_dropped(lake: Lake, admin: Session) -> None:
    admin.run(f"CREATE USER ben PASSWORD '{PASSWORD}'")
    admin.run("ALTER DATASHARE share OWNER TO ben")

    assert admin.refused("DROP USER ben")[0] == "55006"
    ben = lake.connect("ben", PASSWORD)
    assert ben.run("SELECT share_name FROM svv_datashares") == [["share"]]
    ben.run("ALTER DATASHARE share SET PUBLICACCESSIBLE TRUE")
    ben.run("DROP DATASHARE share")
    ben.close()
    admin.run("DROP USER ben")


def test_datashares_of_another_database(lake: Lake, admin: Session) -> None:
    admin.run("CREATE DATABASE other")
    other = lake.connect(database="other")
    other.run("CREATE DATASHARE theirs")
    other.close()

    assert admin.refused("ALTER DATASHARE theirs SET PUBLICACCESSIBLE TRUE")[0] == "42704"
    assert admin.refused("CREATE DATASHARE theirs")[0] == "42710"
    query = "SELECT source_database FROM svv_datashares WHERE share_name = 'theirs'"
    assert admin.run(query) == [["other"]]
    admin.run("DROP DATABASE other")
    assert admin.run(query) == []


def test_change_is_rolled_back(lake: Lake, admin: Session) -> None:
    session = lake.connect(autocommit=False)
    session.run("ALTER DATASHARE share ADD SCHEMA marts")
    session.run("CREATE DATASHARE second")
    session.connection.rollback()

    assert objects(admin) == []
    assert admin.run("SELECT share_name FROM svv_datashares") == [["share"]]
