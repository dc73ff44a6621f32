"""awards: agreements, gates and receipts of tranches, amendments, returns, counted indicators, claims of co-financing

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ('claim_releases', 'cofinancing_claims', 'grant_receipts', 'tranche_gates', 'deliverable_returns',
          'amendment_changes', 'grant_amendments', 'grant_agreements')
COUNTS = ('participants', 'children', 'online', 'events', 'hours', 'volunteers', 'partners', 'contributing',
          'contributed', 'in_kind')
# What a claim points to carries its amount, so that a claimed amount cannot change.
CLAIMED = ('donations', 'ledger_entries', 'expenditures')
# (table, column, definition); a column that is added so keeps the checks that the table has on SQLite.
COLUMNS = (
    ('donations', 'application_id',
     'INTEGER CONSTRAINT fk_donations_application_id_applications REFERENCES applications (id)'),
    ('deliverables', 'returned_on',
     'DATE CONSTRAINT ck_deliverables_returned_is_not_submitted'
     ' CHECK (returned_on IS NULL OR submitted_on IS NULL)'),
    ('grant_indicators', 'counted',
     'VARCHAR(32) CONSTRAINT ck_grant_indicators_counted CHECK (counted IN (%s))'
     ' CONSTRAINT ck_grant_indicators_counted_is_not_typed CHECK (counted IS NULL OR achieved IS NULL)'
     % ', '.join(f"'{name}'" for name in COUNTS)),
)
# A tranche that was received becomes one receipt, and stays settled on that day.
RECEIVED = """
    INSERT INTO grant_receipts (disbursement_id, received_on, amount, currency, tranche_amount, base_amount, rate,
        rate_date, rate_source, document_number, note, overridden, override_reason, created_at, updated_at, version)
    SELECT id, settled_on, amount, currency, amount, base_amount, rate,
        rate_date, rate_source, '', '', '', '', created_at, updated_at, 1
    FROM disbursements WHERE settled_on IS NOT NULL
"""
# On the way back a tranche is what came of it: no money that came is lost, what was still expected is.
CAME = """
    UPDATE disbursements SET
        amount = (SELECT SUM(tranche_amount) FROM grant_receipts WHERE disbursement_id = disbursements.id),
        base_amount = (SELECT SUM(base_amount) FROM grant_receipts WHERE disbursement_id = disbursements.id),
        settled_on = (SELECT MAX(received_on) FROM grant_receipts WHERE disbursement_id = disbursements.id)
    WHERE id IN (SELECT disbursement_id FROM grant_receipts)
"""


def upgrade():
    for table, name, definition in COLUMNS:
        op.execute(f'ALTER TABLE {table} ADD COLUMN {name} {definition}')
    op.create_index('ix_donations_application_id', 'donations', ['application_id'])
    for table in CLAIMED:
        op.create_index(f'uq_{table}_id_base_amount', table, ['id', 'base_amount'], unique=True)
    op.drop_index('ix_disbursements_received_on_id', table_name='disbursements')
    op.execute('ALTER TABLE disbursements RENAME COLUMN received_on TO settled_on')
    op.create_table('grant_agreements',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('application_id', sa.Integer(), nullable=False),
sa.Column('applicant_id', sa.Integer(), nullable=True),
sa.Column('attachment_id', sa.Integer(), nullable=True),
sa.Column('note', sa.String(length=500), nullable=False),
sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('version', sa.Integer(), nullable=False),
sa.ForeignKeyConstraint(['applicant_id'], ['contacts.id'], name=op.f('fk_grant_agreements_applicant_id_contacts')),
sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_grant_agreements_application_id_applications'), ondelete='CASCADE'),
sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_grant_agreements_attachment_id_attachments'), ondelete='SET NULL'),
sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_agreements')),
sa.UniqueConstraint('application_id', name=op.f('uq_grant_agreements_application_id'))
)
    op.create_index(op.f('ix_grant_agreements_applicant_id'), 'grant_agreements', ['applicant_id'], unique=False)
    op.create_index(op.f('ix_grant_agreements_attachment_id'), 'grant_agreements', ['attachment_id'], unique=False)

    op.create_table('grant_amendments',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('application_id', sa.Integer(), nullable=False),
sa.Column('number', sa.String(length=40), nullable=False),
sa.Column('agreed_on', sa.Date(), nullable=False),
sa.Column('reason', sa.String(length=1000), nullable=False),
sa.Column('consent_on', sa.Date(), nullable=True),
sa.Column('attachment_id', sa.Integer(), nullable=True),
sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
sa.Column('applied_by_id', sa.Integer(), nullable=True),
sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('version', sa.Integer(), nullable=False),
sa.CheckConstraint('applied_at IS NULL OR consent_on IS NOT NULL', name=op.f('ck_grant_amendments_applied_with_consent')),
sa.CheckConstraint('length(reason) > 0', name=op.f('ck_grant_amendments_reason_not_empty')),
sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_grant_amendments_application_id_applications'), ondelete='CASCADE'),
sa.ForeignKeyConstraint(['applied_by_id'], ['users.id'], name=op.f('fk_grant_amendments_applied_by_id_users')),
sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_grant_amendments_attachment_id_attachments'), ondelete='SET NULL'),
sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_amendments')),
sa.UniqueConstraint('application_id', 'number', name=op.f('uq_grant_amendments_application_id_number'))
)
    op.create_index(op.f('ix_grant_amendments_applied_by_id'), 'grant_amendments', ['applied_by_id'], unique=False)
    op.create_index(op.f('ix_grant_amendments_attachment_id'), 'grant_amendments', ['attachment_id'], unique=False)

    op.create_table('amendment_changes',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('amendment_id', sa.Integer(), nullable=False),
sa.Column('kind', sa.Enum('end_date', 'award', 'budget', 'activities', 'team', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
sa.Column('day_before', sa.Date(), nullable=True),
sa.Column('day_after', sa.Date(), nullable=True),
sa.Column('amount_before', sa.BigInteger(), nullable=True),
sa.Column('amount_after', sa.BigInteger(), nullable=True),
sa.Column('text_before', sa.String(length=1000), nullable=False),
sa.Column('text_after', sa.String(length=1000), nullable=False),
sa.CheckConstraint("(kind = 'award') = (amount_after IS NOT NULL)", name=op.f('ck_amendment_changes_amount_where_meant')),
sa.CheckConstraint("(kind = 'end_date') = (day_after IS NOT NULL)", name=op.f('ck_amendment_changes_day_where_meant')),
sa.CheckConstraint("kind IN ('end_date', 'award') OR length(text_after) > 0", name=op.f('ck_amendment_changes_words_where_meant')),
sa.CheckConstraint('amount_after IS NULL OR amount_after > 0', name=op.f('ck_amendment_changes_amount_positive')),
sa.ForeignKeyConstraint(['amendment_id'], ['grant_amendments.id'], name=op.f('fk_amendment_changes_amendment_id_grant_amendments'), ondelete='CASCADE'),
sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment_changes')),
sa.UniqueConstraint('amendment_id', 'kind', name=op.f('uq_amendment_changes_amendment_id_kind'))
)

    op.create_table('deliverable_returns',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('deliverable_id', sa.Integer(), nullable=False),
sa.Column('due_on', sa.Date(), nullable=False),
sa.Column('submitted_on', sa.Date(), nullable=False),
sa.Column('returned_on', sa.Date(), nullable=False),
sa.Column('new_due_on', sa.Date(), nullable=False),
sa.Column('remarks', sa.String(length=1000), nullable=False),
sa.Column('at', sa.DateTime(timezone=True), nullable=False),
sa.Column('by_id', sa.Integer(), nullable=True),
sa.CheckConstraint('length(remarks) > 0', name=op.f('ck_deliverable_returns_remarks_not_empty')),
sa.CheckConstraint('returned_on >= submitted_on', name=op.f('ck_deliverable_returns_returned_after_submission')),
sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_deliverable_returns_by_id_users')),
sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_deliverable_returns_deliverable_id_deliverables'), ondelete='CASCADE'),
sa.PrimaryKeyConstraint('id', name=op.f('pk_deliverable_returns'))
)
    op.create_index(op.f('ix_deliverable_returns_by_id'), 'deliverable_returns', ['by_id'], unique=False)
    op.create_index(op.f('ix_deliverable_returns_deliverable_id'), 'deliverable_returns', ['deliverable_id'], unique=False)

    op.create_table('tranche_gates',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('disbursement_id', sa.Integer(), nullable=False),
sa.Column('kind', sa.Enum('agreement', 'submitted', 'accepted', 'spent', 'condition', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
sa.Column('deliverable_id', sa.Integer(), nullable=True),
sa.Column('percent', sa.Integer(), nullable=True),
sa.Column('text', sa.String(length=300), nullable=False),
sa.Column('ticked_on', sa.Date(), nullable=True),
sa.Column('ticked_by_id', sa.Integer(), nullable=True),
sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('version', sa.Integer(), nullable=False),
sa.CheckConstraint("(kind = 'spent') = (percent IS NOT NULL)", name=op.f('ck_tranche_gates_percent_where_meant')),
sa.CheckConstraint("(kind IN ('submitted', 'accepted')) = (deliverable_id IS NOT NULL)", name=op.f('ck_tranche_gates_deliverable_where_meant')),
sa.CheckConstraint("kind <> 'agreement'", name=op.f('ck_tranche_gates_agreement_is_no_row')),
sa.CheckConstraint("kind <> 'condition' OR length(text) > 0", name=op.f('ck_tranche_gates_condition_has_words')),
sa.CheckConstraint("ticked_on IS NULL OR kind = 'condition'", name=op.f('ck_tranche_gates_only_conditions_are_ticked')),
sa.CheckConstraint('percent IS NULL OR percent BETWEEN 1 AND 100', name=op.f('ck_tranche_gates_percent_in_range')),
sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_tranche_gates_deliverable_id_deliverables')),
sa.ForeignKeyConstraint(['disbursement_id'], ['disbursements.id'], name=op.f('fk_tranche_gates_disbursement_id_disbursements'), ondelete='CASCADE'),
sa.ForeignKeyConstraint(['ticked_by_id'], ['users.id'], name=op.f('fk_tranche_gates_ticked_by_id_users')),
sa.PrimaryKeyConstraint('id', name=op.f('pk_tranche_gates'))
)
    op.create_index(op.f('ix_tranche_gates_deliverable_id'), 'tranche_gates', ['deliverable_id'], unique=False)
    op.create_index(op.f('ix_tranche_gates_disbursement_id'), 'tranche_gates', ['disbursement_id'], unique=False)
    op.create_index(op.f('ix_tranche_gates_ticked_by_id'), 'tranche_gates', ['ticked_by_id'], unique=False)

    op.create_table('grant_receipts',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('disbursement_id', sa.Integer(), nullable=False),
sa.Column('received_on', sa.Date(), nullable=False),
sa.Column('amount', sa.BigInteger(), nullable=False),
sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
sa.Column('tranche_amount', sa.BigInteger(), nullable=False),
sa.Column('base_amount', sa.BigInteger(), nullable=False),
sa.Column('rate', sa.BigInteger(), nullable=False),
sa.Column('rate_date', sa.Date(), nullable=False),
sa.Column('rate_source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='rate_source', native_enum=False, create_constraint=True, length=32), nullable=False),
sa.Column('document_number', sa.String(length=80), nullable=False),
sa.Column('note', sa.String(length=300), nullable=False),
sa.Column('overridden', sa.String(length=500), nullable=False),
sa.Column('override_reason', sa.String(length=500), nullable=False),
sa.Column('override_by_id', sa.Integer(), nullable=True),
sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('version', sa.Integer(), nullable=False),
sa.CheckConstraint("(override_reason = '') = (overridden = '')", name=op.f('ck_grant_receipts_override_says_what')),
sa.CheckConstraint('amount > 0', name=op.f('ck_grant_receipts_amount_positive')),
sa.CheckConstraint('base_amount >= 0', name=op.f('ck_grant_receipts_base_amount_not_negative')),
sa.CheckConstraint('rate > 0', name=op.f('ck_grant_receipts_rate_positive')),
sa.CheckConstraint('tranche_amount > 0', name=op.f('ck_grant_receipts_tranche_amount_positive')),
sa.ForeignKeyConstraint(['disbursement_id'], ['disbursements.id'], name=op.f('fk_grant_receipts_disbursement_id_disbursements'), ondelete='CASCADE'),
sa.ForeignKeyConstraint(['override_by_id'], ['users.id'], name=op.f('fk_grant_receipts_override_by_id_users')),
sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_receipts'))
)
    op.create_index(op.f('ix_grant_receipts_disbursement_id'), 'grant_receipts', ['disbursement_id'], unique=False)
    op.create_index(op.f('ix_grant_receipts_override_by_id'), 'grant_receipts', ['override_by_id'], unique=False)
    op.create_index('ix_grant_receipts_received_on_id', 'grant_receipts', ['received_on', 'id'], unique=False)

    op.create_table('cofinancing_claims',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('application_id', sa.Integer(), nullable=False),
sa.Column('kind', sa.Enum('own', 'partner', 'in_kind', 'volunteers', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
sa.Column('donation_id', sa.Integer(), nullable=True),
sa.Column('ledger_entry_id', sa.Integer(), nullable=True),
sa.Column('expenditure_id', sa.Integer(), nullable=True),
sa.Column('base_amount', sa.BigInteger(), nullable=False),
sa.Column('value', sa.BigInteger(), nullable=False),
sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
sa.Column('claimed_by_id', sa.Integer(), nullable=True),
sa.CheckConstraint('(CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN ledger_entry_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN expenditure_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_cofinancing_claims_exactly_one_record')),
sa.CheckConstraint('value > 0', name=op.f('ck_cofinancing_claims_value_positive')),
sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_cofinancing_claims_application_id_applications')),
sa.ForeignKeyConstraint(['claimed_by_id'], ['users.id'], name=op.f('fk_cofinancing_claims_claimed_by_id_users')),
sa.ForeignKeyConstraint(['donation_id', 'base_amount'], ['donations.id', 'donations.base_amount'], name='fk_cofinancing_claims_donation_as_claimed'),
sa.ForeignKeyConstraint(['expenditure_id', 'base_amount'], ['expenditures.id', 'expenditures.base_amount'], name='fk_cofinancing_claims_expenditure_as_claimed'),
sa.ForeignKeyConstraint(['ledger_entry_id', 'base_amount'], ['ledger_entries.id', 'ledger_entries.base_amount'], name='fk_cofinancing_claims_ledger_entry_as_claimed'),
sa.PrimaryKeyConstraint('id', name=op.f('pk_cofinancing_claims')),
sa.UniqueConstraint('donation_id', name=op.f('uq_cofinancing_claims_donation_id')),
sa.UniqueConstraint('expenditure_id', name=op.f('uq_cofinancing_claims_expenditure_id')),
sa.UniqueConstraint('ledger_entry_id', name=op.f('uq_cofinancing_claims_ledger_entry_id'))
)
    op.create_index('ix_cofinancing_claims_application_id_id', 'cofinancing_claims', ['application_id', 'id'], unique=False)
    op.create_index(op.f('ix_cofinancing_claims_claimed_by_id'), 'cofinancing_claims', ['claimed_by_id'], unique=False)

    op.create_table('claim_releases',
sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
sa.Column('application_id', sa.Integer(), nullable=False),
sa.Column('source', sa.Enum('donation', 'ledger', 'expenditure', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
sa.Column('record_id', sa.Integer(), nullable=False),
sa.Column('value', sa.BigInteger(), nullable=False),
sa.Column('reason', sa.String(length=300), nullable=False),
sa.Column('at', sa.DateTime(timezone=True), nullable=False),
sa.Column('by_id', sa.Integer(), nullable=True),
sa.CheckConstraint('length(reason) > 0', name=op.f('ck_claim_releases_reason_not_empty')),
sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_claim_releases_application_id_applications'), ondelete='CASCADE'),
sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_claim_releases_by_id_users')),
sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_releases'))
)
    op.create_index(op.f('ix_claim_releases_application_id'), 'claim_releases', ['application_id'], unique=False)
    op.create_index(op.f('ix_claim_releases_by_id'), 'claim_releases', ['by_id'], unique=False)

    op.execute(RECEIVED)


def downgrade():
    op.execute(CAME)
    for table in TABLES:
        op.drop_table(table)
    op.execute('ALTER TABLE disbursements RENAME COLUMN settled_on TO received_on')
    op.create_index('ix_disbursements_received_on_id', 'disbursements', ['received_on', 'id'])
    for table in CLAIMED:
        op.drop_index(f'uq_{table}_id_base_amount', table_name=table)
    op.drop_index('ix_donations_application_id', table_name='donations')
    for table, name, _definition in COLUMNS:
        op.execute(f'ALTER TABLE {table} DROP COLUMN {name}')
