from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import TokenType

from redlake.environment import Connection, Environment
from redlake.errors import Place, RenderingError
from redlake.rendering import Expression, Rendered, render
from redlake.rendering.filters import ident, literal

VALUES: dict[str, Any] = {
    "prefix": "lake",
    "quoted": "it's",
    "count": 3,
    "negative": -1,
    "half": 0.5,
    "infinite": float("inf"),
    "on": True,
    "names": ["a", "b"],
    "readers": {"role": "reader"},
}


def environment(values: dict[str, Any]) -> Environment:
    return Environment(
        name="dev",
        file=Path("environments/dev.toml"),
        connection=Connection(
            database="dev",
            region="us-east-2",
            account="111122223333",
            workgroup="dev-insurancelake",
        ),
        values=values,
        secrets={"glue": "arn:aws:secretsmanager:us-east-2:111122223333:secret:x-AbCdEf"},
    )


class Templates:
    """A folder of templates, and a folder beside it to search."""

    def __init__(self, root: Path) -> None:
        self.own = root / "own"
        self.shared = root / "shared"
        self.own.mkdir()
        self.shared.mkdir()

    def share(self, name: str, text: str) -> None:
        (self.shared / name).write_text(text, encoding="utf-8")

    def render(self, text: str) -> Rendered:
        template = self.own / "upgrade.sql"
        template.write_text(text, encoding="utf-8")
        return render(template, environment(VALUES), [self.shared])

    def refusal(self, text: str) -> str:
        with pytest.raises(RenderingError) as refused:
            self.render(text)
        return str(refused.value)


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    monkeypatch.chdir(tmp_path)
    return Templates(tmp_path)


def made(rendered: Rendered) -> list[tuple[str, str]]:
    """Each expression's source and the text it made."""
    return [
        (expression.source, rendered.text[expression.start : expression.end])
        for expression in rendered.expressions
    ]


def lines(rendered: Rendered) -> list[tuple[str, str]]:
    """Each line of the text, and the place of its first character."""
    offsets = [0, *(found.end() for found in re.finditer("\n", rendered.text))]
    return [
        (text, f"{place.file.name}:{place.line}")
        for text, place in zip(rendered.text.split("\n"), map(rendered.place, offsets), strict=True)
        if text
    ]


class TestText:
    def test_is_what_jinja_makes_of_it(self, templates: Templates) -> None:
        text = "{% for n in names -%}\n  {{ n }},\n{%- endfor %}\n{# c #}\nend {{ count }}\n"
        jinja = jinja2.Environment(
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False
        )

        assert templates.render(text).text == jinja.from_string(text).render(VALUES)

    def test_is_plain(self, templates: Templates) -> None:
        assert type(templates.render("a {{ prefix }}").text) is str

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("{{ count }} {{ half }} {{ on }} {{ negative }}", "3 0.5 true -1"),
            ("{{ env.name }} {{ env.region }} {{ env.account }}", "dev us-east-2 111122223333"),
            (
                "{{ env.database | ident }} {{ env.workgroup | literal }}",
                "\"dev\" 'dev-insurancelake'",
            ),
            ("{{ env.cluster | literal }}", "NULL"),
            ("{% if env.cluster %}cluster{% else %}workgroup{% endif %}", "workgroup"),
            ("{{ quoted | ident }} {{ quoted | literal }}", "\"it's\" 'it''s'"),
            ("{{ readers.role | ident }}", '"reader"'),
            ("PASSWORD :'secret_glue'", "PASSWORD :'secret_glue'"),
            ("\\connect {{ prefix | ident }}\n", '\\connect "lake"\n'),
            ("{{ 'x' if on }}{{ 'y' if not on }}", "x"),
            ("", ""),
        ],
    )
    def test_renders(self, templates: Templates, source: str, text: str) -> None:
        assert templates.render(source).text == text


class TestPlace:
    def test_counts_lines_through_everything_that_strips_them(self, templates: Templates) -> None:
        rendered = templates.render(
            "one\n"
            "{# a comment\n"
            "   goes on #}\n"
            "four {{ prefix\n"
            "  | ident }}\n"
            "{%- if on -%}\n"
            "\n"
            "   eight\n"
            "{% endif %}\n"
            "{% raw -%}\n"
            "{{ eleven }}\n"
            "{%- endraw %}\n"
            "\n"
            "fourteen"
        )

        assert lines(rendered) == [
            ("one", "upgrade.sql:1"),
            ('four "lake"eight', "upgrade.sql:4"),
            ("{{ eleven }}", "upgrade.sql:11"),
            ("fourteen", "upgrade.sql:14"),
        ]
        assert rendered.place(rendered.text.index("eight")).line == 8
        assert rendered.place(len(rendered.text)).line == 14

    def test_each_round_of_a_loop_stands_on_the_same_lines(self, templates: Templates) -> None:
        rendered = templates.render("{% for n in names %}\n{{ n }}\nx\n{% endfor %}\n")

        assert [place for _, place in lines(rendered)] == ["upgrade.sql:2", "upgrade.sql:3"] * 2

    def test_macros_and_includes_stand_in_their_own_files(self, templates: Templates) -> None:
        templates.share(
            "macros.sql",
            "{% macro grant(privilege) %}\nGRANT {{ privilege }}\nON {{ prefix }}\n"
            "{% endmacro %}\n{% macro twice() %}\n{{ caller() }}{{ caller() }}{% endmacro %}\n",
        )
        templates.share("included.sql", "{# first #}\nsecond {{ name }}\n")

        rendered = templates.render(
            '{% from "macros.sql" import grant, twice %}\n'
            '{{ grant("SELECT") }}'
            "{% for name in names %}\n"
            '{% include "included.sql" %}\n'
            "{% endfor %}\n"
            "{% call twice() %}\n"
            "seven\n"
            "{% endcall %}\n"
        )

        assert lines(rendered) == [
            ("GRANT SELECT", "macros.sql:2"),
            ("ON lake", "macros.sql:3"),
            ("second a", "included.sql:2"),
            ("second b", "included.sql:2"),
            ("seven", "upgrade.sql:6"),
            ("seven", "upgrade.sql:6"),
        ]

    def test_long_values_stay_on_the_line_of_their_expression(self, templates: Templates) -> None:
        rendered = templates.render("\n{{ 'a\nb' | literal }}\n")

        assert rendered.text == "\n'a\nb'\n"
        assert rendered.place(rendered.text.index("b")).line == 2

    def test_refuses_what_is_outside(self, templates: Templates) -> None:
        with pytest.raises(IndexError):
            templates.render("ab").place(3)


class TestExpressions:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("{{ prefix }}", [("prefix", "lake")]),
            ("{{- prefix|ident -}}", [("prefix|ident", '"lake"')]),
            ('{{ "}}" }}x', [('"}}"', "}}")]),
            ("{{ {'a': 'b'}['a'] }}", [("{'a': 'b'}['a']", "b")]),
            (
                "{{ 'x' if prefix == 'z' else 'y' }}",
                [("'x' if prefix == 'z' else 'y'", "y")],
            ),
            ("{% for n in names %}{{ n }}{% endfor %}", [("n", "a"), ("n", "b")]),
            ("{% raw %}{{ no }}{% endraw %}{# {{ no }} #}{{ prefix }}", [("prefix", "lake")]),
            (
                "{% set a %}<{{ prefix }}>{% endset %}{{ a }}",
                [("a", "<lake>"), ("prefix", "lake")],
            ),
            (
                "{% macro m(p) %}-{{ p }}{% endmacro %}{{ m(1) }}{{ m(2) }}",
                [("m(1)", "-1"), ("p", "1"), ("m(2)", "-2"), ("p", "2")],
            ),
            (
                "{{ names | map('ident') | join(', ') }}",
                [("names | map('ident') | join(', ')", '"a", "b"')],
            ),
            ("{% block b %}{{ prefix }}{% endblock %}", [("prefix", "lake")]),
        ],
    )
    def test_know_the_text_they_made(
        self, templates: Templates, source: str, expected: list[tuple[str, str]]
    ) -> None:
        assert made(templates.render(source)) == expected

    def test_say_what_they_are(self, templates: Templates) -> None:
        rendered = templates.render(
            "{% macro m() %}x{% endmacro %}\n{{ prefix }}{{ prefix | ident }} {{ m() }}"
        )

        assert rendered.expressions[0] == Expression(
            start=0,
            end=4,
            source="prefix",
            place=Place(templates.own / "upgrade.sql", 2),
            made_by="value",
            names=frozenset({"prefix"}),
            local=False,
        )
        assert [e.made_by for e in rendered.expressions] == ["value", "filter", "template"]

    def test_are_local_where_the_template_gives_a_name_its_meaning(
        self, templates: Templates
    ) -> None:
        templates.share("included.sql", "{{ prefix }}")

        rendered = templates.render(
            "{{ count }} {{ env.name }} {% for n in names %}{{ n }}{{ loop.index }}{% endfor %}"
            '{% for prefix in names %}{% include "included.sql" %}{% endfor %}'
        )

        assert {e.source: e.local for e in rendered.expressions} == {
            "count": False,
            "env.name": False,
            "n": True,
            "loop.index": True,
            "prefix": True,
        }


BARE = "write {{ %s | ident }} for a name or {{ %s | literal }} for a text"


class TestSafety:
    @pytest.mark.parametrize(
        ("value", "mark"),
        [
            ("a'b", "a single quote"),
            ('a"b', "a double quote"),
            ("a;b", "a semicolon"),
            ("a\\b", "a backslash"),
            ("a--b", "--"),
            ("a/*b", "/*"),
            ("a*/b", "*/"),
            ("a$$b", "$$"),
            ("a$x$b", "$x$"),
            ("a\nb", "a line break"),
            ("a\rb", "a line break"),
            ("a\0b", "a NUL"),
        ],
    )
    def test_refuses_a_bare_value_that_holds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, mark: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        template = tmp_path / "t.sql"
        template.write_text("x\n  {{ evil }}")

        with pytest.raises(RenderingError) as refused:
            render(template, environment({"evil": value}), [])

        assert str(refused.value) == (
            f'{{{{ evil }}}} gives {value!r}, which holds {mark} (from "evil") (t.sql:2); '
            + BARE % ("evil", "evil")
        )

    def test_names_the_filters_for_the_whole_expression(self, templates: Templates) -> None:
        assert templates.refusal("{{ prefix ~ quoted }}") == (
            '{{ prefix ~ quoted }} gives "lakeit\'s", which holds a single quote '
            '(from "prefix", "quoted") (own/upgrade.sql:1); ' + BARE % (("(prefix ~ quoted)",) * 2)
        )

    @pytest.mark.parametrize(
        "expression",
        [
            "(quoted | ident) ~ ''",
            "quoted | ident ~ prefix",
            "quoted | literal | upper",
            "quoted | ident | replace('i', '; drop')",
            "(quoted | ident)[0:2]",
            "'%s.' | format(quoted | ident)",
            "[quoted | ident, '; drop'] | join",
            "[quoted | ident, prefix | ident] | join('; drop')",
            "'\"; drop' | safe",
            "quoted | tojson",
        ],
    )
    def test_what_is_computed_out_of_sql_is_a_value_again(
        self, templates: Templates, expression: str
    ) -> None:
        refusal = templates.refusal(f"\n{{{{ {expression} }}}}")

        assert refusal.startswith(f"{{{{ {expression} }}}} gives ")
        assert "(own/upgrade.sql:2); write {{ " in refusal

    def test_macros_pass(self, templates: Templates) -> None:
        text = "{% macro m(n) %}GRANT ON {{ n | ident }}; -- 'x' $$\n{% endmacro %}{{ m(prefix) }}"

        assert templates.render(text).text == "GRANT ON \"lake\"; -- 'x' $$\n"

    def test_macros_do_not_pass_their_arguments_unseen(self, templates: Templates) -> None:
        templates.share("macros.sql", "{% macro m(n) %}\n{{ n }}\n{% endmacro %}")

        assert "{{ n }} gives" in templates.refusal(
            '{% from "macros.sql" import m %}{{ m(quoted) }}'
        )

    @pytest.mark.parametrize("text", ["-{{ negative }}", "{{ '-' }}-", "/{{ '*' }}", "{{ '$' }}$"])
    def test_refuses_marks_made_with_the_text_beside(self, templates: Templates, text: str) -> None:
        assert templates.refusal(text).endswith(
            "with the text beside it (own/upgrade.sql:1); put a space or parentheses between them"
        )

    @pytest.mark.parametrize(
        "text",
        [
            "'{{ quoted | literal }}'",
            "'{{ '' | literal }}'",
            '"{{ quoted | literal }}"',
            '"{{ prefix | ident }}"',
            "'a {{ prefix | ident }}'",
            "$$ {{ '$$ drop' | literal }} $$",
            "$x$ '{{ prefix | literal }}' $x$",
            "-- {{ 'a\nb' | literal }}",
            "/* {{ '*/' | literal }} */",
        ],
    )
    def test_refuses_quotes_within_quotes(self, templates: Templates, text: str) -> None:
        refusal = templates.refusal(f"\n{text}")

        assert "stands within quotes, and brings its own (own/upgrade.sql:2)" in refusal
        assert 'remove the quotes around it, or build the whole text first: {{ ("a"' in refusal

    @pytest.mark.parametrize(
        "text",
        [
            "-- {{ quoted | literal }}\n",
            "/* {{ quoted | ident }} */",
            "$$ x = {{ quoted | literal }}; $$",
            "'{{ prefix }}-x'",
            "'a' {{ quoted | literal }} \"b\"",
        ],
    )
    def test_lets_quotes_stand_on_their_own(self, templates: Templates, text: str) -> None:
        templates.render(text)

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("{{ names }}", '{{ names }} is a list, which is no SQL (from "names")'),
            ("{{ readers }}", '{{ readers }} is a table, which is no SQL (from "readers")'),
            ("{{ none }}", "{{ none }} is nothing (none), which is no SQL"),
            ("{{ env.cluster }}", "{{ env.cluster }} is nothing (none), which is no SQL"),
            ("{{ names | ident }}", "ident takes a name, not a list"),
            ("{{ 3 | ident }}", "ident takes a name, not a int"),
            ("{{ '' | ident }}", "ident was given an empty name"),
            ("{{ ('x' * 128) | ident }}", f'the name "{"x" * 128}" is 128 bytes long'),
            ("{{ ('é' * 64) | ident }}", f'the name "{"é" * 64}" is 128 bytes long'),
            ("{{ 'a\0' | ident }}", "a name cannot hold a NUL"),
            ("{{ 'a\0' | literal }}", "a text cannot hold a NUL"),
            ("{{ readers | literal }}", "literal takes a text, a number, true, false or none"),
            ("{{ infinite | literal }}", "literal takes a text, a number, true, false or"),
            ("{{ prefix | ident | ident }}", 'ident was given SQL, not a value: "lake"'),
            ("{{ prefix | ident | literal }}", 'literal was given SQL, not a value: "lake"'),
        ],
    )
    def test_refuses_what_is_no_scalar_or_no_name(
        self, templates: Templates, text: str, refusal: str
    ) -> None:
        told = templates.refusal(f"\n{text}")

        assert told.startswith(refusal)
        assert "(own/upgrade.sql:2); " in told

    def test_the_longest_name_passes(self, templates: Templates) -> None:
        assert templates.render("{{ ('x' * 127) | ident }}").text == f'"{"x" * 127}"'


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            (
                "\n{{ prefx }}",
                "cannot render for dev: 'prefx' is undefined (own/upgrade.sql:2); "
                'did you mean "prefix"?',
            ),
            (
                "\n\n{{ zzz | ident }}",
                "cannot render for dev: 'zzz' is undefined (own/upgrade.sql:3); "
                "define zzz under [values] in environments/dev.toml",
            ),
            (
                "{% for x in zzz %}{% endfor %}",
                "cannot render for dev: 'zzz' is undefined (own/upgrade.sql:1); define zzz",
            ),
            (
                "\n{% if readers.rol %}x{% endif %}",
                "cannot render for dev: 'dict object' has no attribute 'rol' "
                "(own/upgrade.sql:2); correct the expression",
            ),
            (
                "{{ env.nmae }}",
                'cannot render for dev: env has no "nmae", only name, region, account, '
                "database, workgroup, cluster (own/upgrade.sql:1)",
            ),
            ("{{ secrets }}", "cannot render for dev: 'secrets' is undefined"),
            ("{{ secret_glue }}", "cannot render for dev: 'secret_glue' is undefined"),
            ("{{ glue }}", "cannot render for dev: 'glue' is undefined"),
            (
                "\n{{ 1 / 0 }}",
                "cannot render for dev: ZeroDivisionError: division by zero "
                "(own/upgrade.sql:2); correct the expression",
            ),
            (
                "a\n{{ }}",
                "not a valid template: Expected an expression, got 'end of print statement' "
                "(own/upgrade.sql:2); correct that line",
            ),
            (
                "\n{% if on %}",
                "not a valid template: Unexpected end of template. ",
            ),
            (
                "\n{{ prefix | idnt }}",
                "not a valid template: No filter named 'idnt'. (own/upgrade.sql:2); correct",
            ),
            (
                '\n{% include "nope.sql" %}',
                'cannot render for dev: there is no template "nope.sql" (own/upgrade.sql:2); '
                "put it beside the template or among the templates",
            ),
            (
                "\n{% print prefix %}",
                "{% print %} has no place in SQL templates (own/upgrade.sql:2); write {{ … }}",
            ),
            (
                "{% filter upper %}x{% endfilter %}",
                "{% filter %} has no place in SQL templates (own/upgrade.sql:1); "
                "apply the filter to an {{ expression }}",
            ),
            (
                "{% autoescape true %}x{% endautoescape %}",
                "{% autoescape %} has no place in SQL templates (own/upgrade.sql:1); "
                "SQL has ident and literal instead",
            ),
            (
                "{% call dict() %}{% endcall %}",
                "{'caller': <Macro anonymous>} was put out by something that is no macro "
                "(own/upgrade.sql); write it as an {{ expression }}",
            ),
        ],
    )
    def test_say_what_where_and_the_way_out(
        self, templates: Templates, text: str, refusal: str
    ) -> None:
        assert templates.refusal(text).startswith(refusal)

    def test_name_the_line_in_the_macro(self, templates: Templates) -> None:
        templates.share("macros.sql", "{% macro m() %}\n\n{{ zzz }}\n{% endmacro %}")

        assert "(shared/macros.sql:3)" in templates.refusal(
            '{% from "macros.sql" import m %}\n{{ m() }}'
        )

    def test_name_a_template_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(RenderingError, match=r'there is no template "nope\.sql" \(.*nope\.sql'):
            render(tmp_path / "nope.sql", environment({}), [])

    def test_name_a_template_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "t.sql").write_bytes(b"\xff")

        with pytest.raises(RenderingError, match=r"UnicodeDecodeError.*t\.sql"):
            render(tmp_path / "t.sql", environment({}), [])


class TestConfinement:
    @pytest.mark.parametrize("name", ["../secret.sql", "/etc/hostname", "../own/../secret.sql"])
    def test_reads_nothing_outside_its_folders(self, templates: Templates, name: str) -> None:
        (templates.own.parent / "secret.sql").write_text("x")

        assert "there is no template" in templates.refusal(f'{{% include "{name}" %}}')

    def test_follows_no_link_out_of_its_folders(self, templates: Templates) -> None:
        (templates.own.parent / "secret.sql").write_text("x")
        (templates.own / "link.sql").symlink_to(templates.own.parent / "secret.sql")

        assert templates.refusal('\n{% include "link.sql" %}') == (
            'the template "link.sql" is a link that leads out of the project '
            "(own/upgrade.sql:2); put the file itself there"
        )

    def test_values_cannot_be_changed(self, templates: Templates) -> None:
        assert "cannot render for dev" in templates.refusal("{% if names.append('x') %}{% endif %}")

    def test_the_same_input_gives_the_same_text(self, templates: Templates) -> None:
        assert "lipsum" in templates.refusal("{{ lipsum() }}")
        assert "No filter named 'random'" in templates.refusal("{{ names | random }}")


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NO_NUL = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


@patient
@given(st.text(NO_NUL, min_size=1, max_size=30))
def test_redshift_reads_back_the_name(name: str) -> None:
    (token,) = sqlglot.tokenize(ident(name), read="redshift")

    assert (token.token_type, token.text) == (TokenType.IDENTIFIER, name)


@patient
@given(st.text(NO_NUL | st.sampled_from("'\\\"$"), max_size=30))
def test_redshift_reads_back_the_text(text: str) -> None:
    (token,) = sqlglot.tokenize(literal(text), read="redshift")

    assert (token.token_type, token.text) == (TokenType.STRING, text)


@given(st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_redshift_reads_back_the_number(number: float) -> None:
    assert type(number)({"true": 1, "false": 0}.get(literal(number), literal(number))) == number


LINES: list[Callable[[int], str]] = [
    lambda n: f"T{n}.",
    lambda n: f"T{n}. {{{{ 'E{n}.' }}}}",
    lambda n: f"{{{{- 'E{n}.' }}}}T{n}.",
    lambda n: f"T{n}. {{{{ 'E{n}.' -}}}}",
    lambda n: f"{{% if on %}}T{n}.{{% endif %}}",
    lambda n: f"  {{%- if on -%}}\n\n  T{n + 2}.{{{{ 'E{n + 2}.' }}}}\n{{%- endif -%}}",
    lambda n: f"{{# a\ncomment #}}T{n + 1}.",
    lambda n: f"{{% for x in names %}}\nT{n + 1}.{{{{ 'E{n + 1}.' }}}}\n{{% endfor %}}",
    lambda n: f"{{% raw -%}}\nT{n + 1}.\n{{%- endraw %}}",
    lambda n: f"{{% set x %}}\nT{n + 1}.\n{{% endset %}}{{{{ x }}}}",
    lambda n: f"{{{{\n'E{n}.'\n}}}}T{n + 2}.",
    lambda n: "",
]


@patient
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_everything_knows_its_line(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[Callable[[int], str]]
) -> None:
    source = ""
    for line in chosen:
        source += line(source.count("\n") + 1) + "\n"
    template = tmp_path_factory.getbasetemp() / "law.sql"
    template.write_text(source)

    rendered = render(template, environment(VALUES), [])

    for found in re.finditer(r"[TE](\d+)\.", rendered.text):
        assert rendered.place(found.start()).line == int(found[1])
    for expression in rendered.expressions:
        text = rendered.text[expression.start : expression.end]
        if expression.made_by == "value":
            assert text == f"E{expression.place.line}."
    values = [e for e in rendered.expressions if e.made_by == "value"]
    assert len(values) == len(re.findall(r"E\d+\.", rendered.text))
    starts = [piece.start for piece in rendered.pieces]
    assert starts == sorted(starts)
    assert starts[:1] in ([], [0])
