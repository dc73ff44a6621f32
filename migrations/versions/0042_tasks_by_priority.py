"""the priority of tasks in the index of whose they are, so that all are put in order of it from there

Revision ID: 0042
Revises: 0041
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

NAME = "ix_tasks_of_assignee"
COLUMNS = ["assignee_id", "state", "due_key", "id", "archived_at"]


def upgrade() -> None:
    op.drop_index(NAME, table_name="tasks")
    op.create_index(NAME, "tasks", [*COLUMNS, "priority"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="tasks")
    op.create_index(NAME, "tasks", COLUMNS)
