"""indexes of who came to an organisation last, for its timeline, and of when shifts begin

Revision ID: 0044
Revises: 0043
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

BEGUN, SHIFTS = "ix_affiliations_begun", "ix_shifts_starts_at_id"


def upgrade() -> None:
    op.create_index(BEGUN, "affiliations", ["organisation_id", "starts_on", "id"])
    op.create_index(SHIFTS, "shifts", ["starts_at", "id"])


def downgrade() -> None:
    op.drop_index(SHIFTS, table_name="shifts")
    op.drop_index(BEGUN, table_name="affiliations")
