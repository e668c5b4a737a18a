"""What a command makes of a Draft. Each kind's file says it for the commands that it is about."""

from __future__ import annotations

from functools import singledispatch

from redlake.grammar.command import Command
from redlake.kinds.draft import Draft


@singledispatch
def applied(command: Command, draft: Draft) -> None:
    """Changes ``draft`` as Redshift would.

    Raises:
        ViolationError: Redshift would refuse it.
    """
    raise NotImplementedError(type(command).__name__)
