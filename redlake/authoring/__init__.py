"""Planned SQL of all environments -> one Jinja SQL text, by where each piece came from.

A plan speaks of one environment, and its SQL holds that environment's values. A revision
is for all of them. ``provenance`` puts back the ``{{ expressions }}`` that made a planned
statement, ``merging`` makes one sequence of the environments' statements, and ``writing``
prints it. ``same`` says when a statement that was rendered is the one that was planned.

Nothing here reads a file: what is needed of the templates is in what was rendered.
"""

from redlake.authoring.provenance import Source
from redlake.authoring.sameness import same
from redlake.authoring.writing import Planned, author

__all__ = ["Planned", "Source", "author", "same"]
