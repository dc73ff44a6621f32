"""templates, mailings and suppressed addresses

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('letter_templates',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('purpose', sa.Enum('personal', 'mailing', name='purpose', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_letter_templates_locale_known')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_letter_templates_name_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_templates')),
    sa.UniqueConstraint('key', name=op.f('uq_letter_templates_key'))
    )
    op.create_table('letters',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('queued', 'sending', 'sent', 'failed', 'unknown', 'discarded', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('trouble', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('interaction_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_letters_author_id_users')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_letters_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['interaction_id'], ['interactions.id'], name=op.f('fk_letters_interaction_id_interactions'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters')),
    sa.UniqueConstraint('message_id', name=op.f('uq_letters_message_id'))
    )
    op.create_index(op.f('ix_letters_author_id'), 'letters', ['author_id'], unique=False)
    op.create_index('ix_letters_contact_id_status', 'letters', ['contact_id', 'status'], unique=False)
    op.create_index(op.f('ix_letters_created_at'), 'letters', ['created_at'], unique=False)
    op.create_index(op.f('ix_letters_interaction_id'), 'letters', ['interaction_id'], unique=False)
    op.create_table('mailings',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('status', sa.Enum('draft', 'scheduled', 'sending', 'paused', 'stopped', 'done', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('audience', sa.Enum('segment', 'tag', 'role', 'people', 'organisations', 'everybody', name='audience', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('view_id', sa.Integer(), nullable=True),
    sa.Column('per_minute', sa.Integer(), nullable=True),
    sa.Column('scheduled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=40), nullable=False),
    sa.Column('trouble_detail', sa.String(length=300), nullable=False),
    sa.Column('server_failures', sa.Integer(), nullable=False),
    sa.Column('recipient_count', sa.Integer(), nullable=False),
    sa.Column('excluded', sa.JSON(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_mailings_locale_known')),
    sa.CheckConstraint("status <> 'scheduled' OR scheduled_at IS NOT NULL", name=op.f('ck_mailings_scheduled_has_time')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_mailings_name_not_empty')),
    sa.CheckConstraint('per_minute IS NULL OR per_minute > 0', name=op.f('ck_mailings_per_minute_positive')),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_mailings_created_by_id_users')),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name=op.f('fk_mailings_job_id_jobs')),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_mailings_tag_id_tags'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailings'))
    )
    op.create_index(op.f('ix_mailings_created_by_id'), 'mailings', ['created_by_id'], unique=False)
    op.create_index(op.f('ix_mailings_job_id'), 'mailings', ['job_id'], unique=False)
    op.create_index(op.f('ix_mailings_tag_id'), 'mailings', ['tag_id'], unique=False)
    op.create_table('mailing_recipients',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('state', sa.Enum('pending', 'sending', 'sent', 'failed', 'skipped', 'unknown', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('try_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unsubscribed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_mailing_recipients_contact_id_contacts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailings.id'], name=op.f('fk_mailing_recipients_mailing_id_mailings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing_recipients')),
    sa.UniqueConstraint('mailing_id', 'email_hash', name=op.f('uq_mailing_recipients_mailing_id_email_hash')),
    sa.UniqueConstraint('message_id', name=op.f('uq_mailing_recipients_message_id')),
    sa.UniqueConstraint('token', name=op.f('uq_mailing_recipients_token'))
    )
    op.create_index(op.f('ix_mailing_recipients_contact_id'), 'mailing_recipients', ['contact_id'], unique=False)
    op.create_index(op.f('ix_mailing_recipients_email'), 'mailing_recipients', ['email'], unique=False)
    op.create_index('ix_mailing_recipients_mailing_id_state_id', 'mailing_recipients', ['mailing_id', 'state', 'id'], unique=False)
    op.create_table('suppressed_addresses',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('reason', sa.Enum('unsubscribed', 'bounced', name='reason', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_suppressed_addresses_email_lower')),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailings.id'], name=op.f('fk_suppressed_addresses_mailing_id_mailings'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppressed_addresses')),
    sa.UniqueConstraint('email', 'reason', name=op.f('uq_suppressed_addresses_email_reason'))
    )
    op.create_index(op.f('ix_suppressed_addresses_mailing_id'), 'suppressed_addresses', ['mailing_id'], unique=False)
    op.create_index(op.f('ix_suppressed_addresses_since'), 'suppressed_addresses', ['since'], unique=False)
    op.create_table('bounces',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('kind', sa.Enum('hard', 'soft', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source', sa.Enum('server', 'report', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['letter_id'], ['letters.id'], name=op.f('fk_bounces_letter_id_letters'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['recipient_id'], ['mailing_recipients.id'], name=op.f('fk_bounces_recipient_id_mailing_recipients'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bounces')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_bounces_fingerprint'))
    )
    op.create_index(op.f('ix_bounces_at'), 'bounces', ['at'], unique=False)
    op.create_index('ix_bounces_email_counts', 'bounces', ['email', 'counts'], unique=False)
    op.create_index(op.f('ix_bounces_letter_id'), 'bounces', ['letter_id'], unique=False)
    op.create_index(op.f('ix_bounces_recipient_id'), 'bounces', ['recipient_id'], unique=False)


def downgrade() -> None:
    op.drop_table('bounces')
    op.drop_table('suppressed_addresses')
    op.drop_table('mailing_recipients')
    op.drop_table('mailings')
    op.drop_table('letters')
    op.drop_table('letter_templates')
