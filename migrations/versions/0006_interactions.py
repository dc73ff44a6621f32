"""participants, outcomes and received letters

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('interactions', sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('interactions', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    # The list of one author is read in the order of time.
    op.drop_index('ix_interactions_author_id', table_name='interactions')
    op.create_index('ix_interactions_author_id_occurred_at', 'interactions', ['author_id', 'occurred_at'])

    op.create_table('interaction_details',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.Enum('incoming', 'outgoing', name='direction', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('agreed', 'call_back', 'no_answer', 'refused', 'information', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('outcome_note', sa.String(length=300), nullable=False),
    sa.Column('next_step', sa.String(length=200), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('next_assignee_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.String(length=255), nullable=True),
    sa.Column('sender', sa.String(length=300), nullable=False),
    sa.Column('recipients', sa.String(length=1000), nullable=False),
    sa.CheckConstraint('minutes IS NULL OR (minutes > 0 AND minutes <= 1440)', name=op.f('ck_interaction_details_minutes_of_a_day')),
    sa.CheckConstraint('next_on IS NULL OR length(next_step) > 0', name=op.f('ck_interaction_details_next_day_has_a_step')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_interaction_details_application_id_applications'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_interaction_details_event_id_events'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['interactions.id'], name=op.f('fk_interaction_details_id_interactions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['next_assignee_id'], ['users.id'], name=op.f('fk_interaction_details_next_assignee_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_interaction_details_partnership_id_partnerships'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interaction_details'))
    )
    for column in ('outcome', 'next_assignee_id', 'application_id', 'partnership_id', 'event_id', 'message_id'):
        op.create_index(op.f(f'ix_interaction_details_{column}'), 'interaction_details', [column])

    for name, other, table in (
        ('interaction_contacts', 'contact_id', 'contacts'),
        ('interaction_users', 'user_id', 'users'),
        ('interaction_files', 'attachment_id', 'attachments'),
    ):
        op.create_table(name,
        sa.Column('interaction_id', sa.Integer(), nullable=False),
        sa.Column(other, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['interaction_id'], ['interactions.id'], name=op.f(f'fk_{name}_interaction_id_interactions'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint([other], [f'{table}.id'], name=op.f(f'fk_{name}_{other}_{table}'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('interaction_id', other, name=op.f(f'pk_{name}'))
        )
        op.create_index(op.f(f'ix_{name}_{other}'), name, [other])


def downgrade():
    op.execute("DELETE FROM search_entries WHERE kind = 'interaction'")
    for name in ('interaction_files', 'interaction_users', 'interaction_contacts', 'interaction_details'):
        op.drop_table(name)
    op.drop_index('ix_interactions_author_id_occurred_at', table_name='interactions')
    op.create_index('ix_interactions_author_id', 'interactions', ['author_id'])
    op.drop_column('interactions', 'version')
    op.drop_column('interactions', 'archived_at')
