"""A table of Glue's that cannot be read says so when it is read, and troubles no other one."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from redlake.sandbox.definition import Definition, postgres_type
from redlake.sandbox.standin import StandIn
from tests.sandbox.lake import Lake, Session

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "lake").mkdir()
    (folder / "lake" / "t.csv").write_text("a,b\n1,2\n")
    return folder


@pytest.fixture(scope="module")
def standin(standin: StandIn, folder: Path) -> StandIn:
    return replace(standin, data=str(folder))


@pytest.fixture(scope="module")
def glue(lake: Lake, folder: Path) -> Any:
    # Not there at the start, when every table must be readable.
    (folder / "hive.csv").write_text("1\x012\n")
    (folder / "linked").mkdir()
    (folder / "linked" / "gone.csv").symlink_to(folder / "nowhere.csv")
    client = lake.aws("glue")
    client.create_database(DatabaseInput={"Name": "made"})
    return client


@pytest.fixture(scope="module")
def session(lake: Lake) -> Session:
    session = lake.iam()
    lake.connect().run('GRANT USAGE ON DATABASE awsdatacatalog TO "IAM:developer"')
    return session


def table(
    name: str,
    *types: str,
    location: str = "s3://b/lake/t.csv",
    serde: Mapping[str, str] | None = None,
    library: str = OPEN,
    parameters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    columns = [{"Name": f"c{at}", "Type": type_} for at, type_ in enumerate(types or ("string",))]
    info = {"SerializationLibrary": library, "Parameters": dict(serde or {})}
    storage = {"Columns": columns, "Location": location, "SerdeInfo": info}
    return {"Name": name, "StorageDescriptor": storage, "Parameters": dict(parameters or {})}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            table("x", serde={"separatorChar": "||"}),
            "the separator is not one character between fields: '||'",
        ),
        (table("x", serde={"field.delim": "||"}, library=LAZY), "fields: '||'"),
        (table("x", serde={"field.delim": "\\t"}, library=LAZY), r"fields: '\\t'"),
        (table("x", serde={"separatorChar": "\n"}), r"fields: '\n'"),
        (table("x", location="s3://b/linked"), "No such file"),
        (table("x", location="s3://b/%00x"), "null byte"),
        (table("x", parameters={"skip.header.line.count": "9" * 20}), "no number of lines: 999"),
        (table("x", "decimal(5000,2)"), 'no PostgreSQL type for the Glue type "decimal(5000,2)"'),
        (table("x", *["int"] * 1700), "sandbox: "),
    ],
)
def test_one_that_cannot_be_read_says_why_and_others_are_read(
    glue: Any, session: Session, broken: dict[str, Any], said: str
) -> None:
    other = table("other", "string", "string")
    glue.create_table(DatabaseName="made", TableInput=broken)
    glue.create_table(DatabaseName="made", TableInput=other)

    read = session.run("SELECT * FROM awsdatacatalog.made.other")
    fields = session.fields("SELECT 'read' FROM awsdatacatalog.made.x")
    glue.delete_table(DatabaseName="made", Name="x")
    glue.delete_table(DatabaseName="made", Name="other")

    assert read == [["a", "b"], ["1", "2"]]
    assert fields["C"] in ("XX000", "0A000")
    assert said in fields["M"] + fields.get("H", "")
    assert session.refused("SELECT * FROM awsdatacatalog.made.x")[0] == "42P01"


@pytest.mark.parametrize(
    "impossible",
    [
        {**table("x"), "Name": "a\0b"},
        table("x", location="s3://b/\ud800"),
        table("x", parameters={"note": "a\0b"}),
    ],
)
def test_what_is_no_text_is_refused_before_it_is_kept(glue: Any, impossible: Any) -> None:
    with pytest.raises(ClientError, match="a text with a NUL"):
        glue.create_table(DatabaseName="made", TableInput=impossible)

    assert glue.get_tables(DatabaseName="made")["TableList"] == []


@pytest.mark.parametrize("serde", [{}, {"serialization.format": "1"}, {"field.delim": "\x01"}])
def test_hives_separator_is_a_byte(glue: Any, session: Session, serde: dict[str, str]) -> None:
    hive = table("h", "int", "int", location="s3://b/hive.csv", serde=serde, library=LAZY)
    glue.create_table(DatabaseName="made", TableInput=hive)

    read = session.run("SELECT * FROM awsdatacatalog.made.h")

    glue.delete_table(DatabaseName="made", Name="h")
    assert read == [[1, 2]]


@pytest.mark.parametrize(
    ("said", "separator"), [("9", "\t"), ("44", ","), (";", ";"), ("", "\1"), ("\t", "\t")]
)
def test_hives_separators(said: str, separator: str) -> None:
    definition = Definition.of("d", table("t", serde={"field.delim": said}, library=LAZY))

    assert definition.separator == (separator, False)


@pytest.mark.parametrize(
    "type_", ["decimal(39,0)", "decimal(5,6)", "decimal(0)", "char(256)", "varchar(0)", "char(1,1)"]
)
def test_types_that_cannot_be(type_: str) -> None:
    with pytest.raises(ValueError, match="no PostgreSQL type"):
        postgres_type(type_)


def test_what_changes_in_glue_during_a_renewal_is_not_forgotten(lake: Lake) -> None:
    done = threading.Event()
    failed: list[str] = []

    def change() -> None:
        client = lake.aws("glue")
        number = 0
        while not done.is_set():
            number += 1
            try:
                client.create_database(DatabaseInput={"Name": f"during{number}"})
                client.create_table(DatabaseName=f"during{number}", TableInput=table("t"))
            except ClientError as error:
                # What the renewal has just emptied is not there any more.
                if error.response["Error"]["Code"] != "EntityNotFoundException":
                    failed.append(str(error))

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(3):
            lake.running.control.renew()
    finally:
        done.set()
        thread.join()
    client = lake.aws("glue")
    client.create_database(DatabaseInput={"Name": "afterwards"})
    client.create_table(DatabaseName="afterwards", TableInput=table("t", "string"))
    made = [each["Name"] for each in client.get_databases()["DatabaseList"]]
    session = lake.iam()
    lake.connect().run('GRANT USAGE ON DATABASE awsdatacatalog TO "IAM:developer"')

    assert failed == []
    for name in made:
        if name.startswith(("during", "afterwards")):
            for each in client.get_tables(DatabaseName=name)["TableList"]:
                session.run(f"SELECT * FROM awsdatacatalog.{name}.{each['Name']}")
    assert "afterwards" in made
