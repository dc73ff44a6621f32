"""corrections of hours, their value on grants, recognition of volunteers

Revision ID: 0014
Revises: 0013
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from app.domain.recognition import Help, last_milestone
from app.domain.retention_of_volunteers import standing_of


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


# (name, definition); a column that is added so keeps the checks that the table has on SQLite.
COLUMNS = (
    ('opportunity_id', 'INTEGER CONSTRAINT fk_hours_entries_opportunity_id_opportunities'
     ' REFERENCES opportunities (id)'),
    ('shift_id', 'INTEGER CONSTRAINT fk_hours_entries_shift_id_shifts REFERENCES shifts (id)'),
    ('source', "VARCHAR(32) DEFAULT 'staff' NOT NULL CONSTRAINT ck_hours_entries_source"
     " CHECK (source IN ('staff', 'shift', 'volunteer'))"),
    ('decline_reason', "VARCHAR(300) DEFAULT '' NOT NULL"),
)
TABLES = ('hours_corrections', 'hours_claims', 'grant_hour_rates', 'volunteer_months', 'volunteer_activity',
          'milestone_thanks')
SUMMED = ['status', 'worked_on', 'branch_id', 'volunteer_id', 'opportunity_id', 'event_id', 'application_id', 'minutes']
PORTION = 5_000


def upgrade() -> None:
    for name, definition in COLUMNS:
        op.execute(f'ALTER TABLE hours_entries ADD COLUMN {name} {definition}')
    op.create_index('ix_hours_entries_opportunity_id', 'hours_entries', ['opportunity_id'])
    op.create_index('ix_hours_entries_shift_id', 'hours_entries', ['shift_id'])
    op.create_index('ix_hours_entries_sums', 'hours_entries', SUMMED)
    op.create_index('uq_hours_entries_id_minutes_status', 'hours_entries', ['id', 'minutes', 'status'], unique=True)
    kept = sa.text("status <> 'rejected'")
    op.create_index(
        'uq_hours_entries_shift_volunteer', 'hours_entries', ['shift_id', 'volunteer_id'], unique=True,
        sqlite_where=kept, postgresql_where=kept,
    )
    op.create_table('milestone_thanks',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('thanked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('thanked_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['thanked_by_id'], ['users.id'], name=op.f('fk_milestone_thanks_thanked_by_id_users')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_milestone_thanks_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone_thanks')),
    sa.UniqueConstraint('volunteer_id', 'hours', name=op.f('uq_milestone_thanks_volunteer_id_hours'))
    )
    op.create_index('ix_milestone_thanks_thanked_by_id', 'milestone_thanks', ['thanked_by_id'])

    op.create_table('volunteer_activity',
    sa.Column('volunteer_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('returned_on', sa.Date(), nullable=True),
    sa.Column('milestone', sa.Integer(), nullable=False),
    sa.Column('milestone_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_volunteer_activity_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('volunteer_id', name=op.f('pk_volunteer_activity'))
    )
    op.create_index('ix_volunteer_activity_last_on', 'volunteer_activity', ['last_on'])
    op.create_index('ix_volunteer_activity_milestone_on', 'volunteer_activity', ['milestone_on'])

    op.create_table('volunteer_months',
    sa.Column('volunteer_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_volunteer_months_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('volunteer_id', 'month', name=op.f('pk_volunteer_months'))
    )
    op.create_index('ix_volunteer_months_month', 'volunteer_months', ['month'])

    op.create_table('grant_hour_rates',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('length(basis) > 0', name=op.f('ck_grant_hour_rates_basis_not_empty')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_grant_hour_rates_rate_positive')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_grant_hour_rates_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_grant_hour_rates_created_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_hour_rates')),
    sa.UniqueConstraint('application_id', 'valid_from', name=op.f('uq_grant_hour_rates_application_id_valid_from'))
    )
    op.create_index('ix_grant_hour_rates_created_by_id', 'grant_hour_rates', ['created_by_id'])

    op.create_table('hours_claims',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('hours_entry_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('entry_status', sa.Enum('logged', 'confirmed', 'rejected', name='entry_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("entry_status = 'confirmed'", name=op.f('ck_hours_claims_only_confirmed')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_hours_claims_rate_positive')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_hours_claims_value_not_negative')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_hours_claims_application_id_applications')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['users.id'], name=op.f('fk_hours_claims_claimed_by_id_users')),
    sa.ForeignKeyConstraint(['hours_entry_id', 'minutes', 'entry_status'], ['hours_entries.id', 'hours_entries.minutes', 'hours_entries.status'], name='fk_hours_claims_entry_as_confirmed'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_claims')),
    sa.UniqueConstraint('hours_entry_id', name=op.f('uq_hours_claims_hours_entry_id'))
    )
    op.create_index('ix_hours_claims_application_id_id', 'hours_claims', ['application_id', 'id'])
    op.create_index('ix_hours_claims_claimed_by_id', 'hours_claims', ['claimed_by_id'])

    op.create_table('hours_corrections',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('hours_entry_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_hours_corrections_reason_not_empty')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_hours_corrections_by_id_users')),
    sa.ForeignKeyConstraint(['hours_entry_id'], ['hours_entries.id'], name=op.f('fk_hours_corrections_hours_entry_id_hours_entries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_corrections'))
    )
    op.create_index('ix_hours_corrections_by_id', 'hours_corrections', ['by_id'])
    op.create_index('ix_hours_corrections_hours_entry_id', 'hours_corrections', ['hours_entry_id'])
    reckon(op.get_bind())


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for index in ('uq_hours_entries_shift_volunteer', 'uq_hours_entries_id_minutes_status',
                  'ix_hours_entries_sums', 'ix_hours_entries_shift_id',
                  'ix_hours_entries_opportunity_id'):
        op.drop_index(index, table_name='hours_entries')
    for name, _definition in reversed(COLUMNS):
        op.execute(f'ALTER TABLE hours_entries DROP COLUMN {name}')


def reckon(connection):
    """Fill what is reckoned from the confirmed hours of each volunteer, a portion of volunteers at a time."""
    entries = sa.table('hours_entries', *(sa.column(name) for name in ('volunteer_id', 'minutes', 'status')),
                       sa.column('worked_on', sa.Date()))
    names = ('volunteer_id', 'minutes', 'milestone')
    days = ('first_on', 'last_on', 'returned_on', 'milestone_on')
    activity = sa.table('volunteer_activity', *map(sa.column, names), *(sa.column(day, sa.Date()) for day in days))
    months = sa.table('volunteer_months', *map(sa.column, names[:2]), sa.column('month', sa.Date()))
    last = 0
    while True:
        confirmed = sa.and_(entries.c.status == 'confirmed', entries.c.volunteer_id > last)
        of = sa.select(entries.c.volunteer_id).where(confirmed).distinct().order_by(entries.c.volunteer_id)
        ids = list(connection.scalars(of.limit(PORTION)))
        if not ids:
            return
        last = ids[-1]
        helped, sums = defaultdict(list), defaultdict(int)
        rows = sa.select(entries.c.volunteer_id, entries.c.worked_on, entries.c.minutes)
        for row in connection.execute(rows.where(entries.c.status == 'confirmed', entries.c.volunteer_id.in_(ids))):
            helped[row.volunteer_id].append(Help(row.worked_on, row.minutes))
            sums[row.volunteer_id, row.worked_on.replace(day=1)] += row.minutes
        connection.execute(sa.insert(activity), [reckoned(*item) for item in helped.items()])
        connection.execute(
            sa.insert(months),
            [{'volunteer_id': who, 'month': month, 'minutes': total} for (who, month), total in sums.items()],
        )


def reckoned(volunteer_id, helped):
    """Return the row of one volunteer."""
    reached = last_milestone(helped)
    return {
        'volunteer_id': volunteer_id,
        'minutes': sum(item.minutes for item in helped),
        **standing_of(item.day for item in helped)._asdict(),
        'milestone': reached.hours if reached else 0,
        'milestone_on': reached.on if reached else None,
    }
