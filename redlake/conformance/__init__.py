"""What Redshift does at its boundaries, as cases, and how a warehouse stands to them."""

from redlake.conformance.cases import Case, Difference, cases, differences
from redlake.conformance.running import NAMES, Result, run

__all__ = ["NAMES", "Case", "Difference", "Result", "cases", "differences", "run"]
