"""The knowledge base: entries, versions, steps, synonyms, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "knowledge_entries",
        sa.Column("id", sa.Integer(), nullable=False, comment="Number of the entry"),
        sa.Column("key", sa.String(length=200), nullable=False, comment="Identity an import recognises it by"),
        sa.Column(
            "stage",
            sa.String(length=16),
            nullable=False,
            comment="Stage of the latest version: draft, review, published or withdrawn",
        ),
        sa.Column("current_version", sa.Integer(), nullable=False, comment="Number of the latest version, from 1"),
        sa.Column(
            "published_version",
            sa.Integer(),
            nullable=True,
            comment="Version citizens are answered from; null when none is live",
        ),
        sa.Column(
            "owner_unit",
            sa.String(length=64),
            server_default="",
            nullable=False,
            comment="Code of the unit that keeps it (who drafts explains)",
        ),
        sa.Column("review_on", sa.Date(), nullable=True, comment="Day by which the owner unit looks at it again"),
        sa.Column(
            "is_policy",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="A policy that must come with an interpretation",
        ),
        sa.Column("interprets_id", sa.Integer(), nullable=True, comment="The policy entry this entry interprets"),
        sa.Column(
            "imported_digest",
            sa.String(length=64),
            server_default="",
            nullable=False,
            comment="Digest last imported; the same file again changes nothing",
        ),
        sa.Column("lock_version", sa.Integer(), nullable=False, comment="Counts every change; the optimistic lock"),
        sa.Column(
            "revision",
            sa.BigInteger(),
            nullable=False,
            comment="Value of knowledge_revision when what citizens can see of it last changed",
        ),
        sa.Column("created_at", INSTANT, nullable=False, comment="First stored, UTC"),
        sa.Column("updated_at", INSTANT, nullable=False, comment="Last changed, UTC"),
        sa.CheckConstraint(
            "stage in ('draft', 'review', 'published', 'withdrawn')", name=op.f("ck_knowledge_entries_stage")
        ),
        sa.ForeignKeyConstraint(
            ["interprets_id"],
            ["knowledge_entries.id"],
            name=op.f("fk_knowledge_entries_interprets_id_knowledge_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_knowledge_entries_key")),
        comment="Entries of the knowledge base, one row each",
    )
    op.create_index("ix_knowledge_entries_interprets_id", "knowledge_entries", ["interprets_id"], unique=False)
    op.create_index("ix_knowledge_entries_owner_unit", "knowledge_entries", ["owner_unit"], unique=False)
    op.create_index("ix_knowledge_entries_review_on", "knowledge_entries", ["review_on"], unique=False)
    op.create_index("ix_knowledge_entries_revision", "knowledge_entries", ["revision"], unique=False)
    op.create_index("ix_knowledge_entries_stage", "knowledge_entries", ["stage"], unique=False)
    op.create_table(
        "knowledge_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="Always 1"),
        sa.Column(
            "value", sa.BigInteger(), nullable=False, comment="Counter; its row lock puts changes in commit order"
        ),
        sa.Column(
            "synonyms_value", sa.BigInteger(), nullable=False, comment="Counter value when synonyms last changed"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_revision")),
        comment="Change counter for live reload; exactly one row, id 1, created by the migration",
    )
    op.create_table(
        "knowledge_synonyms",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number"),
        sa.Column("term", sa.String(length=100), nullable=False, comment="What people say"),
        sa.Column("same_as", sa.String(length=100), nullable=False, comment="What publications say"),
        sa.Column("author", sa.String(length=200), nullable=False, comment="Who added it"),
        sa.Column("at", INSTANT, nullable=False, comment="When it was added, UTC"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_synonyms")),
        sa.UniqueConstraint("term", "same_as", name=op.f("uq_knowledge_synonyms_term_same_as")),
        comment="Spoken names of things, edited by staff",
    )
    op.create_table(
        "knowledge_feedback",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number"),
        sa.Column("question", sa.Text(), nullable=False, comment="The question, personal data masked"),
        sa.Column("status", sa.String(length=16), nullable=False, comment="Answer status given at the time"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="asked, useful, useless or unanswered"),
        sa.Column("entry_id", sa.Integer(), nullable=True, comment="Entry that was quoted, if any"),
        sa.Column("at", INSTANT, nullable=False, comment="When it was asked or judged, UTC"),
        sa.Column("resolved_at", INSTANT, nullable=True, comment="When staff settled it, UTC; null: open"),
        sa.Column("resolved_by", sa.String(length=200), server_default="", nullable=False, comment="Who settled it"),
        sa.Column("resolved_entry_id", sa.Integer(), nullable=True, comment="Entry that now answers it, if any"),
        sa.CheckConstraint(
            "kind in ('asked', 'useful', 'useless', 'unanswered')", name=op.f("ck_knowledge_feedback_kind")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entries.id"], name=op.f("fk_knowledge_feedback_entry_id_knowledge_entries")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_entry_id"],
            ["knowledge_entries.id"],
            name=op.f("fk_knowledge_feedback_resolved_entry_id_knowledge_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_feedback")),
        comment="Questions with their verdicts; personal data masked beforehand",
    )
    op.create_index("ix_knowledge_feedback_entry_id", "knowledge_feedback", ["entry_id"], unique=False)
    op.create_index("ix_knowledge_feedback_kind_at", "knowledge_feedback", ["kind", "at"], unique=False)
    op.create_table(
        "knowledge_steps",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number; order of the steps"),
        sa.Column("entry_id", sa.Integer(), nullable=False, comment="The entry"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Latest version when the step was taken"),
        sa.Column(
            "action",
            sa.String(length=16),
            nullable=False,
            comment="import, draft, revise, submit, return, publish, expire, withdraw, plan or link",
        ),
        sa.Column("from_stage", sa.String(length=16), nullable=False, comment="Stage before; empty for a new entry"),
        sa.Column("to_stage", sa.String(length=16), nullable=False, comment="Stage after"),
        sa.Column("author", sa.String(length=200), nullable=False, comment="Who took the step"),
        sa.Column("at", INSTANT, nullable=False, comment="When, UTC"),
        sa.Column("note", sa.Text(), nullable=False, comment="Reason or remark; may be empty"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entries.id"], name=op.f("fk_knowledge_steps_entry_id_knowledge_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_steps")),
        comment="Life cycle steps of entries, appended and never changed",
    )
    op.create_index("ix_knowledge_steps_entry_id", "knowledge_steps", ["entry_id"], unique=False)
    op.create_table(
        "knowledge_versions",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number"),
        sa.Column("entry_id", sa.Integer(), nullable=False, comment="The entry"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Number within the entry, from 1"),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the content; equal content is not stored twice",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title"),
        sa.Column("questions", sa.JSON(), nullable=False, comment="Wordings by which people ask for it, list of text"),
        sa.Column(
            "passages", sa.JSON(), nullable=False, comment="Body in order: list of {text, heading_path: list of text}"
        ),
        sa.Column("document_number", sa.Text(), nullable=False, comment="Document number as printed; empty when none"),
        sa.Column(
            "index_number", sa.Text(), nullable=False, comment="Index number (suoyinhao) as printed; empty when none"
        ),
        sa.Column("issuer", sa.Text(), nullable=False, comment="Issuing body; empty when unknown"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="Day of publication"),
        sa.Column("effective_on", sa.Date(), nullable=True, comment="First day on which it holds"),
        sa.Column("expires_on", sa.Date(), nullable=True, comment="Last day on which it holds"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the publication; empty when none"),
        sa.Column("region", sa.Text(), nullable=False, comment="Region it applies to; empty when not limited"),
        sa.Column("department", sa.Text(), nullable=False, comment="Department or subject; empty when not limited"),
        sa.Column(
            "owner_unit", sa.String(length=64), nullable=False, comment="Code of the owner unit as of this version"
        ),
        sa.Column("basis", sa.JSON(), nullable=False, comment="Articles relied on, list of text"),
        sa.Column("is_sample", sa.Boolean(), nullable=False, comment="Sample content, shown as such"),
        sa.Column("origin", sa.Text(), nullable=False, comment="File it was read from; empty when written at the desk"),
        sa.Column(
            "author", sa.String(length=200), nullable=False, comment="Who wrote the version: staff account or import"
        ),
        sa.Column("at", INSTANT, nullable=False, comment="When it was written, UTC"),
        sa.Column("note", sa.Text(), nullable=False, comment="Why, in the author's words; may be empty"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entries.id"], name=op.f("fk_knowledge_versions_entry_id_knowledge_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_versions")),
        sa.UniqueConstraint("entry_id", "version", name=op.f("uq_knowledge_versions_entry_id_version")),
        comment="Versions of entries, appended and never changed",
    )
    counter = sa.table("knowledge_revision", sa.column("id"), sa.column("value"), sa.column("synonyms_value"))
    op.bulk_insert(counter, [{"id": 1, "value": 0, "synonyms_value": 0}])
