"""The endpoint's life: an account that is filled, and a server on the loopback."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from redlake.sandbox.faults import Traffic
    from redlake.sandbox.logins import Logins
    from redlake.sandbox.standin import StandIn

LOOPBACK = "127.0.0.1"


class Endpoint:
    """AWS for one stand-in, on the loopback only.

    Making it fills the account; ``start`` begins to answer. ``host`` and ``port`` are
    what GetWorkgroup and DescribeClusters say of the warehouse, and where the Data API's
    statements go; ``certificate`` vouches for it. The passwords that it hands out go into
    ``logins``; ``traffic`` is what its door for tests is about, and ``renew`` is what that does
    to renew the sandbox, if there is more to it than the account; ``token`` opens it.
    ``catalog`` is Glue's, for who follows it; ``namespace`` is the id of the warehouse's.

    moto keeps its accounts in the memory of the process, so there is one endpoint per
    account and process; a new one begins with an account that holds nothing of the old.
    """

    def __init__(
        self,
        standin: StandIn,
        logins: Logins,
        traffic: Traffic,
        *,
        host: str,
        port: int,
        certificate: bytes,
        renew: Callable[[], None] | None = None,
    ) -> None:
        # Here and not above: importing moto takes a third of a second.
        from redlake.sandbox.endpoint.account import Account
        from redlake.sandbox.endpoint.application import Application
        from redlake.sandbox.endpoint.catalog import Catalog
        from redlake.sandbox.endpoint.door import Door
        from redlake.sandbox.endpoint.warehouse import Warehouse

        warehouse = Warehouse(standin, logins, host, port, certificate)
        self.namespace = warehouse.namespace
        self._account = Account(warehouse)
        self.catalog = Catalog(standin)
        self._application = Application(warehouse, self.catalog)
        self.token = secrets.token_urlsafe(24)
        self._door = Door(self._application, traffic, logins, renew or self.renew, self.token)
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens; for ``AWS_ENDPOINT_URL``."""
        assert self._server is not None, "the endpoint is not started"
        return f"http://{LOOPBACK}:{self._server.port}"

    @property
    def access_key_id(self) -> str:
        """The access key of the IAM user ``developer``, who may do everything."""
        return self._account.developer_key.access_key_id

    @property
    def secret_access_key(self) -> str:
        """The secret that belongs to ``access_key_id``."""
        return self._account.developer_key.secret_access_key

    @property
    def admin_password(self) -> str:
        """The password of the warehouse's admin user, as the admin secret holds it."""
        return self._account.admin_password

    def start(self) -> None:
        """Begin to answer, on a free port of the loopback, in a thread of its own."""
        from werkzeug.serving import make_server

        from redlake.sandbox.endpoint.application import QuietRequestHandler

        assert self._server is None, "the endpoint is already started"
        self._server = make_server(
            LOOPBACK, 0, self._door, threaded=True, request_handler=QuietRequestHandler
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="aws-endpoint",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Answer no more and give the port back; harmless when it was not started."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def renew(self) -> None:
        """The account holds what it held at first, and nothing else.

        The developer's key and the passwords in the secrets are the same.
        """
        self._account.fill()
        self.catalog.renew()
        self._application.forget()

    def role_policy(self) -> dict[str, Any]:
        """The IAM policy with which a role gets credentials for the warehouse.

        The stand-in's own roles have it; put it on a role made later
        (``iam.put_role_policy``) to let that one in too.
        """
        return self._account.role_policy()

    def add_catalog_table(
        self,
        database: str,
        table: str,
        columns: Sequence[tuple[str, str]],
        *,
        partitions: Sequence[tuple[str, str]] = (),
        location: str,
        storage: Mapping[str, Any] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        """Put a table into Glue's Data Catalog, its database too if that is missing.

        ``columns`` and ``partitions`` are names with Glue's types; ``storage`` is the rest
        of Glue's StorageDescriptor. A table that is there already gets a new version.
        """
        self.catalog.add(
            database,
            table,
            tuple(columns),
            tuple(partitions),
            location,
            storage or {},
            parameters or {},
        )
