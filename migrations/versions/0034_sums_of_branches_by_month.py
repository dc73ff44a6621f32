"""indexes that give the hours and the partners of a branch in a month without looking at every day of the year

Revision ID: 0034
Revises: 0033
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_hours_days_of_branch", "hours_days", ["branch_id", "day", "minutes"])
    op.drop_index("ix_hours_days_branch_id", table_name="hours_days")
    op.create_index("ix_partner_spans_begun", "partner_spans", ["branch_id", "first_day", "partnership_id"])


def downgrade() -> None:
    op.drop_index("ix_partner_spans_begun", table_name="partner_spans")
    op.create_index("ix_hours_days_branch_id", "hours_days", ["branch_id"])
    op.drop_index("ix_hours_days_of_branch", table_name="hours_days")
