"""an index that gives the contacts in use by name without reading their rows

Revision ID: 0038
Revises: 0037
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contacts_by_name", "contacts", ["sort_key", "id", "archived_at"])
    op.drop_index("ix_contacts_sort_key_id", table_name="contacts")


def downgrade() -> None:
    op.create_index("ix_contacts_sort_key_id", "contacts", ["sort_key", "id"])
    op.drop_index("ix_contacts_by_name", table_name="contacts")
