"""What a channel's server said when it accepted something: evidence of sending."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column(
            "answer",
            sa.String(200),
            nullable=False,
            server_default="",
            comment="what the channel's server said on accepting it",
        ),
    )
