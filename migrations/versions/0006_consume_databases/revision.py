"""The Consume layer in Redshift's own storage: its databases, and who writes and reads them."""

from redlake import operations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
