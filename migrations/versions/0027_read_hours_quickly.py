"""hours of volunteers added up by year, and an index for the tasks of one person

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'volunteer_years',
        sa.Column('volunteer_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('branch_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['volunteer_id'],
            ['volunteers.id'],
            name=op.f('fk_volunteer_years_volunteer_id_volunteers'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_volunteer_years_branch_id_branches')),
        sa.PrimaryKeyConstraint('volunteer_id', 'year', 'branch_id', name=op.f('pk_volunteer_years')),
    )
    op.create_index('ix_volunteer_years_branch_id', 'volunteer_years', ['branch_id'])
    op.create_index(
        'ix_volunteer_years_sums', 'volunteer_years', ['year', 'volunteer_id', 'branch_id', 'entries', 'minutes']
    )
    year = "CAST(strftime('%Y', worked_on) AS INTEGER)"
    if op.get_bind().dialect.name == 'postgresql':
        year = 'CAST(EXTRACT(year FROM worked_on) AS INTEGER)'
    op.execute(
        'INSERT INTO volunteer_years (volunteer_id, year, branch_id, entries, minutes)'
        f' SELECT volunteer_id, {year}, branch_id, COUNT(*), SUM(minutes) FROM hours_entries'
        f" WHERE status = 'confirmed' GROUP BY volunteer_id, {year}, branch_id"
    )
    op.drop_index('ix_tasks_assignee_id_state_due_key', table_name='tasks')
    op.create_index('ix_tasks_of_assignee', 'tasks', ['assignee_id', 'state', 'due_key', 'id', 'archived_at'])


def downgrade():
    op.drop_index('ix_tasks_of_assignee', table_name='tasks')
    op.create_index('ix_tasks_assignee_id_state_due_key', 'tasks', ['assignee_id', 'state', 'due_key'])
    op.drop_table('volunteer_years')
