"""Every way in which a call is refused, by the names that AWS gives it.

Each protocol has words of its own for the same refusal: JSON's end in ``Exception``,
the query protocol's do not, and EC2 has its own.

    Refusal
    ├── Unsigned          there is no signature
    ├── UnknownKey        nobody has this access key or this session token
    ├── WrongSignature    the secret access key is another
    ├── ExpiredToken      the session is over
    ├── Denied            the policies do not allow it
    ├── Invalid           a parameter is missing or out of range
    ├── NotAnswered       a call that the sandbox does not know
    ├── NotFound          a workgroup, cluster or association that is not there
    ├── Conflict          something else holds what the call changes
    └── Broken            a fault of the sandbox itself

https://docs.aws.amazon.com/redshift/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class Protocol(Enum):
    """How a service is spoken to."""

    JSON = "json"
    QUERY = "query"
    EC2 = "ec2"


class Refusal(Exception):
    """A call that is answered with an error; ``codes`` has its name and HTTP status."""

    codes: ClassVar[dict[Protocol, tuple[str, int]]]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def code(self, protocol: Protocol) -> tuple[str, int]:
        """The error's name and HTTP status in ``protocol``."""
        return self.codes[protocol]


class Unsigned(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("MissingAuthenticationTokenException", 400),
        Protocol.QUERY: ("MissingAuthenticationToken", 403),
        Protocol.EC2: ("AuthFailure", 401),
    }

    def __init__(self) -> None:
        super().__init__("Request is missing Authentication Token")


class UnknownKey(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("UnrecognizedClientException", 400),
        Protocol.QUERY: ("InvalidClientTokenId", 403),
        Protocol.EC2: ("AuthFailure", 401),
    }

    def __init__(self) -> None:
        super().__init__("The security token included in the request is invalid.")


class WrongSignature(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("InvalidSignatureException", 400),
        Protocol.QUERY: ("SignatureDoesNotMatch", 403),
        Protocol.EC2: ("AuthFailure", 401),
    }

    def __init__(self) -> None:
        super().__init__(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details."
        )


class ExpiredToken(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("ExpiredTokenException", 400),
        Protocol.QUERY: ("ExpiredToken", 403),
        Protocol.EC2: ("RequestExpired", 400),
    }

    def __init__(self) -> None:
        super().__init__("The security token included in the request is expired")


class Denied(Refusal):
    """``reason`` is AWS's clause on which policy was the cause.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """

    codes: ClassVar = {
        Protocol.JSON: ("AccessDeniedException", 400),
        Protocol.QUERY: ("AccessDenied", 403),
        Protocol.EC2: ("UnauthorizedOperation", 403),
    }

    def __init__(self, principal: str, action: str, resource: str, reason: str = "") -> None:
        super().__init__(
            f"User: {principal} is not authorized to perform: {action} "
            f"on resource: {resource} {reason}".rstrip()
        )


class Invalid(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("ValidationException", 400),
        Protocol.QUERY: ("ValidationError", 400),
        Protocol.EC2: ("InvalidParameterValue", 400),
    }


class NotAnswered(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("UnknownOperationException", 400),
        Protocol.QUERY: ("InvalidAction", 400),
        Protocol.EC2: ("InvalidAction", 400),
    }

    def __init__(self, service: str, action: str = "*") -> None:
        super().__init__(f"redlake's sandbox does not answer {service}:{action}")


class NotFound(Refusal):
    """What is not there, with the service's own name for that."""

    def __init__(self, name: str, message: str, status: int) -> None:
        super().__init__(message)
        self._code = name, status

    def code(self, protocol: Protocol) -> tuple[str, int]:  # noqa: ARG002
        return self._code


class Conflict(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("ConcurrentModificationException", 400),
        Protocol.QUERY: ("InvalidClusterState", 400),
        Protocol.EC2: ("IncorrectState", 400),
    }


class Broken(Refusal):
    codes: ClassVar = {
        Protocol.JSON: ("InternalServerException", 500),
        Protocol.QUERY: ("InternalFailure", 500),
        Protocol.EC2: ("InternalError", 500),
    }

    def __init__(self) -> None:
        super().__init__("redlake's sandbox failed to answer; its log says why")
