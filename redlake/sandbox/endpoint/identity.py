"""Who signed a request: checked against the users and sessions of the account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.core.exceptions import (
    AuthFailureError,
    InvalidClientTokenIdError,
    SignatureDoesNotMatchError,
)
from moto.core.utils import utcnow
from moto.iam.access_control import IAMRequest, create_access_key
from moto.iam.exceptions import NotFoundException
from moto.iam.models import IAMBackend, Policy, iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.utils import get_partition
from werkzeug.wrappers import Request

from redlake.sandbox.endpoint.refusals import ExpiredToken, UnknownKey, WrongSignature
from redlake.sandbox.endpoint.signature import Signature


@dataclass(frozen=True)
class Principal:
    """A user, or a role while somebody has assumed it.

    ``arn`` is what GetCallerIdentity says, with the session's name; ``identity`` is the
    ARN of the user or role itself. ``database_user`` is whom Redshift makes of it: the
    session's name does not count.
    https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
    """

    arn: str
    identity: str
    database_user: str
    policies: tuple[Mapping[str, Any], ...]
    session_policy: Mapping[str, Any] | None = None


def identify(request: Request, signature: Signature, account: str) -> Principal:
    """The principal whose key signed the request; a request that anybody else made is refused."""
    _check_signature(request, account)
    partition = get_partition(signature.region)
    session = sts_backends[account][partition].get_assumed_role_from_access_key(
        signature.access_key_id
    )
    policies = _policies(request, signature, account)
    if session is not None:
        return _session_principal(session, policies)
    user = iam_backends[account][partition].get_user_from_access_key_id(signature.access_key_id)
    if user is None or not _active(iam_backends[account][partition], signature.access_key_id):
        raise UnknownKey
    return Principal(user.arn, user.arn, f"IAM:{user.name}", policies)


def _check_signature(request: Request, account: str) -> None:
    try:
        IAMRequest(
            account_id=account,
            method=request.method,
            path=request.path,
            data={},
            body=request.get_data(),
            headers=dict(request.headers),
            action="",
        ).check_signature()
    except (InvalidClientTokenIdError, AuthFailureError):
        raise UnknownKey from None
    except SignatureDoesNotMatchError:
        raise WrongSignature from None


def _active(iam: IAMBackend, access_key_id: str) -> bool:
    return bool(iam.access_keys[access_key_id].status == "Active")


def _session_principal(session: AssumedRole, policies: tuple[Mapping[str, Any], ...]) -> Principal:
    if utcnow() >= session.expiration:
        raise ExpiredToken
    role = session.role_arn.rpartition("/")[2]
    restriction = json.loads(session.policy) if session.policy else None
    return Principal(session.arn, session.role_arn, f"IAMR:{role}", policies, restriction)


def _policies(
    request: Request, signature: Signature, account: str
) -> tuple[Mapping[str, Any], ...]:
    """The policies of the user (and the user's groups) or of the role."""
    key = create_access_key(
        account_id=account,
        partition=get_partition(signature.region),
        access_key_id=signature.access_key_id,
        headers=dict(request.headers),
    )
    try:
        return tuple(json.loads(_document(policy)) for policy in key.collect_policies())
    except NotFoundException:  # the role was deleted while its session went on
        raise UnknownKey from None


def _document(policy: Policy | Mapping[str, str] | str) -> str:
    """The text of a policy, in any of the three forms that moto keeps."""
    if isinstance(policy, Policy):
        return next(str(v.document) for v in policy.versions if v.is_default)
    return policy if isinstance(policy, str) else policy["policy_document"]
