"""What moto answers, once redlake has checked who asks and whether they may."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.secretsmanager.models import secretsmanager_backends
from werkzeug.wrappers import Response

from redlake.sandbox.endpoint.authorization import authorize, authorize_assumption
from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.catalog import Catalog
from redlake.sandbox.endpoint.identity import Principal
from redlake.sandbox.endpoint.isolation import without_aws_configuration
from redlake.sandbox.endpoint.refusals import NotAnswered


class Delegated:
    """The services that moto stands in for.

    moto's own check of policies stays off: it knows no resources, so that a policy which
    names one would allow nothing.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._moto = DomainDispatcherApplication(_load)

    def answer(self, call: Call, principal: Principal) -> Response:
        _AUTHORIZERS[call.service](call, principal)
        if call.service == "glue":
            self._catalog.admit(call)
        try:
            response = Response.from_app(self._moto, self._environ(call), buffered=True)
        except NotImplementedError:
            raise NotAnswered(call.service, call.action) from None
        if call.service == "glue" and response.status_code < 400:
            self._catalog.changed(call)
        return response

    def _environ(self, call: Call) -> dict[str, Any]:
        """The request once more, with its body, for the account of whoever signed it."""
        return {
            **call.request.environ,
            "wsgi.input": io.BytesIO(call.request.get_data()),
            "HTTP_X_MOTO_ACCOUNT_ID": call.arns.account,
        }


def _load(service: Any) -> Any:
    """Let moto load one service, when the first call for it comes."""
    with without_aws_configuration():
        return create_backend_app(service)


def _authorize_sts(call: Call, principal: Principal) -> None:
    """Everybody may ask who they are; AssumeRole takes two policies; the rest is not answered.

    moto's other ways to a session end in keys that belong to nobody.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    if call.action == "GetCallerIdentity":
        return
    if call.action != "AssumeRole":
        raise NotAnswered(call.service, call.action)
    role = call.parameters["RoleArn"]
    try:
        found = iam_backends[call.arns.account][call.arns.partition].get_role_by_arn(role)
    except NotFoundException:
        trust = None
    else:
        trust = json.loads(found.assume_role_policy_document)
    authorize_assumption(principal, call, role, trust)


def _authorize_secret(call: Call, principal: Principal) -> None:
    name = call.parameters.get("SecretId")
    if name is None:
        resource = call.arns.secret(call.parameters["Name"]) if "Name" in call.parameters else "*"
    else:
        secret = secretsmanager_backends[call.arns.account][call.region].secrets.get(name)
        resource = secret.arn if secret else call.arns.secret(name)
    authorize(principal, call, resource)


def _authorize_glue(call: Call, principal: Principal) -> None:
    """A table takes permission on the catalog, the database and the table.

    https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    for resource in _glue_resources(call):
        authorize(principal, call, resource)


def _glue_resources(call: Call) -> tuple[str, ...]:
    parameters, arns = call.parameters, call.arns
    catalog = arns.glue("catalog")
    if "Database" in call.action:
        name = parameters.get("Name") or parameters.get("DatabaseInput", {}).get("Name")
        return (catalog, arns.glue(f"database/{name}")) if name else (catalog,)
    if "DatabaseName" in parameters and re.search("Table|Partition", call.action):
        database = parameters["DatabaseName"]
        name = parameters.get("TableName") or parameters.get("Name")
        table = name or parameters.get("TableInput", {}).get("Name", "*")
        return (catalog, arns.glue(f"database/{database}"), arns.glue(f"table/{database}/{table}"))
    return ("*",)


def _authorize_iam(call: Call, principal: Principal) -> None:
    """A call on a user or a role takes permission on that; its path is not looked up.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    """
    for parameter, kind in (("RoleName", "role"), ("UserName", "user")):
        if parameter in call.parameters:
            authorize(principal, call, call.arns.iam(f"{kind}/{call.parameters[parameter]}"))
            return
    authorize(principal, call, "*")


def _authorize_anything(call: Call, principal: Principal) -> None:
    authorize(principal, call, "*")


_AUTHORIZERS: dict[str, Callable[[Call, Principal], None]] = {
    "ec2": _authorize_anything,
    "glue": _authorize_glue,
    "iam": _authorize_iam,
    "secretsmanager": _authorize_secret,
    "sts": _authorize_sts,
}

SERVICES = frozenset(_AUTHORIZERS)
