"""Sessions on an environment's Redshift, by temporary IAM credentials and verified TLS.

boto3 asks for the credentials here, and not the driver with its ``iam=True``: that one
keeps passwords in a cache of the process, takes other calls depending on the host's
name, and skips IAM without a word where the flag arrives as text.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from redshift_connector import core
from redshift_connector.error import Error as DriverError

from redlake import __version__, credentials
from redlake.aws_session import AwsSession
from redlake.credentials import Address, Credentials
from redlake.environment import Environment
from redlake.errors import SecretError, SessionError
from redlake.unlogged import unlogged

# How long a server may take for each step until it has let us in: to accept, to shake
# hands, to answer the password.
CONNECT_SECONDS = 5


class Warehouse:
    """An environment's Redshift: opens sessions on its databases.

    AWS is asked when it must be: for the address once, and for a password once per
    database until it is about to expire.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._aws = AwsSession(environment)
        self._credentials: dict[str, Credentials] = {}

    @cached_property
    def address(self) -> Address:
        """Where it listens."""
        return credentials.address(self._aws, self.environment)

    @cached_property
    def user(self) -> str:
        """The database user that the runner is. AWS is asked if the environment does not say."""
        connection = self.environment.connection
        if connection.db_user is not None:
            return connection.db_user
        return credentials.database_user(connection.role or self._aws.identity.arn)

    def secret(self, name: str) -> Credentials:
        """The user name and password behind a name under ``[secrets]``."""
        if name not in self.environment.secrets:
            raise SecretError(
                f'there is no secret "{name}" in {self.environment.name}',
                place=self.environment.file,
                way_out="add it under [secrets], with its ARN in Secrets Manager",
            )
        arn = self.environment.secrets[name]
        return credentials.secret(self._aws, self.environment, name, arn)

    def admin(self) -> Credentials:
        """The user name and password of a superuser, as the admin secret has them."""
        arn = self.environment.connection.admin_secret
        if arn is None:
            raise SecretError(
                f"{self.environment.name} names no admin secret",
                place=self.environment.file,
                way_out="set admin_secret under [connection]",
            )
        return credentials.secret(self._aws, self.environment, "admin_secret", arn)

    def connect(
        self,
        database: str | None = None,
        *,
        autocommit: bool = False,
        login: Credentials | None = None,
        prepared: int = 0,
    ) -> core.Connection:
        """A new session, with the environment's settings and no transaction begun.

        On the environment's own database unless another is named, and as the runner unless
        ``login`` is somebody else's. With ``autocommit``, the driver begins no transaction
        by itself. ``prepared`` is how many statements the session keeps prepared: after each
        DDL statement there is a round trip for every one of them.
        """
        database = database or self.environment.connection.database
        if login is not None:
            session = self._open(database, login, prepared)
        elif (kept := self._credentials.get(database)) is None or not kept.usable:
            session = self._open(database, self._renew(database), prepared)
        else:
            try:
                session = self._open(database, kept, prepared)
            except SessionError as error:
                if not _login_refused(error.__cause__):
                    raise
                # The clocks may differ, or somebody dropped the user meanwhile.
                session = self._open(database, self._renew(database), prepared)
        self._apply_settings(session)
        session.autocommit = autocommit
        return session

    def _renew(self, database: str) -> Credentials:
        login = credentials.redshift(self._aws, self.environment).credentials(database)
        self._credentials[database] = login
        return login

    def _open(self, database: str, login: Credentials, prepared: int) -> core.Connection:
        connection, address = self.environment.connection, self.address
        try:
            with unlogged():
                return _Session(
                    host=address.host,
                    port=address.port,
                    database=database,
                    user=login.user,
                    password=login.password.reveal(),
                    ssl=True,
                    sslmode=connection.sslmode,
                    application_name=f"redlake/{__version__}",
                    max_prepared_statements=prepared,
                    # A session may wait through a long statement of another one, and a
                    # network load balancer forgets a connection after 350 s of silence.
                    tcp_keepalive=True,
                    tcp_keepalive_idle=60,
                    tcp_keepalive_interval=30,
                )
        except (DriverError, OSError) as error:
            raise self._refusal(error, database, login) from error

    def _apply_settings(self, session: core.Connection) -> None:
        """Outside any transaction, so that no rollback takes them back."""
        session.autocommit = True
        with contextlib.closing(session.cursor()) as cursor:
            for setting in self._settings():
                try:
                    cursor.execute(setting)
                except (DriverError, OSError) as error:
                    session.close()
                    raise SessionError(
                        f"Redshift refused: {setting}: {said(error)}",
                        place=self.environment.file,
                        way_out="correct the setting under [connection]",
                    ) from error

    def _settings(self) -> list[str]:
        connection = self.environment.connection
        settings = []
        if connection.statement_timeout is not None:
            settings.append(f"SET statement_timeout TO {connection.statement_timeout}")
        if connection.query_group is not None:
            settings.append(f"SET query_group TO {_literal(connection.query_group)}")
        if connection.case_sensitive_identifiers is not None:
            value = str(connection.case_sensitive_identifiers).lower()
            settings.append(f"SET enable_case_sensitive_identifier TO {value}")
        return settings

    def _refusal(
        self, error: DriverError | OSError, database: str, login: Credentials
    ) -> SessionError:
        """Why there is no session, by what the driver keeps in its exception."""
        environment, address = self.environment, self.address
        message, code = said(error), sqlstate(error)
        if code == "3D000":
            return SessionError(
                f'database "{database}" does not exist in {environment.name}',
                place=environment.file,
                way_out="name one that does, or create it first",
            )
        if _login_refused(error):
            return SessionError(
                f'Redshift refused the login of "{login.user}" to {database}'
                f" in {environment.name}: {message}",
                way_out=self._way_in(login),
            )
        if code is not None:
            return SessionError(
                f"Redshift at {address} refused the session: {message} ({code})",
                way_out="put that right, or try again",
            )
        cause = _cause(error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = cause.verify_message.rstrip(".")
            return SessionError(
                f"the TLS certificate of {address} is not trusted: {reason}",
                place=environment.file,
                way_out="through a tunnel, let host be a name of the certificate or set sslmode"
                ' to "verify-ca"; for a certificate authority of your own, set SSL_CERT_FILE',
            )
        if isinstance(cause, TimeoutError):
            return SessionError(
                f"Redshift at {address} did not answer within {CONNECT_SECONDS} s",
                way_out="check that its VPC and security group let this machine in,"
                " or set host and port for a tunnel",
            )
        return SessionError(
            f"there is no connection to Redshift at {address}: {message}",
            way_out="check that it is running, and host and port if they are set",
        )

    def _way_in(self, login: Credentials) -> str:
        if login.expires is None:
            return "correct the password in the secret"
        if self.environment.connection.db_user is not None:
            name = self.environment.name
            return f"the user must exist beforehand: redlake bootstrap {name}"
        return "check that the user may log in, and this machine's clock"


class _Session(core.Connection):
    """The driver's connection, except that only connecting is timed.

    The driver's own ``timeout`` stays on the socket and would cut off long statements,
    and a socket on which the server fell silent stays open.
    """

    def __init__(self, **parameters: Any) -> None:
        try:
            super().__init__(timeout=CONNECT_SECONDS, **parameters)
        except BaseException:
            if hasattr(self, "_usock"):
                self._usock.close()
            raise
        self._usock.settimeout(None)


def rows(session: Any, sql: str, arguments: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """What a statement answers; nothing if it is no question.

    Without ``arguments`` it goes to the driver as it stands; with them, each ``%s`` is one.
    """
    with contextlib.closing(session.cursor()) as cursor:
        cursor.execute(sql, arguments)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fields(error: BaseException | None) -> dict[str, str]:
    """What Redshift said, by the letters of its protocol: C the code, M the message."""
    if error is not None and error.args and isinstance(error.args[0], dict):
        return error.args[0]
    return {}


def sqlstate(error: BaseException | None) -> str | None:
    """Redshift's code in an exception of the driver; None if the server did not answer."""
    return _fields(error).get("C")


def _login_refused(error: BaseException | None) -> bool:
    return (sqlstate(error) or "").startswith("28")


def _cause(error: BaseException) -> BaseException:
    """The operating system's error, where the driver wrapped one."""
    wrapped = error.args[-1] if error.args else None
    return wrapped if isinstance(wrapped, OSError) else error


def said(error: BaseException) -> str:
    """The message in an exception of the driver: Redshift's, or the operating system's."""
    return _fields(error).get("M") or str(_cause(error))
