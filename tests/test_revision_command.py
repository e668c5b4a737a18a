"""redlake revision, as it is typed: what it writes for which change, and what it refuses.

The golden files in ``authored/a_reader_by_value`` are written again by
``REWRITE_GOLDEN=1 pytest tests/test_revision_command.py``, and reviewed as a diff.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from redlake import revising
from redlake.errors import InputError
from redlake.proposal import NO_QUESTION
from tests.conftest import Lake
from tests.copies import BOXPLOT, INTERN, MATERIALIZED, Copy, sql
from tests.holdings import admin, holdings, rows

GOLDEN = Path(__file__).parent / "authored" / "a_reader_by_value"
ENVIRONMENTS = ("dev", "prod", "test")


@pytest.fixture
def copy(project: Path) -> Copy:
    return Copy(project)


# what it writes


def test_a_reader_in_dev_only(copy: Copy) -> None:
    before = copy.rendered()
    copy.commit()
    copy.hire_an_intern()

    folder = copy.revision("An intern reads in dev")

    files = [
        Path(f"{file}.sql") if environment is None else Path("rendered", environment, f"{file}.sql")
        for environment in (None, "dev", "prod")
        for file in ("upgrade", "downgrade")
    ]
    if os.environ.get("REWRITE_GOLDEN"):
        for file in files:
            (GOLDEN / file).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / file).write_bytes((folder / file).read_bytes())
    assert {file: (folder / file).read_text() for file in files} == {
        file: (GOLDEN / file).read_text() for file in files
    }
    assert folder.name == "0008_an_intern_reads_in_dev"
    assert before == {path: text for path, text in copy.rendered().items() if path in before}
    copy.demand_agreement()
    assert "templates and revisions agree" in copy.redlake("check")
    assert "0008 (head)" in copy.alembic("heads")


def test_what_it_says(copy: Copy) -> None:
    copy.hire_an_intern()

    assert copy.redlake("revision", "-m", "An intern") == (
        "dev:\n"
        f"  + user {INTERN}\n"
        f"  + role datalake_reader to user {INTERN}\n"
        "prod, test:\n"
        "  no change\n"
        "wrote migrations/versions/0008_an_intern\n"
    )
    assert copy.redlake("revision", "-m", "Once more") == (
        "nothing to do: templates and revisions agree in dev, prod, test\n"
    )
    assert len(copy.folders()) == 8


def test_a_lake_database_everywhere_is_one_plain_block(copy: Copy) -> None:
    copy.add_life_data()

    folder = copy.revision("Life data")

    assert sql(folder).startswith(
        'CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_life"\n'
        "FROM DATA CATALOG\n"
        "DATABASE 'life'\n"
        "IAM_ROLE DEFAULT;\n"
    )
    assert "{%" not in sql(folder) + sql(folder, "downgrade")
    readers = "ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }}"
    for granted in ("USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA"):
        everyone = f"{readers}, {{{{ glue_user | ident }}}}"
        assert f"GRANT {granted} datalake_life TO {everyone};\n" in sql(folder)
    assert sql(folder, "downgrade") == "DROP SCHEMA datalake_life;\n"
    copy.demand_agreement()


def test_a_consume_database_with_another_name_is_renamed(copy: Copy) -> None:
    copy.replace(
        "environments/base.toml",
        'consume_databases = ["syntheticgeneraldata_consume"]',
        'consume_databases = ["general_consume"]',
    )

    folder = copy.revision("Shorter")

    old, new = "syntheticgeneraldata_consume", "general_consume"
    assert sql(folder).endswith(f"\nALTER DATABASE {old} RENAME TO {new};\n")
    assert sql(folder, "downgrade").endswith(f"\nALTER DATABASE {new} RENAME TO {old};\n")
    for file in ("upgrade", "downgrade"):
        hazard, _, rest = sql(folder, file).partition("\n")
        assert hazard.startswith("-- hazard: renames: ")
        assert rest.count(";") == 1, "all that is in the database goes along"
    copy.demand_agreement()


def test_a_view_is_replaced_in_the_words_of_its_template(copy: Copy) -> None:
    copy.replace(
        BOXPLOT,
        "WHERE lobcode = 'AUTO'\n",
        "-- Homes   count too.\nWHERE   lobcode IN ('AUTO', 'HOME')\n",
    )

    folder = copy.revision("Homes")

    template = (copy.root / BOXPLOT).read_text()
    assert sql(folder) == template.replace("CREATE VIEW", "CREATE OR REPLACE VIEW")
    assert "CREATE OR REPLACE VIEW" in sql(folder, "downgrade")
    assert "\nWHERE lobcode = 'AUTO'\n" in sql(folder, "downgrade")
    copy.demand_agreement()


def test_a_paragraph_above_a_declaration_goes_along(copy: Copy) -> None:
    text = "-- Why there is such a view.\n\n-- What it shows.\n" + VIEW
    copy.write("templates/views/sums.sql", text)

    folder = copy.revision("Sums")

    assert sql(folder) == text
    assert "-- Why there is such a view.\n\n-- What it shows.\n" in sql(folder, environment="dev")


def test_a_grant_of_several_declarations_has_the_comments_of_all(copy: Copy) -> None:
    view = "public.general_insurance_redshift_boxplot"
    copy.write("templates/groups/three.sql", "CREATE GROUP a; CREATE GROUP b; CREATE GROUP c;\n")
    copy.write(
        "templates/grants/three.sql",
        f"-- The auditors.\nGRANT SELECT ON {view} TO GROUP a;\n\n"
        f"-- The actuaries.\n-- Since May.\nGRANT SELECT ON {view} TO GROUP b;\n\n"
        f"-- The auditors.\nGRANT SELECT ON {view} TO GROUP c;\n",
    )

    folder = copy.revision("Three")

    assert sql(folder).endswith(
        f"\n-- The auditors.\n-- The actuaries.\n-- Since May.\n"
        f"GRANT SELECT ON TABLE {view} TO GROUP a, GROUP b, GROUP c;\n"
    )
    assert "auditors" not in sql(folder, "downgrade")
    copy.demand_agreement()


VIEW = (
    "CREATE VIEW public.sums AS SELECT policynumber"
    " FROM public.general_insurance_redshift_materialized WITH NO SCHEMA BINDING;\n"
)


class TestALateBindingView:
    """Redshift checks nothing of it when it is created."""

    ASKED = (
        "-- the late-binding view public.sums can be queried\n"
        "SELECT count(*) = 0 FROM (SELECT * FROM public.sums LIMIT 0) AS no_rows;\n"
    )

    def test_over_what_redlake_keeps_is_asked_when_it_is_created_or_replaced(
        self, copy: Copy
    ) -> None:
        copy.write("templates/views/sums.sql", VIEW)

        created = copy.revision("Sums")
        copy.replace("templates/views/sums.sql", " WITH NO", " WHERE true WITH NO")
        replaced = copy.revision("Sums, but")

        assert sql(created, "verify") == self.ASKED
        assert "CREATE OR REPLACE VIEW" in sql(replaced)
        assert sql(replaced, "verify") == self.ASKED

    def test_over_such_a_view_is_asked_too(self, copy: Copy) -> None:
        copy.write("templates/views/sums.sql", VIEW)
        copy.write(
            "templates/views/more.sql",
            "CREATE VIEW public.more AS SELECT * FROM public.sums WITH NO SCHEMA BINDING;\n",
        )

        folder = copy.revision("Sums")

        assert "view public.more can be queried" in sql(folder, "verify")

    def test_over_the_data_catalog_may_come_before_its_table(self, copy: Copy) -> None:
        table = "datalake_syntheticgeneraldata_consume.to_come"
        copy.write(
            "templates/views/early.sql",
            f"CREATE VIEW public.early AS SELECT * FROM {table} WITH NO SCHEMA BINDING;\n",
        )
        copy.write(
            "templates/views/sums.sql",
            "CREATE VIEW public.sums AS SELECT * FROM public.early WITH NO SCHEMA BINDING;\n",
        )

        folder = copy.revision("Early")

        assert sql(folder, "verify") == NO_QUESTION


class TestAMaterializedView:
    NAME = "public.general_insurance_redshift_materialized"

    def changed(self, copy: Copy) -> Path:
        copy.replace(MATERIALIZED, "    execution_id,\n", "    execution_id AS run,\n")
        return copy.revision("The run by its name")

    def test_is_dropped_made_and_granted_again(self, copy: Copy) -> None:
        folder = self.changed(copy)

        template = (copy.root / MATERIALIZED).read_text()
        comment, _, statement = template.partition("\n")
        view = f"materialized view {self.NAME}"
        grant = (
            f"GRANT SELECT ON {self.NAME}"
            " TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};\n"
        )
        assert sql(folder) == (
            f"-- hazard: readers see it missing: {view}, until the transaction ends\n"
            f"DROP MATERIALIZED VIEW {self.NAME};\n\n"
            f"{comment}\n"
            f"-- hazard: long-running: {view} is filled with the rows of its query\n"
            f"{statement}\n"
            f"{grant}"
        )
        down = sql(folder, "downgrade")
        assert "\n    execution_id,\n" in down
        assert down.endswith(f"\n{grant}")
        assert [line for line in down.splitlines() if line.startswith("--")] == [
            line for line in sql(folder).splitlines() if line.startswith("-- hazard: ")
        ]
        rendered = sql(folder, environment="prod")
        assert (rendered.count("BEGIN;\n"), rendered.count("COMMIT;\n")) == (1, 1)
        copy.demand_agreement()

    def test_is_asked_for_by_the_late_binding_view_over_it(self, copy: Copy) -> None:
        copy.write(
            "templates/views/runs.sql",
            f"CREATE VIEW public.runs AS SELECT policynumber FROM {self.NAME}\n"
            "WITH NO SCHEMA BINDING;\n"
            "CREATE VIEW public.over_runs AS SELECT * FROM public.runs WITH NO SCHEMA BINDING;\n",
        )
        first = copy.revision("Runs")

        folder = self.changed(copy)

        assert "can still be queried" not in sql(first, "verify")
        assert "VIEW public.runs" not in sql(folder)
        for name in ("over_runs", "runs"):
            assert (
                f"-- the late-binding view public.{name} can still be queried\n"
                f"SELECT count(*) = 0 FROM (SELECT * FROM public.{name} LIMIT 0) AS no_rows;\n"
            ) in sql(folder, "verify")
        assert "FROM public.runs LIMIT 0" in sql(folder, "verify", "dev")
        copy.demand_agreement()


def test_what_others_own_is_granted_on_with_the_pragma(copy: Copy) -> None:
    template = (
        "-- The claims team loads it, and owns it.\n"
        "-- managed = false\n"
        "GRANT SELECT ON claims.open_claims TO {{ glue_user | ident }};\n"
    )
    copy.write("templates/grants/claims.sql", template)

    folder = copy.revision("Open claims")

    assert sql(folder) == template
    assert "-- managed = false\nREVOKE SELECT ON " in sql(folder, "downgrade")
    for file in ("upgrade", "downgrade"):
        assert "\n-- managed = false\n" in sql(folder, file, "prod")
    copy.demand_agreement()


def test_without_the_pragma_it_is_refused(copy: Copy) -> None:
    copy.write(
        "templates/grants/claims.sql",
        "GRANT SELECT ON claims.open_claims TO {{ glue_user | ident }};\n",
    )

    said = copy.redlake("revision", "-m", "Open claims", code=1)

    assert "(templates/grants/claims.sql:1" in said
    assert "claims" in said


def test_the_owner_of_an_environment_gets_what_is_made(copy: Copy) -> None:
    for name in copy.folders():
        copy.versions.joinpath(name).rename(copy.root / name)
    copy.replace(
        "environments/prod.toml",
        'query_group = "redlake"',
        'query_group = "redlake"\nowner = "lake_owner"',
    )

    folder = copy.revision("All of it")

    up = sql(folder, environment="prod")
    for created, given in (
        ("CREATE ROLE ", "ALTER ROLE {} OWNER TO lake_owner;"),
        ("CREATE EXTERNAL SCHEMA IF NOT EXISTS ", "ALTER SCHEMA {} OWNER TO lake_owner;"),
        ("CREATE VIEW ", "ALTER TABLE {} OWNER TO lake_owner;"),
        ("CREATE MATERIALIZED VIEW ", "ALTER TABLE {} OWNER TO lake_owner;"),
    ):
        for line in [line for line in up.splitlines() if line.startswith(created)]:
            name = line.removeprefix(created).split()[0].rstrip(";")
            giving = {given.format(name), given.format(name.strip('"'))}
            after = up.partition(line)[2].splitlines()
            assert giving & set(after), line
    assert "PROCEDURE public.refresh_general_insurance_redshift_materialized() OWNER TO" in up
    assert "CREATE DATABASE syntheticgeneraldata_consume WITH OWNER lake_owner;" in up
    assert "OWNER" not in sql(folder, environment="dev")
    copy.demand_agreement()


# by hand


def test_an_empty_one_is_for_a_person(copy: Copy) -> None:
    said = copy.redlake("revision", "--empty", "-m", "By hand")

    assert said == (
        "wrote migrations/versions/0008_by_hand\nWrite its SQL, then: redlake render 0008\n"
    )
    folder = copy.folder("0008")
    assert sorted(path.name for path in folder.iterdir()) == [
        "downgrade.sql",
        "revision.py",
        "upgrade.sql",
        "verify.sql",
    ]
    copy.redlake("render", "0008")
    copy.demand_agreement()
    assert "0007 -> 0008 (head), By hand" in copy.alembic("history")


def test_an_id_may_be_chosen_once(copy: Copy) -> None:
    copy.redlake("revision", "--empty", "-m", "By hand", "--id", "lake_8")

    assert "lake_8_by_hand" in copy.folders()
    taken = copy.redlake("revision", "--empty", "-m", "Again", "--id", "lake_8", code=1)
    assert "there is a revision lake_8 already" in taken
    odd = copy.redlake("revision", "--empty", "-m", "Again", "--id", "../x", code=1)
    assert '"../x" is no id; use 1 to 32 letters, digits and underscores' in odd
    for reserved in ("base", "head", "heads", "current"):
        said = copy.redlake("revision", "--empty", "-m", "A", "--id", reserved, code=1)
        assert f'Alembic means something else by "{reserved}"' in said
    none = copy.redlake("revision", "--empty", "-m", "Again", code=1)
    assert "revision lake_8 has no number" in none
    assert "--id ID" in none


# what it refuses


def test_a_message_must_fit_into_a_docstring(project: Path) -> None:
    before = Copy(project).folders()
    for message in ('a "quoted"', 'three """ quotes', "two\nlines", "back\\slash", "nul\0", "a\rb"):
        with pytest.raises(InputError, match="does not fit into a line of revision"):
            revising.revise(project, message)
    for message in ("", "  ", "…"):
        with pytest.raises(InputError, match="the message is empty"):
            revising.revise_by_hand(project, message)
    assert Copy(project).folders() == before


def test_quotes_within_a_message_are_fine(copy: Copy) -> None:
    message = 'Leaves "contacts" out, it\'s {{ safer }} ${x}'

    made = revising.revise_by_hand(copy.root, message)

    assert made.folder.name == "0008_leaves_contacts_out_it_s_safer_x"
    assert made.folder.joinpath("revision.py").read_text().startswith(f'"""{message}"""\n')


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("views/odd.sql", "CREATE VIEW public.odd AS SELECT {{ nobody }};\n", "nobody"),
        ("views/odd.sql", "CREATE VEIW public.odd AS SELECT 1;\n", "odd.sql:1"),
        ("views/odd.sql", "DROP VIEW public.odd;\n", "a template declares what is"),
        ("grants/odd.sql", "GRANT SELECT ON public.odd TO PUBLIC;\n", "odd.sql:1"),
        ("users/odd.sql", "CREATE USER odd PASSWORD :'secret_odd';\n", 'no secret "odd" in dev'),
    ],
    ids=["undefined", "no SQL", "not declaring", "not there", "no such secret"],
)
def test_wrong_templates_leave_everything_as_it_was(
    copy: Copy, file: str, text: str, said: str
) -> None:
    copy.hire_an_intern()
    copy.write(f"templates/{file}", text)
    before = copy.folders()

    refused = copy.redlake("revision", "-m", "Odd", code=1)

    assert said in refused
    assert f"templates/{file}:1" in refused
    assert (copy.folders(), copy.left_over()) == (before, [])


def test_what_is_not_rendered_is_told(copy: Copy) -> None:
    copy.hire_an_intern()
    copy.folder("0005").joinpath("rendered", "test", "downgrade.sql").unlink()
    before = copy.folders()

    said = copy.redlake("revision", "-m", "An intern", code=1)

    assert "revision 0005 was not rendered for test" in said
    assert "run redlake render" in said
    assert copy.folders() == before


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, OSError])
def test_interrupted_writing_leaves_nothing(
    copy: Copy, interrupt: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.hire_an_intern()
    before = copy.folders()

    def broken(*_: object) -> None:
        assert (copy.root / ".redlake" / "drafts").is_dir(), "it was writing"
        raise interrupt

    monkeypatch.setattr(revising, "replay", broken)
    with pytest.raises(interrupt):
        revising.revise(copy.root, "An intern")

    assert (copy.folders(), copy.left_over()) == (before, [])


def test_what_a_killed_process_left_is_seen_by_nobody(copy: Copy) -> None:
    copy.write(".redlake/drafts/0008_an_intern/revision.py", 'revision = "0008"\n')
    copy.write(".redlake/drafts/0008_an_intern/old.sql", "SELECT 1;\n")
    copy.hire_an_intern()

    assert "0007 (head)" in copy.alembic("heads")
    folder = copy.revision("An intern")
    assert not (folder / "old.sql").exists()
    assert copy.left_over() == []


def test_bytecode_that_git_left_of_a_folder_is_no_obstacle(copy: Copy) -> None:
    copy.write("migrations/versions/0008_an_intern/__pycache__/revision.cpython-311.pyc", "")
    copy.hire_an_intern()

    copy.redlake("revision", "-m", "An intern")

    assert "upgrade.sql" in [path.name for path in copy.folder("0008").iterdir()]


# running it


def test_it_runs_up_and_down_and_up(lake: Callable[[str], Lake]) -> None:
    it = lake("dev")
    copy = Copy(it.root)
    it.upgraded()
    old = holdings(it)
    copy.hire_an_intern()
    copy.count_homes()
    copy.replace(MATERIALIZED, "    execution_id,\n", "    execution_id AS run,\n")
    copy.revision("An intern, homes, and the run by its name")

    up = it.alembic("upgrade", "head")
    assert up.code == 0, up.said
    new = holdings(it)
    down = it.alembic("downgrade", "-1")
    assert down.code == 0, down.said
    restored = holdings(it)
    again = it.alembic("upgrade", "head")
    assert again.code == 0, again.said

    intern = INTERN.strip('"')
    assert [row for row in new["memberships"] if row not in old["memberships"]] == [
        (intern, "datalake_reader")
    ]
    assert {what for what, rows in new.items() if rows != old[what]} == {
        "users",
        "memberships",
        "views of dev",
    }
    with admin(it) as session:
        query = "select definition from pg_views where viewname like '%boxplot'"
        ((definition,),) = rows(session, query)
    assert "WHERE lobcode IN ('AUTO', 'HOME')" in definition
    assert holdings(it) == new
    # Replaced by what says the same: the text that Redshift keeps is the statement's.
    del restored["views of dev"], old["views of dev"]
    assert restored == old
