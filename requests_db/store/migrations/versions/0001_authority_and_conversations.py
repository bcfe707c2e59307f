"""Authority, people, conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column(
            "code", sa.String(length=40), nullable=False, comment="short stable identity used in files and commands"
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False, comment="shown to the public as 示例"),
        sa.Column(
            "is_active", sa.Boolean(), nullable=False, comment="false once a real agency took the sample's place"
        ),
        sa.Column("profile", sa.JSON(), nullable=False, comment="numbering, hours, contact, switches, conventions"),
        sa.Column("next_number", sa.Integer(), nullable=False, comment="next case number of number_year"),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_code")),
    )
    op.create_table(
        "calendar_notices",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="the file as imported"),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("notice", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("imported_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notices")),
        sa.UniqueConstraint("year", "version", name=op.f("uq_calendar_notices_year_version")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False, comment="web, telegram"),
        sa.Column(
            "key", sa.String(length=80), nullable=False, comment="the channel's own identity of the conversation"
        ),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=True, comment="web bearer token"),
        sa.Column("dialogue_sealed", sa.LargeBinary(), nullable=True, comment="DialogueState as JSON"),
        sa.Column("last_number", sa.Integer(), nullable=False, comment="number of the last reply or notice"),
        sa.Column("staff_id", BIG_ID, nullable=True, comment="linked member of staff, for warnings"),
        sa.Column("blocked_at", INSTANT, nullable=True, comment="the citizen blocked the bot"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("active_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_conversations_channel_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_conversations_token_digest")),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "sealed_secrets",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed_secrets")),
    )
    op.create_table(
        "annual_figures",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False, comment="row and column of statute.report_format"),
        sa.Column("value", sa.String(length=40), nullable=False, comment="a decimal number as text"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_annual_figures_agency_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_figures")),
        sa.UniqueConstraint("agency_id", "year", "key", name=op.f("uq_annual_figures_agency_id_year_key")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column(
            "message_id", sa.String(length=120), nullable=False, comment="the channel's or client's own identity"
        ),
        sa.Column(
            "body_digest",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="to recognise the same id with another body",
        ),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False, comment="its replies: outbox numbers from … to …"),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_inbox_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("conversation_id", "message_id", name=op.f("uq_inbox_conversation_id_message_id")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "units",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("handles", sa.JSON(), nullable=False, comment="matters and key words it handles"),
        sa.Column("is_office", sa.Boolean(), nullable=False, comment="the disclosure office itself"),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_units_agency_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_units_agency_id_code")),
    )
    op.create_index(op.f("ix_units_agency_id"), "units", ["agency_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False, comment="values of statute.workflow.Role"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="argon2id"),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until_at", INSTANT, nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", BIG_ID, nullable=True, comment="last used time step: a code works once"),
        sa.Column("stand_in_id", BIG_ID, nullable=True, comment="AB角: who acts when away"),
        sa.Column("away_until_on", sa.String(length=10), nullable=True, comment="legal day, ISO"),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_staff_agency_id_agencies")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["staff.id"], name=op.f("fk_staff_stand_in_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_staff_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    op.create_index(op.f("ix_staff_agency_id"), "staff", ["agency_id"], unique=False)
    op.create_index(op.f("ix_staff_unit_id"), "staff", ["unit_id"], unique=False)
    op.create_table(
        "staff_links",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("conversation_id", BIG_ID, nullable=True, comment="the linked chat, once used"),
        sa.Column("unlinked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_links_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_links")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_staff_links_code_digest")),
    )
    op.create_index(op.f("ix_staff_links_staff_id"), "staff_links", ["staff_id"], unique=False)
    op.create_table(
        "staff_sessions",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False, comment="browser as it named itself"),
        sa.Column("totp_passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_sessions_token_digest")),
    )
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False)
