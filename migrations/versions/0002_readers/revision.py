"""Who reads the lake: a role and a group, and the users of the IAM roles in them."""

from redlake import operations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
