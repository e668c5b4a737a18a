"""The ARNs of one account and Region."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from moto.utilities.utils import get_partition

_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: for URLs


@dataclass(frozen=True)
class Arns:
    """Spells ARNs as the service authorization reference has them.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshift.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftserverless.html
    """

    account: str
    region: str

    @property
    def partition(self) -> str:
        return str(get_partition(self.region))

    def workgroup(self, name: str) -> str:
        """A workgroup's ARN ends in its id, not in its name."""
        return self.regional("redshift-serverless", f"workgroup/{self._id(name)}")

    def namespace(self, name: str) -> str:
        return self.regional("redshift-serverless", f"namespace/{self._id(f'namespace {name}')}")

    def cluster(self, identifier: str) -> str:
        return self.regional("redshift", f"cluster:{identifier}")

    def cluster_namespace(self, identifier: str) -> str:
        return self.regional("redshift", f"namespace:{self._id(f'cluster {identifier}')}")

    def database(self, cluster: str, name: str) -> str:
        return self.regional("redshift", f"dbname:{cluster}/{name}")

    def database_user(self, cluster: str, name: str) -> str:
        return self.regional("redshift", f"dbuser:{cluster}/{name}")

    def database_group(self, cluster: str, name: str) -> str:
        return self.regional("redshift", f"dbgroup:{cluster}/{name}")

    def secret(self, name: str) -> str:
        return self.regional("secretsmanager", f"secret:{name}")

    def glue(self, resource: str) -> str:
        return self.regional("glue", resource)

    def root(self) -> str:
        """The account itself, as the principal of a trust policy."""
        return self.iam("root")

    def iam(self, resource: str) -> str:
        return f"arn:{self.partition}:iam::{self.account}:{resource}"

    def regional(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def _id(self, name: str) -> str:
        """The id of what AWS knows by an id; the same for the same name, always."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.account}/{self.region}/{name}"))
