"""What happens in a run, told while it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Name: TypeAlias = Literal[
    "waiting",  # another run holds the lock, or has not ended for Redshift
    "verifying",  # what the run before this one may not have verified is verified again
    "resuming",  # a half-finished step is gone on with
    "revision",  # a revision's upgrade or downgrade begins
    "statement",  # a statement begins
    "held",  # it is not run: others made what it names
    "restored",  # a grant that redlake did not make was given back
    "committed",  # a segment was committed
    "retrying",  # Redshift reported a conflict, and the segment is run again
    "verified",  # a question of verify.sql was answered with true
    "would",  # what a run would do, of a dry one
    "done",  # the run ended well
    "nothing",  # there was nothing to do
    "unrecorded",  # how the run ended could not be written down
    "failed",  # the run ended with an error, or was interrupted
    "summary",  # of several environments: how one ended
    "said",  # of several environments: what one wrote to standard error
]


@dataclass(frozen=True)
class Event:
    """One thing that happened, or begins.

    ``text`` says it to a person, on one line unless what it quotes
    has several; ``facts`` say it to a program and hold JSON's types only.
    """

    name: Name
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Listener: TypeAlias = Callable[[Event], None]
