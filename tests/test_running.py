"""What a run sees to: whose target it is, who else runs, what others made, who consents."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Lake
from tests.holdings import admin, holdings, rows
from tests.test_alembic import add_revision

MATERIALIZED = "public.general_insurance_redshift_materialized"
GLUE = "IAMR:dev-insurancelake-us-east-2-glue-role"
GRANTS = (
    "select identity_type, identity_name, privilege_type, admin_option from"
    " svv_relation_privileges where relation_name = 'general_insurance_redshift_materialized'"
    " order by 1, 2, 3"
)


def test_a_grant_by_others_survives_a_view_change_and_its_rollback(dev: Lake) -> None:
    dev.upgraded("0006")
    with admin(dev) as session:
        for sql in (
            "create user tableau password disable",
            "create group actuaries",
            f"grant select on {MATERIALIZED} to tableau with grant option",
            f"grant select, delete on {MATERIALIZED} to group actuaries",
            f"grant select on {MATERIALIZED} to public",
        ):
            rows(session, sql)
        before = rows(session, GRANTS)

    up = dev.alembic("upgrade", "head")
    with admin(dev) as session:
        after = rows(session, GRANTS)
        restored = rows(session, "select summary from redlake.journal where event = 'restored'")
    down = dev.alembic("downgrade", "0006")

    assert (up.code, down.code) == (0, 0), up.said + down.said
    assert "restored: GRANT SELECT ON" in up.said
    assert len(before) == 6
    assert after == before
    assert len(restored) == up.said.count("restored:") > 0
    with admin(dev) as session:
        assert rows(session, GRANTS) == before


def test_what_stands_on_a_view_unknown_stops_the_run_beforehand(dev: Lake) -> None:
    dev.upgraded("0006")
    with admin(dev) as session:
        rows(session, f"create view public.finance as select policynumber from {MATERIALIZED}")
    before = holdings(dev)

    stopped = dev.alembic("upgrade", "head")

    assert stopped.code != 0
    assert f"public.finance in dev stands on {MATERIALIZED}" in stopped.said
    assert "rendered/dev/upgrade.sql" in stopped.said
    assert holdings(dev) == before


def test_a_user_whose_role_has_logged_in_before_is_held(dev: Lake) -> None:
    with admin(dev) as session:
        rows(session, f'create user "{GLUE}" password disable')

    dry = dev.alembic("-x", "dry_run=1", "upgrade", "0001")
    up = dev.alembic("upgrade", "0001")
    down = dev.alembic("downgrade", "base")

    assert f'would hold: CREATE USER "{GLUE}"' in dry.said
    assert f'held: CREATE USER "{GLUE}" PASSWORD DISABLE: it exists' in up.said
    assert f'held: DROP USER "{GLUE}"' in down.said
    with admin(dev) as session:
        found = rows(session, f"select usename from pg_user where usename = '{GLUE}'")
        assert len(found) == 1
        rows(session, f'drop user "{GLUE}"')

    again = [dev.alembic(*words) for words in (("upgrade", "0001"), ("downgrade", "base"))]

    assert [done.code for done in again] == [0, 0]
    assert "held" not in again[0].said + again[1].said
    with admin(dev) as session:
        assert rows(session, f"select usename from pg_user where usename = '{GLUE}'") == []


def test_a_dry_run_writes_nothing(dev: Lake) -> None:
    dry = dev.alembic("-x", "dry_run=1", "upgrade", "head")

    assert dry.code == 0, dry.said
    assert "would run: CREATE DATABASE" in dry.said
    with admin(dev) as session:
        assert rows(session, "select 1 from pg_namespace where nspname = 'redlake'") == []


def test_data_is_destroyed_only_with_consent(dev: Lake) -> None:
    dev.upgraded("0006")
    before = holdings(dev)

    refused = dev.alembic("downgrade", "0005")
    unchanged = holdings(dev)
    done = dev.alembic("-x", "allow_destructive=1", "downgrade", "0005")

    assert refused.code != 0
    assert 'the database "syntheticgeneraldata_consume" with all that is in it' in refused.said
    assert unchanged == before
    assert done.code == 0, done.said


def test_another_environments_target_is_refused(dev: Lake) -> None:
    dev.upgraded("0001")
    file = dev.root / "environments" / "dev.toml"
    file.rename(file.with_name("stage.toml"))
    for folder in dev.root.glob("migrations/versions/*/rendered/dev"):
        folder.rename(folder.with_name("stage"))

    refused = dev.run("alembic", "-x", "env=stage", "upgrade", "head")
    stamped = dev.run("redlake", "restamp", "stage")
    done = dev.run("alembic", "-x", "env=stage", "upgrade", "0002")

    assert refused.code != 0
    assert "this Redshift is stamped as dev's, not stage's" in refused.said
    assert "redlake restamp stage" in refused.said
    assert "was stamped as dev: database dev" in stamped.said
    assert done.code == 0, done.said


def test_what_ran_may_not_say_something_else_afterwards(dev: Lake) -> None:
    dev.upgraded("0002")
    file = dev.root / "migrations/versions/0001_glue_role/rendered/dev/upgrade.sql"
    text = file.read_text()
    file.write_text(text.replace("CREATE USER", "create  user", 1))
    same = dev.alembic("upgrade", "0003")
    file.write_text(text.replace("PASSWORD DISABLE", "PASSWORD DISABLE CREATEDB"))

    refused = dev.alembic("upgrade", "head")

    assert same.code == 0, same.said
    assert refused.code != 0
    assert "revision 0001 ran in dev, and its file says something else now" in refused.said


def test_a_run_that_waits_says_for_whom_and_gives_up(dev: Lake) -> None:
    dev.upgraded("0001")
    with admin(dev) as session:
        session.autocommit = False
        rows(session, "lock redlake.lock")

        status = dev.run("redlake", "status", "dev")
        waited = dev.alembic("-x", "lock_timeout=3", "upgrade", "head")
        session.rollback()

    assert waited.code != 0
    assert 'waiting: another run is under way in dev: "admin" (Redshift' in waited.said
    assert 'another run is under way in dev: "admin"' in waited.said
    assert "nothing was done" in waited.said
    assert 'running now: "admin" (Redshift' in status.said
    assert dev.alembic("upgrade", "0002").code == 0


def test_status_says_where_a_target_is(dev: Lake) -> None:
    never = dev.run("redlake", "status", "dev")
    dev.upgraded("0006")
    behind = dev.run("redlake", "status", "dev")
    facts = dev.run("redlake", "status", "dev", "--json")
    dev.upgraded()
    settled = dev.run("redlake", "status", "dev")

    assert (never.code, behind.code, facts.code, settled.code) == (2, 2, 2, 0), settled.said
    assert "dev is at no revision" in never.said
    assert "dev is at 0006\n  pending: 0007" in behind.said
    assert 'last run: alembic -x env=dev upgrade 0006 by "IAM:developer" at ' in behind.said
    assert ": done after " in behind.said
    (said,) = json.loads(facts.said)
    assert (said["revision"], said["pending"]) == ("0006", ["0007"])
    assert said["last_run"]["outcome"] == "done"


def test_a_verification_that_failed_is_asked_again(dev: Lake) -> None:
    add_revision(
        dev,
        "0008",
        "0007",
        "CREATE GROUP a;\n",
        "DROP GROUP a;\n",
        "-- b is there\nselect count(*) = 1 from pg_group where groname = 'b';\n",
    )

    failed = dev.alembic("upgrade", "head")
    again = dev.alembic("upgrade", "head")
    with admin(dev) as session:
        rows(session, "create group b")
    mended = dev.alembic("upgrade", "head")

    assert failed.code != 0
    assert again.code != 0
    assert "it is not so that b is there" in again.said
    assert mended.code == 0, mended.said
    assert "verified: b is there" in mended.said


def test_a_secrets_new_version_is_seen_and_made_the_password(dev: Lake) -> None:
    import boto3

    from redlake.environment import load

    dev.upgraded()
    arn = load("dev", dev.root).secrets["glue_connector"]
    secrets = boto3.Session(dev.running.access_key_id, dev.running.secret_access_key).client(
        "secretsmanager", region_name=dev.running.region, endpoint_url=dev.running.endpoint
    )
    fresh = {"username": "glue_connector", "password": "Another-horse2"}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(fresh))

    behind = dev.run("redlake", "status", "dev")
    rotated = dev.alembic("-x", "rotate=1", "upgrade", "head")
    again = dev.alembic("-x", "rotate=1", "upgrade", "head")
    settled = dev.run("redlake", "status", "dev")

    assert behind.code == 2
    assert "newer secret: glue_connector (glue_connector)" in behind.said
    assert rotated.code == 0, rotated.said
    assert "ALTER USER glue_connector PASSWORD :'secret_glue_connector'" in rotated.said
    assert "Another-horse2" not in rotated.said
    assert "no secret has a newer version" in again.said
    assert settled.code == 0, settled.said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("lock_timeout=soon", "is no number of seconds"),
        ("dry_run=maybe", "is neither 0 nor 1"),
        ("force=1", "-x force= is not known"),
    ],
)
def test_an_option_that_cannot_be(given: str, said: str, lake: Callable[[str], Lake]) -> None:
    from tests.conftest import ROOT, run

    done = run("alembic", "-x", "env=dev", "-x", given, "upgrade", "head", root=ROOT)

    assert done.code != 0
    assert said in done.said
