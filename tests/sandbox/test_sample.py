"""The sample lake keeps its laws, and its bytes."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from redlake.sandbox.definition import postgres_type
from redlake.sandbox.sample import CatalogTable, tables

CLEANSE, CONSUME = "syntheticgeneraldata", "syntheticgeneraldata_consume"
NULL = r"\N"

Row = dict[str, str]


@cache
def table(database: str, name: str) -> CatalogTable:
    (found,) = (t for t in tables() if (t.database, t.name) == (database, name))
    return found


@cache
def rows(database: str, name: str) -> list[Row]:
    one = table(database, name)
    names = [column for column, _ in (*one.columns, *one.partitions)]
    return [dict(zip(names, line[:-1].split("\t"), strict=True)) for line in one.rows()]


@cache
def policies() -> dict[str, list[Row]]:
    """The Consume rows of each policy, in order."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows(CONSUME, "policydata"):
        of[row["policynumber"]].append(row)
    return of


# If one of these changes, the sample data did: benchmarks and screenshots change with it.
@pytest.mark.parametrize(
    ("database", "name", "sha256"),
    [
        (CLEANSE, "policydata", "00a880cd669906d7ae120fdc75b37528b331d373eb0474cdae4c40d3d6b0c756"),
        (CLEANSE, "claimdata", "547341d7d9694f608237bc69fb906546617594fd06836d468afb2c84079ddcf0"),
        (CONSUME, "policydata", "bf62e5df2945c9a0042d5c08f88739cc94889c9b61688ecccd60449da0bc240c"),
        (CONSUME, "claimdata", "547341d7d9694f608237bc69fb906546617594fd06836d468afb2c84079ddcf0"),
    ],
)
def test_bytes_are_the_same_everywhere(database: str, name: str, sha256: str) -> None:
    digest = hashlib.sha256()
    for line in table(database, name).rows():
        digest.update(line.encode("ascii"))

    assert sha256 == digest.hexdigest()


def test_rows_can_be_read_again() -> None:
    claims = table(CONSUME, "claimdata")

    assert list(claims.rows()) == list(claims.rows())


def test_all_rows_are_made_within_a_second() -> None:
    begun = time.process_time()
    for one in tables():
        for _ in one.rows():
            pass

    assert time.process_time() - begun < 1.0


def test_consume_policydata_has_the_columns_of_insurancelake_in_order() -> None:
    columns = [f"{name} {kind}" for name, kind in table(CONSUME, "policydata").columns]

    assert columns == [
        "startdate date",
        "enddate date",
        "policynumber bigint",
        "effectivedate date",
        "expirationdate date",
        "lobcode string",
        "customerno string",
        "insuredcompanyname string",
        "ein string",
        "insuredcity string",
        "insuredstatecode string",
        "insuredcontactcellphone string",
        "insuredcontactemail string",
        "insuredindustry string",
        "insuredsector string",
        "insurednumberofemployees int",
        "insuredemployeetier int",
        "insuredannualrevenue bigint",
        "neworrenewal string",
        "territory string",
        "distributionchannel string",
        "producercode string",
        "agentname string",
        "accidentyeartotalincurredamount decimal(10,2)",
        "policyinforce int",
        "expiringpolicy int",
        "expiringpremiumamount decimal(10,2)",
        "writtenpremiumamount decimal(10,2)",
        "writtenpolicy int",
        "earnedpremium decimal(10,2)",
        "claimlimit decimal",
        "policies_last_updated timestamp",
        "claims_last_updated timestamp",
        "execution_id string",
    ]


@pytest.mark.parametrize("one", tables(), ids=lambda one: f"{one.database}.{one.name}")
def test_partitions_are_zero_padded_and_say_the_month(one: CatalogTable) -> None:
    assert [name for name, _ in one.partitions] == ["year", "month", "day"]
    for row in rows(one.database, one.name):
        assert row["startdate"] == f"{row['year']}-{row['month']}-{row['day']}"


@pytest.mark.parametrize("one", tables(), ids=lambda one: f"{one.database}.{one.name}")
def test_every_value_is_of_its_type(one: CatalogTable) -> None:
    limits = {"int": 2**31, "bigint": 2**63, "decimal": 10**10, "decimal(10,2)": 10**8}
    for row in rows(one.database, one.name):
        for name, kind in one.columns:
            if row[name] != NULL and kind in limits:
                assert 0 <= Decimal(row[name]) < limits[kind], (name, row)
            elif kind == "date":
                date.fromisoformat(row[name])


def test_about_five_thousand_policies_over_three_years() -> None:
    written: dict[str, int] = defaultdict(int)
    for months in policies().values():
        written[months[0]["effectivedate"][:4]] += 1

    assert sorted(written) == ["2022", "2023", "2024"]
    assert sum(written.values()) == pytest.approx(5_000, rel=0.05)
    assert len(rows(CONSUME, "policydata")) == pytest.approx(60_000, rel=0.05)


def test_a_policy_has_a_row_for_each_month_of_its_year() -> None:
    for months in policies().values():
        assert len(months) == 12
        assert months[0]["startdate"] == months[0]["effectivedate"]
        assert {row["policyinforce"] for row in months} == {"1"}
        for row, then in pairwise(months):
            assert date.fromisoformat(row["enddate"]) + timedelta(1) == date.fromisoformat(
                then["startdate"]
            )
        last = date.fromisoformat(months[-1]["enddate"])
        assert last + timedelta(1) == date.fromisoformat(months[0]["expirationdate"])


def test_premium_is_written_once_and_earned_in_twelfths() -> None:
    for months in policies().values():
        written = Decimal(months[0]["writtenpremiumamount"])
        assert written > 0
        assert [row["writtenpolicy"] for row in months] == ["1", *["0"] * 11]
        assert sum(Decimal(row["writtenpremiumamount"]) for row in months) == written
        assert {Decimal(row["earnedpremium"]) * 12 for row in months} == {written}


def test_a_policy_expires_in_its_last_month_with_its_premium() -> None:
    for months in policies().values():
        assert [row["expiringpolicy"] for row in months] == [*["0"] * 11, "1"]
        assert months[-1]["expiringpremiumamount"] == months[0]["writtenpremiumamount"]
        assert {row["expiringpremiumamount"] for row in months[:-1]} == {"0.00"}


def test_a_renewal_follows_on_the_day_its_forerunner_expires() -> None:
    expired = {
        (row["customerno"], row["lobcode"], row["expirationdate"]): Decimal(
            row["expiringpremiumamount"]
        )
        for row in rows(CONSUME, "policydata")
        if row["expiringpolicy"] == "1"
    }
    chained = 0
    for months in policies().values():
        row = months[0]
        before = expired.get((row["customerno"], row["lobcode"], row["effectivedate"]))
        if row["effectivedate"] >= "2023":
            assert (before is not None) == (row["neworrenewal"] == "Renewal")
        if before is not None:
            chained += 1
            assert 0.9 < Decimal(row["writtenpremiumamount"]) / before < 1.15

    assert chained > 2_000


def test_claims_join_policies_by_number_and_month() -> None:
    claims = {
        (row["policynumber"], row["startdate"]): row["accidentyeartotalincurredamount"]
        for row in rows(CONSUME, "claimdata")
    }
    joined = {
        (row["policynumber"], row["startdate"]): row["accidentyeartotalincurredamount"]
        for row in rows(CONSUME, "policydata")
        if row["accidentyeartotalincurredamount"] != NULL
    }

    assert len(rows(CONSUME, "claimdata")) == len(claims)
    assert claims == joined


def test_claims_are_sparse_and_heavier_in_auto() -> None:
    months: dict[str, int] = defaultdict(int)
    claims: dict[str, int] = defaultdict(int)
    incurred: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(CONSUME, "policydata"):
        months[row["lobcode"]] += 1
        if row["accidentyeartotalincurredamount"] != NULL:
            claims[row["lobcode"]] += 1
            incurred[row["lobcode"]] += Decimal(row["accidentyeartotalincurredamount"])
    frequency = {line: claims[line] / months[line] for line in months}

    assert max(frequency, key=lambda line: frequency[line]) == "AUTO"
    assert max(incurred, key=lambda line: incurred[line]) == "AUTO"
    assert all(0 < often < 0.05 for often in frequency.values())


def test_cleanse_has_the_same_policies_without_what_is_joined() -> None:
    cleanse, consume = rows(CLEANSE, "policydata"), rows(CONSUME, "policydata")
    left_out = {name for name, _ in table(CONSUME, "policydata").columns} - {
        name for name, _ in table(CLEANSE, "policydata").columns
    }

    assert left_out == {
        "accidentyeartotalincurredamount",
        "claimlimit",
        "policies_last_updated",
        "claims_last_updated",
    }
    for less, more in zip(cleanse, consume, strict=True):
        assert less == {name: more[name] for name in less}


def test_nobody_can_be_called_or_written_to() -> None:
    for months in policies().values():
        assert months[0]["insuredcontactcellphone"].startswith("555-01")
        assert months[0]["insuredcontactemail"].startswith("contact@")
        assert months[0]["insuredcontactemail"].endswith(".example")
        assert months[0]["ein"].startswith("00-")


@pytest.mark.parametrize(
    ("glue", "postgres"),
    [
        ("string", "varchar"),
        ("bigint", "bigint"),
        ("int", "integer"),
        ("decimal(10,2)", "decimal(10,2)"),
        ("decimal", "decimal(10,0)"),
        ("date", "date"),
        ("timestamp", "timestamp"),
        ("varchar(20)", "varchar(20)"),
    ],
)
def test_glue_types_have_a_postgres_type(glue: str, postgres: str) -> None:
    assert postgres_type(glue) == postgres


@pytest.mark.parametrize("glue", ["array<int>", "struct<a:int>", "decimal(10,2); drop"])
def test_other_types_are_refused(glue: str) -> None:
    with pytest.raises(ValueError, match="no PostgreSQL type"):
        postgres_type(glue)
