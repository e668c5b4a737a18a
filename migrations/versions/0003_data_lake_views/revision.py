"""Views of the policy data in the lake, for people."""

from redlake import operations

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
