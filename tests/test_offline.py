"""upgrade --sql: what it prints needs no connection, and psql runs it up and down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from redlake.credentials import Redacted, redshift_password_hash
from redlake.environment import load, names
from tests.conftest import ROOT, Done, Lake, run
from tests.holdings import admin, holdings, rows, secret


@pytest.mark.parametrize("environment", names(ROOT))
def test_psql_runs_the_offline_script_up_and_down(
    environment: str, lake: Callable[[str], Lake]
) -> None:
    it = lake(environment)
    empty = holdings(it)

    psql(it, offline(it.root, environment, "upgrade", "head"))
    up = holdings(it)
    with admin(it) as session:
        assert rows(session, "select version_num from redlake.alembic_version") == [("0007",)]
    psql(it, offline(it.root, environment, "downgrade", "head:base"))

    assert holdings(it) == empty
    psql(it, offline(it.root, environment, "upgrade", "head"))
    assert holdings(it) == up
    other = lake(environment)
    other.upgraded()
    assert up == holdings(other), "psql and alembic make the same lake"


def test_a_script_between_two_revisions_holds_these_only(project: Path) -> None:
    script = offline(project, "prod", "upgrade", "0005:0006")

    assert "CREATE DATABASE" in script
    assert "CREATE SCHEMA IF NOT EXISTS redlake" not in script
    assert "MATERIALIZED VIEW" not in script
    assert "SET version_num='0006'" in script


def test_a_script_names_secrets_and_holds_none(project: Path) -> None:
    script = offline(project, "prod", "upgrade", "head")

    assert "PASSWORD :'secret_glue_connector'" in script
    assert "sha256|" not in script


def test_no_transaction_block_holds_what_refuses_one(project: Path) -> None:
    inside = False
    for line in offline(project, "dev", "upgrade", "head").splitlines():
        if line in ("BEGIN;", "COMMIT;"):
            assert inside == (line == "COMMIT;")
            inside = line == "BEGIN;"
        if line.startswith(("CREATE DATABASE", "GRANT USAGE ON DATABASE", "\\connect")):
            assert not inside, line
    assert not inside


def test_without_its_secret_a_script_stops_before_anything_has_run(
    lake: Callable[[str], Lake],
) -> None:
    it = lake("dev")
    empty = holdings(it)

    done = psql(it, offline(it.root, "dev", "upgrade", "head"), with_secret=False)

    assert done.code == 3
    assert "psql -v secret_glue_connector=... is missing" in done.said
    assert holdings(it) == empty


def offline(root: Path, environment: str, direction: str, revisions: str) -> str:
    """The script, printed with no variable of AWS's and no sandbox."""
    done = run("alembic", "-x", f"env={environment}", direction, revisions, "--sql", root=root)
    assert done.code == 0, done.said
    return done.said


def psql(it: Lake, script: str, *, with_secret: bool = True) -> Done:
    environment = load(it.environment, ROOT)
    login = secret(it, environment.connection.admin_secret)
    password = secret(it, environment.secrets["glue_connector"])["password"]
    digest = redshift_password_hash(Redacted(password))
    file = it.root / "script.sql"
    file.write_text(script)
    done = it.run(
        "psql",
        "--no-psqlrc",
        f"--file={file}",
        *([f"--set=secret_glue_connector={digest}"] if with_secret else []),
        variables={"PGUSER": login["username"], "PGPASSWORD": login["password"]},
    )
    if with_secret:
        assert done.code == 0, done.said
        assert "ERROR" not in done.said
    return done
