"""What was found out about queries, kept between runs: ``.redlake/cache/lineage.json``.

Parsing queries is most of what a check of many views takes. What a query reads depends on
its text and on this program alone, so entries are known by both, never by a file's time. The
file may be deleted, damaged or written by several runs at once: it is read whole and right,
or not at all, and replaced in one step.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from redlake.grammar import lineage

_FILE = Path(".redlake", "cache", "lineage.json")
_KEPT = 20_000  # queries


@contextlib.contextmanager
def remembering(root: Path) -> Iterator[None]:
    """Inside, queries that an earlier run in this project has parsed are not parsed again."""
    file, program = root / _FILE, _program()
    kept = _read(file, program)
    known = lineage.known = lineage.Known(kept)
    try:
        yield
    finally:
        lineage.known = None
        if known.used.keys() - kept.keys():
            _write(file, program, {**kept, **known.used})


def _program() -> str:
    """What tells this program's answers from another's: its version, sqlglot's, its grammar."""
    digest = hashlib.sha256(version("sqlglot").encode())
    for source in sorted(Path(lineage.__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _read(file: Path, program: str) -> dict[str, lineage.Names]:
    try:
        held = json.loads(file.read_bytes())
        entries = held["entries"]
        if held["program"] != program or held["sum"] != _sum(entries):
            return {}
        return {key: frozenset(tuple(name) for name in names) for key, names in entries.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _write(file: Path, program: str, found: dict[str, lineage.Names]) -> None:
    """Does nothing where it may not write: the next run only takes longer."""
    newest = list(found.items())[-_KEPT:]
    entries = {key: sorted(names) for key, names in newest}
    held = {"program": program, "sum": _sum(entries), "entries": entries}
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(held), encoding="utf-8")
        new.replace(file)


def _sum(entries: object) -> str:
    return hashlib.sha256(json.dumps(entries).encode()).hexdigest()
