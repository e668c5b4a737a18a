"""What the sandbox must know of the environment it stands in for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class StandIn:
    """Plain data, JSON on its way to the server's process.

    Exactly one of ``workgroup`` (Serverless) and ``cluster`` (provisioned) is set.
    ``secrets`` maps a user's name to the ARN of the secret that holds its password;
    ``admin_secret`` is the ARN of the admin user's, if the environment names one.
    ``roles`` are names of IAM roles that exist in the account from the start.
    ``runner`` is the name of the role that runs revisions, if the environment assumes one;
    it may read the secrets too.
    ``profile`` is the name that the environment gives to its AWS credentials, if any.
    ``catalog`` is what the Data Catalog has beside the sample: databases, their tables, and
    those's columns with Glue's types. They hold no rows. ``data`` is a folder of files that
    is served as databases of the Data Catalog, in the place of the sample's where they have
    the same name. ``port`` is the warehouse's own; None: any that is free.
    """

    environment: str
    account: str
    region: str
    database: str
    workgroup: str | None = None
    cluster: str | None = None
    admin_secret: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    runner: str | None = None
    profile: str | None = None
    catalog: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    data: str | None = None
    port: int | None = None

    @property
    def name(self) -> str:
        """The workgroup's or the cluster's name."""
        name = self.workgroup or self.cluster
        assert name is not None
        return name

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> StandIn:
        fields = json.loads(text)
        return cls(**{**fields, "roles": tuple(fields["roles"])})
