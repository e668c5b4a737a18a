"""Alembic's way in; the work is done in redlake.operations."""

from redlake import operations

operations.migrate()
