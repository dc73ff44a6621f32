"""indexes of who came to an organisation last, for its timeline, of when shifts begin and of those at events

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

BEGUN, SHIFTS, AT_EVENTS = "ix_affiliations_begun", "ix_shifts_starts_at_id", "ix_shifts_event_id"
AT_EVENT = sa.text("event_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(BEGUN, "affiliations", ["organisation_id", "starts_on", "id"])
    op.create_index(SHIFTS, "shifts", ["starts_at", "id"])
    op.drop_index(AT_EVENTS, table_name="shifts")
    op.create_index(AT_EVENTS, "shifts", ["event_id"], sqlite_where=AT_EVENT, postgresql_where=AT_EVENT)


def downgrade() -> None:
    op.drop_index(AT_EVENTS, table_name="shifts")
    op.create_index(AT_EVENTS, "shifts", ["event_id"])
    op.drop_index(SHIFTS, table_name="shifts")
    op.drop_index(BEGUN, table_name="affiliations")
