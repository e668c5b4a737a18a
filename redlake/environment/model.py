"""What an environment file may say, as frozen values."""

from __future__ import annotations

import datetime
import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from redlake.environment.jinja import RESERVED_NAMES, EnvironmentFacts


def _matching(pattern: str, expectation: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f'"{value}" is not {expectation}')
        return value

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1)]
Account = Annotated[str, _matching(r"[0-9]{12}", "an AWS account id of 12 digits")]
Region = Annotated[str, _matching(r"[a-z]{2}(-[a-z]+)+-[0-9]", "a Region such as us-east-2")]
RoleArn = Annotated[
    str,
    _matching(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+",
        "the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)",
    ),
]
SecretArn = Annotated[
    str,
    _matching(
        r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[\w+=,.@/-]+",
        "the ARN of a secret (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX)",
    ),
]
SecretName = Annotated[
    str,
    _matching(r"[A-Za-z_][A-Za-z0-9_]*", "a name of letters, digits and underscores"),
]


class _Frozen(BaseModel):
    # Strict, so that TOML's 012 or true is never taken for a text: an account id has zeros.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Connection(_Frozen):
    """Where an environment's Redshift is, and as whom to speak to it."""

    database: Text
    region: Region
    account: Account
    workgroup: Text | None = None
    cluster: Text | None = Field(default=None, validate_default=True)
    profile: Text | None = None
    role: RoleArn | None = None
    """The role to assume before asking for credentials."""
    db_user: Text | None = None
    """Provisioned clusters only: log in as this user (GetClusterCredentials)."""
    host: Text | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    sslmode: Literal["verify-full", "verify-ca"] = "verify-full"
    statement_timeout: Annotated[int, Field(gt=0)] | None = None
    """Milliseconds."""
    query_group: Text | None = None
    case_sensitive_identifiers: bool | None = None
    """What the runner's sessions set; without it, the warehouse's own default holds."""
    owner: Text | None = None
    """The user who is to own what redlake creates; without it, whoever runs the revisions."""
    admin_secret: SecretArn | None = None
    """The admin user's secret, which only ``redlake bootstrap`` uses."""

    @field_validator("cluster")
    @classmethod
    def _one_target(cls, cluster: str | None, info: ValidationInfo) -> str | None:
        workgroup = info.data.get("workgroup")
        if workgroup is not None and cluster is not None:
            raise ValueError(
                "both workgroup and cluster are set; keep workgroup for Serverless, "
                "cluster for a provisioned one"
            )
        if "workgroup" in info.data and workgroup is None and cluster is None:
            raise ValueError(
                "neither workgroup nor cluster is set; set workgroup for Serverless, "
                "cluster for a provisioned one"
            )
        return cluster

    @field_validator("db_user")
    @classmethod
    def _user_of_a_cluster(cls, db_user: str | None, info: ValidationInfo) -> str | None:
        if db_user is not None and info.data.get("workgroup") is not None:
            raise ValueError(
                "db_user is set, but Serverless always logs in as the IAM identity; "
                "remove it or set cluster instead of workgroup"
            )
        return db_user

    @property
    def serverless(self) -> bool:
        return self.workgroup is not None

    @property
    def target(self) -> str:
        """As a message names it: ``workgroup "x"`` or ``cluster "x"``."""
        kind = "workgroup" if self.serverless else "cluster"
        return f'{kind} "{self.workgroup or self.cluster}"'


def _value_name(name: str) -> str:
    if name in RESERVED_NAMES:
        raise ValueError(f'"{name}" has a meaning of its own in templates; choose another name')
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(
            f'"{name}" cannot be named in a template; '
            "use letters, digits and underscores, and no word of the language"
        )
    return name


def _plain(value: Any) -> Any:
    match value:
        case datetime.date() | datetime.time():
            raise ValueError(f"a date or time ({value}) is no value; write it in quotes")
        case list():
            for item in value:
                _plain(item)
        case dict():
            for item in value.values():
                _plain(item)
    return value


class Sections(_Frozen):
    """The tables of an environment file."""

    connection: Connection
    values: Mapping[
        Annotated[str, AfterValidator(_value_name)], Annotated[Any, AfterValidator(_plain)]
    ] = Field(default_factory=dict)
    secrets: Mapping[SecretName, SecretArn] = Field(default_factory=dict)


class Environment(Sections):
    """One environment, complete: nothing in it is left to look up but AWS itself.

    ``values`` are resolved; ``secrets`` maps a name to an ARN in Secrets Manager, never to
    a secret.
    """

    name: str
    file: Path

    @property
    def facts(self) -> EnvironmentFacts:
        """What templates see as ``env``."""
        return facts(self.name, self.connection)


def facts(name: str, connection: Connection) -> EnvironmentFacts:
    return EnvironmentFacts(
        name=name,
        region=connection.region,
        account=connection.account,
        database=connection.database,
        workgroup=connection.workgroup,
        cluster=connection.cluster,
    )
