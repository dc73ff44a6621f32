"""indexes that home, recognition and the sums of hours by event are read from alone

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ARCHIVED = sa.text('archived_at IS NOT NULL')
AT_EVENTS = sa.text('event_id IS NOT NULL')


def upgrade():
    op.create_index('ix_volunteers_archived', 'volunteers', ['id'], sqlite_where=ARCHIVED, postgresql_where=ARCHIVED)
    op.drop_index('ix_volunteer_activity_last_on', table_name='volunteer_activity')
    op.create_index(
        'ix_volunteer_activity_retention', 'volunteer_activity', ['last_on', 'first_on', 'returned_on', 'volunteer_id']
    )
    op.create_index('ix_attendance_counts_event_id_count', 'attendance_counts', ['event_id', 'count'])
    op.create_index('ix_hours_days_day_minutes', 'hours_days', ['day', 'minutes'])
    op.create_index(
        'ix_hours_entries_at_events',
        'hours_entries',
        ['status', 'worked_on', 'event_id', 'minutes'],
        sqlite_where=AT_EVENTS,
        postgresql_where=AT_EVENTS,
    )


def downgrade():
    op.drop_index('ix_hours_entries_at_events', table_name='hours_entries')
    op.drop_index('ix_hours_days_day_minutes', table_name='hours_days')
    op.drop_index('ix_attendance_counts_event_id_count', table_name='attendance_counts')
    op.drop_index('ix_volunteer_activity_retention', table_name='volunteer_activity')
    op.create_index('ix_volunteer_activity_last_on', 'volunteer_activity', ['last_on'])
    op.drop_index('ix_volunteers_archived', table_name='volunteers')
