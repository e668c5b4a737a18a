"""What sqlalchemy-redshift reads of a warehouse, through redshift_connector."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy_redshift.dialect import RedshiftDialect_redshift_connector

from tests.sandbox.lake import Lake, Session

MADE = [
    "CREATE SCHEMA mirrored",
    "CREATE TABLE mirrored.base (n int PRIMARY KEY, t varchar(20) DEFAULT 'x' NOT NULL ENCODE zstd,"
    " p numeric(8,2), u int UNIQUE) DISTKEY(n) COMPOUND SORTKEY (p, n)",
    "COMMENT ON TABLE mirrored.base IS 'all of it'",
    "COMMENT ON COLUMN mirrored.base.t IS 'words'",
    "CREATE TABLE mirrored.child (i int IDENTITY(1,1), b int REFERENCES mirrored.base)"
    " INTERLEAVED SORTKEY (i, b)",
    "CREATE VIEW mirrored.bound AS SELECT n, t FROM mirrored.base",
    "CREATE VIEW mirrored.late AS SELECT n, p FROM mirrored.base WITH NO SCHEMA BINDING",
    "CREATE MATERIALIZED VIEW mirrored.made AS SELECT n, t FROM mirrored.base",
    "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'syntheticgeneraldata'"
    " IAM_ROLE DEFAULT",
]


@pytest.fixture(scope="module", autouse=True)
def fitting_dialect() -> Iterator[None]:
    """sqlalchemy-redshift 1.0 knows SQLAlchemy up to 2.0: what 2.1 has changed, changed back."""

    # Any: these are the dialect's own, and have no types.
    def reflect_type(
        self: Any, format_type: Any, domains: Any, enums: Any, type_description: Any, collation: Any
    ) -> Any:
        loader: Any = SimpleNamespace(domains=domains, enums={})
        return PGDialect._reflect_type(self, format_type, loader, type_description, collation)

    def get_multi_table_options(self: Any, connection: Any, **options: Any) -> Any:
        return DefaultDialect.get_multi_table_options(  # type: ignore[no-untyped-call]
            self, connection, **options
        )

    with pytest.MonkeyPatch.context() as patch:
        if "domains" not in inspect.signature(PGDialect._reflect_type).parameters:
            for replacement in (reflect_type, get_multi_table_options):
                name = replacement.__name__.replace("reflect_type", "_reflect_type")
                patch.setattr(RedshiftDialect_redshift_connector, name, replacement, raising=False)
        yield


@pytest.fixture(scope="module")
def engine(lake: Lake, admin: Session) -> Iterator[sqlalchemy.Engine]:
    for sql in MADE:
        admin.run(sql)
    made = sqlalchemy.create_engine(
        f"redshift+redshift_connector://admin@localhost:{lake.running.port}/dev",
        connect_args={"password": lake.admin_password, "ssl": True, "sslmode": "verify-full"},
    )
    yield made
    made.dispose()


@pytest.fixture
def found(engine: sqlalchemy.Engine) -> sqlalchemy.Inspector:
    return sqlalchemy.inspect(engine)


def columns(found: sqlalchemy.Inspector, name: str, schema: str = "mirrored") -> dict[str, str]:
    """The columns of a relation, with their types; sorted, as those of views have no order."""
    return {
        column["name"]: str(column["type"])
        for column in sorted(found.get_columns(name, schema), key=lambda column: column["name"])
    }


def test_names(found: sqlalchemy.Inspector) -> None:
    assert "mirrored" in found.get_schema_names()
    assert sorted(found.get_table_names("mirrored")) == ["base", "child"]
    assert sorted(found.get_view_names("mirrored")) == ["bound", "late", "made"]
    assert sorted(found.get_table_names("lake")) == ["claimdata", "policydata"]
    assert found.has_table("base", "mirrored")
    assert not found.has_table("nowhere", "mirrored")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("base", {"n": "INTEGER", "p": "NUMERIC(8, 2)", "t": "VARCHAR(20)", "u": "INTEGER"}),
        ("child", {"b": "INTEGER", "i": "INTEGER"}),
        ("bound", {"n": "INTEGER", "t": "VARCHAR(20)"}),
        ("late", {"n": "INTEGER", "p": "NUMERIC(8, 2)"}),
        ("made", {"n": "INTEGER", "t": "VARCHAR(20)"}),
    ],
)
def test_columns(found: sqlalchemy.Inspector, name: str, expected: dict[str, str]) -> None:
    assert columns(found, name) == expected


@pytest.mark.filterwarnings("ignore:Did not recognize type 'string'")
def test_columns_of_an_external_table(found: sqlalchemy.Inspector) -> None:
    policies = columns(found, "claimdata", "lake")

    assert policies["startdate"] == "DATE"
    assert policies["policynumber"] == "BIGINT"
    assert policies["accidentyeartotalincurredamount"] == "NUMERIC(10, 2)"


def test_what_is_said_of_a_column(found: sqlalchemy.Inspector) -> None:
    by_name = {column["name"]: column for column in found.get_columns("base", "mirrored")}
    text, price = by_name["t"], by_name["p"]

    assert (text["nullable"], text["default"]) == (False, "'x'::character varying")
    assert (text["comment"], price["comment"]) == ("words", None)
    # Any: the dialect's own key is in none of SQLAlchemy's types.
    told: Any = [column["info"] for column in (text, price)]  # type: ignore[typeddict-item]
    assert told == [{"encode": "zstd"}, {}]


def test_keys(found: sqlalchemy.Inspector) -> None:
    assert found.get_pk_constraint("base", "mirrored")["constrained_columns"] == ["n"]
    assert found.get_pk_constraint("child", "mirrored")["constrained_columns"] == []
    assert found.get_foreign_keys("base", "mirrored") == []
    (key,) = found.get_foreign_keys("child", "mirrored")
    assert (key["constrained_columns"], key["referred_columns"]) == (["b"], ["n"])
    assert (key["referred_schema"], key["referred_table"]) == ("mirrored", "base")
    (unique,) = found.get_unique_constraints("base", "mirrored")
    assert unique["column_names"] == ["u"]
    assert found.get_check_constraints("base", "mirrored") == []


def test_where_rows_lie(found: sqlalchemy.Inspector) -> None:
    base = found.get_table_options("base", "mirrored")
    child = found.get_table_options("child", "mirrored")

    assert (base["redshift_diststyle"], base["redshift_distkey"]) == ("KEY", "n")
    assert base["redshift_sortkey"] == ("p", "n")
    assert child["redshift_interleaved_sortkey"] == ("i", "b")


def test_comments(found: sqlalchemy.Inspector) -> None:
    assert found.get_table_comment("base", "mirrored") == {"text": "all of it"}
    assert found.get_table_comment("child", "mirrored") == {"text": None}


@pytest.mark.filterwarnings("ignore:Did not recognize type 'string'")
@pytest.mark.parametrize(
    ("schema", "name"),
    [("mirrored", "base"), ("mirrored", "late"), ("mirrored", "made"), ("lake", "claimdata")],
)
def test_table_from_the_warehouse(engine: sqlalchemy.Engine, schema: str, name: str) -> None:
    table = sqlalchemy.Table(name, sqlalchemy.MetaData(), schema=schema, autoload_with=engine)

    with engine.connect() as connection:
        connection.execute(sqlalchemy.select(table).limit(1)).all()


def test_whole_schema(engine: sqlalchemy.Engine) -> None:
    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine, schema="mirrored", views=True)

    assert sorted(table.name for table in metadata.tables.values()) == [
        "base",
        "bound",
        "child",
        "late",
        "made",
    ]
    made = str(sqlalchemy.schema.CreateTable(metadata.tables["mirrored.child"]).compile(engine))
    assert "i INTEGER IDENTITY(1,1) NOT NULL" in made
    assert "FOREIGN KEY(b) REFERENCES mirrored.base (n)" in made
