"""an index that gives the newest gifts of a giver without sorting all of them

Revision ID: 0032
Revises: 0031
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_donations_of_donor", "donations", ["donor_id", "received_on", "id"])
    op.drop_index("ix_donations_donor_id", table_name="donations")


def downgrade() -> None:
    op.create_index("ix_donations_donor_id", "donations", ["donor_id"])
    op.drop_index("ix_donations_of_donor", table_name="donations")
