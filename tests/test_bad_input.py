"""What is refused before anything runs: what, where, the way out, and a lake left as it was."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Done, Lake, run
from tests.holdings import holdings

Project = Path


# without any server: the project's files are enough to refuse


def alembic(project: Project, *words: str) -> Done:
    return run("alembic", *words, root=project)


def refused(done: Done, *said: str) -> None:
    assert done.code != 0
    assert "Traceback" not in done.said, done.said
    for part in said:
        assert part in done.said, done.said


def test_no_environment(project: Project) -> None:
    refused(
        alembic(project, "upgrade", "head"),
        "no environment is named",
        "alembic -x env=dev",
        "known are dev, prod, test",
    )


def test_an_unknown_environment(project: Project) -> None:
    refused(
        alembic(project, "-x", "env=stage", "upgrade", "head"),
        'there is no environment "stage"',
        "(environments)",
        "known are dev, prod, test",
    )


def test_two_environments(project: Path) -> None:
    refused(
        alembic(project, "-x", "env=dev", "-x", "env=prod", "upgrade", "head"),
        "two environments are named",
    )


def test_an_unknown_option(project: Project) -> None:
    refused(
        alembic(project, "-x", "env=dev", "-x", "enviroment=dev", "upgrade", "head"),
        "-x enviroment= is not known",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('database = "dev"', 'databse = "dev"', 'unknown key "databse" in [connection]'),
        ('database = "dev"', 'databse = "dev"', 'did you mean "database"?'),
        ('database = "dev"', 'databse = "dev"', "environments/dev.toml:6"),
        (
            'database = "dev"',
            'database = "dev"\ncluster = "dev"',
            "both workgroup and cluster are set",
        ),
        ('workgroup = "dev-insurancelake"', "", "neither workgroup nor cluster is set"),
    ],
)
def test_an_environment_file_that_says_the_wrong_thing(
    project: Project, old: str, new: str, said: str
) -> None:
    edit(project / "environments/dev.toml", old, new)

    refused(alembic(project, "-x", "env=dev", "upgrade", "head", "--sql"), said)


def test_an_undefined_variable(project: Project) -> None:
    file = project / "migrations/versions/0002_readers/upgrade.sql"
    edit(file, "CREATE ROLE {{ readers.role | ident }};", "CREATE ROLE {{ reader | ident }};")

    refused(
        run("redlake", "render", "0002", root=project),
        "reader",
        "migrations/versions/0002_readers/upgrade.sql:5",
    )


def test_a_value_that_would_break_out(project: Project) -> None:
    edit(project / "environments/base.toml", '"datalake_reader"', "'x\"; drop user y; --'")
    file = project / "migrations/versions/0002_readers/upgrade.sql"
    edit(file, "CREATE ROLE {{ readers.role | ident }};", "CREATE ROLE {{ readers.role }};")

    refused(
        run("redlake", "render", "0002", root=project),
        "migrations/versions/0002_readers/upgrade.sql:5",
        "| ident",
    )


def test_a_revision_without_upgrade(project: Project) -> None:
    (project / "migrations/versions/0003_data_lake_views/upgrade.sql").unlink()

    refused(
        alembic(project, "-x", "env=dev", "upgrade", "head"),
        "revision 0003_data_lake_views has no upgrade.sql",
        "(migrations/versions/0003_data_lake_views)",
        "redlake render",
    )


def test_a_revision_made_by_bare_alembic(project: Project) -> None:
    made = alembic(project, "revision", "-m", "more readers")
    assert made.code == 0, made.said

    refused(
        alembic(project, "-x", "env=dev", "upgrade", "head"),
        "more_readers has no upgrade.sql and no downgrade.sql and no verify.sql",
        "bare alembic revision makes only the first",
    )


def test_a_revision_that_was_not_rendered(project: Project) -> None:
    shutil.rmtree(project / "migrations/versions/0006_consume_databases/rendered/prod")

    refused(
        alembic(project, "-x", "env=prod", "upgrade", "head", "--sql"),
        "revision 0006 was not rendered for prod",
        "migrations/versions/0006_consume_databases/rendered/prod/upgrade.sql",
        "run redlake render",
    )
    assert alembic(project, "-x", "env=dev", "upgrade", "head", "--sql").code == 0


def test_two_heads(project: Project) -> None:
    copy_revision(project, "0007", "0008", parent="0006")

    refused(
        alembic(project, "-x", "env=dev", "upgrade", "heads"),
        "history is not linear: 0007 and 0008 both follow 0006",
    )


def test_two_folders_with_one_id(project: Project) -> None:
    copy_revision(project, "0007", "0007", parent="0006")

    refused(
        alembic(project, "-x", "env=dev", "upgrade", "head"),
        "two folders have the revision id 0007",
    )


def test_no_credentials(project: Project) -> None:
    refused(
        alembic(project, "-x", "env=dev", "upgrade", "head"),
        "redshift-serverless:GetCredentials",
        'workgroup "dev-insurancelake"',
        "credentials",
    )


# with a sandbox: nothing in it may change


@pytest.fixture(scope="module")
def shared(sandbox: Callable[[str], object]) -> Callable[[str], object]:
    """One sandbox an environment for the whole module: every test leaves it as it was."""
    kept: dict[str, object] = {}

    def of(environment: str) -> object:
        if environment not in kept:
            kept[environment] = sandbox(environment)
        return kept[environment]

    return of


@pytest.fixture
def untouched(project: Project, shared: Callable[[str], object]) -> Iterator[Lake]:
    it = Lake(project, "dev", shared("dev"))  # type: ignore[arg-type]
    before = holdings(it)
    yield it
    assert holdings(it) == before, "something ran"


def test_a_user_without_rights(untouched: Lake) -> None:
    refused(
        untouched.alembic("upgrade", "head"),
        '"IAM:developer" lacks rights in dev that this run needs',
        "superuser: CREATE USER",
        "redlake bootstrap dev",
    )


def test_a_secret_that_does_not_exist(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    it.run("redlake", "bootstrap", "dev")
    before = holdings(it)
    file = it.root / "environments/dev.toml"
    edit(file, "dev-insurancelake-glue-connector-AbCdEf", "dev-insurancelake-gone-AbCdEf")

    refused(
        it.alembic("upgrade", "head"),
        "glue_connector",
        "dev-insurancelake-gone-AbCdEf",
        "environments/dev.toml",
    )
    assert holdings(it) == before, "something ran"


def test_a_workgroup_that_does_not_exist(untouched: Lake) -> None:
    file = untouched.root / "environments/dev.toml"
    edit(file, 'workgroup = "dev-insurancelake"', 'workgroup = "dev-lake"')

    refused(untouched.alembic("upgrade", "head"), 'workgroup "dev-lake"', "us-east-2")


def test_credentials_that_aws_does_not_know(untouched: Lake) -> None:
    stale = {"AWS_SESSION_TOKEN": "stale", "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE"}

    refused(
        untouched.alembic("upgrade", "head", variables=stale),
        "redshift-serverless:GetCredentials",
        'workgroup "dev-insurancelake"',
    )


def test_credentials_without_the_permission(untouched: Lake) -> None:
    role = "dev-insurancelake-us-east-2-glue-role"
    variables = untouched.running.variables(role)

    done = run("redlake", "bootstrap", "dev", root=untouched.root, variables=variables)

    refused(done, "secretsmanager:GetSecretValue", "dev-insurancelake-admin-AbCdEf")


def test_a_server_that_is_not_there(untouched: Lake) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = untouched.root / "environments/dev.toml"
    edit(file, 'database = "dev"', f'database = "dev"\nhost = "localhost"\nport = {port}')

    refused(untouched.alembic("upgrade", "head"), f"localhost:{port}", "check that it is running")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def copy_revision(project: Project, original: str, copied: str, *, parent: str) -> None:
    versions = project / "migrations/versions"
    (source,) = versions.glob(f"{original}_*")
    target = versions / f"{copied}_copied"
    shutil.copytree(source, target)
    edit(target / "revision.py", f'revision = "{original}"', f'revision = "{copied}"')
    assert f'down_revision = "{parent}"' in (target / "revision.py").read_text()
