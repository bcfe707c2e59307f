"""Indexes by which the board's charts are counted without reading cases."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SEEN_BY = ("holder_id", "is_restricted")
NEW = {
    "ix_cases_closed": ["agency_id", "closed_on", "unit_id", "due_on", *SEEN_BY],
    "ix_cases_received": ["agency_id", "received_on", "applicant_kind", *SEEN_BY],
}


def upgrade() -> None:
    for name, columns in NEW.items():
        op.create_index(name, "cases", columns)
