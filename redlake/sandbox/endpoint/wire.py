"""Answers and refusals in the words of AWS's protocols.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.wrappers import Response

from redlake.sandbox.endpoint.call import Call, protocol_of
from redlake.sandbox.endpoint.refusals import Protocol, Refusal

_JSON = "application/x-amz-json-1.1"
_XML = "text/xml"


def answer(call: Call, result: Mapping[str, Any]) -> Response:
    """``result``, spelled by the service's own model."""
    request_id = str(uuid.uuid4())
    operation = get_service_model(call.service).operation_model(call.action)
    protocol = protocol_of(call.request)
    serializer = get_serializer_class(call.service, protocol.value)(
        operation, SerializationContext(request_id)
    )
    body = serializer.serialize(result)["body"]
    return _response(body, 200, protocol, request_id)


def refusal(refused: Refusal, protocol: Protocol) -> Response:
    """The error that AWS's clients raise under the refusal's name."""
    request_id = str(uuid.uuid4())
    code, status = refused.code(protocol)
    message = escape(refused.message)
    if protocol is Protocol.JSON:
        body = json.dumps({"__type": code, "message": refused.message})
    elif protocol is Protocol.QUERY:
        fault = "Sender" if status < 500 else "Receiver"
        body = (
            f"<ErrorResponse><Error><Type>{fault}</Type><Code>{code}</Code>"
            f"<Message>{message}</Message></Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    else:
        body = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error>"
            f"</Errors><RequestID>{request_id}</RequestID></Response>"
        )
    return _response(body, status, protocol, request_id)


def _response(body: str | bytes, status: int, protocol: Protocol, request_id: str) -> Response:
    content_type = _JSON if protocol is Protocol.JSON else _XML
    headers = {"x-amzn-RequestId": request_id}
    return Response(body, status, headers, content_type=content_type)
