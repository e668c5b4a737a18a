"""Whether a principal may do what it asks for; whoever may not is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.identity import Principal
from redlake.sandbox.endpoint.policy import Verdict, judge, judge_trust
from redlake.sandbox.endpoint.refusals import Denied


def authorize(
    principal: Principal,
    call: Call,
    resource: str,
    *,
    permission: str | None = None,
    keys: Mapping[str, str] | None = None,
) -> None:
    """Refuse ``call`` unless the principal's policies allow it on ``resource``.

    ``permission`` is for calls that need another permission besides their own; ``keys``
    are the service's own condition keys.
    """
    action = permission or call.permission
    context = _context(principal, call) | {k.lower(): v for k, v in (keys or {}).items()}
    verdict = judge(principal.policies, action, resource, context)
    if verdict is Verdict.DENIED:
        reason = "with an explicit deny in an identity-based policy"
        raise Denied(principal.arn, action, resource, reason)
    if verdict is Verdict.UNSAID:
        reason = f"because no identity-based policy allows the {action} action"
        raise Denied(principal.arn, action, resource, reason)
    if principal.session_policy is None:
        return
    if judge([principal.session_policy], action, resource, context) is not Verdict.ALLOWED:
        reason = f"because no session policy allows the {action} action"
        raise Denied(principal.arn, action, resource, reason)


def authorize_assumption(
    principal: Principal, call: Call, role: str, trust: Mapping[str, Any] | None
) -> None:
    """Refuse AssumeRole unless the role's trust policy and the caller's policies allow it.

    A trust policy that names the account leaves it to the account's own policies; one
    that names the caller needs no more. A role that does not exist (``trust`` is None)
    is refused in the same words.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    """
    if trust is None:
        raise Denied(principal.arn, call.permission, role)
    context = _context(principal, call)
    by_name = judge_trust(trust, call.permission, {principal.arn, principal.identity}, context)
    by_account = judge_trust(trust, call.permission, {call.arns.root(), call.arns.account}, context)
    trusted = {by_name, by_account}
    if Verdict.DENIED in trusted or Verdict.ALLOWED not in trusted:
        raise Denied(principal.arn, call.permission, role)
    own = judge(principal.policies, call.permission, role, context)
    if by_name is Verdict.ALLOWED and own is Verdict.UNSAID:
        return
    authorize(principal, call, role)


def _context(principal: Principal, call: Call) -> dict[str, str]:
    """The global condition keys that the sandbox knows, in lower case."""
    return {
        "aws:principalarn": principal.identity,
        "aws:principalaccount": call.arns.account,
        "aws:requestedregion": call.region,
    }
