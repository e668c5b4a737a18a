"""Leaves personal data, phone and mail address, out of the materialized view."""

from redlake import operations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
