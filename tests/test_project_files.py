"""The project's own lake: its environments, templates and revisions fit together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redlake.declared import declared
from redlake.environment import Environment, load, names
from redlake.grammar.script import Statement, read
from redlake.history import history
from redlake.plan import plan
from redlake.recorded import empty, recorded, replayed
from redlake.rendering import render
from redlake.state import replay

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
DECLARED = sorted(TEMPLATES.glob("*/*.sql"))
REVISIONS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*_*"))


@pytest.fixture(params=names(ROOT))
def environment(request: pytest.FixtureRequest) -> Environment:
    return load(request.param, ROOT)


def statements(file: Path, environment: Environment) -> list[Statement]:
    rendered = render(file, environment, [TEMPLATES])
    return read(rendered.text, environment.connection.database, rendered.place)


def said(statement: Statement) -> tuple[str, str]:
    """Its database and its text, however it is laid out."""
    return statement.database, " ".join(statement.text.split())


def test_there_are_three_environments() -> None:
    assert names(ROOT) == ["dev", "prod", "test"]


def test_environments_hold_only_the_account_ids_of_examples() -> None:
    examples = {"111122223333", "444455556666", "123456789012"}

    for file in (ROOT / "environments").glob("*.toml"):
        assert set(re.findall(r"\b[0-9]{12}\b", file.read_text())) <= examples


def test_every_template_declares_something(environment: Environment) -> None:
    assert DECLARED
    for file in DECLARED:
        assert statements(file, environment), file


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda folder: folder.name)
def test_every_revision_can_be_read(environment: Environment, revision: Path) -> None:
    for direction in ("upgrade", "downgrade"):
        assert statements(revision / f"{direction}.sql", environment)


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda folder: folder.name)
def test_every_question_of_a_verification_says_what_it_asks(
    environment: Environment, revision: Path
) -> None:
    questions = statements(revision / "verify.sql", environment)

    assert questions
    for question in questions:
        assert question.text.startswith("select count(*) = "), question.place
        assert question.comment, question.place


def test_the_revisions_make_what_the_templates_declare(environment: Environment) -> None:
    what = declared(environment, ROOT).state

    made = recorded(environment, history(ROOT))
    planned = replay(empty(environment), plan(empty(environment), what).statements)

    assert made == what
    assert made == planned
    assert not plan(made, what)


def test_every_downgrade_restores_what_its_upgrade_found(environment: Environment) -> None:
    assert replayed(environment, history(ROOT)).irreversible == ()


def test_every_secret_that_the_sql_names_is_in_the_environment(environment: Environment) -> None:
    for revision in REVISIONS:
        for statement in statements(revision / "upgrade.sql", environment):
            assert set(statement.secrets) <= environment.secrets.keys()


def test_environments_differ_where_they_should() -> None:
    users = {
        name: sum(
            statement.text.startswith("CREATE USER")
            for statement in statements(TEMPLATES / "users" / "readers.sql", load(name, ROOT))
        )
        for name in names(ROOT)
    }

    assert users == {"dev": 2, "prod": 3, "test": 2}


def test_the_guide_is_followed_to_the_letter() -> None:
    """The statements of the integration guide, with its names, in its environment."""
    guide = [
        'CREATE USER "IAMR:dev-insurancelake-us-east-2-glue-role" PASSWORD DISABLE',
        'GRANT USAGE ON DATABASE "awsdatacatalog" TO "IAMR:dev-insurancelake-us-east-2-glue-role"',
        'GRANT CREATE ON DATABASE "dev" TO "IAMR:dev-insurancelake-us-east-2-glue-role"',
        'CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_syntheticgeneraldata_consume"'
        " FROM DATA CATALOG DATABASE 'syntheticgeneraldata_consume' IAM_ROLE DEFAULT",
        'GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata_consume"'
        ' TO "IAMR:dev-insurancelake-us-east-2-glue-role"',
        'GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata_consume"'
        ' TO "IAMR:dev-insurancelake-us-east-2-glue-role"',
        "CREATE USER \"glue_connector\" PASSWORD :'secret_glue_connector'",
        'CREATE DATABASE "syntheticgeneraldata_consume"',
        'GRANT CREATE ON DATABASE "syntheticgeneraldata_consume"'
        ' TO "IAMR:dev-insurancelake-us-east-2-glue-role"',
    ]
    dev = load("dev", ROOT)

    declared = {said(statement) for file in DECLARED for statement in statements(file, dev)}

    assert {("dev", text) for text in guide} <= declared


def test_no_personal_contact_is_materialized() -> None:
    view = TEMPLATES / "materialized_views" / "general_insurance_redshift_materialized.sql"

    (statement,) = statements(view, load("dev", ROOT))

    assert "insuredcontact" not in statement.text
    assert "*" not in statement.text
