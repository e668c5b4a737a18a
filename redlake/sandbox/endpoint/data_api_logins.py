"""As whom a statement of the Data API runs, and whether its caller may have that.

https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from moto.secretsmanager.models import secretsmanager_backends

from redlake.sandbox.endpoint import durations
from redlake.sandbox.endpoint.authorization import authorize
from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.identity import Principal
from redlake.sandbox.endpoint.refusals import Invalid, NotFound
from redlake.sandbox.endpoint.warehouse import Warehouse


@dataclass(frozen=True)
class DataApiLogin:
    """A user with a password; ``said`` is what the answer tells of the connection."""

    user: str
    password: str = field(repr=False)
    said: Mapping[str, str]


class DataApiLogins:
    """Gives each call its user: a secret's, one that the call names, or the caller's own."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def login(self, call: Call, principal: Principal) -> DataApiLogin:
        """The user for ``call``, with a password.

        Raises:
            Refusal: the call does not say enough, or its caller may not run statements
                there, or not as this user.
        """
        asked = call.parameters
        if "WorkgroupName" in asked and "ClusterIdentifier" in asked:
            raise Invalid("ClusterIdentifier and WorkgroupName cannot both be specified.")
        if "WorkgroupName" in asked:
            return self._of_workgroup(call, principal)
        if "ClusterIdentifier" in asked:
            return self._of_cluster(call, principal)
        raise Invalid("Either ClusterIdentifier or WorkgroupName needs to be specified.")

    def _of_workgroup(self, call: Call, principal: Principal) -> DataApiLogin:
        asked = call.parameters
        own = self._warehouse.standin.workgroup
        said = {"WorkgroupName": asked["WorkgroupName"]}
        name = asked["WorkgroupName"]
        if own is not None and name == call.arns.workgroup(own):
            name = own
        known = self._warehouse.is_workgroup(name, call.region)
        serverless = "redshift-serverless"
        arn = call.arns.workgroup(name) if known else call.arns.regional(serverless, "workgroup/*")
        authorize(principal, call, arn)
        _demand_database(call)
        if "SecretArn" in asked:
            _demand(known)
            return self._of_secret(call, principal, said)
        if "DbUser" in asked:
            raise Invalid("DbUser cannot be specified with WorkgroupName.")
        authorize(principal, call, arn, permission=f"{serverless}:GetCredentials")
        _demand(known)
        return self._temporary(principal.database_user, said, own=True)

    def _of_cluster(self, call: Call, principal: Principal) -> DataApiLogin:
        asked = call.parameters
        cluster = asked["ClusterIdentifier"].lower()
        said = {"ClusterIdentifier": cluster}
        authorize(principal, call, call.arns.cluster(cluster))
        _demand_database(call)
        known = self._warehouse.is_cluster(cluster, call.region)
        if "SecretArn" in asked:
            _demand(known)
            return self._of_secret(call, principal, said)
        database = call.arns.database(cluster, asked["Database"])
        if "DbUser" not in asked:
            permission = "redshift:GetClusterCredentialsWithIAM"
            authorize(principal, call, database, permission=permission)
            _demand(known)
            return self._temporary(principal.database_user, said, own=True)
        user = asked["DbUser"]
        keys = {"redshift:DbUser": user, "redshift:DbName": asked["Database"]}
        for resource in (database, call.arns.database_user(cluster, user)):
            authorize(
                principal, call, resource, permission="redshift:GetClusterCredentials", keys=keys
            )
        _demand(known)
        return self._temporary(user, said, own=False)

    def _temporary(self, user: str, said: Mapping[str, str], *, own: bool) -> DataApiLogin:
        """A temporary password: the caller's ``own`` user is made where it is not there."""
        login = self._warehouse.logins.mint(
            user if own else f"IAM:{user}", user, seconds=durations.SHORTEST, create=own, iam=own
        )
        return DataApiLogin(login.name, login.password, {**said, "DbUser": user})

    def _of_secret(self, call: Call, principal: Principal, said: Mapping[str, str]) -> DataApiLogin:
        name = call.parameters["SecretArn"]
        secret = secretsmanager_backends[call.arns.account][call.region].secrets.get(name)
        resource = secret.arn if secret is not None else call.arns.secret(name)
        authorize(principal, call, resource, permission="secretsmanager:GetSecretValue")
        if secret is None or secret.is_deleted():
            message = "Secrets Manager can't find the specified secret."
            raise NotFound("ResourceNotFoundException", message, 400)
        try:
            value = json.loads(secret.versions[secret.default_version_id or ""]["secret_string"])
            user, password = value["username"], value["password"]
        except (KeyError, TypeError, ValueError):
            raise Invalid("The secret has no username and password.") from None
        cluster = value.get("dbClusterIdentifier", said.get("ClusterIdentifier"))
        if cluster != said.get("ClusterIdentifier", cluster):
            raise Invalid("The ClusterIdentifier does not match the one in the secret.")
        return DataApiLogin(user, password, {**said, "SecretArn": name})


def _demand(known: bool) -> None:
    if not known:
        raise Invalid("Redshift endpoint doesn't exist in this region.")


def _demand_database(call: Call) -> None:
    if "Database" not in call.parameters:
        raise Invalid("Database needs to be specified.")
