"""first tables

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


STAGE_KEYS = (
    ("fk_applications_stage_is_last_change", "applications", "application_stage_changes", "application_id"),
    ("fk_partnerships_stage_is_last_change", "partnerships", "partnership_stage_changes", "partnership_id"),
)


def _add_stage_keys() -> None:
    """Tie a record's stage to its last change. SQLite took the keys with the tables."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for name, table, changes, owner in STAGE_KEYS:
        op.create_foreign_key(
            name,
            table,
            changes,
            ["current_change_id", "id", "stage"],
            ["id", owner, "to_stage"],
            deferrable=True,
            initially="DEFERRED",
        )


def _add_search_index() -> None:
    """Index the words of `search_entries`: FTS5 kept by triggers on SQLite, GIN on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_entries_words ON search_entries "
            "USING gin (to_tsvector('simple'::regconfig, search_text))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_fts USING fts5(search_text, content='search_entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    )
    op.execute(
        "CREATE TRIGGER search_entries_ai AFTER INSERT ON search_entries BEGIN "
        "INSERT INTO search_fts(rowid, search_text) VALUES (new.id, new.search_text); END"
    )
    op.execute(
        "CREATE TRIGGER search_entries_ad AFTER DELETE ON search_entries BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END"
    )
    op.execute(
        "CREATE TRIGGER search_entries_au AFTER UPDATE OF search_text ON search_entries BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); "
        "INSERT INTO search_fts(rowid, search_text) VALUES (new.id, new.search_text); END"
    )


def upgrade() -> None:
    op.create_table('age_bands',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name_uk', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('min_age', sa.Integer(), nullable=True),
    sa.Column('max_age', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('in_grid', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('max_age IS NULL OR min_age IS NULL OR max_age >= min_age', name=op.f('ck_age_bands_ages_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_age_bands')),
    sa.UniqueConstraint('code', name=op.f('uq_age_bands_code'))
    )
    op.create_table('branches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sort_key', sa.String(length=600).with_variant(sa.String(length=600, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.Enum('central', 'branch', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('opened_year', sa.Integer(), nullable=True),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(code) > 0', name=op.f('ck_branches_code_not_empty')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_branches_name_not_empty')),
    sa.CheckConstraint('opened_year IS NULL OR opened_year BETWEEN 1500 AND 2200', name=op.f('ck_branches_opened_year_sane')),
    sa.CheckConstraint('population IS NULL OR population >= 0', name=op.f('ck_branches_population_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branches')),
    sa.UniqueConstraint('code', name=op.f('uq_branches_code'))
    )
    with op.batch_alter_table('branches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_branches_sort_key'), ['sort_key'], unique=False)

    op.create_table('contacts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('person', 'organisation', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('display_name', sa.String(length=300), nullable=False),
    sa.Column('sort_key', sa.String(length=600).with_variant(sa.String(length=600, collation='C'), 'postgresql'), nullable=False),
    sa.Column('last_name', sa.String(length=100), nullable=False),
    sa.Column('first_name', sa.String(length=100), nullable=False),
    sa.Column('middle_name', sa.String(length=100), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('legal_name', sa.String(length=300), nullable=False),
    sa.Column('organisation_type', sa.Enum('ngo', 'charity', 'school', 'university', 'business', 'media', 'authority', 'cultural_institution', 'international', 'community', 'other', name='organisation_type', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('edrpou', sa.String(length=10), nullable=True),
    sa.Column('website', sa.String(length=300), nullable=False),
    sa.Column('city', sa.String(length=120), nullable=False),
    sa.Column('is_public_funder', sa.Boolean(), nullable=False),
    sa.Column('anonymised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind = 'organisation' OR (organisation_type IS NULL AND legal_name = '')", name=op.f('ck_contacts_only_organisations_have_organisation_fields')),
    sa.CheckConstraint("kind = 'person' OR (birth_date IS NULL AND last_name = '' AND first_name = '')", name=op.f('ck_contacts_only_people_have_person_fields')),
    sa.CheckConstraint('length(display_name) > 0', name=op.f('ck_contacts_display_name_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts'))
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index('ix_contacts_created_at_id', ['created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contacts_edrpou'), ['edrpou'], unique=False)
        batch_op.create_index('ix_contacts_kind_sort_key_id', ['kind', 'sort_key', 'id'], unique=False)
        batch_op.create_index('ix_contacts_sort_key_id', ['sort_key', 'id'], unique=False)

    op.create_table('exchange_rates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('rate > 0', name=op.f('ck_exchange_rates_rate_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_rates')),
    sa.UniqueConstraint('currency', 'on_date', name=op.f('uq_exchange_rates_currency_on_date'))
    )
    op.create_table('institution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_uk', sa.String(length=300), nullable=False),
    sa.Column('name_en', sa.String(length=300), nullable=False),
    sa.Column('edrpou', sa.String(length=10), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('director', sa.String(length=200), nullable=False),
    sa.Column('accountant', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_institution_single_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution'))
    )
    op.create_table('login_failures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failures'))
    )
    with op.batch_alter_table('login_failures', schema=None) as batch_op:
        batch_op.create_index('ix_login_failures_email_at', ['email', 'at'], unique=False)

    op.create_table('skills',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skills')),
    sa.UniqueConstraint('key', name=op.f('uq_skills_key'))
    )
    op.create_table('tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('key', name=op.f('uq_tags_key'))
    )
    op.create_table('affiliations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on', name=op.f('ck_affiliations_dates_in_order')),
    sa.CheckConstraint('person_id <> organisation_id', name=op.f('ck_affiliations_two_contacts')),
    sa.ForeignKeyConstraint(['organisation_id'], ['contacts.id'], name=op.f('fk_affiliations_organisation_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['contacts.id'], name=op.f('fk_affiliations_person_id_contacts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_affiliations'))
    )
    with op.batch_alter_table('affiliations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_affiliations_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_affiliations_person_id'), ['person_id'], unique=False)

    op.create_table('branch_figures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.Enum('users', 'visits', 'loans', 'computer_hours', 'wifi_sessions', name='measure', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_before', sa.Date(), nullable=False),
    sa.Column('detail', sa.String(length=60), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('ends_before > starts_on', name=op.f('ck_branch_figures_dates_in_order')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_branch_figures_value_not_negative')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_branch_figures_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch_figures')),
    sa.UniqueConstraint('branch_id', 'measure', 'starts_on', 'ends_before', 'detail', name=op.f('uq_branch_figures_branch_id_measure_starts_on_ends_before_detail'))
    )
    op.create_table('calls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('funder_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('min_amount', sa.BigInteger(), nullable=True),
    sa.Column('max_amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('cofinancing_percent', sa.Integer(), nullable=True),
    sa.Column('eligibility', sa.Text(), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('cofinancing_percent IS NULL OR cofinancing_percent BETWEEN 0 AND 100', name=op.f('ck_calls_cofinancing_is_percent')),
    sa.CheckConstraint('deadline_on IS NULL OR opens_on IS NULL OR deadline_on >= opens_on', name=op.f('ck_calls_dates_in_order')),
    sa.CheckConstraint('max_amount IS NULL OR min_amount IS NULL OR max_amount >= min_amount', name=op.f('ck_calls_amounts_in_order')),
    sa.CheckConstraint('min_amount IS NULL OR min_amount >= 0', name=op.f('ck_calls_min_amount_not_negative')),
    sa.ForeignKeyConstraint(['funder_id'], ['contacts.id'], name=op.f('fk_calls_funder_id_contacts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls'))
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.create_index('ix_calls_deadline_on_id', ['deadline_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_funder_id'), ['funder_id'], unique=False)

    op.create_table('campaigns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('goal', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_campaigns_dates_in_order')),
    sa.CheckConstraint('goal IS NULL OR goal > 0', name=op.f('ck_campaigns_goal_positive')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_campaigns_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaigns')),
    sa.UniqueConstraint('name', name=op.f('uq_campaigns_name'))
    )
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaigns_branch_id'), ['branch_id'], unique=False)

    op.create_table('contact_addresses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('label', sa.Enum('work', 'home', 'mobile', 'other', name='label', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_addresses_contact_id_contacts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_addresses'))
    )
    with op.batch_alter_table('contact_addresses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_addresses_contact_id'), ['contact_id'], unique=False)

    op.create_table('contact_emails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('label', sa.Enum('work', 'home', 'mobile', 'other', name='label', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_contact_emails_email_lower')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_emails_contact_id_contacts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_emails')),
    sa.UniqueConstraint('contact_id', 'email', name=op.f('uq_contact_emails_contact_id_email'))
    )
    with op.batch_alter_table('contact_emails', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_emails_email'), ['email'], unique=False)

    op.create_table('contact_phones',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('label', sa.Enum('work', 'home', 'mobile', 'other', name='label', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_phones_contact_id_contacts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_phones')),
    sa.UniqueConstraint('contact_id', 'number', name=op.f('uq_contact_phones_contact_id_number'))
    )
    with op.batch_alter_table('contact_phones', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_phones_number'), ['number'], unique=False)

    op.create_table('contact_tags',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_tags_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_contact_tags_tag_id_tags'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contact_id', 'tag_id', name=op.f('pk_contact_tags'))
    )
    with op.batch_alter_table('contact_tags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_tags_tag_id'), ['tag_id'], unique=False)

    op.create_table('search_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=400), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_search_entries_branch_id_branches'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entries')),
    sa.UniqueConstraint('kind', 'record_id', name=op.f('uq_search_entries_kind_record_id'))
    )
    with op.batch_alter_table('search_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_entries_branch_id'), ['branch_id'], unique=False)

    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'director', 'coordinator', 'accountant', 'staff', 'monitor', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('theme', sa.String(length=5), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('session_token', sa.String(length=64), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_users_locale_known')),
    sa.CheckConstraint("role <> 'staff' OR branch_id IS NOT NULL", name=op.f('ck_users_staff_have_branch')),
    sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f('ck_users_theme_known')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_users_email_lower')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_users_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email'))
    )
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_users_branch_id'), ['branch_id'], unique=False)

    op.create_table('volunteers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('applied', 'active', 'paused', 'left', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('contract_number', sa.String(length=60), nullable=False),
    sa.Column('certificate_number', sa.String(length=60), nullable=False),
    sa.Column('briefed_on', sa.Date(), nullable=True),
    sa.Column('guardian_name', sa.String(length=200), nullable=False),
    sa.Column('guardian_phone', sa.String(length=20), nullable=False),
    sa.Column('emergency_contact', sa.String(length=200), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_volunteers_branch_id_branches')),
    sa.ForeignKeyConstraint(['person_id'], ['contacts.id'], name=op.f('fk_volunteers_person_id_contacts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteers')),
    sa.UniqueConstraint('person_id', name=op.f('uq_volunteers_person_id'))
    )
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteers_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index('ix_volunteers_status_id', ['status', 'id'], unique=False)

    op.create_table('applications',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('sort_key', sa.String(length=600).with_variant(sa.String(length=600, collation='C'), 'postgresql'), nullable=False),
    sa.Column('funder_id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('scope', sa.Enum('one', 'all', 'central', name='scope', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('stage', sa.Enum('idea', 'selection', 'drafting', 'approval', 'submitted', 'review', 'clarification', 'awarded', 'rejected', 'withdrawn', 'contracting', 'implementation', 'reporting', 'closed', name='stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('current_change_id', sa.Integer(), nullable=True),
    sa.Column('requested_amount', sa.BigInteger(), nullable=False),
    sa.Column('requested_base', sa.BigInteger(), nullable=False),
    sa.Column('cofinancing_amount', sa.BigInteger(), nullable=False),
    sa.Column('cofinancing_base', sa.BigInteger(), nullable=False),
    sa.Column('awarded_amount', sa.BigInteger(), nullable=True),
    sa.Column('awarded_base', sa.BigInteger(), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('awarded_on', sa.Date(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('agreement_number', sa.String(length=80), nullable=False),
    sa.Column('agreement_on', sa.Date(), nullable=True),
    sa.Column('leader', sa.String(length=200), nullable=False),
    sa.Column('report_final_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report_final_by_id', sa.Integer(), nullable=True),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('rate_date', sa.Date(), nullable=False),
    sa.Column('rate_source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='rate_source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(scope = 'one') = (branch_id IS NOT NULL)", name=op.f('ck_applications_branch_only_when_scope_is_one')),
    sa.CheckConstraint("current_change_id IS NOT NULL OR stage = 'idea'", name=op.f('ck_applications_moved_stage_has_history')),
    sa.CheckConstraint("stage NOT IN ('awarded', 'contracting', 'implementation', 'reporting', 'closed') OR awarded_amount IS NOT NULL", name=op.f('ck_applications_won_has_award')),
    sa.CheckConstraint('(awarded_amount IS NULL) = (awarded_base IS NULL)', name=op.f('ck_applications_awarded_amounts_together')),
    sa.CheckConstraint('awarded_amount IS NULL OR awarded_amount > 0', name=op.f('ck_applications_awarded_amount_positive')),
    sa.CheckConstraint('cofinancing_amount >= 0', name=op.f('ck_applications_cofinancing_amount_not_negative')),
    sa.CheckConstraint('cofinancing_base >= 0', name=op.f('ck_applications_cofinancing_base_not_negative')),
    sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on', name=op.f('ck_applications_dates_in_order')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_applications_rate_positive')),
    sa.CheckConstraint('requested_amount >= 0', name=op.f('ck_applications_requested_amount_not_negative')),
    sa.CheckConstraint('requested_base >= 0', name=op.f('ck_applications_requested_base_not_negative')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_applications_branch_id_branches')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_applications_call_id_calls')),
    sa.ForeignKeyConstraint(['current_change_id', 'id', 'stage'], ['application_stage_changes.id', 'application_stage_changes.application_id', 'application_stage_changes.to_stage'], name='fk_applications_stage_is_last_change', initially='DEFERRED', deferrable=True, use_alter=True),
    sa.ForeignKeyConstraint(['funder_id'], ['contacts.id'], name=op.f('fk_applications_funder_id_contacts')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_applications_owner_id_users')),
    sa.ForeignKeyConstraint(['report_final_by_id'], ['users.id'], name=op.f('fk_applications_report_final_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications'))
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_awarded_on'), ['awarded_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_call_id'), ['call_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_funder_id'), ['funder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_report_final_by_id'), ['report_final_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_sort_key'), ['sort_key'], unique=False)
        batch_op.create_index('ix_applications_stage_id', ['stage', 'id'], unique=False)

    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('table_name', sa.String(length=64), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=10), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('request_id', sa.String(length=32), nullable=False),
    sa.CheckConstraint("action IN ('create', 'update', 'delete')", name=op.f('ck_audit_entries_action_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_audit_entries_actor_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_entries_table_name_record_id', ['table_name', 'record_id'], unique=False)

    op.create_table('donations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('donor_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('money', 'in_kind', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('in_kind_status', sa.Enum('pledged', 'received', 'valued', 'booked', 'declined', 'passed_on', name='in_kind_status', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('book_copies', sa.Integer(), nullable=True),
    sa.Column('document_number', sa.String(length=60), nullable=False),
    sa.Column('thanked_on', sa.Date(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('base_amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('rate_date', sa.Date(), nullable=False),
    sa.Column('rate_source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='rate_source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'in_kind') = (in_kind_status IS NOT NULL)", name=op.f('ck_donations_only_in_kind_has_status')),
    sa.CheckConstraint("kind = 'in_kind' OR amount > 0", name=op.f('ck_donations_money_is_positive')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_donations_amount_not_negative')),
    sa.CheckConstraint('base_amount >= 0', name=op.f('ck_donations_base_amount_not_negative')),
    sa.CheckConstraint('book_copies IS NULL OR book_copies > 0', name=op.f('ck_donations_book_copies_positive')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_donations_rate_positive')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_donations_branch_id_branches')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_donations_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['donor_id'], ['contacts.id'], name=op.f('fk_donations_donor_id_contacts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_donations'))
    )
    with op.batch_alter_table('donations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_donations_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_donations_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_donations_donor_id'), ['donor_id'], unique=False)
        batch_op.create_index('ix_donations_received_on_id', ['received_on', 'id'], unique=False)

    op.create_table('interactions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('meeting', 'call', 'letter', 'email', 'note', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_interactions_author_id_users')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_interactions_contact_id_contacts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interactions'))
    )
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interactions_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_interactions_contact_id_occurred_at', ['contact_id', 'occurred_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_interactions_occurred_at'), ['occurred_at'], unique=False)

    op.create_table('jobs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('status', sa.Enum('queued', 'running', 'done', 'failed', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('progress >= 0 AND total >= 0', name=op.f('ck_jobs_progress_not_negative')),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_jobs_created_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs'))
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index('ix_jobs_created_by_id_created_at', ['created_by_id', 'created_at'], unique=False)

    op.create_table('partnerships',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('partner_type', sa.Enum('ngo', 'society', 'school', 'business', 'media', 'authority', 'institution', 'other', name='partner_type', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stage', sa.Enum('identified', 'contacted', 'negotiating', 'active', 'paused', 'ended', name='stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('current_change_id', sa.Integer(), nullable=True),
    sa.Column('scope', sa.Enum('one', 'all', 'central', name='scope', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('memorandum_number', sa.String(length=60), nullable=False),
    sa.Column('memorandum_from', sa.Date(), nullable=True),
    sa.Column('memorandum_until', sa.Date(), nullable=True),
    sa.Column('partner_gives', sa.Text(), nullable=False),
    sa.Column('library_gives', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(scope = 'one') = (branch_id IS NOT NULL)", name=op.f('ck_partnerships_branch_only_when_scope_is_one')),
    sa.CheckConstraint("current_change_id IS NOT NULL OR stage = 'identified'", name=op.f('ck_partnerships_moved_stage_has_history')),
    sa.CheckConstraint('memorandum_until IS NULL OR memorandum_from IS NULL OR memorandum_until >= memorandum_from', name=op.f('ck_partnerships_memorandum_dates_in_order')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_partnerships_branch_id_branches')),
    sa.ForeignKeyConstraint(['current_change_id', 'id', 'stage'], ['partnership_stage_changes.id', 'partnership_stage_changes.partnership_id', 'partnership_stage_changes.to_stage'], name='fk_partnerships_stage_is_last_change', initially='DEFERRED', deferrable=True, use_alter=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['contacts.id'], name=op.f('fk_partnerships_organisation_id_contacts')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_partnerships_owner_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnerships')),
    sa.UniqueConstraint('organisation_id', name=op.f('uq_partnerships_organisation_id'))
    )
    with op.batch_alter_table('partnerships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnerships_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnerships_memorandum_until'), ['memorandum_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnerships_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_partnerships_stage_id', ['stage', 'id'], unique=False)

    op.create_table('password_resets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_password_resets_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_password_resets')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_password_resets_token_hash'))
    )
    with op.batch_alter_table('password_resets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_password_resets_user_id'), ['user_id'], unique=False)

    op.create_table('volunteer_availability',
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('morning', 'afternoon', 'evening', name='part', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_volunteer_availability_weekday_known')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_volunteer_availability_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('volunteer_id', 'weekday', 'part', name=op.f('pk_volunteer_availability'))
    )
    op.create_table('volunteer_skills',
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('skill_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['skill_id'], ['skills.id'], name=op.f('fk_volunteer_skills_skill_id_skills'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_volunteer_skills_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('volunteer_id', 'skill_id', name=op.f('pk_volunteer_skills'))
    )
    with op.batch_alter_table('volunteer_skills', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_skills_skill_id'), ['skill_id'], unique=False)

    op.create_table('application_partners',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_partners_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['contacts.id'], name=op.f('fk_application_partners_organisation_id_contacts')),
    sa.PrimaryKeyConstraint('application_id', 'organisation_id', name=op.f('pk_application_partners'))
    )
    with op.batch_alter_table('application_partners', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_partners_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('application_stage_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('from_stage', sa.Enum('idea', 'selection', 'drafting', 'approval', 'submitted', 'review', 'clarification', 'awarded', 'rejected', 'withdrawn', 'contracting', 'implementation', 'reporting', 'closed', name='from_stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('to_stage', sa.Enum('idea', 'selection', 'drafting', 'approval', 'submitted', 'review', 'clarification', 'awarded', 'rejected', 'withdrawn', 'contracting', 'implementation', 'reporting', 'closed', name='to_stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('reason_code', sa.Enum('low_score', 'not_eligible', 'budget_limit', 'no_cofinancing', 'missed_deadline', 'partner_left', 'priorities_changed', 'call_cancelled', 'other', name='reason_code', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("to_stage NOT IN ('rejected', 'withdrawn') OR reason_code IS NOT NULL", name=op.f('ck_application_stage_changes_loss_has_reason')),
    sa.CheckConstraint('from_stage <> to_stage', name=op.f('ck_application_stage_changes_stage_moves')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_stage_changes_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_application_stage_changes_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_stage_changes')),
    sa.UniqueConstraint('id', 'application_id', 'to_stage', name='uq_application_stage_changes_target')
    )
    with op.batch_alter_table('application_stage_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_stage_changes_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_stage_changes_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_application_stage_changes_by_id'), ['by_id'], unique=False)

    op.create_table('budget_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('category', sa.Enum('staff', 'social_contributions', 'travel', 'rent', 'equipment', 'materials', 'books', 'printing', 'services', 'promotion', 'indirect', 'other', name='category', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source', sa.Enum('grant', 'own', 'partner', 'in_kind', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('item', sa.String(length=300), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('planned', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('planned >= 0', name=op.f('ck_budget_lines_planned_not_negative')),
    sa.CheckConstraint('price >= 0', name=op.f('ck_budget_lines_price_not_negative')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_budget_lines_quantity_positive')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_budget_lines_application_id_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_lines')),
    sa.UniqueConstraint('application_id', 'code', name=op.f('uq_budget_lines_application_id_code')),
    sa.UniqueConstraint('id', 'application_id', name='uq_budget_lines_of_application')
    )
    op.create_table('deliverables',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('letter_of_intent', 'application', 'interim_report', 'final_report', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('accepted_on IS NULL OR submitted_on IS NOT NULL', name=op.f('ck_deliverables_accepted_was_submitted')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_deliverables_application_id_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliverables'))
    )
    with op.batch_alter_table('deliverables', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliverables_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_deliverables_due_on_id', ['due_on', 'id'], unique=False)

    op.create_table('disbursements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('condition', sa.String(length=300), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('base_amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('rate_date', sa.Date(), nullable=False),
    sa.Column('rate_source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='rate_source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_disbursements_amount_positive')),
    sa.CheckConstraint('base_amount >= 0', name=op.f('ck_disbursements_base_amount_not_negative')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_disbursements_rate_positive')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_disbursements_application_id_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disbursements')),
    sa.UniqueConstraint('application_id', 'number', name=op.f('uq_disbursements_application_id_number'))
    )
    with op.batch_alter_table('disbursements', schema=None) as batch_op:
        batch_op.create_index('ix_disbursements_due_on_id', ['due_on', 'id'], unique=False)
        batch_op.create_index('ix_disbursements_received_on_id', ['received_on', 'id'], unique=False)

    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('sort_key', sa.String(length=600).with_variant(sa.String(length=600, collation='C'), 'postgresql'), nullable=False),
    sa.Column('event_type', sa.Enum('master_class', 'book_presentation', 'literary_meeting', 'lecture', 'book_exhibition', 'club', 'conversation_club', 'book_club', 'film_screening', 'performance', 'quest_or_game', 'read_aloud', 'training', 'digital_education', 'art_therapy', 'excursion', 'flash_mob', 'charity_fair', 'contest', 'other', name='event_type', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('planned', 'held', 'cancelled', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('place', sa.Enum('on_site', 'online', 'off_site', name='place', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('venue', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_before', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_creative', sa.Boolean(), nullable=False),
    sa.Column('is_personal_development', sa.Boolean(), nullable=False),
    sa.Column('is_summary', sa.Boolean(), nullable=False),
    sa.Column('events_count', sa.Integer(), nullable=True),
    sa.Column('import_key', sa.String(length=120), nullable=True),
    sa.Column('planned_participants', sa.Integer(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('publication_url', sa.String(length=500), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_events_times_in_order')),
    sa.CheckConstraint('ends_before > starts_on', name=op.f('ck_events_dates_in_order')),
    sa.CheckConstraint('events_count IS NULL OR events_count >= 0', name=op.f('ck_events_events_count_not_negative')),
    sa.CheckConstraint('is_summary OR events_count = 1', name=op.f('ck_events_one_row_one_event')),
    sa.CheckConstraint('is_summary OR starts_at IS NOT NULL', name=op.f('ck_events_event_has_time')),
    sa.CheckConstraint('planned_participants IS NULL OR planned_participants >= 0', name=op.f('ck_events_planned_not_negative')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_events_application_id_applications')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_events_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sa.UniqueConstraint('import_key', name=op.f('uq_events_import_key'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_events_branch_id_starts_on_id', ['branch_id', 'starts_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_sort_key'), ['sort_key'], unique=False)
        batch_op.create_index('ix_events_is_summary_starts_on', ['is_summary', 'starts_on'], unique=False)
        batch_op.create_index('ix_events_starts_on_id', ['starts_on', 'id'], unique=False)
        batch_op.create_index('ix_events_status_starts_on_id', ['status', 'starts_on', 'id'], unique=False)

    op.create_table('grant_indicators',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('baseline', sa.BigInteger(), nullable=True),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.Column('achieved', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_grant_indicators_application_id_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_indicators')),
    sa.UniqueConstraint('application_id', 'name', name=op.f('uq_grant_indicators_application_id_name'))
    )
    op.create_table('import_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('contacts', 'attendance', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('uploaded', 'previewed', 'running', 'done', 'failed', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('encoding', sa.String(length=20), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_import_runs_created_by_id_users')),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name=op.f('fk_import_runs_job_id_jobs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs'))
    )
    with op.batch_alter_table('import_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_runs_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_runs_job_id'), ['job_id'], unique=False)

    op.create_table('narratives',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.Enum('summary', 'objectives', 'activities_text', 'results_text', 'beneficiaries_text', 'partners_text', 'communication', 'difficulties', 'sustainability', 'finance_text', name='section', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_narratives_application_id_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_narratives')),
    sa.UniqueConstraint('application_id', 'section', 'locale', name=op.f('uq_narratives_application_id_section_locale'))
    )
    op.create_table('partnership_stage_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('from_stage', sa.Enum('identified', 'contacted', 'negotiating', 'active', 'paused', 'ended', name='from_stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('to_stage', sa.Enum('identified', 'contacted', 'negotiating', 'active', 'paused', 'ended', name='to_stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('from_stage <> to_stage', name=op.f('ck_partnership_stage_changes_stage_moves')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_partnership_stage_changes_by_id_users')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_partnership_stage_changes_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnership_stage_changes')),
    sa.UniqueConstraint('id', 'partnership_id', 'to_stage', name='uq_partnership_stage_changes_target')
    )
    with op.batch_alter_table('partnership_stage_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnership_stage_changes_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_stage_changes_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_stage_changes_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('donation_id', sa.Integer(), nullable=True),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('is_photo', sa.Boolean(), nullable=False),
    sa.Column('in_report', sa.Boolean(), nullable=False),
    sa.Column('caption', sa.String(length=300), nullable=False),
    sa.Column('credit', sa.String(length=200), nullable=False),
    sa.Column('alt_text', sa.String(length=300), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_attachments_exactly_one_subject')),
    sa.CheckConstraint('size > 0', name=op.f('ck_attachments_size_positive')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_attachments_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_attachments_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['donation_id'], ['donations.id'], name=op.f('fk_attachments_donation_id_donations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_attachments_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_attachments_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_attachments_uploaded_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sa.UniqueConstraint('token', name=op.f('uq_attachments_token'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachments_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_donation_id'), ['donation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_partnership_id'), ['partnership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_uploaded_by_id'), ['uploaded_by_id'], unique=False)

    op.create_table('attendance_counts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('age_band_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.Enum('on_site', 'online', name='mode', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('method', sa.Enum('counted', 'registered', 'estimated', 'imported', name='method', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.CheckConstraint('count >= 0', name=op.f('ck_attendance_counts_count_not_negative')),
    sa.ForeignKeyConstraint(['age_band_id'], ['age_bands.id'], name=op.f('fk_attendance_counts_age_band_id_age_bands')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_attendance_counts_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_counts')),
    sa.UniqueConstraint('event_id', 'age_band_id', 'mode', name=op.f('uq_attendance_counts_event_id_age_band_id_mode'))
    )
    with op.batch_alter_table('attendance_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_counts_age_band_id'), ['age_band_id'], unique=False)

    op.create_table('attendance_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Enum('idps', 'veterans', 'disabilities', 'military', name='mark', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint('count >= 0', name=op.f('ck_attendance_marks_count_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_attendance_marks_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_marks')),
    sa.UniqueConstraint('event_id', 'mark', name=op.f('uq_attendance_marks_event_id_mark'))
    )
    op.create_table('comments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('volunteer_id', sa.Integer(), nullable=True),
    sa.Column('donation_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_comments_exactly_one_subject')),
    sa.CheckConstraint('length(body) > 0', name=op.f('ck_comments_body_not_empty')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_comments_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_comments_author_id_users')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_comments_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['donation_id'], ['donations.id'], name=op.f('fk_comments_donation_id_donations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_comments_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnerships.id'], name=op.f('fk_comments_partnership_id_partnerships'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_comments_volunteer_id_volunteers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments'))
    )
    with op.batch_alter_table('comments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comments_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_donation_id'), ['donation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_partnership_id'), ['partnership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comments_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('event_partners',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_partners_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['contacts.id'], name=op.f('fk_event_partners_organisation_id_contacts')),
    sa.PrimaryKeyConstraint('event_id', 'organisation_id', name=op.f('pk_event_partners'))
    )
    with op.batch_alter_table('event_partners', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_partners_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('event_volunteers',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_volunteers_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_event_volunteers_volunteer_id_volunteers')),
    sa.PrimaryKeyConstraint('event_id', 'volunteer_id', name=op.f('pk_event_volunteers'))
    )
    with op.batch_alter_table('event_volunteers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_volunteers_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('expenditures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('budget_line_id', sa.Integer(), nullable=False),
    sa.Column('spent_on', sa.Date(), nullable=False),
    sa.Column('grant_amount', sa.BigInteger(), nullable=False),
    sa.Column('document_type', sa.Enum('invoice', 'delivery_note', 'act', 'receipt', 'contract', 'payroll', 'other', name='document_type', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('document_number', sa.String(length=80), nullable=False),
    sa.Column('counterparty', sa.String(length=200), nullable=False),
    sa.Column('counterparty_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('base_amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Enum('UAH', 'EUR', 'USD', 'GBP', 'PLN', 'CHF', 'CZK', 'SEK', 'NOK', 'DKK', name='currency', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('rate_date', sa.Date(), nullable=False),
    sa.Column('rate_source', sa.Enum('manual', 'nbu', 'bank', 'same_currency', name='rate_source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_expenditures_amount_positive')),
    sa.CheckConstraint('base_amount >= 0', name=op.f('ck_expenditures_base_amount_not_negative')),
    sa.CheckConstraint('grant_amount > 0', name=op.f('ck_expenditures_grant_amount_positive')),
    sa.CheckConstraint('rate > 0', name=op.f('ck_expenditures_rate_positive')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_expenditures_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['budget_line_id', 'application_id'], ['budget_lines.id', 'budget_lines.application_id'], name='fk_expenditures_line_of_same_application'),
    sa.ForeignKeyConstraint(['counterparty_id'], ['contacts.id'], name=op.f('fk_expenditures_counterparty_id_contacts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expenditures'))
    )
    with op.batch_alter_table('expenditures', schema=None) as batch_op:
        batch_op.create_index('ix_expenditures_application_id_spent_on', ['application_id', 'spent_on'], unique=False)
        batch_op.create_index('ix_expenditures_budget_line_id', ['budget_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_expenditures_counterparty_id'), ['counterparty_id'], unique=False)

    op.create_table('hours_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('worked_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(length=200), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('logged', 'confirmed', 'rejected', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('logged_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'logged') = (decided_at IS NULL)", name=op.f('ck_hours_entries_decided_entries_say_when')),
    sa.CheckConstraint('minutes BETWEEN 1 AND 960', name=op.f('ck_hours_entries_minutes_sane')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_hours_entries_application_id_applications')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_hours_entries_branch_id_branches')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_hours_entries_decided_by_id_users')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_hours_entries_event_id_events')),
    sa.ForeignKeyConstraint(['logged_by_id'], ['users.id'], name=op.f('fk_hours_entries_logged_by_id_users')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_hours_entries_volunteer_id_volunteers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_entries'))
    )
    with op.batch_alter_table('hours_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hours_entries_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entries_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entries_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entries_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entries_logged_by_id'), ['logged_by_id'], unique=False)
        batch_op.create_index('ix_hours_entries_volunteer_id_worked_on', ['volunteer_id', 'worked_on'], unique=False)
        batch_op.create_index('ix_hours_entries_worked_on_id', ['worked_on', 'id'], unique=False)

    op.create_table('import_issues',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=120), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=300), nullable=False),
    sa.Column('is_refusal', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['import_runs.id'], name=op.f('fk_import_issues_run_id_import_runs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_issues'))
    )
    with op.batch_alter_table('import_issues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_issues_run_id'), ['run_id'], unique=False)

    op.create_table('planned_activities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('planned_from', sa.Date(), nullable=False),
    sa.Column('planned_to', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('responsible', sa.String(length=200), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('planned_to IS NULL OR planned_to >= planned_from', name=op.f('ck_planned_activities_dates_in_order')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_planned_activities_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_planned_activities_event_id_events')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_activities'))
    )
    with op.batch_alter_table('planned_activities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_planned_activities_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_planned_activities_event_id'), ['event_id'], unique=False)
    _add_stage_keys()
    _add_search_index()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    else:
        for name, table, _changes, _owner in STAGE_KEYS:
            op.drop_constraint(name, table, type_="foreignkey")
    with op.batch_alter_table('planned_activities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_planned_activities_event_id'))
        batch_op.drop_index(batch_op.f('ix_planned_activities_application_id'))

    op.drop_table('planned_activities')
    with op.batch_alter_table('import_issues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_issues_run_id'))

    op.drop_table('import_issues')
    with op.batch_alter_table('hours_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_hours_entries_worked_on_id')
        batch_op.drop_index('ix_hours_entries_volunteer_id_worked_on')
        batch_op.drop_index(batch_op.f('ix_hours_entries_logged_by_id'))
        batch_op.drop_index(batch_op.f('ix_hours_entries_event_id'))
        batch_op.drop_index(batch_op.f('ix_hours_entries_decided_by_id'))
        batch_op.drop_index(batch_op.f('ix_hours_entries_branch_id'))
        batch_op.drop_index(batch_op.f('ix_hours_entries_application_id'))

    op.drop_table('hours_entries')
    with op.batch_alter_table('expenditures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expenditures_counterparty_id'))
        batch_op.drop_index('ix_expenditures_budget_line_id')
        batch_op.drop_index('ix_expenditures_application_id_spent_on')

    op.drop_table('expenditures')
    with op.batch_alter_table('event_volunteers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_volunteers_volunteer_id'))

    op.drop_table('event_volunteers')
    with op.batch_alter_table('event_partners', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_partners_organisation_id'))

    op.drop_table('event_partners')
    with op.batch_alter_table('comments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comments_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_comments_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_comments_event_id'))
        batch_op.drop_index(batch_op.f('ix_comments_donation_id'))
        batch_op.drop_index(batch_op.f('ix_comments_contact_id'))
        batch_op.drop_index(batch_op.f('ix_comments_author_id'))
        batch_op.drop_index(batch_op.f('ix_comments_application_id'))

    op.drop_table('comments')
    op.drop_table('attendance_marks')
    with op.batch_alter_table('attendance_counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_counts_age_band_id'))

    op.drop_table('attendance_counts')
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachments_uploaded_by_id'))
        batch_op.drop_index(batch_op.f('ix_attachments_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_attachments_event_id'))
        batch_op.drop_index(batch_op.f('ix_attachments_donation_id'))
        batch_op.drop_index(batch_op.f('ix_attachments_contact_id'))
        batch_op.drop_index(batch_op.f('ix_attachments_application_id'))

    op.drop_table('attachments')
    with op.batch_alter_table('partnership_stage_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partnership_stage_changes_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_partnership_stage_changes_by_id'))
        batch_op.drop_index(batch_op.f('ix_partnership_stage_changes_at'))

    op.drop_table('partnership_stage_changes')
    op.drop_table('narratives')
    with op.batch_alter_table('import_runs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_runs_job_id'))
        batch_op.drop_index(batch_op.f('ix_import_runs_created_by_id'))

    op.drop_table('import_runs')
    op.drop_table('grant_indicators')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index('ix_events_status_starts_on_id')
        batch_op.drop_index('ix_events_starts_on_id')
        batch_op.drop_index('ix_events_is_summary_starts_on')
        batch_op.drop_index(batch_op.f('ix_events_sort_key'))
        batch_op.drop_index('ix_events_branch_id_starts_on_id')
        batch_op.drop_index(batch_op.f('ix_events_application_id'))

    op.drop_table('events')
    with op.batch_alter_table('disbursements', schema=None) as batch_op:
        batch_op.drop_index('ix_disbursements_received_on_id')
        batch_op.drop_index('ix_disbursements_due_on_id')

    op.drop_table('disbursements')
    with op.batch_alter_table('deliverables', schema=None) as batch_op:
        batch_op.drop_index('ix_deliverables_due_on_id')
        batch_op.drop_index(batch_op.f('ix_deliverables_application_id'))

    op.drop_table('deliverables')
    op.drop_table('budget_lines')
    with op.batch_alter_table('application_stage_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_stage_changes_by_id'))
        batch_op.drop_index(batch_op.f('ix_application_stage_changes_at'))
        batch_op.drop_index(batch_op.f('ix_application_stage_changes_application_id'))

    op.drop_table('application_stage_changes')
    with op.batch_alter_table('application_partners', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_partners_organisation_id'))

    op.drop_table('application_partners')
    with op.batch_alter_table('volunteer_skills', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_skills_skill_id'))

    op.drop_table('volunteer_skills')
    op.drop_table('volunteer_availability')
    with op.batch_alter_table('password_resets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_password_resets_user_id'))

    op.drop_table('password_resets')
    with op.batch_alter_table('partnerships', schema=None) as batch_op:
        batch_op.drop_index('ix_partnerships_stage_id')
        batch_op.drop_index(batch_op.f('ix_partnerships_owner_id'))
        batch_op.drop_index(batch_op.f('ix_partnerships_memorandum_until'))
        batch_op.drop_index(batch_op.f('ix_partnerships_branch_id'))

    op.drop_table('partnerships')
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.drop_index('ix_jobs_created_by_id_created_at')

    op.drop_table('jobs')
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interactions_occurred_at'))
        batch_op.drop_index('ix_interactions_contact_id_occurred_at')
        batch_op.drop_index(batch_op.f('ix_interactions_author_id'))

    op.drop_table('interactions')
    with op.batch_alter_table('donations', schema=None) as batch_op:
        batch_op.drop_index('ix_donations_received_on_id')
        batch_op.drop_index(batch_op.f('ix_donations_donor_id'))
        batch_op.drop_index(batch_op.f('ix_donations_campaign_id'))
        batch_op.drop_index(batch_op.f('ix_donations_branch_id'))

    op.drop_table('donations')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_table_name_record_id')
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_actor_id'))

    op.drop_table('audit_entries')
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_index('ix_applications_stage_id')
        batch_op.drop_index(batch_op.f('ix_applications_sort_key'))
        batch_op.drop_index(batch_op.f('ix_applications_report_final_by_id'))
        batch_op.drop_index(batch_op.f('ix_applications_owner_id'))
        batch_op.drop_index(batch_op.f('ix_applications_funder_id'))
        batch_op.drop_index(batch_op.f('ix_applications_call_id'))
        batch_op.drop_index(batch_op.f('ix_applications_branch_id'))
        batch_op.drop_index(batch_op.f('ix_applications_awarded_on'))

    op.drop_table('applications')
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.drop_index('ix_volunteers_status_id')
        batch_op.drop_index(batch_op.f('ix_volunteers_branch_id'))

    op.drop_table('volunteers')
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_users_branch_id'))

    op.drop_table('users')
    with op.batch_alter_table('search_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_entries_branch_id'))

    op.drop_table('search_entries')
    with op.batch_alter_table('contact_tags', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_tags_tag_id'))

    op.drop_table('contact_tags')
    with op.batch_alter_table('contact_phones', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_phones_number'))

    op.drop_table('contact_phones')
    with op.batch_alter_table('contact_emails', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_emails_email'))

    op.drop_table('contact_emails')
    with op.batch_alter_table('contact_addresses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_addresses_contact_id'))

    op.drop_table('contact_addresses')
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaigns_branch_id'))

    op.drop_table('campaigns')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calls_funder_id'))
        batch_op.drop_index('ix_calls_deadline_on_id')

    op.drop_table('calls')
    op.drop_table('branch_figures')
    with op.batch_alter_table('affiliations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_affiliations_person_id'))
        batch_op.drop_index(batch_op.f('ix_affiliations_organisation_id'))

    op.drop_table('affiliations')
    op.drop_table('tags')
    op.drop_table('skills')
    with op.batch_alter_table('login_failures', schema=None) as batch_op:
        batch_op.drop_index('ix_login_failures_email_at')

    op.drop_table('login_failures')
    op.drop_table('institution')
    op.drop_table('exchange_rates')
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_index('ix_contacts_sort_key_id')
        batch_op.drop_index('ix_contacts_kind_sort_key_id')
        batch_op.drop_index(batch_op.f('ix_contacts_edrpou'))
        batch_op.drop_index('ix_contacts_created_at_id')

    op.drop_table('contacts')
    with op.batch_alter_table('branches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_branches_sort_key'))

    op.drop_table('branches')
    op.drop_table('age_bands')
