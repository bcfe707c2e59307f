"""Word layouts an office prints its letters on in the place of ours."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "office_layouts",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False, comment="letter, form, list, or one kind of letter"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="a Word file with places, no personal data"),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_office_layouts_agency_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_layouts")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_office_layouts_agency_id_name")),
    )
