"""Plain alembic, online: the revisions of this project, in a sandbox of each kind."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from redlake.environment import names
from tests.conftest import ROOT, Lake
from tests.holdings import admin, holdings, rows

VERSION = "select version_num from redlake.alembic_version"


@pytest.mark.parametrize("environment", names(ROOT))
def test_up_down_up_ends_where_up_ended(environment: str, lake: Callable[[str], Lake]) -> None:
    it = lake(environment)
    before = holdings(it)
    it.upgraded()
    up = holdings(it)

    down = it.alembic("-x", "allow_destructive=1", "downgrade", "base")
    assert down.code == 0, down.said
    after = holdings(it)
    again = it.alembic("upgrade", "head")
    assert again.code == 0, again.said

    assert after == before
    assert holdings(it) == up
    assert up != before


def test_what_alembic_says_of_itself(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    nothing_yet = it.alembic("current")
    it.upgraded("0002")

    assert (nothing_yet.code, nothing_yet.said.strip()) == (0, "")
    assert it.alembic("current").said.strip() == "0002"
    assert it.alembic("heads").said.strip() == "0007 (head)"
    assert "0006 -> 0007 (head)" in it.alembic("history").said
    with admin(it) as session:
        assert rows(session, VERSION) == [("0002",)]

    to_the_next = it.alembic("upgrade", "+1")
    assert to_the_next.code == 0, to_the_next.said
    assert it.alembic("current").said.strip() == "0003"

    assert it.alembic("stamp", "0002").code == 0
    with admin(it) as session:
        assert rows(session, VERSION) == [("0002",)]
        views = rows(session, "select viewname from pg_views where schemaname = 'public'")
    assert len(views) == 2, "a stamp writes the version row and nothing else"


def test_an_upgrade_with_nothing_to_do_says_so(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.upgraded()

    again = it.alembic("upgrade", "head")

    assert (again.code, again.said.strip()) == (0, "nothing to do: dev is at 0007")


def test_statements_arrive_as_they_are_written(lake: Callable[[str], Lake]) -> None:
    """No percent sign is doubled, no :x taken for a parameter, not a byte is changed."""
    it = lake("dev")
    text = (
        "CREATE VIEW public.odd AS\n"
        "SELECT  'it''s 100%% :x %s' AS \"a%b\" , ':y' || '\\\\' AS c -- like '5%'\n"
        "FROM awsdatacatalog.syntheticgeneraldata_consume.policydata\n"
        "WHERE lobcode LIKE 'A%' AND /* :z */ territory <> '%(x)s'\n"
        "WITH NO SCHEMA BINDING"
    )
    add_revision(it, "0008", "0007", f"{text};\n", "DROP VIEW public.odd;\n")

    it.upgraded()

    with admin(it) as session:
        query = "select definition from pg_views where viewname = 'odd'"
        assert rows(session, query) == [(text,)]


def test_a_revision_that_fails_leaves_the_version_before_it(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    add_revision(
        it,
        "0008",
        "0007",
        "CREATE GROUP first;\n\n-- managed = false\nGRANT SELECT ON public.missing TO PUBLIC;\n",
        "DROP GROUP first;\n",
    )
    it.run("redlake", "bootstrap", "dev")

    failed = it.alembic("upgrade", "head")

    assert failed.code != 0
    place = "migrations/versions/0008_more/rendered/dev/upgrade.sql:9:1"
    assert f"({place})" in failed.said
    assert 'relation "public.missing" does not exist (42P01)' in failed.said
    assert "its transaction was rolled back" in failed.said
    assert "Traceback" not in failed.said
    with admin(it) as session:
        assert rows(session, VERSION) == [("0007",)]
        assert rows(session, "select groname from pg_group where groname = 'first'") == []


def test_a_verification_that_is_false_stops_the_run(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    verify = "-- pigs fly\nselect 1 = 2;\n"
    add_revision(it, "0008", "0007", "CREATE GROUP pigs;\n", "DROP GROUP pigs;\n", verify)
    add_revision(it, "0009", "0008", "CREATE GROUP after;\n", "DROP GROUP after;\n")
    it.run("redlake", "bootstrap", "dev")

    stopped = it.alembic("upgrade", "head")

    assert stopped.code != 0
    assert "revision 0008 ran, but it is not so that pigs fly" in stopped.said
    with admin(it) as session:
        assert rows(session, VERSION) == [("0008",)]
        assert rows(session, "select groname from pg_group where groname = 'after'") == []


def test_a_run_that_failed_goes_on_where_it_ended(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    grant = "GRANT USAGE ON DATABASE awsdatacatalog TO later;"
    sql = f"CREATE GROUP early;\n\n-- managed = false\n{grant}\n"
    add_revision(it, "0008", "0007", sql, "DROP GROUP early;\n")
    it.run("redlake", "bootstrap", "dev")

    failed = it.alembic("upgrade", "head")
    with admin(it) as session:
        version = rows(session, VERSION)
        rows(session, "create user later password disable")
    mended = it.alembic("upgrade", "head")

    assert failed.code != 0
    assert "later" in failed.said
    assert "it changed nothing; what was committed before it stays" in failed.said
    assert version == [("0007",)]
    assert mended.code == 0, mended.said
    assert "goes on where it broke off" in mended.said
    assert "CREATE GROUP early" not in mended.said
    with admin(it) as session:
        assert rows(session, VERSION) == [("0008",)]


@pytest.mark.parametrize("answer", ["1 = 2", "null = 1", "0", "1", "1 where false"])
def test_only_a_single_true_verifies(answer: str, lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    file = it.root / "migrations/versions/0001_glue_role/rendered/dev/verify.sql"
    file.write_text(f"\\set ON_ERROR_STOP on\n-- pigs fly\nselect {answer};\n")
    it.run("redlake", "bootstrap", "dev")

    stopped = it.alembic("upgrade", "0001")

    assert stopped.code != 0
    assert "revision 0001 ran, but it is not so that pigs fly" in stopped.said


def test_another_user_than_the_runner_is_told_of_its_rights(
    lake: Callable[[str], Lake],
) -> None:
    it = lake("dev")
    it.upgraded("0002")
    role = "dev-insurancelake-us-east-2-analyst-role"

    upgrade = it.run("alembic", "-x", "env=dev", "upgrade", "head", role=role)
    current = it.run("alembic", "-x", "env=dev", "current", role=role)

    for done in (upgrade, current):
        assert done.code != 0
        assert "Traceback" not in done.said, done.said
        assert "redlake bootstrap" in done.said


def test_nothing_to_downgrade_on_an_empty_warehouse(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.run("redlake", "bootstrap", "dev")

    done = it.alembic("downgrade", "base")

    assert (done.code, done.said.strip()) == (0, "nothing to do: dev is at no revision")


def test_a_version_that_no_revision_has_is_purged(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.upgraded("0001")
    with admin(it) as session:
        session.cursor().execute("update redlake.alembic_version set version_num = '9999'")

    lost = it.alembic("upgrade", "head")
    purged = it.alembic("stamp", "--purge", "0001")

    assert lost.code != 0
    assert "9999" in lost.said
    assert purged.code == 0, purged.said
    assert it.alembic("current").said.strip() == "0001"


def add_revision(
    lake: Lake, revision: str, parent: str, upgrade: str, downgrade: str, verify: str = ""
) -> None:
    """Writes a revision as a person would, and renders it."""
    folder = lake.root / "migrations" / "versions" / f"{revision}_more"
    folder.mkdir()
    template = next(lake.root.glob("migrations/versions/*/revision.py")).read_text()
    text = re.sub("^revision = .*", f'revision = "{revision}"', template, flags=re.MULTILINE)
    text = re.sub("^down_revision = .*", f'down_revision = "{parent}"', text, flags=re.MULTILINE)
    (folder / "revision.py").write_text(text)
    for file, text in {"upgrade": upgrade, "downgrade": downgrade, "verify": verify}.items():
        (folder / f"{file}.sql").write_text(text)
    rendered = lake.run("redlake", "render")
    assert rendered.code == 0, rendered.said
