"""papers of volunteers

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('paper_series',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_number >= 0', name=op.f('ck_paper_series_last_number_not_negative')),
    sa.CheckConstraint('year BETWEEN 1990 AND 2200', name=op.f('ck_paper_series_year_sane')),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_paper_series'))
    )
    op.create_table('paper_texts',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Enum('service_letter', 'certificate', 'thanks', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_paper_texts_locale_known')),
    sa.CheckConstraint('length(body) > 0', name=op.f('ck_paper_texts_body_not_empty')),
    sa.CheckConstraint('length(title) > 0', name=op.f('ck_paper_texts_title_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_texts')),
    sa.UniqueConstraint('kind', 'locale', name=op.f('uq_paper_texts_kind_locale'))
    )
    op.create_table('issued_papers',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Enum('service_letter', 'certificate', 'thanks', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_until', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('shows_hours', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('work', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('library_name', sa.String(length=300), nullable=False),
    sa.Column('library_address', sa.String(length=300), nullable=False),
    sa.Column('library_code', sa.String(length=10), nullable=False),
    sa.Column('signatory_name', sa.String(length=200), nullable=False),
    sa.Column('signatory_position', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('job_position', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoke_reason', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f('ck_issued_papers_locale_known')),
    sa.CheckConstraint('(job_id IS NULL) = (job_position IS NULL)', name=op.f('ck_issued_papers_job_says_place')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_by_id IS NULL)', name=op.f('ck_issued_papers_revoked_says_who')),
    sa.CheckConstraint('length(code) = 16', name=op.f('ck_issued_papers_code_whole')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_issued_papers_minutes_not_negative')),
    sa.CheckConstraint('number > 0', name=op.f('ck_issued_papers_number_positive')),
    sa.CheckConstraint('period_until >= period_from', name=op.f('ck_issued_papers_period_in_order')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['users.id'], name=op.f('fk_issued_papers_issued_by_id_users')),
    sa.ForeignKeyConstraint(['job_id'], ['jobs.id'], name=op.f('fk_issued_papers_job_id_jobs')),
    sa.ForeignKeyConstraint(['replaces_id'], ['issued_papers.id'], name=op.f('fk_issued_papers_replaces_id_issued_papers')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['users.id'], name=op.f('fk_issued_papers_revoked_by_id_users')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteers.id'], name=op.f('fk_issued_papers_volunteer_id_volunteers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_papers')),
    sa.UniqueConstraint('code', name=op.f('uq_issued_papers_code')),
    sa.UniqueConstraint('job_id', 'job_position', name=op.f('uq_issued_papers_job_id_job_position')),
    sa.UniqueConstraint('year', 'number', name=op.f('uq_issued_papers_year_number'))
    )
    with op.batch_alter_table('issued_papers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issued_papers_issued_by_id'), ['issued_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_issued_papers_issued_on'), ['issued_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_issued_papers_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_issued_papers_revoked_by_id'), ['revoked_by_id'], unique=False)
        batch_op.create_index('ix_issued_papers_volunteer_id_kind', ['volunteer_id', 'kind'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('issued_papers', schema=None) as batch_op:
        batch_op.drop_index('ix_issued_papers_volunteer_id_kind')
        batch_op.drop_index(batch_op.f('ix_issued_papers_revoked_by_id'))
        batch_op.drop_index(batch_op.f('ix_issued_papers_replaces_id'))
        batch_op.drop_index(batch_op.f('ix_issued_papers_issued_on'))
        batch_op.drop_index(batch_op.f('ix_issued_papers_issued_by_id'))

    op.drop_table('issued_papers')
    op.drop_table('paper_texts')
    op.drop_table('paper_series')
