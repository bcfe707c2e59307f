"""The time a notice gives the applicant, with the period it opens."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_limits",
        sa.Column(
            "given_days", sa.Integer(), nullable=True, comment="working days a notice gives; none: those of the table"
        ),
    )
