"""What Amazon Redshift Serverless answers for the stand-in's workgroup.

https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Operations.html
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


class Serverless:
    """The service ``redshift-serverless``.

    The namespace goes by the workgroup's name. Signed for another Region, or where the
    stand-in has a cluster, there is no workgroup at all.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._answers: dict[str, Callable[[Call, Principal], Mapping[str, Any]]] = {
            "GetCredentials": self._get_credentials,
            "GetWorkgroup": self._get_workgroup,
            "GetNamespace": self._get_namespace,
            "ListWorkgroups": self._list_workgroups,
        }

    def answer(self, call: Call, principal: Principal) -> Response:
        if call.action not in self._answers:
            raise NotAnswered(call.service, call.action)
        return wire.answer(call, self._answers[call.action](call, principal))

    def _get_credentials(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """A temporary password for the database user that is the caller.

        https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetCredentials.html
        """
        if "workgroupName" not in call.parameters:
            domain = call.parameters.get("customDomainName")
            if domain is None:
                raise Invalid("Either workgroupName or customDomainName must be provided.")
            raise _not_found("custom domain", domain)
        self._authorize_workgroup(call, principal, call.parameters["workgroupName"])
        user = principal.database_user
        login = self._warehouse.logins.mint(
            user,
            user,
            seconds=durations.seconds(call.parameters, "durationSeconds"),
            create=True,
            iam=True,
        )
        return {
            "dbUser": login.name,
            "dbPassword": login.password,
            "expiration": login.expires,
            "nextRefreshTime": login.expires,
        }

    def _get_workgroup(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetWorkgroup.html"""
        name = call.parameters["workgroupName"]
        self._authorize_workgroup(call, principal, name)
        return {"workgroup": self._workgroup(name)}

    def _get_namespace(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetNamespace.html"""
        name = call.parameters["namespaceName"]
        known = self._warehouse.is_workgroup(name, call.region)
        authorize(
            principal,
            call,
            call.arns.namespace(name) if known else call.arns.regional(call.service, "namespace/*"),
        )
        if not known:
            raise _not_found("namespace", name)
        standin = self._warehouse.standin
        return {
            "namespace": {
                "namespaceName": name,
                "namespaceId": call.arns.namespace(name).rpartition("/")[2],
                "namespaceArn": call.arns.namespace(name),
                "adminUsername": ADMIN,
                "adminPasswordSecretArn": standin.admin_secret,
                "dbName": standin.database,
                "iamRoles": [],
                "status": "AVAILABLE",
                "creationDate": self._warehouse.created,
            }
        }

    def _list_workgroups(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_ListWorkgroups.html"""
        authorize(principal, call, "*")
        name = self._warehouse.standin.workgroup
        there = name is not None and self._warehouse.is_workgroup(name, call.region)
        return {"workgroups": [self._workgroup(name)] if name is not None and there else []}

    def _authorize_workgroup(self, call: Call, principal: Principal, name: str) -> None:
        """Refuse who may not use the workgroup, and then a workgroup that is not there.

        A policy names the workgroup by its id, which a name that leads nowhere has not.
        """
        if self._warehouse.is_workgroup(name, call.region):
            authorize(principal, call, call.arns.workgroup(name))
        else:
            authorize(principal, call, call.arns.regional(call.service, "workgroup/*"))
            raise _not_found("workgroup", name)

    def _workgroup(self, name: str) -> Mapping[str, Any]:
        warehouse = self._warehouse
        arn = warehouse.arns.workgroup(name)
        return {
            "workgroupName": name,
            "workgroupId": arn.rpartition("/")[2],
            "workgroupArn": arn,
            "namespaceName": name,
            "endpoint": {"address": warehouse.host, "port": warehouse.port, "vpcEndpoints": []},
            "port": warehouse.port,
            "baseCapacity": 8,
            "publiclyAccessible": False,
            "enhancedVpcRouting": False,
            "configParameters": [],
            "securityGroupIds": [],
            "subnetIds": [],
            "status": "AVAILABLE",
            "creationDate": warehouse.created,
        }


def _not_found(what: str, name: str) -> NotFound:
    message = f"Serverless {what} {name} not found."
    return NotFound("ResourceNotFoundException", message, 400)
