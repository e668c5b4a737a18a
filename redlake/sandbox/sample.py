"""A small insurance lake: generated policies and claims, the same bytes everywhere.

Three underwriting years of a commercial insurer, in the shape of InsuranceLake's
synthetic general data: the Cleanse tables (``syntheticgeneraldata``) and the Consume
tables that are made from them (``syntheticgeneraldata_consume``).

The laws of the data:

- a policy runs twelve months from the first of one, and has one row for each;
- its premium is written in its first month and earned in twelve equal parts;
- in its last month it expires, with the premium that it was written for; if it is
  renewed, the renewal is a policy of its own, of the same customer and line of
  business, that begins on the day after;
- a claim belongs to one policy and one month, by ``policynumber`` and ``startdate``.

Nothing in it is anybody's: see ``companies``.
"""

from __future__ import annotations

import calendar
import functools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from redlake.sandbox import companies
from redlake.sandbox.companies import Company, Dice
from redlake.sandbox.definition import Columns


@dataclass(frozen=True)
class CatalogTable:
    """A table of the Data Catalog, and what lies in it.

    ``columns`` and ``partitions`` are names with Glue's types. ``rows`` yields the rows
    from the first at each call: lines in PostgreSQL's COPY text format, their newlines
    included, with the columns first and the partitions last.
    """

    database: str
    name: str
    columns: Columns
    partitions: Columns
    rows: Callable[[], Iterator[str]]


def tables() -> tuple[CatalogTable, ...]:
    """The tables of the lake. Rows are made while they are read."""
    return (
        CatalogTable(_CLEANSE, "policydata", _CLEANSE_POLICY, _PARTITIONS, _cleanse_policies),
        CatalogTable(_CLEANSE, "claimdata", _CLAIM, _PARTITIONS, _claims),
        CatalogTable(_CONSUME, "policydata", _CONSUME_POLICY, _PARTITIONS, _consume_policies),
        CatalogTable(_CONSUME, "claimdata", _CLAIM, _PARTITIONS, _claims),
    )


_CLEANSE = "syntheticgeneraldata"
_CONSUME = "syntheticgeneraldata_consume"

_PARTITIONS: Columns = (("year", "string"), ("month", "string"), ("day", "string"))

_INSURED: Columns = (
    ("startdate", "date"),
    ("enddate", "date"),
    ("policynumber", "bigint"),
    ("effectivedate", "date"),
    ("expirationdate", "date"),
    ("lobcode", "string"),
    ("customerno", "string"),
    ("insuredcompanyname", "string"),
    ("ein", "string"),
    ("insuredcity", "string"),
    ("insuredstatecode", "string"),
    ("insuredcontactcellphone", "string"),
    ("insuredcontactemail", "string"),
    ("insuredindustry", "string"),
    ("insuredsector", "string"),
    ("insurednumberofemployees", "int"),
    ("insuredemployeetier", "int"),
    ("insuredannualrevenue", "bigint"),
    ("neworrenewal", "string"),
    ("territory", "string"),
    ("distributionchannel", "string"),
    ("producercode", "string"),
    ("agentname", "string"),
)
_PREMIUM: Columns = (
    ("policyinforce", "int"),
    ("expiringpolicy", "int"),
    ("expiringpremiumamount", "decimal(10,2)"),
    ("writtenpremiumamount", "decimal(10,2)"),
    ("writtenpolicy", "int"),
    ("earnedpremium", "decimal(10,2)"),
)
_CLEANSE_POLICY: Columns = (*_INSURED, *_PREMIUM, ("execution_id", "string"))
_CONSUME_POLICY: Columns = (
    *_INSURED,
    ("accidentyeartotalincurredamount", "decimal(10,2)"),
    *_PREMIUM,
    ("claimlimit", "decimal"),
    ("policies_last_updated", "timestamp"),
    ("claims_last_updated", "timestamp"),
    ("execution_id", "string"),
)
_CLAIM: Columns = (
    ("startdate", "date"),
    ("enddate", "date"),
    ("policynumber", "bigint"),
    ("accidentyeartotalincurredamount", "decimal(10,2)"),
    ("generationdate", "timestamp"),
    ("execution_id", "string"),
)

_SEED = 20220101
_FIRST_YEAR = 2022
_WRITTEN_BY_YEAR = (1_600, 1_670, 1_730)
_TERM = 12
_FIRST_NUMBER = 3_000_001
_NULL = r"\N"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of business: what a policy costs, how often and how badly it claims."""

    code: str
    share: int
    monthly_premium: int  # cents, for the smallest tier
    claims_per_thousand: int  # policy months
    claim: int  # cents, a typical one


_LINES = (
    _Line("AUTO", 34, 31_000, 34, 410_000),
    _Line("PROPERTY", 22, 45_500, 16, 620_000),
    _Line("GL", 18, 27_500, 14, 380_000),
    _Line("WC", 16, 52_000, 30, 290_000),
    _Line("CYBER", 6, 19_500, 7, 850_000),
    _Line("UMBRELLA", 4, 12_500, 4, 940_000),
)
# Each line as often as its share of a hundred policies, to be drawn from evenly.
_LINE_DRAW = tuple(line for line in _LINES for _ in range(line.share))

# More policies begin in January, and at the other quarters, than in other months.
_MONTH_DRAW = (0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11)


@dataclass(frozen=True, slots=True)
class _Month:
    """A month's own part of every row."""

    start: str
    end: str
    loaded: str
    execution_id: str
    partition: str


def _month(index: int) -> _Month:
    year, month = _FIRST_YEAR + index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return _Month(
        start=f"{year}-{month:02}-01",
        end=f"{year}-{month:02}-{last}",
        loaded=f"{year}-{month:02}-{last} 22:15:00",
        execution_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"redlake-sample-{year}-{month:02}")),
        partition=f"{year}\t{month:02}\t01",
    )


# The last policy begins in the last month of the last year, and runs a term from there.
_MONTHS = tuple(_month(index) for index in range(12 * len(_WRITTEN_BY_YEAR) + _TERM))


@dataclass(frozen=True, slots=True)
class _Customer:
    """A company that buys one line of business, a policy a year."""

    company: Company
    line: _Line
    month: int  # of the year in which its policies begin, from 0

    @property
    def size(self) -> int:
        """Multiplies premiums and claims."""
        return 3 * self.company.tier - 2


@dataclass(frozen=True, slots=True)
class _Policy:
    customer: _Customer
    number: int
    begins: int  # index of its first month
    renewal: bool
    monthly_premium: int  # cents
    claims: tuple[int, ...]  # cents, one for each month of the term, 0 for none


@functools.cache
def _policies() -> tuple[_Policy, ...]:
    """All policies, in the order in which they were written."""
    dice = Dice(_SEED)
    policies: list[_Policy] = []
    last_year: list[_Policy] = []
    customers = 0
    for year, written in enumerate(_WRITTEN_BY_YEAR):
        drafts: list[tuple[_Customer, _Policy | None]] = [
            (policy.customer, policy) for policy in last_year if dice.below(100) < 82
        ]
        while len(drafts) < written:
            customers += 1
            company = companies.draw(dice, customers)
            line, month = dice.pick(_LINE_DRAW), dice.pick(_MONTH_DRAW)
            drafts.append((_Customer(company, line, month), None))
        drafts.sort(key=lambda draft: draft[0].month)
        last_year = [
            _policy(dice, customer, _FIRST_NUMBER + len(policies) + place, year, before)
            for place, (customer, before) in enumerate(drafts)
        ]
        policies += last_year
    return tuple(policies)


def _policy(
    dice: Dice, customer: _Customer, number: int, year: int, before: _Policy | None
) -> _Policy:
    line = customer.line
    if before is None:
        premium = line.monthly_premium * customer.size * (70 + dice.below(80)) // 100
    else:
        premium = before.monthly_premium * (970 + dice.below(140)) // 1_000
    return _Policy(
        customer=customer,
        number=number,
        begins=12 * year + customer.month,
        # The first year's book was not all new business either.
        renewal=before is not None or (year == 0 and dice.below(100) < 75),
        monthly_premium=premium,
        claims=tuple(
            _claim(dice, customer) if dice.below(1_000) < line.claims_per_thousand else 0
            for _ in range(_TERM)
        ),
    )


def _claim(dice: Dice, customer: _Customer) -> int:
    """Mostly small, at times several times the typical one."""
    bad = dice.below(1_000)
    scale = 100 + bad + bad**3 // 200_000
    return customer.line.claim * customer.size * scale // 1_000 + dice.below(100)


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _cleanse_policies() -> Iterator[str]:
    for policy in _policies():
        for month, _, insured, premium in _months_in_force(policy):
            yield f"{insured}\t{premium}\t{month.execution_id}\t{month.partition}\n"


def _consume_policies() -> Iterator[str]:
    for policy in _policies():
        limit = (policy.monthly_premium * 10 + 50) // 100
        for month, claim, insured, premium in _months_in_force(policy):
            incurred, claims_loaded = (_money(claim), month.loaded) if claim else (_NULL, _NULL)
            yield (
                f"{insured}\t{incurred}\t{premium}\t{limit}\t{month.loaded}\t{claims_loaded}"
                f"\t{month.execution_id}\t{month.partition}\n"
            )


def _months_in_force(policy: _Policy) -> Iterator[tuple[_Month, int, str, str]]:
    """Each month of the term: its claim, and the insured's and the premium's columns."""
    begins, expires = _MONTHS[policy.begins], _MONTHS[policy.begins + _TERM]
    company = policy.customer.company
    insured = (
        f"{policy.number}\t{begins.start}\t{expires.start}\t{policy.customer.line.code}"
        f"\t{company.profile}\t{'Renewal' if policy.renewal else 'New'}\t{company.sale}"
    )
    earned, written = _money(policy.monthly_premium), _money(_TERM * policy.monthly_premium)
    first = f"1\t0\t0.00\t{written}\t1\t{earned}"
    middle = f"1\t0\t0.00\t0.00\t0\t{earned}"
    last = f"1\t1\t{written}\t0.00\t0\t{earned}"
    premiums = (first, *[middle] * (_TERM - 2), last)
    months = _MONTHS[policy.begins : policy.begins + _TERM]
    for month, claim, premium in zip(months, policy.claims, premiums, strict=True):
        yield month, claim, f"{month.start}\t{month.end}\t{insured}", premium


def _claims() -> Iterator[str]:
    for policy in _policies():
        for offset, claim in enumerate(policy.claims):
            if claim:
                month = _MONTHS[policy.begins + offset]
                yield (
                    f"{month.start}\t{month.end}\t{policy.number}\t{_money(claim)}"
                    f"\t{month.loaded}\t{month.execution_id}\t{month.partition}\n"
                )
