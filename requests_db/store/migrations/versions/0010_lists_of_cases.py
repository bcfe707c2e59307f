"""Indexes by which lists of a hundred thousand cases are read as quickly as lists of a hundred."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = ("agency_id", "is_open")
NEW = {
    "ix_cases_open_due": (*OPEN, "due_on", "id"),
    "ix_cases_open_received": (*OPEN, "received_on", "id"),
    "ix_cases_open_number": (*OPEN, "ref", "id"),
    "ix_cases_open_state": (*OPEN, "state", "id"),
    "ix_cases_open_holder": (*OPEN, "holder_id", "id"),
    "ix_cases_open_entered": (*OPEN, "id"),
    "ix_cases_open_unit": (*OPEN, "unit_id", "id"),
    "ix_cases_open_provisional": (*OPEN, "due_provisional", "id"),
    "ix_cases_open_unopened": (*OPEN, "opened_at", "id"),
    "ix_cases_clock_state": ("clock_state",),
    "ix_cases_stopped_until": ("stopped_until",),
    "ix_cases_counted": (
        "unit_id",
        "agency_id",
        "is_open",
        "holder_id",
        "state",
        "due_on",
        "received_on",
        "clock_state",
        "stopped_until",
        "pause_reason",
        "due_provisional",
        "opened_at",
        "is_restricted",
        "channel",
        "applicant_kind",
    ),
}
OLD = ("ix_cases_agency_open_due", "ix_cases_agency_state", "ix_cases_unit_open_due", "ix_cases_holder_open_due")


def upgrade() -> None:
    for name in OLD:
        op.drop_index(name, table_name="cases")
    for name, columns in NEW.items():
        op.create_index(name, "cases", list(columns), unique=False)
