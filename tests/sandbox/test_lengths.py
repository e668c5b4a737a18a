"""Text counts in bytes, and types without a length have Redshift's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.lake import Session

COLUMNS: list[tuple[str, list[Any]]] = [
    ("varchar", ["character varying", 256, None, None]),
    ("character varying", ["character varying", 256, None, None]),
    ("nvarchar", ["character varying", 256, None, None]),
    ("text", ["character varying", 256, None, None]),
    ("varchar(max)", ["character varying", 65535, None, None]),
    ("char", ["character", 1, None, None]),
    ("char(max)", ["character", 4096, None, None]),
    ("bpchar", ["character", 256, None, None]),
    ("decimal", ["numeric", None, 18, 0]),
    ("numeric(10)", ["numeric", None, 10, 0]),
    ("decimal(38, 37)", ["numeric", None, 38, 37]),
]


@pytest.mark.parametrize(("type_", "shown"), COLUMNS, ids=[type_ for type_, _ in COLUMNS])
def test_a_column_without_a_length_has_redshifts(
    admin: Session, type_: str, shown: list[Any]
) -> None:
    admin.run(f"CREATE TABLE public.lengths (made {type_})")
    admin.run(f"ALTER TABLE public.lengths ADD COLUMN added {type_}")

    found = admin.run(
        "SELECT data_type, character_maximum_length, numeric_precision, numeric_scale"
        " FROM svv_all_columns WHERE table_name = 'lengths' ORDER BY ordinal_position"
    )

    admin.run("DROP TABLE public.lengths")
    assert found == [shown, shown]


def test_names_are_no_types(admin: Session) -> None:
    admin.run('CREATE TABLE public.named ("text" varchar(3), decimal decimal(4, 1))')
    admin.run("INSERT INTO public.named VALUES ('a', 1.5)")

    found = admin.run(
        'SELECT "text", decimal, cast((SELECT max(decimal) AS decimal FROM public.named) AS int)'
        " FROM public.named"
    )

    assert found[0][0] == "a"
    assert [float(value) for value in found[0][1:]] == [1.5, 2]


def test_what_is_longer_is_cut_in_whole_characters(admin: Session) -> None:
    cut = admin.run(
        "SELECT 'aéz'::varchar(2), 'aéz'::varchar(3), '€€'::varchar(5), 'é'::varchar(1),"
        " cast('a€' AS char(3)), 'ab '::varchar(2), repeat('é', 40000)::varchar(max)"
    )

    assert cut == [["a", "aé", "€", "", "a  ", "ab", "é" * 40000]]


def test_blanks_that_do_not_fit_are_left_out(admin: Session) -> None:
    admin.run("CREATE TABLE public.blanks (a varchar(3))")

    admin.run("INSERT INTO public.blanks VALUES ('aé  '), ('é ')")

    assert admin.run("SELECT a FROM public.blanks ORDER BY len(a), a DESC") == [["é "], ["aé"]]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'a'::varchar(65536)",
        "SELECT cast('a' AS char(4097))",
        "SELECT convert(decimal(39, 0), 1)",
        "SELECT 1::decimal(5, 6)",
        "SELECT try_cast('a' AS varchar(65536))",
    ],
)
def test_longer_or_more_precise_than_redshift_has_it(admin: Session, sql: str) -> None:
    code, _ = admin.refused(sql)

    assert code == "22023"
