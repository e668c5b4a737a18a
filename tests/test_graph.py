"""A State as Mermaid: ids and labels that it takes, arrows for what Redshift records and not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redlake.grammar import script
from redlake.graph import mermaid
from redlake.state import State, replay
from tests.conftest import run

_NODE = r'\w+(\[|\(|>|\{)[\[(\/\\{]?"[^"]*"[\])}\/\\]{1,2}'
_LINE = re.compile(
    rf"""flowchart\ LR
      | \ +{_NODE}
      | \ +subgraph\ database\d+\["[^"]*"\] | \ +end
      | \ +\w+\ (-->|-\.->|==>)(\|"[^"]*"\|)?\ \w+
      | \ +classDef\ others\ stroke-dasharray:\ 4\ 4 | \ +class\ [\w,]+\ others
    """,
    re.VERBOSE,
)


def drawn(sql: str, *, grants: bool = True) -> list[str]:
    state = replay(State.empty("dev"), script.read(sql, "dev"))
    text = mermaid(state, grants=grants)
    for line in text.splitlines():
        assert _LINE.fullmatch(line), line
    return [line.strip() for line in text.splitlines()]


def test_nothing_is_a_chart_too() -> None:
    assert drawn("") == ["flowchart LR"]


def test_what_redshift_records_is_solid_and_what_is_only_read_is_dashed() -> None:
    lines = drawn(
        "CREATE VIEW a AS SELECT 1 AS x;"
        "CREATE VIEW b AS SELECT x FROM a;"
        "CREATE VIEW c AS SELECT x FROM public.a WITH NO SCHEMA BINDING;"
    )

    assert "relation_dev_public_b --> relation_dev_public_a" in lines
    assert "relation_dev_public_c -.-> relation_dev_public_a" in lines


def test_tables_of_an_external_schema_are_the_schema() -> None:
    lines = drawn(
        "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;"
        "CREATE MATERIALIZED VIEW m AS SELECT x FROM lake.t;"
        "CREATE VIEW v AS SELECT x FROM lake.t WITH NO SCHEMA BINDING;"
    )

    assert 'schema_dev_lake[/"external schema lake"/]' in lines
    assert "relation_dev_public_m --> schema_dev_lake" in lines
    assert "relation_dev_public_v -.-> schema_dev_lake" in lines


def test_each_database_is_a_subgraph_home_first() -> None:
    lines = drawn(
        "CREATE DATABASE aaa;\n\\connect aaa\nCREATE SCHEMA s;\n\\connect dev\n"
        "CREATE VIEW v AS SELECT x FROM aaa.s.t WITH NO SCHEMA BINDING;"
    )

    assert lines[1:] == [
        'subgraph database1["database dev"]',
        'relation_dev_public_v>"late-binding view public.v"]',
        "end",
        'subgraph database2["database aaa"]',
        'database_aaa[("database aaa")]',
        'schema_aaa_s["schema s"]',
        'relation_aaa_s_t["relation s.t"]',
        "end",
        "relation_dev_public_v -.-> relation_aaa_s_t",
        "classDef others stroke-dasharray: 4 4",
        "class relation_aaa_s_t others",
    ]


ACCESS = (
    "CREATE SCHEMA s; CREATE VIEW s.v AS SELECT 1 AS x;"
    "CREATE USER ann PASSWORD DISABLE; CREATE ROLE r; CREATE GROUP g USER ann;"
    "GRANT ROLE r TO ann; GRANT SELECT, INSERT ON s.v TO ROLE r; GRANT SELECT ON s.v TO GROUP g;"
    "GRANT SELECT FOR TABLES IN SCHEMA s TO ROLE r; GRANT USAGE ON SCHEMA public TO ROLE r;"
    "ALTER DEFAULT PRIVILEGES FOR USER ann IN SCHEMA s GRANT SELECT ON TABLES TO GROUP g;"
)


def test_grants_are_one_edge_from_whom_to_what() -> None:
    lines = drawn(ACCESS)

    for line in (
        "user_ann --> role_r",
        "user_ann --> group_g",
        'role_r ==>|"SELECT, INSERT"| relation_dev_s_v',
        'group_g ==>|"SELECT"| relation_dev_s_v',
        'role_r ==>|"SELECT on tables in it, now and later"| schema_dev_s',
        'role_r ==>|"USAGE on schema public"| database_dev',
        'group_g ==>|"SELECT on tables that user ann creates"| schema_dev_s',
    ):
        assert line in lines


def test_a_role_of_redshifts_own_is_drawn_as_one_of_others() -> None:
    lines = drawn('CREATE USER ann PASSWORD DISABLE; GRANT ROLE "sys:monitor" TO ann;')

    assert "user_ann --> role_sys_monitor" in lines
    assert "class role_sys_monitor others" in lines


def test_what_redshift_grants_everyone_by_itself_is_left_out() -> None:
    assert not [line for line in drawn("CREATE DATABASE aaa;" + ACCESS) if "PUBLIC" in line]


def test_without_grants_only_what_can_be_read_is_left() -> None:
    lines = drawn(ACCESS, grants=False)

    assert lines[1:] == [
        'subgraph database1["database dev"]',
        'schema_dev_s["schema s"]',
        'relation_dev_s_v("view s.v")',
        "end",
        "relation_dev_s_v --> schema_dev_s",
    ]


@pytest.mark.parametrize(
    "name", ['"]; end', "<b>&amp;", "`x`", "#35;", "end", "a|b", "жук", "---o"]
)
def test_no_name_is_markup(name: str) -> None:
    escaped = name.replace('"', '""')
    lines = drawn(f'CREATE USER "{escaped}" PASSWORD DISABLE;')

    (node,) = lines[1:]
    label = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), node.split('"')[1])
    assert name in label.replace('""', '"')


def test_names_that_look_alike_are_nodes_of_their_own() -> None:
    lines = drawn('CREATE USER "a-b" PASSWORD DISABLE; CREATE USER a_b PASSWORD DISABLE;')

    assert [line.split("(")[0] for line in lines[1:]] == ["user_a_b", "user_a_b_2"]


def test_the_order_of_statements_does_not_matter() -> None:
    one, two = "CREATE ROLE b; CREATE ROLE a;", "CREATE ROLE a; CREATE ROLE b;"

    assert drawn(one) == drawn(two)


def test_the_command_draws_the_first_environment_or_the_one_that_is_named(project: Path) -> None:
    first, dev, prod = (
        run("redlake", "graph", *words, root=project) for words in ([], ["dev"], ["prod"])
    )

    assert first.code == 0
    assert first.said.startswith("flowchart LR\n")
    assert first == dev
    assert 'subgraph database1["database insurancelake"]' in prod.said
    assert "role_" not in run("redlake", "graph", "--no-grants", root=project).said
