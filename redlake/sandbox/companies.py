"""Companies that do not exist: who is insured, and who sold the policy.

Names are put together from word lists, and a contact leads nowhere: telephone numbers
from the range that is kept for fiction, addresses under ``.example``, tax numbers with a
prefix that is never issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeVar

_T = TypeVar("_T")


class Dice:
    """Draws that are the same on every machine and every version of Python.

    Of what ``Random`` has, only the sequence of ``random()`` is promised to stay; the rest
    is integer arithmetic.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - sample data

    def below(self, limit: int) -> int:
        return int(self._random() * limit)

    def pick(self, choices: tuple[_T, ...]) -> _T:
        return choices[self.below(len(choices))]


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the columns of a policy: tab-separated text.

    ``profile`` runs from customerno to insuredannualrevenue, ``sale`` from territory to
    agentname. ``tier`` grows with the number of employees, from 1 to 4.
    """

    profile: str
    sale: str
    tier: int


def draw(dice: Dice, ordinal: int) -> Company:
    """The ``ordinal``-th company; its number and tax number are its own."""
    industry, sector, trade = dice.pick(_INDUSTRIES)
    city, state, territory = dice.pick(_PLACES)
    first, second = dice.pick(_FIRST_WORDS), dice.pick(_SECOND_WORDS)
    tier = dice.pick((1, 1, 1, 1, 2, 2, 2, 3, 3, 4))
    employees = 5 * 4**tier + dice.below(15 * 4**tier)
    profile = (
        f"C{ordinal:06}",
        f"{first}{second} {trade} {dice.pick(_COMPANY_FORMS)}",
        f"00-{1_000_000 + 37 * ordinal}",
        city,
        state,
        f"555-01{dice.below(100):02}",
        f"contact@{first.lower()}{second}-{trade.lower()}.example",
        industry,
        sector,
        str(employees),
        str(tier),
        str(employees * (90_000 + 1_000 * dice.below(260))),
    )
    agent = dice.below(_AGENTS)
    sale = (territory, dice.pick(_CHANNELS), f"P{2_000 + agent}", _agent(agent))
    return Company(profile="\t".join(profile), sale="\t".join(sale), tier=tier)


def _agent(ordinal: int) -> str:
    first = _FIRST_WORDS[ordinal * 7 % len(_FIRST_WORDS)]
    second = _SECOND_WORDS[ordinal * 5 % len(_SECOND_WORDS)]
    return f"{first}{second} {_AGENCY_FORMS[ordinal % len(_AGENCY_FORMS)]}"


_AGENTS = 48

_PLACES = (
    ("Sacramento", "CA", "West"),
    ("San Diego", "CA", "West"),
    ("Portland", "OR", "West"),
    ("Spokane", "WA", "West"),
    ("Boise", "ID", "West"),
    ("Tucson", "AZ", "West"),
    ("Columbus", "OH", "Central"),
    ("Milwaukee", "WI", "Central"),
    ("Omaha", "NE", "Central"),
    ("Tulsa", "OK", "Central"),
    ("Wichita", "KS", "Central"),
    ("Austin", "TX", "Central"),
    ("Albany", "NY", "East"),
    ("Providence", "RI", "East"),
    ("Richmond", "VA", "East"),
    ("Raleigh", "NC", "East"),
    ("Savannah", "GA", "East"),
    ("Pittsburgh", "PA", "East"),
)

_INDUSTRIES = (
    ("Regional Banks", "Financial", "Trust"),
    ("Asset Management", "Financial", "Capital"),
    ("Trucking", "Transportation", "Haulage"),
    ("Air Freight and Logistics", "Transportation", "Logistics"),
    ("Packaged Foods", "Consumer Goods", "Foods"),
    ("Specialty Stores", "Consumer Goods", "Outfitters"),
    ("Application Software", "Technology", "Software"),
    ("Electronic Components", "Technology", "Circuits"),
    ("Building Materials", "Basic Materials", "Stoneworks"),
    ("Specialty Chemicals", "Basic Materials", "Chemicals"),
    ("Medical Devices", "Healthcare", "Instruments"),
    ("Machinery", "Industrial Goods", "Machining"),
    ("Restaurants", "Services", "Kitchens"),
    ("Water Utilities", "Utilities", "Waterworks"),
)

_CHANNELS = ("Agent Portal", "Agent Portal", "Broker", "Direct", "Call Center")

_FIRST_WORDS = (
    "Amber", "Birch", "Cedar", "Cobalt", "Copper", "Coral", "Crimson", "Dapple", "Ember",
    "Fern", "Flint", "Gale", "Garnet", "Granite", "Hazel", "Heron", "Indigo", "Juniper",
    "Kestrel", "Lantern", "Larch", "Linden", "Maple", "Marble", "Meadow", "Mistral", "Nimbus",
    "Ochre", "Osprey", "Pebble", "Pewter", "Quartz", "Quill", "Raven", "Russet", "Sable",
    "Saffron", "Sorrel", "Tamarack", "Thistle", "Timber", "Umber", "Violet", "Willow", "Zephyr",
)  # fmt: skip
_SECOND_WORDS = (
    "bend", "bridge", "brook", "cliff", "crest", "dale", "field", "ford", "gate", "glen",
    "grove", "haven", "hollow", "lake", "mere", "mill", "moor", "point", "reach", "ridge",
    "shore", "side", "spring", "stead", "vale", "wharf", "wick", "wood",
)  # fmt: skip
_COMPANY_FORMS = ("Inc", "LLC", "Group", "Company", "Partners")
_AGENCY_FORMS = ("Insurance Agency", "Risk Advisors", "Insurance Brokers", "Assurance Services")
