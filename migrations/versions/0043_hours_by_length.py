"""an index of hours by how long they were, in the order of which the log can be put

Revision ID: 0043
Revises: 0042
"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

NAME = "ix_hours_entries_minutes_id"


def upgrade() -> None:
    op.create_index(NAME, "hours_entries", ["minutes", "id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="hours_entries")
