"""When every case had been counted with a holiday notice."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calendar_notices",
        sa.Column(
            "recounted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when every case had been counted with it",
        ),
    )
    op.execute("UPDATE calendar_notices SET recounted_at = imported_at")
