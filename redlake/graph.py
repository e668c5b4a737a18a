"""A State as a Mermaid flowchart: its objects by database, and what depends on what.

Arrows lead from what depends to what it needs. Ids are made of names, so that a small change
of the State is a small change of the text; the same State always gives the same text.
https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redlake.grammar.names import quoted
from redlake.kinds import keys, privileges
from redlake.kinds.bound_view import BoundView
from redlake.kinds.comment import Comment
from redlake.kinds.database import Database, furnish
from redlake.kinds.datashare import Datashare, Shared
from redlake.kinds.default_privilege import RUNNER, DefaultPrivilege
from redlake.kinds.draft import SYSTEM_SCHEMAS, Draft, Unmanaged
from redlake.kinds.external_schema import ExternalSchema
from redlake.kinds.function import Function
from redlake.kinds.grant import ROLE, Grant
from redlake.kinds.group import Group
from redlake.kinds.keys import Key
from redlake.kinds.late_binding_view import LateBindingView
from redlake.kinds.materialized_view import MaterializedView
from redlake.kinds.membership import Membership
from redlake.kinds.object import Object
from redlake.kinds.procedure import Procedure
from redlake.kinds.relation import View
from redlake.kinds.role import Role
from redlake.kinds.user import User
from redlake.state import State

_SHAPES: Mapping[type[Object], tuple[str, str]] = {
    User: ("([", "])"),
    Group: ("((", "))"),
    Role: ("{{", "}}"),
    Database: ("[(", ")]"),
    ExternalSchema: ("[/", "/]"),
    BoundView: ("(", ")"),
    LateBindingView: (">", "]"),
    MaterializedView: ("[[", "]]"),
    Procedure: ("[\\", "\\]"),
    Function: ("[\\", "/]"),
    Datashare: ("{", "}"),
}
_BOX = ("[", "]")
_PRINCIPALS = (User, Group, Role)
_NO_NODE = (Grant, Membership, DefaultPrivilege, Comment, Shared)

_SOLID, _DASHED, _BOLD = "-->", "-.->", "==>"
_OTHERS = "others"
"""The class of what others own, or Redshift brings along."""


@dataclass(frozen=True)
class _Node:
    key: Key
    label: str
    kind: type[Object] | None = None

    @property
    def database(self) -> str:
        """Whose subgraph it is in; empty for what belongs to the whole of a warehouse."""
        return self.key.name if self.key.type == "database" else self.key.database


def mermaid(state: State, *, grants: bool = True) -> str:
    """The flowchart. Without ``grants``, also without the users, groups and roles."""
    return _Drawing(state, grants=grants).text()


class _Drawing:
    def __init__(self, state: State, *, grants: bool) -> None:
        self.state = state
        self.nodes: dict[Key, _Node] = {}
        self.edges: dict[tuple[Key, str, Key], list[str]] = {}
        for thing in state.managed.values():
            if isinstance(thing, _NO_NODE) or (not grants and isinstance(thing, _PRINCIPALS)):
                continue
            label = str(thing).removesuffix(f" in {quoted(thing.database)}")
            self.nodes[thing.key] = _Node(thing.key, label, type(thing))
        for thing in state.managed.values():
            self._connect(thing)
        if grants:
            self._connect_principals()

    def _connect(self, thing: Object) -> None:
        """Draws what an object needs; neither its database, which is around it, nor its owner."""
        match thing:
            case Shared():
                self._edge(thing.share, _SOLID, thing.what)
            case _ if thing.key in self.nodes:
                for use in thing.uses():
                    if use.key.type not in ("database", "user") and not self._built_in(use.key):
                        self._edge(thing.key, _SOLID, use.key)
        if isinstance(thing, View):
            for read in thing.reads:
                self._connect_read(thing, read)

    def _connect_read(self, view: View, read: Key) -> None:
        if read.schema in SYSTEM_SCHEMAS:
            return
        schema = keys.schema(read.database, read.schema)
        if read in view.bases or schema in view.bases:
            return
        is_external = isinstance(self.state.objects.get(schema), ExternalSchema)
        self._edge(view.key, _DASHED, schema if is_external else read)

    def _connect_principals(self) -> None:
        found = self.state.managed.values()
        as_delivered = _as_delivered(self.state)
        held: dict[tuple[Key, Key, str], dict[str, None]] = {}
        types: dict[tuple[Key, Key, str], str] = {}
        for thing in found:
            match thing:
                case Membership():
                    self._edge(thing.user, _SOLID, thing.group)
                case Grant(privilege=privilege) if privilege == ROLE:
                    self._edge(thing.to, _SOLID, thing.on)
                case Grant() if as_delivered.get(thing.key) != thing:
                    target, suffix = self._target(thing.on)
                    at = thing.to, target, suffix
                    held.setdefault(at, {})[_what(thing)] = None
                    types[at] = _of(thing.on)
                case DefaultPrivilege() if as_delivered.get(thing.key) != thing:
                    whose = "whoever runs revisions" if thing.of == RUNNER else str(thing.of)
                    at = (
                        thing.to,
                        self._within(thing.within),
                        f" on {thing.objects.lower()} that {whose} creates",
                    )
                    held.setdefault(at, {})[thing.privilege] = None
                    types[at] = thing.objects
        for (to, on, suffix), whats in sorted(held.items()):
            what = ", ".join(privileges.folded(whats, types[to, on, suffix]))
            self._edge(to, _BOLD, on, f"{what}{suffix}")

    def _target(self, on: Key) -> tuple[Key, str]:
        """The node that a grant leads to, and what to add to the privileges' names."""
        match on.type:
            case "all in":
                schema = keys.schema(on.database, on.schema)
                return self._within(schema), f" on all {on.name.lower()}"
            case "external table":
                return keys.schema(on.database, on.schema), f" on {on.name}"
            case "scope":
                where = (
                    keys.schema(on.database, on.schema) if on.schema else keys.database(on.database)
                )
                return self._within(where), f" on {on.name.lower()} in it, now and later"
            case "iam role":
                return on, " by ASSUMEROLE"
            case "schema" if self._built_in(on):
                return keys.database(on.database), f" on schema {on.name}"
        return on, ""

    def _within(self, place: Key) -> Key:
        """A schema, or the database where it is one that Redshift brings along."""
        return keys.database(place.database) if self._built_in(place) else place

    def _built_in(self, key: Key) -> bool:
        thing = self.state.objects.get(key)
        return key.type == "schema" and isinstance(thing, Unmanaged) and thing.built_in

    def _edge(self, start: Key, arrow: str, end: Key, label: str = "") -> None:
        for key in (start, end):
            if key not in self.nodes:
                self.nodes[key] = _Node(key, _foreign(key))
        labels = self.edges.setdefault((start, arrow, end), [])
        if label:
            labels.append(label)

    def text(self) -> str:
        ids = _ids(self.nodes)
        return "".join(f"{line}\n" for line in self._lines(ids))

    def _lines(self, ids: Mapping[Key, str]) -> Iterator[str]:
        yield "flowchart LR"
        nodes = sorted(self.nodes.values(), key=lambda node: (_rank(node), node.key))
        for node in nodes:
            if not node.database:
                yield f"    {_drawn(node, ids)}"
        databases = sorted(
            {node.database for node in nodes if node.database},
            key=lambda name: (name != self.state.home, name),
        )
        for number, name in enumerate(databases, 1):
            yield f'    subgraph database{number}["{_escaped(f"database {name}")}"]'
            for node in nodes:
                if node.database == name:
                    yield f"        {_drawn(node, ids)}"
            yield "    end"
        for (start, arrow, end), labels in sorted(self.edges.items()):
            label = f'|"{"<br/>".join(map(_escaped, sorted(labels)))}"|' if labels else ""
            yield f"    {ids[start]} {arrow}{label} {ids[end]}"
        if foreign := [ids[node.key] for node in nodes if node.kind is None]:
            yield f"    classDef {_OTHERS} stroke-dasharray: 4 4"
            yield f"    class {','.join(foreign)} {_OTHERS}"


def _as_delivered(state: State) -> Mapping[Any, Object]:
    """What Redshift grants by itself, or by default, in a new warehouse and each new database."""
    draft = Draft(state.home, State.empty(state.home).objects.values())
    for thing in state.managed.values():
        if isinstance(thing, Database) and thing.source is None:
            draft.add(Unmanaged(thing.key))
            furnish(draft, thing.key.name)
    return draft.objects


def _what(held: Grant) -> str:
    """The privilege; of a right to assume an IAM role, the purpose."""
    return held.privilege if held.on.type == "iam role" else held.what


def _of(on: Key) -> str:
    """What its privileges are privileges on."""
    return on.name if on.type in ("all in", "scope") else on.type


def _foreign(key: Key) -> str:
    if key.type == "system":
        return "the warehouse"
    if key.type == "iam role":
        return f"IAM role {key.name}"
    return str(key)


def _rank(node: _Node) -> tuple[bool, int]:
    return node.kind is None, 0 if node.kind is None else node.kind.rank


def _drawn(node: _Node, ids: Mapping[Key, str]) -> str:
    kind = Database if node.key.type == "database" else node.kind
    opening, closing = _BOX if kind is None else _SHAPES.get(kind, _BOX)
    return f'{ids[node.key]}{opening}"{_escaped(node.label)}"{closing}'


def _ids(found: Iterable[Key]) -> dict[Key, str]:
    """An id for each key, of letters, digits and underscores.

    What it begins with, a type's name and an underscore, is no word of Mermaid's.
    """
    ids: dict[Key, str] = {}
    taken: set[str] = set()
    for key in sorted(found):
        words = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(part for part in key if part)).strip("_")
        chosen, number = words, 2
        while chosen in taken:
            chosen, number = f"{words}_{number}", number + 1
        taken.add(chosen)
        ids[key] = chosen
    return ids


_SPECIAL = re.compile(r"[^\w .,:;()\[\]{}/@=+*|$!?~^-]")


def _escaped(label: str) -> str:
    """The text for between Mermaid's quotes; what could be its markup goes by its number."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", label)
