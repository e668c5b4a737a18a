"""What a warehouse holds, by plain catalog queries: the same rows mean the same lake."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import boto3
import redshift_connector

from redlake.environment import load
from tests.conftest import ROOT, Lake

CLUSTER_WIDE = {
    "users": "select usename, usesuper from pg_user where usename not like 'IAM:%' order by 1",
    "groups": "select groname, grolist is not null from pg_group order by 1",
    "roles": "select role_name from svv_roles order by 1",
    "memberships": "select user_name, role_name from svv_user_grants order by 1, 2",
    "databases": "select database_name from svv_redshift_databases order by 1",
    "database grants": "select database_name, privilege_type, identity_type, identity_name"
    " from svv_database_privileges order by 1, 2, 3, 4",
}
PER_DATABASE = {
    "views": "select schemaname, viewname, definition from pg_views order by 1, 2",
    "external schemas": "select schemaname, databasename from svv_external_schemas order by 1",
    "relation grants": "select namespace_name, relation_name, privilege_type, identity_type,"
    " identity_name from svv_relation_privileges order by 1, 2, 3, 4, 5",
    "schema grants": "select namespace_name, privilege_type, identity_type, identity_name"
    " from svv_schema_privileges where namespace_name <> 'redlake' order by 1, 2, 3, 4",
    "default privileges": "select schema_name, owner_name, privilege_type, grantee_type,"
    " grantee_name from svv_default_privileges order by 1, 2, 3, 4, 5",
}

Holdings = dict[str, list[tuple[Any, ...]]]


def holdings(lake: Lake) -> Holdings:
    """All that its revisions may have made, and nothing of the runner's own."""
    found: Holdings = {}
    runner = load(lake.environment, ROOT).connection.role or ""
    with admin(lake) as session:
        for what, query in CLUSTER_WIDE.items():
            found[what] = rows(session, query)
    name = runner.rsplit("/", 1)[-1]
    found["users"] = [user for user in found["users"] if user[0] != f"IAMR:{name}"]
    for (database,) in found["databases"]:
        with admin(lake, database) as session:
            for what, query in PER_DATABASE.items():
                found[f"{what} of {database}"] = rows(session, query)
    return found


def rows(session: Any, query: str) -> list[tuple[Any, ...]]:
    cursor = session.cursor()
    cursor.execute(query)
    return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


def secret(lake: Lake, arn: str | None) -> dict[str, str]:
    """What the sandbox's Secrets Manager holds under ``arn``."""
    assert arn is not None
    running = lake.running
    secrets = boto3.Session(running.access_key_id, running.secret_access_key).client(
        "secretsmanager", region_name=running.region, endpoint_url=running.endpoint
    )
    found: dict[str, str] = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    return found


@contextlib.contextmanager
def admin(lake: Lake, database: str | None = None) -> Any:
    """A session of the sandbox's superuser."""
    running = lake.running
    login = _login(lake)
    with _trusted(running.certificate):
        session = redshift_connector.connect(
            host="localhost",
            port=running.port,
            user=login["username"],
            password=login["password"],
            database=database or running.database,
            ssl=True,
            sslmode="verify-full",
            max_prepared_statements=0,
        )
    session.autocommit = True
    with contextlib.closing(session):
        yield session


_LOGINS: dict[str, dict[str, str]] = {}


def _login(lake: Lake) -> dict[str, str]:
    """The superuser's, asked for once for each sandbox: nothing changes it."""
    key = lake.running.secret_access_key
    found = _LOGINS.get(key)
    if found is None:
        arn = load(lake.environment, ROOT).connection.admin_secret
        found = _LOGINS[key] = secret(lake, arn)
    return found


@contextlib.contextmanager
def _trusted(certificate: str) -> Any:
    import os

    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = certificate
    try:
        yield
    finally:
        if before is None:
            del os.environ["SSL_CERT_FILE"]
        else:
            os.environ["SSL_CERT_FILE"] = before
