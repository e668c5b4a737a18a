"""The AWS account behind an environment: whose credentials, and what a refusal means.

Nothing is asked of AWS before two things are sure: the role that the environment names
is assumed, and the credentials belong to the environment's account. Whatever botocore
raises comes out as an error that says which call, on what, and what would permit it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    UnknownRegionError,
)
from botocore.exceptions import ConnectionError as AwsConnectionError

from redlake.environment import Environment
from redlake.errors import AwsError, RedlakeError
from redlake.unlogged import unlogged

# A run is waited for: better one clear error than minutes of patience.
_CONFIG = Config(
    connect_timeout=5, read_timeout=20, retries={"max_attempts": 2, "mode": "standard"}
)

# Renewed this long before they expire, so that no call is made with the last second of them.
MARGIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Call:
    """One call to AWS, as people and policies speak of it.

    ``action`` is spelled as in a policy, ``target`` is what it is about, and ``resource``
    is the ARN, or the pattern of it, on which a policy must allow the action.
    """

    action: str
    target: str
    resource: str

    def __str__(self) -> str:
        return f"{self.action} on {self.target}"

    @property
    def operation(self) -> str:
        return self.action.partition(":")[2]


@dataclass(frozen=True)
class Identity:
    """Who AWS takes us for."""

    account: str
    arn: str


class AwsSession:
    """AWS with an environment's profile, role and Region.

    Looks for credentials at the first call. The role's are renewed when they are about
    to expire.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._base: boto3.Session | None = None
        self._assumed: tuple[boto3.Session, datetime] | None = None
        self._identity: Identity | None = None

    @property
    def identity(self) -> Identity:
        """The user or role whose credentials these are; always of the environment's account."""
        account = self._environment.connection.account
        with self.making(Call("sts:GetCallerIdentity", f"account {account}", "*")):
            assert self._identity is not None
            return self._identity

    @contextmanager
    def making(self, call: Call, *, missing: RedlakeError | None = None) -> Iterator[boto3.Session]:
        """The session to make ``call`` with; what AWS refuses becomes an AwsError.

        ``missing`` is raised instead where AWS says that the thing does not exist.
        """
        with self._translated(call, missing):
            yield self._ready()

    def arn(self, service: str, resource: str) -> str:
        """An ARN in the environment's Region and account."""
        connection = self._environment.connection
        partition = self._partition()
        return f"arn:{partition}:{service}:{connection.region}:{connection.account}:{resource}"

    def _partition(self) -> str:
        try:
            return self._base_session().get_partition_for_region(
                self._environment.connection.region
            )
        except UnknownRegionError:  # newer than the installed botocore
            return "aws"

    def _ready(self) -> boto3.Session:
        session = self._role_session()
        if self._identity is None:
            self._identity = self._checked_identity(session)
        return session

    def _base_session(self) -> boto3.Session:
        if self._base is None:
            connection = self._environment.connection
            core = self._core()
            try:
                core.get_scoped_config()
            except ProfileNotFound as error:
                raise AwsError(
                    f'AWS profile "{connection.profile or os.environ.get("AWS_PROFILE")}"'
                    " does not exist on this machine",
                    place=self._environment.file if connection.profile else None,
                    way_out="name another one, or add it with: aws configure --profile NAME",
                ) from error
            except BotoCoreError as error:
                raise AwsError(
                    f"the AWS configuration cannot be read: {error}", way_out="correct that file"
                ) from error
            self._base = boto3.Session(botocore_session=core, region_name=connection.region)
        return self._base

    def _core(self) -> botocore.session.Session:
        core = botocore.session.Session(profile=self._environment.connection.profile)
        core.set_default_client_config(_CONFIG)
        return core

    def _role_session(self) -> boto3.Session:
        role = self._environment.connection.role
        if role is None:
            return self._base_session()
        if self._assumed is None or self._assumed[1] - MARGIN < datetime.now(UTC):
            self._assumed = self._assume(role)
        return self._assumed[0]

    def _assume(self, role: str) -> tuple[boto3.Session, datetime]:
        base = self._base_session()
        with self._translated(Call("sts:AssumeRole", f'role "{role}"', role), None):
            answer = base.client("sts").assume_role(RoleArn=role, RoleSessionName="redlake")
        keys = answer["Credentials"]
        core = self._core()
        core.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        session = boto3.Session(botocore_session=core, region_name=base.region_name)
        return session, keys["Expiration"]

    def _checked_identity(self, session: boto3.Session) -> Identity:
        environment, account = self._environment, self._environment.connection.account
        answer = session.client("sts").get_caller_identity()
        identity = Identity(account=answer["Account"], arn=answer["Arn"])
        if identity.account != account:
            raise AwsError(
                f"the AWS credentials belong to account {identity.account} ({identity.arn}),"
                f" but {environment.name} is in account {account}",
                place=environment.file,
                way_out=f"use credentials of account {account}, or name a profile or a role of it",
            )
        return identity

    @contextmanager
    def _translated(self, call: Call, missing: RedlakeError | None) -> Iterator[None]:
        try:
            with unlogged():
                yield
        except ClientError as error:
            raise self._refusal(call, error, missing) from error
        except BotoCoreError as error:
            raise self._failure(call, error) from error

    def _refusal(
        self, call: Call, error: ClientError, missing: RedlakeError | None
    ) -> RedlakeError:
        """AWS answered, and the answer is no."""
        code = error.response.get("Error", {}).get("Code", "")
        said = error.response.get("Error", {}).get("Message", code).rstrip(".")
        if code in _EXPIRED:
            return AwsError(
                f"the AWS credentials have expired ({call})", way_out=f"renew {self._source()}"
            )
        if code in _UNKNOWN_KEY:
            return AwsError(
                f"AWS does not accept the credentials ({call}): {said}",
                way_out=f"correct {self._source()}",
            )
        if error.operation_name != call.operation:
            # A profile may itself ask AWS for credentials, to assume a role for instance.
            return AwsError(
                f"no AWS credentials for {call}: {error.operation_name} failed: {said}",
                way_out=f"correct {self._source()}",
            )
        if code in _NOT_FOUND and missing is not None:
            return missing
        if code in _DENIED:
            return AwsError(f"AWS refused {call}: {said}", way_out=self._permission(call))
        return AwsError(f"{call} failed: {said} ({code})")

    def _failure(self, call: Call, error: BotoCoreError) -> AwsError:
        """There was no answer from AWS, or no question."""
        if isinstance(error, NoCredentialsError):
            return AwsError(
                f"there are no AWS credentials for {call}",
                way_out="set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a"
                f" profile in {self._environment.file.name}, or run: aws sso login; they"
                f" need the permission {call.action} on {call.resource}",
            )
        if isinstance(error, _NO_CREDENTIALS):
            return AwsError(
                f"no AWS credentials for {call}: {error}",
                way_out=f"correct {self._source()}, or sign in again: aws sso login",
            )
        if isinstance(error, _UNREACHABLE):
            endpoint = os.environ.get("AWS_ENDPOINT_URL")
            service, region = call.action.partition(":")[0], self._environment.connection.region
            return AwsError(
                f"AWS did not answer {call}: {error}",
                way_out=f"check AWS_ENDPOINT_URL, which is {endpoint}"
                if endpoint
                else f"check the Region {region} and the network (a subnet without internet"
                f" needs interface endpoints for sts and {service})",
            )
        return AwsError(f"{call} failed: {error}")

    def _source(self) -> str:
        """Where the credentials come from, as far as redlake knows."""
        profile = self._environment.connection.profile or os.environ.get("AWS_PROFILE")
        return f'the AWS profile "{profile}"' if profile else "the AWS credentials"

    def _permission(self, call: Call) -> str:
        caller = "whoever runs redlake" if self._identity is None else self._identity.arn
        allow = f"allow {call.action} on {call.resource} in the policy of {caller}"
        if call.operation == "AssumeRole":
            return f"{allow}, and name them in the role's trust policy"
        return allow


_NOT_FOUND = {"ResourceNotFoundException", "ClusterNotFound", "ClusterNotFoundFault"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_UNKNOWN_KEY = {
    "AuthFailure",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}

_NO_CREDENTIALS = (
    CredentialRetrievalError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
_UNREACHABLE = (AwsConnectionError, HTTPClientError)
