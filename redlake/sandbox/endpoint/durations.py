"""How long a temporary password lasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redlake.sandbox.endpoint.refusals import Invalid

SHORTEST, LONGEST = 900, 3600


def seconds(parameters: Mapping[str, Any], name: str) -> int:
    """The seconds that the caller asked for: 900 to 3600, and 900 when nothing is said.

    https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html
    """
    asked = int(parameters.get(name, SHORTEST))
    if asked < SHORTEST:
        raise Invalid(_out_of_range(name, asked, f"greater than or equal to {SHORTEST}"))
    if asked > LONGEST:
        raise Invalid(_out_of_range(name, asked, f"less than or equal to {LONGEST}"))
    return asked


def _out_of_range(name: str, asked: int, bound: str) -> str:
    member = name[0].lower() + name[1:]
    return (
        f"1 validation error detected: Value '{asked}' at '{member}' failed to satisfy "
        f"constraint: Member must have value {bound}"
    )
