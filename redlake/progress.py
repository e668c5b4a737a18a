"""Runs as they are shown: moving on a terminal, in plain lines elsewhere, as JSON for programs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO, TypeAlias

from redlake.errors import RedlakeError
from redlake.runner.events import Event, Listener

Teller: TypeAlias = Callable[[str, Event], None]
"""Is told in which environment something happened, and what."""

_PASSING = ("statement", "committed")
"""What a terminal shows while it lasts only."""

_LAST = ("done", "nothing", "failed")
"""After these nothing more happens, as a rule."""


@contextmanager
def listener(environment: str, *, as_json: bool = False) -> Iterator[Listener]:
    """Shows a run: JSON on standard output, all else on standard error."""
    if as_json:
        yield lambda event: to_json(environment, event, sys.stdout)
    elif sys.stderr.isatty():
        with terminal(environment) as tell:
            yield tell
    else:
        yield lambda event: plain(event, sys.stderr)


@contextmanager
def together(environments: Sequence[str]) -> Iterator[Teller]:
    """Shows runs that go on at the same time, each line with its environment's name."""
    if sys.stderr.isatty():
        with terminal_together(environments) as tell:
            yield tell
    else:
        yield lambda environment, event: plain(prefixed(environment, event), sys.stderr)


def plain(event: Event, file: TextIO) -> None:
    """A line for each event that says something."""
    if event.text:
        print(event.text, file=file, flush=True)


def prefixed(environment: str, event: Event) -> Event:
    """The same event, with the environment's name before each line of its text."""
    lines = [f"{environment}: {line}" for line in event.text.splitlines()]
    return Event(event.name, "\n".join(lines), event.facts)


def to_json(environment: str, event: Event, file: TextIO) -> None:
    """One event as a line of JSON.

    Raises:
        RedlakeError: nobody reads it.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    said = {"at": at, "environment": environment, "event": event.name, **event.facts}
    if event.text:
        said["text"] = event.text
    try:
        print(json.dumps(said), file=file, flush=True)
    except BrokenPipeError:
        # Python would try once more at its end to print what is left, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())
        raise RedlakeError(
            f"nobody reads any more what the run in {environment} says",
            way_out="what was committed is in the journal: run again, and it goes on from there",
        ) from None


@contextmanager
def terminal(environment: str) -> Iterator[Listener]:
    """Lines that stay, and below them the statement that runs and how long the run has taken."""
    # Here and not above: importing rich takes a tenth of a second.
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    began = time.monotonic()
    with Progress(*columns, console=console, transient=True) as progress:
        running = progress.add_task(environment, total=None)
        revision = environment

        def tell(event: Event) -> None:
            nonlocal revision
            if event.name == "revision":
                revision = event.text
            if event.name in _PASSING:
                if event.text:
                    progress.update(
                        running, description=escape(f"{revision}: {event.text.strip()}")
                    )
                return
            took = f" ({time.monotonic() - began:.0f} s)" if event.name == "done" else ""
            console.print(escape(event.text + took), soft_wrap=True)

        yield tell


@contextmanager
def terminal_together(environments: Sequence[str]) -> Iterator[Teller]:
    """Lines that stay, and below them one for each environment: what runs there, how long."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(stderr=True, highlight=False)
    columns = (
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.fields[environment]}"),
        TextColumn(
            "{task.description}",
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, expand=True) as progress:
        tasks = {
            name: progress.add_task("begins", total=None, environment=escape(name))
            for name in environments
        }
        revisions: dict[str, str] = {}

        def tell(environment: str, event: Event) -> None:
            if event.name == "revision":
                # Without "in dev": the line begins with it.
                revisions[environment] = event.text.removesuffix(f" in {environment}")
            text = event.text.strip()
            if event.name in _PASSING:
                text = f"{revisions.get(environment, '')}: {text}" if text else ""
            if text:
                first = text.splitlines()[0]
                progress.update(tasks[environment], description=escape(first), refresh=True)
            if event.name in _LAST:
                progress.update(tasks[environment], total=1, completed=1)
                progress.stop_task(tasks[environment])
            if text and event.name not in _PASSING:
                console.print(escape(prefixed(environment, event).text), soft_wrap=True)

        yield tell
