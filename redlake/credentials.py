"""Passwords: temporary ones for Redshift, and those that Secrets Manager keeps.

A password is a ``Redacted``: no message, log or traceback shows it by accident.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from redlake.aws_session import MARGIN, AwsSession, Call
from redlake.environment import Environment
from redlake.errors import AwsError, SecretError

_DEFAULT_PORT = 5439


class Redacted:
    """A text that does not show itself; only ``reveal`` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "<redacted>"


@dataclass(frozen=True)
class Credentials:
    """A database user and a password; without ``expires`` they do not expire.

    ``version`` is that of the secret they came from.
    """

    user: str
    password: Redacted
    expires: datetime | None = None
    version: str | None = None

    @property
    def usable(self) -> bool:
        """False from shortly before they expire."""
        return self.expires is None or datetime.now(UTC) < self.expires - MARGIN


@dataclass(frozen=True)
class Address:
    """Where Redshift listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Redshift(Protocol):
    """What AWS is asked about either sort of Redshift."""

    def credentials(self, database: str) -> Credentials:
        """A temporary password for ``database``, for the user that the runner is."""

    def address(self) -> Address:
        """The address that AWS knows."""


class Workgroup:
    """Amazon Redshift Serverless."""

    def __init__(self, aws: AwsSession, environment: Environment, name: str) -> None:
        self._aws = aws
        self._environment = environment
        self._name = name

    def credentials(self, database: str) -> Credentials:
        call = self._call("GetCredentials")
        with self._aws.making(call, missing=_missing(call, self._environment)) as session:
            answer = session.client("redshift-serverless").get_credentials(
                workgroupName=self._name, dbName=database
            )
        return Credentials(answer["dbUser"], Redacted(answer["dbPassword"]), answer["expiration"])

    def address(self) -> Address:
        call = self._call("GetWorkgroup")
        with self._aws.making(call, missing=_missing(call, self._environment)) as session:
            answer = session.client("redshift-serverless").get_workgroup(workgroupName=self._name)
        endpoint = answer["workgroup"].get("endpoint", {})
        if "address" not in endpoint or "port" not in endpoint:
            raise _without_address(call, answer["workgroup"].get("status"))
        return Address(endpoint["address"], endpoint["port"])

    def _call(self, operation: str) -> Call:
        # A workgroup's ARN ends in an id, which nobody knows by heart.
        resource = self._aws.arn("redshift-serverless", "workgroup/*")
        target = self._environment.connection.target
        return Call(f"redshift-serverless:{operation}", target, resource)


class Cluster:
    """A provisioned cluster."""

    def __init__(self, aws: AwsSession, environment: Environment, name: str) -> None:
        self._aws = aws
        self._environment = environment
        self._name = name

    def credentials(self, database: str) -> Credentials:
        """For the environment's ``db_user`` if it names one, for the IAM identity if not.

        The password of a user who does not exist is only refused at login.
        """
        user = self._environment.connection.db_user
        if user is None:
            return self._own_credentials(database)
        call = self._call("GetClusterCredentials", f"dbuser:{self._name}/{user}")
        with self._aws.making(call, missing=_missing(call, self._environment)) as session:
            answer = session.client("redshift").get_cluster_credentials(
                ClusterIdentifier=self._name, DbUser=user, DbName=database, AutoCreate=False
            )
        return Credentials(answer["DbUser"], Redacted(answer["DbPassword"]), answer["Expiration"])

    def _own_credentials(self, database: str) -> Credentials:
        call = self._call("GetClusterCredentialsWithIAM", f"dbname:{self._name}/{database}")
        with self._aws.making(call, missing=_missing(call, self._environment)) as session:
            answer = session.client("redshift").get_cluster_credentials_with_iam(
                ClusterIdentifier=self._name, DbName=database
            )
        return Credentials(answer["DbUser"], Redacted(answer["DbPassword"]), answer["Expiration"])

    def address(self) -> Address:
        call = self._call("DescribeClusters", f"cluster:{self._name}")
        missing = _missing(call, self._environment)
        with self._aws.making(call, missing=missing) as session:
            answer = session.client("redshift").describe_clusters(ClusterIdentifier=self._name)
        (cluster,) = answer["Clusters"]
        endpoint = cluster.get("Endpoint", {})
        if "Address" not in endpoint or "Port" not in endpoint:
            raise _without_address(call, cluster.get("ClusterStatus"))
        return Address(endpoint["Address"], endpoint["Port"])

    def _call(self, operation: str, resource: str) -> Call:
        target = self._environment.connection.target
        return Call(f"redshift:{operation}", target, self._aws.arn("redshift", resource))


def redshift(aws: AwsSession, environment: Environment) -> Redshift:
    """The workgroup or the cluster of an environment."""
    connection = environment.connection
    if connection.workgroup is not None:
        return Workgroup(aws, environment, connection.workgroup)
    assert connection.cluster is not None
    return Cluster(aws, environment, connection.cluster)


def address(aws: AwsSession, environment: Environment) -> Address:
    """Where to connect to: what the environment says, and AWS for what it leaves open."""
    connection = environment.connection
    if connection.host is not None:
        return Address(connection.host, connection.port or _DEFAULT_PORT)
    known = redshift(aws, environment).address()
    return Address(known.host, connection.port or known.port)


def database_user(arn: str) -> str:
    """The database user that Redshift makes of an IAM user or role.

    The path does not count, nor does a role's session:
    https://docs.aws.amazon.com/redshift/latest/mgmt/generating-user-credentials.html
    """
    kind, _, name = arn.rpartition(":")[2].partition("/")
    if kind == "user":
        return f"IAM:{name.rpartition('/')[2]}"
    if kind == "role":
        return f"IAMR:{name.rpartition('/')[2]}"
    if kind == "assumed-role":
        return f"IAMR:{name.partition('/')[0]}"
    raise AwsError(
        f"{arn} is neither an IAM user nor a role, so it is no database user",
        way_out="use the credentials of a user or a role",
    )


def secret(aws: AwsSession, environment: Environment, name: str, arn: str) -> Credentials:
    """The user name and password that the secret holds; ``name`` is what redlake calls it."""
    call = Call("secretsmanager:GetSecretValue", f'secret "{name}"', arn)
    missing = SecretError(
        f'secret "{name}" does not exist: {arn}',
        place=environment.file,
        way_out="create it in Secrets Manager with a username and a password,"
        f' or correct the ARN of "{name}"',
    )
    region = arn.split(":")[3]
    with aws.making(call, missing=missing) as session:
        answer = session.client("secretsmanager", region_name=region).get_secret_value(SecretId=arn)
    try:
        value = json.loads(answer.get("SecretString", ""))
        user, password = value["username"], value["password"]
    except (ValueError, TypeError, KeyError):
        user = password = None
    if not (isinstance(user, str) and isinstance(password, str) and user and password):
        # Without the cause: it would quote the secret.
        raise SecretError(
            f'secret "{name}" does not hold a username and a password: {arn}',
            place=environment.file,
            way_out='store it as JSON: {"username": "…", "password": "…"}',
        )
    return Credentials(user, Redacted(password), version=answer.get("VersionId"))


def redshift_password_hash(password: Redacted) -> str:
    """What CREATE USER takes in place of the password; another at each call.

    The digest is of the password's bytes and then the salt's, which stand in the text
    as hexadecimal digits:
    https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
    """
    salt = secrets.token_bytes(32)
    digest = hashlib.sha256(password.reveal().encode() + salt)
    return f"sha256|{digest.hexdigest()}|{salt.hex()}"


def _missing(call: Call, environment: Environment) -> AwsError:
    connection = environment.connection
    return AwsError(
        f"{call.target} does not exist in account {connection.account}, {connection.region}",
        place=environment.file,
        way_out="correct its name or the Region",
    )


def _without_address(call: Call, status: str | None) -> AwsError:
    return AwsError(
        f"{call.target} has no address: it is {(status or 'not available').lower()}",
        way_out="resume it, or wait until it is available",
    )
