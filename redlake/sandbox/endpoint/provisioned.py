"""What Amazon Redshift answers for the stand-in's cluster.

https://docs.aws.amazon.com/redshift/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from redlake.sandbox.endpoint import durations, wire
from redlake.sandbox.endpoint.authorization import authorize
from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.identity import Principal
from redlake.sandbox.endpoint.refusals import Invalid, NotAnswered, NotFound
from redlake.sandbox.endpoint.warehouse import ADMIN, Warehouse
from redlake.sandbox.logins import Login


class Provisioned:
    """The service ``redshift``.

    Signed for another Region, or where the stand-in has a workgroup, there is no
    cluster at all. No custom domain is associated with anything.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._answers: dict[str, Callable[[Call, Principal], Mapping[str, Any]]] = {
            "GetClusterCredentials": self._get_cluster_credentials,
            "GetClusterCredentialsWithIAM": self._get_cluster_credentials_with_iam,
            "DescribeClusters": self._describe_clusters,
            "DescribeCustomDomainAssociations": self._describe_custom_domain_associations,
        }

    def answer(self, call: Call, principal: Principal) -> Response:
        if call.action not in self._answers:
            raise NotAnswered(call.service, call.action)
        return wire.answer(call, self._answers[call.action](call, principal))

    def _get_cluster_credentials(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """A temporary password for the database user that the caller names.

        The user is not looked up: without AutoCreate the call succeeds and the login
        fails. The groups are checked against the policies and then forgotten.
        https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html
        """
        cluster = _named_cluster(call)
        user = call.parameters["DbUser"]
        create = call.parameters.get("AutoCreate", False)
        groups = call.parameters.get("DbGroups", [])
        keys = {"redshift:DbUser": user}
        if "DbName" in call.parameters:
            keys["redshift:DbName"] = call.parameters["DbName"]
            database = call.arns.database(cluster, call.parameters["DbName"])
            authorize(principal, call, database, keys=keys)
        database_user = call.arns.database_user(cluster, user)
        authorize(principal, call, database_user, keys=keys)
        if create:
            permission = "redshift:CreateClusterUser"
            authorize(principal, call, database_user, permission=permission, keys=keys)
        for group in groups:
            database_group = call.arns.database_group(cluster, group)
            authorize(principal, call, database_group, permission="redshift:JoinGroup", keys=keys)
        self._must_exist(cluster, call.region)
        login = self._warehouse.logins.mint(
            f"IAMA:{user}" if create else f"IAM:{user}",
            user,
            seconds=durations.seconds(call.parameters, "DurationSeconds"),
            create=create,
            iam=False,
        )
        return _credentials(login)

    def _get_cluster_credentials_with_iam(
        self, call: Call, principal: Principal
    ) -> Mapping[str, Any]:
        """A temporary password for the database user that is the caller.

        https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
        """
        cluster = _named_cluster(call)
        database = call.parameters.get("DbName", "*")
        authorize(principal, call, call.arns.database(cluster, database))
        self._must_exist(cluster, call.region)
        login = self._warehouse.logins.mint(
            principal.database_user,
            principal.database_user,
            seconds=durations.seconds(call.parameters, "DurationSeconds"),
            create=True,
            iam=True,
        )
        return {**_credentials(login), "NextRefreshTime": login.expires}

    def _describe_clusters(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusters.html"""
        identifier = call.parameters.get("ClusterIdentifier")
        authorize(principal, call, call.arns.cluster(identifier or "*"))
        if identifier is not None:
            self._must_exist(identifier, call.region)
        cluster = self._warehouse.standin.cluster
        if cluster is None or not self._warehouse.is_cluster(cluster, call.region):
            return {"Clusters": []}
        return {"Clusters": [self._cluster(cluster.lower())]}

    def _describe_custom_domain_associations(
        self, call: Call, principal: Principal
    ) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeCustomDomainAssociations.html"""
        authorize(principal, call, "*")
        domain = call.parameters.get("CustomDomainName")
        if domain is not None:
            raise NotFound(
                "CustomDomainAssociationNotFoundFault",
                f"Custom domain association for {domain} not found.",
                404,
            )
        return {"Associations": []}

    def _must_exist(self, cluster: str, region: str) -> None:
        if not self._warehouse.is_cluster(cluster, region):
            raise _cluster_not_found(cluster)

    def _cluster(self, identifier: str) -> Mapping[str, Any]:
        warehouse = self._warehouse
        return {
            "ClusterIdentifier": identifier,
            "NodeType": "ra3.large",
            "ClusterStatus": "available",
            "ClusterAvailabilityStatus": "Available",
            "MasterUsername": ADMIN,
            "MasterPasswordSecretArn": warehouse.standin.admin_secret,
            "DBName": warehouse.standin.database,
            "Endpoint": {"Address": warehouse.host, "Port": warehouse.port},
            "ClusterCreateTime": warehouse.created,
            "ClusterNamespaceArn": warehouse.arns.cluster_namespace(identifier),
            "NumberOfNodes": 2,
            "PubliclyAccessible": False,
            "Encrypted": True,
            "IamRoles": [],
        }


def _named_cluster(call: Call) -> str:
    """The cluster that the call names, in lower case, as AWS stores it."""
    if "ClusterIdentifier" in call.parameters:
        return str(call.parameters["ClusterIdentifier"]).lower()
    if "CustomDomainName" in call.parameters:
        raise _cluster_not_found(call.parameters["CustomDomainName"])
    raise Invalid("Either ClusterIdentifier or CustomDomainName must be provided.")


def _credentials(login: Login) -> Mapping[str, Any]:
    return {"DbUser": login.name, "DbPassword": login.password, "Expiration": login.expires}


def _cluster_not_found(name: str) -> NotFound:
    return NotFound("ClusterNotFound", f"Cluster {name} not found.", 404)
