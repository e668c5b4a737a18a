"""The user of the Glue jobs' role, so that its first connection already has its rights."""

from redlake import operations

revision = "0001"
down_revision = None


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
