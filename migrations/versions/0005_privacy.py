"""consents, requests for erasure, terms of keeping and the access log

Revision ID: 0005
Revises: 0004
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# code, name and description in both languages, months of keeping, text of the consent in both languages.
PURPOSES = (
    (
        "data", "Ведення обліку контактів", "Keeping the record of contacts",
        "Ім’я, контактні дані й історія співпраці з бібліотекою.",
        "Name, contact details and the history of working with the library.",
        60,
        "Я даю згоду бібліотеці на обробку моїх персональних даних (ім’я, контактні дані, історія співпраці) "
        "для ведення обліку контактів. Мені повідомлено, хто й навіщо обробляє дані. "
        "Я можу відкликати згоду будь-коли.",
        "I agree that the library processes my personal data (name, contact details, history of working together) "
        "to keep its record of contacts. I was told who processes the data and why. "
        "I may withdraw this consent at any time.",
    ),
    (
        "mailing", "Розсилка новин", "Mailing of news",
        "Запрошення на заходи, новини й подяки електронною поштою.",
        "Invitations to events, news and thanks by e-mail.",
        36,
        "Я даю згоду отримувати від бібліотеки листи з новинами та запрошеннями на заходи. "
        "Я можу відмовитися від листів будь-коли.",
        "I agree to receive letters with news and invitations to events from the library. "
        "I may unsubscribe at any time.",
    ),
    (
        "photo", "Фото й відео", "Photos and videos",
        "Знімання на заходах і публікація знімків на сайті, у соцмережах і звітах.",
        "Taking pictures at events and publishing them on the website, in social media and in reports.",
        60,
        "Я даю згоду на фото- й відеознімання на заходах бібліотеки та публікацію знімків на її сайті, "
        "у соцмережах і звітах.",
        "I agree that the library takes photos and videos at its events and publishes them on its website, "
        "in social media and in reports.",
    ),
    (
        "volunteering", "Волонтерство", "Volunteering",
        "Договір, облік годин, навички та зв’язок із волонтером.",
        "Agreement, hours log, skills and keeping in touch with the volunteer.",
        60,
        "Я даю згоду на обробку моїх даних для організації волонтерської діяльності в бібліотеці: "
        "договір, облік годин, навички, зв’язок.",
        "I agree that my data are processed to organise volunteering in the library: "
        "agreement, hours log, skills, keeping in touch.",
    ),
    (
        "events", "Участь у заходах", "Taking part in events",
        "Запис на захід і нагадування про нього.",
        "Signing up for an event and being reminded of it.",
        12,
        "Я даю згоду на обробку моїх даних для запису на заходи бібліотеки та нагадувань про них.",
        "I agree that my data are processed to sign me up for events of the library and to remind me of them.",
    ),
)


def _seed() -> None:
    """Add the purposes with the first version of their texts; an administrator changes the words afterwards."""
    now = datetime.now(UTC)
    at = now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now
    moment = sa.DateTime(timezone=True)
    purposes = sa.table(
        "consent_purposes", sa.column("id", sa.Integer), sa.column("code", sa.String),
        sa.column("name_uk", sa.String), sa.column("name_en", sa.String),
        sa.column("description_uk", sa.Text), sa.column("description_en", sa.Text),
        sa.column("retention_months", sa.Integer), sa.column("position", sa.Integer),
        sa.column("created_at", moment), sa.column("updated_at", moment), sa.column("version", sa.Integer),
    )
    texts = sa.table(
        "consent_texts", sa.column("purpose_id", sa.Integer), sa.column("locale", sa.String),
        sa.column("number", sa.Integer), sa.column("body", sa.Text), sa.column("created_at", moment),
    )
    settings = sa.table(
        "privacy_settings", sa.column("id", sa.Integer), sa.column("answer_days", sa.Integer),
        sa.column("created_at", moment), sa.column("updated_at", moment), sa.column("version", sa.Integer),
    )
    bind = op.get_bind()
    for position, (code, uk, en, about_uk, about_en, months, text_uk, text_en) in enumerate(PURPOSES, start=1):
        bind.execute(
            sa.insert(purposes).values(
                code=code, name_uk=uk, name_en=en, description_uk=about_uk, description_en=about_en,
                retention_months=months, position=position, created_at=at, updated_at=at, version=1,
            )
        )
        key = bind.execute(sa.select(purposes.c.id).where(purposes.c.code == code)).scalar_one()
        for locale, body in (("uk", text_uk), ("en", text_en)):
            bind.execute(sa.insert(texts).values(purpose_id=key, locale=locale, number=1, body=body, created_at=at))
    bind.execute(sa.insert(settings).values(id=1, answer_days=10, created_at=at, updated_at=at, version=1))


def upgrade():
    op.create_table('consent_purposes',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_uk', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('description_uk', sa.Text(), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=False),
    sa.Column('retention_months', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(name_uk) > 0', name=op.f('ck_consent_purposes_name_not_empty')),
    sa.CheckConstraint('retention_months BETWEEN 1 AND 1200', name=op.f('ck_consent_purposes_retention_months_sensible')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_purposes')),
    sa.UniqueConstraint('code', name=op.f('uq_consent_purposes_code'))
    )
    op.create_table('privacy_settings',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('answer_days', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('answer_days BETWEEN 1 AND 365', name=op.f('ck_privacy_settings_answer_days_sensible')),
    sa.CheckConstraint('id = 1', name=op.f('ck_privacy_settings_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_settings'))
    )
    op.create_table('access_log',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.Enum('open', 'print', 'export', 'list', name='action', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('list_name', sa.String(length=40), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=True),
    sa.Column('filters', sa.String(length=500), nullable=False),
    sa.CheckConstraint("(action = 'list') = (list_name <> '')", name=op.f('ck_access_log_lists_have_names')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_access_log_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_access_log_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_log')),
    sa.UniqueConstraint('contact_id', 'user_id', 'action', 'hour', name='uq_access_log_once_an_hour')
    )
    op.create_index('ix_access_log_at_id', 'access_log', ['at', 'id'], unique=False)
    op.create_index(op.f('ix_access_log_user_id'), 'access_log', ['user_id'], unique=False)
    op.create_table('consent_texts',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('purpose_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_consent_texts_locale_known')),
    sa.CheckConstraint('length(body) > 0', name=op.f('ck_consent_texts_body_not_empty')),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_consent_texts_created_by_id_users')),
    sa.ForeignKeyConstraint(['purpose_id'], ['consent_purposes.id'], name=op.f('fk_consent_texts_purpose_id_consent_purposes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_texts')),
    sa.UniqueConstraint('purpose_id', 'locale', 'number', name=op.f('uq_consent_texts_purpose_id_locale_number'))
    )
    op.create_index(op.f('ix_consent_texts_created_by_id'), 'consent_texts', ['created_by_id'], unique=False)
    op.create_table('erasure_requests',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Enum('person', 'term', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('channel', sa.Enum('paper', 'email', 'phone', 'web', 'in_person', name='channel', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('status', sa.Enum('open', 'accepted', 'done', 'refused', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('registered_by_id', sa.Integer(), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'refused' OR length(reason) > 0", name=op.f('ck_erasure_requests_refusal_has_reason')),
    sa.CheckConstraint('due_on >= received_on', name=op.f('ck_erasure_requests_due_after_received')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_erasure_requests_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_erasure_requests_decided_by_id_users')),
    sa.ForeignKeyConstraint(['registered_by_id'], ['users.id'], name=op.f('fk_erasure_requests_registered_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure_requests'))
    )
    op.create_index(op.f('ix_erasure_requests_contact_id'), 'erasure_requests', ['contact_id'], unique=False)
    op.create_index(op.f('ix_erasure_requests_decided_by_id'), 'erasure_requests', ['decided_by_id'], unique=False)
    op.create_index(op.f('ix_erasure_requests_registered_by_id'), 'erasure_requests', ['registered_by_id'], unique=False)
    op.create_index('ix_erasure_requests_status_due_on', 'erasure_requests', ['status', 'due_on'], unique=False)
    op.create_table('retention_proposals',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('last_activity_on', sa.Date(), nullable=False),
    sa.Column('term_months', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'kept', 'lapsed', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'kept' OR keep_until IS NOT NULL", name=op.f('ck_retention_proposals_kept_until_a_day')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_retention_proposals_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_retention_proposals_decided_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_proposals'))
    )
    op.create_index(op.f('ix_retention_proposals_contact_id'), 'retention_proposals', ['contact_id'], unique=False)
    op.create_index(op.f('ix_retention_proposals_decided_by_id'), 'retention_proposals', ['decided_by_id'], unique=False)
    op.create_index('ix_retention_proposals_state_last_activity_on', 'retention_proposals', ['state', 'last_activity_on'], unique=False)
    op.create_table('consents',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('purpose_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('channel', sa.Enum('paper', 'email', 'phone', 'web', 'in_person', name='channel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('guardian_id', sa.Integer(), nullable=True),
    sa.Column('attachment_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdrawal_channel', sa.Enum('paper', 'email', 'phone', 'web', 'in_person', name='withdrawal_channel', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(withdrawn_on IS NULL) = (withdrawal_channel IS NULL)', name=op.f('ck_consents_withdrawal_has_channel')),
    sa.CheckConstraint('guardian_id IS NULL OR guardian_id <> contact_id', name=op.f('ck_consents_guardian_is_another')),
    sa.CheckConstraint('withdrawn_on IS NULL OR withdrawn_on >= given_on', name=op.f('ck_consents_withdrawn_after_given')),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_consents_attachment_id_attachments'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_consents_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['users.id'], name=op.f('fk_consents_entered_by_id_users')),
    sa.ForeignKeyConstraint(['guardian_id'], ['contacts.id'], name=op.f('fk_consents_guardian_id_contacts')),
    sa.ForeignKeyConstraint(['purpose_id'], ['consent_purposes.id'], name=op.f('fk_consents_purpose_id_consent_purposes')),
    sa.ForeignKeyConstraint(['text_id'], ['consent_texts.id'], name=op.f('fk_consents_text_id_consent_texts')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['users.id'], name=op.f('fk_consents_withdrawn_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index(op.f('ix_consents_attachment_id'), 'consents', ['attachment_id'], unique=False)
    op.create_index('ix_consents_contact_id_purpose_id', 'consents', ['contact_id', 'purpose_id'], unique=False)
    op.create_index(op.f('ix_consents_entered_by_id'), 'consents', ['entered_by_id'], unique=False)
    op.create_index('ix_consents_given_on_id', 'consents', ['given_on', 'id'], unique=False)
    op.create_index(op.f('ix_consents_guardian_id'), 'consents', ['guardian_id'], unique=False)
    op.create_index('ix_consents_purpose_id_given_on', 'consents', ['purpose_id', 'given_on'], unique=False)
    op.create_index(op.f('ix_consents_text_id'), 'consents', ['text_id'], unique=False)
    op.create_index(op.f('ix_consents_withdrawn_by_id'), 'consents', ['withdrawn_by_id'], unique=False)
    _seed()


def downgrade():
    op.drop_table('consents')
    op.drop_table('retention_proposals')
    op.drop_table('erasure_requests')
    op.drop_table('consent_texts')
    op.drop_table('access_log')
    op.drop_table('privacy_settings')
    op.drop_table('consent_purposes')
