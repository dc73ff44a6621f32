"""indexes that give the hours of a period and the volunteers of a list without reading their rows

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ARCHIVED = sa.text("archived_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_hours_days_sums", "hours_days", ["day", "minutes", "entries"])
    op.drop_index("ix_hours_days_day_minutes", table_name="hours_days")
    op.create_index("ix_volunteers_archive", "volunteers", ["archived_at", "id", "person_id", "branch_id"])
    op.drop_index("ix_volunteers_archived", table_name="volunteers")


def downgrade() -> None:
    op.create_index("ix_volunteers_archived", "volunteers", ["id"], sqlite_where=ARCHIVED, postgresql_where=ARCHIVED)
    op.drop_index("ix_volunteers_archive", table_name="volunteers")
    op.create_index("ix_hours_days_day_minutes", "hours_days", ["day", "minutes"])
    op.drop_index("ix_hours_days_sums", table_name="hours_days")
