"""What is kept as text says its new name after a rename, in the style it was written in."""

from __future__ import annotations

import pytest

from redlake.grammar.names import Relation
from redlake.grammar.renaming import with_name

CASES = {
    "CREATE TABLE sales (sales INT)": "CREATE TABLE refunds (sales INT)",
    "create table IF NOT EXISTS Public.Sales (id INT)": (
        "create table IF NOT EXISTS public.refunds (id INT)"
    ),
    'CREATE TABLE "model" (id INT)': "CREATE TABLE refunds (id INT)",
    "CREATE OR REPLACE PROCEDURE a . b() AS $$ x $$": (
        "CREATE OR REPLACE PROCEDURE public.refunds() AS $$ x $$"
    ),
    "CREATE EXTERNAL FUNCTION f(INT) RETURNS INT": (
        "CREATE EXTERNAL FUNCTION refunds(INT) RETURNS INT"
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_only_the_name_changes(text: str) -> None:
    renamed = with_name(text, Relation("public", "refunds"))

    assert CASES[text] == renamed


def test_other_schema_is_always_written() -> None:
    renamed = with_name("CREATE TABLE sales (id INT)", Relation("My Lake", "sales"))

    assert renamed == 'CREATE TABLE "My Lake".sales (id INT)'
