"""The WSGI door: every request is identified before anybody looks at what it asks."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Protocol

from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from redlake.sandbox.endpoint import delegated, wire
from redlake.sandbox.endpoint.call import Call, protocol_of, read
from redlake.sandbox.endpoint.catalog import Catalog
from redlake.sandbox.endpoint.data_api import DataApi
from redlake.sandbox.endpoint.delegated import Delegated
from redlake.sandbox.endpoint.identity import Principal, identify
from redlake.sandbox.endpoint.provisioned import Provisioned
from redlake.sandbox.endpoint.refusals import Broken, NotAnswered, Refusal
from redlake.sandbox.endpoint.serverless import Serverless
from redlake.sandbox.endpoint.signature import Signature
from redlake.sandbox.endpoint.warehouse import Warehouse

log = logging.getLogger(__name__)


class Service(Protocol):
    """What answers the calls of one AWS service, and refuses whom it must."""

    def answer(self, call: Call, principal: Principal) -> Response: ...


class Application:
    """Answers as the AWS service that a request was signed for.

    Only ``/`` exists: all services here are spoken to by POST to it, and moto's own
    doors beside it (``/moto-api``), which ask for no signature, stay shut.
    """

    def __init__(self, warehouse: Warehouse, catalog: Catalog) -> None:
        self._account = warehouse.standin.account
        moto = Delegated(catalog)
        self._services: dict[str, Service] = {
            **dict.fromkeys(delegated.SERVICES, moto),
            "redshift": Provisioned(warehouse),
            "redshift-data": DataApi(warehouse),
            "redshift-serverless": Serverless(warehouse),
        }
        self._warehouse = warehouse

    def forget(self) -> None:
        """No statement of the Data API was ever run."""
        self._services["redshift-data"] = DataApi(self._warehouse)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ, populate_request=False)
        try:
            response = self._answer(request)
        except Refusal as refused:
            response = wire.refusal(refused, protocol_of(request))
        except Exception:
            log.exception("The AWS endpoint failed to answer")
            response = wire.refusal(Broken(), protocol_of(request))
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        signature = Signature.of(request)
        if request.path != "/" or signature.service not in self._services:
            raise NotAnswered(signature.service)
        principal = identify(request, signature, self._account)
        call = read(request, signature, self._account)
        return self._services[call.service].answer(call, principal)


class QuietRequestHandler(WSGIRequestHandler):
    """Logs no requests, and ends each connection, so that a stopped server is silent."""

    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass
