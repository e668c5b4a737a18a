"""Runs in several environments at once, each in a process of its own.

The children print JSON, a line for each event. Two threads for each child carry its lines
into one queue; all else happens where the queue is read.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, TypeAlias, cast

from redlake.progress import Teller, to_json, together
from redlake.runner.events import Event, Name

DONE, NOTHING, DRY = "done", "nothing to do", "dry run"
FAILED, STOPPED = "failed", "stopped"


@dataclass
class Child:
    """A run in a process of its own, and what is known of it."""

    environment: str
    process: subprocess.Popen[str]
    began: float = field(default_factory=time.monotonic)
    open_streams: int = 2
    seconds: float = 0.0
    outcome: str = NOTHING
    reached: str | None = None
    step: str | None = None
    error: str = ""
    complaints: list[str] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Learns from an event how the run stands."""
        facts = event.facts
        if event.name == "revision":
            self.step = f"{facts.get('direction')} of {facts.get('revision')}"
        elif event.name == "would" and self.outcome == NOTHING:
            self.outcome = DRY
        elif event.name in ("done", "nothing"):
            self.outcome = DONE if event.name == "done" else NOTHING
            self.reached = facts.get("revision")
        elif event.name == "failed":
            self.outcome = STOPPED if facts.get("interrupted") else FAILED
            self.error = event.text

    def end(self, *, stopping: bool) -> bool:
        """Learns from its exit what it could not say itself; whether there was such a thing."""
        code = self.process.wait()
        self.seconds = time.monotonic() - self.began
        if code == 0 or self.outcome in (FAILED, STOPPED):
            return False
        self.outcome = STOPPED if stopping else FAILED
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        said = f": {self.complaints[-1].strip()}" if self.complaints and not stopping else ""
        self.error = f"its process {how}{said}; run again, and it goes on from there"
        return True

    @property
    def well(self) -> bool:
        return self.outcome not in (FAILED, STOPPED)

    @property
    def where(self) -> str:
        """At which revision it ended, or in which step."""
        if not self.well:
            return f"in the {self.step}" if self.step else "before any revision"
        return f"at {self.reached or 'no revision'}" if self.outcome != DRY else ""


_Line: TypeAlias = tuple[Child, bool, str | None]
"""Whose, whether from its standard output, and the line; None at the end."""


def run(
    commands: Mapping[str, Sequence[str]], root: Path, *, as_json: bool, fail_fast: bool
) -> bool:
    """Runs one ``redlake`` command for each environment; whether all ended well.

    Ctrl-C and SIGTERM stop them, and what they have to say then is still waited for.
    """
    children: list[Child] = []
    lines: SimpleQueue[_Line] = SimpleQueue()
    stop = _Stop(children)
    passing = nullcontext(_in_json) if as_json else together(tuple(commands))
    with stop.on_signals(), passing as tell, stop.on_errors():
        for environment, words in commands.items():
            if not stop.asked:
                stop.watch(_start(environment, words, root, lines))
        while any(child.open_streams for child in children):
            child, is_event, line = lines.get()
            if line is not None and is_event:
                _read(child, line, tell, as_json=as_json)
            elif line is not None:
                child.complaints.append(line)
                if not stop.asked:
                    _complain(child, line, tell, as_json=as_json)
            else:
                child.open_streams -= 1
                if not child.open_streams:
                    if child.end(stopping=stop.asked) and not as_json:
                        tell(child.environment, Event("failed", f"{child.outcome}: {child.error}"))
                    if fail_fast and child.outcome == FAILED and not stop.asked:
                        stop()
    _summarize(children, list(commands), as_json=as_json)
    return len(children) == len(commands) and all(child.well for child in children)


class _Stop:
    """Asks all that still run to stop, as Ctrl-C does.

    Asking again interrupts what they do to end in good order; only a person does that.
    """

    def __init__(self, children: list[Child]) -> None:
        self.asked = False
        self._children = children

    def watch(self, child: Child) -> None:
        self._children.append(child)
        if self.asked:
            self()  # a signal came while it was started

    def __call__(self) -> None:
        self.asked = True
        for child in self._children:
            # Not SIGINT: until Python listens to that, it answers with a traceback, and
            # what a shell has put into the background ignores it.
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, lambda *_: self()) for number in numbers]
        try:
            yield
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    @contextmanager
    def on_errors(self) -> Iterator[None]:
        """Leaves no child behind."""
        try:
            yield
        except BaseException:
            self()
            for child in self._children:
                child.process.wait()
            raise


def _start(environment: str, words: Sequence[str], root: Path, lines: SimpleQueue[_Line]) -> Child:
    process = subprocess.Popen(  # noqa: S603
        # -P: a project's own files are no modules of Python's.
        [sys.executable, "-P", "-m", "redlake", *words],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        # Ctrl-C is for this process; it is passed on once, and not again by the terminal.
        start_new_session=True,
    )
    child = Child(environment, process)
    for stream, is_event in ((process.stdout, True), (process.stderr, False)):
        assert stream is not None
        threading.Thread(target=_carry, args=(child, stream, is_event, lines), daemon=True).start()
    return child


def _carry(child: Child, stream: IO[str], is_event: bool, lines: SimpleQueue[_Line]) -> None:
    with stream:
        for line in stream:
            lines.put((child, is_event, line.rstrip("\n")))
    lines.put((child, is_event, None))


def _read(child: Child, line: str, tell: Teller, *, as_json: bool) -> None:
    try:
        said: dict[str, Any] = json.loads(line)
        name, text = cast("Name", said.pop("event")), str(said.pop("text", ""))
    except (ValueError, KeyError, AttributeError, TypeError):
        _complain(child, line, tell, as_json=as_json)  # somebody printed it who should not
        return
    event = Event(name, text, said)
    child.note(event)
    if as_json:
        print(line, flush=True)  # noqa: T201
    elif name == "failed":
        tell(child.environment, Event(name, f"{child.outcome}: {text}", said))
    else:
        tell(child.environment, event)


def _complain(child: Child, line: str, tell: Teller, *, as_json: bool) -> None:
    """Shows what is no event: a warning of some library's, for instance."""
    if as_json:
        print(f"{child.environment}: {line}", file=sys.stderr, flush=True)  # noqa: T201
    elif line.strip():
        tell(child.environment, Event("said", line))


def _in_json(environment: str, event: Event) -> None:
    to_json(environment, event, sys.stdout)


def _summarize(children: Sequence[Child], names: Sequence[str], *, as_json: bool) -> None:
    say: Callable[[str], None] = lambda text: print(text, flush=True)  # noqa: E731, T201
    by_name = {child.environment: child for child in children}
    width = max(len(name) for name in names)
    where = max((len(child.where) for child in children), default=0)
    for name in names:
        child = by_name.get(name)
        outcome = child.outcome if child else STOPPED
        if as_json:
            facts = {
                "outcome": outcome,
                "revision": child.reached if child else None,
                "step": child.step if child else None,
                "seconds": round(child.seconds, 1) if child else 0.0,
            }
            error = child.error if child else "it was not begun"
            _in_json(name, Event("summary", error if child and not child.well else outcome, facts))
            continue
        if child is None:
            say(f"{name:{width}}  {STOPPED:13}  before it began")
            continue
        say(f"{name:{width}}  {outcome:13}  {child.where:{where}}  {_took(child.seconds)}")


def _took(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
