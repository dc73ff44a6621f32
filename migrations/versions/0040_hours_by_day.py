"""indexes that give the hours of a branch, grant, role, status or volunteer in the order of their days

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEYS = ("application_id", "opportunity_id")
OF_BRANCH, OF_VOLUNTEER = "ix_hours_entries_branch_id_worked_on", "ix_hours_entries_volunteer_id_worked_on"
SUMS, SUMMED = "ix_hours_entries_sums", ("branch_id", "volunteer_id", "opportunity_id", "event_id", "application_id")


def upgrade() -> None:
    for key in KEYS:
        op.create_index(f"ix_hours_entries_{key}_worked_on", "hours_entries", [key, "worked_on", "id"])
        op.drop_index(f"ix_hours_entries_{key}", table_name="hours_entries")
    op.create_index(OF_BRANCH, "hours_entries", ["branch_id", "worked_on", "id", "status", "minutes"])
    op.drop_index("ix_hours_entries_branch_id", table_name="hours_entries")
    op.drop_index(OF_VOLUNTEER, table_name="hours_entries")
    op.create_index(OF_VOLUNTEER, "hours_entries", ["volunteer_id", "worked_on", "status"])
    op.drop_index(SUMS, table_name="hours_entries")
    op.create_index(SUMS, "hours_entries", ["status", "worked_on", "id", *SUMMED, "minutes"])


def downgrade() -> None:
    for key in KEYS:
        op.create_index(f"ix_hours_entries_{key}", "hours_entries", [key])
        op.drop_index(f"ix_hours_entries_{key}_worked_on", table_name="hours_entries")
    op.create_index("ix_hours_entries_branch_id", "hours_entries", ["branch_id"])
    op.drop_index(OF_BRANCH, table_name="hours_entries")
    op.drop_index(OF_VOLUNTEER, table_name="hours_entries")
    op.create_index(OF_VOLUNTEER, "hours_entries", ["volunteer_id", "worked_on"])
    op.drop_index(SUMS, table_name="hours_entries")
    op.create_index(SUMS, "hours_entries", ["status", "worked_on", *SUMMED, "minutes"])
