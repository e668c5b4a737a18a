"""Who can do what, and through what: as values, and as the command prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redlake.access import access
from redlake.errors import InputError
from redlake.grammar import script
from redlake.state import State, replay
from tests.conftest import Done, run

USERS = (
    "CREATE USER ann PASSWORD DISABLE; CREATE USER bob PASSWORD DISABLE;"
    "CREATE SCHEMA s; CREATE VIEW s.v AS SELECT 1 AS x, 2 AS y;"
)


def rows(
    sql: str, *, who: str | None = None, on: str | None = None
) -> list[tuple[str, str, str, str]]:
    state = replay(State.empty("dev"), script.read(f"{USERS}\n{sql}", "dev"))
    return [tuple(row) for row in access(state, who=who, on=on)]  # type: ignore[misc]


def of(sql: str, who: str, on: str) -> list[tuple[str, str, str]]:
    """What somebody may, on what, through what."""
    return [row[1:] for row in rows(sql, who=who, on=on)]


def test_a_grant_is_direct() -> None:
    assert of("GRANT SELECT, INSERT ON s.v TO ann;", "ann", "s.v") == [
        ("SELECT, INSERT", "view s.v", "directly")
    ]


def test_a_role_of_a_role_is_said_with_the_way() -> None:
    sql = (
        "CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; GRANT ROLE c TO ROLE b;"
        "GRANT ROLE b TO ROLE a; GRANT ROLE a TO ann; GRANT SELECT ON s.v TO ROLE c;"
    )

    assert of(sql, "ann", "s.v") == [("SELECT", "view s.v", "role a -> role b -> role c")]
    assert of(sql, "role a", "s.v") == [("SELECT", "view s.v", "role b -> role c")]
    assert of(sql, "ann", "role b") == [("has it", "role b", "role a")]


def test_two_roles_that_share_a_third_are_two_ways() -> None:
    sql = (
        "CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; GRANT ROLE c TO ROLE a, ROLE b;"
        "GRANT ROLE a TO ann; GRANT ROLE b TO ann; GRANT SELECT ON s.v TO ROLE c;"
    )

    assert [way for _, _, way in of(sql, "ann", "s.v")] == ["role a -> role c", "role b -> role c"]


def test_groups_and_everyone() -> None:
    sql = "CREATE GROUP g USER ann; GRANT SELECT ON s.v TO GROUP g; GRANT DELETE ON s.v TO PUBLIC;"

    assert of(sql, "ann", "s.v") == [
        ("SELECT", "view s.v", "group g"),
        ("DELETE", "view s.v", "PUBLIC"),
    ]
    assert [row[0] for row in rows(sql, on="s.v") if "DELETE" in row] == ["PUBLIC"]


def test_owners_and_superusers() -> None:
    sql = "ALTER TABLE s.v OWNER TO ann; CREATE USER eve PASSWORD 'Secret_123' CREATEUSER;"

    assert rows(sql, on="s.v") == [
        ("user ann", "everything", "view s.v", "ownership"),
        ("user eve", "everything", "everything", "superuser"),
    ]
    assert ("whoever runs revisions", "everything", "schema s", "ownership") in rows(sql)


def test_a_system_role_that_makes_a_superuser() -> None:
    sql = '-- managed = false\nGRANT ROLE "sys:superuser" TO ann;'

    assert of(sql, "ann", "s.v") == [("everything", "everything", 'role "sys:superuser"')]


def test_columns_and_the_grant_option() -> None:
    sql = "GRANT SELECT (x, y) ON s.v TO ann; GRANT SELECT ON s.v TO bob WITH GRANT OPTION;"

    assert rows(sql, on="s.v")[:2] == [
        ("user ann", "SELECT (x, y)", "view s.v", "directly"),
        ("user bob", "SELECT (and may grant it on)", "view s.v", "directly"),
    ]


def test_all_is_said_as_all() -> None:
    assert of("GRANT ALL ON s.v TO ann;", "ann", "s.v") == [("ALL", "view s.v", "directly")]


def test_scoped_grants_are_what_they_are_and_are_about_what_is_within() -> None:
    sql = "GRANT SELECT FOR TABLES IN SCHEMA s TO ann;"
    expected = [("SELECT", "tables in schema s, now and later", "directly")]

    assert of(sql, "ann", "s.v") == expected
    assert of(sql, "ann", "schema s") == expected
    assert of(sql, "ann", "schema public")[0][2] == "PUBLIC"


def test_default_privileges_are_what_they_are() -> None:
    sql = (
        "CREATE ROLE r; GRANT ROLE r TO ann;"
        "ALTER DEFAULT PRIVILEGES FOR USER bob IN SCHEMA s GRANT SELECT ON TABLES TO ROLE r;"
    )

    assert of(sql, "ann", "schema s") == [
        ("SELECT", "tables that user bob creates in schema s", "role r, default privileges")
    ]
    assert of(sql, "ann", "s.v") == [], "they are about what will be created"


def test_default_of_new_functions_is_said_only_where_it_is_asked_for() -> None:
    right = ("EXECUTE", "functions that whoever runs revisions creates in database dev")

    assert not [row for row in rows("") if row[1:3] == right]
    assert not [row for row in rows("", who="ann") if row[1:3] == right]
    assert [row for row in rows("", on="database dev") if row[1:3] == right]
    assert [row for row in rows("", who="public") if row[1:3] == right]


def test_tables_of_an_external_schema() -> None:
    sql = (
        "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ann;"
    )

    assert of(sql, "ann", "lake") == [("SELECT", "all tables in schema lake", "directly")]


def test_what_is_in_another_database_says_so() -> None:
    sql = "CREATE DATABASE b;\n\\connect b\nCREATE SCHEMA t; GRANT USAGE ON SCHEMA t TO ann;"

    assert of(sql, "ann", "t") == [("USAGE", "schema t in b", "directly")]


def test_a_whole_name_goes_before_a_part_of_one() -> None:
    sql = "CREATE USER annabel PASSWORD DISABLE; GRANT SELECT ON s.v TO ann, annabel;"

    assert [row[0] for row in rows(sql, who="ANN", on="v")] == ["user ann"]
    assert [row[0] for row in rows(sql, who="nna", on="v")] == ["user annabel"]


@pytest.mark.parametrize(
    ("who", "on", "said"),
    [
        ("anm", None, "there is no user, role or group called anm; did you mean ann?"),
        ("zzzzz", None, "called zzzzz; leave it out to see all"),
        ("", None, "there is no user, role or group called ; leave"),
        (None, "s.vv", "there is no object called s.vv; did you mean s.v"),
    ],
)
def test_a_name_that_there_is_not(who: str | None, on: str | None, said: str) -> None:
    with pytest.raises(InputError) as error:
        rows("", who=who, on=on)
    assert said in str(error.value)


# the command


def command(root: Path, *words: str) -> Done:
    done = run("redlake", "access", *words, root=root)
    assert "Traceback" not in done.said, done.said
    return done


def test_who_reads_a_view_as_lines_for_other_programs(project: Path) -> None:
    done = command(project, "prod", "--on", "general_insurance_redshift_boxplot")

    assert done.code == 0
    assert done.said.splitlines()[:2] == [
        "who\tmay\ton\tthrough",
        'user "IAMR:prod-insurancelake-us-east-2-actuary-role"\tSELECT\t'
        "late-binding view public.general_insurance_redshift_boxplot\trole datalake_reader",
    ]


def test_what_somebody_may_as_json(project: Path) -> None:
    done = command(project, "dev", "--who", "glue-role", "--on", "procedure", "--json")

    assert json.loads(done.said) == [
        {
            "who": 'user "IAMR:dev-insurancelake-us-east-2-glue-role"',
            "may": "EXECUTE",
            "on": "procedure public.refresh_general_insurance_redshift_materialized()",
            "through": "directly",
        }
    ]


def test_nothing_is_an_answer(project: Path) -> None:
    done = command(project, "dev", "--who", "glue_connector", "--on", "boxplot")

    assert (done.code, done.said) == (0, "nobody may anything of that in dev\n")


def test_an_unknown_name_is_an_error(project: Path) -> None:
    done = command(project, "dev", "--who", "datalake_raeder")

    assert done.code == 1
    assert done.said == (
        "redlake: there is no user, role or group called datalake_raeder;"
        " did you mean datalake_reader or datalake_analysts?\n"
    )
