"""What a superuser does once for the runner."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import trustme

from redlake import bootstrap
from redlake.connection import Warehouse
from redlake.environment import load
from redlake.errors import RightsError, SecretError, SessionError
from redlake.sandbox.endpoint import Endpoint
from redlake.sandbox.faults import Traffic
from redlake.sandbox.logins import Logins
from redlake.sandbox.standin import StandIn
from tests.listener import Listener, Refusal, Row

ACCOUNT, REGION = "111122223333", "eu-central-1"
ADMIN_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:lake/admin-AbC123"
STANDIN = StandIn(
    environment="dev",
    account=ACCOUNT,
    region=REGION,
    database="lake",
    workgroup="lake-dev",
    admin_secret=ADMIN_SECRET,
)
CREATE = 'CREATE USER "IAM:developer" PASSWORD DISABLE;'
PROMOTE = 'ALTER USER "IAM:developer" CREATEUSER;'

# The driver asks for a TLS context in a way that Python 3.10 deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.*is deprecated:DeprecationWarning")


class Users:
    """The users of the listener: whether each is a superuser."""

    def __init__(self) -> None:
        self.superusers: dict[str, bool] = {}
        self.refuses: str | None = None

    def query(self, sql: str, parameters: Row) -> Sequence[Row]:
        if self.refuses is not None and sql.startswith(self.refuses):
            raise Refusal("42501", "must be superuser to alter superusers")
        if "pg_user" not in sql:
            return ()
        (name,) = parameters
        # The driver asks for booleans in binary.
        return [["\1" if self.superusers[name] else "\0"]] if name in self.superusers else []


@pytest.fixture
def users() -> Users:
    return Users()


@pytest.fixture
def redshift(users: Users, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with Listener(context).listening() as listener:
        listener.query = users.query
        yield listener


@pytest.fixture
def endpoint(redshift: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    endpoint = Endpoint(
        STANDIN, Logins(), Traffic(), host="localhost", port=redshift.port, certificate=b""
    )
    endpoint.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", endpoint.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", endpoint.secret_access_key)
    yield endpoint
    endpoint.stop()


@pytest.fixture
def warehouse(endpoint: Endpoint, tmp_path: Path) -> Warehouse:
    return warehouse_of(tmp_path, f'admin_secret = "{ADMIN_SECRET}"')


def warehouse_of(root: Path, *lines: str) -> Warehouse:
    (root / "environments").mkdir()
    text = (
        '[connection]\ndatabase = "lake"\nworkgroup = "lake-dev"\n'
        f'region = "{REGION}"\naccount = "{ACCOUNT}"\n'
    )
    (root / "environments" / "dev.toml").write_text(text + "\n".join(lines), encoding="utf-8")
    return Warehouse(load("dev", root))


def test_statements_make_a_superuser_who_has_no_password() -> None:
    assert bootstrap.statements("IAM:developer") == [CREATE, PROMOTE]


def test_a_name_is_quoted() -> None:
    assert bootstrap.statements('IAMR:a"b')[1] == 'ALTER USER "IAMR:a""b" CREATEUSER;'


@pytest.mark.parametrize(
    ("superusers", "needed"),
    [
        ({}, [CREATE, PROMOTE]),
        ({"IAM:developer": False}, [PROMOTE]),
        ({"IAM:developer": True}, []),
        ({"IAM:other": True}, [CREATE, PROMOTE]),
    ],
)
def test_only_what_is_needed_runs(
    warehouse: Warehouse,
    redshift: Listener,
    users: Users,
    superusers: dict[str, bool],
    needed: list[str],
) -> None:
    users.superusers = superusers

    assert bootstrap.run(warehouse) == needed

    begin, _, *ran, end = redshift.statements
    assert (begin, ran, end) == ("begin transaction", needed, "commit")


def test_logs_in_as_the_admin_secret_says(
    warehouse: Warehouse, redshift: Listener, endpoint: Endpoint
) -> None:
    passwords: list[str] = []
    redshift.login = lambda startup, password: passwords.append(password)

    bootstrap.run(warehouse)

    assert [startup["user"] for startup in redshift.startups] == ["admin"]
    assert passwords == [endpoint.admin_password]


def test_admin_who_is_refused(warehouse: Warehouse, redshift: Listener) -> None:
    def refuse(startup: dict[str, str], password: str) -> None:
        raise Refusal("28000", 'password authentication failed for user "admin"')

    redshift.login = refuse
    with pytest.raises(SessionError, match="correct the password in the secret"):
        bootstrap.run(warehouse)


def test_admin_without_rights_changes_nothing(
    warehouse: Warehouse, redshift: Listener, users: Users
) -> None:
    users.refuses = "ALTER USER"
    with pytest.raises(RightsError, match='"admin" could not make "IAM:developer" a superuser'):
        bootstrap.run(warehouse)

    assert "commit" not in redshift.statements


@pytest.mark.usefixtures("endpoint")
def test_without_an_admin_secret(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="dev names no admin secret"):
        bootstrap.run(warehouse_of(tmp_path))
