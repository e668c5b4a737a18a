"""The Jinja that values and templates share: strict, deterministic, without side effects."""

from __future__ import annotations

from dataclasses import dataclass, fields

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

RESERVED_NAMES = frozenset(
    {"env", "loop", "caller", "varargs", "kwargs", "self", "super", "true", "false", "none"}
)
"""Names that mean something to every template, so that no value may bear them."""


class StrictJinja(ImmutableSandboxedEnvironment):
    """Undefined names are errors, and the same input always gives the same text.

    Sandboxed because templates arrive in pull requests and are rendered by a build before
    anyone has read them.
    """

    def __init__(self, loader: jinja2.BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        del self.globals["lipsum"]
        del self.filters["random"]


@dataclass(frozen=True)
class EnvironmentFacts:
    """What templates and values see as ``env``.

    ``workgroup`` is None on a provisioned cluster, ``cluster`` on Serverless.
    """

    name: str
    region: str
    account: str
    database: str
    workgroup: str | None
    cluster: str | None

    def __getattr__(self, attribute: str) -> object:
        """Only reached for what is not there: says what is."""
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        known = ", ".join(field.name for field in fields(self))
        raise jinja2.UndefinedError(f'env has no "{attribute}", only {known}')
