"""A folder of CSV and Parquet files as tables of the Data Catalog."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from redlake.sandbox import process
from redlake.sandbox.files import Unreadable
from redlake.sandbox.folder import FolderTable, tables
from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake


def written(folder: Path, **files: str) -> Path:
    """The folder, with the files ``lake/<name>.csv``."""
    (folder / "lake").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "lake" / f"{name}.csv").write_text(text)
    return folder


def only(folder: Path) -> FolderTable:
    (table,) = tables(folder)
    return table


@pytest.mark.parametrize(
    ("fields", "type_"),
    [
        (["1", "-2", ""], "int"),
        (["1", "3000000000"], "bigint"),
        (["1", "2.5", "1e-3"], "double"),
        (["1", "99999999999999999999"], "double"),
        (["2024-02-29", ""], "date"),
        (["2024-02-30"], "string"),
        (["2024-02-29 01:02:03", "2024-02-29T01:02:03.5"], "timestamp"),
        (["2024-02-29", "2024-02-29 01:02:03"], "string"),
        (["true", "FALSE"], "boolean"),
        (["00123", "45"], "string"),
        (["1", "x"], "string"),
        (["", ""], "string"),
    ],
)
def test_types_of_csv_are_those_of_all_its_fields(
    tmp_path: Path, fields: list[str], type_: str
) -> None:
    text = "key,value\n" + "".join(f"a,{field}\n" for field in fields)

    table = only(written(tmp_path, t=text))

    assert table.columns == (("key", "string"), ("value", type_))


def test_names_are_folded_and_hidden_files_are_ignored(tmp_path: Path) -> None:
    written(tmp_path, Policies="\ufeffPolicy No, Premium\n1,2\n")
    for name in ("_SUCCESS", ".part.crc", "#x#", "old~"):
        (tmp_path / "lake" / name).write_text("")

    table = only(tmp_path)

    assert (table.database, table.name) == ("lake", "policies")
    assert table.columns == (("policy no", "int"), ("premium", "int"))


def test_types_of_parquet_are_its_schemas(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    columns = {
        "ID": pyarrow.array([1], pyarrow.int64()),
        "small": pyarrow.array([1], pyarrow.int32()),
        "ratio": pyarrow.array([1.5]),
        "name": pyarrow.array(["a"]).dictionary_encode(),
        "day": pyarrow.array([date(2024, 2, 29)]),
        "at": pyarrow.array([datetime(2024, 2, 29, tzinfo=UTC)]),
        "money": pyarrow.array([Decimal("1.50")], pyarrow.decimal128(10, 2)),
        "yes": pyarrow.array([True]),
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "lake" / "t.parquet")

    assert only(tmp_path).columns == (
        ("id", "bigint"),
        ("small", "int"),
        ("ratio", "double"),
        ("name", "string"),
        ("day", "date"),
        ("at", "timestamp"),
        ("money", "decimal(10,2)"),
        ("yes", "boolean"),
    )


def test_folders_of_a_table_are_its_partitions(tmp_path: Path) -> None:
    for month in ("01", "02"):
        folder = tmp_path / "lake" / "t" / "Year=2024" / f"month={month}"
        folder.mkdir(parents=True)
        (folder / "part.csv").write_text("a\n1\n")

    assert only(tmp_path).partitions == (("year", "string"), ("month", "string"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "t.csv: is empty; it begins with a line of column names"),
        ("a,b\n1,2\n3\n", "t.csv: line 3 has 1 fields, and the header 2"),
        ("a,A\n1,2\n", "t.csv: two columns are named a"),
        ("a,\n1,2\n", "t.csv: a column has no name"),
        ('a\n"x', "t.csv: line 2: unexpected end of data"),
        ("a\n\0\n", "t.csv: line 2 holds a NUL"),
        (f"{'n' * 64}\n1\n", "t.csv: not imitated: names as long as"),
    ],
)
def test_a_csv_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(Unreadable) as raised:
        tables(written(tmp_path, t=text))

    assert str(raised.value).startswith(f"{tmp_path}/lake/{reason}")


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("stray.csv", b"a\n1\n", "is no folder; tables lie in a folder"),
        ("lake/t.csv", b"a\n1\n\xff\n2\n", "line 3 is no UTF-8"),
        ("lake/README.md", b"a", "a name that begins with _ or . is left out"),
        ("lake/t.txt", b"a", "is neither .csv nor .parquet"),
        ("lake/t/part.json", b"{}", "is neither .csv nor .parquet"),
        ("lake/t.parquet", b"PAR1", "Parquet"),
    ],
)
def test_what_is_no_table_is_named_with_the_reason(
    tmp_path: Path, path: str, content: bytes, reason: str
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)

    with pytest.raises(Unreadable) as raised:
        tables(tmp_path)

    assert str(raised.value).startswith(f"{file}: ")
    assert reason in str(raised.value)


def test_an_empty_folder_and_a_table_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no <database>/<table>.csv or .parquet is in it"):
        tables(tmp_path)
    written(tmp_path, t="a\n1\n", T="a\n1\n")
    with pytest.raises(Unreadable, match="is this table already"):
        tables(tmp_path)


def test_files_of_one_table_must_be_alike(tmp_path: Path) -> None:
    folder = tmp_path / "lake" / "t"
    folder.mkdir(parents=True)
    (folder / "1.csv").write_text("a\n1\n")
    (folder / "2.csv").write_text("b\n1\n")

    with pytest.raises(Unreadable, match=r"2.csv: has other columns than .*1.csv"):
        tables(tmp_path)


def test_all_tables_that_cannot_be_served_are_named(tmp_path: Path) -> None:
    written(tmp_path, good="a\n1\n", empty="", uneven="a\n1,2\n")
    (tmp_path / "stray.csv").touch()

    with pytest.raises(Unreadable) as raised:
        tables(tmp_path)

    first, *others = str(raised.value).splitlines()
    assert first == f"{tmp_path}: 3 of what is in it cannot be served"
    assert [line.split(":")[0] for line in others] == [
        f"{tmp_path}/lake/empty.csv",
        f"{tmp_path}/lake/uneven.csv",
        f"{tmp_path}/stray.csv",
    ]


def test_a_link_to_a_folder_around_it_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lake" / "t"
    folder.mkdir(parents=True)
    (folder / "1.csv").write_text("a\n1\n")
    (folder / "again").symlink_to(folder)

    with pytest.raises(Unreadable, match=r"t/again: is a link to .*/lake/t, which it lies in"):
        tables(tmp_path)


def test_a_type_that_glue_has_not_is_named(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    parquet.write_table(pyarrow.table({"at": [time(1)]}), tmp_path / "lake" / "t.parquet")

    with pytest.raises(Unreadable, match=r"column at is time64\[us\], which is not imitated"):
        tables(tmp_path)


def test_a_table_with_nested_columns_fails_when_it_is_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, standin: StandIn
) -> None:
    written(tmp_path, good="a\n1\n")
    nested = {"tags": [["a"]], "place": [{"x": 1, "of": [1.5]}], "raw": [b"x"]}
    parquet.write_table(pyarrow.table(nested), tmp_path / "lake" / "t.parquet")
    state = tmp_path_factory.mktemp("state")
    running = process.start(replace(standin, data=str(tmp_path)), state, os.getpid())
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", running.certificate)
            lake = Lake(running)
            columns = lake.aws("glue").get_table(DatabaseName="lake", Name="t")["Table"]
            admin = lake.connect()
            admin.run("CREATE EXTERNAL SCHEMA l FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT")
            read = admin.run("SELECT * FROM l.good")
            refused = admin.refused("SELECT * FROM l.t")
            lake.close()
    finally:
        process.stop(running)

    assert [column["Type"] for column in columns["StorageDescriptor"]["Columns"]] == [
        "array<string>",
        "struct<x:bigint,of:array<double>>",
        "binary",
    ]
    assert read == [[1]]
    assert (refused[0], refused[1].startswith("sandbox: not imitated: no Postgre")) == (
        "0A000",
        True,
    )


def test_nothing_starts_that_cannot_be_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, standin: StandIn
) -> None:
    written(tmp_path, good="a\n1\n", bad="a,b\n1\n")
    state = tmp_path_factory.mktemp("state")
    broken = StandIn(
        environment="dev",
        account=standin.account,
        region=standin.region,
        database="dev",
        workgroup="w-1",
        data=str(tmp_path),
    )

    with pytest.raises(process.SandboxError) as raised:
        process.start(broken, state, os.getpid())

    said = f"{tmp_path}/lake/bad.csv: line 2 has 1 fields, and the header 2"
    assert str(raised.value) == f"the sandbox did not start; it said:\n{said}"
    assert process.find("dev", state) is None
