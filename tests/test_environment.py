from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.environment import Environment, load, names
from redlake.environment.layers import merge
from redlake.errors import EnvironmentFileError

BASE = """\
[connection]
region = "us-east-2"

[values]
prefix = "insurancelake"
glue_role = "{{ env.name }}-{{ prefix }}-{{ env.region }}-glue-role"

[values.readers]
role = "datalake_reader"
members = ["{{ glue_role }}", "second"]
"""

DEV = """\
extends = "base"

[connection]
account = "111122223333"
workgroup = "dev-insurancelake"
database = "dev"

[secrets]
glue = "arn:aws:secretsmanager:us-east-2:111122223333:secret:dev-glue-AbCdEf"
"""


class Project:
    """A project's root with environment files in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "environments").mkdir()
        self.write("base", BASE)

    def write(self, name: str, text: str) -> None:
        (self.root / "environments" / f"{name}.toml").write_text(text, encoding="utf-8")

    def load(self, name: str = "dev") -> Environment:
        return load(name, self.root)

    def refusal(self, name: str = "dev") -> str:
        with pytest.raises(EnvironmentFileError) as refused:
            self.load(name)
        return str(refused.value)

    def refusal_of(self, text: str) -> str:
        self.write("dev", text)
        return self.refusal()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    project.write("dev", DEV)
    return project


class TestLoad:
    def test_merges_what_it_extends(self, project: Project) -> None:
        environment = project.load()

        assert environment.name == "dev"
        assert environment.file == project.root / "environments" / "dev.toml"
        assert environment.connection.region == "us-east-2"
        assert environment.connection.database == "dev"
        assert list(environment.secrets) == ["glue"]

    def test_resolves_values_through_each_other_and_env(self, project: Project) -> None:
        assert project.load().values == {
            "prefix": "insurancelake",
            "glue_role": "dev-insurancelake-us-east-2-glue-role",
            "readers": {
                "role": "datalake_reader",
                "members": ["dev-insurancelake-us-east-2-glue-role", "second"],
            },
        }

    def test_values_may_refer_to_later_ones(self, project: Project) -> None:
        project.write("dev", DEV + '[values]\na = "{{ b }}"\nb = "{{ c.d }}"\nc = { d = "x" }\n')

        values = project.load().values

        assert (values["a"], values["b"]) == ("x", "x")

    def test_keeps_numbers_and_booleans(self, project: Project) -> None:
        project.write("dev", DEV + "[values]\nn = 3\nf = 0.5\nyes = true\nm = [1, [2]]\n")

        values = project.load().values

        assert [values[name] for name in ("n", "f", "yes", "m")] == [3, 0.5, True, [1, [2]]]

    def test_own_values_win_within_tables(self, project: Project) -> None:
        project.write("dev", DEV + '[values.readers]\nrole = "own"\n')

        readers = project.load().values["readers"]

        assert readers["role"] == "own"
        assert readers["members"][1] == "second"

    def test_extends_go_on(self, project: Project) -> None:
        project.write("dev2", 'extends = "dev"\n[connection]\ndatabase = "dev2"\n')

        environment = project.load("dev2")

        assert environment.connection.database == "dev2"
        assert environment.values["glue_role"] == "dev2-insurancelake-us-east-2-glue-role"

    def test_names_the_target(self, project: Project) -> None:
        project.write("prod", DEV.replace("workgroup =", "cluster ="))

        serverless, provisioned = project.load("dev").connection, project.load("prod").connection

        assert (serverless.serverless, serverless.target) == (
            True,
            'workgroup "dev-insurancelake"',
        )
        assert (provisioned.serverless, provisioned.target) == (
            False,
            'cluster "dev-insurancelake"',
        )

    def test_checks_certificates_unless_told_otherwise(self, project: Project) -> None:
        assert project.load().connection.sslmode == "verify-full"

    def test_env_shows_what_templates_may_know(self, project: Project) -> None:
        facts = project.load().facts

        assert (facts.name, facts.region, facts.account) == ("dev", "us-east-2", "111122223333")
        assert (facts.workgroup, facts.cluster) == ("dev-insurancelake", None)


class TestNames:
    def test_leaves_out_what_is_only_extended(self, project: Project) -> None:
        project.write("alpha", DEV)

        assert names(project.root) == ["alpha", "dev"]

    def test_counts_an_inherited_target(self, project: Project) -> None:
        project.write("copy", 'extends = "dev"\n')

        assert names(project.root) == ["copy", "dev"]

    def test_lists_a_broken_file(self, project: Project) -> None:
        project.write("broken", "[connection\n")

        assert names(project.root) == ["broken", "dev"]

    def test_refuses_a_folder_that_is_no_project(self, tmp_path: Path) -> None:
        with pytest.raises(EnvironmentFileError, match=r"no environments folder .*project.s root"):
            names(tmp_path)


@pytest.mark.parametrize("name", ["nope", "../x", "environments/x", ""])
def test_unknown_environment_names_the_known(project: Project, name: str) -> None:
    project.write("prod", DEV)

    assert project.refusal(name) == (
        f'there is no environment "{name}" (environments); known are dev, prod'
    )


def test_unknown_environment_names_the_nearest(project: Project) -> None:
    assert project.refusal("dve").endswith('did you mean "dev"? known are dev')


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFileError, match="no environments folder"):
        load("dev", tmp_path)


def without(key: str) -> str:
    return "".join(line for line in DEV.splitlines(True) if not line.startswith(key))


def connection(line: str) -> str:
    """DEV with one more line in [connection]; it becomes line 7."""
    return DEV.replace('database = "dev"\n', f'database = "dev"\n{line}\n')


def values(line: str) -> str:
    """DEV with [values]; the line becomes line 11."""
    return f"{DEV}[values]\n{line}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            connection("regoin = 1"),
            'unknown key "regoin" in [connection] (environments/dev.toml:7); '
            'did you mean "region"?',
        ),
        (
            'sercets = 1\nextends = "base"\n' + without("extends"),
            'unknown key "sercets" (environments/dev.toml:1); did you mean "secrets"?',
        ),
        (
            connection('cluster = "c"'),
            "both workgroup and cluster are set (environments/dev.toml:7); keep workgroup for "
            "Serverless, cluster for a provisioned one",
        ),
        (
            without("workgroup"),
            "neither workgroup nor cluster is set (environments/dev.toml:3); set workgroup for "
            "Serverless, cluster for a provisioned one",
        ),
        (
            connection('db_user = "x"'),
            "db_user is set, but Serverless always logs in as the IAM identity "
            "(environments/dev.toml:7); remove it or set cluster instead of workgroup",
        ),
        (
            DEV.replace("111122223333", "1111", 1),
            '"account" in [connection]: "1111" is not an AWS account id of 12 digits '
            "(environments/dev.toml:4); correct it",
        ),
        (
            DEV.replace('"111122223333"', "111122223333", 1),
            '"account" in [connection] is not a text in quotes (environments/dev.toml:4); '
            "write a text in quotes",
        ),
        (
            without("account"),
            '"account" is missing in [connection] (environments/dev.toml:3); add it',
        ),
        (
            DEV.replace('"dev"', '""'),
            '"database" in [connection] is empty (environments/dev.toml:6); '
            "fill it in, or remove it",
        ),
        (
            connection('role = "arn:aws:iam::1:role/x"'),
            '"role" in [connection]: "arn:aws:iam::1:role/x" is not the ARN of an IAM role '
            "(arn:aws:iam::ACCOUNT:role/NAME) (environments/dev.toml:7); correct it",
        ),
        (
            connection('admin_secret = "admin"'),
            '"admin_secret" in [connection]: "admin" is not the ARN of a secret '
            "(arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX) "
            "(environments/dev.toml:7); correct it",
        ),
        (
            connection('sslmode = "disable"'),
            "\"sslmode\" in [connection]: Input should be 'verify-full' or 'verify-ca' "
            "(environments/dev.toml:7); correct it",
        ),
        (
            connection("port = 70000"),
            '"port" in [connection]: Input should be less than or equal to 65535 '
            "(environments/dev.toml:7); correct it",
        ),
        (
            f'{DEV}"a-b" = "arn:aws:secretsmanager:us-east-2:111122223333:secret:x"\n',
            '"a-b" in [secrets]: "a-b" is not a name of letters, digits and underscores '
            "(environments/dev.toml:10); correct it",
        ),
        (
            f'{DEV}other = "hunter2"\n',
            '"other" in [secrets]: "hunter2" is not the ARN of a secret '
            "(arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX) "
            "(environments/dev.toml:10); correct it",
        ),
        (
            values('env = "x"'),
            '"env" has a meaning of its own in templates (environments/dev.toml:11); '
            "choose another name",
        ),
        (
            values('"a-b" = "x"'),
            '"a-b" cannot be named in a template (environments/dev.toml:11); '
            "use letters, digits and underscores, and no word of the language",
        ),
        (
            values("when = 2025-03-28"),
            "a date or time (2025-03-28) is no value (environments/dev.toml:11); "
            "write it in quotes",
        ),
        (
            values("deep = [{ at = 07:32:00 }]"),
            "a date or time (07:32:00) is no value (environments/dev.toml:11); write it in quotes",
        ),
        (
            values('own = "{{ prefx }}"'),
            'value "own" refers to "prefx", which is not a value (environments/dev.toml:11); '
            'did you mean "prefix"?',
        ),
        (
            values('own = { deep = "{{ zzz }}" }'),
            'value "own.deep" refers to "zzz", which is not a value '
            "(environments/dev.toml:11); define zzz under [values]",
        ),
        (
            values('a = "{{ b }}"\nb = "{{ a }}"'),
            "values refer to each other in a circle: ",
        ),
        (
            values('own = "{{ own }}"'),
            "values refer to each other in a circle: own -> own (environments/dev.toml:11); "
            "write one of them out",
        ),
        (
            values('own = "{{ }}"'),
            'value "own" is not a valid Jinja text: ',
        ),
        (
            values('own = "{{ readers }}"'),
            'value "own" cannot be resolved: what it refers to is a table '
            "(environments/dev.toml:11); correct what stands between {{ and }}",
        ),
        (
            values('own = "{{ env.cluster }}"'),
            'value "own" cannot be resolved: what it refers to is not set '
            "(environments/dev.toml:11); correct what stands between {{ and }}",
        ),
        (
            values('own = "{{ env.nmae }}"'),
            'value "own" cannot be resolved: env has no "nmae", only name, region, account, '
            "database, workgroup, cluster (environments/dev.toml:11); "
            "correct what stands between {{ and }}",
        ),
        (
            DEV.replace('"base"', '"bsae"'),
            'extends "bsae", which does not exist (environments/dev.toml:1); '
            "extend one of base, dev",
        ),
        (
            DEV.replace('"base"', "7"),
            'extends is not a name in quotes (environments/dev.toml:1); write extends = "base"',
        ),
        (
            DEV.replace('"base"', '"dev"'),
            "environment files extend each other in a circle: dev -> dev "
            "(environments/dev.toml:1); remove one of these extends",
        ),
        (
            f"{DEV}\n= 1\n",
            "not valid TOML: Invalid statement (environments/dev.toml:11); correct that line",
        ),
        (
            f'{DEV}open = "',
            "not valid TOML: ",
        ),
        (
            'connection = 3\nextends = "base"\n',
            '"connection" is not a table (environments/dev.toml:1); write a table',
        ),
    ],
)
def test_refuses(project: Project, text: str, message: str) -> None:
    assert project.refusal_of(text).startswith(message)


def test_tells_the_line_of_an_unfinished_file(project: Project) -> None:
    assert "(environments/dev.toml:10); correct that line" in project.refusal_of(f'{DEV}open = "')


def test_finds_the_line_behind_values_of_several_lines(project: Project) -> None:
    text = values('many = [\n  "x", # ]\n]\ntext = """\nown = 1\n"""\nown = "{{ zzz }}"')

    assert "(environments/dev.toml:17)" in project.refusal_of(text)


def test_blames_the_file_that_says_it(project: Project) -> None:
    project.write("base", BASE.replace("prefix }}", "prefx }}"))

    assert "(environments/base.toml:6)" in project.refusal()


def test_circle_over_several_files(project: Project) -> None:
    project.write("base", f'extends = "dev"\n{BASE}')

    assert project.refusal() == (
        "environment files extend each other in a circle: dev -> base -> dev "
        "(environments/base.toml:1); remove one of these extends"
    )


def test_reports_all_problems_of_a_file_at_once(project: Project) -> None:
    refusal = project.refusal_of(
        connection('cluster = "c"\nregoin = 1').replace("111122223333", "1", 1)
        + '[values]\nown = "{{ zzz }}"\nenv = 1\n'
    )

    first, *listed = refusal.splitlines()
    assert first == "dev.toml has 5 problems:"
    assert [re.findall(r"dev\.toml:(\d+)", line) for line in listed] == [
        ["4"],
        ["7"],
        ["8"],
        ["14"],
        ["13"],
    ]


def test_a_file_that_is_no_text(project: Project) -> None:
    (project.root / "environments" / "dev.toml").write_bytes(b"\xff\xfe")

    assert project.refusal().startswith("cannot read the environment file")


TABLES = st.recursive(
    st.integers() | st.sampled_from("xyz") | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
FILES = st.dictionaries(st.sampled_from("abc"), TABLES, max_size=3)


@given(FILES)
def test_merging_with_nothing_changes_nothing(data: dict[str, Any]) -> None:
    assert merge({}, data) == data == merge(data, {}) == merge(data, data)


@given(FILES, FILES)
def test_own_keys_win_and_no_key_is_lost(base: dict[str, Any], own: dict[str, Any]) -> None:
    def check(base: Mapping[str, Any], own: Mapping[str, Any], merged: Mapping[str, Any]) -> None:
        assert merged.keys() == base.keys() | own.keys()
        for key, value in merged.items():
            if key not in own:
                assert value == base[key]
            elif isinstance(own[key], dict) and isinstance(base.get(key), dict):
                check(base[key], own[key], value)
            else:
                assert value == own[key]

    check(base, own, merge(base, own))
