"""IAM's policy language, as far as policies for Redshift need it; pure.

What it cannot judge it refuses: an ``Allow`` with a condition on a key that the sandbox
does not know, or with an operator that is not here, allows nothing, and a ``Deny`` with
one denies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto
from typing import Any

Document = Mapping[str, Any]
Context = Mapping[str, str]


class Verdict(Enum):
    """What policies say of an action on a resource."""

    ALLOWED = auto()
    DENIED = auto()
    UNSAID = auto()


def judge(documents: Iterable[Document], action: str, resource: str, context: Context) -> Verdict:
    """The verdict of identity-based policies together: one ``Deny`` outweighs any ``Allow``."""
    return _weigh(
        (
            statement
            for statement in _statements(documents)
            if _concerns(statement, "Action", action, ignore_case=True)
            and _concerns(statement, "Resource", resource, ignore_case=False)
        ),
        context,
    )


def judge_trust(
    document: Document, action: str, principals: Iterable[str], context: Context
) -> Verdict:
    """The verdict of a role's trust policy on anybody who goes by one of ``principals``."""
    names = {"*", *principals}
    return _weigh(
        (
            statement
            for statement in _statements([document])
            if _concerns(statement, "Action", action, ignore_case=True)
            and names.intersection(_trusted(statement))
        ),
        context,
    )


def _weigh(statements: Iterable[Document], context: Context) -> Verdict:
    verdict = Verdict.UNSAID
    for statement in statements:
        denies = statement["Effect"] == "Deny"
        if _conditions_hold(statement.get("Condition", {}), context, unknown=denies):
            if denies:
                return Verdict.DENIED
            verdict = Verdict.ALLOWED
    return verdict


def _statements(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        statements = document["Statement"]
        yield from statements if isinstance(statements, list) else [statements]


def _concerns(statement: Document, element: str, value: str, *, ignore_case: bool) -> bool:
    """Whether ``Action`` or ``Resource`` (or the ``Not`` of it) takes in ``value``."""
    if f"Not{element}" in statement:
        patterns = _listed(statement[f"Not{element}"])
        return not any(_like(pattern, value, ignore_case) for pattern in patterns)
    patterns = _listed(statement.get(element, []))
    return any(_like(pattern, value, ignore_case) for pattern in patterns)


def _trusted(statement: Document) -> list[str]:
    principal = statement.get("Principal", [])
    return _listed(principal.get("AWS", []) if isinstance(principal, Mapping) else principal)


def _conditions_hold(conditions: Mapping[str, Any], context: Context, *, unknown: bool) -> bool:
    """Whether all conditions hold, where one that cannot be judged counts as ``unknown``."""
    verdicts = [
        _holds(operator, context.get(key.lower()), _listed(values))
        for operator, tests in conditions.items()
        for key, values in tests.items()
    ]
    return all(unknown if verdict is None else verdict for verdict in verdicts)


def _holds(operator: str, actual: str | None, expected: list[str]) -> bool | None:
    test = _TESTS.get(operator.replace("Not", ""))
    if actual is None or test is None or any("${" in value for value in expected):
        return None
    return any(test(value, actual) for value in expected) is not ("Not" in operator)


def _listed(values: Any) -> list[str]:
    return values if isinstance(values, list) else [values]


def _like(pattern: str, value: str, ignore_case: bool = False) -> bool:
    return _pattern(pattern, ignore_case).fullmatch(value) is not None


@functools.lru_cache(maxsize=1024)
def _pattern(text: str, ignore_case: bool) -> re.Pattern[str]:
    """``*`` stands for any characters and ``?`` for one."""
    wild = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(wild, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda expected, actual: expected == actual,
    "StringEqualsIgnoreCase": lambda expected, actual: expected.lower() == actual.lower(),
    "StringLike": _like,
    "ArnEquals": _like,
    "ArnLike": _like,
}
