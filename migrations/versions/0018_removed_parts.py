"""entries of the audit log say of which record a removed row was a part

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The parts of a contact, and the column that names the contact.
OWNERS = {
    'contact_emails': 'contact_id',
    'contact_phones': 'contact_id',
    'contact_addresses': 'contact_id',
    'affiliations': 'person_id',
}
HAS_OWNER = sa.text('owner_id IS NOT NULL')


def upgrade():
    op.add_column('audit_entries', sa.Column('owner_id', sa.Integer(), nullable=True))
    entries = sa.table(
        'audit_entries',
        sa.column('owner_id', sa.Integer),
        sa.column('table_name', sa.String),
        sa.column('action', sa.String),
        sa.column('before', sa.JSON),
    )
    for table, column in OWNERS.items():
        removed = sa.and_(entries.c.table_name == table, entries.c.action == 'delete')
        op.execute(sa.update(entries).where(removed).values(owner_id=entries.c.before[column].as_integer()))
    op.create_index(
        'ix_audit_entries_owner_id',
        'audit_entries',
        ['owner_id'],
        sqlite_where=HAS_OWNER,
        postgresql_where=HAS_OWNER,
    )


def downgrade():
    op.drop_index('ix_audit_entries_owner_id', table_name='audit_entries')
    with op.batch_alter_table('audit_entries') as batch:
        batch.drop_column('owner_id')
