"""The command line: parse, call, print, exit.

Exit codes: 0 done or nothing to do, 1 failed, 2 changes or findings (and, from the
parser, a command that was typed wrong).
"""

from __future__ import annotations

import sys

from redlake.errors import RedlakeError


def main() -> None:
    """The ``redlake`` command."""
    try:
        # Here, so that Ctrl-C while it is imported is no traceback either.
        from redlake.cli.app import app

        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except RedlakeError as error:
        print(f"redlake: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
