"""The cases and the differences as Markdown, for docs/sandbox.md."""

from __future__ import annotations

from collections.abc import Iterable

from redlake.conformance.cases import Case, cases, differences


def case_table() -> str:
    """What the sandbox does as Redshift does, case by case."""
    lines = ["| feature | statement | Redshift, and the sandbox | source |", "|---|---|---|---|"]
    for case in cases():
        cells = case.feature, _statement(case), case.expected, case.source
        lines.append(_row(cells))
    return "\n".join(lines)


def difference_table() -> str:
    """Where it does not."""
    lines = ["| feature | Redshift | sandbox | source |", "|---|---|---|---|"]
    for each in differences():
        lines.append(f"| {each.feature} | {each.redshift} | {each.sandbox} | {each.source} |")
    return "\n".join(lines)


def _statement(case: Case) -> str:
    before = f" (after {'; '.join(case.before)})" if case.before else ""
    block = " in a transaction block" if case.in_block else ""
    return f"`{case.sql}`{block}{before}"


def _row(cells: Iterable[str]) -> str:
    said = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(said)} |"
