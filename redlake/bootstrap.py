"""What a superuser does once, so that the runner may do its work.

A user that logs in through IAM is made by Redshift at its first login, without rights.
The runner's must be a superuser: GRANT USAGE ON DATABASE awsdatacatalog, ALTER DEFAULT
PRIVILEGES FOR another user, and what belongs to others are a superuser's alone.

AWS's pages say that a superuser's password cannot be disabled, and that ALTER USER …
CREATEUSER makes a superuser of a user; none says what becomes of one whose password is
disabled already, as that of every user is whom IAM made. It was never tried on Redshift.
"""

from __future__ import annotations

import contextlib

from redshift_connector.error import Error as DriverError

from redlake.connection import Warehouse, said
from redlake.errors import RightsError


def statements(user: str) -> list[str]:
    """The SQL for a warehouse that does not know ``user`` yet."""
    return [_create(user), _promote(user)]


def run(warehouse: Warehouse) -> list[str]:
    """Makes the runner's user a superuser, logged in as the admin secret says.

    Returns the statements that ran: all or none of them. None are needed, and none run,
    where the user is a superuser already.
    """
    user, admin = warehouse.user, warehouse.admin()
    with contextlib.closing(warehouse.connect(login=admin)) as session:
        cursor = session.cursor()
        cursor.execute("SELECT usesuper FROM pg_catalog.pg_user WHERE usename = %s", (user,))
        match cursor.fetchone():
            case None:
                needed = statements(user)
            case [True]:
                needed = []
            case _:
                needed = [_promote(user)]
        try:
            for statement in needed:
                cursor.execute(statement)
            session.commit()
        except DriverError as error:
            raise RightsError(
                f'"{admin.user}" could not make "{user}" a superuser'
                f" in {warehouse.environment.name}: {said(error)}",
                place=warehouse.environment.file,
                way_out="let admin_secret be the secret of a superuser",
            ) from error
    return needed


def _create(user: str) -> str:
    # Quoted, a user's name keeps its case, whatever enable_case_sensitive_identifier says.
    return f"CREATE USER {_quoted(user)} PASSWORD DISABLE;"


def _promote(user: str) -> str:
    return f"ALTER USER {_quoted(user)} CREATEUSER;"


def _quoted(user: str) -> str:
    return '"' + user.replace('"', '""') + '"'
