"""The account's contents, put into moto's memory: a developer, roles, secrets."""

from __future__ import annotations

import json
import re
import secrets
import string
import sys
from collections.abc import Sequence
from typing import Any

from moto.core.base_backend import AccountSpecificBackend
from moto.iam.models import AccessKey, IAMBackend, iam_backends
from moto.secretsmanager.models import secretsmanager_backends

from redlake.sandbox.endpoint.isolation import without_aws_configuration
from redlake.sandbox.endpoint.warehouse import ADMIN, Warehouse

DEVELOPER = "developer"


class Account:
    """The stand-in's account: emptied, then filled with what the stand-in says.

    ``developer_key`` is the access key of an IAM user who may do everything;
    ``admin_password`` is the password of the warehouse's admin user.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._standin = warehouse.standin
        self._arns = warehouse.arns
        self.admin_password = new_password()
        self._passwords = {arn: new_password() for arn in self._standin.secrets.values()}
        with without_aws_configuration():
            AccountSpecificBackend.get_session()
        self.developer_key = AccessKey(  # type: ignore[abstract] # moto makes its own so
            DEVELOPER, prefix="AKIA", account_id=self._standin.account
        )
        self.fill()

    def fill(self) -> None:
        """Empties the account and fills it anew, with the same key and the same passwords."""
        self._empty()
        self._add_developer()
        for role in self._standin.roles:
            self._add_role(role)
        if self._standin.runner is not None:
            self._add_role(self._standin.runner)
            self._let_read_secrets(self._standin.runner)
        for user, arn in self._standin.secrets.items():
            self._add_secret(arn, user, self._passwords[arn])
        if self._standin.admin_secret is not None:
            # Last, so that it holds where an environment names this ARN twice.
            self._add_secret(self._standin.admin_secret, ADMIN, self.admin_password)

    def role_policy(self) -> dict[str, Any]:
        """Credentials for the warehouse, the Data API, and what a client asks beside them.

        https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-control-identity-based.html
        """
        name, arns = self._standin.name, self._arns
        runs = ["redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"]
        follows = ["DescribeStatement", "GetStatementResult", "CancelStatement", "ListStatements"]
        own = _allow([f"redshift-data:{action}" for action in follows], "*")
        if self._standin.workgroup is not None:
            actions = ["redshift-serverless:GetCredentials", "redshift-serverless:GetWorkgroup"]
            return _policy(_allow([*actions, *runs], arns.workgroup(name)), own)
        cluster = name.lower()
        as_oneself = ["redshift:GetClusterCredentialsWithIAM"]
        as_another = ["redshift:GetClusterCredentials", "redshift:CreateClusterUser"]
        databases, users = arns.database(cluster, "*"), arns.database_user(cluster, "*")
        return _policy(
            _allow(as_oneself, databases),
            _allow(as_another, databases, users),
            _allow(["redshift:JoinGroup"], arns.database_group(cluster, "*")),
            _allow(["redshift:DescribeClusters"], arns.cluster(cluster)),
            _allow(["redshift:DescribeCustomDomainAssociations"], "*"),
            _allow(runs, arns.cluster(cluster)),
            own,
        )

    @property
    def _iam(self) -> IAMBackend:
        return iam_backends[self._standin.account][self._arns.partition]

    def _empty(self) -> None:
        for service in ("ec2", "glue", "iam", "secretsmanager", "sts"):
            # Those that nobody has called yet are not loaded, and hold nothing.
            models = sys.modules.get(f"moto.{service}.models")
            if models is not None:
                getattr(models, f"{service}_backends").pop(self._standin.account, None)

    def _add_developer(self) -> None:
        user = self._iam.create_user(self._standin.region, DEVELOPER)
        policy = json.dumps(_policy(_allow(["*"], "*")))
        self._iam.put_user_policy(DEVELOPER, "AdministratorAccess", policy)
        key = self.developer_key
        key.status = "Active"
        user.access_keys.append(key)
        self._iam.access_keys[key.access_key_id] = key

    def _add_role(self, name: str) -> None:
        """A role that anybody in the account may assume whose own policies allow it."""
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": self._arns.root()},
            "Action": "sts:AssumeRole",
        }
        self._iam.create_role(
            role_name=name,
            assume_role_policy_document=json.dumps(_policy(trust)),
            path="/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration=None,
        )
        self._iam.put_role_policy(name, "Warehouse", json.dumps(self.role_policy()))

    def _let_read_secrets(self, role: str) -> None:
        arns = [*self._standin.secrets.values(), self._standin.admin_secret]
        named = [arn for arn in arns if arn is not None]
        if named:
            policy = _policy(_allow(["secretsmanager:GetSecretValue"], *named))
            self._iam.put_role_policy(role, "Secrets", json.dumps(policy))

    def _add_secret(self, arn: str, user: str, password: str) -> None:
        """A secret with exactly this ARN, in the Region that it says.

        https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
        """
        standin, warehouse = self._standin, self._warehouse
        belongs = "namespaceName" if standin.workgroup is not None else "dbClusterIdentifier"
        value = {
            "engine": "redshift",
            "host": warehouse.host,
            "port": warehouse.port,
            "username": user,
            "password": password,
            "dbname": standin.database,
            belongs: standin.name,
        }
        _, _, _, region, _, _, name = arn.split(":", 6)
        # Secrets Manager puts a hyphen and six characters behind the name.
        name = re.sub(r"-[A-Za-z0-9]{6}$", "", name)
        store = secretsmanager_backends[standin.account][region]
        store.secrets.pop(name)
        store.create_secret(
            name=name,
            secret_string=json.dumps(value),
            secret_binary=None,
            description=None,
            tags=None,
            kms_key_id=None,
            client_request_token=None,
            replica_regions=[],
            force_overwrite=False,
        )
        store.secrets[name].arn = arn


def new_password() -> str:
    """A random password that Redshift takes.

    8 to 64 characters, with an upper-case letter, a lower-case letter and a digit:
    https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
    """
    alphabet = string.ascii_letters + string.digits
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(32))
        if all(
            any(character in kind for character in password)
            for kind in (string.ascii_uppercase, string.ascii_lowercase, string.digits)
        ):
            return password


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(actions: Sequence[str], *resources: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
