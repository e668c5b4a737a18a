"""Planned SQL of all environments, written back as one Jinja SQL.

The golden files in ``authored`` are written again by
``REWRITE_GOLDEN=1 pytest tests/test_authoring.py``, and reviewed as a diff.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from redlake.authoring import Planned, Source, author, same
from redlake.environment import Connection, Environment, load
from redlake.errors import GrammarError
from redlake.grammar import names, script
from redlake.grammar.script import Statement
from redlake.grammar.tokens import Kind, tokenize
from redlake.rendering import render

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "authored"

Plans = dict[str, list[Planned]]


def environment(name: str, values: Mapping[str, Any], database: str | None = None) -> Environment:
    return Environment(
        name=name,
        file=Path(f"environments/{name}.toml"),
        connection=Connection(
            database=database or name,
            region="us-east-2",
            account="111122223333",
            workgroup=f"{name}-insurancelake",
        ),
        values=values,
        secrets={"glue_connector": "arn:aws:secretsmanager:us-east-2:111122223333:secret:x-AbCdEf"},
    )


class Lake:
    """Templates for some environments, and what is written back."""

    def __init__(
        self, folder: Path, environments: Mapping[str, Environment], search: Sequence[Path] = ()
    ) -> None:
        self.folder = folder
        self.environments = environments
        self.search = search

    def declared(self, *templates: str | Path) -> Plans:
        """All that the templates declare, planned as it stands."""
        plans: Plans = {name: [] for name in self.environments}
        for template in templates:
            if isinstance(template, str):
                file = self.folder / "template.sql"
                file.write_text(template, encoding="utf-8")
            else:
                file = template
            for name, target in self.environments.items():
                plans[name] += _declared(file, target, self.search)
        return plans

    def author(self, plans: Plans) -> str:
        """Writes back, and sees to it that every environment gets what was planned."""
        text = author(plans, self.environments)
        assert text == author(plans, self.environments)
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
        assert "\n\n\n" not in text
        for name, rendered in self.rendered(text).items():
            planned = [one.statement for one in plans[name]]
            assert all(map(same, planned, rendered)), (planned, rendered)
            assert len(planned) == len(rendered)
        return text

    def rendered(self, text: str) -> dict[str, list[Statement]]:
        file = self.folder / "upgrade.sql"
        file.write_text(text, encoding="utf-8")
        return {
            name: script.read(render(file, target, []).text, target.connection.database)
            for name, target in self.environments.items()
        }


def _declared(file: Path, target: Environment, search: Sequence[Path]) -> list[Planned]:
    rendered = render(file, target, search)
    return [
        Planned(
            statement,
            (Source(rendered, statement.start, statement.start + len(statement.text)),),
        )
        for statement in script.read(rendered.text, target.connection.database, rendered.place)
    ]


def said(planned: Planned, text: str) -> Planned:
    """The same, in other words."""
    return replace(planned, statement=replace(planned.statement, text=text))


def literal(text: str, database: str, **more: Any) -> Planned:
    return Planned(Statement(text, database, **more))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Three environments, whose names, databases and readers differ."""
    return Lake(
        tmp_path,
        {
            "dev": environment(
                "dev",
                {"prefix": "lake", "reader": "dev_reader", "members": ["ann"], "suffix": ""},
            ),
            "test": environment(
                "test",
                {"prefix": "lake", "reader": "test-reader", "members": ["ann"], "suffix": "_t"},
            ),
            "prod": environment(
                "prod",
                {"prefix": "lake", "reader": "user", "members": ["ann", "bob"], "suffix": "_p"},
                database="insurance",
            ),
        },
    )


class TestExpressions:
    @pytest.mark.parametrize(
        "text",
        [
            "CREATE ROLE {{ reader | ident }};\n",
            "CREATE VIEW public.{{ prefix }}_v{{ suffix }} AS\nSELECT '{{ env.name }}-x' AS a;\n",
            "CREATE VIEW v AS\nSELECT 1 {{ suffix }} -- in {{ env.name }} only\nFROM t;\n",
            "GRANT ROLE {{ reader | ident }} TO {{ members | map('ident') | join(', ') }};\n",
            "CALL p({{ env.name | literal }}, {{ (prefix ~ '{{' ~ suffix) | literal }});\n",
        ],
    )
    def test_go_back_as_they_were_written(self, lake: Lake, text: str) -> None:
        assert lake.author(lake.declared(text)) == text

    def test_of_a_macro_go_back_one_by_one(self, lake: Lake) -> None:
        plans = lake.declared(
            "{% macro readers() %}ROLE {{ reader | ident }}, GROUP g{% endmacro %}"
            "GRANT SELECT ON x TO {{ readers() }};\n"
        )

        assert lake.author(plans) == "GRANT SELECT ON x TO ROLE {{ reader | ident }}, GROUP g;\n"

    def test_of_a_loop_are_literal(self, lake: Lake) -> None:
        plans = lake.declared(
            "{% for member in members %}\n"
            "GRANT ROLE {{ reader | ident }} TO {{ member | ident }};\n"
            "{% endfor %}\n"
        )

        assert lake.author(plans) == (
            'GRANT ROLE {{ reader | ident }} TO "ann";\n'
            "\n"
            '{% if env.name == "prod" %}\n'
            'GRANT ROLE {{ reader | ident }} TO "bob";\n'
            "{% endif %}\n"
        )

    def test_stay_under_another_head(self, lake: Lake) -> None:
        body = "\nSELECT '{{ env.name }}' AS a, b -- {{ prefix }}\nFROM {{ prefix }}.t{{ suffix }}"
        plans = lake.declared(
            f"create view\n  public.{{{{ reader | ident }}}} -- a head\n  as{body};\n"
        )
        plans = {
            name: [
                said(
                    one,
                    f"CREATE OR REPLACE VIEW public.{names.quoted(value)} AS"
                    f"{one.statement.text.partition('  as')[2]}",
                )
                for one in plans[name]
                for value in [lake.environments[name].values["reader"]]
            ]
            for name in plans
        }

        assert lake.author(plans) == (
            f"CREATE OR REPLACE VIEW public.{{{{ reader | ident }}}} AS{body};\n"
        )

    def test_stay_where_names_lose_their_quotes(self, lake: Lake) -> None:
        plans = lake.declared('CREATE ROLE "r_{{ env.name }}"; CREATE ROLE {{ reader | ident }};')
        plans = {
            name: [said(one, reprinted(one.statement.text)) for one in planned]
            for name, planned in plans.items()
        }

        assert [one.statement.text for one in plans["dev"]] == [
            "CREATE ROLE r_dev",
            "CREATE ROLE dev_reader",
        ]
        assert lake.author(plans) == (
            'CREATE ROLE "r_{{ env.name }}";\n\nCREATE ROLE {{ reader | ident }};\n'
        )

    def test_are_found_in_several_sources(self, lake: Lake) -> None:
        plans = {
            name: [
                Planned(
                    Statement(f"GRANT SELECT ON dev, y TO ROLE {role}, ann, GROUP lake", database),
                    tuple(source for one in declared for source in one.sources),
                )
            ]
            for name, declared in lake.declared(
                "GRANT SELECT ON dev TO ROLE {{ reader | ident }};"
                "GRANT SELECT ON y TO ROLE {{ reader | ident }}, GROUP {{ prefix | ident }};"
                "{% for member in members[:1] %}"
                "GRANT SELECT ON y TO {{ member | ident }};{% endfor %}"
            ).items()
            for role in [names.quoted(lake.environments[name].values["reader"])]
            for database in [lake.environments[name].connection.database]
        }

        assert lake.author(plans) == (
            "GRANT SELECT ON dev, y"
            " TO ROLE {{ reader | ident }}, ann, GROUP {{ prefix | ident }};\n"
        )

    def test_that_made_nothing_are_written_once_for_several_sources(self, lake: Lake) -> None:
        text = "CREATE VIEW {{ prefix }}.v{{ suffix }} AS SELECT 1 FROM t{{ suffix }};\n"
        plans = {
            name: [replace(one, sources=one.sources * 2) for one in planned]
            for name, planned in lake.declared(text).items()
        }

        assert lake.author(plans) == text

    def test_are_literal_where_the_space_within_is_another(self, tmp_path: Path) -> None:
        lake = Lake(tmp_path, {"dev": environment("dev", {"role": "r", "members": ["a", "b"]})})
        (declared,) = lake.declared(
            "GRANT ROLE {{ role | ident }} TO {{ members | map('ident') | join(', ') }};"
        )["dev"]

        assert lake.author({"dev": [said(declared, "GRANT ROLE r TO a, b")]}) == (
            "GRANT ROLE {{ role | ident }} TO {{ members | map('ident') | join(', ') }};\n"
        )
        assert lake.author({"dev": [said(declared, "GRANT ROLE r TO a,b")]}) == (
            "GRANT ROLE {{ role | ident }} TO a,b;\n"
        )

    def test_are_found_in_another_order(self, lake: Lake) -> None:
        plans = lake.declared(
            "GRANT SELECT ON x TO ROLE {{ reader | ident }}, GROUP {{ prefix | ident }};"
        )
        plans = {
            name: [
                said(
                    one,
                    "GRANT SELECT ON x TO GROUP lake, ROLE "
                    + names.quoted(lake.environments[name].values["reader"]),
                )
                for one in planned
            ]
            for name, planned in plans.items()
        }

        assert lake.author(plans) == (
            "GRANT SELECT ON x TO GROUP {{ prefix | ident }}, ROLE {{ reader | ident }};\n"
        )

    def test_never_stand_for_a_user_of_another_case(self, tmp_path: Path) -> None:
        lake = Lake(tmp_path, {"dev": environment("dev", {"upper": "Ann"})})
        (declared,) = lake.declared("GRANT ROLE r TO {{ upper | ident }};")["dev"]

        text = lake.author({"dev": [said(declared, 'GRANT ROLE r TO ann, "Ann"')]})

        assert text == "GRANT ROLE r TO ann, {{ upper | ident }};\n"

    def test_never_stand_for_a_keyword(self, tmp_path: Path) -> None:
        lake = Lake(tmp_path, {"dev": environment("dev", {"a": "role", "b": "public"})})
        (declared,) = lake.declared("GRANT SELECT ON {{ a | ident }} TO {{ b | ident }};")["dev"]

        text = lake.author({"dev": [said(declared, "GRANT ROLE role TO PUBLIC")]})

        assert text == "GRANT ROLE {{ a | ident }} TO PUBLIC;\n"

    def test_are_given_up_where_they_would_grow_into_their_neighbours(self, tmp_path: Path) -> None:
        lake = Lake(tmp_path, {"dev": environment("dev", {"a": "x"})})
        (declared,) = lake.declared("SELECT 1 AS {{ a }}, 2;")["dev"]

        assert lake.author({"dev": [said(declared, 'SELECT 1 AS"x", 2')]}) == (
            'SELECT 1 AS"x", 2;\n'
        )


class TestLiterals:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("SELECT '{{ a }}'", """SELECT '{{ "{{" }} a }}'"""),
            ("SELECT '{% if %}{#'", """SELECT '{{ "{%" }} if %}{{ "{#" }}'"""),
            ("SELECT '{{{%{'", """SELECT '{{ "{{" }}{{ "{%" }}{'"""),
            ("SELECT '{\"a\": {}}' -- {#\n, 1", 'SELECT \'{"a": {}}\' -- {{ "{#" }}\n, 1'),
        ],
    )
    def test_are_no_markup(self, lake: Lake, text: str, written: str) -> None:
        plans = {
            name: [literal(text, target.connection.database)]
            for name, target in lake.environments.items()
        }

        assert lake.author(plans) == f"{written};\n"

    def test_end_before_an_expression(self, lake: Lake) -> None:
        plans = lake.declared("""SELECT '{{ "{" }}{{ env.name }}';""")

        assert lake.author(plans) == """SELECT '{{ "{" }}{{ env.name }}';\n"""

        plans = lake.declared("""SELECT '{% raw %}{{% endraw %}{{ env.name }}}';""")

        assert lake.author(plans) == """SELECT '{{ "{" }}{{ env.name }}}';\n"""

    def test_of_comments_and_databases_are_no_markup(self, lake: Lake) -> None:
        plans: Plans = {
            "dev": [literal("SELECT 1", '{{"', comment="{% a {")],
            "test": [],
            "prod": [],
        }

        assert lake.author(plans) == (
            '{% if env.name == "dev" %}\n'
            '\\connect "{{ "{{" }}"""\n'
            '-- {{ "{%" }} a {\n'
            "SELECT 1;\n"
            "\\connect {{ env.database | ident }}\n"
            "{% endif %}\n"
        )

    def test_with_a_carriage_return_are_refused(self, lake: Lake) -> None:
        plans: Plans = {"dev": [literal("SELECT '\r'", "dev")], "test": [], "prod": []}

        with pytest.raises(GrammarError) as refused:
            author(plans, lake.environments)

        assert str(refused.value) == (
            "SELECT ' ' holds a carriage return, which Jinja makes a line feed of; "
            "remove it from the template or the value"
        )


class TestStatements:
    def test_of_some_environments_stand_under_a_condition(self, lake: Lake) -> None:
        plans: Plans = {
            "dev": [literal(f"DROP ROLE {role}", "dev") for role in "abcd"],
            "test": [literal(f"DROP ROLE {role}", "test") for role in "bcd"],
            "prod": [literal(f"DROP ROLE {role}", "insurance") for role in "de"],
        }

        assert lake.author(plans) == (
            '{% if env.name == "dev" %}\n'
            "DROP ROLE a;\n"
            "{% endif %}\n"
            "\n"
            '{% if env.name in ["dev", "test"] %}\n'
            "DROP ROLE b;\n"
            "\n"
            "DROP ROLE c;\n"
            "{% endif %}\n"
            "\n"
            "DROP ROLE d;\n"
            "\n"
            '{% if env.name == "prod" %}\n'
            "DROP ROLE e;\n"
            "{% endif %}\n"
        )

    def test_keep_the_order_of_every_environment(self, lake: Lake) -> None:
        plans: Plans = {
            "dev": [literal("DROP ROLE a", "dev"), literal("DROP ROLE b", "dev")],
            "test": [literal("DROP ROLE b", "test"), literal("DROP ROLE a", "test")],
            "prod": [],
        }

        lake.author(plans)

    def test_keep_their_comments(self, lake: Lake) -> None:
        plans = lake.declared(
            "-- Why all this is here.\n\n-- first\n--\n--   indented\nDROP ROLE a;\n"
            "/* of a block */ DROP ROLE b; -- beside\n"
            "-- alone\n\nDROP ROLE c;\n"
        )

        assert lake.author(plans) == (
            "-- Why all this is here.\n\n-- first\n--\n--   indented\nDROP ROLE a;\n\n"
            "-- of a block\n-- beside\nDROP ROLE b;\n\n"
            "-- alone\n\nDROP ROLE c;\n"
        )

    def test_of_nobody_make_no_text(self, lake: Lake) -> None:
        assert lake.author({"dev": [], "test": [], "prod": []}) == ""


class TestDatabases:
    def test_are_connected_to_from_home_and_back(self, lake: Lake) -> None:
        plans = lake.declared(
            "DROP ROLE a;\n"
            '\\connect "x"\nDROP VIEW b; DROP VIEW c;\n'
            '\\connect "y"\nDROP VIEW d;\n'
            "\\connect {{ env.database | ident }}\nDROP ROLE e;\n"
            '{% if env.name == "dev" %}\n\\connect "x"\nDROP VIEW f;\n{% endif %}\n'
            '\\connect "x"\nDROP VIEW g;\n'
        )

        assert lake.author(plans) == (
            "DROP ROLE a;\n"
            "\n"
            '\\connect "x"\n'
            "DROP VIEW b;\n"
            "\n"
            "DROP VIEW c;\n"
            "\n"
            '\\connect "y"\n'
            "DROP VIEW d;\n"
            "\\connect {{ env.database | ident }}\n"
            "\n"
            "DROP ROLE e;\n"
            "\n"
            '{% if env.name == "dev" %}\n'
            '\\connect "x"\n'
            "DROP VIEW f;\n"
            "\\connect {{ env.database | ident }}\n"
            "{% endif %}\n"
            "\n"
            '\\connect "x"\n'
            "DROP VIEW g;\n"
            "\\connect {{ env.database | ident }}\n"
        )


class TestSame:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ('GRANT ROLE r TO "a"', "GRANT ROLE r TO a"),
            ('GRANT ROLE "role" TO a', "GRANT ROLE role TO a"),
            ("GRANT SELECT ON a.b TO c", 'grant Select on "a"."b" to C'),
        ],
    )
    def test_is_what_means_the_same(self, one: str, other: str) -> None:
        assert same(Statement(one, "dev"), Statement(other, "dev"))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ('GRANT ROLE r TO "A"', "GRANT ROLE r TO a"),
            ('GRANT ROLE r TO "public"', "GRANT ROLE r TO PUBLIC"),
            ('GRANT "ROLE" r TO a', "GRANT ROLE r TO a"),
            ("SELECT 'a'", "SELECT 'A'"),
            ("SELECT 'a'", "SELECT $$a$$"),
            ("SELECT  1", "SELECT 1"),
            ("SELECT 1 -- a\n, 2", "SELECT 1 -- b\n, 2"),
            ("SELECT 1", "SELECT 1, 2"),
        ],
    )
    def test_is_not_what_may_mean_something_else(self, one: str, other: str) -> None:
        assert not same(Statement(one, "dev"), Statement(other, "dev"))

    def test_minds_the_database_and_the_comments(self) -> None:
        statement = Statement("SELECT 1", "dev")

        assert not same(statement, replace(statement, database="lake"))
        assert not same(statement, replace(statement, comment="why"))
        assert not same(statement, replace(statement, preface=("why",)))


def reprinted(text: str) -> str:
    """The text with every quoted name printed as ``names.quoted`` has it."""
    for token in reversed(tokenize(text)):
        if token.kind is Kind.NAME:
            text = f"{text[: token.start]}{names.quoted(token.value)}{text[token.end :]}"
    return text


class TestOurOwnTemplates:
    @pytest.fixture
    def ours(self, tmp_path: Path) -> Lake:
        targets = {name: load(name, ROOT) for name in ("dev", "prod", "test")}
        return Lake(tmp_path, targets, [ROOT / "templates"])

    def test_a_reader_in_dev_only(self, ours: Lake) -> None:
        plans = {
            name: [one for one in declared if name == "dev" and "-bi-" in one.statement.text]
            for name, declared in ours.declared(
                ROOT / "templates/users/readers.sql", ROOT / "templates/groups/readers.sql"
            ).items()
        }

        golden("a_reader_in_dev_only.sql", ours.author(plans))

    def test_a_new_lake(self, ours: Lake) -> None:
        kinds = [
            "users",
            "groups",
            "roles",
            "databases",
            "external_schemas",
            "materialized_views",
            "procedures",
            "views",
            "grants",
            "default_privileges",
        ]
        plans = ours.declared(
            *(file for kind in kinds for file in sorted((ROOT / "templates" / kind).glob("*.sql")))
        )

        golden("a_new_lake.sql", ours.author(plans))


def golden(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")

    assert text == file.read_text(encoding="utf-8")


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = ["a", "dev", "role", "view", "user", "A", "a b", "x-y", "{{", "{%", '"', "it's", "é", "$$"]
WORDS = ["a", "dev", "lake_x", "View", "ROLE"]

EVERYWHERE = [
    "CREATE USER {{ user | ident }} PASSWORD DISABLE;",
    "CREATE USER x PASSWORD :'secret_glue_connector';",
    "create role {{ role | ident }};",
    "GRANT ROLE {{ role | ident }} TO {{ user | ident }};",
    "GRANT SELECT ON public.{{ word }} TO {{ user | ident }}, GROUP {{ word }};",
    "GRANT SELECT ON x.dev TO {{ readers() }};",
    "CREATE VIEW {{ word }}.v{{ suffix }} AS SELECT '{{ word }}-{' , {{ role | literal }}\n"
    "  -- {{ word }} {{ '{{' }}{{ suffix }}\n  {{ suffix }} FROM {{ word }};",
    "CREATE VIEW v{{ suffix }}{{ word }} AS SELECT 1 {{ role | ident }}, $${{ user | literal }}$$;",
    "-- why\n\n-- {{ '{#' }} twice\nDROP ROLE dev; -- beside",
    "\n\\connect lake\nDROP VIEW {{ word }};\n\\connect {{ env.database | ident }}\n",
]
SOMEWHERE = [
    "{% for one in several %}GRANT ROLE {{ one | ident }} TO {{ user | ident }};\n{% endfor %}",
    "{% for one in several %}\n\\connect {{ one | ident }}\nDROP VIEW v;\n{% endfor %}"
    "\n\\connect {{ env.database | ident }}\n",
    "{% if env.name == 'dev' %}\nDROP ROLE {{ role | ident }};\n{% endif %}",
]
READERS = "{% macro readers() %}ROLE {{ role | ident }}, GROUP {{ word }}{% endmacro %}\n"

DOLLARLESS = [name for name in NAMES if "$$" not in name]


@st.composite
def lakes(draw: st.DrawFn, root: Path) -> Lake:
    return Lake(
        root,
        {
            name: environment(
                name,
                {
                    "user": draw(st.sampled_from(DOLLARLESS)),
                    "role": draw(st.sampled_from(NAMES)),
                    "word": draw(st.sampled_from(WORDS)),
                    "suffix": draw(st.sampled_from(["", "_x"])),
                    "several": draw(st.lists(st.sampled_from(NAMES), max_size=3)),
                },
                draw(st.sampled_from(["dev", "lake"])),
            )
            for name in ("dev", "test", "prod")
        },
    )


@st.composite
def in_other_words(draw: st.DrawFn, declared: Sequence[Planned]) -> list[Planned]:
    """Some of it, in some order, among drops: as it stands, printed afresh, put together."""
    chosen = draw(st.lists(st.sampled_from(declared), max_size=8)) if declared else []
    plan: list[Planned] = []
    for one in chosen:
        text = one.statement.text
        match draw(st.integers(0, 4)):
            case 0:
                plan.append(one)
            case 1:
                plan.append(said(one, reprinted(text)))
            case 2:
                plan.append(said(one, f"CREATE OR REPLACE {text.partition(' ')[2]}"))
            case 3:
                other = draw(st.sampled_from(declared))
                both = said(one, reprinted(f"{text}, {other.statement.text.partition(' TO ')[2]}0"))
                plan.append(replace(both, sources=(*one.sources, *other.sources)))
            case 4:
                drop = reprinted(f"DROP USER {names.quoted(draw(st.sampled_from(NAMES)))}")
                plan.append(literal(drop, one.statement.database, comment="{{ gone {"))
    return plan


@patient
@given(st.data())
def test_every_environment_gets_what_was_planned(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lake = data.draw(lakes(tmp_path_factory.getbasetemp()))
    lines = data.draw(st.lists(st.sampled_from(EVERYWHERE + SOMEWHERE), max_size=5))
    declared = lake.declared(READERS + "\n".join(lines))

    lake.author({name: data.draw(in_other_words(plan)) for name, plan in declared.items()})


@patient
@given(st.data())
def test_what_no_condition_declares_is_written_without_one(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lake = data.draw(lakes(tmp_path_factory.getbasetemp()))
    # Nowhere is the other database the one at home.
    assume(all(e.connection.database != "lake" for e in lake.environments.values()))
    lines = data.draw(st.lists(st.sampled_from(EVERYWHERE), max_size=6))
    declared = lake.declared(READERS + "\n".join(lines))
    afresh, times = data.draw(st.booleans()), data.draw(st.integers(1, 2))

    text = lake.author(
        {
            name: [
                replace(
                    said(one, reprinted(one.statement.text)) if afresh else one,
                    sources=one.sources * times,
                )
                for one in plan
            ]
            for name, plan in declared.items()
        }
    )

    assert "{%" not in text.replace('"{%"', "")
