"""Cases: history, limits, reminders, files, consultations, tasks, chains; and the outbox that refers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "chain_heads",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("seq", BIG_ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_heads")),
    )
    op.create_table(
        "register_entries",
        sa.Column("seq", BIG_ID, autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
            comment="case_event, access, download, sign_in, staff, calendar, settings …",
        ),
        sa.Column("subject", sa.String(length=80), nullable=False, comment="what it is about, e.g. case:12"),
        sa.Column("actor_kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", BIG_ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False, comment="no personal data"),
        sa.Column(
            "digest", sa.LargeBinary(length=32), nullable=False, comment="hash of the case event, or of the facts"
        ),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_register_entries")),
    )
    op.create_index(op.f("ix_register_entries_subject"), "register_entries", ["subject"], unique=False)
    op.create_table(
        "code_attempts",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_code_attempts_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_attempts")),
    )
    op.create_index("ix_code_attempts_conversation_at", "code_attempts", ["conversation_id", "at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False, comment="number given to the applicant"),
        sa.Column(
            "submit_key_digest",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="recognises the same submission sent twice",
        ),
        sa.Column("access_digest", sa.LargeBinary(length=32), nullable=True, comment="keyed digest of the access code"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="statute.workflow.State"),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False, comment="statute.deadlines.Channel"),
        sa.Column(
            "applicant_kind",
            sa.String(length=40),
            nullable=False,
            comment="natural, business, research, charity, legal_service, other",
        ),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True, comment="Art. 31: day 0 of the reply period"),
        sa.Column("law_on", sa.Date(), nullable=False, comment="the day whose law governs the case"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("clock_state", sa.String(length=40), nullable=False),
        sa.Column("pause_reason", sa.String(length=40), nullable=False, comment="why the clock stands, a key"),
        sa.Column("stopped_until", sa.Date(), nullable=True, comment="the clock stands up to and including this day"),
        sa.Column("calendar_version", sa.String(length=64), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True, comment="statute.outcomes key"),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("re_review_on", sa.Date(), nullable=True, comment="Art. 18: look again at a refusal"),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True, comment="first time a member of staff opened it"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column(
            "wanted_sealed", sa.LargeBinary(), nullable=False, comment="what is asked for, form of supply, help needed"
        ),
        sa.Column(
            "applicant_sealed", sa.LargeBinary(), nullable=False, comment="name, identity, contact, agent, consent"
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_cases_agency_id_agencies")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_cases_holder_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("ref", name=op.f("uq_cases_ref")),
        sa.UniqueConstraint("submit_key_digest", name=op.f("uq_cases_submit_key_digest")),
    )
    op.create_index("ix_cases_agency_open_due", "cases", ["agency_id", "is_open", "due_on", "id"], unique=False)
    op.create_index("ix_cases_agency_state", "cases", ["agency_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_cases_answered_on"), "cases", ["answered_on"], unique=False)
    op.create_index("ix_cases_holder_open_due", "cases", ["holder_id", "is_open", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_cases_received_on"), "cases", ["received_on"], unique=False)
    op.create_index("ix_cases_unit_open_due", "cases", ["unit_id", "is_open", "due_on", "id"], unique=False)
    op.create_table(
        "consultations",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="question, complaint, suggestion, feedback"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="open, answered, closed"),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_consultations_agency_id_agencies")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_consultations_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_consultations_holder_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_consultations_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("ref", name=op.f("uq_consultations_ref")),
    )
    op.create_index(op.f("ix_consultations_conversation_id"), "consultations", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_consultations_holder_id"), "consultations", ["holder_id"], unique=False)
    op.create_index("ix_consultations_state_due", "consultations", ["agency_id", "state", "due_on"], unique=False)
    op.create_index(op.f("ix_consultations_unit_id"), "consultations", ["unit_id"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="1, 2, 3 … within the case"),
        sa.Column("action", sa.String(length=40), nullable=False, comment="statute.workflow.Action"),
        sa.Column("actor_kind", sa.String(length=40), nullable=False, comment="applicant, staff, system"),
        sa.Column("actor_id", BIG_ID, nullable=True, comment="staff id or conversation id"),
        sa.Column("actor_label", sa.String(length=120), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False, comment="the legal day of what happened"),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.Column("clock_events", sa.JSON(), nullable=False, comment="events of the statutory clock it adds"),
        sa.Column("facts", sa.JSON(), nullable=False, comment="no personal data"),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=True, comment="texts and personal data"),
        sa.Column("private_digest", sa.LargeBinary(length=32), nullable=True, comment="keyed digest: survives erasure"),
        sa.Column("state_before", sa.String(length=40), nullable=False),
        sa.Column("state_after", sa.String(length=40), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_case_events_case_id_seq")),
    )
    op.create_index("ix_case_events_action_on", "case_events", ["action", "on_day"], unique=False)
    op.create_table(
        "case_followers",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("is_applicant", sa.Boolean(), nullable=False, comment="filed from here"),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_followers_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_case_followers_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_followers")),
        sa.UniqueConstraint("case_id", "conversation_id", name=op.f("uq_case_followers_case_id_conversation_id")),
    )
    op.create_index(op.f("ix_case_followers_conversation_id"), "case_followers", ["conversation_id"], unique=False)
    op.create_table(
        "case_limits",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("consultation_id", BIG_ID, nullable=True),
        sa.Column("entry_id", BIG_ID, nullable=True, comment="policy entry whose interpretation is due"),
        sa.Column("key", sa.String(length=40), nullable=False, comment="statute.limits key"),
        sa.Column(
            "subject", sa.String(length=40), nullable=False, comment="which consultation letter, where several run"
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True, comment="none while paused"),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False, comment="open, paused, met, cancelled"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_limits_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_case_limits_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_limits")),
    )
    op.create_index(op.f("ix_case_limits_case_id"), "case_limits", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_limits_consultation_id"), "case_limits", ["consultation_id"], unique=False)
    op.create_index("ix_case_limits_status_due", "case_limits", ["status", "due_on"], unique=False)
    op.create_table(
        "case_search",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column(
            "field",
            sa.String(length=40),
            nullable=False,
            comment="name, identity, phone, email: whole; subject: two-character pieces",
        ),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_search_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_search")),
    )
    op.create_index(op.f("ix_case_search_case_id"), "case_search", ["case_id"], unique=False)
    op.create_index("ix_case_search_field_digest", "case_search", ["field", "digest", "case_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False, comment="unguessable outside name"),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("conversation_id", BIG_ID, nullable=True),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
            comment="material, identity, authority, reply, letter, receipt, service_proof",
        ),
        sa.Column("visibility", sa.String(length=40), nullable=False, comment="internal, applicant, public"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes before sealing"),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False, comment="keyed digest of the content"),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True, comment="none once lawfully erased"),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_files_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_files_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("token", name=op.f("uq_files_token")),
    )
    op.create_index(op.f("ix_files_case_id"), "files", ["case_id"], unique=False)
    op.create_index(op.f("ix_files_conversation_id"), "files", ["conversation_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="counts up within the conversation"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="reply, notice"),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False, comment="the Reply as JSON"),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
            comment="kept (fetched by the client), pending, sent, refused",
        ),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("lease_until_at", INSTANT, nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=False),
        sa.Column("sent_parts", sa.Integer(), nullable=False, comment="parts of a split message already accepted"),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False, comment="class of the last failure, no content"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_outbox_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_outbox_conversation_id_number")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"], unique=False)
    op.create_index("ix_outbox_state_next", "outbox", ["state", "next_attempt_at"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column(
            "key", sa.String(length=120), nullable=False, comment="identity of the gap: found twice, opened once"
        ),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
            comment="undeliverable, confirm_receipt, dates_changed, gap, poison …",
        ),
        sa.Column("case_id", BIG_ID, nullable=True),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False, comment="open, resolved"),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_tasks_agency_id_agencies")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_tasks_holder_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tasks_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_tasks_key")),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"], unique=False)
    op.create_index("ix_tasks_state", "tasks", ["agency_id", "state"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("limit_id", BIG_ID, nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
            comment="before_5, before_3, before_1, due, overdue_1 …, unopened",
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fire_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False, comment="planned, fired, cancelled"),
        sa.Column("fired_at", INSTANT, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["limit_id"], ["case_limits.id"], name=op.f("fk_reminders_limit_id_case_limits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("limit_id", "kind", "due_on", name=op.f("uq_reminders_limit_id_kind_due_on")),
    )
    op.create_index("ix_reminders_status_fire", "reminders", ["status", "fire_at"], unique=False)
    heads = sa.table("chain_heads", sa.column("name"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(heads, [{"name": "register", "seq": 0, "hash": bytes(32)}])
