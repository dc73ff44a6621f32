"""hours added up by day and branch, and indexes for what is read often

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEXES = (
    ('ix_tasks_assignee_id_closed_at', 'tasks', ['assignee_id', 'closed_at']),
    ('ix_volunteers_started_on', 'volunteers', ['started_on']),
    ('ix_volunteer_months_month_volunteer_id', 'volunteer_months', ['month', 'volunteer_id']),
)


def upgrade():
    op.create_table(
        'hours_days',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('branch_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.CheckConstraint('minutes >= 0', name=op.f('ck_hours_days_minutes_not_negative')),
        sa.CheckConstraint('entries >= 0', name=op.f('ck_hours_days_entries_not_negative')),
        sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_hours_days_branch_id_branches')),
        sa.PrimaryKeyConstraint('day', 'branch_id', name=op.f('pk_hours_days')),
    )
    op.create_index('ix_hours_days_branch_id', 'hours_days', ['branch_id'])
    op.execute(
        'INSERT INTO hours_days (day, branch_id, entries, minutes)'
        ' SELECT worked_on, branch_id, COUNT(*), SUM(minutes) FROM hours_entries'
        " WHERE status = 'confirmed' GROUP BY worked_on, branch_id"
    )
    op.drop_index('ix_volunteer_months_month', table_name='volunteer_months')
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for name, table, _columns in INDEXES:
        op.drop_index(name, table_name=table)
    op.create_index('ix_volunteer_months_month', 'volunteer_months', ['month'])
    op.drop_table('hours_days')
