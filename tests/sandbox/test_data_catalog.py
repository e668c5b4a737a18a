"""Tables of the Data Catalog, as SQL sees them come and go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from botocore.exceptions import ClientError
from pyarrow import parquet

from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake, Session

CLAIMS = """number,lob,incurred,day,at,open,note
1,AUTO,10.5,2024-02-29,2024-02-29 01:02:03,true,"a ""b"", \\
and a tab\t"
2,HOME,,,,,
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "Insurance" / "policies" / "year=2024").mkdir(parents=True)
    (folder / "Insurance" / "Claims.csv").write_text(CLAIMS)
    for month, numbers in (("01", [1, 2]), ("02%2F", [3])):
        part = folder / "Insurance" / "policies" / "year=2024" / f"month={month}"
        part.mkdir()
        table = pyarrow.table({"number": numbers, "Name": [f"n{each}" for each in numbers]})
        parquet.write_table(table, part / "part-0.parquet")
    return folder


@pytest.fixture(scope="module")
def standin(standin: StandIn, folder: Path) -> StandIn:
    return replace(standin, data=str(folder))


@pytest.fixture(scope="module")
def glue(lake: Lake) -> Any:
    return lake.aws("glue")


@pytest.fixture(scope="module")
def iam(lake: Lake, admin: Session) -> Session:
    admin.run('create user "IAM:developer" password disable')
    admin.run('alter user "IAM:developer" createuser')
    admin.run("create external schema ins from data catalog database 'insurance' iam_role default")
    return lake.iam()


def table(name: str, *columns: str, location: str = "s3://lake/nothing", **more: Any) -> Any:
    """Glue's input for a table; a column is its name, a space and its type."""
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": {
            "Location": location,
            "Columns": [
                dict(zip(("Name", "Type"), column.split(" ", 1), strict=True)) for column in columns
            ],
        },
        **more,
    }


class TestTheFolder:
    def test_a_csv_is_a_table_with_its_types(self, iam: Session) -> None:
        rows = iam.run("select * from ins.claims order by number")

        assert rows == [
            [
                1,
                "AUTO",
                10.5,
                date(2024, 2, 29),
                datetime(2024, 2, 29, 1, 2, 3),
                True,
                'a "b", \\\nand a tab\t',
            ],
            [2, "HOME", None, None, None, None, ""],
        ]

    def test_parquet_files_are_one_table_with_its_partitions(self, iam: Session) -> None:
        rows = iam.run("select * from awsdatacatalog.insurance.policies order by number")

        assert rows == [
            [1, "n1", "2024", "01"],
            [2, "n2", "2024", "01"],
            [3, "n3", "2024", "02/"],
        ]

    def test_glue_has_them_beside_the_sample(self, glue: Any) -> None:
        names = [each["Name"] for each in glue.get_databases()["DatabaseList"]]
        claims = glue.get_table(DatabaseName="insurance", Name="claims")["Table"]

        assert "syntheticgeneraldata_consume" in names
        assert claims["StorageDescriptor"]["Location"].endswith("/Insurance/Claims")
        assert claims["StorageDescriptor"]["InputFormat"].endswith("TextInputFormat")
        types = [each["Type"] for each in claims["StorageDescriptor"]["Columns"]]
        assert types == ["int", "string", "double", "date", "timestamp", "boolean", "string"]

    def test_the_catalog_shows_them(self, iam: Session) -> None:
        tables = iam.run(
            "select tablename, tabletype, location from svv_external_tables"
            " where schemaname = 'ins' order by 1"
        )
        columns = iam.run(
            "select columnname, external_type, columnnum, part_key from svv_external_columns"
            " where schemaname = 'ins' and tablename = 'policies' order by columnnum"
        )

        assert [row[:2] for row in tables] == [["claims", "TABLE"], ["policies", "TABLE"]]
        assert tables[1][2].endswith("/Insurance/policies")
        assert columns == [
            ["number", "bigint", 1, 0],
            ["name", "string", 2, 0],
            ["year", "string", 3, 1],
            ["month", "string", 4, 2],
        ]


class TestComingAndGoing:
    @pytest.fixture(autouse=True)
    def _opened(self, iam: Session) -> None:
        """The module's session has its user."""

    def test_a_table_is_read_once_glue_has_it_and_gone_with_it(
        self, glue: Any, iam: Session, folder: Path
    ) -> None:
        (folder / "raw").mkdir()
        (folder / "raw" / "events.csv").write_text("1,first\n2,second\n")
        new = table("events", "id int", "What string", location="s3://any-bucket/raw/events")

        glue.create_table(DatabaseName="insurance", TableInput=new)
        read = iam.run("select id, what from ins.events order by id")
        direct = iam.value("select count(*) from awsdatacatalog.insurance.events")
        shown = iam.value("select count(*) from svv_external_tables where tablename = 'events'")
        glue.delete_table(DatabaseName="insurance", Name="events")

        assert read == [[1, "first"], [2, "second"]]
        assert (direct, shown) == (2, 1)
        assert iam.refused("select * from ins.events")[0] == "42P01"
        assert iam.refused("select * from awsdatacatalog.insurance.events")[0] == "42P01"
        for view in ("svv_external_tables", "svv_external_columns"):
            assert iam.value(f"select count(*) from {view} where tablename = 'events'") == 0

    def test_a_header_and_a_separator_are_as_glue_says(
        self, glue: Any, iam: Session, folder: Path
    ) -> None:
        (folder / "raw2").mkdir()
        (folder / "raw2" / "one.csv").write_text("id|what\n7|x,y\n")
        new = table("piped", "id int", "what string", location="s3://b/raw2/")
        new["StorageDescriptor"]["SerdeInfo"] = {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": "|"},
        }
        new["Parameters"] = {"skip.header.line.count": "1"}

        glue.create_table(DatabaseName="insurance", TableInput=new)

        assert iam.run("select * from ins.piped") == [[7, "x,y"]]

    def test_parquet_goes_by_names(self, glue: Any, iam: Session, folder: Path) -> None:
        (folder / "raw3").mkdir()
        parquet.write_table(
            pyarrow.table({"b": ["x"], "a": pyarrow.array([1], pyarrow.int32())}),
            folder / "raw3" / "t.parquet",
        )
        good = table("named", "a int", "b varchar(5)", "c date", location="s3://b/raw3/t")
        other = table("typed", "a bigint", location="s3://b/raw3/t.parquet")

        for new in (good, other):
            glue.create_table(DatabaseName="insurance", TableInput=new)

        assert iam.run("select * from ins.named") == [[1, "x", None]]
        fields = iam.fields("select * from ins.typed")
        assert (fields["C"], fields["M"]) == ("XX000", "Spectrum Scan Error")
        assert "column a is int in the file, and bigint in the Data Catalog" in fields["H"]

    def test_what_is_not_in_the_folder_has_no_rows(self, glue: Any, iam: Session) -> None:
        for name, location in (("none", "s3://b/nowhere"), ("out", "s3://b/../../etc/passwd")):
            new = table(name, "a int", location=location)
            glue.create_table(DatabaseName="insurance", TableInput=new)

            assert iam.run(f"select * from ins.{name}") == []

    def test_what_cannot_be_read_says_so_when_it_is(
        self, glue: Any, iam: Session, folder: Path
    ) -> None:
        (folder / "raw4").mkdir()
        (folder / "raw4" / "bad.csv").write_text("1\nx\n")
        bad = table("bad", "a int", location="s3://b/raw4/bad.csv")
        nested = table("nested", "a array<int>", "b int")

        for new in (bad, nested):
            glue.create_table(DatabaseName="insurance", TableInput=new)

        fields = iam.fields("select * from ins.bad")
        assert (fields["C"], fields["M"]) == ("XX000", "Spectrum Scan Error")
        assert 'invalid input syntax for type integer: "x"' in fields["H"]
        code, message = iam.refused("select count(*) from awsdatacatalog.insurance.nested")
        assert (code, message.startswith("sandbox: not imitated")) == ("0A000", True)
        assert iam.value("select 1 from svv_external_tables where tablename = 'nested'") == 1

    def test_a_table_takes_on_new_columns_under_what_is_built_on_it(
        self, glue: Any, iam: Session, folder: Path
    ) -> None:
        (folder / "grow").mkdir()
        file = folder / "grow" / "t.csv"
        file.write_text("1\n")
        glue.create_table(
            DatabaseName="insurance", TableInput=table("grow", "a int", location="s3://b/grow")
        )
        iam.run("create materialized view public.grown as select a from ins.grow")
        late = "select * from awsdatacatalog.insurance.grow"
        iam.run(f"create view public.late as {late} with no schema binding")

        file.write_text("1,x\n2,y\n")
        glue.update_table(
            DatabaseName="insurance",
            TableInput=table("grow", "a int", "b string", location="s3://b/grow"),
        )
        iam.run("refresh materialized view public.grown")

        assert iam.run("select * from ins.grow order by a") == [[1, "x"], [2, "y"]]
        assert iam.run("select * from late order by a") == [[1, "x"], [2, "y"]]
        assert iam.run("select a from grown order by a") == [[1], [2]]

        glue.delete_table(DatabaseName="insurance", Name="grow")

        assert iam.run("select a from grown order by a") == [[1], [2]]
        assert iam.refused("refresh materialized view public.grown") == (
            "42P01",
            'relation "grow" does not exist',
        )
        assert iam.refused("select * from late")[0] == "42P01"
        assert iam.refused("select * from ins.grow")[0] == "42P01"

    def test_a_table_of_other_columns_takes_the_place_of_one_that_is_built_on(
        self, glue: Any, iam: Session
    ) -> None:
        first, other = table("swap", "a int"), table("swap", "z date", "a int")
        glue.create_table(DatabaseName="insurance", TableInput=first)
        iam.run("create materialized view public.swapped as select a from ins.swap")

        glue.update_table(DatabaseName="insurance", TableInput=other)

        assert iam.run("select z, a from ins.swap") == []
        assert iam.refused("refresh materialized view public.swapped")[0] == "42P01"

    def test_databases_come_and_go(self, glue: Any, iam: Session) -> None:
        create = "create external schema passing from data catalog database 'passing'"
        assert iam.refused(create)[0] == "3D000"

        glue.create_database(DatabaseInput={"Name": "passing"})
        iam.run(create)
        glue.create_table(DatabaseName="passing", TableInput=table("t", "a int"))
        assert iam.run("select * from passing.t") == []
        glue.delete_database(Name="passing")

        assert iam.refused("select * from passing.t")[0] == "42P01"
        glue.create_database(DatabaseInput={"Name": "passing"})
        glue.create_table(DatabaseName="passing", TableInput=table("u", "a int"))
        assert iam.run("select * from passing.u") == []

    def test_nobody_else_makes_or_drops_one(self, iam: Session) -> None:
        assert iam.refused("create table ins.mine (a int)")[0] == "42501"

    def test_a_session_that_holds_a_table_is_waited_for(
        self, glue: Any, lake: Lake, iam: Session
    ) -> None:
        glue.create_table(DatabaseName="insurance", TableInput=table("held", "a int"))
        holder = lake.connect(autocommit=False)
        holder.run("select * from ins.held")

        with pytest.raises(ClientError, match="SQL sees it with the next change") as raised:
            glue.delete_table(DatabaseName="insurance", Name="held")
        holder.connection.rollback()
        glue.create_table(DatabaseName="insurance", TableInput=table("next", "a int"))

        assert raised.value.response["Error"]["Code"] == "ConcurrentModificationException"
        assert iam.refused("select * from ins.held")[0] == "42P01"

    def test_names_that_are_too_long_are_refused_by_glue(self, glue: Any) -> None:
        with pytest.raises(ClientError, match="sandbox: not imitated: names as long as"):
            glue.create_table(DatabaseName="insurance", TableInput=table("n" * 64, "a int"))

    def test_the_data_catalog_is_not_shown_to_a_password(self, admin: Session) -> None:
        assert admin.refused("select * from awsdatacatalog.insurance.claims") == (
            "28000",
            "Current user is not authenticated with IAM credentials",
        )
        assert admin.value("select count(*) from ins.claims") == 2
