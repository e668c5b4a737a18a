"""${message}"""

from redlake import operations

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
