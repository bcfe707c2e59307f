"""What staff were told and whether it arrived; morning reports planned for supervisors."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_notices",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False, comment="who is told; accounts are never deleted"),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("reminder_id", BIG_ID, nullable=True, comment="the warning that was given"),
        sa.Column("key", sa.String(length=60), nullable=False, comment="wording key, e.g. staff.overdue"),
        sa.Column("facts", sa.JSON(), nullable=False, comment="no personal data"),
        sa.Column("way", sa.String(length=40), nullable=False, comment="desk, or the channel of a linked chat"),
        sa.Column("conversation_id", BIG_ID, nullable=True, comment="with number: its row in the outbox"),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True, comment="first time it was on the reader's screen; desk only"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_staff_notices_agency_id_agencies")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_staff_notices_case_id_cases")),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminders.id"], name=op.f("fk_staff_notices_reminder_id_reminders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notices")),
    )
    op.create_index(op.f("ix_staff_notices_agency_id"), "staff_notices", ["agency_id"], unique=False)
    op.create_index(op.f("ix_staff_notices_case_id"), "staff_notices", ["case_id"], unique=False)
    op.create_index("ix_staff_notices_staff_seen", "staff_notices", ["staff_id", "way", "seen_at"], unique=False)
    op.create_index("ix_staff_notices_conversation", "staff_notices", ["conversation_id", "number"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("fire_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False, comment="planned, fired, cancelled"),
        sa.Column("fired_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_digests_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("staff_id", "on_day", name=op.f("uq_digests_staff_id_on_day")),
    )
    op.create_index("ix_digests_status_fire", "digests", ["status", "fire_at"], unique=False)
