"""What is asked: a request read by the service's own model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import OperationNotFoundError
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model
from werkzeug.wrappers import Request

from redlake.sandbox.endpoint.arns import Arns
from redlake.sandbox.endpoint.refusals import Invalid, NotAnswered, Protocol
from redlake.sandbox.endpoint.signature import Signature


@dataclass(frozen=True)
class Call:
    """One call of one service, with the parameters that its model knows.

    ``arns`` spells resources of the caller's account, in the Region that was signed for.
    """

    service: str
    action: str
    parameters: Mapping[str, Any]
    arns: Arns
    request: Request

    @property
    def region(self) -> str:
        return self.arns.region

    @property
    def permission(self) -> str:
        """The call's name in IAM policies."""
        return f"{self.service}:{self.action}"


def protocol_of(request: Request) -> Protocol:
    """The protocol that the client speaks, seen from outside."""
    if "X-Amz-Target" in request.headers:
        return Protocol.JSON
    if "/ec2/aws4_request" in request.headers.get("Authorization", ""):
        return Protocol.EC2
    return Protocol.QUERY


def read(request: Request, signature: Signature, account: str) -> Call:
    """Read the request's body; what the service's model does not know is refused."""
    service = signature.service
    protocol = protocol_of(request)
    action = _action(request, protocol)
    try:
        operation = get_service_model(service).operation_model(action)
    except OperationNotFoundError:
        raise NotAnswered(service, action) from None
    parser = PROTOCOL_PARSERS[protocol.value](operation)
    try:
        parameters = parser.parse(
            {
                "method": request.method,
                "headers": request.headers,
                "url_path": request.path,
                "url_params": {},
                "values": request.values,
                "body": request.get_data(),
            }
        )
    except ValueError as error:
        raise Invalid(f"The request of {action} cannot be read: {error}") from error
    shape = operation.input_shape
    for name in shape.required_members if shape is not None else ():
        if name not in parameters:
            raise Invalid(
                f"1 validation error detected: Value null at '{name}' failed to satisfy "
                "constraint: Member must not be null"
            )
    return Call(service, action, parameters, Arns(account, signature.region), request)


def _action(request: Request, protocol: Protocol) -> str:
    if protocol is Protocol.JSON:
        return request.headers["X-Amz-Target"].rpartition(".")[2]
    return str(request.values.get("Action", ""))
