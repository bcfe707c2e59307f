"""Units that help with another unit's case."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_assists",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_assists_case_id_cases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_assists_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assists")),
        sa.UniqueConstraint("case_id", "unit_id", name=op.f("uq_case_assists_case_id_unit_id")),
    )
    op.create_index(op.f("ix_case_assists_unit_id"), "case_assists", ["unit_id"], unique=False)
