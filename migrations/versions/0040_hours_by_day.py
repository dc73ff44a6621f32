"""indexes that give the hours of a branch, grant, role or status, or a volunteer’s by status, in the order of their days

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEYS = (("branch_id", "status", "minutes"), ("application_id",), ("opportunity_id",))
LAST = "ix_hours_entries_volunteer_id_worked_on"
SUMS, SUMMED = "ix_hours_entries_sums", ("branch_id", "volunteer_id", "opportunity_id", "event_id", "application_id")


def upgrade() -> None:
    for key, *also in KEYS:
        op.create_index(f"ix_hours_entries_{key}_worked_on", "hours_entries", [key, "worked_on", "id", *also])
        op.drop_index(f"ix_hours_entries_{key}", table_name="hours_entries")
    op.drop_index(LAST, table_name="hours_entries")
    op.create_index(LAST, "hours_entries", ["volunteer_id", "worked_on", "status"])
    op.drop_index(SUMS, table_name="hours_entries")
    op.create_index(SUMS, "hours_entries", ["status", "worked_on", "id", *SUMMED, "minutes"])


def downgrade() -> None:
    for key, *_also in KEYS:
        op.create_index(f"ix_hours_entries_{key}", "hours_entries", [key])
        op.drop_index(f"ix_hours_entries_{key}_worked_on", table_name="hours_entries")
    op.drop_index(LAST, table_name="hours_entries")
    op.create_index(LAST, "hours_entries", ["volunteer_id", "worked_on"])
    op.drop_index(SUMS, table_name="hours_entries")
    op.create_index(SUMS, "hours_entries", ["status", "worked_on", *SUMMED, "minutes"])
