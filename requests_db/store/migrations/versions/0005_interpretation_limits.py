"""Periods on policies that still lack their interpretation: whose they are and what warnings call them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "case_limits",
        sa.Column("agency_id", BIG_ID, nullable=True, comment="agency whose policy it is; only with entry_id"),
    )
    op.add_column(
        "case_limits",
        sa.Column("unit_id", BIG_ID, nullable=True, comment="unit that drafted the policy; only with entry_id"),
    )
    op.add_column(
        "case_limits",
        sa.Column("title", sa.Text(), nullable=False, server_default="", comment="title of the policy, for warnings"),
    )
    op.create_index(op.f("ix_case_limits_entry_id"), "case_limits", ["entry_id"], unique=False)
