"""Keeps moto away from the AWS configuration of whoever started the process."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

_lock = threading.Lock()


@contextlib.contextmanager
def without_aws_configuration() -> Iterator[None]:
    """A moment in which boto3 finds no profile, configuration or credentials.

    While moto loads a service it makes a boto3 session, to list the Regions: it would
    read the configuration of a person, and fail on a profile that does not exist.
    """
    with _lock:
        kept = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        for name in kept:
            del os.environ[name]
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
        try:
            yield
        finally:
            del os.environ["AWS_CONFIG_FILE"], os.environ["AWS_SHARED_CREDENTIALS_FILE"]
            os.environ.update(kept)
