"""A run of alembic in a process that can be killed, without the time that imports take."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from alembic.config import main

PRELOADED = ["alembic.config", "boto3", "redlake.operations", "tests.interruptions.child"]


def start(
    root: Path, variables: Mapping[str, str], words: list[str], output: str = "said"
) -> ForkServerProcess:
    """Starts ``alembic`` with these words; what it prints goes to ``root / output``."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_run, args=(str(root), dict(variables), words, output))
    process.start()
    return process


def _run(root: str, variables: dict[str, str], words: list[str], file: str) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(root)
    output = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["alembic", *words]
    main(argv=words)
