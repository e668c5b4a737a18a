"""The warehouse as AWS's control plane knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from redlake.sandbox.endpoint.arns import Arns
from redlake.sandbox.logins import Logins
from redlake.sandbox.standin import StandIn

ADMIN = "admin"


@dataclass(frozen=True)
class Warehouse:
    """The stand-in, where its warehouse listens, and who may log in.

    ``certificate`` is the authority's that vouches for the warehouse, as PEM.
    """

    standin: StandIn
    logins: Logins
    host: str
    port: int
    certificate: bytes
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def arns(self) -> Arns:
        """The ARNs of the stand-in's own account and Region."""
        return Arns(self.standin.account, self.standin.region)

    @property
    def namespace(self) -> str:
        """The id of its namespace."""
        if self.standin.workgroup is not None:
            return self.arns.namespace(self.standin.workgroup).rpartition("/")[2]
        return self.arns.cluster_namespace(self.standin.name.lower()).rpartition(":")[2]

    def is_workgroup(self, name: str, region: str) -> bool:
        return (name, region) == (self.standin.workgroup, self.standin.region)

    def is_cluster(self, identifier: str, region: str) -> bool:
        """Whether it is the cluster's identifier, which AWS stores in lower case."""
        cluster = self.standin.cluster
        known = None if cluster is None else cluster.lower()
        return (identifier.lower(), region) == (known, self.standin.region)
