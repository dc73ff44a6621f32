"""days on which partners are active, reckoned once

Revision ID: 0026
Revises: 0025
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from app.domain.agreements import Terms
from app.domain.partner_growth import Spell, spell_of_activity, stretches

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ARCHIVED = sa.text('archived_at IS NOT NULL')
WHOLE = sa.text('branch_id IS NULL')
PORTION = 5_000
PAPERS = sa.text(
    'SELECT partnership_id, valid_from, valid_until, terminated_on FROM agreements'
    " WHERE kind IN ('memorandum', 'cooperation') AND archived_at IS NULL"
).columns(valid_from=sa.Date, valid_until=sa.Date, terminated_on=sa.Date)
HELD = sa.text(
    'SELECT partnerships.id, events.branch_id, events.starts_on AS day FROM partnerships'
    ' JOIN event_partners ON event_partners.organisation_id = partnerships.organisation_id'
    ' JOIN events ON events.id = event_partners.event_id'
    " WHERE events.status = 'held' AND events.archived_at IS NULL"
).columns(day=sa.Date)
SUBMITTED = sa.text(
    'SELECT partnerships.id, NULL, applications.submitted_on AS day FROM partnerships'
    ' JOIN application_partners ON application_partners.organisation_id = partnerships.organisation_id'
    ' JOIN applications ON applications.id = application_partners.application_id'
    ' WHERE applications.submitted_on IS NOT NULL AND applications.archived_at IS NULL'
).columns(day=sa.Date)
NAMED = sa.text('SELECT id, branch_id FROM partnerships WHERE branch_id IS NOT NULL')


def upgrade():
    op.create_index(
        'ix_partnerships_archived', 'partnerships', ['id'], sqlite_where=ARCHIVED, postgresql_where=ARCHIVED
    )
    spans = op.create_table(
        'partner_spans',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('partnership_id', sa.Integer(), nullable=False),
        sa.Column('branch_id', sa.Integer(), nullable=True),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.CheckConstraint('first_day <= last_day', name=op.f('ck_partner_spans_days_in_order')),
        sa.CheckConstraint('since <= first_day', name=op.f('ck_partner_spans_since_is_earliest')),
        sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_partner_spans_branch_id_branches')),
        sa.ForeignKeyConstraint(
            ['partnership_id'],
            ['partnerships.id'],
            name=op.f('fk_partner_spans_partnership_id_partnerships'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_spans')),
        sa.UniqueConstraint(
            'partnership_id', 'branch_id', 'first_day', name=op.f('uq_partner_spans_partnership_id_branch_id_first_day')
        ),
    )
    op.create_index(
        'uq_partner_spans_whole', 'partner_spans', ['partnership_id', 'first_day'], unique=True,
        sqlite_where=WHOLE, postgresql_where=WHOLE,
    )
    op.create_index(
        'ix_partner_spans_days', 'partner_spans', ['branch_id', 'last_day', 'first_day', 'since', 'partnership_id']
    )
    rows = list(reckoned(op.get_bind()))
    for place in range(0, len(rows), PORTION):
        op.bulk_insert(spans, rows[place : place + PORTION])


def downgrade():
    op.drop_table('partner_spans')
    op.drop_index('ix_partnerships_archived', table_name='partnerships')


def reckoned(connection):
    """Yield the stretches of every partnership, in the whole system and in each branch."""
    spells = defaultdict(list)
    for partnership, begins, ends, ended in connection.execute(PAPERS):
        terms = Terms(begins, ends, terminated_on=ended)
        if terms.has_dates:
            spells[partnership, None].append(Spell(begins, terms.last_day))
    for statement in (HELD, SUBMITTED):
        for partnership, branch, day in connection.execute(statement):
            spell = spell_of_activity(day)
            for place in {None, branch}:
                spells[partnership, place].append(spell)
    for partnership, branch in connection.execute(NAMED):
        if (partnership, None) in spells:
            spells[partnership, branch] = spells[partnership, None]
    for (partnership, branch), found in spells.items():
        together = stretches(found)
        for first, last in together:
            yield {
                'partnership_id': partnership, 'branch_id': branch,
                'first_day': first, 'last_day': last, 'since': together[0][0],
            }
