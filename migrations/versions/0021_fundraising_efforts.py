"""what fundraising costs, and the settings of the forecast

Revision ID: 0021
Revises: 0020
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CURRENCIES = ("UAH", "EUR", "USD", "GBP", "PLN", "CHF", "CZK", "SEK", "NOK", "DKK")
RATE_SOURCES = ("manual", "nbu", "bank", "same_currency")
SOURCES = ("application", "campaign", "donor", "other")
WORK = (
    "research", "writing", "budgeting", "meetings", "promotion", "gathering", "travel", "reporting", "other_work",
)


def _choice(name, *values, length=32):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def upgrade():
    settings = op.create_table('forecast_settings',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('prior_weight', sa.Integer(), nullable=False),
    sa.Column('wait_days', sa.Integer(), nullable=False),
    sa.Column('hour_rate', sa.BigInteger(), nullable=True),
    sa.Column('rate_basis', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_forecast_settings_one_row')),
    sa.CheckConstraint('prior_weight BETWEEN 0 AND 100', name=op.f('ck_forecast_settings_prior_weight_in_bounds')),
    sa.CheckConstraint('wait_days BETWEEN 1 AND 730', name=op.f('ck_forecast_settings_wait_days_in_bounds')),
    sa.CheckConstraint('hour_rate IS NULL OR hour_rate > 0', name=op.f('ck_forecast_settings_hour_rate_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forecast_settings'))
    )
    now = datetime.now(UTC)
    op.bulk_insert(
        settings,
        [
            {
                'id': 1, 'prior_weight': 5, 'wait_days': 90, 'hour_rate': None, 'rate_basis': '',
                'created_at': now, 'updated_at': now, 'version': 1,
            }
        ],
    )

    op.create_table('fundraising_efforts',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('who_id', sa.Integer(), nullable=True),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('source', _choice('source', *SOURCES), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('donor_id', sa.Integer(), nullable=True),
    sa.Column('work', _choice('work', *WORK), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('base_amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', _choice('currency', *CURRENCIES, length=3), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('rate_date', sa.Date(), nullable=False),
    sa.Column('rate_source', _choice('rate_source', *RATE_SOURCES), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_fundraising_efforts_amount_not_negative')),
    sa.CheckConstraint('base_amount >= 0', name=op.f('ck_fundraising_efforts_base_amount_not_negative')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_fundraising_efforts_rate_positive')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 44640', name=op.f('ck_fundraising_efforts_minutes_in_bounds')),
    sa.CheckConstraint('minutes > 0 OR amount > 0', name=op.f('ck_fundraising_efforts_something_spent')),
    sa.CheckConstraint("(source = 'application') = (application_id IS NOT NULL) AND (source = 'campaign') = (campaign_id IS NOT NULL) AND (source = 'donor') = (donor_id IS NOT NULL)", name=op.f('ck_fundraising_efforts_source_has_its_record')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_fundraising_efforts_application_id_applications')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_fundraising_efforts_branch_id_branches')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_fundraising_efforts_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['donor_id'], ['contacts.id'], name=op.f('fk_fundraising_efforts_donor_id_contacts')),
    sa.ForeignKeyConstraint(['who_id'], ['users.id'], name=op.f('fk_fundraising_efforts_who_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fundraising_efforts'))
    )
    for column in ('who_id', 'branch_id', 'application_id', 'campaign_id', 'donor_id'):
        op.create_index(f'ix_fundraising_efforts_{column}', 'fundraising_efforts', [column])
    op.create_index('ix_fundraising_efforts_done_on_id', 'fundraising_efforts', ['done_on', 'id'])


def downgrade():
    op.drop_table('fundraising_efforts')
    op.drop_table('forecast_settings')
