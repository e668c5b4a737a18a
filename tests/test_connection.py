"""From an environment to a session: by real sockets, and an AWS that stands in."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import trustme
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, MetaData, String, Table, inspect, literal_column

from redlake import __version__
from redlake.connection import CONNECT_SECONDS, Warehouse
from redlake.credentials import Credentials, Redacted, database_user, redshift_password_hash
from redlake.engine import engine
from redlake.environment import Environment, load
from redlake.errors import AwsError, RedlakeError, SecretError, SessionError
from redlake.sandbox.endpoint import Endpoint
from redlake.sandbox.faults import Traffic
from redlake.sandbox.logins import Logins
from redlake.sandbox.standin import StandIn
from tests.listener import Listener, Refusal, Row

ACCOUNT, REGION = "111122223333", "eu-central-1"
ADMIN_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:lake/admin-AbC123"
GLUE_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:dev/glue_connector-xYz789"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy/deployer"
LOGIN = Credentials("admin", Redacted("Correct-h0rse"))

SERVERLESS = StandIn(
    environment="dev",
    account=ACCOUNT,
    region=REGION,
    database="lake",
    workgroup="lake-dev",
    admin_secret=ADMIN_SECRET,
    secrets={"glue_connector": GLUE_SECRET},
    roles=("deployer", "reader"),
)
CLUSTER = replace(SERVERLESS, workgroup=None, cluster="lake-prod")

# The driver asks for a TLS context in a way that Python 3.10 deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.*is deprecated:DeprecationWarning")


class Project:
    """A project's environments folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        (root / "environments").mkdir()

    def environment(self, **connection: Any) -> Environment:
        """``dev``, with these keys in place of its own; None leaves one out."""
        keys: dict[str, Any] = {
            "database": "lake",
            "region": REGION,
            "account": ACCOUNT,
            "workgroup": None if "cluster" in connection else "lake-dev",
            **connection,
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items() if value is not None]
        secrets = ["[secrets]", f'glue_connector = "{GLUE_SECRET}"']
        text = "\n".join(["[connection]", *lines, *secrets])
        (self._root / "environments" / "dev.toml").write_text(text, encoding="utf-8")
        return load("dev", self._root)


class Aws:
    """An AWS that answers, and boto3's clients for it."""

    def __init__(self, standin: StandIn, port: int) -> None:
        self.logins = Logins()
        self.endpoint = Endpoint(
            standin, self.logins, Traffic(), host="localhost", port=port, certificate=b""
        )

    def client(self, service: str) -> Any:
        session: Any = boto3.Session()
        return session.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint.url,
            aws_access_key_id=self.endpoint.access_key_id,
            aws_secret_access_key=self.endpoint.secret_access_key,
        )

    def accept(self, startup: dict[str, str], password: str) -> None:
        """Lets in who has the newest password that was handed out."""
        logins = self.logins.of(startup["user"])
        if not logins or logins[0].password != password:
            raise Refusal("28000", f'password authentication failed for user "{startup["user"]}"')


@pytest.fixture(autouse=True)
def _nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


@pytest.fixture
def redshift(tls: ssl.SSLContext, trusted: None) -> Iterator[Listener]:
    with Listener(tls).listening() as listener:
        yield listener


@contextlib.contextmanager
def aws_for(standin: StandIn, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    aws = Aws(standin, port)
    aws.endpoint.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", aws.endpoint.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", aws.endpoint.secret_access_key)
    yield aws
    aws.endpoint.stop()


@pytest.fixture
def aws(redshift: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """The account of SERVERLESS; its workgroup is at ``redshift``, which checks passwords."""
    with aws_for(SERVERLESS, redshift.port, monkeypatch) as found:
        redshift.login = found.accept
        yield found


@pytest.fixture
def cluster_aws(redshift: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    with aws_for(CLUSTER, redshift.port, monkeypatch) as found:
        redshift.login = found.accept
        yield found


@contextlib.contextmanager
def refused(kind: type[RedlakeError], *texts: str) -> Iterator[None]:
    """An error of exactly this kind, that says all of these and the way out."""
    with pytest.raises(kind) as raised:
        yield
    said = str(raised.value)
    assert type(raised.value) is kind
    assert [text for text in texts if text not in said] == [], said
    assert raised.value.way_out
    assert not raised.value.message.endswith(".")


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


class TestRedaction:
    @pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, ascii])
    def test_a_password_never_shows_itself(self, show: Callable[[object], str]) -> None:
        password = Redacted("Correct-h0rse")

        assert "h0rse" not in show(password)
        assert "h0rse" not in show(Credentials("admin", password))
        assert "h0rse" not in show([password])

    def test_a_password_cannot_become_json(self) -> None:
        with pytest.raises(TypeError):
            json.dumps({"password": Redacted("Correct-h0rse")})

    def test_reveal_is_the_one_way(self) -> None:
        assert Redacted("Correct-h0rse").reveal() == "Correct-h0rse"


class TestPasswordHash:
    def test_digest_is_of_the_password_and_the_salts_bytes(self) -> None:
        kind, digest, salt = redshift_password_hash(Redacted("Correct-h0rse")).split("|")

        assert kind == "sha256"
        assert re.fullmatch("[0-9a-f]{64}", salt)
        assert digest == hashlib.sha256(b"Correct-h0rse" + bytes.fromhex(salt)).hexdigest()

    def test_salt_is_new_each_time(self) -> None:
        password = Redacted("Correct-h0rse")

        assert redshift_password_hash(password) != redshift_password_hash(password)


class TestDatabaseUser:
    @pytest.mark.parametrize(
        ("arn", "user"),
        [
            (f"arn:aws:iam::{ACCOUNT}:user/developer", "IAM:developer"),
            (f"arn:aws:iam::{ACCOUNT}:user/team/lake/developer", "IAM:developer"),
            (f"arn:aws:iam::{ACCOUNT}:role/deployer", "IAMR:deployer"),
            (f"arn:aws-us-gov:iam::{ACCOUNT}:role/team/lake/deployer", "IAMR:deployer"),
            (f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/session", "IAMR:deployer"),
            (
                f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Lake_0123/me@example.com",
                "IAMR:AWSReservedSSO_Lake_0123",
            ),
        ],
    )
    def test_path_and_session_do_not_count(self, arn: str, user: str) -> None:
        assert database_user(arn) == user

    @pytest.mark.parametrize("resource", ["root", "federated-user/somebody"])
    def test_nobody_else_is_a_database_user(self, resource: str) -> None:
        with refused(AwsError, resource, "neither an IAM user nor a role"):
            database_user(f"arn:aws:iam::{ACCOUNT}:{resource}")


class TestServerThatIsNotThere:
    """AWS is not asked here: the environment says where, and the login is given."""

    def open(self, project: Project, port: int, host: str = "localhost") -> None:
        Warehouse(project.environment(host=host, port=port)).connect(login=LOGIN)

    def test_refused_port(self, project: Project) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        with (
            within(CONNECT_SECONDS),
            refused(SessionError, f"no connection to Redshift at localhost:{port}", "refused"),
        ):
            self.open(project, port)

    def test_unknown_host(self, project: Project) -> None:
        with refused(SessionError, "no connection to Redshift at nowhere.invalid:5439"):
            self.open(project, 5439, "nowhere.invalid")

    def test_black_hole(self, project: Project) -> None:
        # A network for documentation: packets vanish there, or do not even leave.
        with within(CONNECT_SECONDS + 1), refused(SessionError, "Redshift at 192.0.2.1:5439"):
            self.open(project, 5439, "192.0.2.1")

    @pytest.mark.parametrize("mute", ["accept", "handshake", "startup"])
    @pytest.mark.usefixtures("trusted")
    def test_silent_server(
        self,
        project: Project,
        tls: ssl.SSLContext,
        mute: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("redlake.connection.CONNECT_SECONDS", 1)
        with (
            Listener(tls, mute).listening() as silent,
            within(2),
            refused(SessionError, f"localhost:{silent.port} did not answer within 1 s", "VPC"),
        ):
            self.open(project, silent.port)

    def test_server_without_tls(self, project: Project) -> None:
        with Listener().listening() as plain, refused(SessionError, "refuses SSL"):
            self.open(project, plain.port)


class TestTls:
    def test_unknown_authority_is_refused(self, project: Project, tls: ssl.SSLContext) -> None:
        with Listener(tls).listening() as redshift:
            environment = project.environment(host="localhost", port=redshift.port)
            with refused(SessionError, "TLS certificate of localhost", "SSL_CERT_FILE"):
                Warehouse(environment).connect(login=LOGIN)

    def test_other_hosts_certificate_is_refused(self, project: Project, redshift: Listener) -> None:
        environment = project.environment(host="127.0.0.1", port=redshift.port)
        with refused(SessionError, "TLS certificate of 127.0.0.1", 'sslmode to "verify-ca"'):
            Warehouse(environment).connect(login=LOGIN)

    def test_through_a_tunnel_the_host_need_not_match(
        self, project: Project, redshift: Listener
    ) -> None:
        environment = project.environment(host="127.0.0.1", port=redshift.port, sslmode="verify-ca")

        Warehouse(environment).connect(login=LOGIN).close()

        assert len(redshift.startups) == 1


class TestSession:
    @pytest.fixture
    def warehouse(self, project: Project, redshift: Listener) -> Warehouse:
        return Warehouse(
            project.environment(
                host="localhost",
                port=redshift.port,
                statement_timeout=60_000,
                query_group="the lake's",
                case_sensitive_identifiers=True,
            )
        )

    def test_says_who_it_is(self, warehouse: Warehouse, redshift: Listener) -> None:
        warehouse.connect("other", login=LOGIN).close()

        (startup,) = redshift.startups
        assert startup["user"] == "admin"
        assert startup["database"] == "other"
        assert startup["application_name"] == f"redlake/{__version__}"

    def test_settings_are_made_outside_a_transaction(
        self, warehouse: Warehouse, redshift: Listener
    ) -> None:
        session = warehouse.connect(login=LOGIN)

        assert redshift.statements == [
            "SET statement_timeout TO 60000",
            "SET query_group TO 'the lake''s'",
            "SET enable_case_sensitive_identifier TO true",
        ]
        assert not session.in_transaction
        assert not session.autocommit
        session.close()

    def test_nothing_is_set_that_the_environment_does_not_say(
        self, project: Project, redshift: Listener
    ) -> None:
        environment = project.environment(host="localhost", port=redshift.port)

        session = Warehouse(environment).connect(login=LOGIN, autocommit=True)

        assert redshift.statements == []
        assert session.autocommit
        session.close()

    def test_refused_setting_is_named(self, warehouse: Warehouse, redshift: Listener) -> None:
        def refuse(sql: str, parameters: Row) -> Sequence[Row]:
            if "query_group" in sql:
                raise Refusal("42501", "permission denied for query group")
            return ()

        redshift.query = refuse
        with refused(SessionError, "SET query_group", "permission denied for query group"):
            warehouse.connect(login=LOGIN)

    def test_only_connecting_is_timed(
        self, warehouse: Warehouse, redshift: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("redlake.connection.CONNECT_SECONDS", 0.5)
        session = warehouse.connect(login=LOGIN)
        redshift.seconds_per_query = 1.0

        session.cursor().execute("CREATE SCHEMA slow")

        session.close()

    @pytest.mark.parametrize(
        ("code", "message", "texts"),
        [
            ("28000", 'user "admin" is unknown', ['login of "admin" to lake in dev', "secret"]),
            ("3D000", 'database "lake" does not exist', ['database "lake" does not exist in dev']),
            ("53300", "too many connections", ["refused the session", "too many", "(53300)"]),
        ],
    )
    def test_refusal_at_login(
        self,
        warehouse: Warehouse,
        redshift: Listener,
        code: str,
        message: str,
        texts: list[str],
    ) -> None:
        def refuse(startup: dict[str, str], password: str) -> None:
            raise Refusal(code, message)

        redshift.login = refuse
        with refused(SessionError, *texts):
            warehouse.connect(login=LOGIN)


class TestEngine:
    @pytest.fixture
    def lake(self, aws: Aws, project: Project) -> Warehouse:
        return Warehouse(project.environment())

    def test_starting_asks_redshift_nothing(self, lake: Warehouse, redshift: Listener) -> None:
        with engine(lake).connect():
            pass

        assert redshift.statements == []

    def test_a_table_is_looked_up_in_one_query(self, lake: Warehouse, redshift: Listener) -> None:
        redshift.query = lambda sql, parameters: [["1"]] if "'alembic_version'" in sql else []
        with engine(lake).connect() as connection:
            assert inspect(connection).has_table("alembic_version")
            assert not inspect(connection).has_table("50% o'clock", schema="redlake")

        begin, first, second, end = redshift.statements
        assert (begin, end) == ("begin transaction", "rollback")
        assert "'public'" in first
        assert "pg_catalog.pg_class" in first
        assert "'50% o''clock'" in second
        assert "'redlake'" in second

    def test_each_connection_is_a_session_of_its_own(
        self, lake: Warehouse, redshift: Listener, aws: Aws
    ) -> None:
        for _ in range(2):
            with engine(lake, "other").connect() as connection:
                connection.exec_driver_sql("CREATE SCHEMA one")

        assert [startup["database"] for startup in redshift.startups] == ["other", "other"]
        assert len(aws.logins.of("IAM:developer")) == 1

    def test_alembic_writes_its_version_without_returning(
        self, lake: Warehouse, redshift: Listener
    ) -> None:
        version = Table(
            "alembic_version", MetaData(), Column("version_num", String, primary_key=True)
        )
        with engine(lake).begin() as connection:
            context = MigrationContext.configure(connection)
            connection.execute(version.insert().values(version_num=literal_column("'0001'")))

        assert type(context.impl).__name__ == "RedshiftImpl"
        (insert,) = (s for s in redshift.statements if s.startswith("INSERT"))
        assert "RETURNING" not in insert


class TestServerless:
    def test_one_password_serves_many_sessions_on_a_database(
        self, aws: Aws, project: Project, redshift: Listener
    ) -> None:
        warehouse = Warehouse(project.environment())

        for database in (None, "lake", "other", "other"):
            warehouse.connect(database).close()

        assert [s["database"] for s in redshift.startups] == ["lake", "lake", "other", "other"]
        assert {startup["user"] for startup in redshift.startups} == {"IAM:developer"}
        assert len(aws.logins.of("IAM:developer")) == 2

    def test_a_session_may_begin_no_transaction_by_itself(self, aws: Aws, project: Project) -> None:
        session = Warehouse(project.environment()).connect(autocommit=True)

        assert session.autocommit
        session.close()

    def test_password_is_renewed_before_it_expires(
        self, aws: Aws, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        warehouse = Warehouse(project.environment())
        warehouse.connect().close()
        monkeypatch.setattr("redlake.credentials.MARGIN", timedelta(hours=1))

        warehouse.connect().close()

        assert len(aws.logins.of("IAM:developer")) == 2

    def test_password_is_renewed_when_redshift_no_longer_takes_it(
        self, aws: Aws, project: Project, redshift: Listener
    ) -> None:
        warehouse = Warehouse(project.environment())
        warehouse.connect().close()
        # The listener knows the newest password only.
        Warehouse(project.environment()).connect().close()

        warehouse.connect().close()

        assert len(aws.logins.of("IAM:developer")) == 3

    def test_fresh_password_is_not_tried_twice(
        self, aws: Aws, project: Project, redshift: Listener
    ) -> None:
        def refuse(startup: dict[str, str], password: str) -> None:
            raise Refusal("28000", "the user is not permitted to log in")

        redshift.login = refuse
        with refused(SessionError, 'login of "IAM:developer"', "not permitted", "clock"):
            Warehouse(project.environment()).connect()

        assert len(redshift.startups) == 1

    def test_host_and_port_of_the_environment_win(
        self, aws: Aws, project: Project, redshift: Listener
    ) -> None:
        environment = project.environment(host="127.0.0.1", port=15439)
        assert str(Warehouse(environment).address) == "127.0.0.1:15439"
        assert str(Warehouse(project.environment(host="localhost")).address) == "localhost:5439"
        assert str(Warehouse(project.environment(port=15439)).address) == "localhost:15439"

    def test_unknown_workgroup(self, aws: Aws, project: Project) -> None:
        texts = ('workgroup "lake" does not exist', ACCOUNT, REGION, "dev.toml", "correct its name")
        with refused(AwsError, *texts):
            Warehouse(project.environment(workgroup="lake")).connect()

    def test_secret_is_a_login(self, aws: Aws, project: Project) -> None:
        login = Warehouse(project.environment()).secret("glue_connector")

        assert login.user == "glue_connector"
        assert login.usable
        assert re.fullmatch("[A-Za-z0-9]{32}", login.password.reveal())


class TestCluster:
    def test_logs_in_as_the_iam_identity(
        self, cluster_aws: Aws, project: Project, redshift: Listener
    ) -> None:
        Warehouse(project.environment(cluster="lake-prod")).connect().close()

        assert redshift.startups[0]["user"] == "IAM:developer"
        assert cluster_aws.logins.of("IAM:developer")[0].iam

    def test_logs_in_as_the_environments_user(
        self, cluster_aws: Aws, project: Project, redshift: Listener
    ) -> None:
        warehouse = Warehouse(project.environment(cluster="lake-prod", db_user="redlake"))

        warehouse.connect().close()

        assert warehouse.user == "redlake"
        assert redshift.startups[0]["user"] == "IAM:redlake"
        assert not cluster_aws.logins.of("IAM:redlake")[0].create

    def test_user_who_does_not_exist_is_refused_at_login(
        self, cluster_aws: Aws, project: Project, redshift: Listener
    ) -> None:
        def refuse(startup: dict[str, str], password: str) -> None:
            raise Refusal("28000", 'user "redlake" does not exist')

        redshift.login = refuse
        with refused(SessionError, 'user "redlake" does not exist', "redlake bootstrap dev"):
            Warehouse(project.environment(cluster="lake-prod", db_user="redlake")).connect()

    def test_unknown_cluster(self, cluster_aws: Aws, project: Project) -> None:
        with refused(AwsError, 'cluster "lake" does not exist', ACCOUNT, REGION, "dev.toml"):
            Warehouse(project.environment(cluster="lake")).connect()


class TestAwsCredentials:
    def test_none(self, project: Project) -> None:
        with refused(
            AwsError,
            "no AWS credentials for redshift-serverless:GetCredentials on workgroup",
            "AWS_PROFILE",
            "aws sso login",
            f"on arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/*",
        ):
            Warehouse(project.environment()).connect()

    def test_unknown_profile_of_the_environment(self, project: Project) -> None:
        with refused(AwsError, 'AWS profile "lake" does not exist', "dev.toml"):
            Warehouse(project.environment(profile="lake")).connect()

    def test_unknown_profile_of_the_shell(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "mine")
        with refused(AwsError, 'AWS profile "mine" does not exist'):
            Warehouse(project.environment()).connect()

    def test_broken_configuration(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "config").write_text("profile lake", encoding="utf-8")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        with refused(AwsError, "AWS configuration cannot be read", str(tmp_path / "config")):
            Warehouse(project.environment()).connect()

    def test_profile_of_the_environment(
        self,
        aws: Aws,
        project: Project,
        tmp_path: Path,
        redshift: Listener,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        keys = (
            f"[lake]\naws_access_key_id = {aws.endpoint.access_key_id}\n"
            f"aws_secret_access_key = {aws.endpoint.secret_access_key}\n"
        )
        (tmp_path / "credentials").write_text(keys, encoding="utf-8")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

        Warehouse(project.environment(profile="lake")).connect().close()

        assert redshift.startups[0]["user"] == "IAM:developer"

    def test_profile_that_cannot_get_credentials(
        self, aws: Aws, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "config").write_text(
            f"[profile lake]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/nobody\n"
            f"credential_source = Environment\nregion = {REGION}\n",
            encoding="utf-8",
        )
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        with refused(AwsError, "no AWS credentials", "AssumeRole failed", 'AWS profile "lake"'):
            Warehouse(project.environment(profile="lake")).connect()

    def test_wrong_keys(self, aws: Aws, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        with refused(
            AwsError, "does not accept the credentials", "redshift-serverless:GetCredentials"
        ):
            Warehouse(project.environment()).connect()

    def test_expired(self, aws: Aws, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = assume(aws, "reader")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
        monkeypatch.setenv("AWS_SESSION_TOKEN", keys["SessionToken"])
        expire(keys["AccessKeyId"])
        with refused(AwsError, "credentials have expired", "renew the AWS credentials"):
            Warehouse(project.environment()).connect()

    def test_other_account(self, aws: Aws, project: Project, redshift: Listener) -> None:
        with refused(
            AwsError, f"belong to account {ACCOUNT}", "dev is in account 999999999999", "dev.toml"
        ):
            Warehouse(project.environment(account="999999999999")).connect()

        assert aws.logins.of("IAM:developer") == ()
        assert redshift.startups == []

    def test_endpoint_that_is_not_there(
        self, aws: Aws, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"http://127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        with (
            within(15),
            refused(
                AwsError,
                "did not answer redshift-serverless:GetCredentials",
                f"AWS_ENDPOINT_URL, which is {url}",
            ),
        ):
            Warehouse(project.environment()).connect()

    def test_without_permission(
        self, aws: Aws, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        user = aws.client("iam")
        user.create_user(UserName="guest")
        keys = user.create_access_key(UserName="guest")["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
        with refused(
            AwsError,
            'AWS refused redshift-serverless:GetCredentials on workgroup "lake-dev"',
            f"allow redshift-serverless:GetCredentials on"
            f" arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/*",
            f"in the policy of arn:aws:iam::{ACCOUNT}:user/guest",
        ):
            Warehouse(project.environment(host="localhost")).connect()


class TestRole:
    def test_is_assumed(self, aws: Aws, project: Project, redshift: Listener) -> None:
        role = f"arn:aws:iam::{ACCOUNT}:role/deployer"
        warehouse = Warehouse(project.environment(role=role))

        warehouse.connect().close()

        assert warehouse.user == redshift.startups[0]["user"] == "IAMR:deployer"

    def test_is_assumed_again_before_it_expires(
        self, aws: Aws, project: Project, redshift: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        environment = project.environment(role=f"arn:aws:iam::{ACCOUNT}:role/deployer")
        warehouse = Warehouse(environment)
        warehouse.connect().close()
        monkeypatch.setattr("redlake.aws_session.MARGIN", timedelta(hours=2))
        expire(*role_keys("deployer"))

        warehouse.connect("other").close()

        assert len(redshift.startups) == 2

    def test_refused(self, aws: Aws, project: Project) -> None:
        role = f"arn:aws:iam::{ACCOUNT}:role/nobody"
        with refused(AwsError, "AWS refused sts:AssumeRole", role, "trust policy"):
            Warehouse(project.environment(role=role)).connect()

    def test_without_credentials_to_assume_it(self, project: Project) -> None:
        with refused(
            AwsError, "no AWS credentials for sts:AssumeRole", f"sts:AssumeRole on {ROLE}"
        ):
            Warehouse(project.environment(role=ROLE)).connect()


class TestRunner:
    """Whom the runner is to Redshift; nobody is asked where the environment says it."""

    def test_role(self, project: Project) -> None:
        assert Warehouse(project.environment(role=ROLE)).user == "IAMR:deployer"

    def test_database_user(self, project: Project) -> None:
        environment = project.environment(cluster="lake-prod", db_user="redlake")

        assert Warehouse(environment).user == "redlake"

    def test_whose_credentials_there_are(self, aws: Aws, project: Project) -> None:
        assert Warehouse(project.environment()).user == "IAM:developer"


class TestSecret:
    def test_unknown_name(self, project: Project) -> None:
        with refused(SecretError, 'no secret "tableau" in dev', "dev.toml", "[secrets]"):
            Warehouse(project.environment()).secret("tableau")

    def test_missing(self, aws: Aws, project: Project) -> None:
        aws.client("secretsmanager").delete_secret(
            SecretId=GLUE_SECRET, ForceDeleteWithoutRecovery=True
        )
        with refused(SecretError, '"glue_connector" does not exist', GLUE_SECRET, "dev.toml"):
            Warehouse(project.environment()).secret("glue_connector")

    def test_scheduled_for_deletion(self, aws: Aws, project: Project) -> None:
        aws.client("secretsmanager").delete_secret(SecretId=GLUE_SECRET)
        with pytest.raises(AwsError, match=r"marked for deletion|marked deleted"):
            Warehouse(project.environment()).secret("glue_connector")

    @pytest.mark.parametrize(
        "value",
        [
            "Tr0ubadour",
            '"Tr0ubadour"',
            '["Tr0ubadour"]',
            '{"password": "Tr0ubadour"}',
            '{"username": "glue", "pass": "Tr0ubadour"}',
            '{"username": "glue", "password": ""}',
            '{"username": 3, "password": "Tr0ubadour"}',
        ],
    )
    def test_something_else(self, aws: Aws, project: Project, value: str) -> None:
        aws.client("secretsmanager").put_secret_value(SecretId=GLUE_SECRET, SecretString=value)
        with pytest.raises(SecretError, match="does not hold a username and a password") as raised:
            Warehouse(project.environment()).secret("glue_connector")

        assert "Tr0ubadour" not in raised.value.message
        assert raised.value.__context__ is None

    def test_admin_secret(self, aws: Aws, project: Project) -> None:
        login = Warehouse(project.environment(admin_secret=ADMIN_SECRET)).admin()

        assert login.password.reveal() == aws.endpoint.admin_password

    def test_no_admin_secret(self, project: Project) -> None:
        with refused(SecretError, "dev names no admin secret", "dev.toml", "admin_secret"):
            Warehouse(project.environment()).admin()


def assume(aws: Aws, role: str) -> Any:
    return aws.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="session"
    )["Credentials"]


def role_keys(role: str) -> list[str]:
    """The access keys of the sessions that have assumed the role."""
    from moto.sts.models import sts_backends

    sessions = sts_backends[ACCOUNT]["aws"].assumed_roles
    return [s.access_key_id for s in sessions if s.role_arn.endswith(f"/{role}")]


def expire(*access_keys: str) -> None:
    """Let the sessions with these keys end now."""
    from moto.sts.models import sts_backends

    for session in sts_backends[ACCOUNT]["aws"].assumed_roles:
        if session.access_key_id in access_keys:
            session.expiration = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
