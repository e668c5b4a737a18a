"""What Redshift does at its boundaries, as cases, and how a warehouse stands to them."""

from redlake.conformance.cases import Case, Difference, cases, differences
from redlake.conformance.running import Result, run

__all__ = ["Case", "Difference", "Result", "cases", "differences", "run"]
