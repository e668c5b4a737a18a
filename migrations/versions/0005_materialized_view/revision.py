"""The policy data materialized, and a procedure for the job that refreshes it."""

from redlake import operations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
