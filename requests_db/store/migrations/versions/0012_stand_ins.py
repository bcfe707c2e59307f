"""From which day somebody stands in for a colleague; the last day becomes a date as well."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("away_from_on", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps days as the same text in either kind of column
        op.alter_column(
            "staff",
            "away_until_on",
            type_=sa.Date(),
            existing_nullable=True,
            postgresql_using="away_until_on::date",
            comment="the last day away",
        )
