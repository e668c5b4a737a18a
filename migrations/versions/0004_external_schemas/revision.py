"""The lake's databases as external schemas, which materialized views need."""

from redlake import operations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
