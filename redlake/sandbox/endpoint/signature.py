"""What a request's Authorization header claims; believed by nobody yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.wrappers import Request

from redlake.sandbox.endpoint.refusals import Unsigned

# https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 "
    r"Credential=(?P<key>[^/, ]+)/\d{8}/(?P<region>[^/, ]+)/(?P<service>[^/, ]+)/aws4_request, *"
    r"SignedHeaders=[^, ]+, *"
    r"Signature=[0-9a-f]{64}"
)


@dataclass(frozen=True)
class Signature:
    """Whose key signed, and for which service in which Region."""

    access_key_id: str
    region: str
    service: str

    @classmethod
    def of(cls, request: Request) -> Signature:
        """Read it from the header; a request without one is refused."""
        match = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
        if match is None or "X-Amz-Date" not in request.headers:
            raise Unsigned
        return cls(match["key"], match["region"], match["service"])
