"""What passes while secrets do: boto3 and the driver write all of it to their debug logs."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """No logger of the process writes DEBUG records inside, whoever asked for them."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.DEBUG))
    try:
        yield
    finally:
        logging.disable(before)
