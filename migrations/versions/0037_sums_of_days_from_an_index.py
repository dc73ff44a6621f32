"""an index that gives the entries and the hours of a period without looking at every day of it

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_hours_days_sums", "hours_days", ["day", "minutes", "entries"])
    op.drop_index("ix_hours_days_day_minutes", table_name="hours_days")


def downgrade() -> None:
    op.create_index("ix_hours_days_day_minutes", "hours_days", ["day", "minutes"])
    op.drop_index("ix_hours_days_sums", table_name="hours_days")
