"""The pytest plugin, in runs of pytest of their own, in a copy of this project."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import psutil
import pytest

from redlake.sandbox.process import is_running
from tests.conftest import ROOT, Done, run

Pytest: TypeAlias = Callable[..., Done]

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
PLUGIN = DECLARED["pytest11"]["redlake"]

IN_A_ROW = """
import json
from pathlib import Path

import psutil

SECRET = "arn:aws:secretsmanager:us-east-2:111122223333:secret:dev-insurancelake-admin-AbCdEf"
FIRST_USERS = [["admin"], ["rdsdb"]]
PASSWORD = "Correct-horse1"


def rows(session, sql):
    with session.cursor() as cursor:
        cursor.execute(sql)
        return [list(row) for row in cursor.fetchall()] if cursor.description else []


def note(sandbox):
    server = psutil.Process(sandbox.running.pid)
    family = [server.pid, *(each.pid for each in server.children(recursive=True))]
    with Path("servers").open("a") as servers:
        servers.write(json.dumps(family) + "\\n")


def test_changes_everything(redlake_sandbox):
    note(redlake_sandbox)
    admin = redlake_sandbox.admin()
    assert rows(admin, "SELECT usename FROM pg_user ORDER BY 1") == FIRST_USERS
    for sql in (
        f"CREATE USER somebody PASSWORD '{PASSWORD}'",
        "CREATE TABLE public.left_behind (a int)",
        "GRANT SELECT ON public.left_behind TO somebody",
        "GRANT CREATE ON DATABASE dev TO somebody",
        "ALTER USER admin PASSWORD 'Another-h0rse'",
    ):
        rows(admin, sql)
    assert rows(redlake_sandbox.connect("somebody", PASSWORD), "SELECT * FROM left_behind") == []
    secrets = redlake_sandbox.aws("secretsmanager")
    secrets.put_secret_value(SecretId=SECRET, SecretString="{}")
    glue = redlake_sandbox.aws("glue")
    glue.create_table(DatabaseName="syntheticgeneraldata", TableInput={"Name": "left_behind"})


def test_finds_nothing_of_it(redlake_sandbox):
    note(redlake_sandbox)
    admin = redlake_sandbox.admin()
    assert rows(admin, "SELECT usename FROM pg_user ORDER BY 1") == FIRST_USERS
    assert rows(admin, "SELECT table_name FROM svv_redshift_tables"
                       " WHERE schema_name = 'public'") == []
    assert rows(admin, "SELECT * FROM svv_database_privileges"
                       " WHERE identity_name = 'somebody'") == []
    secrets = redlake_sandbox.aws("secretsmanager")
    assert json.loads(secrets.get_secret_value(SecretId=SECRET)["SecretString"])["password"]
    tables = redlake_sandbox.aws("glue").get_tables(DatabaseName="syntheticgeneraldata")
    assert "left_behind" not in [table["Name"] for table in tables["TableList"]]


def test_upgrades(redlake_sandbox):
    note(redlake_sandbox)
    assert redlake_sandbox.redlake("bootstrap", "dev").code == 0
    upgraded = redlake_sandbox.redlake("upgrade", "dev")
    assert (upgraded.code, "dev is at 0007" in upgraded.said) == (0, True), upgraded.said
    assert "0007" in redlake_sandbox.alembic("current").said
    redlake_sandbox.connect("glue_connector")  # its password is in a secret


def test_upgrades_again_from_nothing(redlake_sandbox):
    note(redlake_sandbox)
    assert redlake_sandbox.alembic("current").said.strip() == ""
    failed = redlake_sandbox.redlake("upgrade", "dev")  # nobody has bootstrapped it
    assert failed.code == 1
    assert redlake_sandbox.control.traffic().statements != ()
    assert redlake_sandbox.variables()["AWS_ENDPOINT_URL"] == redlake_sandbox.running.endpoint
"""

ASKS = """
def test_asks(redlake_sandbox):
    with redlake_sandbox.admin().cursor() as cursor:
        cursor.execute("SELECT current_database()")
        print("connected to", cursor.fetchone()[0])
"""


@pytest.fixture
def pytest_in(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Pytest:
    """Runs pytest in the project with this plugin, whichever others are installed."""

    def run_pytest(*words: str, **files: str) -> Done:
        for name, text in files.items():
            (project / f"{name}.py").write_text(text)
        temporary = tmp_path_factory.mktemp("temporary")
        return run(
            *(sys.executable, "-m", "pytest", "-p", PLUGIN, "-p", "no:cacheprovider", "-rA"),
            f"--basetemp={temporary / 'of-the-run'}",
            *words,
            root=project,
            variables={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
        )

    return run_pytest


def servers(project: Path) -> list[list[int]]:
    """The processes of the sandbox that each test had."""
    lines = (project / "servers").read_text().splitlines()
    return [[int(pid) for pid in re.findall(r"\d+", line)] for line in lines]


def left(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and is_running(psutil.Process(pid))]


def test_each_test_has_a_fresh_warehouse_of_one_server(project: Path, pytest_in: Pytest) -> None:
    done = pytest_in("--redlake-environment", "dev", test_lake=IN_A_ROW)

    assert (done.code, "4 passed" in done.said) == (0, True), done.said
    families = servers(project)
    assert len({family[0] for family in families}) == 1
    assert left([pid for family in families for pid in family]) == []


def test_each_worker_has_a_server_of_its_own(project: Path, pytest_in: Pytest) -> None:
    options = ("-p", "xdist", "-n", "2", "--dist", "each")

    done = pytest_in(*options, "--redlake-environment=dev", test_lake=IN_A_ROW)

    assert (done.code, "8 passed" in done.said) == (0, True), done.said
    families = servers(project)
    assert len({family[0] for family in families}) == 2
    assert left([pid for family in families for pid in family]) == []


def test_an_environment_that_is_not_there(pytest_in: Pytest) -> None:
    unknown = pytest_in("--redlake-environment", "stage", test_lake=ASKS)
    unnamed = pytest_in()

    assert (unknown.code, "1 error" in unknown.said) == (1, True), unknown.said
    assert 'there is no environment "stage"' in unknown.said
    assert "known are dev, prod, test" in unknown.said
    assert (unnamed.code, "1 error" in unnamed.said) == (1, True), unnamed.said
    assert "the project's environments are dev, prod, test; name one" in unnamed.said
    assert "Traceback" not in unknown.said + unnamed.said


def test_no_project_is_said_once(project: Path, pytest_in: Pytest) -> None:
    (project / "alembic.ini").unlink()

    done = pytest_in("-r", "f", test_lake=ASKS)

    assert done.code == 1, done.said
    assert done.said.count("there is no redlake project in") == 1, done.said


def test_a_password_that_no_secret_holds(pytest_in: Pytest) -> None:
    asks = "def test_asks(redlake_sandbox):\n    redlake_sandbox.connect('zoe')\n"

    done = pytest_in("--redlake-environment", "dev", test_lake=asks)

    assert 'give it: connect("zoe", "password")' in done.said, done.said


def test_the_only_environment_need_not_be_named(project: Path, pytest_in: Pytest) -> None:
    for name in ("dev", "prod"):
        (project / "environments" / f"{name}.toml").unlink()

    done = pytest_in(test_lake=ASKS)

    assert (done.code, "connected to test" in done.said) == (0, True), done.said


def test_the_ini_file_names_environment_and_data(project: Path, pytest_in: Pytest) -> None:
    (project / "pytest.ini").write_text(
        "[pytest]\nredlake_environment = prod\nredlake_data = lake\n"
    )
    folder = project / "lake" / "insurance"
    folder.mkdir(parents=True)
    (folder / "claims.csv").write_text("number,lob\n1,AUTO\n")
    asks = (
        ASKS + '    found = redlake_sandbox.aws("glue").get_tables(DatabaseName="insurance")\n'
        '    print("served", [table["Name"] for table in found["TableList"]])\n'
    )

    done = pytest_in(test_lake=asks)
    nowhere = pytest_in("--redlake-data", "nowhere")

    assert done.code == 0, done.said
    assert "connected to insurancelake" in done.said
    assert "served ['claims']" in done.said
    assert (nowhere.code, "nowhere is no folder" in nowhere.said) == (1, True), nowhere.said
    assert "--redlake-data DIR" in nowhere.said


def test_the_guides_example_of_a_folder(project: Path, pytest_in: Pytest) -> None:
    folder = project / "lake" / "insurance"
    folder.mkdir(parents=True)
    (folder / "claims.csv").write_text("number,lob\n1,AUTO\n")
    guide = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?redlake_sandbox.*?)```", guide, re.DOTALL)

    done = pytest_in("--redlake-environment=dev", "--redlake-data=lake", test_example=example)

    assert (done.code, "1 passed" in done.said) == (0, True), done.said


def test_a_test_that_does_not_ask_for_it_starts_nothing(project: Path, pytest_in: Pytest) -> None:
    imported = (
        "import sys\n\n\ndef test_imports():\n"
        "    names = {name.partition('.')[0] for name in sys.modules}\n"
        "    assert not names & {'boto3', 'botocore', 'moto', 'psutil', 'pydantic',\n"
        "                        'redshift_connector', 'sqlalchemy', 'typer'}\n"
        "    loaded = [name for name in sys.modules if name.startswith('redlake')]\n"
        "    assert loaded == ['redlake', 'redlake.pytest_plugin']\n"
    )

    done = pytest_in(test_nothing=imported)

    assert (done.code, "1 passed" in done.said) == (0, True), done.said


def test_the_example_of_the_readme(project: Path, pytest_in: Pytest) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?redlake_sandbox.*?)```", readme, re.DOTALL)

    done = pytest_in("--redlake-environment", "dev", test_example=example)

    assert (done.code, "1 passed" in done.said) == (0, True), done.said
