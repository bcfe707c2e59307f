"""Periods of one kind are found among those of a hundred thousand cases, for the questions on the board."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_limits_key_status", "case_limits", ["key", "status", "due_on"], unique=False)
