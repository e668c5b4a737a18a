"""Revision folders: what they must hold, the line they make, and what they render to."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from redlake.environment import Environment, load
from redlake.errors import GrammarError, RedlakeError, RenderingError, RevisionError
from redlake.history import FILES, Revision, history
from redlake.revisions import demand_rendered, read, rendering, renderings, unclaimed, verifications

ENVIRONMENT = """
[connection]
account = "111122223333"
region = "us-east-2"
database = "dev"
workgroup = "dev"

[values]
readers = ["analyst", "auditor"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.toml").write_text(ENVIRONMENT)
    (tmp_path / "templates").mkdir()
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def dev(root: Path) -> Environment:
    return load("dev", root)


def folder(root: Path, name: str, module: str | None = None, **files: str) -> Path:
    """A revision's folder; its parent is the one before it by number, unless it says."""
    path = root / "migrations" / "versions" / name
    path.mkdir()
    number = int(name[:4])
    parent = f'"{number - 1:04}"' if number > 1 else None
    (path / "revision.py").write_text(
        module or f'revision = "{number:04}"\ndown_revision = {parent}\n'
    )
    for file in FILES:
        (path / f"{file}.sql").write_text(files.get(file, ""))
    return path


def refusal(root: Path) -> RevisionError:
    with pytest.raises(RevisionError) as raised:
        history(root)
    assert raised.value.place is not None
    assert raised.value.way_out
    return raised.value


def says(error: RedlakeError, *parts: str) -> bool:
    assert all(part in str(error) for part in parts), str(error)
    return True


# the history


def test_a_history_may_be_empty(root: Path) -> None:
    assert history(root) == []
    (root / "migrations" / "versions").rmdir()
    assert history(root) == []


def test_the_line_is_made_by_parents_not_by_names(root: Path) -> None:
    folder(root, "0001_c", 'revision = "x"\ndown_revision = "y"\n')
    folder(root, "0002_b", 'revision: str = "y"\ndown_revision: str | None = "z"\n')
    folder(root, "0003_a", 'revision = first = "z"\ndown_revision: None = None\n')

    assert [(r.id, r.parent, r.folder.name) for r in history(root)] == [
        ("z", None, "0003_a"),
        ("y", "z", "0002_b"),
        ("x", "y", "0001_c"),
    ]


def test_what_tools_leave_behind_is_no_revision(root: Path) -> None:
    versions = root / "migrations" / "versions"
    real = folder(root, "0001_real")
    (versions / ".DS_Store").touch()
    for left in (versions, real, versions / "0002_of_another_branch"):
        (left / "__pycache__").mkdir(parents=True)
        (left / "__pycache__" / "revision.cpython-311.pyc").touch()

    assert [revision.id for revision in history(root)] == ["0001"]


def test_what_bare_alembic_revision_makes_is_incomplete(root: Path) -> None:
    path = root / "migrations" / "versions" / "0001_bare"
    path.mkdir()
    (path / "revision.py").write_text('revision = "0001"\ndown_revision = None\n')

    assert says(
        refusal(root),
        "0001_bare has no upgrade.sql and no downgrade.sql and no verify.sql",
        "bare alembic revision",
        "redlake render",
    )


@pytest.mark.parametrize("name", ["revision.py", "verify.sql"])
def test_a_file_that_is_missing_is_named(root: Path, name: str) -> None:
    (folder(root, "0001_a") / name).unlink()

    assert says(refusal(root), f"revision 0001_a has no {name} (")


def test_a_file_beside_the_folders_is_refused(root: Path) -> None:
    (root / "migrations" / "versions" / "0001_a.py").touch()

    assert says(refusal(root), "0001_a.py is no revision folder")


def test_another_module_in_a_folder_is_refused(root: Path) -> None:
    path = folder(root, "0001_a") / "old"
    path.mkdir()
    (path / "helper.py").touch()

    assert says(refusal(root), "helper.py does not belong into revision 0001_a", "Alembic")


def test_two_folders_with_one_id(root: Path) -> None:
    folder(root, "0001_a")
    folder(root, "0002_b", 'revision = "0001"\ndown_revision = None\n')

    assert says(refusal(root), "two folders have the revision id 0001: 0001_a and 0002_b")


def test_two_heads(root: Path) -> None:
    folder(root, "0001_a")
    folder(root, "0002_b")
    folder(root, "0003_c", 'revision = "0003"\ndown_revision = "0001"\n')

    assert says(refusal(root), "not linear: 0002 and 0003 both follow 0001", "0003_c/revision.py")


@pytest.mark.parametrize(
    ("released", "way_out"),
    [
        ([], "plan the one that is not released again, after the other: redlake rebase 0002_b,"),
        (["0002_b"], "plan again what is not released: redlake rebase 0003_c 0004_d"),
        (["0002_b", "0004_d"], "plan again what is not released: redlake rebase 0003_c"),
        (["0002_b", "0003_c", "0004_d"], "each is released: let one follow the other, by its"),
    ],
)
def test_of_several_heads_those_change_that_are_not_released(
    root: Path, released: list[str], way_out: str
) -> None:
    folder(root, "0001_a")
    folder(root, "0002_b")
    for name in ("0003_c", "0004_d"):
        folder(root, name, f'revision = "{name[:4]}"\ndown_revision = "0001"\n')
    files = [Path("migrations", "versions", name, "revision.py") for name in released]

    with pytest.raises(RevisionError) as raised:
        history(root, files)

    assert says(raised.value, "0002 and 0003 and 0004 both follow 0001", way_out)


def test_two_beginnings(root: Path) -> None:
    folder(root, "0001_a")
    folder(root, "0002_b", 'revision = "0002"\ndown_revision = None\n')

    assert says(refusal(root), "0001 and 0002 both follow the beginning")


def test_an_unknown_parent(root: Path) -> None:
    folder(root, "0002_b")

    assert says(refusal(root), "revision 0002 follows 0001, which there is not", "0002_b")


@pytest.mark.parametrize("parents", [{1: 3, 2: 1, 3: 2}, {1: None, 2: 4, 3: 2, 4: 3, 5: 3}])
def test_a_circle(root: Path, parents: dict[int, int | None]) -> None:
    for number, parent in parents.items():
        down = f'"{parent}"' if parent else None
        folder(root, f"{number:04}_r", f'revision = "{number}"\ndown_revision = {down}\n')

    message = refusal(root).message
    circle = message.removeprefix("revisions follow each other in a circle: ").split(" after ")

    assert circle[0] == circle[-1]
    assert len(circle) == 4
    assert all(str(parents[int(a)]) == b for a, b in pairwise(circle))


def test_a_revision_that_follows_itself(root: Path) -> None:
    folder(root, "0001_a", 'revision = "1"\ndown_revision = "1"\n')

    assert says(refusal(root), "circle: 1 after 1")


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("revision = (", "revision.py is not Python: "),
        ("revision = '\0'", "revision.py is not Python: "),
        ("pass\n\nrevision = 'a'", "revision.py does not assign down_revision"),
        ("def revision(): ...\n", "revision.py does not assign revision"),
        ("revision: str\ndown_revision = None", "revision.py does not assign revision"),
        ("\nrevision = make()\ndown_revision = None", "revision is computed ({}:2)"),
        ("revision = 1\ndown_revision = None", "revision must be a text of 1 to 32 characters"),
        ("revision = ''\ndown_revision = None", "revision must be a text of 1 to 32 characters"),
        ("revision = 'heads'\ndown_revision = None", 'Alembic means something else by "heads"'),
        (f"revision = '{'a' * 33}'\ndown_revision = None", "a text of 1 to 32 characters ({}:1)"),
        ("revision = 'a'\ndown_revision = 1", "down_revision must be a text or None ({}:2)"),
        (
            "revision = 'c'\ndown_revision = ('a', 'b')",
            "revision c has several parents: a merge, but history is linear ({}:2)",
        ),
    ],
)
def test_a_module_that_does_not_say_its_ids(root: Path, module: str, said: str) -> None:
    path = folder(root, "0001_a", module) / "revision.py"

    assert says(refusal(root), said.format(path))


# rendering


@pytest.fixture
def revision(root: Path) -> Revision:
    folder(
        root,
        "0001_readers",
        upgrade="-- who reads\n{% for reader in readers %}\n"
        "CREATE USER {{ reader | ident }} PASSWORD DISABLE;\n{% endfor %}\nVACUUM;\n",
        downgrade="-- Users stay.\n",
        verify="-- the analyst is a user\nselect count(*) = 1 from pg_user;\n",
    )
    return history(root)[0]


def render(revision: Revision, dev: Environment, root: Path) -> None:
    for one in renderings([revision], [dev], root):
        one.path.parent.mkdir(parents=True, exist_ok=True)
        one.path.write_text(one.fresh)


def test_what_is_rendered_is_what_runs(revision: Revision, dev: Environment, root: Path) -> None:
    render(revision, dev, root)

    assert revision.rendered("upgrade", "dev").read_text() == (
        "-- Revision 0001, upgrade, for dev. Rendered and frozen: what is here runs.\n"
        "\\set ON_ERROR_STOP on\n"
        "\n"
        "BEGIN;\n"
        "\n"
        "-- who reads\n"
        'CREATE USER "analyst" PASSWORD DISABLE;\n'
        "\n"
        'CREATE USER "auditor" PASSWORD DISABLE;\n'
        "\n"
        "COMMIT;\n"
        "\n"
        "VACUUM;\n"
    )
    assert [
        (segment.transactional, [statement.text for statement in segment.statements])
        for segment in read(revision, "upgrade", dev)
    ] == [
        (
            True,
            [
                'CREATE USER "analyst" PASSWORD DISABLE',
                'CREATE USER "auditor" PASSWORD DISABLE',
            ],
        ),
        (False, ["VACUUM"]),
    ]


def test_why_there_is_nothing_to_do_is_rendered(
    revision: Revision, dev: Environment, root: Path
) -> None:
    render(revision, dev, root)

    assert revision.rendered("downgrade", "dev").read_text().endswith("on\n\n-- Users stay.\n")
    assert read(revision, "downgrade", dev) == []


def test_a_statement_knows_its_line_in_the_rendered_file(
    revision: Revision, dev: Environment, root: Path
) -> None:
    render(revision, dev, root)
    *_, vacuum = read(revision, "upgrade", dev)

    file = revision.rendered("upgrade", "dev")
    assert str(vacuum.statements[0].place) == f"{file}:13:1"


def test_each_verification_is_asked_by_itself(
    revision: Revision, dev: Environment, root: Path
) -> None:
    render(revision, dev, root)
    (question,) = verifications(revision, dev)

    assert "BEGIN" not in revision.rendered("verify", "dev").read_text()
    assert question.comment == "the analyst is a user"


@pytest.mark.parametrize(
    ("sql", "error", "said"),
    [
        ("SELECT 1;\n\nSELECT 'a;\n", GrammarError, "a string is never closed ({}:3)"),
        (
            "{% for r in readers %}\nBEGIN;\n{% endfor %}",
            GrammarError,
            "begin and end ({}:2); remove it",
        ),
        ("SELECT 1;\nSELECT {{ nobody }};", RenderingError, "'nobody' is undefined ({}:2)"),
        ("\n\\c lake\n", GrammarError, "\\c lake is not understood ({}:2)"),
        ("SELECT\n {{ 'a\\rb' | literal }};", GrammarError, "a carriage return would run"),
    ],
)
def test_an_error_has_its_place_in_the_template(
    root: Path, dev: Environment, sql: str, error: type[RedlakeError], said: str
) -> None:
    folder(root, "0001_a", upgrade=sql)
    (revision,) = history(root)

    with pytest.raises(error) as raised:
        rendering(revision, "upgrade", dev, root)

    assert says(raised.value, said.format(revision.source("upgrade")))


def test_line_ends_of_windows_in_a_template_render_as_those_of_unix(
    root: Path, dev: Environment
) -> None:
    path = folder(root, "0001_a") / "upgrade.sql"
    path.write_bytes(b"-- why\r\nCREATE VIEW v AS\r\n  SELECT 1;\r\n")
    (revision,) = history(root)

    assert "\r" not in rendering(revision, "upgrade", dev, root)


def test_a_frozen_file_needs_no_values(revision: Revision, dev: Environment, root: Path) -> None:
    render(revision, dev, root)
    file = root / "environments" / "dev.toml"
    file.write_text(ENVIRONMENT.replace("readers", "others"))
    found = renderings([revision], [load("dev", root)], root)

    assert all(one.current is not None for one in found)
    with pytest.raises(RenderingError):
        _ = found[0].fresh


# rendered files


def test_what_was_not_rendered_is_named(revision: Revision, dev: Environment, root: Path) -> None:
    render(revision, dev, root)
    demand_rendered([revision], dev)
    revision.rendered("verify", "dev").unlink()
    demand_rendered([revision], dev, ["upgrade", "downgrade"])

    with pytest.raises(RevisionError) as raised:
        demand_rendered([revision], dev)
    assert says(
        raised.value, "revision 0001 was not rendered for dev", "dev/verify.sql", "redlake render"
    )
    with pytest.raises(RevisionError):
        verifications(revision, dev)


def test_a_rendered_file_that_is_no_text(revision: Revision, dev: Environment, root: Path) -> None:
    render(revision, dev, root)
    revision.rendered("upgrade", "dev").write_bytes(b"SELECT '\xff';")

    with pytest.raises(RevisionError, match=r"upgrade\.sql is not UTF-8"):
        read(revision, "upgrade", dev)


def test_rendered_files_that_nothing_runs(revision: Revision, dev: Environment, root: Path) -> None:
    render(revision, dev, root)
    rendered = revision.folder / "rendered"
    (rendered / "stage").mkdir()
    (rendered / "stage" / "upgrade.sql").touch()
    (rendered / "dev" / "upgrad.sql").touch()
    (rendered / ".DS_Store").touch()

    assert unclaimed([revision], ["dev"]) == [
        rendered / "dev" / "upgrad.sql",
        rendered / "stage" / "upgrade.sql",
    ]


@pytest.mark.parametrize(
    ("file", "sql", "said"),
    [
        ("verify", "DROP USER x;", "DROP USER x is no question"),
        ("verify", "select :'secret_x' = '';", "a verification needs no secret"),
        ("upgrade", "CREATE USER x PASSWORD :'secret_x';", 'there is no secret "x" in dev'),
    ],
)
def test_what_may_not_be_rendered(
    root: Path, dev: Environment, file: str, sql: str, said: str
) -> None:
    folder(root, "0001_first", **{file: f"{sql}\n"})

    with pytest.raises(GrammarError, match=said) as caught:
        rendering(history(root)[0], file, dev, root)

    assert f"0001_first/{file}.sql:1" in str(caught.value)
