"""What a statement does: a Command, read from SQL and written back.

Three rules hold:

1. ``parse(command.sql()) == command``: what is written back does the same.
2. Names are folded as Redshift folds them, and unqualified ones stand in ``public``.
3. What a command does not model, it refuses to read, with the place; nothing is dropped.
"""

from __future__ import annotations

from abc import ABC, abstractmethod


class Command(ABC):
    """One SQL command of Redshift's, as a frozen value."""

    @abstractmethod
    def sql(self) -> str:
        """The command as SQL, without a semicolon."""
