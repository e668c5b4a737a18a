"""What Redshift demands of windows, and PostgreSQL does not."""

from __future__ import annotations

from sqlglot import exp

from redlake.sandbox.translation.base import not_imitated
from redlake.sandbox.wire import SqlError

_OF_FRAMES = (
    *(exp.Avg, exp.Count, exp.FirstValue, exp.LastValue, exp.Max, exp.Min, exp.NthValue),
    *(exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Sum, exp.Variance, exp.VariancePop),
)


def refuse(tree: exp.Expr) -> None:
    """Refuses windows whose frame is not said, or is of another kind than ROWS.

    https://docs.aws.amazon.com/redshift/latest/dg/r_Window_function_synopsis.html

    Raises:
        SqlError: there is one.
    """
    for window in tree.find_all(exp.Window):
        frame = window.args.get("spec")
        function = window.this
        if isinstance(function, exp.IgnoreNulls | exp.RespectNulls):
            function = function.this
        if isinstance(function, exp.Identifier):
            raise not_imitated("WINDOW")
        if frame is None:
            if window.args.get("order") is not None and isinstance(function, _OF_FRAMES):
                raise SqlError(
                    "0A000",
                    "Aggregate window functions with an ORDER BY clause require a frame clause",
                )
        elif frame.args["kind"].upper() == "RANGE":
            raise SqlError("0A000", "RANGE clause of window functions not yet implemented")
        elif frame.args["kind"].upper() != "ROWS":
            raise SqlError("42601", f'syntax error at or near "{frame.args["kind"]}"')
