"""What PostgreSQL holds when a sandbox begins, kept to go back to.

A copy of the database is a copy of its files, which takes a fraction of what it took to
fill it. Roles are in no database: those of the beginning are put back as they were, with
their oids, by which the catalog and the registry know them.
"""

from __future__ import annotations

import contextlib

from redlake.sandbox.postgres import DATABASE, Postgres
from redlake.sandbox.superuser import Superuser

_KEPT = "beginning"
_ELSEWHERE = "template1"  # a database that is copied or replaced may have no sessions
_FIRST_OF_USERS = 16384  # PostgreSQL's own objects have lower oids

_KEEP_ROLES = f"""
CREATE TABLE sandbox.first_roles AS SELECT * FROM pg_authid WHERE oid >= {_FIRST_OF_USERS};
"""
# Not by DROP ROLE: one that was dropped or renamed meanwhile would come back as another.
_RESTORE_ROLES = f"""
DELETE FROM pg_auth_members WHERE oid >= {_FIRST_OF_USERS};
DELETE FROM pg_shdepend WHERE dbid = 0;
DELETE FROM pg_authid WHERE oid >= {_FIRST_OF_USERS};
INSERT INTO pg_authid SELECT * FROM sandbox.first_roles;
"""


class Beginning:
    """Keeps what ``postgres`` holds when this is made."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        with contextlib.closing(Superuser(postgres)) as admin:
            admin.run(_KEEP_ROLES)
        with contextlib.closing(Superuser(postgres, _ELSEWHERE)) as admin:
            admin.run(_copy(DATABASE, _KEPT))

    def restore(self) -> None:
        """Makes everything what it was then; ends the sessions that are left."""
        with contextlib.closing(Superuser(self._postgres, _ELSEWHERE)) as admin:
            admin.run(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            admin.run(_copy(_KEPT, DATABASE))
        with contextlib.closing(Superuser(self._postgres)) as admin:
            admin.run(_RESTORE_ROLES)


def _copy(database: str, name: str) -> str:
    # Through the log, as is PostgreSQL's default, it takes twice as long.
    return f"CREATE DATABASE {name} TEMPLATE {database} STRATEGY FILE_COPY"
