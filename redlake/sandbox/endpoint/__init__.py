"""The AWS account around a sandbox: it answers, on the loopback, the calls redlake makes.

One :class:`Endpoint` stands in for one account and Region. Who signs a request is
checked as AWS checks it: the SigV4 signature, the age of a session token, and the IAM
policies of the user or role, by the resources that the call touches.

| service             | calls                                         | answered by               |
|---------------------|-----------------------------------------------|---------------------------|
| redshift-serverless | GetCredentials, GetWorkgroup, GetNamespace,   | :mod:`.serverless`        |
|                     | ListWorkgroups                                |                           |
| redshift            | GetClusterCredentials,                        | :mod:`.provisioned`       |
|                     | GetClusterCredentialsWithIAM,                 |                           |
|                     | DescribeClusters,                             |                           |
|                     | DescribeCustomDomainAssociations              |                           |
| sts                 | AssumeRole, GetCallerIdentity                 | moto (:mod:`.delegated`)  |
| glue, iam,          | what moto has                                 | moto (:mod:`.delegated`)  |
| secretsmanager, ec2 |                                               |                           |

Every other call is refused with a message that says so; nothing leaves the machine.

A request goes through the modules in this order: :mod:`.application` (the WSGI door) →
:mod:`.signature` (what the Authorization header claims) → :mod:`.identity` (is it so) →
:mod:`.call` (what is asked) → :mod:`.authorization` over :mod:`.policy` (may they) → one
of the three above → :mod:`.wire` (AWS's JSON or XML). :mod:`.account` fills moto's
memory beforehand; :mod:`.refusals` holds every error by AWS's names.
"""

from redlake.sandbox.endpoint.server import Endpoint

__all__ = ["Endpoint"]
